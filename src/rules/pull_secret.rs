//! The pull secret: its path in the store, its key in `secrets`, and how it gets there.
//!
//! Apps and pods declare it alike, at the top of the definition; the rules that let a `pullConfig`
//! name its key are `pull_config` and `pod_artifact`.

use serde_json::{Value, json};

use super::{SecretNeed, Work, pod_artifact};
use crate::edit::Place;
use crate::marathon::{Id, Image, Kind};

/// What changes for an image that the Mesos containerizer pulls already.
pub(super) const PULL_CHANGES: &str = "no image pull of the Mesos containerizer reads this file: it has been anonymous, from the cache or with the agent's credentials so far, and uses the secret from now on";

/// What to do about [`PULL_CHANGES`].
pub(super) const PULL_CHANGES_HELP: &str = "make sure that the secret holds credentials for this image; if it needs none, remove the entry instead";

/// What there is to say if the image has a `pullConfig`.
pub(super) const PULL_STAYS: &str =
    "no image pull of the Mesos containerizer reads this file: it uses `pullConfig`";

/// The images that get a secret of ours, with their places.
pub(super) fn images(work: &Work) -> Vec<(String, String)> {
    let app = "/container/docker/image";
    let pointers = match work.definition().kind {
        Kind::App if work.get("/container/docker/pullConfig").is_none() => vec![app.to_owned()],
        Kind::Pod => {
            let carriers = pod_artifact::carriers(work).into_iter();
            carriers.filter(|it| it.needs_secret(work)).map(|it| it.image_pointer()).collect()
        }
        Kind::App | Kind::Job => Vec::new(),
    };
    let image = |pointer: String| Some((work.text(&pointer)?.to_owned(), pointer));
    pointers.into_iter().filter_map(image).map(|(image, pointer)| (pointer, image)).collect()
}

/// Whether the secret's path depends on the definition's id.
pub(super) fn source_uses_id(work: &Work) -> bool {
    ["{id}", "{group}", "{top}"].iter().any(|part| work.options().secret_source.contains(part))
}

/// The path of the secret for `image` by the template of the options; none if the template asks
/// for an id and there is none.
pub(super) fn source(work: &Work, image: &str) -> Option<String> {
    let id = match &work.definition().id {
        Id::Absolute(id) | Id::Templated(id) => id.trim_start_matches('/'),
        _ if source_uses_id(work) => return None,
        _ => "",
    };
    let group = id.rsplit_once('/').map_or("", |(group, _)| group);
    let top = id.split('/').next().unwrap_or_default();
    let registry = Image::parse(image).registry.unwrap_or("docker.io").replace(['.', ':'], "-");
    let path = work
        .options()
        .secret_source
        .replace("{id}", id)
        .replace("{group}", group)
        .replace("{top}", top)
        .replace("{registry}", &registry);
    Some(path.replace("//", "/"))
}

/// The key under which `secrets` has `source`. An entry with the same path is used as it is; a key
/// that is taken by another path is left alone. A new `secrets` goes behind the first of `behind`.
pub(super) fn declare(
    work: &mut Work,
    source: &str,
    behind: &'static [&'static str],
) -> Option<String> {
    if source.trim_matches('/').is_empty() {
        let help = "give a path with --secret-source that is not empty for this definition";
        work.block("", "the path of the secret comes out empty", help);
        return None;
    }
    let entry = json!({ "source": source });
    let secrets = match work.get("/secrets") {
        Some(Value::Object(secrets)) => secrets,
        Some(_) => {
            work.block("/secrets", "`secrets` is not an object", "correct it");
            return None;
        }
        None => {
            let key = work.options().secret_name.clone();
            if work.has("/secrets") {
                work.replace("/secrets", json!({ &key: entry }));
            } else {
                work.add("/secrets", json!({ &key: entry }), Place::After(behind));
            }
            return Some(key);
        }
    };
    let is_same = |secret: &Value| {
        let path = secret.get("source").and_then(Value::as_str);
        path.is_some_and(|path| path.trim_matches('/') == source.trim_matches('/'))
    };
    if let Some((key, _)) = secrets.iter().find(|(_, secret)| is_same(secret)) {
        return Some(key.clone());
    }
    let name = &work.options().secret_name;
    let numbered = (2..).map(|number| format!("{name}{number}"));
    let mut keys = std::iter::once(name.clone()).chain(numbered);
    let key = keys.find(|key| !secrets.contains_key(key))?;
    let token = key.replace('~', "~0").replace('/', "~1");
    work.add(&format!("/secrets/{token}"), entry, Place::After(&[]));
    Some(key)
}

/// Key and path of the secret that the `pullConfig` at `config` names; blocks if there is none
/// (marathon: AppValidation.scala:68-71, PodsValidation.scala:119-133).
pub(super) fn named(work: &mut Work, config: &str) -> Option<(String, String)> {
    let Some(key) = work.text(&format!("{config}/secret")).map(str::to_owned) else {
        work.block(
            config,
            "`pullConfig` is there but names no secret",
            "name one, or remove `pullConfig` to have it written",
        );
        return None;
    };
    let secret = work.get("/secrets").and_then(|secrets| secrets.get(&key));
    let source = secret.and_then(|secret| secret.get("source")).and_then(Value::as_str);
    let Some(source) = source.map(str::to_owned) else {
        let message =
            format!("`pullConfig` names the secret `{key}`, which `secrets` does not have");
        let help = "add the secret, or remove `pullConfig` to have both written";
        work.block(config, message, help);
        return None;
    };
    Some((key, source))
}

/// Notes that `image` is pulled with the secret, which takes the place of what `uris` deliver. What
/// several images need of one secret is put together.
pub(super) fn need(work: &mut Work, secret: (String, String), uris: Vec<String>, image: String) {
    gather(work.secrets_mut(), secret, uris, image);
}

fn gather(
    needs: &mut Vec<SecretNeed>,
    (key, source): (String, String),
    uris: Vec<String>,
    image: String,
) {
    let same = needs.iter().position(|need| need.key == key && need.source == source);
    let at = same.unwrap_or_else(|| {
        needs.push(SecretNeed { key, source, uris: Vec::new(), images: Vec::new() });
        needs.len() - 1
    });
    let need = &mut needs[at];
    for (list, more) in [(&mut need.uris, uris), (&mut need.images, vec![image])] {
        for text in more {
            if !list.contains(&text) {
                list.push(text);
            }
        }
    }
}

/// The secrets that the `pullConfig`s of a definition name, whether or not it fetches credentials
/// too. A `pullConfig` that names nothing in `secrets` is left out: Marathon refuses it.
#[must_use]
pub fn named_secrets(kind: Kind, definition: &Value) -> Vec<SecretNeed> {
    let text = |value: &Value, pointer: &str| Some(value.pointer(pointer)?.as_str()?.to_owned());
    let pairs: Vec<Option<(String, String)>> = match kind {
        Kind::App => {
            let key = text(definition, "/container/docker/pullConfig/secret");
            vec![key.zip(text(definition, "/container/docker/image"))]
        }
        Kind::Pod => {
            let containers = definition.get("containers").and_then(Value::as_array);
            let pair = |container| {
                text(container, "/image/pullConfig/secret").zip(text(container, "/image/id"))
            };
            containers.into_iter().flatten().map(pair).collect()
        }
        Kind::Job => Vec::new(),
    };
    let mut needs = Vec::new();
    for (key, image) in pairs.into_iter().flatten() {
        let entry = definition.get("secrets").and_then(|secrets| secrets.get(&key));
        if let Some(source) = entry.and_then(|entry| text(entry, "/source")) {
            gather(&mut needs, (key, source), Vec::new(), image);
        }
    }
    needs
}
