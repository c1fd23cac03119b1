//! What the user says about credentials and images, and which credential URIs are therefore one and
//! the same credential.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::engine::secret_path::slug;
use crate::engine::{Options, SourceTemplate};
use crate::marathon::{CredentialEntry, Pattern, is_about};
use crate::text::without_login;

/// A credential that the user says something about.
#[derive(Debug, Clone, Default)]
pub struct KnownCredential {
    /// What to call it.
    pub name: Option<String>,
    /// The URIs that deliver it; none if only the agents' logins are meant.
    pub uris: Vec<Pattern>,
    /// The key under `secrets`, if not the usual one.
    pub key: Option<String>,
    /// Where its secret is stored, if not in the usual place.
    pub source: Option<SourceTemplate>,
    /// A local copy of what the URIs deliver.
    pub archive: Option<PathBuf>,
    /// Whether all URIs deliver the same logins.
    pub same: bool,
}

/// Images that apps pull with a login of the agents.
#[derive(Debug, Clone)]
pub struct KnownImage {
    /// Which images.
    pub pattern: Pattern,
    /// The place of their credential in [`Options::credentials`].
    pub credential: usize,
}

/// What a secret holds: two secrets with the same content may be one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretContent {
    /// The credential of the user's that is called so.
    Known(String),
    /// Whatever this URI delivers.
    Uri {
        /// The URI.
        uri: String,
        /// What the user calls it.
        name: Option<String>,
    },
}

impl SecretContent {
    /// A name that can stand in a path: the user's own, or one made of the URI.
    #[must_use]
    pub fn slug(&self) -> String {
        let text = match self {
            SecretContent::Known(name) | SecretContent::Uri { name: Some(name), .. } => name,
            SecretContent::Uri { uri, name: None } => &place(uri),
        };
        let slug = slug(text);
        if slug.is_empty() { "credential".into() } else { slug }
    }
}

/// A URI without scheme, login and query.
fn place(uri: &str) -> String {
    let shown = without_login(uri);
    let bare = shown.split(['?', '#']).next().unwrap_or(&shown);
    let behind_scheme = bare.split_once("://").map_or(bare, |(_, rest)| rest);
    behind_scheme.strip_prefix("***@").unwrap_or(behind_scheme).to_owned()
}

impl fmt::Display for SecretContent {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            SecretContent::Known(text) | SecretContent::Uri { uri: text, .. } => {
                out.write_str(text)
            }
        }
    }
}

impl KnownCredential {
    /// What it is called; after its first URI if it was given no name.
    #[must_use]
    pub fn title(&self) -> &str {
        let first = || self.uris.first().map(Pattern::as_str);
        self.name.as_deref().or_else(first).unwrap_or_default()
    }

    pub(crate) fn content(&self) -> SecretContent {
        SecretContent::Known(self.title().to_owned())
    }

    /// Whether all that it stands for is one and the same.
    #[must_use]
    pub fn is_one(&self) -> bool {
        self.same || self.archive.is_some()
    }
}

impl Options {
    /// The local copy of what a secret has to hold, if there is one.
    #[must_use]
    pub fn archive(&self, content: &SecretContent) -> Option<&Path> {
        let is_it = |known: &&KnownCredential| known.content() == *content;
        self.credentials.iter().find(is_it)?.archive.as_deref()
    }

    /// What is known of the credential that an entry delivers; the first that matches counts.
    pub(crate) fn known_by_entry(&self, entry: &CredentialEntry) -> Option<&KnownCredential> {
        let is_meant =
            |pattern: &Pattern| is_about(pattern, &entry.uri, Some(&entry.credential.target));
        self.credentials.iter().find(|known| known.uris.iter().any(is_meant))
    }

    /// What is known of the credential that `uri` delivers, under whatever name; the first that matches
    /// counts.
    #[must_use]
    pub fn known_by_uri(&self, uri: &str) -> Option<&KnownCredential> {
        let is_meant = |pattern: &Pattern| is_about(pattern, uri, None);
        self.credentials.iter().find(|known| known.uris.iter().any(is_meant))
    }

    /// What is known of the credential that the agents pull `image` with.
    pub(crate) fn known_by_image(&self, image: &str) -> Option<&KnownCredential> {
        let known = self.images.iter().find(|known| known.pattern.matches(image))?;
        self.credentials.get(known.credential)
    }

    /// The content of a secret that takes the place of an entry.
    #[must_use]
    pub fn content_of(&self, entry: &CredentialEntry) -> SecretContent {
        match self.known_by_entry(entry) {
            Some(known) if known.is_one() => known.content(),
            known => SecretContent::Uri {
                uri: entry.uri.clone(),
                name: known.and_then(|known| known.name.clone()),
            },
        }
    }
}
