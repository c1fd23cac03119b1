//! `pull-config`: the image is pulled with a secret.

use serde_json::json;

use super::{Rule, Work, pull_secret};
use crate::edit::Place;
use crate::marathon::Kind;

pub(super) const RULE: Rule = Rule {
    name: "pull-config",
    summary: "`docker.pullConfig` and an entry of `secrets` take the place of the credential URI",
    page: include_str!("../../docs/rules/pull-config.md"),
    check,
};

const FIELD: &str = "/container/docker/pullConfig";

/// `pullConfig.secret` is a key of `secrets`, not a path (marathon: AppValidation.scala:69-80). A
/// pull secret that is already named stays.
fn check(work: &mut Work) {
    if work.definition().kind != Kind::App {
        return;
    }
    let Some(image) = work.text("/container/docker/image").map(str::to_owned) else { return };
    let secret =
        if work.get(FIELD).is_none() { add(work, &image) } else { pull_secret::named(work, FIELD) };
    let Some(secret) = secret else { return };
    let uris = work.entries().iter().map(|entry| entry.uri.clone()).collect();
    pull_secret::need(work, secret, uris, image);
}

/// Writes `pullConfig` and the entry of `secrets`; gives key and path.
fn add(work: &mut Work, image: &str) -> Option<(String, String)> {
    let source = pull_secret::source(work, image)?;
    let behind: &[&str] =
        if work.definition_has("/networks") { &["container"] } else { &["networks", "container"] };
    let key = pull_secret::declare(work, &source, behind)?;
    if work.has(FIELD) {
        work.replace(FIELD, json!({ "secret": key }));
    } else {
        work.add(FIELD, json!({ "secret": key }), Place::After(&["image"]));
    }
    Some((key, source))
}
