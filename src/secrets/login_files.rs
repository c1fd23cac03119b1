//! The names of the files that hold the logins, one for each content of secrets.
//!
//! The script that stores the secrets reads them, and so does whatever asks a registry with them.

use std::collections::{BTreeMap, BTreeSet};

use super::Manifest;
use crate::engine::SecretContent;

/// The names of login files. Invariant: no two contents or secrets have one name, and the same
/// manifest gives the same names.
#[derive(Debug, Default)]
pub struct LoginFiles {
    taken: BTreeSet<String>,
    of_contents: BTreeMap<SecretContent, String>,
    of_secrets: BTreeMap<String, String>,
}

impl LoginFiles {
    /// Gives names to the contents of a manifest, and to the secrets that have a file of their own:
    /// those whose content only a template knows, and those that definitions named before.
    #[must_use]
    pub fn of(manifest: &Manifest) -> Self {
        let mut names = LoginFiles::default();
        let contents: BTreeSet<&SecretContent> =
            manifest.secrets.iter().filter_map(|secret| secret.content()).collect();
        contents.into_iter().for_each(|content| _ = names.of_content(content));
        let own = manifest.secrets.iter().filter(|it| it.content().is_none() && it.is_storable());
        let (choices, named): (Vec<_>, Vec<_>) = own.partition(|it| !it.contents.is_empty());
        choices.into_iter().chain(named).for_each(|secret| _ = names.of_secret(&secret.path));
        names
    }

    /// Returns the file with the logins of a content.
    pub fn of_content(&mut self, content: &SecretContent) -> String {
        if let Some(name) = self.of_contents.get(content) {
            return name.clone();
        }
        let name = self.take(&content.slug());
        self.of_contents.insert(content.clone(), name.clone());
        name
    }

    /// Returns the file with the logins of the secret at `path`, for that secret alone.
    pub fn of_secret(&mut self, path: &str) -> String {
        if let Some(name) = self.of_secrets.get(path) {
            return name.clone();
        }
        let name = self.take(&SecretContent::Known(path.to_owned()).slug());
        self.of_secrets.insert(path.to_owned(), name.clone());
        name
    }

    fn take(&mut self, slug: &str) -> String {
        let numbered = (2..).map(|number| format!("{slug}-{number}.json"));
        let mut names = std::iter::once(format!("{slug}.json")).chain(numbered);
        let name = names.find(|name| !self.taken.contains(name)).unwrap_or_default();
        self.taken.insert(name.clone());
        name
    }
}
