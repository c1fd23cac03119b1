//! What the systems disagree on: modes, owners, links, flushing a folder.
//!
//! Decides nothing. Invariant: elsewhere than on Unix each function does the most that the system
//! offers and never claims more.

#[cfg(not(unix))]
pub(super) use elsewhere::{
    copy_attributes, create_private, flush_folder, open_folder, other_links, owner_may_write,
};
#[cfg(unix)]
pub(super) use unix::{
    copy_attributes, create_private, flush_folder, open_folder, other_links, owner_may_write,
};

#[cfg(unix)]
mod unix {
    #![expect(
        clippy::disallowed_methods,
        reason = "a folder is opened to be flushed, not to be read"
    )]

    use std::fs::{File, Metadata, OpenOptions, Permissions};
    use std::io;
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
    use std::path::Path;

    pub(in crate::write) fn owner_may_write(metadata: &Metadata) -> bool {
        metadata.mode() & 0o200 != 0
    }

    pub(in crate::write) fn other_links(metadata: &Metadata) -> u64 {
        metadata.nlink().saturating_sub(1)
    }

    /// A new file for the running user alone; its final mode comes when its content is complete.
    pub(in crate::write) fn create_private(path: &Path) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o600).open(path)
    }

    /// Owner, group and permission bits from `old` to `file`. Says if owner and group were kept.
    pub(in crate::write) fn copy_attributes(old: &Metadata, file: &File) -> io::Result<bool> {
        let new = file.metadata()?;
        let kept = (new.uid(), new.gid()) == (old.uid(), old.gid())
            || fchown(file, Some(old.uid()), Some(old.gid())).is_ok();
        if !kept {
            // Only root may give a file away; its members may still give it to a group. If not
            // even that works the file stays with the running user, and the caller tells so.
            let _ = fchown(file, None, Some(old.gid()));
        }
        // Under another owner the set-id bits would mean something else. After the owner, because
        // changing that clears them.
        let mode = old.mode() & if kept { 0o7777 } else { 0o1777 };
        file.set_permissions(Permissions::from_mode(mode))?;
        Ok(kept)
    }

    pub(in crate::write) fn open_folder(path: &Path) -> io::Result<Option<File>> {
        File::open(path).map(Some)
    }

    /// Makes a rename in the folder outlast a power cut.
    pub(in crate::write) fn flush_folder(folder: Option<&File>) -> io::Result<()> {
        match folder.map(File::sync_all) {
            // Some network file systems flush folders by themselves and refuse to be told.
            Some(Err(error)) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
            Some(result) => result,
            None => Ok(()),
        }
    }
}

#[cfg(not(unix))]
mod elsewhere {
    use std::fs::{File, Metadata, OpenOptions};
    use std::io;
    use std::path::Path;

    pub(in crate::write) fn owner_may_write(metadata: &Metadata) -> bool {
        !metadata.permissions().readonly()
    }

    pub(in crate::write) fn other_links(_: &Metadata) -> u64 {
        0
    }

    pub(in crate::write) fn create_private(path: &Path) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).open(path)
    }

    pub(in crate::write) fn copy_attributes(old: &Metadata, file: &File) -> io::Result<bool> {
        file.set_permissions(old.permissions()).map(|()| true)
    }

    pub(in crate::write) fn open_folder(_: &Path) -> io::Result<Option<File>> {
        Ok(None)
    }

    pub(in crate::write) fn flush_folder(_: Option<&File>) -> io::Result<()> {
        Ok(())
    }
}
