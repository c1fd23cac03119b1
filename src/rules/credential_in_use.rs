//! `credential-in-use`: the app itself reads the credentials that it fetches.

use super::{Rule, Work, parts};
use crate::marathon::{CredentialEntry, Kind, Place, mentions};

pub(super) const RULE: Rule = Rule {
    name: "credential-in-use",
    summary: "The app seems to read the fetched credentials itself, so their URI stays",
    page: include_str!("../../docs/rules/credential-in-use.md"),
    check,
};

/// Build servers and the like log in with the file in their sandbox; Universe's Scale names the URI
/// in its environment as well (universe: repo/packages/S/scale/6/marathon.json.mustache). An app
/// that was converted before is judged alike, so that a second run keeps what the first one kept.
fn check(work: &mut Work) {
    if work.definition().kind != Kind::App {
        return;
    }
    let is_converted = !work.leaves_docker() && work.definition_has("/container/docker/pullConfig");
    for entry in work.entries() {
        let Some(reason) = reason(work, entry) else { continue };
        work.keep(entry);
        if is_told_twice(work, entry) {
            continue;
        }
        let pointer = work.pointer_of(entry);
        let message = format!("the credential URI stays, because {reason}");
        if is_converted {
            work.note(&pointer, message);
        } else {
            work.warn(
                &pointer,
                message,
                "if the app does without the credentials, remove the entry by hand",
            );
        }
    }
}

/// Marathon before 1.5 exported each entry in `uris` and again in `fetch`, which is what stays.
fn is_told_twice(work: &Work, entry: &CredentialEntry) -> bool {
    let again = |other: &CredentialEntry| other.place == Place::Fetch && other.uri == entry.uri;
    entry.place == Place::Uris && work.entries().iter().any(again)
}

/// Why the app may need the entry, as a clause.
fn reason(work: &Work, entry: &CredentialEntry) -> Option<String> {
    if work.text("/env/DOCKER_CONFIG").is_some_and(|folder| !folder.is_empty()) {
        return Some("`env.DOCKER_CONFIG` tells a Docker client where to find credentials".into());
    }
    let names = |text: &str| text.contains(&entry.uri) || names_credentials(text);
    if let Some(text) = parts::texts(work, names).first() {
        return Some(format!("{} mentions Docker credentials", text.label));
    }
    let is_socket = |path: Option<&str>| path.is_some_and(|path| path.ends_with("docker.sock"));
    let has_socket = parts::volumes(work)
        .iter()
        .any(|volume| is_socket(volume.host_path()) || is_socket(volume.container_path()));
    has_socket.then(|| "the app talks to Docker through its socket and may pull images".into())
}

/// Whether a text names a credential file, a folder `.docker` or the variable that points to one.
fn names_credentials(text: &str) -> bool {
    let is_named = || {
        !mentions(text.as_bytes()).is_empty()
            || has_word(text, ".docker")
            || has_word(text, ".dockercfg")
    };
    text.contains("docker") && is_named()
        || text.contains("DOCKER_CONFIG") && has_word(text, "DOCKER_CONFIG")
}

/// Whether `word` stands in `text` on its own, not as a part of a longer name: `~/.docker`, but not
/// `index.docker.io`.
fn has_word(text: &str, word: &str) -> bool {
    let continues = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(|c| continues(c) || c == '.')
            && !after.is_some_and(|c| continues(c) || c == '.')
    })
}
