//! `pod-artifact`: a pod fetches registry credentials that nothing reads.
//!
//! Pods run on the Mesos containerizer, whose image pull never looks at what is fetched (marathon:
//! TaskGroupBuilder.scala:482-497). The container's image gets the `pullConfig`, the pod the secret.

use serde_json::{Value, json};

use super::{Rule, Work, pull_secret};
use crate::edit::Place;
use crate::marathon::{Envelope, Kind};

pub(super) const RULE: Rule = Rule {
    name: "pod-artifact",
    summary: "A pod fetches registry credentials as an artifact, where the image pull never looks",
    page: include_str!("../../docs/rules/pod-artifact.md"),
    check,
};

/// A container of a pod with credentials among its artifacts.
#[derive(Debug)]
pub(super) struct Carrier {
    /// Where the container stands in the pod.
    pointer: String,
    /// The places of the credentials among its artifacts, ascending.
    artifacts: Vec<usize>,
    /// What they are fetched from.
    pub(super) uris: Vec<String>,
}

impl Carrier {
    /// Where its first credential artifact stands.
    pub(super) fn place(&self) -> String {
        format!("{}/artifacts/{}", self.pointer, self.artifacts.first().unwrap_or(&0))
    }

    /// What it runs, if it says so.
    pub(super) fn image<'w>(&self, work: &'w Work) -> Option<&'w str> {
        work.text(&format!("{}/image/id", self.pointer)).filter(|id| !id.is_empty())
    }

    /// Whether it gets a `pullConfig` of ours.
    pub(super) fn needs_secret(&self, work: &Work) -> bool {
        work.get(&format!("{}/image/pullConfig", self.pointer)).is_none()
    }
}

/// The containers to convert; none of a pod that is only shown.
pub(super) fn carriers(work: &Work) -> Vec<Carrier> {
    let mut carriers: Vec<Carrier> = Vec::new();
    let definition = work.definition();
    if definition.kind != Kind::Pod || definition.envelope == Envelope::GroupAnswer {
        return carriers;
    }
    for entry in work.entries() {
        let local = entry.pointer.strip_prefix(&definition.pointer);
        let split = local.and_then(|local| local.as_str().rsplit_once("/artifacts/"));
        let Some((container, Ok(artifact))) = split.map(|(at, index)| (at, index.parse())) else {
            continue;
        };
        match carriers.last_mut().filter(|last| last.pointer == container) {
            Some(last) => {
                last.artifacts.push(artifact);
                last.uris.push(entry.uri.clone());
            }
            None => carriers.push(Carrier {
                pointer: container.to_owned(),
                artifacts: vec![artifact],
                uris: vec![entry.uri.clone()],
            }),
        }
    }
    carriers
}

fn check(work: &mut Work) {
    for carrier in carriers(work) {
        if let Some(image) = image(work, &carrier) {
            take_out(work, &carrier);
            convert(work, &carrier, image);
        }
    }
}

/// What the container runs; blocks if that is nothing that Marathon pulls. `kind` is required and
/// only `DOCKER` is known (marathon: podContainer.raml:18-24), in letters of any case (marathon:
/// EnumVisitor.scala:27-46).
fn image(work: &mut Work, carrier: &Carrier) -> Option<String> {
    let pointer = format!("{}/image", carrier.pointer);
    let Some(image) = work.get(&pointer) else {
        work.block(
            &carrier.place(),
            "the container has no image, so there is nothing to pull with a secret",
            "name the image, or remove the artifact",
        );
        return None;
    };
    let message = match (image.get("kind").filter(|kind| !kind.is_null()), carrier.image(work)) {
        _ if !image.is_object() => "`image` is not an object".to_owned(),
        (None, _) => "`image.kind` is missing; Marathon wants DOCKER".to_owned(),
        (Some(Value::String(kind)), Some(id)) if kind.eq_ignore_ascii_case("DOCKER") => {
            return Some(id.to_owned());
        }
        (Some(Value::String(kind)), None) if kind.eq_ignore_ascii_case("DOCKER") => {
            "`image.id` is missing, so there is nothing to pull with a secret".to_owned()
        }
        (Some(kind), _) => format!("`image.kind` is {kind}; Marathon knows DOCKER only"),
    };
    work.block(&pointer, message, "correct the image, or remove the artifact");
    None
}

/// A pod is replaced as a whole by `PUT /v2/pods` (marathon: PodsResource.scala:119-156), so an
/// emptied list has nothing to clear and goes.
fn take_out(work: &mut Work, carrier: &Carrier) {
    let list = format!("{}/artifacts", carrier.pointer);
    let length = work.get(&list).and_then(|list| list.as_array()).map_or(0, Vec::len);
    if carrier.artifacts.len() == length {
        return work.remove(&list);
    }
    for index in carrier.artifacts.iter().rev() {
        work.rely_on(&format!("{list}/{index}"));
    }
    for index in carrier.artifacts.iter().rev() {
        work.remove(&format!("{list}/{index}"));
    }
}

fn convert(work: &mut Work, carrier: &Carrier, image: String) {
    let config = format!("{}/image/pullConfig", carrier.pointer);
    let secret = if carrier.needs_secret(work) {
        work.warn(
            &carrier.place(),
            "nothing reads this file: the image is pulled anonymously, from the agent's cache or with the agent's own credentials, and with the secret from now on",
            "make sure that the secret holds credentials for this image; if it needs none, remove the artifact instead",
        );
        add(work, carrier, &config, &image)
    } else {
        work.note(
            &carrier.place(),
            "nothing reads this file: the image is pulled with its `pullConfig`",
        );
        pull_secret::named(work, &config)
    };
    let Some(secret) = secret else { return };
    pull_secret::need(work, secret, carrier.uris.clone(), image);
}

/// Writes `pullConfig` and the entry of `secrets`; gives key and path.
fn add(work: &mut Work, carrier: &Carrier, config: &str, image: &str) -> Option<(String, String)> {
    let source = pull_secret::source(work, image)?;
    let key = pull_secret::declare(work, &source, &["containers"])?;
    if work.has(config) {
        work.replace(config, json!({ "secret": key }));
        return Some((key, source));
    }
    let members = work.get(&format!("{}/image", carrier.pointer)).and_then(|it| it.as_object());
    let place = |name| members.and_then(|members| members.keys().position(|key| key == name));
    let behind = if place("kind") > place("id") { &["kind"] } else { &["id"] };
    work.add(config, json!({ "secret": key }), Place::After(behind));
    Some((key, source))
}
