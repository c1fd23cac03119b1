//! What somebody told us beyond what is built in: further credential URIs by pattern, and images
//! that are pulled with a login of the agents.
//!
//! Patterns of URIs without a slash are names: they are compared with the last segment, in front of
//! a query too, and with the last segment of `destPath`.

use memchr::memmem;

use super::container::container;
use super::credential::{landing, without_query};
use super::definition::{Definition, Kind};
use super::written::written;
use super::{ContainerType, Pattern, mention};
use crate::text::Document;

/// What counts as a registry credential, and which images need one that is not fetched. The default
/// knows what is built in.
#[derive(Debug, Clone, Default)]
pub struct Recognition {
    /// Patterns of credential URIs.
    pub credentials: Vec<Pattern>,
    /// Patterns of images that apps pull with a login of the agents.
    pub images: Vec<Pattern>,
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
    /// Strings of which one is in every text that has one of these credentials or images; an empty
    /// one if some pattern is sure of nothing.
    pub fn needles(&self) -> impl Iterator<Item = &str> {
        let patterns = self.credentials.iter().chain(&self.images);
        patterns.flat_map(Pattern::needles).map(String::as_str)
    }

    /// Whether a pattern names this URI.
    pub(super) fn knows(&self, uri: &str, dest_path: Option<&str>) -> bool {
        self.credentials.iter().any(|pattern| is_about(pattern, uri, dest_path))
    }

    /// Whether the image that an app of the Docker containerizer pulls is one of those that the
    /// agents are logged in for. Other containerizers never used that login.
    #[must_use]
    pub fn is_agents_pull(&self, document: &Document, definition: &Definition) -> bool {
        if self.images.is_empty() || definition.kind != Kind::App {
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
        for pattern in &self.credentials {
            for needle in pattern.needles().iter().filter(|needle| !needle.is_empty()) {
                for hit in memmem::find_iter(bytes, needle.as_bytes()) {
                    found.extend(mention(pattern, needle, bytes, hit));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Where the word around `hit` begins, or the part of it behind a `=`, if it is one that `pattern`
/// is about.
fn mention(pattern: &Pattern, needle: &str, bytes: &[u8], hit: usize) -> Option<usize> {
    if needle.contains(' ') {
        // An expression of a template. No word holds it, and nobody writes it by chance.
        return Some(hit);
    }
    let start = bytes[..hit].iter().rposition(|&byte| ends_word(byte)).map_or(0, |at| at + 1);
    let end = bytes[hit..].iter().position(|&byte| ends_word(byte));
    let end = end.map_or(bytes.len(), |length| hit + length);
    let word = std::str::from_utf8(&bytes[start..end]).ok()?;
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
