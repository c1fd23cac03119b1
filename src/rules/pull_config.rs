//! `pull-config`: the image is pulled with a secret.

use serde_json::json;

use super::known_login;
use super::pull_secret::{self, SecretPull, SecretReference};
use crate::edit::Anchor;
use crate::engine::{Context, Rule};
use crate::marathon::DefinitionKind;

pub(super) const RULE: Rule = Rule {
    name: "pull-config",
    summary: "`docker.pullConfig` and an entry of `secrets` take the place of the credential URI",
    page: include_str!("../../docs/rules/pull-config.md"),
    check,
};

const FIELD: &str = "/container/docker/pullConfig";

/// `pullConfig.secret` is a key of `secrets`, not a path (marathon: AppValidation.scala:69-80). A
/// pull secret that is already named stays.
fn check(context: &mut Context) {
    if context.definition().kind != DefinitionKind::App {
        return;
    }
    let Some(pull) = SecretPull::of_app(context) else { return };
    let is_new = context.get(FIELD).is_none();
    let secret = if is_new { add(context, &pull) } else { pull_secret::named(context, FIELD) };
    let Some(secret) = secret else { return };
    if let Some(content) = pull.content.as_ref().filter(|_| is_new) {
        known_login::warn_if_refused(context, &pull.pointer, content);
    }
    let uris = context.entries().iter().map(|entry| entry.uri.clone()).collect();
    pull_secret::need(context, secret, pull.content.filter(|_| is_new), uris, pull.image);
}

/// Adds `pullConfig` and the entry of `secrets`. Returns the secret.
fn add(context: &mut Context, pull: &SecretPull) -> Option<SecretReference> {
    let source = pull.source(context)?;
    let siblings: &[&str] = if context.definition_has("/networks") {
        &["container"]
    } else {
        &["networks", "container"]
    };
    let key = pull_secret::declare(context, pull, &source, siblings, &mut None)?;
    if context.has(FIELD) {
        context.replace(FIELD, json!({ "secret": key }));
    } else {
        context.add(FIELD, json!({ "secret": key }), Anchor::After(&["image"]));
    }
    if let (true, Some(content)) = (context.entries().is_empty(), &pull.content) {
        let message = format!(
            "nothing is fetched for the image; by the configuration, its secret holds `{content}`"
        );
        context.note(&pull.pointer, message);
    }
    Some(SecretReference { key, source })
}
