//! A definition that pulls with a secret already: there is nothing to convert, but is the secret
//! there, and may the app or pod read it?

use json_patch::jsonptr::Token;
use serde_json::Value;

use super::{Work, container_type, pull_config, pull_secret, secret_space};
use crate::marathon::Kind;
use crate::text::may_be_expression;

/// Notes the secrets that the definition names, and warns of those that its pull cannot use. What an
/// expression decides is not told.
pub fn review(work: &mut Work) {
    if work.leaves_docker() {
        work.enter(&container_type::RULE);
        work.block(
            "/container",
            "the app has a `pullConfig` and is of type DOCKER, for which Marathon refuses it",
            "set `container.type` to MESOS, and look at what the other rules say of the type",
        );
    }
    work.enter(&pull_config::RULE);
    for image in images(work) {
        let config = format!("{image}/pullConfig");
        if work.get(&config).is_none() || is_made(work, &config) {
            continue;
        }
        let name = if work.definition().kind == Kind::Pod { "id" } else { "image" };
        let name = work.text(&format!("{image}/{name}")).map(str::to_owned);
        if let (Some(secret), Some(name)) = (pull_secret::named(work, &config), name) {
            pull_secret::need(work, secret, None, Vec::new(), name);
        }
    }
    work.enter(&secret_space::RULE);
    secret_space::review(work);
}

/// Where the definition describes images.
fn images(work: &Work) -> Vec<String> {
    match work.definition().kind {
        Kind::App => vec!["/container/docker".to_owned()],
        Kind::Pod => {
            let containers = work.get("/containers").and_then(Value::as_array);
            let count = containers.map_or(0, Vec::len);
            (0..count).map(|index| format!("/containers/{index}/image")).collect()
        }
        Kind::Job => Vec::new(),
    }
}

/// Whether an expression decides which secret the `pullConfig` at `config` names, or whether it is
/// there.
fn is_made(work: &Work, config: &str) -> bool {
    let is_expression = |value: &Value| value.as_str().is_some_and(may_be_expression);
    if work.get(config).is_some_and(is_expression) {
        return true;
    }
    let Some(key) = work.text(&format!("{config}/secret")) else { return false };
    let entry = work.get(&format!("/secrets/{}", Token::new(key).encoded()));
    let has_made_key = || match work.get("/secrets") {
        Some(Value::Object(secrets)) => secrets.keys().any(|key| may_be_expression(key)),
        Some(secrets) => is_expression(secrets),
        None => false,
    };
    match entry {
        Some(entry) => is_expression(entry),
        None => may_be_expression(key) || has_made_key(),
    }
}
