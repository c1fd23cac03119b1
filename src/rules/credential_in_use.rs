//! `credential-in-use`: the app or the container itself reads the credentials that it fetches.

use std::collections::HashSet;

use super::app_fields::{self, DOCKER_SOCKET, TextField};
use super::pod_fields;
use crate::engine::{Context, Rule};
use crate::marathon::{CredentialEntry, DefinitionKind, FetchField, mentions};
use crate::text::cuts_expression;

pub(super) const RULE: Rule = Rule {
    name: "credential-in-use",
    summary: "The app or pod seems to read the fetched credentials itself, so their URI stays",
    page: include_str!("../../docs/rules/credential-in-use.md"),
    check,
};

/// Build servers, for example, log in with the file in their sandbox; Universe's Scale also names
/// the URI in its environment (universe: repo/packages/S/scale/6/marathon.json.mustache). An app
/// that was converted before is judged in the same way, so that a second run keeps what the first
/// run kept.
fn check(context: &mut Context) {
    match context.definition().kind {
        DefinitionKind::App => {
            let is_converted =
                !context.leaves_docker() && context.definition_has("/container/docker/pullConfig");
            let surroundings = Surroundings::of_app(context);
            let fetched = context.entries().iter().filter(|entry| entry.field == FetchField::Fetch);
            let fetched: HashSet<&str> = fetched.map(|entry| &*entry.uri).collect();
            for entry in context.entries() {
                // Before version 1.5, Marathon exported each entry in `uris` and again in `fetch`.
                // The entry in `fetch` stays.
                let is_told_twice =
                    entry.field == FetchField::Uris && fetched.contains(&*entry.uri);
                judge(context, entry, &surroundings, is_converted, is_told_twice);
            }
        }
        DefinitionKind::Pod => {
            for carrier in pod_fields::carriers(context) {
                let config = format!("{}/image/pullConfig", carrier.pointer);
                let is_converted = context.definition_has(&config);
                let surroundings = Surroundings::of_container(context, &carrier.pointer);
                for (_, entry) in carrier.entries {
                    judge(context, entry, &surroundings, is_converted, false);
                }
            }
        }
        DefinitionKind::Job => {}
    }
}

/// Lets the URI of `entry` stay if the app or container may need the file, and reports that.
/// `is_converted` tells whether the image was pulled with a secret before. `is_told_twice` tells
/// whether another entry has the same URI; only that one is reported.
fn judge(
    context: &mut Context,
    entry: &CredentialEntry,
    surroundings: &Surroundings,
    is_converted: bool,
    is_told_twice: bool,
) {
    let Some(reason) = surroundings.reason(entry) else { return };
    context.let_stay(entry);
    if is_told_twice {
        return;
    }
    let pointer = context.pointer_of(entry);
    let message = format!("the credential URI stays, because {reason}");
    if is_converted {
        context.note(&pointer, message);
    } else {
        let help = "if the app does not need the credentials, remove the entry by hand";
        context.warn(&pointer, message, help);
    }
}

/// The fields of an app, or of a container of a pod, that may show that the credential file is
/// used.
struct Surroundings {
    /// The label of the variable that tells a Docker client where its credentials are.
    variable: Option<String>,
    /// The texts that may name the credentials.
    texts: Vec<TextField>,
    /// Whether a volume is the socket of Docker.
    has_socket: bool,
}

impl Surroundings {
    fn of_app(context: &Context) -> Self {
        let has_socket = !app_fields::volumes(context, app_fields::is_docker_socket).is_empty();
        let has_variable = context.text("/env/DOCKER_CONFIG").is_some_and(|text| !text.is_empty());
        let variable = has_variable.then(|| "`env.DOCKER_CONFIG`".into());
        let texts = app_fields::texts(context, names_one_of(context.entries()));
        Surroundings { variable, texts, has_socket }
    }

    /// Returns the fields of the container at the pointer `container`.
    fn of_container(context: &Context, container: &str) -> Self {
        let paths = pod_fields::volume_paths(context, container);
        let has_socket = paths.iter().any(|path| path.ends_with(DOCKER_SOCKET));
        let texts = pod_fields::texts(context, container);
        let leads =
            |text: &&TextField| text.pointer.ends_with("/DOCKER_CONFIG") && !text.text.is_empty();
        let variable = texts.iter().find(leads).map(|text| text.label.clone());
        Surroundings { variable, texts, has_socket }
    }

    /// Returns the reason why the file may be needed, as a clause.
    fn reason(&self, entry: &CredentialEntry) -> Option<String> {
        if let Some(label) = &self.variable {
            return Some(format!("{label} tells a Docker client where to find credentials"));
        }
        let names = |text: &&TextField| names_any(&text.text, std::slice::from_ref(entry));
        if let Some(text) = self.texts.iter().find(names) {
            return Some(format!("{} mentions Docker credentials", text.label));
        }
        let reason = "the app talks to Docker through its socket and may pull images";
        self.has_socket.then(|| reason.into())
    }
}

/// Returns a function that does what [`names_any`] does with these entries. It is fast for many
/// texts of which most do not concern Docker.
fn names_one_of(entries: &[CredentialEntry]) -> impl Fn(&str) -> bool {
    // All known names have a `k`, which is their rarest letter. The user's own names and URIs may have none.
    let has_k = |text: &str| memchr::memchr2(b'k', b'K', text.as_bytes()).is_some();
    let have_k = entries.iter().all(|it| has_k(&it.read_uri) && has_k(&it.credential.target));
    move |text| (!have_k || has_k(text)) && names_any(text, entries)
}

/// Whether a text names one of the entries, or Docker credentials of any kind.
fn names_any(text: &str, entries: &[CredentialEntry]) -> bool {
    let is_named = |entry: &CredentialEntry| {
        let name = &entry.credential.target;
        let has_uri =
            || entry.read_uri.is_empty() || places(text, &entry.read_uri).next().is_some();
        has_uri() || !name.is_empty() && has_word(text, name)
    };
    names_credentials(text) || entries.iter().any(is_named)
}

/// Whether a text names a credential file, a folder `.docker` or the variable that points to one.
fn names_credentials(text: &str) -> bool {
    let is_named = || {
        !mentions(text.as_bytes()).is_empty()
            || has_word(text, ".docker")
            || has_word(text, ".dockercfg")
    };
    places(text, "docker").next().is_some() && is_named() || has_word(text, "DOCKER_CONFIG")
}

/// Returns the offsets of `word` in `text`, except where its end would cut an expression in two. `word` is not empty. The
/// texts are short, and preparing a search of `str` would cost more than this search.
fn places(text: &str, word: &str) -> impl Iterator<Item = usize> {
    let (bytes, word) = (text.as_bytes(), word.as_bytes());
    let last = bytes.len().checked_sub(word.len()).map_or(0, |last| last + 1);
    let starts = memchr::memchr_iter(word[0], &bytes[..last]);
    let is_here = move |at: usize| bytes[at..].starts_with(word);
    starts.filter(move |&at| is_here(at) && !cuts_expression(text, at + word.len()))
}

/// Whether `text` holds `word` as a whole, and not as a part of a longer name: `~/.docker`, but not
/// `index.docker.io`.
fn has_word(text: &str, word: &str) -> bool {
    let continues = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    places(text, word).any(|at| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(|c| continues(c) || c == '.')
            && !after.is_some_and(|c| continues(c) || c == '.')
    })
}
