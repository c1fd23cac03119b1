//! Replaces the bytes of a file on the disk, wholly or not at all.
//!
//! This module knows nothing of what it writes: no JSON, no edits, no plan. It prints nothing.
//!
//! Invariant: at every moment, also after SIGKILL or with a full disk, the file is wholly old or
//! wholly new. The file is replaced only if it is the file that was read, and still holds the bytes
//! from which the new ones were made. After a crash there may be a temporary file
//! `.NAME.pullconfig-0123456789abcdef` in its folder; [`leftover()`] finds out whether the run that
//! created it is over, and removes it.
//!
//! # Which file is replaced
//!
//! A [`FileLocation`] has the path of the file when it was read, with all links resolved. Its folder is
//! opened from the root of the file system on, folder by folder, and no link is followed; all later steps
//! are done in the open folder. So if the file or a folder above it becomes a link between reading and
//! writing, no other file is written.
//!
//! # What stays and what does not
//!
//! * Permission bits stay. Owner and group stay if the system allows it ([`Replaced::owner_kept`]).
//! * A symbolic link stays a link: the file that it points to is replaced, in the folder of that file.
//! * A file that its owner may not write is not replaced, because somebody has protected it on purpose. The
//!   system would allow it: root may write any file, and renaming needs rights to the folder only.
//! * Hard links are separated: the other names of the file keep the old content, as after `git checkout` or
//!   `sed -i`. Trees made by `cp -al` or `rsync --link-dest` rely on that, and no other way is atomic.
//!   [`Replaced::other_links`] is their number, for a note to the user.
//! * Extended attributes, ACLs and security labels are not carried over.
//!
//! # What remains open
//!
//! The file is compared before the work and again right before the rename. If another program
//! writes to it in the microseconds between the last comparison and the rename, that change is
//! lost; no rename can prevent this. Two runs of this program keep each other out by a lock on the
//! file, if the system has locks.

mod create;
mod folder;
mod leftover;
mod save;
mod target;
mod temporary;

use std::io;
use std::path::Path;

use thiserror::Error;

use crate::source::{FileLocation, Identity};
pub use create::create_private;
pub use leftover::{Leftover, leftover};
pub use save::{Existing, Obstacle, existing, save};
use target::Replaceable;
use temporary::Temporary;
pub use temporary::TextWriter;

/// The reason why a file was not replaced or created. Messages are one line and name no path,
/// because the caller shows it.
///
/// After any of these errors the file is as it was, and the temporary file is removed if the system
/// allows it.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The file holds other bytes than expected, or its path leads to another file by now.
    #[error("changed since it was read; left as it is")]
    Changed,
    /// Another process has locked the file, as a run of this program does while it replaces it.
    #[error("another program is writing it; left as it is")]
    Busy,
    /// The mode has no write permission for the owner.
    #[error("read-only; left as it is (chmod u+w to have it converted)")]
    ReadOnly,
    /// The file was to be new, but exists already.
    #[error("there already; left as it is")]
    Exists,
    /// The path leads to no regular file, but to a folder, a device or a pipe, for example.
    #[error("not a regular file")]
    NotAFile,
    /// The system refused a step: no right, no space, no such file …
    #[error("cannot {step}: {cause}")]
    Refused {
        /// The step that was tried: it continues "cannot …".
        step: &'static str,
        /// The system's answer.
        cause: io::Error,
    },
}

/// A warning: the file has its new bytes, but the system could not write its folder to the disk. A
/// power cut may bring the old file back.
#[derive(Debug, Error)]
#[error("its folder could not be flushed to disk, and a power cut may undo it: {0}")]
pub struct Unflushed(pub io::Error);

/// The result of a replacement.
#[derive(Debug)]
pub struct Replaced {
    /// The number of the file's other names, which keep the old content.
    pub other_links: u64,
    /// Whether owner and group are as before. If not, the owner is the running user, and the group may be
    /// the one of that user.
    pub owner_kept: bool,
    /// The identity of the new file, with which it can be replaced once more.
    pub identity: Option<Identity>,
    /// The reason why the replacement may not outlast a power cut.
    pub unflushed: Option<Unflushed>,
}

/// Returns the location of the file at `path`.
///
/// # Errors
/// The path leads nowhere.
pub fn location(path: &Path) -> io::Result<FileLocation> {
    let real = std::fs::canonicalize(path)?;
    let identity = Identity::of(&std::fs::symlink_metadata(&real)?);
    Ok(FileLocation { real, identity })
}

/// Replaces the content of the file at `location` by `new`, if the content still is `expected`. Without a
/// location there is no file on a disk: [`WriteError::NotAFile`].
///
/// # Errors
/// See [`WriteError`]. Nothing is ever half written.
pub fn replace(
    location: Option<&FileLocation>,
    expected: &[u8],
    new: &[u8],
) -> Result<Replaced, WriteError> {
    let location = location.ok_or(WriteError::NotAFile)?;
    // The folder is opened before anything is written, since without it the rename could not be made
    // durable.
    let target = Replaceable::open(location, expected)?;
    target.lock()?;
    let mut temporary = Temporary::create(&target.folder, &target.name)?;
    temporary.write(new).map_err(refused("write its new text"))?;
    let owner_kept = temporary.take_attributes(&target.metadata);
    let owner_kept = owner_kept.map_err(refused("keep its permissions"))?;
    // An error such as "no space left" may be reported only now.
    temporary.flush().map_err(refused("write its new text"))?;
    let identity = temporary.identity().map_err(refused("write its new text"))?;
    Replaceable::open(location, expected)?;
    temporary.rename(&target.name).map_err(refused("rename over it"))?;
    let unflushed = target.folder.flush().err().map(Unflushed);
    Ok(Replaced { other_links: target.other_links(), owner_kept, identity, unflushed })
}

/// Returns the folder of `path`; for a bare file name, `.`.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Returns a function that makes a [`WriteError::Refused`] for `step` out of the system's error.
fn refused(step: &'static str) -> impl Fn(io::Error) -> WriteError {
    move |cause| WriteError::Refused { step, cause }
}
