//! `several-credentials`: two different credential files, one pull secret.

use super::{Rule, Work, pod_artifact, pull_config, pull_secret};

pub(super) const RULE: Rule = Rule {
    name: "several-credentials",
    summary: "The definition fetches several credential files; an image has one pull secret",
    page: include_str!("../../docs/rules/several-credentials.md"),
    check,
};

/// A pull secret that is already named needs nothing of what the files hold.
fn check(work: &mut Work) {
    if pull_config::needs_secret(work) {
        app(work);
    }
    pod(work);
}

fn app(work: &mut Work) {
    let mut entries = work.entries().iter();
    let Some(first) = entries.next() else { return };
    if let Some(other) = entries.find(|entry| entry.uri != first.uri) {
        let message = format!(
            "fetches both `{}` and `{}`, but an image is pulled with one secret",
            first.uri, other.uri
        );
        let pointer = other.pointer.strip_prefix(&work.definition().pointer);
        let pointer = pointer.map_or(String::new(), |pointer| pointer.as_str().to_owned());
        work.block(
            &pointer,
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
        for uri in &carrier.uris {
            let other = seen.iter().find(|(path, other)| *path == source && other != uri);
            if let Some((_, other)) = other {
                let message = format!(
                    "the pod fetches both `{other}` and `{uri}`, for which there would be one secret"
                );
                return work.block(
                    &carrier.place(),
                    message,
                    "put all registries into one of the two; containers of different registries are told apart by {registry} in --secret-source",
                );
            }
            seen.push((source.clone(), uri.clone()));
        }
    }
}
