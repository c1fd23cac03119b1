//! Decides by the bytes of a file whether it may matter.
//!
//! Does not know files, JSON and URIs. Invariant: [`Needles::search`] never misses. If
//! [`mentions`](crate::marathon::mentions) finds something in some bytes, the search selects these
//! bytes, as a whole or in chunks that overlap by [`Needles::overlap`].

use aho_corasick::packed::{self, Searcher};
use aho_corasick::{AhoCorasick, Span};
use memchr::memmem::Finder;

use crate::marathon::CREDENTIAL_NAMES;

/// Further strings that select a file: an escape that could hide one of the names from a byte
/// search (`docker\u002etar.gz`), and the sign of a definition that was migrated already.
const OTHERS: [&str; 2] = [r"\u00", "\"pullConfig\""];

/// The strings that select a file, prepared for a search for all of them at once.
#[derive(Debug)]
pub struct Needles {
    search: SearchMethod,
    /// See [`overlap`](Self::overlap).
    overlap: usize,
    mark: Option<Mark>,
}

/// A string that is searched at the same time and selects nothing.
#[derive(Debug)]
struct Mark {
    /// A finder for a pass of its own, for search methods that cannot find the mark in their own
    /// pass.
    finder: Finder<'static>,
    /// The index of the mark among the strings of [`SearchMethod::Packed`].
    pattern: usize,
}

/// The way in which bytes are searched for the strings.
#[derive(Debug)]
enum SearchMethod {
    /// One vectorised pass for all strings.
    Packed(Box<Searcher>),
    /// One pass for each string, for a processor without vector instructions.
    Each(Vec<Finder<'static>>),
    /// One pass for any number of strings.
    Many(Box<AhoCorasick>),
}

impl SearchMethod {
    fn many(automaton: AhoCorasick) -> Self {
        SearchMethod::Many(Box::new(automaton))
    }
}

/// The most strings for which one pass for each string is faster than an automaton.
const FEW_STRINGS: usize = 64;

impl Needles {
    /// Creates a search for the built-in strings and the `extra` strings. An empty extra string selects
    /// everything. [`Needles::search`] reports where `mark` is.
    #[must_use]
    pub fn new(extra: &[Vec<u8>], mark: Option<&'static [u8]>) -> Self {
        let mut all: Vec<&[u8]> = shortest_strings().collect();
        all.extend(extra.iter().map(Vec::as_slice));
        let longest = all.iter().map(|needle| needle.len()).max().unwrap_or(1);
        let each = || all.iter().map(|needle| Finder::new(needle).into_owned()).collect();
        let marked = || all.iter().copied().chain(mark);
        let search = match packed::Config::new().builder().extend(marked()).build() {
            Some(searcher) => SearchMethod::Packed(Box::new(searcher)),
            None if all.len() <= FEW_STRINGS => SearchMethod::Each(each()),
            None => AhoCorasick::new(&all)
                .map_or_else(|_| SearchMethod::Each(each()), SearchMethod::many),
        };
        let mark = mark.map(|mark| Mark { finder: Finder::new(mark), pattern: all.len() });
        Self { search, overlap: longest.saturating_sub(1), mark }
    }

    /// Whether one of the strings occurs in `bytes`. If none does, `marked` has been called with the
    /// offset at which each mark ends.
    #[must_use]
    pub fn search(&self, bytes: &[u8], marked: &mut dyn FnMut(usize)) -> bool {
        let hit = match &self.search {
            SearchMethod::Packed(searcher) => return self.search_packed(searcher, bytes, marked),
            SearchMethod::Many(automaton) => automaton.is_match(bytes),
            SearchMethod::Each(finders) => {
                finders.iter().any(|finder| finder.find(bytes).is_some())
            }
        };
        if let Some(Mark { finder, .. }) = self.mark.as_ref().filter(|_| !hit) {
            finder.find_iter(bytes).for_each(|at| marked(at + finder.needle().len()));
        }
        hit
    }

    fn search_packed(
        &self,
        searcher: &Searcher,
        bytes: &[u8],
        marked: &mut dyn FnMut(usize),
    ) -> bool {
        let mark = self.mark.as_ref().map(|mark| mark.pattern);
        let mut rest = Span::from(0..bytes.len());
        while let Some(found) = searcher.find_in(bytes, rest) {
            if Some(found.pattern().as_usize()) != mark {
                return true;
            }
            marked(found.end());
            // Another string may begin inside of the mark.
            rest.start = found.start() + 1;
        }
        false
    }

    /// Returns the number of bytes that two neighbouring chunks must share, so that no string is
    /// missed between them.
    #[must_use]
    pub fn overlap(&self) -> usize {
        self.overlap
    }
}

/// Returns the credential names that do not begin with a shorter one, and the other built-in strings.
fn shortest_strings() -> impl Iterator<Item = &'static [u8]> {
    let shortest = CREDENTIAL_NAMES.iter().filter(|name| {
        !CREDENTIAL_NAMES.iter().any(|other| other.len() < name.len() && name.starts_with(other))
    });
    shortest.chain(&OTHERS).map(|needle| needle.as_bytes())
}
