//! Reviews a definition that already pulls with a secret: nothing is converted, but the secret must
//! exist, and the app or pod must be allowed to read it.

use serde_json::Value;

use super::pod_fields::{image_name, images};
use super::{
    container_type, image_manifest, known_login, misplaced_network, partial_definition,
    pull_config, pull_secret, secret_space,
};
use crate::engine::{Context, SecretContent};
use crate::text::{may_be_expression, token};

/// Records that the secrets which the definition names must exist, and reports secrets with which
/// its images cannot be pulled. If a template expression decides about a secret, nothing is
/// reported.
pub fn review(context: &mut Context) {
    if context.leaves_docker() {
        context.enter(&container_type::RULE);
        context.block(
            "/container",
            "the app has a `pullConfig` and is of type DOCKER, for which Marathon refuses it",
            "set `container.type` to MESOS, and look at what the other rules say of the type",
        );
    }
    context.enter(&misplaced_network::RULE);
    misplaced_network::check(context);
    context.enter(&pull_config::RULE);
    for image in images(context) {
        let config = format!("{image}/pullConfig");
        if context.get(&config).is_none() || is_decided_by_expression(context, &config) {
            continue;
        }
        let field = image_name(context, &image);
        let name = context.text(&field).map(str::to_owned);
        if let (Some(secret), Some(name)) = (pull_secret::named(context, &config), name) {
            let content = SecretContent::Known(secret.source.trim_matches('/').to_owned());
            known_login::warn_if_refused(context, &field, &content);
            pull_secret::need(context, secret, None, Vec::new(), name);
        }
    }
    context.enter(&image_manifest::RULE);
    image_manifest::check(context);
    context.enter(&secret_space::RULE);
    secret_space::review(context);
    context.enter(&partial_definition::RULE);
    partial_definition::review(context);
}

/// Whether an expression decides which secret the `pullConfig` at `config` names, or whether there
/// is one.
fn is_decided_by_expression(context: &Context, config: &str) -> bool {
    let is_expression = |value: &Value| value.as_str().is_some_and(may_be_expression);
    if context.get(config).is_some_and(is_expression) {
        return true;
    }
    let Some(key) = context.text(&format!("{config}/secret")) else { return false };
    let entry = context.get(&format!("/secrets/{}", token(key)));
    let has_made_key = || match context.get("/secrets") {
        Some(Value::Object(secrets)) => secrets.keys().any(|key| may_be_expression(key)),
        Some(secrets) => is_expression(secrets),
        None => false,
    };
    match entry {
        Some(entry) => is_expression(entry),
        None => may_be_expression(key) || has_made_key(),
    }
}
