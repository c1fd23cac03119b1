//! What is to be prepared before deploying: each thing once, with the definitions that ask for it.
//!
//! Definitions that are blocked count, because what they need is prepared in the same round.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use super::human::{DIM, Human, counted, place};
use super::visible::visible;
use crate::engine::{Preparation, PreparationKind};
use crate::plan::{FileEntry, Migration};
use crate::text::without_login;

/// The most things of one kind that the report for people lists; `-v` lists all.
const THINGS_SHOWN: usize = 6;

/// A definition that asks for something.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asking<'f> {
    pub(super) path: &'f Path,
    pub(super) definition: &'f Migration,
}

/// All preparations of a run, by kind and name, each with the definitions that ask for it.
pub(super) type Preparations<'f> = BTreeMap<&'f Preparation, Vec<Asking<'f>>>;

/// Collects the preparations that the findings ask for.
pub(super) fn preparations(files: &[FileEntry]) -> Preparations<'_> {
    let mut all = Preparations::new();
    for file in files {
        let Ok(plan) = &file.result else { continue };
        for definition in &plan.definitions {
            for asks in definition.findings.iter().filter_map(|it| it.finding.asks.as_ref()) {
                let asking = all.entry(asks).or_default();
                // One definition may ask twice, for two volumes with one path.
                if asking.last().is_none_or(|last| !std::ptr::eq(last.definition, definition)) {
                    asking.push(Asking { path: &file.path, definition });
                }
            }
        }
    }
    all
}

/// Things of one kind, those first that most definitions ask for.
pub(super) struct Task<'a, 'f> {
    pub(super) kind: PreparationKind,
    pub(super) things: Vec<(&'f str, &'a [Asking<'f>])>,
}

/// Returns the preparations kind by kind.
pub(super) fn tasks<'a, 'f>(all: &'a Preparations<'f>) -> Vec<Task<'a, 'f>> {
    let mut tasks: Vec<Task> = Vec::new();
    for (Preparation { kind, name }, asking) in all {
        match tasks.last_mut().filter(|task| task.kind == *kind) {
            Some(task) => task.things.push((name, asking)),
            None => tasks.push(Task { kind: *kind, things: vec![(name, asking)] }),
        }
    }
    for task in &mut tasks {
        task.things.sort_by_key(|(_, asking)| usize::MAX - asking.len());
    }
    tasks
}

impl Human {
    /// Writes what is to be prepared, in a line for each kind; with `-v` also for which definitions.
    pub(super) fn to_prepare(self, out: &mut dyn Write, files: &[FileEntry]) -> io::Result<()> {
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
            let mut cells: Vec<String> = things
                .iter()
                .take(THINGS_SHOWN)
                .map(|(name, asking)| {
                    format!("{} ({})", visible(&without_login(name)), asking.len())
                })
                .collect();
            if things.len() > THINGS_SHOWN {
                cells.push(format!("{} more", things.len() - THINGS_SHOWN));
            }
            self.below(out, 4, &format!("{}:", kind.task()), &cells.join(", "))?;
        }
        Ok(())
    }

    /// Writes a thing and the definitions that ask for it.
    fn thing(self, out: &mut dyn Write, name: &str, asking: &[Asking]) -> io::Result<()> {
        let count = counted(asking.len(), "definition", "definitions");
        writeln!(out, "      {} ({count})", visible(&without_login(name)))?;
        for Asking { path, definition } in asking {
            write!(out, "        ")?;
            place(out, path, definition.position)?;
            writeln!(out, " {}", visible(&definition.id.to_string()))?;
        }
        Ok(())
    }
}
