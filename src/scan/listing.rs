//! Lists the files, the subfolders and the ignore files of one folder.
//!
//! Does not know which of them are wanted. Invariant: no entry is opened and none is followed;
//! links, pipes, sockets and devices are not listed, and neither is anything named `.git`.
//!
//! `walkdir` lists folders on every system. It goes by paths: a folder is inspected, opened to be
//! listed, and opened once more to have its files opened in it. If there are many folders with few
//! files, a scan spends most of its time on that. On Linux a folder is therefore opened once and
//! listed through that handle. If this fails for any reason, `walkdir` lists the folder.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::gitignore::Markers;
use super::open::SearchedFolder;

/// The content of a folder.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// The names of the files. For most files nothing else is needed.
    pub(super) files: Vec<OsString>,
    /// The paths of the subfolders: the folder's own path joined with a name.
    pub(super) folders: Vec<PathBuf>,
    pub(super) markers: Markers,
    /// The error of the first entry that could not be listed. The other entries are listed.
    pub(super) error: Option<io::Error>,
    /// The folder itself, if it was opened to be listed.
    pub(super) opened: Option<SearchedFolder>,
}

/// The type of an entry of a folder.
enum EntryKind {
    File,
    Folder,
    /// An entry that is never listed.
    Other,
}

impl Listing {
    fn add(&mut self, folder: &Path, name: &OsStr, kind: EntryKind) {
        if name == ".git" {
            self.markers.git = true;
            return;
        }
        // A link with this name counts, too: the ignore rules follow it.
        self.markers.gitignore |= name == ".gitignore";
        self.markers.ignore |= name == ".ignore";
        match kind {
            EntryKind::File => self.files.push(name.to_owned()),
            EntryKind::Folder => self.folders.push(folder.join(name)),
            EntryKind::Other => {}
        }
    }
}

/// Lists `folder`, in no particular order.
pub(super) fn list(folder: &Path) -> Listing {
    #[cfg(target_os = "linux")]
    if let Ok(listing) = handle::list(folder) {
        return listing;
    }
    list_by_path(folder)
}

/// Lists `folder` by its path, with `walkdir`.
fn list_by_path(folder: &Path) -> Listing {
    let mut listing = Listing::default();
    let entries = WalkDir::new(folder).min_depth(1).max_depth(1).follow_root_links(false);
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                listing.error = listing.error.or_else(|| Some(error.into()));
                continue;
            }
        };
        let kind = match entry.file_type() {
            kind if kind.is_file() => EntryKind::File,
            kind if kind.is_dir() => EntryKind::Folder,
            _ => EntryKind::Other,
        };
        listing.add(folder, entry.file_name(), kind);
    }
    listing
}

#[cfg(target_os = "linux")]
mod handle {
    //! Lists a folder through one open handle.

    use std::ffi::{CStr, OsStr};
    use std::io;
    use std::mem::MaybeUninit;
    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;

    use rustix::fs::{AtFlags, FileType, RawDir, statat};

    use super::{EntryKind, Listing, SearchedFolder};

    /// The size of the buffer for entries, in bytes: some hundred files.
    const BUFFER_SIZE: usize = 16 << 10;

    /// Lists `folder`, which must not be a link.
    pub(super) fn list(folder: &Path) -> io::Result<Listing> {
        let opened = SearchedFolder::open(folder)?;
        let mut listing = Listing::default();
        let mut buffer = [MaybeUninit::uninit(); BUFFER_SIZE];
        let mut entries = RawDir::new(opened.handle(), &mut buffer);
        while let Some(entry) = entries.next() {
            let entry = entry?;
            let name = entry.file_name();
            if matches!(name.to_bytes(), b"." | b"..") {
                continue;
            }
            let kind = match entry.file_type() {
                FileType::Unknown => kind_by_name(&opened, name)?,
                kind => kind,
            };
            let kind = match kind {
                FileType::RegularFile => EntryKind::File,
                FileType::Directory => EntryKind::Folder,
                _ => EntryKind::Other,
            };
            listing.add(folder, OsStr::from_bytes(name.to_bytes()), kind);
        }
        listing.opened = Some(opened);
        Ok(listing)
    }

    /// Returns the type of an entry, for file systems that do not tell it in their listings.
    fn kind_by_name(folder: &SearchedFolder, name: &CStr) -> io::Result<FileType> {
        let found = statat(folder.handle(), name, AtFlags::SYMLINK_NOFOLLOW)?;
        Ok(FileType::from_raw_mode(found.st_mode))
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "the folders lie on a real disk")]

    use std::fs;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    use super::*;

    type Seen = (Vec<OsString>, Vec<PathBuf>, [bool; 3], bool);

    fn seen(mut listing: Listing) -> Seen {
        listing.files.sort();
        listing.folders.sort();
        let Markers { ignore, gitignore, git } = listing.markers;
        (listing.files, listing.folders, [ignore, gitignore, git], listing.error.is_some())
    }

    /// The folder has entries of every kind, and more entries than the system lists at once.
    #[test]
    fn both_ways_of_listing_see_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for index in 0..1000 {
            fs::write(at(&format!("{index}-{}", "long".repeat(index % 50))), "").unwrap();
            if index % 10 == 0 {
                fs::create_dir(at(&format!("folder {index}"))).unwrap();
                symlink("0-", at(&format!("link {index}"))).unwrap();
            }
        }
        for name in [".ignore", ".gitignore", ".hidden", "line\nbreak", "naïve.json"] {
            fs::write(at(name), "").unwrap();
        }
        fs::write(folder.path().join(OsStr::from_bytes(b"no text \xff")), "").unwrap();
        fs::create_dir(at(".git")).unwrap();
        symlink(".", at("link to a folder")).unwrap();
        let _socket = UnixListener::bind(at("socket")).unwrap();
        let ours = seen(handle::list(folder.path()).unwrap());
        assert_eq!(ours.0.len(), 1006);
        assert_eq!(ours, seen(list_by_path(folder.path())));
        let plain = at("folder 0");
        assert_eq!(seen(handle::list(&plain).unwrap()), seen(list_by_path(&plain)));
    }

    /// `walkdir` finds nothing in a link to a folder. So does [`list`], which falls back to `walkdir`.
    #[test]
    fn a_link_is_not_listed() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("real")).unwrap();
        fs::write(folder.path().join("real/file"), "").unwrap();
        symlink("real", folder.path().join("link")).unwrap();
        let link = folder.path().join("link");
        assert!(handle::list(&link).is_err());
        assert_eq!(seen(list(&link)), seen(list_by_path(&link)));
        let missing = seen(list(&folder.path().join("missing")));
        assert_eq!(missing, (vec![], vec![], [false; 3], true));
    }
}
