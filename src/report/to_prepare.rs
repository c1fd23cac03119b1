//! Writes the preparations into the summary for people.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

use super::human::{DIM, Human, counted, grouped, place};
use super::preparations::{Asking, Task, preparations, tasks};
use super::visible::visible;
use crate::plan::ReportedFile;
use crate::text::without_login;

/// The most preparations of one kind that are named. On a terminal, only those are named that fit on two lines. `-v`
/// names all.
const THINGS_SHOWN: usize = 6;

impl Human {
    /// Writes the preparations, one line for each kind. With `-v`, each preparation has a line, and so have the
    /// definitions that ask for it.
    pub(super) fn to_prepare(self, out: &mut dyn Write, files: &[ReportedFile]) -> io::Result<()> {
        let all = preparations(files);
        if all.is_empty() {
            return Ok(());
        }
        let whom = if self.verbosity > 0 { "" } else { " (-v tells for whom)" };
        writeln!(out, "  {DIM}to prepare, once{whom}{DIM:#}")?;
        for Task { kind, things } in tasks(&all) {
            if self.verbosity > 0 {
                writeln!(out, "    {}:", kind.task())?;
                for (name, asking) in things {
                    self.thing(out, name, asking)?;
                }
                continue;
            }
            let cell = |(name, asking): &(&str, &[Asking])| {
                format!("{} ({})", visible(&without_login(name)), grouped(asking.len()))
            };
            let mut room = self
                .columns
                .map_or(usize::MAX, |columns| 2 * columns)
                .saturating_sub(kind.task().len());
            let mut cells: Vec<String> = things
                .iter()
                .take(THINGS_SHOWN)
                .map(cell)
                .take_while(|cell| {
                    let fits = cell.width() + 2 <= room;
                    room = room.saturating_sub(cell.width() + 2);
                    fits
                })
                .collect();
            if cells.is_empty() {
                cells.extend(things.first().map(cell));
            }
            if things.len() > cells.len() {
                cells.push(format!("{} more", things.len() - cells.len()));
            }
            self.below(out, 4, &format!("{}:", kind.task()), &cells.join(", "))?;
        }
        Ok(())
    }

    /// Writes a preparation and the definitions that ask for it.
    fn thing(self, out: &mut dyn Write, name: &str, asking: &[Asking]) -> io::Result<()> {
        let count = counted(asking.len(), "definition", "definitions");
        writeln!(out, "      {} ({count})", visible(&without_login(name)))?;
        for Asking { path, definition, .. } in asking {
            write!(out, "        ")?;
            place(out, path, definition.position)?;
            writeln!(out, " {}", visible(&definition.id.to_string()))?;
        }
        Ok(())
    }
}
