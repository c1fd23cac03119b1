//! `pod-artifact`: a pod fetches registry credentials that nothing reads.
//!
//! Pods run on the Mesos containerizer, whose image pull never looks at fetched files (marathon:
//! TaskGroupBuilder.scala:482-497). The container's image gets the `pullConfig`, and the pod gets
//! the secret.

use serde_json::{Value, json};

use super::known_login::{self, LoginNeed};
use super::pod_fields::{Carrier, carriers};
use super::pull_secret::{self, Declared, SecretPull, SecretReference};
use crate::edit::Anchor;
use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "pod-artifact",
    summary: "A pod fetches registry credentials as an artifact, where the image pull never looks",
    page: include_str!("../../docs/rules/pod-artifact.md"),
    check,
};

fn check(context: &mut Context) {
    let mut declared = None;
    for carrier in carriers(context) {
        if let Some(image) = image(context, &carrier) {
            take_out(context, &carrier);
            convert(context, &carrier, image, &mut declared);
        }
    }
}

/// Returns the image of the container. Blocks and returns `None` if Marathon would not pull it.
/// `kind` is required and must be `DOCKER` (marathon: podContainer.raml:18-24), in upper or lower
/// case (marathon: EnumVisitor.scala:27-46).
fn image(context: &mut Context, carrier: &Carrier) -> Option<String> {
    let pointer = format!("{}/image", carrier.pointer);
    let Some(image) = context.get(&pointer) else {
        context.block(
            &carrier.place(),
            "the container has no image, so there is nothing to pull with a secret",
            "name the image, or remove the artifact",
        );
        return None;
    };
    let message = match (image.get("kind").filter(|kind| !kind.is_null()), carrier.image(context)) {
        _ if !image.is_object() => "`image` is not an object".to_owned(),
        (None, _) => "`image.kind` is missing; Marathon wants DOCKER".to_owned(),
        (Some(Value::String(kind)), Some(id)) if kind.eq_ignore_ascii_case("DOCKER") => {
            return Some(id.to_owned());
        }
        (Some(Value::String(kind)), None) if kind.eq_ignore_ascii_case("DOCKER") => {
            "`image.id` is missing, so there is nothing to pull with a secret".to_owned()
        }
        (Some(kind), _) => format!("`image.kind` is {kind}; Marathon knows DOCKER only"),
    };
    context.block(&pointer, message, "correct the image, or remove the artifact");
    None
}

/// Removes the credentials from the list. `PUT /v2/pods` replaces a pod as a whole (marathon:
/// PodsResource.scala:119-156), so a list that becomes empty is removed.
fn take_out(context: &mut Context, carrier: &Carrier) {
    let list = format!("{}/artifacts", carrier.pointer);
    let going = carrier.entries.iter().rev().filter(|(_, entry)| !context.stays(entry));
    let going: Vec<String> = going.map(|(index, _)| format!("{list}/{index}")).collect();
    let length = context.get(&list).and_then(Value::as_array).map_or(0, Vec::len);
    if going.len() == length {
        return context.remove(&list);
    }
    context.remove_all(&going);
}

/// Gives the image of the container a `pullConfig`, unless it has one, and records that the secret
/// must exist. `declared` is for [`pull_secret::declare`].
fn convert(
    context: &mut Context,
    carrier: &Carrier,
    image: String,
    declared: &mut Option<Declared>,
) {
    let config = format!("{}/image/pullConfig", carrier.pointer);
    let first = carrier.entries.first().map(|&(_, entry)| entry);
    let Some(pull) = SecretPull::new(context, carrier.image_pointer(), first) else { return };
    let is_new = carrier.needs_secret(context);
    let secret = if is_new {
        let need = first.map(|entry| known_login::login_need(context, &pull.pointer, entry));
        match need {
            Some(LoginNeed::ThisLogin) => {}
            Some(LoginNeed::NoLogin(pull)) => {
                known_login::tell_needless(context, &carrier.place(), pull)
            }
            Some(LoginNeed::Unknown) | None => context.warn(
                &carrier.place(),
                pull_secret::PULL_CHANGES,
                pull_secret::PULL_CHANGES_HELP,
            ),
        }
        if let Some(content) = &pull.content {
            known_login::warn_if_refused(context, &pull.pointer, content);
        }
        add(context, carrier, &config, &pull, declared)
    } else {
        context.note(&carrier.place(), pull_secret::PULL_STAYS);
        pull_secret::named(context, &config)
    };
    let Some(secret) = secret else { return };
    let uris = carrier.entries.iter().map(|(_, entry)| entry.uri.clone()).collect();
    pull_secret::need(context, secret, pull.content.filter(|_| is_new), uris, image);
}

/// Adds `pullConfig` and the entry of `secrets`. Returns the secret.
fn add(
    context: &mut Context,
    carrier: &Carrier,
    config: &str,
    pull: &SecretPull,
    declared: &mut Option<Declared>,
) -> Option<SecretReference> {
    let source = pull.source(context)?;
    let key = pull_secret::declare(context, pull, &source, &["containers"], declared)?;
    if context.has(config) {
        context.replace(config, json!({ "secret": key }));
        return Some(SecretReference { key, source });
    }
    let members = context.get(&format!("{}/image", carrier.pointer)).and_then(|it| it.as_object());
    let place = |name| members.and_then(|members| members.keys().position(|key| key == name));
    let sibling = if place("kind") > place("id") { &["kind"] } else { &["id"] };
    context.add(config, json!({ "secret": key }), Anchor::After(sibling));
    Some(SecretReference { key, source })
}
