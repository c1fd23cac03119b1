//! A path -> an opened regular file.
//!
//! Refuses to know what is in it. Invariant: no pipe is waited for, and no link is followed.

use std::fs;
use std::path::Path;

use super::error::Problem;
use super::read::Failure;

pub(super) use system::Folder;

/// What a named path turned out to be.
pub(super) enum Named {
    File(fs::File),
    /// A symbolic link, not looked through.
    Link,
}

/// Opens the regular file at `path`.
pub(super) fn open_named(path: &Path) -> Result<Named, Failure> {
    // Asked before opening: a pipe would wait for its writer, a device may have no end.
    let kind = fs::symlink_metadata(path)?.file_type();
    if kind.is_symlink() {
        Ok(Named::Link)
    } else if kind.is_dir() {
        Err(Failure::Known(Problem::IsFolder))
    } else if kind.is_file() {
        Ok(Named::File(system::open(path)?))
    } else {
        Err(Failure::Known(Problem::NotRegular))
    }
}

#[cfg(unix)]
mod system {
    //! `NONBLOCK`, because what was a file when it was listed may be a pipe by now.

    use std::fs::File;
    use std::io;
    use std::os::fd::OwnedFd;
    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;

    use memchr::memrchr;
    use rustix::fs::{CWD, Mode, OFlags, openat};

    const READ: OFlags =
        OFlags::RDONLY.union(OFlags::CLOEXEC).union(OFlags::NONBLOCK).union(OFlags::NOCTTY);

    /// An open folder: its files are found without looking up its path again for each.
    #[derive(Debug)]
    pub(crate) struct Folder(OwnedFd);

    impl Folder {
        /// Opens the folder at `path`; a link is refused.
        pub(crate) fn open(path: &Path) -> io::Result<Self> {
            let flags = READ.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW);
            Ok(Self(openat(CWD, path, flags, Mode::empty())?))
        }

        /// For whoever lists it.
        #[cfg(target_os = "linux")]
        pub(crate) fn handle(&self) -> &OwnedFd {
            &self.0
        }

        /// Opens the file at `path`, which lies directly in this folder; links are refused.
        pub(crate) fn file(&self, path: &Path) -> io::Result<File> {
            let path = path.as_os_str().as_bytes();
            // `Path::file_name` takes the path apart from its end: it shows in profiles.
            let name = memrchr(b'/', path).map_or(path, |slash| &path[slash + 1..]);
            Ok(openat(&self.0, name, READ.union(OFlags::NOFOLLOW), Mode::empty())?.into())
        }
    }

    pub(crate) fn open(path: &Path) -> io::Result<File> {
        Ok(openat(CWD, path, READ, Mode::empty())?.into())
    }
}

#[cfg(not(unix))]
mod system {
    use std::fs::File;
    use std::io;
    use std::path::Path;

    /// Nothing is gained here from keeping a folder open.
    #[derive(Debug)]
    pub(crate) struct Folder;

    impl Folder {
        pub(crate) fn open(_: &Path) -> io::Result<Self> {
            Ok(Self)
        }

        pub(crate) fn file(&self, path: &Path) -> io::Result<File> {
            File::open(path)
        }
    }

    pub(crate) fn open(path: &Path) -> io::Result<File> {
        File::open(path)
    }
}
