//! The identity of credentials: which credential URIs deliver the same content, so that they may
//! share a secret. The user's descriptions of credentials and images decide. A URI that no
//! description matches has a content of its own.

use std::fmt;
use std::path::PathBuf;

use crate::engine::SecretSource;
use crate::engine::secret_path::slug;
use crate::marathon::Pattern;
use crate::text::without_login;

/// A credential that the user has described.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KnownCredential {
    /// The name of the credential.
    pub name: Option<String>,
    /// The URIs that deliver it. There are none if it is only a login of the agents.
    pub uris: Vec<Pattern>,
    /// The key of its secret, if it is not [`Options::secret_name`](super::Options::secret_name).
    pub key: Option<String>,
    /// The path of its secret, with placeholders, if it is not
    /// [`Options::secret_source`](super::Options::secret_source).
    pub source: Option<SecretSource>,
    /// A local copy of what the URIs deliver.
    pub archive: Option<PathBuf>,
    /// Whether the user says that all of the URIs deliver the same logins.
    pub same: bool,
    /// Whether the configuration says in which clusters the description holds.
    pub is_of_clusters: bool,
}

/// Images that apps pull with a login of the agents.
#[derive(Debug, Clone)]
pub struct KnownImage {
    /// The images.
    pub pattern: Pattern,
    /// The index of their credential in [`Options::credentials`](super::Options::credentials).
    pub credential: usize,
}

/// The content of a secret. Two secrets with the same content may be one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretContent {
    /// The credential that the user has described, by its [title](KnownCredential::title).
    Known(String),
    /// The logins that a URI delivers.
    Uri {
        /// The URI.
        uri: String,
        /// The user's name for the credential.
        name: Option<String>,
    },
}

impl SecretContent {
    /// Returns a name that can be part of a path: the user's name, or one that is made from the
    /// URI.
    #[must_use]
    pub fn slug(&self) -> String {
        let text = match self {
            SecretContent::Known(name) | SecretContent::Uri { name: Some(name), .. } => name,
            SecretContent::Uri { uri, name: None } => &bare(uri),
        };
        let slug = slug(text);
        if slug.is_empty() { "credential".into() } else { slug }
    }
}

/// Returns a URI without its scheme, login and query.
fn bare(uri: &str) -> String {
    let shown = without_login(uri);
    let bare = shown.split(['?', '#']).next().unwrap_or(&shown);
    let without_scheme = bare.split_once("://").map_or(bare, |(_, rest)| rest);
    without_scheme.strip_prefix("***@").unwrap_or(without_scheme).to_owned()
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
    /// Returns the name of the credential, or its first URI if it has no name.
    #[must_use]
    pub fn title(&self) -> &str {
        let first = || self.uris.first().map(Pattern::as_str);
        self.name.as_deref().or_else(first).unwrap_or_default()
    }

    /// Returns the content of a secret for this credential, whichever of its URIs delivers it.
    pub(crate) fn content(&self) -> SecretContent {
        SecretContent::Known(self.title().to_owned())
    }

    /// Whether all URIs of the credential deliver the same content: the user says so, or there is a
    /// local copy.
    #[must_use]
    pub fn is_one(&self) -> bool {
        self.same || self.archive.is_some()
    }
}
