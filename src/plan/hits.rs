//! Searches the bytes of a text for names of credential files, and for other signs that a value must
//! be read.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::Mention;
use crate::marathon::Recognition;
use crate::text::{Lines, Reading, Template};

/// The length up to which a report shows the whole word of a mention. It shows a longer word from
/// its last slash on.
const LONGEST_SHOWN: usize = 160;

// The searches are prepared once, because preparing one takes longer than searching a definition.

/// The start of an escape that could hide a letter of a name.
static ESCAPE: LazyLock<Finder> = LazyLock::new(|| Finder::new(br"\u00"));
/// The member of a definition that pulls with a secret.
static PULL_CONFIG: LazyLock<Finder> = LazyLock::new(|| Finder::new(b"\"pullConfig\""));

/// The places that the byte search found in a text. Offsets are ascending.
pub(super) struct Hits<'a> {
    bytes: &'a [u8],
    /// The lines of the text, which turn offsets into positions.
    pub(super) lines: Lines<'a>,
    /// The offsets at which credential files are named.
    mentions: Vec<usize>,
    /// The offsets of signs that the values around them must be read: credential names, escapes that
    /// could hide a name, pull secrets, and the fixed parts of the user's patterns.
    all: Vec<usize>,
    /// Whether a pattern of the user has no fixed part, so that every value must be read.
    selects_all: bool,
}

impl<'a> Hits<'a> {
    /// Searches `bytes`.
    pub(super) fn of(bytes: &'a [u8], recognition: &Recognition) -> Self {
        let mentions = recognition.mentions(bytes);
        let mut all = mentions.clone();
        all.extend(recognition.hits(bytes));
        all.extend(ESCAPE.find_iter(bytes));
        all.extend(PULL_CONFIG.find_iter(bytes));
        all.sort_unstable();
        let selects_all = recognition.selects_all();
        Hits { bytes, lines: Lines::new(bytes), mentions, all, selects_all }
    }

    /// Returns the places in the part of the text at `range`. Their offsets count from the start of the
    /// part, but their positions are those in the whole text.
    pub(super) fn part(&self, range: &Range<usize>) -> Hits<'a> {
        let within = |all: &[usize]| -> Vec<usize> {
            let first = all.partition_point(|&at| at < range.start);
            let inside = all[first..].iter().take_while(|&&at| at < range.end);
            inside.map(|at| at - range.start).collect()
        };
        let (bytes, start) = (&self.bytes[range.clone()], self.lines.position(range.start));
        Hits {
            bytes,
            lines: Lines::part(bytes, start),
            mentions: within(&self.mentions),
            all: within(&self.all),
            selects_all: self.selects_all,
        }
    }

    /// Whether the value at `span` must be read.
    pub(super) fn are_in(&self, span: &Range<usize>) -> bool {
        let next = self.all.partition_point(|&hit| hit < span.start);
        self.selects_all || self.all.get(next).is_some_and(|&hit| hit < span.end)
    }

    /// Whether a credential file is named in `part`.
    pub(super) fn has_mention(&self, part: &Range<usize>) -> bool {
        let next = self.mentions.partition_point(|&mention| mention < part.start);
        self.mentions.get(next).is_some_and(|&mention| mention < part.end)
    }

    /// Returns the offsets of mentions in alternatives that no reading of a template has.
    pub(super) fn unread(&self, template: &Template, readings: &[Reading]) -> Vec<usize> {
        let is_read = |at: usize| readings.iter().any(|it| !it.document.has_opaque(at..at + 1));
        let mentions = self.mentions.iter().copied();
        mentions.filter(|&at| !template.is_tag(at) && !is_read(at)).collect()
    }

    /// Returns the mentions outside of the `accounted` spans, which are those of credential URIs,
    /// ascending and disjoint. There is no more than one mention for each line.
    pub(super) fn mentions(&self, accounted: &[Range<usize>]) -> Vec<Mention> {
        let is_open = |offset: &usize| {
            let next = accounted.partition_point(|span| span.end <= *offset);
            accounted.get(next).is_none_or(|span| span.start > *offset)
        };
        let mut found: Vec<Mention> = Vec::new();
        for offset in self.mentions.iter().copied().filter(is_open) {
            let position = self.lines.position(offset);
            if found.last().is_none_or(|last| last.position.line != position.line) {
                let text = word_at(self.bytes, offset);
                found.push(Mention { position, text, reason: None });
            }
        }
        found
    }
}

/// Whether a text has a sign that a value in it must be read.
pub(super) fn may_concern(bytes: &[u8], recognition: &Recognition) -> bool {
    let hits = Hits::of(bytes, recognition);
    hits.selects_all || !hits.all.is_empty()
}

/// Returns the word that a report shows for a mention: the path or URI around the byte at `offset`.
/// It is empty if the line is binary.
///
/// The line as a whole is not shown. A script that fetches an archive often has its password in the
/// same line, and no search can tell which word that is. Logins inside of a URI are masked in the
/// report.
fn word_at(bytes: &[u8], offset: usize) -> String {
    let start = memchr::memrchr(b'\n', &bytes[..offset]).map_or(0, |newline| newline + 1);
    let end =
        memchr::memchr(b'\n', &bytes[offset..]).map_or(bytes.len(), |newline| offset + newline);
    if bytes[start..end].contains(&0) {
        return String::new();
    }
    let before = &bytes[start..offset];
    let before = &before[before.iter().rposition(ends_word).map_or(0, |at| at + 1)..];
    let after = &bytes[offset..end];
    let after = &after[..after.iter().position(ends_word).unwrap_or(after.len())];
    let is_long = before.len() + after.len() > LONGEST_SHOWN;
    let (before, after) = match memchr::memmem::rfind(before, b"://") {
        Some(colon) if !is_long => (&before[scheme(&before[..colon])..], after),
        None if !is_long && begins_uri(after) => (&before[scheme(before)..], after),
        _ => (path(before, is_long), &after[..path_end(after)]),
    };
    let word = [before, after].concat();
    let word = String::from_utf8_lossy(&word);
    let word = word.trim_start_matches('}').trim_end_matches(['.', ':', '!']);
    let mut shown = String::with_capacity(word.len());
    for c in word.chars() {
        match c.is_control() {
            true => shown.extend(c.escape_default()),
            false => shown.push(c),
        }
    }
    shown
}

/// Whether a word that names a file ends before this byte.
fn ends_word(byte: &u8) -> bool {
    byte.is_ascii_whitespace() || b"\"'`<>()[],;|\\".contains(byte)
}

/// Whether `text` begins with a scheme, or the end of one, that `://` follows.
fn begins_uri(text: &[u8]) -> bool {
    let end = text.iter().position(|byte| !is_in_scheme(byte));
    end.is_some_and(|end| text[end..].starts_with(b"://"))
}

fn is_in_scheme(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+-.".contains(byte)
}

/// Returns the offset of the scheme that `text` ends with.
fn scheme(text: &[u8]) -> usize {
    text.iter().rposition(|byte| !is_in_scheme(byte)).map_or(0, |at| at + 1)
}

/// Returns the end of `before` that is a path to the name. The text before the path is cut off,
/// because it may be a password. If the word is long, the path begins at its last slash.
fn path(before: &[u8], is_long: bool) -> &[u8] {
    let is_outside = |byte: &u8| b":=@?&#".contains(byte);
    let path = &before[before.iter().rposition(is_outside).map_or(0, |at| at + 1)..];
    let slash = path.iter().rposition(|&byte| byte == b'/').filter(|_| is_long);
    &path[slash.unwrap_or(0)..]
}

/// Returns the offset at which the path ends that begins with the name in `after`.
fn path_end(after: &[u8]) -> usize {
    let end = after.iter().position(|byte| b":=@?&#".contains(byte)).unwrap_or(after.len());
    end.min(LONGEST_SHOWN)
}

#[cfg(test)]
mod tests {
    use super::word_at;

    #[test]
    fn the_path_or_uri_is_shown_and_nothing_beside_it() {
        let cases = [
            ("scp docker.tar.gz agent:/etc/", "docker.tar.gz"),
            ("  \"uri\": \"file:///etc/docker.tar.gz\",", "file:///etc/docker.tar.gz"),
            ("curl -u a:pw https://h/docker.tar.gz -o x", "https://h/docker.tar.gz"),
            ("X=https://a:pw@h/docker.tar.gz?t=1", "https://a:pw@h/docker.tar.gz?t=1"),
            ("a:pw@h:/etc/docker.tar.gz", "/etc/docker.tar.gz"),
            ("P=pw/docker.tar.gz?t=pw", "pw/docker.tar.gz"),
            ("$DIR/docker.tar.gz&t=pw", "$DIR/docker.tar.gz"),
            ("{{ dir }}/docker.tar.gz", "/docker.tar.gz"),
            ("{{dir}}/docker.tar.gz.", "{{dir}}/docker.tar.gz"),
            ("(see `docker.tar.gz`)", "docker.tar.gz"),
            ("a\\n docker.tar.gz\\n", "docker.tar.gz"),
            ("x\u{7f}/docker.tar.gz", r"x\u{7f}/docker.tar.gz"),
        ];
        for (line, word) in cases {
            let offset = line.find("docker").expect("the name");
            assert_eq!(word_at(line.as_bytes(), offset), word, "{line}");
        }
        let line = "curl -u a:pw https://h/login.json -o x";
        let offset = line.find("https").expect("the URI");
        assert_eq!(word_at(line.as_bytes(), offset), "https://h/login.json");
        let long = format!("https://{}:pw@h/a/docker.tar.gz", "u".repeat(200));
        assert_eq!(word_at(long.as_bytes(), long.find("docker").expect("it")), "/docker.tar.gz");
        assert_eq!(word_at(b"\0docker.tar", 1), "");
    }
}
