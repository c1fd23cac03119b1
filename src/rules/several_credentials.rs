//! `several-credentials`: two different credential files for one pull secret.

use std::collections::HashMap;

use super::known_login;
use super::pod_fields;
use super::pull_secret::{self, SecretPull};
use json_patch::jsonptr::PointerBuf;

use crate::engine::{Context, Finding, Rule, SecretContent, Severity, secret_path};
use crate::marathon::DefinitionKind;

pub(super) const RULE: Rule = Rule {
    name: "several-credentials",
    summary: "The definition fetches several credential files; an image has one pull secret",
    page: include_str!("../../docs/rules/several-credentials.md"),
    check,
};

const HELP: &str = "put the logins of both into one file and remove the other URI; if both hold the same logins, say so in pullconfig.toml";

const POD_HELP: &str = "put the logins of both into one file; or use {registry} in --secret-source, which gives each registry a secret of its own";

const CONFLICT_HELP: &str = "use {credential} or {id} in --secret-source; if the two are for different clusters, or hold the same logins, say so in pullconfig.toml";

/// A definition that names a pull secret already is not checked, because the contents of the files
/// are not needed.
fn check(context: &mut Context) {
    match context.definition().kind {
        DefinitionKind::App if !pull_secret::pulls(context).is_empty() => app(context),
        DefinitionKind::Pod => pod(context),
        DefinitionKind::App | DefinitionKind::Job => {}
    }
}

/// Blocks an app that fetches different credentials, unless the login in one of them is known to
/// pull the image.
fn app(context: &mut Context) {
    let mut entries = context.entries().iter();
    let Some(first) = entries.next() else { return };
    let content = context.options().content_of(first);
    if let Some(other) = entries.find(|entry| context.options().content_of(entry) != content) {
        if let Some((chosen, pull)) = known_login::pulling(context) {
            let message = format!(
                "of the credential files that are fetched, the login in `{}` pulls the image ({}); the secret holds it, and the other files are no longer fetched",
                chosen.uri,
                pull.told()
            );
            let help = "if the app needs another of the files for itself, keep its URI";
            return context.warn(&context.pointer_of(chosen), message, help);
        }
        let message = format!(
            "fetches both `{}` and `{}`, but an image is pulled with one secret",
            first.uri, other.uri
        );
        context.block(&context.pointer_of(other), message, HELP);
    }
}

/// Blocks a pod that would need one secret for different credentials. Its containers may have
/// different secrets, if the path of the secret distinguishes them.
fn pod(context: &mut Context) {
    let mut seen: HashMap<Option<String>, (SecretContent, &str)> = HashMap::new();
    for carrier in pod_fields::carriers(context) {
        if !carrier.needs_secret(context) {
            continue;
        }
        for (_, entry) in &carrier.entries {
            let pull = SecretPull::new(context, carrier.image_pointer(), Some(entry));
            let source = pull.and_then(|pull| pull.source(context));
            let content = context.options().content_of(entry);
            let (known, other) =
                seen.entry(source).or_insert_with(|| (content.clone(), &entry.uri));
            if *known != content {
                let message = format!(
                    "the pod fetches both `{other}` and `{}`, for which there would be one secret",
                    entry.uri
                );
                return context.block(&context.pointer_of(entry), message, POD_HELP);
            }
        }
    }
}

/// Returns the finding about a definition that wants the secret `path` for the credential `mine`,
/// while the definition `who` wants it for `other`. The finding is made when all definitions of a
/// run are known.
#[must_use]
pub fn wanted_by_two(
    pointer: PointerBuf,
    path: &str,
    mine: &SecretContent,
    other: &SecretContent,
    who: &str,
) -> Finding {
    Finding {
        rule: RULE.name.into(),
        severity: Severity::Blocker,
        pointer,
        message: format!(
            "the secret `{}` is also needed by `{who}`, with another credential: `{other}` instead of `{mine}`",
            secret_path(path)
        ),
        help: Some(CONFLICT_HELP.into()),
        loss: None,
        is_accepted: false,
        asks: None,
    }
}
