//! Reads the entries of a `config.json` or `.dockercfg`. For each entry, records the login or the reason why
//! Mesos cannot use it.

use std::collections::HashMap;

use super::auth::{AuthsEntry, ReadLogin};
use super::registry::shown;
use super::{CredentialProblem, Logins, logins, registry};
use crate::secrets::Redacted;
use crate::text::{Document, Lines, NodeId, NodeKind, Position};

/// The entries of one file, valid or not.
#[derive(Debug)]
pub struct DockerConfig<'a> {
    text: Redacted<&'a [u8]>,
    entries: Vec<ReadLogin>,
    /// The names beside `auths`, as they are shown. Their members are not part of the secret.
    left_out: Vec<String>,
}

/// The members that name credential helpers in a `config.json`. Any other member of a `.dockercfg`
/// is a registry.
const HELPERS: [&str; 2] = ["credsStore", "credHelpers"];

impl<'a> DockerConfig<'a> {
    /// Reads a `config.json` or a `.dockercfg`.
    ///
    /// # Errors
    /// The text is not JSON, or not an object with logins.
    pub fn read(text: &'a [u8]) -> Result<Self, CredentialProblem> {
        let unplaced =
            |message: &str| CredentialProblem { position: None, message: message.to_owned() };
        if matches!(text, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [_, 0, ..] | [0, _, ..]) {
            return Err(unplaced("is UTF-16, of which Mesos can read nothing; save it as UTF-8"));
        }
        if text.trim_ascii().is_empty() {
            return Err(unplaced("is empty"));
        }
        let document = Document::parse(text).map_err(|error| CredentialProblem {
            position: Some(error.position),
            message: error.message,
        })?;
        let reader = EntryReader { document: &document, lines: Lines::new(text) };
        let (entries, left_out) = reader.config()?;
        Ok(DockerConfig { text: Redacted::new(text), entries, left_out })
    }

    /// Keeps only the entries of `hosts`, or all if there are no `hosts`. A host is a registry as images name
    /// it, or the whole key of an entry.
    ///
    /// # Errors
    /// There is no entry for a host. The error names the first keys of the file.
    pub fn only(mut self, hosts: &[String]) -> Result<Self, String> {
        if hosts.is_empty() {
            return Ok(self);
        }
        // A host that is a whole key selects that entry only.
        let hosts = hosts.iter().map(|host| (host, self.entries.iter().any(|it| it.key == *host)));
        let hosts: Vec<(&String, bool)> = hosts.collect();
        let is_meant = |entry: &ReadLogin, (host, is_key): (&String, bool)| match is_key {
            true => entry.key == *host,
            false => registry::is_for(&entry.key, host),
        };
        for &(host, is_key) in &hosts {
            if !self.entries.iter().any(|entry| is_meant(entry, (host, is_key))) {
                return Err(format!("has no login for {}; it has {}", shown(host), self.keys()));
            }
        }
        self.entries.retain(|entry| hosts.iter().any(|&host| is_meant(entry, host)));
        Ok(self)
    }

    /// Returns the first keys in a form that can be shown.
    fn keys(&self) -> String {
        const KEYS_SHOWN: usize = 10;
        let keys = self.entries.iter().take(KEYS_SHOWN).map(|entry| shown(&entry.key));
        let mut keys: Vec<String> = keys.collect();
        if self.entries.len() > KEYS_SHOWN {
            keys.push("…".to_owned());
        }
        keys.join(", ")
    }

    /// Returns the logins, if all entries are valid.
    ///
    /// # Errors
    /// The problems, in the order of the text: at most 20, and the number of the others.
    pub fn checked(self) -> Result<Logins, Vec<CredentialProblem>> {
        logins::checked(self.text.expose(), self.entries, self.left_out)
    }
}

/// The names of the credential helpers that a file names.
struct Helpers {
    /// The helper for all other registries (`credsStore`).
    store: Option<String>,
    /// The helpers for single registries, by the key of the registry (`credHelpers`).
    each: HashMap<String, String>,
}

/// A reader of the entries in `document`.
struct EntryReader<'a> {
    document: &'a Document<'a>,
    lines: Lines<'a>,
}

impl EntryReader<'_> {
    fn at(&self, node: NodeId) -> Position {
        self.lines.position(self.document.span(node).start)
    }

    /// Returns the error `message` about the value `node`.
    fn wrong<T>(&self, node: NodeId, message: impl Into<String>) -> Result<T, CredentialProblem> {
        Err(CredentialProblem { position: Some(self.at(node)), message: message.into() })
    }

    /// Returns the entries, and the names beside `auths` as they are shown.
    fn config(&self) -> Result<(Vec<ReadLogin>, Vec<String>), CredentialProblem> {
        let (document, root) = (self.document, self.document.root());
        if document.kind(root) != NodeKind::Object {
            return self.wrong(root, "is not a JSON object");
        }
        if let Some(duplicate) = document.duplicate_key(root) {
            let position = Some(self.lines.position(duplicate.second));
            let message = format!("the key {} is there twice", shown(&duplicate.name));
            return Err(CredentialProblem { position, message });
        }
        let helpers = self.helpers(root);
        let (table, left_out) = match document.get(root, "auths") {
            Some(auths) if document.kind(auths) == NodeKind::Object => (auths, self.beside(root)),
            Some(auths) => return self.wrong(auths, "`auths` is not an object"),
            None if HELPERS.iter().any(|name| document.get(root, name).is_some()) => {
                return self.wrong(
                    root,
                    "has no `auths`: the logins are kept by a credential helper, which Mesos never asks; run `docker login` on a machine without one",
                );
            }
            None => (root, Vec::new()),
        };
        let entries = document.members(table).map(|(key, value)| self.entry(key, value, &helpers));
        let entries: Vec<ReadLogin> = entries.collect::<Result<_, _>>()?;
        if entries.is_empty() {
            return self.wrong(table, "has no login at all");
        }
        Ok((entries, left_out))
    }

    /// Returns the helpers that the object `root` names.
    fn helpers(&self, root: NodeId) -> Helpers {
        let document = self.document;
        let name = |node| Some(document.string(node)?.into_owned()).filter(|name| !name.is_empty());
        let each = document.get(root, HELPERS[1]).map(|each| document.members(each));
        let pairs =
            each.into_iter().flatten().filter_map(|(key, value)| Some((name(key)?, name(value)?)));
        Helpers { store: document.get(root, HELPERS[0]).and_then(name), each: pairs.collect() }
    }

    /// Returns the names beside `auths` as they are shown. Their members are not part of the secret.
    fn beside(&self, root: NodeId) -> Vec<String> {
        let keys = self.document.members(root).filter_map(|(key, _)| self.document.string(key));
        keys.filter(|key| key != "auths").map(|key| shown(&key)).collect()
    }

    /// Reads an entry with this key and value. The error is about a text that is no file of logins; the
    /// error about a single login is a part of [`ReadLogin`].
    fn entry(
        &self,
        key: NodeId,
        value: NodeId,
        helpers: &Helpers,
    ) -> Result<ReadLogin, CredentialProblem> {
        let document = self.document;
        let name = document.string(key).unwrap_or_default().into_owned();
        if document.kind(value) != NodeKind::Object {
            return self.wrong(
                key,
                format!(
                    "{} is no object: this is neither a `config.json` nor a `.dockercfg`",
                    shown(&name)
                ),
            );
        }
        let text = |field: &str| -> Result<Option<Redacted<String>>, CredentialProblem> {
            match document.get(value, field).filter(|&node| document.kind(node) != NodeKind::Null) {
                None => Ok(None),
                Some(node) => match document.string(node) {
                    Some(text) => Ok(Some(Redacted::new(text.into_owned()))),
                    None => {
                        self.wrong(node, format!("`{field}` of {} is not a string", shown(&name)))
                    }
                },
            }
        };
        let entry = AuthsEntry {
            key: &name,
            auth: text("auth")?,
            username: text("username")?,
            password: text("password")?,
            token: ["identitytoken", "registrytoken"].into_iter().find(|field| {
                let token = document.get(value, field).and_then(|node| document.string(node));
                token.is_some_and(|token| !token.is_empty())
            }),
            helper: helpers.each.get(&name).or(helpers.store.as_ref()).map(String::as_str),
        };
        let auth = match registry::why_no_image(&name) {
            Some(why) => Err(format!("{} {why}, so that it fits no image", shown(&name))),
            None => entry.auth(),
        };
        let offset = self.document.span(key).start;
        Ok(ReadLogin { key: name, offset, auth })
    }
}
