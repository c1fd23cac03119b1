//! A rewrite's bytes → the file on disk, wholly or not at all.
//!
//! Does not know what it writes: no JSON, no edits, no plan. Prints nothing.
//!
//! Invariant: at every moment, also after SIGKILL or a full disk, the file is wholly old or wholly
//! new, and it is replaced only if it still holds the bytes that the new ones were made from. What
//! a crash can leave behind is a stray temporary file `.NAME.pullconfig-XXXXXX` beside it; it is
//! never read again and may be deleted.
//!
//! # What stays and what does not
//!
//! * Permission bits stay. Owner and group stay where the system allows; [`Replaced`] says if not.
//! * A symbolic link stays one: what it points to is replaced, in that file's own folder.
//! * A file that its owner may not write was protected on purpose: refused, even for root, for whom
//!   the system would not object, and although renaming needs rights to the folder only.
//! * Hard links part: the other names of the file keep the old content, as after `git checkout` or
//!   `sed -i`. That is what trees made by `cp -al` or `rsync --link-dest` count on, and nothing else
//!   is atomic. [`Replaced::other_links`] tells it, for a note to the user.
//! * Extended attributes, ACLs and security labels are not carried over.
//!
//! # What remains open
//!
//! The file is compared before the work and again right before the rename. Another program that
//! writes in the microseconds between loses its change; no rename can rule that out.

mod create;
mod platform;
mod save;
mod target;

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;
use thiserror::Error;

pub use create::create_private;
pub use save::save;
use target::Target;

/// Why a file was not replaced. Messages are one line and name no path: the caller shows it.
///
/// After any of them but [`Unflushed`](WriteError::Unflushed) the file is as it was, and no
/// temporary file is left.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The file holds other bytes than expected, or its path leads to another file by now.
    #[error("changed since it was read; left as it is")]
    Changed,
    /// The mode has no write permission for the owner.
    #[error("read-only; left as it is (chmod u+w to have it converted)")]
    ReadOnly,
    /// A file that was to be new is there already.
    #[error("there already; left as it is")]
    Exists,
    /// A folder, a device, a pipe …
    #[error("not a regular file")]
    NotAFile,
    /// The system refused a step: no right, no space, no such file …
    #[error("cannot {step}: {cause}")]
    Refused {
        /// What was tried, as in "cannot …".
        step: &'static str,
        /// The system's answer.
        cause: io::Error,
    },
    /// The file *is* replaced, but a power cut may still bring the old one back.
    #[error("replaced, but its folder could not be flushed to disk: {0}")]
    Unflushed(io::Error),
}

/// What a replacement could not carry over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replaced {
    /// Hard links that keep the old content: the file's other names.
    pub other_links: u64,
    /// Owner and group are as before. If not, they are those of the running user.
    pub owner_kept: bool,
}

/// Replaces the content of the file at `path` by `new`, provided that it still is `expected`.
///
/// # Errors
/// See [`WriteError`]. Nothing is ever half written.
pub fn replace(path: &Path, expected: &[u8], new: &[u8]) -> Result<Replaced, WriteError> {
    let target = Target::open(path, expected)?;
    // Opened before anything is written, since without it the rename could not be made durable.
    let folder = platform::open_folder(target.folder()).map_err(refused("open its folder"))?;
    let mut temporary = create_temporary(&target)?;
    let owner_kept = fill(temporary.as_file_mut(), new, &target)?;
    if Target::open(path, expected)?.path != target.path {
        return Err(WriteError::Changed);
    }
    let persisted = temporary.persist(&target.path);
    persisted.map_err(|failed| refused("rename over it")(failed.error))?;
    platform::flush_folder(folder.as_ref()).map_err(WriteError::Unflushed)?;
    Ok(Replaced { other_links: platform::other_links(&target.metadata), owner_kept })
}

/// An empty file beside the target that only the running user may open; deleted when dropped.
fn create_temporary(target: &Target) -> Result<NamedTempFile, WriteError> {
    let prefix = target.temporary_prefix();
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix);
    // Created by hand because the crate's own errors tell the random name.
    let created = builder.make_in(target.folder(), platform::create_private);
    created.map_err(refused("create a temporary file in its folder"))
}

/// Content, owner and mode of the temporary file, down to the disk. Says if the owner was kept.
fn fill(file: &mut File, new: &[u8], target: &Target) -> Result<bool, WriteError> {
    file.write_all(new).map_err(refused("write its new text"))?;
    let attributes = platform::copy_attributes(&target.metadata, file);
    let owner_kept = attributes.map_err(refused("keep its permissions"))?;
    // A delayed "no space left" comes out here at the latest.
    file.sync_all().map_err(refused("write its new text"))?;
    Ok(owner_kept)
}

fn refused(step: &'static str) -> impl Fn(io::Error) -> WriteError {
    move |cause| WriteError::Refused { step, cause }
}
