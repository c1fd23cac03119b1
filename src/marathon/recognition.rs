//! What somebody told us beyond what is built in: further credential URIs by pattern, and images
//! that are pulled with a login of the agents.
//!
//! Patterns of URIs without a slash are names: they are compared with the last segment, in front of
//! a query too, and with the last segment of `destPath`.

use std::collections::BTreeMap;
use std::sync::Arc;

use aho_corasick::AhoCorasick;

use super::container::container;
use super::credential::{landing, without_query};
use super::definition::Definition;
use super::kind::DefinitionKind;
use super::written::written;
use super::{ContainerType, Pattern, mention};
use crate::text::Document;

/// What counts as a registry credential, and which images need one that is not fetched. The default
/// knows what is built in.
#[derive(Debug, Clone, Default)]
pub struct Recognition {
    credentials: Vec<Pattern>,
    images: Vec<Pattern>,
    /// None without a pattern.
    needles: Option<Arc<Needles>>,
}

/// The needles of all patterns, looked for at once: there may be thousands.
#[derive(Debug)]
struct Needles {
    /// None without any, or if they were more than can be looked for.
    search: Option<AhoCorasick>,
    /// The needles, each with the credentials that it is one of, by their places.
    needles: Vec<(String, Vec<usize>)>,
    /// Whether every text is worth reading, because some pattern is sure of nothing.
    select_all: bool,
}

impl Needles {
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
        Needles { search: search.filter(|_| !needles.is_empty()), needles, select_all }
    }

    /// Where each needle is in `bytes`, with the place of the needle.
    fn hits(&self, bytes: &[u8]) -> impl Iterator<Item = (usize, usize)> {
        let hits = self.search.iter().flat_map(move |search| search.find_overlapping_iter(bytes));
        hits.map(|hit| (hit.pattern().as_usize(), hit.start()))
    }
}

/// Whether a pattern of URIs is about this one.
#[must_use]
pub fn is_about(pattern: &Pattern, uri: &str, dest_path: Option<&str>) -> bool {
    let bare = without_query(uri);
    if !pattern.is_name() {
        return pattern.matches(uri) || pattern.matches(bare);
    }
    let names = [Some(uri), Some(bare), dest_path];
    names.into_iter().flatten().any(|path| pattern.matches(landing(path)))
}

impl Recognition {
    /// What patterns of credential URIs say, and patterns of images that apps pull with a login of the
    /// agents.
    #[must_use]
    pub fn new(credentials: Vec<Pattern>, images: Vec<Pattern>) -> Self {
        let is_empty = credentials.is_empty() && images.is_empty();
        let needles = (!is_empty).then(|| Arc::new(Needles::of(&credentials, &images)));
        Recognition { credentials, images, needles }
    }

    /// Strings of which one is in every text that has one of these credentials or images; an empty
    /// one if some pattern is sure of nothing.
    pub fn needles(&self) -> impl Iterator<Item = &str> {
        let needles = self.needles.iter().flat_map(|all| &all.needles);
        let selects_all = self.selects_all().then_some("");
        needles.map(|(needle, _)| needle.as_str()).chain(selects_all)
    }

    /// Whether some pattern is sure of nothing, so that every text is worth reading.
    #[must_use]
    pub fn selects_all(&self) -> bool {
        self.needles.as_ref().is_some_and(|needles| needles.select_all)
    }

    /// The byte offset of every place in `bytes` around which one of these credentials or images may
    /// be named, unless all is worth reading.
    pub fn hits(&self, bytes: &[u8]) -> impl Iterator<Item = usize> {
        let needles = self.needles.iter();
        needles.flat_map(move |needles| needles.hits(bytes)).map(|(_, at)| at)
    }

    /// Whether a pattern names this URI.
    pub(super) fn knows(&self, uri: &str, dest_path: Option<&str>) -> bool {
        self.credentials.iter().any(|pattern| is_about(pattern, uri, dest_path))
    }

    /// Whether the image that an app of the Docker containerizer pulls is one of those that the
    /// agents are logged in for. Other containerizers never used that login.
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

    /// The byte offset of every place that names a credential, ascending; see
    /// [`mentions`](super::mentions) for the names that are built in.
    ///
    /// Others are looked for where a URI or a file name stands by itself, between blanks, quotes
    /// and the like.
    #[must_use]
    pub fn mentions(&self, bytes: &[u8]) -> Vec<usize> {
        let mut found = mention::mentions(bytes);
        if let Some(all) = &self.needles {
            for (needle, hit) in all.hits(bytes) {
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

/// The longest word that is compared with a pattern, on either side of what was found in it.
const LONGEST: usize = 4096;

/// Where the word around `hit` begins, or the part of it behind a `=`, if it is one that `pattern`
/// is about.
fn mention(pattern: &Pattern, needle: &str, bytes: &[u8], hit: usize) -> Option<usize> {
    if needle.contains(' ') {
        // An expression of a template. No word holds it, and nobody writes it by chance.
        return Some(hit);
    }
    let before = &bytes[hit.saturating_sub(LONGEST)..hit];
    let after = &bytes[hit..bytes.len().min(hit + LONGEST)];
    let head = before.iter().rev().take_while(|&&byte| !ends_word(byte)).count();
    let tail = after.iter().take_while(|&&byte| !ends_word(byte)).count();
    if head.max(tail) == LONGEST {
        // No URI is as long. What it is cannot be told, and it is not passed over.
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
        .find(|&at| is_about(pattern, &word[at..].replace(r"\/", "/"), None))
        .map(|at| start + at)
}

/// Whether no URI and no file name goes on with this byte.
fn ends_word(byte: u8) -> bool {
    byte.is_ascii_whitespace()
        || matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'>' | b'(' | b')' | b'|' | b',' | 0)
}
