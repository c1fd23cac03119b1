//! Finds temporary files that a killed run has left, and tells the user about them.

use std::path::{Path, PathBuf};

use super::terminal::output::{Output, note, warning};
use crate::report::named;
use crate::scan::temporaries_in;
use crate::write::{Leftover, leftover};

/// The most temporary files that one note names.
const FILES_SHOWN: usize = 3;

/// The files that have the name of a temporary file. Another run may be working on some of them.
#[derive(Debug)]
pub(super) struct Leftovers {
    temporaries: Vec<PathBuf>,
    /// Whether only errors are printed.
    is_quiet: bool,
}

impl Leftovers {
    /// Returns the temporary files `temporaries` that a search has come across, with those in the folder of the file
    /// `report`.
    pub(super) fn new(
        mut temporaries: Vec<PathBuf>,
        report: Option<&Path>,
        is_quiet: bool,
    ) -> Self {
        if let Some(folder) = report.and_then(Path::parent) {
            let real = |path: &PathBuf| std::fs::canonicalize(path).ok();
            let known: Vec<Option<PathBuf>> = temporaries.iter().map(real).collect();
            let beside = temporaries_in(folder).into_iter();
            temporaries.extend(beside.filter(|it| !known.contains(&real(it))));
        }
        Leftovers { temporaries, is_quiet }
    }

    /// Prints a note about the files that no run is working on.
    pub(super) fn tell(&self, output: &Output) {
        self.treat(false, output);
    }

    /// Removes the files that no run is working on, and prints a note about them.
    pub(super) fn remove(&self, output: &Output) {
        self.treat(true, output);
    }

    /// Prints a note about the files that no run is working on, after removing them if `remove` is set.
    fn treat(&self, remove: bool, output: &Output) {
        let (mut removed, mut abandoned) = (Vec::new(), Vec::new());
        for path in &self.temporaries {
            match leftover(path, remove) {
                Leftover::Alive => {}
                Leftover::Abandoned => abandoned.push(path),
                Leftover::Removed => removed.push(path),
                Leftover::Stays(error) => {
                    let path = named(path);
                    let what = "a temporary file of an interrupted run; not removed";
                    warning(output, &format!("{path}: {what}: {error}"));
                }
            }
        }
        if self.is_quiet {
            return;
        }
        if !removed.is_empty() {
            note(output, &format!("removed {}", counted(&removed)));
        }
        if !abandoned.is_empty() {
            let files = counted(&abandoned);
            note(output, &format!("{files}; `pullconfig apply` removes what it can"));
        }
    }
}

/// Returns the number and the names of temporary files, for a note.
fn counted(paths: &[&PathBuf]) -> String {
    let files = if paths.len() == 1 { "temporary file" } else { "temporary files" };
    let mut names: Vec<String> = paths.iter().take(FILES_SHOWN).map(|path| named(path)).collect();
    if paths.len() > FILES_SHOWN {
        names.push(format!("and {} more", paths.len() - FILES_SHOWN));
    }
    format!("{} {files} of an interrupted run: {}", paths.len(), names.join(", "))
}
