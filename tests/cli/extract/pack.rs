//! Archives, made by hand so that they can be wrong.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use lzma_rust2::{XzOptions, XzWriter};
use tar::{EntryType, Header};

/// One member of a tar, as it is written.
pub(crate) struct Member<'a> {
    pub(crate) name: &'a str,
    pub(crate) kind: EntryType,
    pub(crate) data: &'a [u8],
    /// The size that the header announces.
    pub(crate) size: u64,
    pub(crate) link: &'a str,
}

impl<'a> Member<'a> {
    pub(crate) fn new(name: &'a str, kind: EntryType, data: &'a [u8]) -> Self {
        Member { name, kind, data, size: data.len() as u64, link: "" }
    }

    pub(crate) fn file(name: &'a str, data: &'a [u8]) -> Self {
        Self::new(name, EntryType::Regular, data)
    }

    pub(crate) fn folder(name: &'a str) -> Self {
        Self::new(name, EntryType::Directory, b"")
    }

    pub(crate) fn link(name: &'a str, kind: EntryType, link: &'a str) -> Self {
        Member { link, ..Self::new(name, kind, b"") }
    }
}

/// A tar of `members`, whatever they are.
pub(crate) fn tar(members: &[Member]) -> Vec<u8> {
    let mut tar = Vec::new();
    for member in members {
        let mut header = Header::new_gnu();
        header.set_entry_type(member.kind);
        header.set_size(member.size);
        header.set_mode(0o600);
        let old = header.as_old_mut();
        old.name[..member.name.len()].copy_from_slice(member.name.as_bytes());
        old.linkname[..member.link.len()].copy_from_slice(member.link.as_bytes());
        header.set_cksum();
        tar.extend_from_slice(header.as_bytes());
        tar.extend_from_slice(member.data);
        tar.resize(tar.len().next_multiple_of(512), 0);
    }
    tar.resize(tar.len() + 1024, 0);
    tar
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

pub(crate) fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

pub(crate) fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = XzWriter::new(Vec::new(), XzOptions::with_preset(0)).expect("options");
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

/// `xz` with another size of the window in its header: 2 to the power of `12 + code / 2`.
pub(crate) fn with_window(mut xz: Vec<u8>, code: u8) -> Vec<u8> {
    // Stream header (12 bytes), then the block's: size, flags, filter, size of properties, window.
    let header = 12..12 + 4 * (usize::from(xz[12]) + 1);
    assert_eq!(xz[14..16], [0x21, 1], "LZMA2 with one property");
    xz[16] = code;
    let end = header.end - 4;
    let sum = rawzip::crc32(&xz[header.start..end]);
    xz[end..header.end].copy_from_slice(&sum.to_le_bytes());
    xz
}

/// How a member of a zip is stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Store,
    Deflate,
}

/// A zip of files; a name with a slash at its end is a folder.
pub(crate) fn zip(members: &[(&str, &[u8])], method: Method) -> Vec<u8> {
    let mut out = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut out);
    for (name, data) in members {
        if name.ends_with('/') {
            archive.new_dir(*name).create().expect("a folder");
            continue;
        }
        let code = match method {
            Method::Store => rawzip::CompressionMethod::STORE,
            Method::Deflate => rawzip::CompressionMethod::DEFLATE,
        };
        let path = rawzip::path::EntryPath::verbatim(name.as_bytes());
        let new = archive.new_file(path).compression_method(code);
        let (mut entry, config) = new.start().expect("an entry");
        let descriptor = if method == Method::Store {
            let mut writer = config.wrap(&mut entry);
            writer.write_all(data).expect("memory");
            writer.finish().expect("memory").1
        } else {
            let encoder = flate2::write::DeflateEncoder::new(&mut entry, Compression::fast());
            let mut writer = config.wrap(encoder);
            writer.write_all(data).expect("memory");
            let (encoder, descriptor) = writer.finish().expect("memory");
            encoder.finish().expect("memory");
            descriptor
        };
        entry.finish(descriptor).expect("memory");
    }
    archive.finish().expect("memory");
    out
}
