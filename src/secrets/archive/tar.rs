//! Reads the members (files and folders) of a tar for the [`Finder`].
//!
//! The crate `tar` reads the headers. Long names and extended headers are read here, because the crate
//! would load them into memory without a limit.

use std::io::Read;

use tar::EntryType;

use super::bounded::ProgressHandle;
use super::finder::{self, Finder, MemberKind, Name};
use super::{ArchiveError, LARGEST_TEXT};

/// The size of a header. All other parts of a tar have a multiple of this size.
pub(super) const BLOCK: u64 = 512;

/// Whether `bytes` begin with a header with a correct checksum, or with the zeros that end an archive. The
/// oldest archives have no other signature.
pub(super) fn is_tar(bytes: &[u8]) -> bool {
    let Some(block) = bytes.first_chunk::<{ BLOCK as usize }>() else { return false };
    let mut header = tar::Header::new_old();
    header.as_mut_bytes().copy_from_slice(block);
    let outside: u32 = block[..148].iter().chain(&block[156..]).map(|&byte| u32::from(byte)).sum();
    let is_end = block.iter().all(|&byte| byte == 0);
    is_end || header.cksum().is_ok_and(|sum| sum == outside + 8 * u32::from(b' '))
}

/// Shows every member of `source` to `finder`.
pub(super) fn search(
    source: impl Read,
    finder: &mut Finder,
    progress: &ProgressHandle,
) -> Result<(), ArchiveError> {
    let explain = |error: std::io::Error| progress.explain(&error);
    let mut archive = tar::Archive::new(source);
    let mut announced = Announced::default();
    for entry in archive.entries().map_err(explain)?.raw(true) {
        let mut entry = entry.map_err(explain)?;
        let header = entry.header().clone();
        let size = header.entry_size().map_err(explain)?;
        let whole = |text: Vec<u8>| match text.len() as u64 == size {
            true => Ok(text),
            false => Err(ArchiveError::Truncated),
        };
        match header.entry_type() {
            EntryType::GNULongName | EntryType::XHeader => {
                let shown = Name::new(&header.path_bytes());
                let text = finder::read(&mut entry, size).map_err(explain)?;
                let text = whole(text.ok_or(ArchiveError::Header(shown))?)?;
                announced.take_in(header.entry_type(), &text)?;
            }
            EntryType::GNULongLink | EntryType::XGlobalHeader => {}
            kind => {
                let announced = std::mem::take(&mut announced);
                let name = announced.name.unwrap_or_else(|| header.path_bytes().into_owned());
                let is_sparse = kind == EntryType::GNUSparse;
                let has_two_sizes = announced.size.is_some_and(|announced| announced != size);
                if is_sparse || has_two_sizes {
                    // The position of the next header cannot be computed from this one.
                    let name = Name::new(&name);
                    return Err(match is_sparse {
                        true => ArchiveError::Sparse(name),
                        false => ArchiveError::Header(name),
                    });
                }
                let kind = member_kind(kind, &name, announced.is_sparse);
                finder.visit(&name, kind, || {
                    let text = finder::read(&mut entry, size).map_err(explain)?;
                    text.map(whole).transpose()
                })?;
            }
        }
    }
    Ok(())
}

/// Returns the type of a member as the [`Finder`] tells types apart.
fn member_kind(kind: EntryType, name: &[u8], is_sparse: bool) -> MemberKind {
    match kind {
        EntryType::Regular | EntryType::Continuous if name.ends_with(b"/") => MemberKind::Folder,
        EntryType::Regular | EntryType::Continuous if is_sparse => MemberKind::Sparse,
        EntryType::Regular | EntryType::Continuous => MemberKind::File,
        EntryType::Directory => MemberKind::Folder,
        EntryType::Symlink => MemberKind::Other("a symbolic link"),
        EntryType::Link => MemberKind::Other("a hard link"),
        EntryType::Char | EntryType::Block => MemberKind::Other("a device"),
        EntryType::Fifo => MemberKind::Other("a pipe"),
        _ => MemberKind::Other("an entry of a rare type"),
    }
}

/// The fields that extension headers announce for the next member.
#[derive(Debug, Default)]
struct Announced {
    name: Option<Vec<u8>>,
    /// The size of the member's content, in bytes.
    size: Option<u64>,
    is_sparse: bool,
}

impl Announced {
    /// Takes the fields from `text`, the content of an extension header of type `kind`.
    fn take_in(&mut self, kind: EntryType, text: &[u8]) -> Result<(), ArchiveError> {
        if kind == EntryType::GNULongName {
            let end = text.iter().position(|&byte| byte == 0).unwrap_or(text.len());
            self.name = Some(text[..end].to_vec());
            return Ok(());
        }
        let mut rest = text;
        while !rest.is_empty() {
            let (key, value, after) = record(rest).ok_or(ArchiveError::Damaged)?;
            match key {
                b"path" if !self.is_sparse => self.name = Some(value.to_vec()),
                b"size" => {
                    let size = std::str::from_utf8(value).ok().and_then(|text| text.parse().ok());
                    self.size = Some(size.ok_or(ArchiveError::Damaged)?);
                }
                b"GNU.sparse.name" => {
                    self.name = Some(value.to_vec());
                    self.is_sparse = true;
                }
                key if key.starts_with(b"GNU.sparse.") => self.is_sparse = true,
                _ => {}
            }
            rest = after;
        }
        Ok(())
    }
}

/// Splits off the first record of an extended header, `LENGTH KEY=VALUE\n`. Returns its key, its value and
/// the rest of the header.
fn record(text: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let space = text.iter().take(8).position(|&byte| byte == b' ')?;
    let length: usize = std::str::from_utf8(&text[..space]).ok()?.parse().ok()?;
    let (record, after) = text.split_at_checked(length)?;
    let body = record.get(space + 1..)?.strip_suffix(b"\n")?;
    let equals = body.iter().position(|&byte| byte == b'=')?;
    Some((&body[..equals], &body[equals + 1..], after))
}

// A text may have at least as many bytes as a header.
const _: () = assert!(LARGEST_TEXT > BLOCK);
