//! Finds the JSON text in a credential file of any form.
//!
//! It reads tar (alone or with gzip, bzip2 or xz), zip, and JSON itself, and recognises the format by the
//! content. It returns the file that Docker would find after Mesos has unpacked the archive into the
//! sandbox: `.docker/config.json` or `.dockercfg` at its root (mesos:
//! src/docker/docker.cpp:1936-1944). It does not read the content of that file.
//!
//! Invariant: whatever the bytes are, nothing is written to disk, and memory is bounded by the
//! source, the window of its compression, and one member. Unpacked data is read as a stream.

mod bounded;
mod finder;
mod format;
mod tar;
mod zip;

use std::io::{Cursor, Read};

use thiserror::Error;

use super::Redacted;
use bounded::Bounded;
use finder::{Finder, Name};
use format::{Compression, SourceFormat};

/// The largest source, in bytes. An archive of credentials has a few kilobytes.
pub const LARGEST_SOURCE: usize = 16 << 20;

/// The most bytes that an archive may unpack to.
const LARGEST_CONTENT: u64 = 64 << 20;

/// The largest JSON text, in bytes. A secret must be smaller (see `docker_config`).
const LARGEST_TEXT: u64 = 1 << 20;

/// The JSON text that was found.
#[derive(Debug)]
pub struct FoundText {
    /// The name of the archive's member that holds the text; `None` if the source itself is the text,
    /// compressed or not.
    pub member: Option<&'static str>,
    /// The bytes of the text.
    pub text: Redacted<Vec<u8>>,
}

/// The reason why no text was found. The messages continue "FILE: …".
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// The source is empty.
    #[error("is empty")]
    Empty,
    /// The format is unknown.
    #[error(
        "is neither JSON nor an archive that is known here (tar, alone or with gzip, bzip2 or xz; zip)"
    )]
    Unknown,
    /// The source is an HTML page, which a web server probably sent.
    #[error("is an HTML page, not what was to be downloaded")]
    Html,
    /// The format is recognised, but not supported.
    #[error("is a {0} file; pack it again as tar.gz")]
    Unsupported(&'static str),
    /// The compressed source contains a zip or compressed data.
    #[error("is compressed twice; unpack it once")]
    Nested,
    /// The source is larger than [`LARGEST_SOURCE`].
    #[error("is larger than 16 MiB; an archive of credentials has a few KB")]
    LargeSource,
    /// The archive unpacks to more than `LARGEST_CONTENT`.
    #[error("unpacks to more than 64 MiB; an archive of credentials has a few KB")]
    LargeContent,
    /// The text is larger than `LARGEST_TEXT`.
    #[error("holds more than 1 MiB of JSON, which no secret takes")]
    LargeText,
    /// The compression needs an unusually large window.
    #[error("asks for more than 72 MiB of memory to be unpacked; pack it again with `xz -6`")]
    Window,
    /// The end of the source is missing.
    #[error("ends too early; it was cut off")]
    Truncated,
    /// A header or a checksum is wrong.
    #[error("is damaged: its contents do not fit its headers or checksums")]
    Damaged,
    /// A name begins with `/`.
    #[error("holds {0}, an absolute name; pack it again with names below the current folder")]
    Absolute(Name),
    /// A name has `..` in it.
    #[error(
        "holds {0}, a name that leads out of the folder it is unpacked to; nothing of it is trusted"
    )]
    Parent(Name),
    /// A member that must be a regular file is none.
    #[error("holds {name} as {what}; only regular files in a real folder are read")]
    NotAFile {
        /// The name of the member.
        name: Name,
        /// The type of the member, with its article.
        what: &'static str,
    },
    /// A member is unpacked to the target of a link.
    #[error("holds {0} below a link; what is unpacked there may take the place of another file")]
    ThroughLink(Name),
    /// A member is a sparse file.
    #[error("holds {0} as a sparse file; pack it again without `--sparse`")]
    Sparse(Name),
    /// The zip entry has a password.
    #[error("holds {0} encrypted; pack it again without a password")]
    Encrypted(Name),
    /// The zip entry has an unusual compression.
    #[error("holds {0} in a compression other than deflate; pack it again")]
    Method(Name),
    /// An extension header is too large, or gives a member another size than the header of the member.
    #[error("describes {0} with a header of a size that no file of credentials needs")]
    Header(Name),
    /// Two members have this name.
    #[error("holds `{0}` twice; pack it again with the right one")]
    Twice(&'static str),
    /// The archive has both names that Docker knows.
    #[error(
        "holds both `.docker/config.json` and `.dockercfg`; Docker reads the first: take that one out and give it to `secrets extract` by itself"
    )]
    Both,
    /// The archive has neither of the two names. The list has the names of similar members.
    #[error("holds neither `.docker/config.json` nor `.dockercfg` at its root, so Docker never found credentials in it{}", finder::hint(.0))]
    Missing(Vec<Name>),
}

/// Returns the JSON text in `source`.
///
/// # Errors
/// See [`ArchiveError`].
pub fn find(source: &[u8]) -> Result<FoundText, ArchiveError> {
    if source.len() > LARGEST_SOURCE {
        return Err(ArchiveError::LargeSource);
    }
    match SourceFormat::of(source)? {
        SourceFormat::Text => text(source, source.len() as u64),
        SourceFormat::Tar => search(source),
        SourceFormat::Zip => zip::search(source),
        SourceFormat::Compressed(Compression::Gzip) => {
            compressed(flate2::bufread::MultiGzDecoder::new(source))
        }
        SourceFormat::Compressed(Compression::Bzip2) => {
            compressed(bzip2::bufread::MultiBzDecoder::new(source))
        }
        SourceFormat::Compressed(Compression::Xz) => {
            // `xz -9` needs 64 MiB; the limit includes the decoder's own memory.
            const LIMIT: u32 = 72 << 10;
            compressed(lzma_rust2::XzReader::new_mem_limit(source, true, LIMIT))
        }
    }
}

/// Returns the text in a compressed source. The unpacked data is a tar, or the JSON text itself, because
/// Mesos unpacks a `.dockercfg.gz` to a `.dockercfg` (mesos: src/launcher/fetcher.cpp:67-100).
fn compressed(mut unpacked: impl Read) -> Result<FoundText, ArchiveError> {
    let mut head = Vec::new();
    let bounded = Bounded::new(&mut unpacked, LARGEST_CONTENT);
    let progress = bounded.progress();
    let mut bounded = bounded;
    let mut first = Read::by_ref(&mut bounded).take(tar::BLOCK);
    first.read_to_end(&mut head).map_err(|error| progress.explain(&error))?;
    match SourceFormat::of(&head)? {
        SourceFormat::Tar => search(Cursor::new(head).chain(unpacked)),
        SourceFormat::Text => text(Cursor::new(head).chain(unpacked), LARGEST_TEXT),
        SourceFormat::Zip | SourceFormat::Compressed(_) => Err(ArchiveError::Nested),
    }
}

/// Returns the text in an uncompressed tar.
fn search(tar: impl Read) -> Result<FoundText, ArchiveError> {
    let mut finder = Finder::default();
    let mut bounded = Bounded::new(tar, LARGEST_CONTENT);
    let progress = bounded.progress();
    tar::search(&mut bounded, &mut finder, &progress)?;
    // The source is read to its end, because the checksums of the compression are there.
    let rest = std::io::copy(&mut bounded, &mut std::io::sink());
    rest.map_err(|error| progress.explain(&error))?;
    finder.finish()
}

/// Returns `source` itself as the text. `expected` is its size in bytes, as far as it is known.
fn text(source: impl Read, expected: u64) -> Result<FoundText, ArchiveError> {
    let bounded = Bounded::new(source, LARGEST_CONTENT);
    let progress = bounded.progress();
    let text = finder::read(bounded, expected).map_err(|error| progress.explain(&error))?;
    let text = text.ok_or(ArchiveError::LargeText)?;
    Ok(FoundText { member: None, text: Redacted::new(text) })
}
