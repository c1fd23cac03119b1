//! `several-credentials`: two different credential files, one pull secret.

use super::{Rule, Work, pod_artifact, pull_secret};
use crate::marathon::Kind;

pub(super) const RULE: Rule = Rule {
    name: "several-credentials",
    summary: "The definition fetches several credential files; an image has one pull secret",
    page: include_str!("../../docs/rules/several-credentials.md"),
    check,
};

/// A pull secret that is already named needs nothing of what the files hold.
fn check(work: &mut Work) {
    match work.definition().kind {
        Kind::App if !pull_secret::images(work).is_empty() => app(work),
        Kind::Pod => pod(work),
        Kind::App | Kind::Job => {}
    }
}

fn app(work: &mut Work) {
    let mut entries = work.entries().iter();
    let Some(first) = entries.next() else { return };
    if let Some(other) = entries.find(|entry| entry.uri != first.uri) {
        let message = format!(
            "fetches both `{}` and `{}`, but an image is pulled with one secret",
            first.uri, other.uri
        );
        work.block(
            &work.pointer_of(other),
            message,
            "put all registries into one of the two and remove the other",
        );
    }
}

/// Containers may have a secret each, as far as the template of the path tells them apart.
fn pod(work: &mut Work) {
    let mut seen: Vec<(Option<String>, String)> = Vec::new();
    for carrier in pod_artifact::carriers(work) {
        if !carrier.needs_secret(work) {
            continue;
        }
        let source = carrier.image(work).and_then(|image| pull_secret::source(work, image));
        for (_, entry) in &carrier.entries {
            let uri = &entry.uri;
            let other = seen.iter().find(|(path, other)| *path == source && other != uri);
            if let Some((_, other)) = other {
                let message = format!(
                    "the pod fetches both `{other}` and `{uri}`, for which there would be one secret"
                );
                return work.block(
                    &work.pointer_of(entry),
                    message,
                    "put all registries into one of the two; containers of different registries are told apart by {registry} in --secret-source",
                );
            }
            seen.push((source.clone(), uri.clone()));
        }
    }
}
