//! Reads the members of a zip for the [`Finder`].
//!
//! The central directory gives the members, as in `unzip`, which Mesos calls.

use std::io;

use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, ErrorKind, ZipArchive, ZipFileHeaderRecord, ZipSliceArchive};

use super::finder::{self, Finder, MemberKind, Name};
use super::{ArchiveError, FoundText};

/// Returns the text in the zip `source`.
pub(super) fn search(source: &[u8]) -> Result<FoundText, ArchiveError> {
    let archive = ZipArchive::from_slice(source).map_err(explain)?;
    let mut finder = Finder::default();
    let mut entries = archive.entries();
    while let Some(entry) = entries.next_entry().map_err(explain)? {
        let mut name = entry.file_path().as_bytes().to_vec();
        if !name.contains(&b'/') {
            // Some programs on Windows write backslashes; `unzip` understands them.
            name.iter_mut().filter(|byte| **byte == b'\\').for_each(|byte| *byte = b'/');
        }
        // The type is part of a Unix mode. Zips from other systems have no mode.
        let kind = match entry.mode().value() >> 12 {
            0o12 => MemberKind::Other("a symbolic link"),
            _ if entry.is_dir() || name.ends_with(b"/") => MemberKind::Folder,
            0 | 0o10 => MemberKind::File,
            _ => MemberKind::Other("an entry of a rare type"),
        };
        finder.visit(&name, kind, || member(&archive, &entry, &name))?;
    }
    finder.finish()
}

/// Returns the content of a member; `None` if it is larger than a text may be.
fn member(
    archive: &ZipSliceArchive<&[u8]>,
    entry: &ZipFileHeaderRecord<'_>,
    name: &[u8],
) -> Result<Option<Vec<u8>>, ArchiveError> {
    if entry.flags().is_encrypted() {
        return Err(ArchiveError::Encrypted(Name::new(name)));
    }
    let found = archive.get_entry(entry.wayfinder()).map_err(explain)?;
    let expected = entry.uncompressed_size_hint();
    let text = match entry.compression_method() {
        CompressionMethod::STORE => finder::read(found.verifying_reader(found.data()), expected),
        CompressionMethod::DEFLATE => {
            finder::read(found.verifying_reader(DeflateDecoder::new(found.data())), expected)
        }
        _ => return Err(ArchiveError::Method(Name::new(name))),
    };
    text.map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => ArchiveError::Truncated,
        _ => ArchiveError::Damaged,
    })
}

fn explain(error: rawzip::Error) -> ArchiveError {
    match error.kind() {
        ErrorKind::MissingEndOfCentralDirectory | ErrorKind::Eof => ArchiveError::Truncated,
        _ => ArchiveError::Damaged,
    }
}
