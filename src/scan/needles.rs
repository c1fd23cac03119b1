//! Bytes -> could this file matter?, and where exactly does it name registry credentials?
//!
//! Refuses to know files, JSON and URIs. Invariant: [`Needles::hit`] never misses. Whatever
//! [`mentions`] finds in some bytes, the search selects those bytes, whole or cut into chunks that
//! overlap by [`Needles::overlap`].

use aho_corasick::packed::{self, Searcher};
use memchr::memmem::{self, Finder};

/// The file names under which Docker credentials are delivered into a sandbox.
///
/// The last one twice: JSON may write a slash as `\/`.
const NAMES: [&str; 19] = [
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

/// What else makes a file worth reading: an escape that could hide one of the names from a byte
/// search (`docker\u002etar.gz`), and a definition that was migrated already.
const OTHERS: [&str; 2] = [r"\u00", "\"pullConfig\""];

/// The word that every name holds, at its start or after its leading dot.
const WORD: &[u8] = b"docker";

/// A search for many strings at once.
#[derive(Debug)]
pub struct Needles {
    search: Search,
    overlap: usize,
}

#[derive(Debug)]
enum Search {
    /// One vectorised pass for all of them: as fast as looking for one, where a pass each takes
    /// four times as long and a state machine eighty times.
    Packed(Box<Searcher>),
    /// One pass each: where the processor has no such instructions, or for very many strings.
    Each(Vec<Finder<'static>>),
}

impl Needles {
    /// The built-in strings and `extra` ones; an empty extra string selects everything.
    #[must_use]
    pub fn new(extra: &[Vec<u8>]) -> Self {
        let mut all: Vec<&[u8]> = coarse().collect();
        all.extend(extra.iter().map(Vec::as_slice));
        let longest = all.iter().map(|needle| needle.len()).max().unwrap_or(1);
        let search = match packed::Config::new().builder().extend(&all).build() {
            Some(searcher) => Search::Packed(Box::new(searcher)),
            None => Search::Each(
                all.iter()
                    .map(|needle| Finder::new(needle).into_owned())
                    .collect(),
            ),
        };
        Self {
            search,
            overlap: longest.saturating_sub(1),
        }
    }

    /// Whether one of the strings occurs in `bytes`.
    #[must_use]
    pub fn hit(&self, bytes: &[u8]) -> bool {
        match &self.search {
            Search::Packed(searcher) => searcher.find(bytes).is_some(),
            Search::Each(finders) => finders.iter().any(|finder| finder.find(bytes).is_some()),
        }
    }

    /// How many bytes two neighbouring chunks must share so that no string falls between them.
    #[must_use]
    pub fn overlap(&self) -> usize {
        self.overlap
    }
}

/// The names that are not merely longer forms of another one, and the other strings.
fn coarse() -> impl Iterator<Item = &'static [u8]> {
    let shortest = NAMES.iter().filter(|name| {
        !NAMES
            .iter()
            .any(|other| other.len() < name.len() && name.starts_with(other))
    });
    shortest.chain(&OTHERS).map(|needle| needle.as_bytes())
}

/// Whether the built-in search selects a file with this content.
///
/// Builds the search anew: for one buffer. Whoever has many keeps a [`Needles`].
#[must_use]
pub fn is_selected(bytes: &[u8]) -> bool {
    Needles::new(&[]).hit(bytes)
}

/// The byte offset of every credential file name in `bytes`, ascending.
///
/// A name counts only where a whole file name stands: `/docker.tar.gz?x=1` and `"docker.tar.gz"`
/// do, `mydocker.tar.gz`, `docker.tar.gzip` and `docker.tar.gz.bak` do not. Text is taken as it
/// is: a name hidden behind `\u` escapes is the JSON reader's to find.
#[must_use]
pub fn mentions(bytes: &[u8]) -> Vec<usize> {
    memmem::find_iter(bytes, WORD)
        .map(|at| {
            if at > 0 && bytes[at - 1] == b'.' {
                at - 1
            } else {
                at
            }
        })
        .filter(|&start| starts_name(&bytes[..start]))
        .filter(|&start| {
            let here = &bytes[start..];
            NAMES
                .iter()
                .any(|name| here.strip_prefix(name.as_bytes()).is_some_and(ends_name))
        })
        .collect()
}

/// Whether a file name can start after `before`.
fn starts_name(before: &[u8]) -> bool {
    match before {
        [] => true,
        // A slash inside a query string.
        [.., b'%', b'2', b'f' | b'F'] => true,
        // A line break or tab as JSON and shells write it, not the letter of a name.
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
        // A full stop that ends the sentence, against one that starts another suffix.
        [b'.', rest @ ..] => !rest.first().is_some_and(|&byte| continues_name(byte)),
        [first, ..] => !continues_name(*first),
    }
}

/// Bytes beyond ASCII do not count: they are quotation marks and other scripts' prose more often
/// than parts of these names, and reporting too much is the safe side.
fn continues_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'~')
}
