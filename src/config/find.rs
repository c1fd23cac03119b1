//! Finds the configuration file of a run: the nearest one upward from what is searched.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::FILE_NAME;

/// Returns the nearest `pullconfig.toml`, in the folder `start` or above it. If `start` is a file, the search
/// begins in its folder. Returns `None` also if `start` does not exist.
#[must_use]
pub fn nearest(start: &Path) -> Option<PathBuf> {
    let real = fs::canonicalize(start).ok()?;
    let folder = if real.is_dir() { real.as_path() } else { real.parent()? };
    folder.ancestors().map(|folder| folder.join(FILE_NAME)).find(|file| file.is_file())
}

/// Returns the absolute `path` of a file as it is shown to a user in the absolute folder `here`: relative if the file
/// lies below that folder, or directly in a folder above it (`../pullconfig.toml`).
pub(super) fn shown(path: &Path, here: &Path) -> PathBuf {
    if let Ok(below) = path.strip_prefix(here) {
        return below.to_owned();
    }
    let folder = path.parent().unwrap_or(path);
    match here.strip_prefix(folder) {
        Ok(inner) => {
            let up = inner.components().map(|_| Component::ParentDir);
            up.collect::<PathBuf>().join(path.file_name().unwrap_or_default())
        }
        Err(_) => path.to_owned(),
    }
}
