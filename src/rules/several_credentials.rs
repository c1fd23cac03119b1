//! `several-credentials`: two different credential files, one pull secret.

use std::collections::HashMap;

use super::pull_secret::{self, Pull};
use super::{Content, Rule, Work, pod_artifact, secret_path};
use crate::marathon::Kind;

pub(super) const RULE: Rule = Rule {
    name: "several-credentials",
    summary: "The definition fetches several credential files; an image has one pull secret",
    page: include_str!("../../docs/rules/several-credentials.md"),
    check,
};

const HELP: &str = "put all registries into one of the two and remove the other; if they hold the same, say so in pullconfig.toml";

const POD_HELP: &str = "put all registries into one of the two; containers of different registries are told apart by {registry} in --secret-source";

const CLASH_HELP: &str = "tell them apart by {credential} or {id} in --secret-source; if they hold the same, say so in pullconfig.toml";

/// A pull secret that is already named needs nothing of what the files hold.
fn check(work: &mut Work) {
    match work.definition().kind {
        Kind::App if !pull_secret::pulls(work).is_empty() => app(work),
        Kind::Pod => pod(work),
        Kind::App | Kind::Job => {}
    }
    other_definitions(work);
}

fn app(work: &mut Work) {
    let mut entries = work.entries().iter();
    let Some(first) = entries.next() else { return };
    let content = work.options().content_of(first);
    if let Some(other) = entries.find(|entry| work.options().content_of(entry) != content) {
        let message = format!(
            "fetches both `{}` and `{}`, but an image is pulled with one secret",
            first.uri, other.uri
        );
        work.block(&work.pointer_of(other), message, HELP);
    }
}

/// Containers may have a secret each, as far as the template of the path tells them apart.
fn pod(work: &mut Work) {
    let mut seen: HashMap<Option<String>, (Content, &str)> = HashMap::new();
    for carrier in pod_artifact::carriers(work) {
        if !carrier.needs_secret(work) {
            continue;
        }
        for (_, entry) in &carrier.entries {
            let pull = Pull::new(work, carrier.image_pointer(), Some(entry));
            let source = pull.and_then(|pull| pull.source(work));
            let content = work.options().content_of(entry);
            let (known, other) =
                seen.entry(source).or_insert_with(|| (content.clone(), &entry.uri));
            if *known != content {
                let message = format!(
                    "the pod fetches both `{other}` and `{}`, for which there would be one secret",
                    entry.uri
                );
                return work.block(&work.pointer_of(entry), message, POD_HELP);
            }
        }
    }
}

/// Another definition of the run may want the same path for something else.
fn other_definitions(work: &mut Work) {
    if work.options().clashes.is_empty() {
        return;
    }
    for pull in pull_secret::pulls(work) {
        let (Some(source), Some(content)) = (pull.source(work), &pull.content) else { continue };
        let clashes = &work.options().clashes;
        let other = clashes.other(&source, content, &work.definition().id);
        let Some((other, who)) = other else { continue };
        let message = format!(
            "the secret `{}` would take the place of `{content}` here and of `{other}` for `{who}`",
            secret_path(&source)
        );
        return work.block(&pull.pointer, message, CLASH_HELP);
    }
}
