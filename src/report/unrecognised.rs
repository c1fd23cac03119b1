//! Writes the part of the summary about the apps on Docker that pull from a registry, but without credentials that are
//! recognised.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::human::{DIM, Human, counted, place};
use super::visible::visible;
use crate::plan::{Unrecognised, UnrecognisedPlace};

/// The most URIs that are shown without `-v`.
const URIS_SHOWN: usize = 5;

impl Human {
    /// Writes the number of these apps, their registries and URIs, and what the user can do if their credentials come
    /// from one of the URIs or from the agents.
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
            for UnrecognisedPlace { path, position, id } in &found.places {
                write!(out, "    ")?;
                place(out, path, *position)?;
                writeln!(out, " {}", visible(&id.to_string()))?;
            }
        }
        Ok(())
    }

    /// Returns the URIs with their counts, the most frequent ones first. Without `-v` the list is cut.
    fn uris_in_words(self, uris: &BTreeMap<String, usize>) -> String {
        let mut rows: Vec<(&String, &usize)> = uris.iter().collect();
        rows.sort_by_key(|&(uri, &count)| (usize::MAX - count, uri));
        let shown = if self.verbosity > 0 { rows.len() } else { URIS_SHOWN };
        let cell = |(uri, count): &(&String, &usize)| format!("{} {count}", visible(uri));
        let mut cells: Vec<String> = rows.iter().take(shown).map(cell).collect();
        if rows.len() > shown {
            cells.push(format!("{} more", rows.len() - shown));
        }
        cells.join(", ")
    }
}
