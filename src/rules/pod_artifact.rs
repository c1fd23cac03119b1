//! `pod-artifact`: a pod fetches registry credentials that nothing reads.
//!
//! Pods run on the Mesos containerizer, whose image pull never looks at what is fetched (marathon:
//! TaskGroupBuilder.scala:482-497). The container's image gets the `pullConfig`, the pod the secret.

use serde_json::{Value, json};

use super::pull_secret::{self, Declared, Pull};
use super::{Rule, Work};
use crate::edit::Place;
use crate::marathon::{CredentialEntry, Envelope, Kind};

pub(super) const RULE: Rule = Rule {
    name: "pod-artifact",
    summary: "A pod fetches registry credentials as an artifact, where the image pull never looks",
    page: include_str!("../../docs/rules/pod-artifact.md"),
    check,
};

/// A container of a pod with credentials among its artifacts.
#[derive(Debug)]
pub(super) struct Carrier<'a> {
    /// Where the container stands in the pod.
    pub(super) pointer: String,
    /// The credentials among its artifacts with their places in the list, ascending.
    pub(super) entries: Vec<(usize, &'a CredentialEntry)>,
}

impl Carrier<'_> {
    /// Where its first credential artifact stands.
    fn place(&self) -> String {
        let first = self.entries.first().map_or(0, |&(index, _)| index);
        format!("{}/artifacts/{first}", self.pointer)
    }

    pub(super) fn image_pointer(&self) -> String {
        format!("{}/image/id", self.pointer)
    }

    /// What it runs, if it says so.
    pub(super) fn image<'w>(&self, work: &'w Work) -> Option<&'w str> {
        work.text(&self.image_pointer()).filter(|id| !id.is_empty())
    }

    /// Whether it gets a `pullConfig` of ours.
    pub(super) fn needs_secret(&self, work: &Work) -> bool {
        work.get(&format!("{}/image/pullConfig", self.pointer)).is_none()
    }
}

/// The containers to convert; none of a pod that is only shown.
pub(super) fn carriers<'a>(work: &Work<'a>) -> Vec<Carrier<'a>> {
    let mut carriers: Vec<Carrier> = Vec::new();
    let definition = work.definition();
    if definition.kind != Kind::Pod || definition.envelope == Envelope::GroupAnswer {
        return carriers;
    }
    for entry in work.entries() {
        let pointer = work.pointer_of(entry);
        let Some((container, index)) = pointer.rsplit_once("/artifacts/") else { continue };
        let Ok(index) = index.parse() else { continue };
        match carriers.last_mut().filter(|last| last.pointer == container) {
            Some(last) => last.entries.push((index, entry)),
            None => carriers
                .push(Carrier { pointer: container.to_owned(), entries: vec![(index, entry)] }),
        }
    }
    carriers
}

fn check(work: &mut Work) {
    let mut declared = None;
    for carrier in carriers(work) {
        if let Some(image) = image(work, &carrier) {
            take_out(work, &carrier);
            convert(work, &carrier, image, &mut declared);
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
    let going = carrier.entries.iter().filter(|(_, entry)| !work.keeps(entry));
    let going: Vec<String> = going.map(|(index, _)| format!("{list}/{index}")).collect();
    let length = work.get(&list).and_then(Value::as_array).map_or(0, Vec::len);
    if going.len() == length {
        return work.remove(&list);
    }
    for pointer in going.iter().rev() {
        work.rely_on(pointer);
    }
    for pointer in going.iter().rev() {
        work.remove(pointer);
    }
}

fn convert(work: &mut Work, carrier: &Carrier, image: String, declared: &mut Option<Declared>) {
    let config = format!("{}/image/pullConfig", carrier.pointer);
    let first = carrier.entries.first().map(|&(_, entry)| entry);
    let Some(pull) = Pull::new(work, carrier.image_pointer(), first) else { return };
    let is_new = carrier.needs_secret(work);
    let secret = if is_new {
        work.warn(&carrier.place(), pull_secret::PULL_CHANGES, pull_secret::PULL_CHANGES_HELP);
        add(work, carrier, (&config, &pull), declared)
    } else {
        work.note(&carrier.place(), pull_secret::PULL_STAYS);
        pull_secret::named(work, &config)
    };
    let Some(secret) = secret else { return };
    let uris = carrier.entries.iter().map(|(_, entry)| entry.uri.clone()).collect();
    pull_secret::need(work, secret, pull.content.filter(|_| is_new), uris, image);
}

/// Writes `pullConfig` and the entry of `secrets`; gives key and path.
fn add(
    work: &mut Work,
    carrier: &Carrier,
    (config, pull): (&str, &Pull),
    declared: &mut Option<Declared>,
) -> Option<(String, String)> {
    let source = pull.source(work)?;
    let key = pull_secret::declare(work, pull, &source, &["containers"], declared)?;
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
