//! Where the configuration of a run is: the nearest file upward from what is searched.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::FILE_NAME;

/// The nearest `pullconfig.toml` in the folder `start` or above it; of a file, in its folder or above.
/// What does not exist has none.
#[must_use]
pub fn nearest(start: &Path) -> Option<PathBuf> {
    let real = fs::canonicalize(start).ok()?;
    let folder = if real.is_dir() { real.as_path() } else { real.parent()? };
    folder.ancestors().map(|folder| folder.join(FILE_NAME)).find(|file| file.is_file())
}

/// `path`, absolute, as it is shown to someone in `here`, absolute: relative if it lies below or in
/// one of the folders above.
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
