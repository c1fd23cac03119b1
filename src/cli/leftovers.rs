//! Finds temporary files that a killed run has left, and tells the user of them.

use std::path::{Path, PathBuf};

use super::terminal::output::{Output, note, warning};
use crate::report::named;
use crate::scan::temporaries_in;
use crate::write::{Leftover, leftover};

/// The most files that one note names.
const FILES_SHOWN: usize = 3;

/// The two ways to treat temporary files of an interrupted run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LeftoverAction {
    Tell,
    Remove,
}

/// Returns `temporaries`, and the temporary files in the folder of `output`.
pub(super) fn beside(mut temporaries: Vec<PathBuf>, output: Option<&Path>) -> Vec<PathBuf> {
    let Some(folder) = output.and_then(Path::parent) else { return temporaries };
    let real = |path: &PathBuf| std::fs::canonicalize(path).ok();
    let known: Vec<Option<PathBuf>> = temporaries.iter().map(real).collect();
    temporaries.extend(temporaries_in(folder).into_iter().filter(|it| !known.contains(&real(it))));
    temporaries
}

/// Tells of the files among `temporaries` that no run is working on. Removes them if `action` says
/// so.
pub(super) fn tell(
    temporaries: &[PathBuf],
    action: LeftoverAction,
    is_quiet: bool,
    output: &Output,
) {
    let (mut removed, mut abandoned) = (Vec::new(), Vec::new());
    for path in temporaries {
        match leftover(path, action == LeftoverAction::Remove) {
            Leftover::Alive => {}
            Leftover::Abandoned => abandoned.push(path),
            Leftover::Removed => removed.push(path),
            Leftover::Stays(error) => {
                let path = named(path);
                warning(
                    output,
                    &format!(
                        "{path}: a temporary file of an interrupted run; not removed: {error}"
                    ),
                );
            }
        }
    }
    if is_quiet {
        return;
    }
    if !removed.is_empty() {
        note(output, &format!("removed {}", counted(&removed)));
    }
    if !abandoned.is_empty() {
        note(output, &format!("{}; `pullconfig apply` removes what it can", counted(&abandoned)));
    }
}

fn counted(paths: &[&PathBuf]) -> String {
    let files = if paths.len() == 1 { "temporary file" } else { "temporary files" };
    let mut names: Vec<String> = paths.iter().take(FILES_SHOWN).map(|path| named(path)).collect();
    if paths.len() > FILES_SHOWN {
        names.push(format!("and {} more", paths.len() - FILES_SHOWN));
    }
    format!("{} {files} of an interrupted run: {}", paths.len(), names.join(", "))
}
