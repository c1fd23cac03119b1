//! Opens a regular file.
//!
//! Does not know its content. Invariant: the program never waits for a pipe, and follows no link in the place of a
//! file that it has found. On Unix the system makes sure of it; elsewhere the file is looked at before it is opened.

use std::fs;
use std::path::Path;

use super::error::{Problem, ReadFailure};

pub(super) use system::{SearchedFolder, read_at};

/// The result of opening a path that the user has named.
pub(super) enum Named {
    /// The opened file.
    File(fs::File),
    /// A symbolic link, which was not followed.
    Link,
}

/// Opens the regular file at `path`.
pub(super) fn open_named(path: &Path) -> Result<Named, ReadFailure> {
    // The type is checked before opening: a pipe would wait for its writer, and a device may have
    // no end.
    let kind = fs::symlink_metadata(path)?.file_type();
    if kind.is_symlink() {
        Ok(Named::Link)
    } else if kind.is_dir() {
        Err(ReadFailure::Known(Problem::IsFolder))
    } else if kind.is_file() {
        Ok(Named::File(system::open(path)?))
    } else {
        Err(ReadFailure::Known(Problem::NotRegular))
    }
}

#[cfg(unix)]
mod system {
    //! Files are opened with `NONBLOCK`, because a file may have become a pipe since it was listed.

    use std::ffi::OsStr;
    use std::fs::File;
    use std::io;
    use std::os::fd::OwnedFd;
    use std::path::{Path, PathBuf};
    use std::sync::atomic::{AtomicBool, Ordering};

    use rustix::fs::{CWD, Mode, OFlags, openat};
    use rustix::io::{Errno, pread, retry_on_intr};

    /// The flags with which all files and folders are opened.
    const READ: OFlags =
        OFlags::RDONLY.union(OFlags::CLOEXEC).union(OFlags::NONBLOCK).union(OFlags::NOCTTY);

    /// The flag that leaves the time of the last access unchanged. Opening with it is faster, but only the
    /// owner of the file may do that.
    #[cfg(target_os = "linux")]
    const UNSEEN: OFlags = OFlags::NOATIME;
    #[cfg(not(target_os = "linux"))]
    const UNSEEN: OFlags = OFlags::empty();

    /// An open folder. Its files are opened without looking up the path of the folder again for each.
    #[derive(Debug)]
    pub(crate) struct SearchedFolder {
        handle: OwnedFd,
        path: PathBuf,
        /// Whether a file in the folder was found that belongs to another user.
        is_foreign: AtomicBool,
    }

    impl SearchedFolder {
        /// Opens the folder at `path`. A link is refused.
        pub(crate) fn open(path: &Path) -> io::Result<Self> {
            let flags = READ.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW);
            let handle = openat(CWD, path, flags, Mode::empty())?;
            Ok(Self { handle, path: path.to_owned(), is_foreign: AtomicBool::new(false) })
        }

        /// Returns the path of the folder.
        pub(crate) fn path(&self) -> &Path {
            &self.path
        }

        /// Returns the handle of the folder, with which it is listed.
        #[cfg(target_os = "linux")]
        pub(crate) fn handle(&self) -> &OwnedFd {
            &self.handle
        }

        /// Opens the file with this name in the folder. A link is refused.
        pub(crate) fn file(&self, name: &OsStr) -> io::Result<File> {
            let open = |flags| openat(&self.handle, name, flags, Mode::empty());
            let flags = READ.union(OFlags::NOFOLLOW);
            if self.is_foreign.load(Ordering::Relaxed) {
                return Ok(open(flags)?.into());
            }
            match open(flags.union(UNSEEN)) {
                Err(Errno::PERM) => {
                    self.is_foreign.store(true, Ordering::Relaxed);
                    Ok(open(flags)?.into())
                }
                opened => Ok(opened?.into()),
            }
        }
    }

    /// Reads bytes from `offset` on into `buffer`, and returns their number. Earlier reads make no
    /// difference.
    pub(crate) fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        Ok(retry_on_intr(|| pread(file, &mut *buffer, offset))?)
    }

    /// Opens the file at `path`. A link is refused.
    pub(crate) fn open(path: &Path) -> io::Result<File> {
        let flags = READ.union(OFlags::NOFOLLOW);
        Ok(openat(CWD, path, flags, Mode::empty())?.into())
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "the link lies on a real disk")]

    use std::fs;
    use std::os::unix::fs::symlink;

    /// A path may become a link after its type was looked at.
    #[test]
    fn a_link_is_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "").unwrap();
        symlink(&file, &link).unwrap();
        assert!(super::system::open(&file).is_ok());
        assert!(super::system::open(&link).is_err());
    }
}

#[cfg(not(unix))]
mod system {
    use std::ffi::OsStr;
    use std::fs::File;
    use std::io::{self, Read, Seek, SeekFrom};
    use std::path::{Path, PathBuf};

    /// The path of a folder. On this system an open folder has no advantage.
    #[derive(Debug)]
    pub(crate) struct SearchedFolder(PathBuf);

    impl SearchedFolder {
        pub(crate) fn open(path: &Path) -> io::Result<Self> {
            Ok(Self(path.to_owned()))
        }

        pub(crate) fn path(&self) -> &Path {
            &self.0
        }

        pub(crate) fn file(&self, name: &OsStr) -> io::Result<File> {
            File::open(self.0.join(name))
        }
    }

    pub(crate) fn read_at(mut file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        file.seek(SeekFrom::Start(offset))?;
        loop {
            match file.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => return other,
            }
        }
    }

    pub(crate) fn open(path: &Path) -> io::Result<File> {
        File::open(path)
    }
}
