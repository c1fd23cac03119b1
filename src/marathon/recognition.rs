//! The user's additions to the built-in credential names: further credential URIs by pattern, and
//! images that are pulled with a login of the agents.
//!
//! A pattern of URIs without a slash is a name. It is compared with the last segment of the URI,
//! with and without the query, and with the last segment of `destPath`.

use std::collections::BTreeMap;
use std::sync::Arc;

use aho_corasick::AhoCorasick;

use super::container::container;
use super::credential::{file_name, without_query};
use super::definition::Definition;
use super::kind::DefinitionKind;
use super::written::written;
use super::{ContainerType, Pattern, mention};
use crate::text::Document;

/// The user's patterns of URIs that count as registry credentials, and of images that are pulled
/// with a login of the agents. The default has no patterns, so that only the built-in names are
/// recognised.
#[derive(Debug, Clone, Default)]
pub struct Recognition {
    credentials: Vec<Pattern>,
    images: Vec<Pattern>,
    /// The needles of all patterns; `None` if there is no pattern.
    needles: Option<Arc<PatternNeedles>>,
}

/// The needles of all patterns. They are searched at once, because there may be thousands.
#[derive(Debug)]
struct PatternNeedles {
    /// The automaton that finds the needles; `None` if there are no needles, or too many.
    search: Option<AhoCorasick>,
    /// The needles, each with the indices of the URI patterns that it belongs to.
    needles: Vec<(String, Vec<usize>)>,
    /// Whether every text must be read, because a pattern has no needle, or there are too many
    /// needles.
    select_all: bool,
}

/// A place at which a needle stands.
struct NeedleHit {
    /// The index of the needle.
    needle: usize,
    /// The offset at which the needle begins.
    at: usize,
}

impl PatternNeedles {
    fn of(credentials: &[Pattern], images: &[Pattern]) -> Self {
        let mut by_needle: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, pattern) in credentials.iter().enumerate() {
            for needle in pattern.needles() {
                by_needle.entry(needle).or_default().push(at);
            }
        }
        for needle in images.iter().flat_map(Pattern::needles) {
            by_needle.entry(needle).or_default();
        }
        let has_empty = by_needle.remove("").is_some();
        let needles = by_needle.into_iter().map(|(needle, of)| (needle.to_owned(), of));
        let needles: Vec<(String, Vec<usize>)> = needles.collect();
        let search = AhoCorasick::new(needles.iter().map(|(needle, _)| needle)).ok();
        let select_all = has_empty || search.is_none();
        PatternNeedles { search: search.filter(|_| !needles.is_empty()), needles, select_all }
    }

    /// Returns all places of needles in `bytes`.
    fn hits(&self, bytes: &[u8]) -> impl Iterator<Item = NeedleHit> {
        let hits = self.search.iter().flat_map(move |search| search.find_overlapping_iter(bytes));
        hits.map(|hit| NeedleHit { needle: hit.pattern().as_usize(), at: hit.start() })
    }
}

/// Whether a pattern of URIs matches `uri`, or the name that `dest_path` gives to the file.
#[must_use]
pub fn matches_uri(pattern: &Pattern, uri: &str, dest_path: Option<&str>) -> bool {
    let bare = without_query(uri);
    if !pattern.is_name() {
        return pattern.matches(uri) || pattern.matches(bare);
    }
    let names = [Some(uri), Some(bare), dest_path];
    names.into_iter().flatten().any(|path| pattern.matches(file_name(path)))
}

impl Recognition {
    /// Creates a recognition from patterns of credential URIs, and patterns of images that apps
    /// pull with a login of the agents.
    #[must_use]
    pub fn new(credentials: Vec<Pattern>, images: Vec<Pattern>) -> Self {
        let is_empty = credentials.is_empty() && images.is_empty();
        let needles = (!is_empty).then(|| Arc::new(PatternNeedles::of(&credentials, &images)));
        Recognition { credentials, images, needles }
    }

    /// Returns the needles: every text with one of these credentials or images contains at least
    /// one of them. An empty needle means that every text must be read.
    pub fn needles(&self) -> impl Iterator<Item = &str> {
        let needles = self.needles.iter().flat_map(|all| &all.needles);
        let selects_all = self.selects_all().then_some("");
        needles.map(|(needle, _)| needle.as_str()).chain(selects_all)
    }

    /// Whether every text must be read, because a pattern has no needle, or there are too many
    /// needles.
    #[must_use]
    pub fn selects_all(&self) -> bool {
        self.needles.as_ref().is_some_and(|needles| needles.select_all)
    }

    /// Returns the byte offset of every needle in `bytes`. Near it, one of these credentials or
    /// images may be named. The offsets are of no use if every text must be read.
    pub fn hits(&self, bytes: &[u8]) -> impl Iterator<Item = usize> {
        let needles = self.needles.iter();
        needles.flat_map(move |needles| needles.hits(bytes)).map(|hit| hit.at)
    }

    /// Whether a pattern of credential URIs matches this URI.
    pub(super) fn declares(&self, uri: &str, dest_path: Option<&str>) -> bool {
        self.credentials.iter().any(|pattern| matches_uri(pattern, uri, dest_path))
    }

    /// Whether the definition is an app of the Docker containerizer whose image matches a pattern,
    /// so that it is pulled with a login of the agents. The Mesos containerizer never used that
    /// login.
    #[must_use]
    pub fn is_agents_pull(&self, document: &Document, definition: &Definition) -> bool {
        if self.images.is_empty() || definition.kind != DefinitionKind::App {
            return false;
        }
        let Some(container) = container(document, definition.node) else { return false };
        if container.container_type != Ok(ContainerType::Docker) {
            return false;
        }
        let image = container.image.and_then(|image| written(document, image));
        image.is_some_and(|image| self.images.iter().any(|glob| glob.matches(&image.original)))
    }

    /// Returns the byte offset of every place that names a credential, ascending. For the built-in
    /// names see [`mentions`](super::mentions).
    ///
    /// A name that only the user's patterns know is found where a URI or a file name stands alone,
    /// between blanks, quotes and the like. It is also found after a `=` or `@`.
    #[must_use]
    pub fn mentions(&self, bytes: &[u8]) -> Vec<usize> {
        let mut found = mention::mentions(bytes);
        if let Some(all) = &self.needles {
            for NeedleHit { needle, at: hit } in all.hits(bytes) {
                let (needle, credentials) = &all.needles[needle];
                let patterns = credentials.iter().map(|&at| &self.credentials[at]);
                found.extend(patterns.filter_map(|it| mention(it, needle, bytes, hit)));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The longest word that is compared with a pattern, in bytes before or after the start of the
/// needle.
const LONGEST_WORD: usize = 4096;

/// Returns the start of the text that `pattern` matches: the word around `hit`, or the part of the
/// word after a `=` or `@`. `needle` begins at `hit`.
fn mention(pattern: &Pattern, needle: &str, bytes: &[u8], hit: usize) -> Option<usize> {
    if needle.contains(' ') {
        // A needle with a blank comes from an expression of a template. No word holds the needle,
        // because a word ends at a blank; and nobody writes such a text by chance.
        return Some(hit);
    }
    let before = &bytes[hit.saturating_sub(LONGEST_WORD)..hit];
    let after = &bytes[hit..bytes.len().min(hit + LONGEST_WORD)];
    let head = before.iter().rev().take_while(|&&byte| !ends_word(byte)).count();
    let tail = after.iter().take_while(|&&byte| !ends_word(byte)).count();
    if head.max(tail) == LONGEST_WORD {
        // No URI is so long. The meaning of the word is unknown, so it is reported.
        return Some(hit);
    }
    let start = hit - head;
    let word = std::str::from_utf8(&bytes[start..hit + tail]).ok()?;
    // A full stop may end a sentence.
    let word = word.strip_suffix(['.', ':', ';', ',']).unwrap_or(word);
    let assigned = word.match_indices(['=', '@']).map(|(at, _)| at + 1);
    std::iter::once(0)
        .chain(assigned)
        .take_while(|&at| start + at <= hit)
        .find(|&at| matches_uri(pattern, &word[at..].replace(r"\/", "/"), None))
        .map(|at| start + at)
}

/// Whether no URI and no file name continues with this byte.
fn ends_word(byte: u8) -> bool {
    byte.is_ascii_whitespace()
        || matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'>' | b'(' | b')' | b'|' | b',' | 0)
}
