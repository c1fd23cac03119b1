//! `pull-config`: the image is pulled with a secret.

use serde_json::{Value, json};

use super::{Rule, SecretNeed, Work};
use crate::edit::Place;
use crate::marathon::{Id, Image, Kind};

pub(super) const RULE: Rule = Rule {
    name: "pull-config",
    summary: "`docker.pullConfig` and an entry of `secrets` take the place of the credential URI",
    page: include_str!("../../docs/rules/pull-config.md"),
    check,
};

const FIELD: &str = "/container/docker/pullConfig";

/// Whether the definition is an app that gets a secret of ours.
pub(super) fn needs_secret(work: &Work) -> bool {
    work.definition().kind == Kind::App
        && work.text("/container/docker/image").is_some()
        && work.get(FIELD).is_none()
}

/// Whether the secret's path depends on the app's id.
pub(super) fn source_uses_id(work: &Work) -> bool {
    ["{id}", "{group}", "{top}"].iter().any(|part| work.options().secret_source.contains(part))
}

/// `pullConfig.secret` is a key of `secrets`, not a path (marathon: AppValidation.scala:69-80).
fn check(work: &mut Work) {
    if work.definition().kind != Kind::App {
        return;
    }
    if let Some(config) = work.get(FIELD) {
        let key = config.get("secret").and_then(Value::as_str).map(str::to_owned);
        return keep(work, key);
    }
    if !needs_secret(work) {
        return;
    }
    let Some(source) = source(work) else { return };
    let Some((key, is_new)) = key(work, &source) else { return };
    if work.has(FIELD) {
        work.replace(FIELD, json!({ "secret": key }));
    } else {
        work.add(FIELD, json!({ "secret": key }), Place::After(&["image"]));
    }
    if is_new {
        add_secret(work, &key, &source);
    }
    need(work, key, source);
}

/// A pull secret that is already named stays; its entry must exist.
fn keep(work: &mut Work, key: Option<String>) {
    let source = key.as_ref().and_then(|key| {
        let secret = work.get("/secrets")?.get(key)?;
        Some(secret.get("source")?.as_str()?.to_owned())
    });
    match (key, source) {
        (Some(key), Some(source)) => need(work, key, source),
        (Some(key), None) => {
            let message =
                format!("`pullConfig` names the secret `{key}`, which `secrets` does not have");
            work.block(
                FIELD,
                message,
                "add the secret, or remove `pullConfig` to have both written",
            );
        }
        (None, _) => work.block(
            FIELD,
            "`pullConfig` is there but names no secret",
            "name one, or remove `pullConfig` to have it written",
        ),
    }
}

/// The path of the secret by the template of the options.
fn source(work: &Work) -> Option<String> {
    let id = match &work.definition().id {
        Id::Absolute(id) => id.trim_start_matches('/'),
        _ if source_uses_id(work) => return None,
        _ => "",
    };
    let group = id.rsplit_once('/').map_or("", |(group, _)| group);
    let top = id.split('/').next().unwrap_or_default();
    let registry =
        work.text("/container/docker/image").and_then(|image| Image::parse(image).registry);
    let slug = registry.unwrap_or("docker.io").replace(['.', ':'], "-");
    let path = work
        .options()
        .secret_source
        .replace("{id}", id)
        .replace("{group}", group)
        .replace("{top}", top)
        .replace("{registry}", &slug);
    Some(path.replace("//", "/"))
}

/// The key of `secrets` to use, and whether its entry must be written. An entry with the same path
/// is used as it is; a key taken by something else is left alone.
fn key(work: &mut Work, source: &str) -> Option<(String, bool)> {
    let secrets = match work.get("/secrets") {
        None => return Some((work.options().secret_name.clone(), true)),
        Some(Value::Object(secrets)) => secrets,
        Some(_) => {
            work.block("/secrets", "`secrets` is not an object", "correct it");
            return None;
        }
    };
    let same = |secret: &Value| {
        let path = secret.get("source").and_then(Value::as_str);
        path.is_some_and(|path| path.trim_matches('/') == source.trim_matches('/'))
    };
    if let Some((key, _)) = secrets.iter().find(|(_, secret)| same(secret)) {
        return Some((key.clone(), false));
    }
    let name = &work.options().secret_name;
    let numbered = (2..).map(|number| format!("{name}{number}"));
    let free = std::iter::once(name.clone()).chain(numbered).find(|key| !secrets.contains_key(key));
    free.map(|key| (key, true))
}

fn add_secret(work: &mut Work, key: &str, source: &str) {
    let entry = json!({ "source": source });
    if work.get("/secrets").is_some() {
        let token = key.replace('~', "~0").replace('/', "~1");
        work.add(&format!("/secrets/{token}"), entry, Place::After(&[]));
    } else if work.has("/secrets") {
        work.replace("/secrets", json!({ key: entry }));
    } else {
        let behind: &[&str] = if work.definition_has("/networks") {
            &["container"]
        } else {
            &["networks", "container"]
        };
        work.add("/secrets", json!({ key: entry }), Place::After(behind));
    }
}

fn need(work: &mut Work, key: String, source: String) {
    let mut uris: Vec<String> = work.entries().iter().map(|entry| entry.uri.clone()).collect();
    uris.dedup();
    let images = work.text("/container/docker/image").map(str::to_owned).into_iter().collect();
    work.need(SecretNeed { key, source, uris, images });
}
