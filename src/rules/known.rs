//! What the user says about credentials and images, and which credential URIs are therefore one and
//! the same credential.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::source_template::slug;
use super::{Options, SourceTemplate};
use crate::marathon::{CredentialEntry, Id, Pattern, is_about};

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
pub enum Content {
    /// The credential of the user's that is called so.
    Known(String),
    /// Whatever this URI delivers.
    Uri(String),
}

impl Content {
    /// A name that can stand in a path.
    #[must_use]
    pub fn slug(&self) -> String {
        let text = match self {
            Content::Known(name) => name,
            Content::Uri(uri) => without_login(uri),
        };
        let slug = slug(text);
        if slug.is_empty() { "credential".into() } else { slug }
    }
}

/// A URI without scheme, login and query.
fn without_login(uri: &str) -> &str {
    let bare = uri.split(['?', '#']).next().unwrap_or(uri);
    let Some((_, rest)) = bare.split_once("://") else { return bare };
    let host = rest.split('/').next().unwrap_or(rest);
    match host.rfind('@') {
        Some(at) => &rest[at + 1..],
        None => rest,
    }
}

impl fmt::Display for Content {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Content::Known(text) | Content::Uri(text) => out.write_str(text),
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

    pub(super) fn content(&self) -> Content {
        Content::Known(self.title().to_owned())
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
    pub fn archive(&self, content: &Content) -> Option<&Path> {
        let is_it = |known: &&KnownCredential| known.content() == *content;
        self.credentials.iter().find(is_it)?.archive.as_deref()
    }

    /// What is known of the credential that an entry delivers; the first that matches counts.
    pub(super) fn known_by_entry(&self, entry: &CredentialEntry) -> Option<&KnownCredential> {
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
    pub(super) fn known_by_image(&self, image: &str) -> Option<&KnownCredential> {
        let known = self.images.iter().find(|known| known.pattern.matches(image))?;
        self.credentials.get(known.credential)
    }

    /// What a secret holds that takes the place of an entry.
    pub(super) fn content_of(&self, entry: &CredentialEntry) -> Content {
        match self.known_by_entry(entry) {
            Some(known) if known.is_one() => known.content(),
            _ => Content::Uri(entry.uri.clone()),
        }
    }
}

/// Secrets that would have to hold two different credentials at once: by path, without slashes at the
/// ends, who would want what.
#[derive(Debug, Clone, Default)]
pub struct Clashes(Arc<BTreeMap<String, Vec<(Content, String)>>>);

impl Clashes {
    /// Of what all definitions of a run want: path, content and who that is.
    #[must_use]
    pub fn among<'w>(wanted: impl IntoIterator<Item = (&'w str, &'w Content, &'w Id)>) -> Self {
        let mut first: HashMap<&str, (&Content, &Id)> = HashMap::new();
        let mut paths: BTreeMap<String, Vec<(Content, String)>> = BTreeMap::new();
        let named = |content: &Content, who: &Id| (content.clone(), who.to_string());
        for (path, content, who) in wanted {
            let path = path.trim_matches('/');
            let &mut (known, owner) = first.entry(path).or_insert((content, who));
            if known == content {
                continue;
            }
            let there = paths.entry(path.to_owned()).or_insert_with(|| vec![named(known, owner)]);
            if there.iter().all(|(other, _)| other != content) {
                there.push(named(content, who));
            }
        }
        Clashes(Arc::new(paths))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there is one at `path`.
    #[must_use]
    pub fn concern(&self, path: &str) -> bool {
        self.0.contains_key(path.trim_matches('/'))
    }

    /// Another content that somebody wants at `path`, and who.
    pub(super) fn other(&self, path: &str, content: &Content) -> Option<&(Content, String)> {
        self.0.get(path.trim_matches('/'))?.iter().find(|(other, _)| other != content)
    }
}
