//! The apps on Docker of whose credentials nothing is known → a line of the summary.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use serde::Serialize;

use super::human::{DIM, Human, counted, place};
use super::visible::visible;
use crate::marathon::Id;
use crate::plan::Other;
use crate::text::{Position, without_login};

/// URIs that are shown without `-v`.
const TOP: usize = 5;

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
    pub places: Vec<Place>,
}

/// Where one of them is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
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
        self.places.push(Place { path, position: app.position, id: app.id.clone() });
    }
}

impl Human {
    /// Writes what is not recognised, and what can be done if it is credentials.
    pub(super) fn unrecognised(self, out: &mut dyn Write, found: &Unrecognised) -> io::Result<()> {
        if found.is_empty() {
            return Ok(());
        }
        let apps = counted(found.apps, "more app", "more apps");
        let pull = if found.apps == 1 { "pulls" } else { "pull" };
        let least = if found.is_cut { "at least " } else { "" };
        let hosts: Vec<String> = found.registries.keys().map(|host| visible(host).into()).collect();
        let mut text = format!(
            "{least}{apps} on Docker {pull} from {} without credentials that are recognised",
            hosts.join(", ")
        );
        if !found.uris.is_empty() {
            text += &format!("; URIs: {}", self.uris_in_words(&found.uris));
            text += "; if one of them delivers credentials: `--credential GLOB`";
        }
        text += "; if the agents are logged in: `[[image]]` in pullconfig.toml";
        self.below(out, 2, &format!("{DIM}not recognised:{DIM:#}"), &text)?;
        if self.verbosity > 0 {
            for Place { path, position, id } in &found.places {
                write!(out, "    ")?;
                place(out, path, *position)?;
                writeln!(out, " {}", visible(&id.to_string()))?;
            }
        }
        Ok(())
    }

    fn uris_in_words(self, uris: &BTreeMap<String, usize>) -> String {
        let mut rows: Vec<(&String, &usize)> = uris.iter().collect();
        rows.sort_by_key(|&(uri, &count)| (usize::MAX - count, uri));
        let shown = if self.verbosity > 0 { rows.len() } else { TOP };
        let cell = |(uri, count): &(&String, &usize)| format!("{} {count}", visible(uri));
        let mut cells: Vec<String> = rows.iter().take(shown).map(cell).collect();
        if rows.len() > shown {
            cells.push(format!("{} more", rows.len() - shown));
        }
        cells.join(", ")
    }
}
