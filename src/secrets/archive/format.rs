//! Recognises the format of a file by its first bytes. Its name is not used, because it may be wrong.

use super::{ArchiveError, tar};

/// The formats that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SourceFormat {
    /// JSON, or another text, about which the JSON parser gives a good error.
    Text,
    Tar,
    Zip,
    Compressed(Compression),
}

/// The compressions that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    Gzip,
    Bzip2,
    Xz,
}

/// The formats that are recognised but not read: the first bytes of a file, and the name of the format.
const UNSUPPORTED: &[(&[u8], &str)] = &[
    (b"\x28\xB5\x2F\xFD", "zstd"),
    (b"\x1F\x9D", "compress (.Z)"),
    (b"\x5D\x00\x00", "lzma"),
    (b"LZIP", "lzip"),
    (b"\x04\x22\x4D\x18", "lz4"),
    (b"7z\xBC\xAF\x27\x1C", "7z"),
    (b"Rar!\x1A\x07", "rar"),
    (b"070701", "cpio"),
];

impl SourceFormat {
    /// Returns the format of a source that begins with `bytes`.
    pub(super) fn of(bytes: &[u8]) -> Result<Self, ArchiveError> {
        if bytes.is_empty() {
            return Err(ArchiveError::Empty);
        }
        if let Some((_, name)) = UNSUPPORTED.iter().find(|(magic, _)| bytes.starts_with(magic)) {
            return Err(ArchiveError::Unsupported(name));
        }
        Ok(match bytes {
            [0x1F, 0x8B, ..] => SourceFormat::Compressed(Compression::Gzip),
            [b'B', b'Z', b'h', b'1'..=b'9', ..] => SourceFormat::Compressed(Compression::Bzip2),
            [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => SourceFormat::Compressed(Compression::Xz),
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => SourceFormat::Zip,
            _ if tar::is_tar(bytes) => SourceFormat::Tar,
            _ if is_html(bytes) => return Err(ArchiveError::Html),
            _ if is_text(bytes) => SourceFormat::Text,
            _ => return Err(ArchiveError::Unknown),
        })
    }
}

fn is_html(bytes: &[u8]) -> bool {
    let head = bytes.trim_ascii_start();
    let begins =
        |with: &[u8]| head.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
    begins(b"<!doctype html") || begins(b"<html")
}

/// Whether the bytes are text: the first 512 bytes contain no NUL. UTF-16 counts as text, because the
/// reader of the text gives a better error for it.
fn is_text(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(512)];
    let is_wide =
        matches!(head, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'{', 0, ..] | [0, b'{', ..]);
    is_wide || !head.contains(&0)
}
