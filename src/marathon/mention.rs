//! Finds the places in a text that name a registry credential file, in any format.
//!
//! This module parses no JSON and no URIs. The program uses it to find files, and to point at places
//! that it does not convert.

use memchr::memmem;

/// The file names under which Docker credentials are delivered into a sandbox.
///
/// The last one is there twice, because JSON may write a slash as `\/`.
pub const CREDENTIAL_NAMES: [&str; 19] = [
    ".dockercfg",
    "docker.tar",
    "docker.tar.gz",
    "docker.tar.bz2",
    "docker.tar.xz",
    "docker.tgz",
    "docker.tbz2",
    "docker.txz",
    "docker.zip",
    "dockercfg.tar",
    "dockercfg.tar.gz",
    "dockercfg.tar.bz2",
    "dockercfg.tar.xz",
    "dockercfg.tgz",
    "dockercfg.tbz2",
    "dockercfg.txz",
    "dockercfg.zip",
    ".docker/config.json",
    r".docker\/config.json",
];

/// The word that every name holds, at its start or after its leading dot.
const WORD: &[u8] = b"docker";

/// Returns the byte offset of every credential file name in `bytes`, ascending.
///
/// Only a whole file name counts: `/docker.tar.gz?x=1` and `"docker.tar.gz"` count,
/// `mydocker.tar.gz`, `docker.tar.gzip` and `docker.tar.gz.bak` do not. The text is not decoded; a
/// name that is written with `\u` escapes is found by the JSON reader.
#[must_use]
pub fn mentions(bytes: &[u8]) -> Vec<usize> {
    memmem::find_iter(bytes, WORD)
        .map(|at| if at > 0 && bytes[at - 1] == b'.' { at - 1 } else { at })
        .filter(|&start| starts_name(&bytes[..start]))
        .filter(|&start| {
            let here = &bytes[start..];
            CREDENTIAL_NAMES
                .iter()
                .any(|name| here.strip_prefix(name.as_bytes()).is_some_and(ends_name))
        })
        .collect()
}

/// Whether a file name can start after `before`.
fn starts_name(before: &[u8]) -> bool {
    match before {
        [] => true,
        // A slash in a query string.
        [.., b'%', b'2', b'f' | b'F'] => true,
        // The letter of an escape such as `\n`, in JSON or in a shell. Without the backslash it is
        // a letter of a longer name.
        [rest @ .., b'n' | b'r' | b't'] => {
            rest.iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1
        }
        [.., last] => !continues_name(*last) && *last != b'.',
    }
}

/// Whether a file name can end before `after`.
fn ends_name(after: &[u8]) -> bool {
    match after {
        [] => true,
        // A full stop at the end of a sentence, unless another suffix follows.
        [b'.', rest @ ..] => !rest.first().is_some_and(|&byte| continues_name(byte)),
        [first, ..] => !continues_name(*first),
    }
}

/// Whether a file name goes on with this byte. Bytes beyond ASCII do not count: they are mostly
/// quotation marks and text in other scripts, and reporting too much is the safe side.
fn continues_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'~')
}
