//! `credential-uri`: registry credentials are no longer fetched into the sandbox.

use serde_json::{Value, json};

use crate::edit::Anchor;
use crate::engine::{Clear, Context, Rule};
use crate::marathon::{CredentialEntry, DefinitionKind};

pub(super) const RULE: Rule = Rule {
    name: "credential-uri",
    summary: "Registry credentials are fetched into the sandbox, where only Docker looks for them",
    page: include_str!("../../docs/rules/credential-uri.md"),
    check,
};

fn check(context: &mut Context) {
    if context.definition().kind != DefinitionKind::App {
        return;
    }
    for list in ["/uris", "/fetch"] {
        if context.get(list).is_some_and(|value| !value.is_array()) {
            let message = format!("`{}` is not a list", &list[1..]);
            return context.block(list, message, "correct it");
        }
    }
    for list in ["/uris", "/fetch"] {
        take_out(context, list);
    }
    resolve_both_lists(context);
}

/// Removes the credential entries of the list at the pointer `list`. The last one is removed first,
/// so that the other indices stay valid.
fn take_out(context: &mut Context, list: &str) {
    let base = &context.definition().pointer;
    let indices: Vec<usize> = context
        .entries()
        .iter()
        .filter(|entry| !context.stays(entry))
        .filter_map(|entry| entry.pointer.strip_prefix(base))
        .filter_map(|local| {
            local.as_str().strip_prefix(list)?.strip_prefix('/')?.split('/').next()?.parse().ok()
        })
        .collect();
    let length = context.get(list).and_then(Value::as_array).map_or(0, Vec::len);
    let going: Vec<String> = indices.iter().rev().map(|index| format!("{list}/{index}")).collect();
    going.iter().for_each(|pointer| context.rely_on(pointer));
    if indices.is_empty() {
        return;
    }
    let is_in_list = |entry: &&CredentialEntry| context.pointer_of(entry).starts_with(list);
    let has_hidden = context.entries().iter().filter(is_in_list).any(|entry| entry.has_hidden);
    if indices.len() < length || has_hidden {
        context.remove_all(&going);
        // The list may become empty when the template is rendered, because the entries that a tag
        // hides may be gone then. Only an empty `fetch` empties the list of the live app.
        if has_hidden && list == "/uris" && context.options().clear == Clear::Empty {
            clear(context);
        }
        return;
    }
    match (list, context.options().clear) {
        (_, Clear::Remove) => context.remove(list),
        ("/fetch", Clear::Empty) => context.replace(list, json!([])),
        _ => {
            clear(context);
            context.remove(list);
        }
    }
}

/// Adds an empty `fetch`, unless the app fetches something. Marathon accepts `uris` and `fetch`
/// together if one of them is empty (marathon: AppNormalization.scala:36-45).
fn clear(context: &mut Context) {
    if !context.has("/fetch") {
        context.add("/fetch", json!([]), Anchor::After(&["uris"]));
    } else if context.get("/fetch").is_none() {
        context.replace("/fetch", json!([]));
    }
}

/// Removes `uris` if it repeats `fetch`, and blocks if both have entries otherwise: Marathon
/// refuses that (marathon: AppNormalization.scala:36-45). Before version 1.5 it wrote the same data
/// in both, so two equal lists are one list.
fn resolve_both_lists(context: &mut Context) {
    let filled =
        |list: &str| context.get(list).and_then(Value::as_array).filter(|list| !list.is_empty());
    let (Some(uris), Some(fetch)) = (filled("/uris"), filled("/fetch")) else { return };
    let mut uris: Vec<Option<&str>> = uris.iter().map(Value::as_str).collect();
    let mut fetched: Vec<Option<&str>> =
        fetch.iter().map(|entry| entry.get("uri").and_then(Value::as_str)).collect();
    uris.sort_unstable();
    fetched.sort_unstable();
    if uris == fetched {
        context.note("/uris", "`uris` repeats `fetch`, as Marathon before 1.5 exported it; Marathon takes only one, so `fetch` stays");
        context.remove("/uris");
    } else {
        context.block(
            "/uris",
            "`uris` and `fetch` both hold entries, which Marathon refuses",
            "merge them into `fetch`",
        );
    }
}
