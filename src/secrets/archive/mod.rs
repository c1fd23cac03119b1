//! A credential file of any form → the JSON text in it.
//!
//! Reads tar, alone or with gzip, bzip2 or xz, zip, and JSON itself, told apart by their content;
//! takes what Docker would find after Mesos has unpacked the archive into the sandbox:
//! `.docker/config.json` or `.dockercfg` at its root (mesos: src/docker/docker.cpp:1936-1944).
//! Refuses to know what is in that file.
//!
//! Invariant: whatever the bytes are, nothing is written, and memory stays bounded: by the source,
//! the window that its compression needs, and one member. What is unpacked streams by.

mod bounded;
mod finder;
mod kind;
mod tar;
mod zip;

use std::io::{Cursor, Read};

use thiserror::Error;

use super::Redacted;
use bounded::Bounded;
use finder::{Finder, Name};
use kind::{Compression, Kind};

/// How large a source may be. An archive of credentials has a few kilobytes.
pub const LARGEST_SOURCE: usize = 16 << 20;

/// How much an archive may unpack to.
const LARGEST_CONTENT: u64 = 64 << 20;

/// How large the JSON text may be; a secret takes less (see `docker_config`).
const LARGEST_TEXT: u64 = 1 << 20;

/// The JSON text that was found.
#[derive(Debug)]
pub struct Found {
    /// The archive's member that it was; none if the source itself is the text.
    pub member: Option<&'static str>,
    /// Its bytes.
    pub text: Redacted<Vec<u8>>,
}

/// Why nothing was found. The messages continue "FILE: …".
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// The source has no bytes.
    #[error("is empty")]
    Empty,
    /// Bytes that nothing here understands.
    #[error(
        "is neither JSON nor an archive that is known here (tar, alone or with gzip, bzip2 or xz; zip)"
    )]
    Unknown,
    /// A page of a web server.
    #[error("is an HTML page, not what was to be downloaded")]
    Html,
    /// A format that is known, but not read.
    #[error("is a {0} file; pack it again as tar.gz")]
    Unsupported(&'static str),
    /// An archive in an archive's place.
    #[error("is compressed twice; unpack it once")]
    Nested,
    /// See [`LARGEST_SOURCE`].
    #[error("is larger than 16 MiB; an archive of credentials has a few KB")]
    LargeSource,
    /// See `LARGEST_CONTENT`.
    #[error("unpacks to more than 64 MiB; an archive of credentials has a few KB")]
    LargeContent,
    /// See `LARGEST_TEXT`.
    #[error("holds more than 1 MiB of JSON, which no secret takes")]
    LargeText,
    /// A window of a size that nobody needs.
    #[error("asks for more than 72 MiB of memory to be unpacked; pack it again with `xz -6`")]
    Window,
    /// The end is missing.
    #[error("ends too early; it was cut off")]
    Truncated,
    /// Headers or checksums do not fit.
    #[error("is damaged: its contents do not fit its headers or checksums")]
    Damaged,
    /// A name beginning with `/`.
    #[error("holds {0}, an absolute name; pack it again with names below the current folder")]
    Absolute(Name),
    /// A name with `..` in it.
    #[error(
        "holds {0}, a name that leads out of the folder it is unpacked to; nothing of it is trusted"
    )]
    Parent(Name),
    /// Something that is no regular file where one should be.
    #[error("holds {name} as {what}; only regular files in a real folder are read")]
    NotAFile {
        /// The member.
        name: Name,
        /// What it is, with its article.
        what: &'static str,
    },
    /// A member that is unpacked to where a link leads.
    #[error("holds {0} below a link; what is unpacked there may take the place of another file")]
    ThroughLink(Name),
    /// A file with holes.
    #[error("holds {0} as a sparse file; pack it again without `--sparse`")]
    Sparse(Name),
    /// A zip entry with a password.
    #[error("holds {0} encrypted; pack it again without a password")]
    Encrypted(Name),
    /// A zip entry in a rare compression.
    #[error("holds {0} in a compression other than deflate; pack it again")]
    Method(Name),
    /// A header whose size says more than 8 GiB or more than a name can take.
    #[error("describes {0} with a header of a size that no file of credentials needs")]
    Header(Name),
    /// Two members of one name.
    #[error("holds `{0}` twice; pack it again with the right one")]
    Twice(&'static str),
    /// Both names that Docker knows.
    #[error(
        "holds both `.docker/config.json` and `.dockercfg`; Docker reads the first: take that one out and give it to `secrets extract` by itself"
    )]
    Both,
    /// Neither of them.
    #[error("holds neither `.docker/config.json` nor `.dockercfg` at its root, so Docker never found credentials in it{}", finder::hint(.0))]
    Missing(Vec<Name>),
}

/// The JSON text in `source`.
///
/// # Errors
/// See [`ArchiveError`].
pub fn find(source: &[u8]) -> Result<Found, ArchiveError> {
    if source.len() > LARGEST_SOURCE {
        return Err(ArchiveError::LargeSource);
    }
    match Kind::of(source)? {
        Kind::Text => text(source, source.len() as u64),
        Kind::Tar => search(source),
        Kind::Zip => zip::search(source),
        Kind::Compressed(Compression::Gzip) => {
            compressed(flate2::bufread::MultiGzDecoder::new(source))
        }
        Kind::Compressed(Compression::Bzip2) => {
            compressed(bzip2::bufread::MultiBzDecoder::new(source))
        }
        Kind::Compressed(Compression::Xz) => {
            // `xz -9` takes 64 MiB; the limit counts the decoder's own memory as well.
            const LIMIT: u32 = 72 << 10;
            compressed(lzma_rust2::XzReader::new_mem_limit(source, true, LIMIT))
        }
    }
}

/// What a compressed source holds: a tar, or the JSON text by itself (Mesos unpacks a
/// `.dockercfg.gz` to a `.dockercfg`; mesos: src/launcher/fetcher.cpp:67-100).
fn compressed(mut unpacked: impl Read) -> Result<Found, ArchiveError> {
    let mut head = Vec::new();
    let bounded = Bounded::new(&mut unpacked, LARGEST_CONTENT);
    let reach = bounded.reach();
    let mut bounded = bounded;
    let mut first = Read::by_ref(&mut bounded).take(tar::BLOCK);
    first.read_to_end(&mut head).map_err(|error| reach.explain(&error))?;
    match Kind::of(&head)? {
        Kind::Tar => search(Cursor::new(head).chain(unpacked)),
        Kind::Text => text(Cursor::new(head).chain(unpacked), LARGEST_TEXT),
        Kind::Zip | Kind::Compressed(_) => Err(ArchiveError::Nested),
    }
}

fn search(tar: impl Read) -> Result<Found, ArchiveError> {
    let mut finder = Finder::default();
    let mut bounded = Bounded::new(tar, LARGEST_CONTENT);
    let reach = bounded.reach();
    tar::search(&mut bounded, &mut finder, &reach)?;
    // To the end, where the checksums of the compression are.
    let rest = std::io::copy(&mut bounded, &mut std::io::sink());
    rest.map_err(|error| reach.explain(&error))?;
    finder.finish()
}

fn text(source: impl Read, expected: u64) -> Result<Found, ArchiveError> {
    let bounded = Bounded::new(source, LARGEST_CONTENT);
    let reach = bounded.reach();
    let text = finder::read(bounded, expected).map_err(|error| reach.explain(&error))?;
    let text = text.ok_or(ArchiveError::LargeText)?;
    Ok(Found { member: None, text: Redacted::new(text) })
}
