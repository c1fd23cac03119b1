//! The apps on Docker without recognised credentials of a whole run, with counts.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use super::Other;
use crate::marathon::Id;
use crate::text::{Position, without_login};

/// Apps on Docker without recognised credentials that pull from a registry from which other apps
/// pull with credentials.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Unrecognised {
    /// The number of apps.
    pub apps: usize,
    /// Whether there may be more such apps, because not all files were looked at.
    pub is_cut: bool,
    /// The number of apps by registry.
    pub registries: BTreeMap<String, usize>,
    /// The number of apps by URI that they fetch.
    pub uris: BTreeMap<String, usize>,
    /// The place of each app.
    #[serde(skip)]
    pub places: Vec<UnrecognisedPlace>,
}

/// The place of one app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnrecognisedPlace {
    /// The path of the file, as the user sees it.
    pub path: PathBuf,
    /// The position in the file.
    pub position: Position,
    /// The resolved id.
    pub id: Id,
}

impl Unrecognised {
    /// Whether no app was counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.apps == 0
    }

    /// Counts an app of the file at `path`.
    pub fn add(&mut self, path: PathBuf, app: &Other) {
        self.apps += 1;
        *self.registries.entry(app.registry.clone()).or_default() += 1;
        let mut uris: Vec<_> = app.uris.iter().map(|uri| without_login(uri).into_owned()).collect();
        uris.sort();
        uris.dedup();
        for uri in uris {
            *self.uris.entry(uri).or_default() += 1;
        }
        self.places.push(UnrecognisedPlace { path, position: app.position, id: app.id.clone() });
    }
}
