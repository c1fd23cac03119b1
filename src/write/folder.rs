//! An open folder, in which files are found, created, renamed and removed by name. This module hides
//! the differences between operating systems.
//!
//! It makes no decisions. Invariant: on systems other than Unix each function does as much as the
//! system offers, and never reports more than it has done.

pub(super) use system::{
    Folder, PRIVATE, USUAL, copy_attributes, has_name, is_link_error, lock, other_links,
    owner_may_write,
};

use crate::source::Identity;

/// The result of locking a file.
#[cfg_attr(not(unix), expect(dead_code, reason = "there is no lock to be had"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lock {
    /// This process holds the lock now.
    Taken,
    /// Another process holds the lock.
    Busy,
    /// The system has no locks for this file.
    Unknown,
}

/// The properties of the file, link or folder that a name in a folder stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct FileStatus {
    pub(super) is_link: bool,
    pub(super) is_file: bool,
    /// Whether the permissions let the owner write.
    pub(super) owner_may_write: bool,
    /// `None` on a system that does not tell it.
    pub(super) identity: Option<Identity>,
}

/// Everything is done in the open folder, by names.
#[cfg(unix)]
mod system {
    use std::ffi::OsStr;
    use std::fs::{File, Metadata, Permissions};
    use std::io;
    use std::os::fd::OwnedFd;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    use std::path::{Component, Path};

    use rustix::fs::{
        AtFlags, CWD, FileType, FlockOperation, Mode, OFlags, flock, linkat, openat, renameat,
        statat, unlinkat,
    };
    use rustix::io::Errno;

    use super::{FileStatus, Lock};
    use crate::source::Identity;

    /// The mode of a file for the running user alone.
    pub(in crate::write) const PRIVATE: u32 = 0o600;

    /// The mode of any new file; the system removes the bits of the umask.
    pub(in crate::write) const USUAL: u32 = 0o666;

    /// The flags for opening anything. Opening a pipe does not wait for its other end.
    const OPEN: OFlags = OFlags::CLOEXEC.union(OFlags::NOCTTY).union(OFlags::NONBLOCK);

    /// The flags for opening a folder, and nothing but a folder.
    const FOLDER: OFlags = OPEN.union(OFlags::DIRECTORY);

    /// The flags for opening a folder on the way to another one. On Linux such a folder need not be
    /// readable.
    #[cfg(target_os = "linux")]
    const PASSED: OFlags = OFlags::PATH;
    #[cfg(not(target_os = "linux"))]
    const PASSED: OFlags = OFlags::RDONLY;

    /// An open folder.
    pub(in crate::write) struct Folder(OwnedFd);

    impl Folder {
        /// Opens the folder at `path`.
        pub(in crate::write) fn open(path: &Path) -> io::Result<Self> {
            Ok(Self(openat(CWD, path, OFlags::RDONLY | FOLDER, Mode::empty())?))
        }

        /// Opens the folder at the absolute `path` without following a link. A link in `path` is an error
        /// ([`is_link_error`]).
        pub(in crate::write) fn open_exactly(path: &Path) -> io::Result<Self> {
            let mut components = path.components().peekable();
            let mut at: Option<OwnedFd> = None;
            while let Some(component) = components.next() {
                if component == Component::CurDir {
                    continue;
                }
                let access = if components.peek().is_some() { PASSED } else { OFlags::RDONLY };
                let flags = access | FOLDER | OFlags::NOFOLLOW;
                let folder = at.as_ref().map_or(CWD, |folder| std::os::fd::AsFd::as_fd(folder));
                at = Some(openat(folder, component.as_os_str(), flags, Mode::empty())?);
            }
            at.map(Self).ok_or_else(|| io::ErrorKind::NotFound.into())
        }

        /// Returns the properties of the file, link or folder `name`. A link is not followed.
        pub(in crate::write) fn status(&self, name: &OsStr) -> io::Result<FileStatus> {
            let found = statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW)?;
            let kind = FileType::from_raw_mode(found.st_mode);
            // The types of these fields differ between systems.
            #[allow(clippy::useless_conversion, clippy::cast_sign_loss, clippy::unnecessary_cast)]
            let identity = Identity { device: found.st_dev as u64, inode: found.st_ino as u64 };
            Ok(FileStatus {
                is_link: kind == FileType::Symlink,
                is_file: kind == FileType::RegularFile,
                owner_may_write: found.st_mode & 0o200 != 0,
                identity: Some(identity),
            })
        }

        /// Opens the file `name` for reading and writing. A link is an error ([`is_link_error`]).
        pub(in crate::write) fn open_file(&self, name: &OsStr) -> io::Result<File> {
            let flags = OFlags::RDWR | OPEN | OFlags::NOFOLLOW;
            Ok(openat(&self.0, name, flags, Mode::empty())?.into())
        }

        /// Creates the file `name` for writing, with the mode `mode`.
        pub(in crate::write) fn create(&self, name: &OsStr, mode: u32) -> io::Result<File> {
            let flags = OFlags::WRONLY | OPEN | OFlags::CREATE | OFlags::EXCL;
            #[allow(clippy::cast_possible_truncation, reason = "`mode_t` has 16 bits somewhere")]
            let mode = Mode::from_raw_mode(mode as _);
            Ok(openat(&self.0, name, flags, mode)?.into())
        }

        /// Renames a file. A file with the name `to` is replaced.
        pub(in crate::write) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
            Ok(renameat(&self.0, from, &self.0, to)?)
        }

        /// Renames a file. It is an error if there is a file with the name `to`.
        pub(in crate::write) fn rename_new(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
            #[cfg(any(target_os = "linux", target_vendor = "apple"))]
            {
                use rustix::fs::{RenameFlags, renameat_with};
                match renameat_with(&self.0, from, &self.0, to, RenameFlags::NOREPLACE) {
                    // Not every kernel and not every file system can do this.
                    Err(Errno::NOSYS | Errno::INVAL | Errno::NOTSUP | Errno::PERM) => {}
                    renamed => return Ok(renamed?),
                }
            }
            linkat(&self.0, from, &self.0, to, AtFlags::empty())?;
            // The file has both names now. It has the new one even if the old one cannot be
            // removed.
            self.remove(from).or(Ok(()))
        }

        pub(in crate::write) fn remove(&self, name: &OsStr) -> io::Result<()> {
            Ok(unlinkat(&self.0, name, AtFlags::empty())?)
        }

        /// Makes the renames in the folder outlast a power cut.
        pub(in crate::write) fn flush(&self) -> io::Result<()> {
            match rustix::fs::fsync(&self.0) {
                // Some network file systems flush folders by themselves and refuse the call.
                Ok(()) | Err(Errno::INVAL) => Ok(()),
                Err(error) => Err(error.into()),
            }
        }
    }

    /// Whether an error of opening means that a name in the path stands for a link, or for something else
    /// that is no folder.
    pub(in crate::write) fn is_link_error(error: &io::Error) -> bool {
        [Errno::LOOP, Errno::MLINK, Errno::NOTDIR]
            .map(|errno| Some(errno.raw_os_error()))
            .contains(&error.raw_os_error())
    }

    /// Locks a file for this process, without waiting.
    pub(in crate::write) fn lock(file: &File) -> Lock {
        match flock(file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Lock::Taken,
            Err(Errno::WOULDBLOCK) => Lock::Busy,
            Err(_) => Lock::Unknown,
        }
    }

    /// Whether an open file still has a name: nobody has removed it.
    pub(in crate::write) fn has_name(file: &File) -> io::Result<bool> {
        Ok(file.metadata()?.nlink() > 0)
    }

    /// Whether the permissions of a file let its owner write.
    pub(in crate::write) fn owner_may_write(metadata: &Metadata) -> bool {
        metadata.mode() & 0o200 != 0
    }

    /// Returns the number of the file's other names.
    pub(in crate::write) fn other_links(metadata: &Metadata) -> u64 {
        metadata.nlink().saturating_sub(1)
    }

    /// Copies owner, group and permission bits from `old` to `file`. Returns whether owner and
    /// group were kept.
    pub(in crate::write) fn copy_attributes(old: &Metadata, file: &File) -> io::Result<bool> {
        let new = file.metadata()?;
        let kept = (new.uid(), new.gid()) == (old.uid(), old.gid())
            || fchown(file, Some(old.uid()), Some(old.gid())).is_ok();
        if !kept {
            // Only root may give a file to another owner, but a member of a group may give it to
            // that group. If that fails too, the file stays with the running user, and the caller
            // reports it.
            let _ = fchown(file, None, Some(old.gid()));
        }
        // For another owner the set-id bits would mean something else, so they are left out then. The mode is
        // set after the owner, because the system clears these bits when the owner changes.
        let mode = old.mode() & if kept { 0o7777 } else { 0o1777 };
        file.set_permissions(Permissions::from_mode(mode))?;
        Ok(kept)
    }
}

/// Everything is done by paths. The functions are explained in the module for Unix.
#[cfg(not(unix))]
mod system {
    use std::ffi::OsStr;
    use std::fs::{self, File, Metadata, OpenOptions};
    use std::io;
    use std::path::{Path, PathBuf};

    use super::{FileStatus, Lock};

    pub(in crate::write) const PRIVATE: u32 = 0;
    pub(in crate::write) const USUAL: u32 = 0;

    /// No folder is held open here; everything is done by paths.
    pub(in crate::write) struct Folder(PathBuf);

    impl Folder {
        pub(in crate::write) fn open(path: &Path) -> io::Result<Self> {
            Ok(Self(path.to_owned()))
        }

        pub(in crate::write) fn open_exactly(path: &Path) -> io::Result<Self> {
            if fs::canonicalize(path)? != path {
                return Err(io::ErrorKind::NotADirectory.into());
            }
            Ok(Self(path.to_owned()))
        }

        pub(in crate::write) fn status(&self, name: &OsStr) -> io::Result<FileStatus> {
            let found = fs::symlink_metadata(self.0.join(name))?;
            Ok(FileStatus {
                is_link: found.is_symlink(),
                is_file: found.is_file(),
                owner_may_write: owner_may_write(&found),
                identity: None,
            })
        }

        pub(in crate::write) fn open_file(&self, name: &OsStr) -> io::Result<File> {
            OpenOptions::new().read(true).write(true).open(self.0.join(name))
        }

        pub(in crate::write) fn create(&self, name: &OsStr, _: u32) -> io::Result<File> {
            OpenOptions::new().write(true).create_new(true).open(self.0.join(name))
        }

        pub(in crate::write) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
            fs::rename(self.0.join(from), self.0.join(to))
        }

        pub(in crate::write) fn rename_new(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
            fs::hard_link(self.0.join(from), self.0.join(to))?;
            self.remove(from).or(Ok(()))
        }

        pub(in crate::write) fn remove(&self, name: &OsStr) -> io::Result<()> {
            fs::remove_file(self.0.join(name))
        }

        pub(in crate::write) fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    pub(in crate::write) fn is_link_error(error: &io::Error) -> bool {
        error.kind() == io::ErrorKind::NotADirectory
    }

    pub(in crate::write) fn lock(_: &File) -> Lock {
        Lock::Unknown
    }

    pub(in crate::write) fn has_name(_: &File) -> io::Result<bool> {
        Ok(true)
    }

    pub(in crate::write) fn owner_may_write(metadata: &Metadata) -> bool {
        !metadata.permissions().readonly()
    }

    pub(in crate::write) fn other_links(_: &Metadata) -> u64 {
        0
    }

    pub(in crate::write) fn copy_attributes(old: &Metadata, file: &File) -> io::Result<bool> {
        file.set_permissions(old.permissions()).map(|()| true)
    }
}
