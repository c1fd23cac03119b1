//! `docker-network`: `docker.network` becomes an entry of `networks`.
//!
//! The Mesos containerizer does not accept the old field (marathon: AppValidation.scala:99). The
//! translation is Marathon's own (marathon: AppNormalization.scala:381-419).

use serde_json::{Value, json};

use crate::edit::Anchor;
use crate::engine::{Context, Rule};
use crate::marathon::NetworkMode;

pub(super) const RULE: Rule = Rule {
    name: "docker-network",
    summary: "An entry of `networks` replaces `docker.network`",
    page: include_str!("../../docs/rules/docker-network.md"),
    check,
};

pub(super) const FIELD: &str = "/container/docker/network";
const NETWORKS: &str = "/networks";

fn check(context: &mut Context) {
    if context.unknown(FIELD).is_some() {
        return block_unknown(context);
    }
    let name = match context.get(FIELD) {
        None if context.has(FIELD) => return context.remove(FIELD),
        None => return,
        Some(Value::String(name)) => name.to_ascii_uppercase(),
        Some(other) => other.to_string(),
    };
    let mode = match NetworkMode::of_docker(&name) {
        Some(mode) => mode.as_str(),
        None if name == "NONE" => {
            return context.block(
                FIELD,
                "`docker.network` is NONE; the Mesos containerizer has no such network",
                "choose another network for the app",
            );
        }
        None => {
            let message =
                format!("`docker.network` is {name}; Marathon knows HOST, BRIDGE and USER");
            return context.block(FIELD, message, "correct the network");
        }
    };
    match networks(context) {
        // Both fields describe the network together. The rule for `ipAddress` needs this field to
        // translate them.
        None if context.get("/ipAddress").is_some() => {}
        None => {
            context.remove(FIELD);
            set(context, json!({ "mode": mode }));
            if mode == "container" {
                warn_of_default(context, FIELD);
            }
        }
        Some([network]) if is_mode(network, mode) => {
            context.note(FIELD, "`docker.network` says what `networks` says; Marathon takes only one of them, so `networks` stays");
            context.remove(FIELD);
        }
        Some(_) => context.block(
            FIELD,
            "`docker.network` stands next to `networks`, which Marathon refuses",
            "remove the one that is wrong",
        ),
    }
}

/// Blocks, because `docker.network` is a template expression.
fn block_unknown(context: &mut Context) {
    let expression = context.unknown(FIELD).unwrap_or_default().to_owned();
    let message = format!(
        "`docker.network` is an expression (`{expression}`), and `networks` has other words for the modes"
    );
    let help = "write the network out, or write an alternative for each network";
    context.block_form(FIELD, &expression, message, help);
}

/// Returns the networks that the app declares. An empty list declares none (marathon:
/// AppValidation.scala:287-292, AppNormalization.scala:236). For a value that is no list, returns
/// an empty slice, which differs from the network of any `docker.network`.
pub(super) fn networks<'w>(context: &'w Context) -> Option<&'w [Value]> {
    match context.get(NETWORKS)? {
        Value::Array(networks) if networks.is_empty() => None,
        Value::Array(networks) => Some(networks),
        _ => Some(&[]),
    }
}

/// Sets `network` as the app's only network.
pub(super) fn set(context: &mut Context, network: Value) {
    if context.has(NETWORKS) {
        context.replace(NETWORKS, json!([network]));
    } else {
        context.add(NETWORKS, json!([network]), Anchor::After(&["container"]));
    }
}

/// Whether a network has the given mode. The default is `container` (marathon: docs
/// types/network.raml).
fn is_mode(network: &Value, mode: &str) -> bool {
    let declared = network.get("mode").filter(|mode| !mode.is_null());
    network.is_object()
        && declared.is_none_or(Value::is_string)
        && declared.and_then(Value::as_str).unwrap_or("container").eq_ignore_ascii_case(mode)
}

/// Warns that Marathon gives a container network without a name the name in
/// `--default_network_name`, or refuses the app (marathon: NetworkValidation.scala:64-68).
///
/// Where the settings of the cluster are known, the rules `container-network` and `would-be-refused`
/// tell what follows from them.
pub(super) fn warn_of_default(context: &mut Context, pointer: &str) {
    if context.options().info.is_some() {
        return;
    }
    context.warn(
        pointer,
        "the container network has no name; Marathon refuses the app unless it runs with `--default_network_name`",
        "add `\"name\"` to the entry of `networks`",
    );
}
