//! Replaces the bytes of a planned file, and names the properties of the file that could not be kept.

use std::path::Path;

use crate::plan::Rewrite;
use crate::report::named;
use crate::write::{Replaced, WriteError, replace};

/// Replaces the bytes `from` of the file that `rewrite` is about by `to`. The file must still have the bytes `from`.
pub(super) fn write_bytes(
    rewrite: &mut Rewrite,
    from: &[u8],
    to: &[u8],
) -> Result<Replaced, WriteError> {
    let replaced = replace(rewrite.source.location.as_ref(), from, to)?;
    if let Some(location) = &mut rewrite.source.location {
        location.identity = replaced.identity;
    }
    Ok(replaced)
}

/// Returns a line with the properties of the file at `path` that could not be kept, such as its owner; `None` if all
/// were kept.
pub(super) fn lost(path: &Path, replaced: &Replaced) -> Option<String> {
    let mut lost = Vec::new();
    if replaced.other_links > 0 {
        lost.push("its other hard links keep the old content");
    }
    if !replaced.owner_kept {
        lost.push("its owner or group could not be kept");
    }
    (!lost.is_empty()).then(|| format!("{}: {}", named(path), lost.join(", and ")))
}

/// Returns a line that tells why the new text of the file at `path` may be lost in a power cut; `None` if it will not
/// be lost.
pub(super) fn unflushed(path: &Path, replaced: &Replaced) -> Option<String> {
    let why = replaced.unflushed.as_ref()?;
    Some(format!("{}: converted, but {why}", named(path)))
}
