//! Counts of the apps on Docker of whose credentials nothing is known.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use super::Other;
use crate::marathon::Id;
use crate::text::{Position, without_login};

/// Apps on Docker that pull from a registry from which others pull with credentials, and that have
/// none that are recognised.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Unrecognised {
    /// How many were found.
    pub apps: usize,
    /// Whether there may be more, because not all files were looked at.
    pub is_cut: bool,
    /// How many of them pull from which registry.
    pub registries: BTreeMap<String, usize>,
    /// How many of them fetch what.
    pub uris: BTreeMap<String, usize>,
    /// Where they are.
    #[serde(skip)]
    pub places: Vec<UnrecognisedPlace>,
}

/// Where one of them is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnrecognisedPlace {
    /// The file, as the user sees it.
    pub path: PathBuf,
    /// Where in the file.
    pub position: Position,
    /// Which app.
    pub id: Id,
}

impl Unrecognised {
    /// Whether there are none.
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
