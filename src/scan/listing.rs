//! One folder -> its files, its subfolders and its ignore files.
//!
//! Refuses to know which of them are wanted. Invariant: no entry is opened and none is followed;
//! links, pipes, sockets and devices are not listed, and neither is anything named `.git`.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::rules::Markers;

/// What one folder holds; all paths are the folder's own joined with a name.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) files: Vec<PathBuf>,
    pub(super) folders: Vec<PathBuf>,
    pub(super) markers: Markers,
    /// The first entry that could not be listed; the others were.
    pub(super) error: Option<io::Error>,
}

/// Lists `folder` in no particular order.
pub(super) fn list(folder: &Path) -> Listing {
    let mut listing = Listing::default();
    let entries = WalkDir::new(folder)
        .min_depth(1)
        .max_depth(1)
        .follow_root_links(false);
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                listing.error = listing.error.or_else(|| Some(error.into()));
                continue;
            }
        };
        let kind = entry.file_type();
        let name = entry.file_name();
        if name == OsStr::new(".git") {
            listing.markers.git = true;
            continue;
        }
        // A link counts here: the rules find out what it leads to.
        listing.markers.gitignore |= name == OsStr::new(".gitignore");
        listing.markers.ignore |= name == OsStr::new(".ignore");
        if kind.is_file() {
            listing.files.push(entry.into_path());
        } else if kind.is_dir() {
            listing.folders.push(entry.into_path());
        }
    }
    listing
}
