//! Writes what the answers of clusters tell into the summary for people.

use std::io::{self, Write};

use super::human::{DIM, GREEN, Human, RED, counted};
use super::visible::visible;
use crate::plan::{LiveSummary, State, Stray};

/// The most rows of a list that are shown; `-v` shows all.
const ROWS_SHOWN: usize = 10;

impl Human {
    /// Writes the apps that run and stand in no file.
    pub(super) fn live(self, out: &mut dyn Write, live: &LiveSummary) -> io::Result<()> {
        let Some(strays) = live.strays.as_deref().filter(|strays| !strays.is_empty()) else {
            return Ok(());
        };
        writeln!(out, "  {DIM}{}{DIM:#}", strays_in_words(strays.len()))?;
        self.rows(out, strays, |stray| self.stray(stray))
    }

    /// Writes the first rows of a list.
    fn rows<T>(
        self,
        out: &mut dyn Write,
        list: &[T],
        text: impl Fn(&T) -> (String, String),
    ) -> io::Result<()> {
        let shown = if self.verbosity > 0 { list.len() } else { ROWS_SHOWN };
        for item in list.iter().take(shown) {
            let (head, text) = text(item);
            self.below(out, 4, &head, &text)?;
        }
        if list.len() > shown {
            writeln!(out, "    {DIM}{} more (-v shows them){DIM:#}", list.len() - shown)?;
        }
        Ok(())
    }

    /// Returns the name of an app without a file, and what its migration would need.
    fn stray(self, stray: &Stray) -> (String, String) {
        let Stray { cluster, id, state, blockers, secrets, .. } = stray;
        let cluster = cluster.as_ref().map(|name| format!("{name} ")).unwrap_or_default();
        let style = match *state {
            state if state == State::Convertible.name() => GREEN,
            state if state == State::Blocked.name() => RED,
            _ => DIM,
        };
        let head = format!("{}{}: {style}{state}{style:#}", visible(&cluster), visible(id));
        let mut parts = Vec::new();
        if !blockers.is_empty() {
            parts.push(format!("by {}", blockers.join(", ")));
        }
        if !secrets.is_empty() {
            let word = if secrets.len() == 1 { "secret" } else { "secrets" };
            parts.push(format!("{word} {}", secrets.join(", ")));
        }
        (head, parts.join("; "))
    }
}

/// Returns the heading of the list, which is also a message of its own.
#[must_use]
pub fn strays_in_words(count: usize) -> String {
    let run = if count == 1 { "runs" } else { "run" };
    format!("{} {run} with credentials that no file has", counted(count, "app", "apps"))
}
