//! Bytes -> could this file matter?
//!
//! Refuses to know files, JSON and URIs. Invariant: [`Needles::hit`] never misses. Whatever
//! [`mentions`](crate::marathon::mentions) finds in some bytes, the search selects those bytes,
//! whole or cut into chunks that overlap by [`Needles::overlap`].

use aho_corasick::AhoCorasick;
use aho_corasick::packed::{self, Searcher};
use memchr::memmem::Finder;

use crate::marathon::CREDENTIAL_NAMES;

/// What else makes a file worth reading: an escape that could hide one of the names from a byte
/// search (`docker\u002etar.gz`), and a definition that was migrated already.
const OTHERS: [&str; 2] = [r"\u00", "\"pullConfig\""];

/// A search for many strings at once.
#[derive(Debug)]
pub struct Needles {
    search: Search,
    overlap: usize,
}

#[derive(Debug)]
enum Search {
    /// One vectorised pass for all of them.
    Packed(Box<Searcher>),
    /// One pass each: where the processor has no such instructions.
    Each(Vec<Finder<'static>>),
    /// One pass for any number of them.
    Many(Box<AhoCorasick>),
}

impl Search {
    fn many(automaton: AhoCorasick) -> Self {
        Search::Many(Box::new(automaton))
    }
}

/// Up to so many strings, one pass each is faster than an automaton.
const FEW: usize = 64;

impl Needles {
    /// The built-in strings and `extra` ones; an empty extra string selects everything.
    #[must_use]
    pub fn new(extra: &[Vec<u8>]) -> Self {
        let mut all: Vec<&[u8]> = coarse().collect();
        all.extend(extra.iter().map(Vec::as_slice));
        let longest = all.iter().map(|needle| needle.len()).max().unwrap_or(1);
        let each = || all.iter().map(|needle| Finder::new(needle).into_owned()).collect();
        let search = match packed::Config::new().builder().extend(&all).build() {
            Some(searcher) => Search::Packed(Box::new(searcher)),
            None if all.len() <= FEW => Search::Each(each()),
            None => AhoCorasick::new(&all).map_or_else(|_| Search::Each(each()), Search::many),
        };
        Self { search, overlap: longest.saturating_sub(1) }
    }

    /// Whether one of the strings occurs in `bytes`.
    #[must_use]
    pub fn hit(&self, bytes: &[u8]) -> bool {
        match &self.search {
            Search::Packed(searcher) => searcher.find(bytes).is_some(),
            Search::Many(automaton) => automaton.is_match(bytes),
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
    let shortest = CREDENTIAL_NAMES.iter().filter(|name| {
        !CREDENTIAL_NAMES.iter().any(|other| other.len() < name.len() && name.starts_with(other))
    });
    shortest.chain(&OTHERS).map(|needle| needle.as_bytes())
}
