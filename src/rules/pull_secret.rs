//! The pull secret of a definition: its path in the store, its key in `secrets`, and its
//! declaration.
//!
//! Apps and pods declare a secret in the same way, at the top of the definition. The rules
//! `pull_config` and `pod_artifact` add a `pullConfig` that names the key.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::app_fields::IMAGE;
use super::known_login;
use super::pod_fields::{self, Carrier};
use crate::edit::Anchor;
use crate::engine::secret_path::{Fillings, slug};
use crate::engine::{
    Context, KnownCredential, PossibleContent, SecretContent, SecretNeed, SecretSource,
};
use crate::marathon::{CredentialEntry, DefinitionKind, Id, Image};
use crate::text::{has_expression, token};

/// The message about an image that the Mesos containerizer pulls already, without a secret.
pub(super) const PULL_CHANGES: &str = "the Mesos containerizer never reads this file to pull an image; today the image is pulled without it, from now on with the secret";

/// The help for [`PULL_CHANGES`].
pub(super) const PULL_CHANGES_HELP: &str = "make sure that the secret holds credentials for this image; if it needs none, remove the entry instead";

/// The message about an image that already has a `pullConfig`.
pub(super) const PULL_STAYS: &str =
    "the Mesos containerizer never reads this file to pull an image; it uses `pullConfig`";

/// An image that is pulled with a secret after the conversion.
pub(super) struct SecretPull<'a> {
    /// The pointer to the image.
    pub(super) pointer: String,
    /// The name of the image.
    pub(super) image: String,
    /// The user's description of the credential with which the image is pulled, if the
    /// configuration has one.
    known: Option<&'a KnownCredential>,
    /// The content that the secret must hold; `None` if it is not known.
    pub(super) content: Option<SecretContent>,
}

/// Returns the images that get a `pullConfig`.
pub(super) fn pulls<'a>(context: &Context<'a>) -> Vec<SecretPull<'a>> {
    match context.definition().kind {
        DefinitionKind::App if context.get("/container/docker/pullConfig").is_none() => {
            SecretPull::of_app(context).into_iter().collect()
        }
        DefinitionKind::Pod => {
            let carriers = pod_fields::carriers(context).into_iter();
            let carriers = carriers.filter(|carrier| carrier.needs_secret(context));
            let pull = |carrier: Carrier<'a>| {
                let entry = carrier.entries.first().map(|&(_, entry)| entry);
                SecretPull::new(context, carrier.image_pointer(), entry)
            };
            carriers.filter_map(pull).collect()
        }
        DefinitionKind::App | DefinitionKind::Job => Vec::new(),
    }
}

impl<'a> SecretPull<'a> {
    /// Returns the pull of an app's image. If the app fetches several credentials, the first one
    /// counts that is known to pull the image, or else the first one.
    pub(super) fn of_app(context: &Context<'a>) -> Option<Self> {
        let entries = context.entries();
        let pulling = || known_login::pulling(context).map(|(entry, _)| entry);
        let chosen = if entries.len() > 1 { pulling() } else { None };
        SecretPull::new(context, IMAGE.into(), chosen.or(entries.first()))
    }

    /// Returns the pull of the image at `pointer`, or `None` if there is no image. `entry` is
    /// fetched for it. Without an entry, the image is pulled with a login of the agents. If several
    /// entries are fetched for one image, `entry` stands for all; the rule `several-credentials`
    /// decides about entries with different contents.
    pub(super) fn new(
        context: &Context<'a>,
        pointer: String,
        entry: Option<&'a CredentialEntry>,
    ) -> Option<Self> {
        let image = context.text(&pointer)?.to_owned();
        let options = context.options();
        let (known, content) = match entry {
            Some(entry) => (options.known_by_entry(entry), Some(options.content_of(entry))),
            None => {
                let known = options.known_by_image(&image);
                (known, known.map(KnownCredential::content))
            }
        };
        Some(SecretPull { pointer, image, known, content })
    }

    /// Returns the key under which the secret is declared, if no other secret has this key.
    fn key(&self, context: &Context<'a>) -> &'a str {
        let own = self.known.and_then(|known| known.key.as_deref());
        own.unwrap_or(&context.options().secret_name)
    }

    /// Returns the path of the secret, with placeholders.
    pub(super) fn secret_source(&self, context: &Context<'a>) -> &'a SecretSource {
        let own = self.known.and_then(|known| known.source.as_ref());
        own.unwrap_or(&context.options().secret_source)
    }

    /// Returns the path of the secret. Returns `None` if a placeholder needs the id and the id is
    /// not known.
    pub(super) fn source(&self, context: &Context<'a>) -> Option<String> {
        let secret_source = self.secret_source(context);
        let id = match &context.definition().id {
            Id::Absolute(id) | Id::Templated(id) => id.trim_start_matches('/'),
            _ if secret_source.uses_id() => return None,
            _ => "",
        };
        let registry = match self.image.split_once('/') {
            // The rendered template has the registry in the place of the expression.
            Some((first, _)) if has_expression(first) => first.to_owned(),
            _ => slug(Image::parse(&self.image).registry.unwrap_or("docker.io")),
        };
        let credential = self.content.as_ref().map(SecretContent::slug).unwrap_or_default();
        Some(secret_source.fill(Fillings { id, registry: &registry, credential: &credential }))
    }
}

/// Declares the secret with the path `source`, and returns its key under `secrets`. If `secrets`
/// has a secret with this path already, that one is used. If another secret has the key, the new
/// key gets a number. A new `secrets` goes after the first of the members `siblings` that exists.
/// Blocks and returns `None` if the secret cannot be declared.
///
/// `declared` keeps the index of `secrets` from one call for a definition to the next. Before the
/// first call it is `None`.
pub(super) fn declare(
    context: &mut Context,
    pull: &SecretPull,
    source: &str,
    siblings: &'static [&'static str],
    declared: &mut Option<Declared>,
) -> Option<String> {
    let name = pull.key(context).to_owned();
    if source.trim_matches('/').is_empty() {
        let help = "give a path with --secret-source that is not empty for this definition";
        context.block("", "the path of the secret is empty", help);
        return None;
    }
    let entry = json!({ "source": source });
    let secrets = match context.get("/secrets") {
        Some(Value::Object(secrets)) => secrets,
        Some(_) => {
            context.block("/secrets", "`secrets` is not an object", "correct it");
            return None;
        }
        None => {
            if context.has("/secrets") {
                context.replace("/secrets", json!({ &name: entry }));
            } else {
                context.add("/secrets", json!({ &name: entry }), Anchor::After(siblings));
            }
            return Some(name);
        }
    };
    let known = declared.take().filter(|declared| declared.count == secrets.len());
    let mut known = known.unwrap_or_else(|| Declared::of(secrets));
    let path = source.trim_matches('/');
    let key = match known.by_path.get(path) {
        Some(key) => key.clone(),
        None => {
            let key = known.free_key(&name, secrets);
            known.by_path.insert(path.to_owned(), key.clone());
            known.count += 1;
            context.add(&format!("/secrets/{}", token(&key)), entry, Anchor::After(&[]));
            key
        }
    };
    *declared = Some(known);
    Some(key)
}

/// An index of `secrets`, so that the search for many secrets of a definition is fast.
#[derive(Debug)]
pub(super) struct Declared {
    /// The first key of each path. Paths are without slashes at their ends.
    by_path: HashMap<String, String>,
    /// The number to try next, for each key that was in use.
    numbers: HashMap<String, usize>,
    /// The number of members that `secrets` has.
    count: usize,
}

impl Declared {
    /// Makes the index of `secrets`.
    fn of(secrets: &Map<String, Value>) -> Self {
        let mut by_path = HashMap::new();
        for (key, secret) in secrets {
            if let Some(path) = secret.get("source").and_then(Value::as_str) {
                by_path.entry(path.trim_matches('/').to_owned()).or_insert_with(|| key.clone());
            }
        }
        Declared { by_path, numbers: HashMap::new(), count: secrets.len() }
    }

    /// Returns `name`, or if another secret has this key, `name` with the first free number from 2
    /// on.
    fn free_key(&mut self, name: &str, secrets: &Map<String, Value>) -> String {
        if !secrets.contains_key(name) {
            return name.to_owned();
        }
        let number = self.numbers.entry(name.to_owned()).or_insert(2);
        loop {
            let key = format!("{name}{number}");
            *number += 1;
            if !secrets.contains_key(&key) {
                return key;
            }
        }
    }
}

/// A secret as a definition names it.
pub(super) struct SecretReference {
    /// The key under the definition's `secrets`.
    pub(super) key: String,
    /// The path in the secret store.
    pub(super) source: String,
}

/// Returns the secret that the `pullConfig` at `config` names. Blocks and returns `None` if it
/// names none, or one that `secrets` does not have (marathon: AppValidation.scala:68-71,
/// PodsValidation.scala:119-133).
pub(super) fn named(context: &mut Context, config: &str) -> Option<SecretReference> {
    let Some(key) = context.text(&format!("{config}/secret")).map(str::to_owned) else {
        let help = if context.is_review() {
            "name a secret of `secrets`"
        } else {
            "name one, or remove `pullConfig`: the conversion then writes it"
        };
        context.block(config, "`pullConfig` is there but names no secret", help);
        return None;
    };
    let Some(entry) = context.get("/secrets").and_then(|secrets| secrets.get(&key)) else {
        let message =
            format!("`pullConfig` names the secret `{key}`, but `secrets` has no entry for it");
        let help = if context.is_review() {
            "add the secret to `secrets`, or name one that is there"
        } else {
            "add the secret, or remove `pullConfig`: the conversion then writes both"
        };
        context.block(config, message, help);
        return None;
    };
    let Some(source) = entry.get("source").and_then(Value::as_str).map(str::to_owned) else {
        let at = format!("/secrets/{}", token(&key));
        let message = format!("the secret `{key}`, which `pullConfig` names, has no `source`");
        context.block(&at, message, "write the secret's path to `source`");
        return None;
    };
    Some(SecretReference { key, source })
}

/// Records that `secret` must exist: `image` is pulled with it, and it replaces the credentials of
/// `uris`. `content` is what the secret must hold; `None` if the definition named the secret
/// before.
pub(super) fn need(
    context: &mut Context,
    secret: SecretReference,
    content: Option<SecretContent>,
    uris: Vec<String>,
    image: String,
) {
    let possible = |content| PossibleContent {
        archive: context.options().archive(&content),
        ..PossibleContent::always(content)
    };
    let contents = content.into_iter().map(possible).collect();
    let SecretReference { key, source } = secret;
    let (images, only_in) = (vec![image], Vec::new());
    let need = SecretNeed { key, source, contents, uris, images, only_in };
    context.need(need);
}
