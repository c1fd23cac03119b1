//! Tells which sets of paths have a file in a folder.

use std::path::Path;

use walkdir::WalkDir;

use super::PathSet;

/// Returns for each set whether it contains a file below `base`. Folders with the name `.git` are left out.
/// Links are not followed, and a folder that cannot be read counts as empty.
#[must_use]
pub fn have_files(base: &Path, sets: &[&PathSet]) -> Vec<bool> {
    let mut found = vec![false; sets.len()];
    let walk = WalkDir::new(base).into_iter().filter_entry(|entry| entry.file_name() != ".git");
    for entry in walk.filter_map(Result::ok).filter(|entry| !entry.file_type().is_dir()) {
        let Ok(path) = entry.path().strip_prefix(base) else { continue };
        for (found, set) in found.iter_mut().zip(sets) {
            *found = *found || set.contains(path);
        }
        if found.iter().all(|it| *it) {
            break;
        }
    }
    found
}
