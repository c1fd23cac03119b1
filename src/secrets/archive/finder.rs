//! Looks at the members of an archive one by one, and finds the one that Docker would read.
//!
//! It knows nothing of tar or zip. Invariant: a member is read only if it is a regular file with the
//! wanted name. An archive in which another member could replace this file is an error.

use std::collections::HashSet;
use std::fmt;
use std::io::{self, Read};

use super::{ArchiveError, FoundText, LARGEST_TEXT};
use crate::secrets::Redacted;

/// The file that Docker reads first.
const CONFIG: &str = ".docker/config.json";
/// The file that Docker reads if there is no [`CONFIG`].
const DOCKERCFG: &str = ".dockercfg";

/// The name of a member as it is shown: shortened, and without characters that a terminal obeys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    pub(super) fn new(bytes: &[u8]) -> Self {
        /// The most characters of a name that are shown.
        const NAME_LENGTH: usize = 60;
        // A character has at most four bytes.
        let start = &bytes[..bytes.len().min(4 * NAME_LENGTH)];
        let text = String::from_utf8_lossy(start);
        let mut characters = text.chars();
        let mut shown: String =
            characters.by_ref().take(NAME_LENGTH).flat_map(char::escape_debug).collect();
        if characters.next().is_some() || start.len() < bytes.len() {
            shown.push('…');
        }
        Name(shown)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "`{}`", self.0)
    }
}

/// The file type of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MemberKind {
    File,
    Folder,
    /// A file whose holes are not stored.
    Sparse,
    /// Another type, named with its article, such as `a symbolic link`.
    Other(&'static str),
}

/// The search for the member that Docker reads. It looks at one member after the other.
#[derive(Debug, Default)]
pub(super) struct Finder {
    /// The content of [`CONFIG`], if it was there.
    config: Option<Redacted<Vec<u8>>>,
    /// The content of [`DOCKERCFG`], if it was there.
    dockercfg: Option<Redacted<Vec<u8>>>,
    /// The names of the first members that may be the file that the user meant.
    similar: Vec<Name>,
    /// The paths of members that are neither files nor folders, such as links.
    links: HashSet<Vec<u8>>,
}

impl Finder {
    /// Looks at the member `name`, and calls `read` for its content if the member is wanted. `read` returns
    /// `None` if the content is too large.
    pub(super) fn visit(
        &mut self,
        name: &[u8],
        kind: MemberKind,
        read: impl FnOnce() -> Result<Option<Vec<u8>>, ArchiveError>,
    ) -> Result<(), ArchiveError> {
        let shown = || Name::new(name);
        if name.starts_with(b"/") {
            return Err(ArchiveError::Absolute(shown()));
        }
        let parts = name.split(|&byte| byte == b'/');
        let parts = || parts.clone().filter(|part| !part.is_empty() && *part != b".");
        if parts().any(|part| part == b"..") {
            return Err(ArchiveError::Parent(shown()));
        }
        self.refuse_below_link(parts(), kind, shown)?;
        // The wanted names have one or two parts, so the further parts of a long name do not
        // matter.
        let parts: Vec<&[u8]> = parts().take(64).collect();
        let (found, called) = match parts[..] {
            [b".docker", b"config.json"] => (&mut self.config, CONFIG),
            [b".dockercfg"] => (&mut self.dockercfg, DOCKERCFG),
            // If `.docker` is a link, the members below it are unpacked to the target of the link.
            [b".docker"] if kind != MemberKind::Folder => return Err(not_a_file(shown(), kind)),
            _ => {
                self.record_similar(name, &parts);
                return Ok(());
            }
        };
        match kind {
            MemberKind::File => {}
            MemberKind::Sparse => return Err(ArchiveError::Sparse(shown())),
            kind => return Err(not_a_file(shown(), kind)),
        }
        if found.is_some() {
            return Err(ArchiveError::Twice(called));
        }
        *found = Some(Redacted::new(read()?.ok_or(ArchiveError::LargeText)?));
        Ok(())
    }

    /// Refuses a member below a link, because it is unpacked to the target of the link. Records the member
    /// if it is a link.
    fn refuse_below_link<'n>(
        &mut self,
        parts: impl Iterator<Item = &'n [u8]>,
        kind: MemberKind,
        shown: impl Fn() -> Name,
    ) -> Result<(), ArchiveError> {
        if !matches!(kind, MemberKind::Other(_)) && self.links.is_empty() {
            return Ok(());
        }
        let mut path: Vec<u8> = Vec::new();
        for part in parts {
            if !path.is_empty() && self.links.contains(&path) {
                return Err(ArchiveError::ThroughLink(shown()));
            }
            path.extend([b"/", part].concat());
        }
        if matches!(kind, MemberKind::Other(_)) {
            self.links.insert(path);
        }
        Ok(())
    }

    /// Records the name of a member that may be the file that the user meant.
    fn record_similar(&mut self, name: &[u8], parts: &[&[u8]]) {
        const KEPT: usize = 3;
        let last = parts.last().copied().unwrap_or_default();
        let is_archive = [&b".tar"[..], b".gz", b".tgz", b".zip", b".xz", b".bz2"];
        let may_be_meant = matches!(last, b"config.json" | b".dockercfg" | b"dockercfg")
            || is_archive.iter().any(|suffix| last.ends_with(suffix));
        if may_be_meant && self.similar.len() < KEPT {
            self.similar.push(Name::new(name));
        }
    }

    /// Returns the member that Docker reads.
    pub(super) fn finish(self) -> Result<FoundText, ArchiveError> {
        match (self.config, self.dockercfg) {
            (Some(_), Some(_)) => Err(ArchiveError::Both),
            (Some(text), None) => Ok(FoundText { member: Some(CONFIG), text }),
            (None, Some(text)) => Ok(FoundText { member: Some(DOCKERCFG), text }),
            (None, None) => Err(ArchiveError::Missing(self.similar)),
        }
    }
}

/// Returns the error about a member of the wrong type: a wanted file that is none, or `.docker` that is no
/// folder.
fn not_a_file(name: Name, kind: MemberKind) -> ArchiveError {
    let what = match kind {
        MemberKind::Other(what) => what,
        MemberKind::Folder => "a folder",
        MemberKind::File | MemberKind::Sparse => "a file in a folder's place",
    };
    ArchiveError::NotAFile { name, what }
}

/// Returns the end of a message, with the names of similar members; an empty text if there are none.
pub(super) fn hint(similar: &[Name]) -> String {
    if similar.is_empty() {
        return String::new();
    }
    let names: Vec<String> = similar.iter().map(Name::to_string).collect();
    format!("; it holds {}: if that is meant, take it out and give it by itself", names.join(", "))
}

/// Reads all of `source`, whose header announces `expected` bytes. Returns `None` if `source` is larger than
/// a text may be.
pub(super) fn read(source: impl Read, expected: u64) -> io::Result<Option<Vec<u8>>> {
    if expected > LARGEST_TEXT {
        return Ok(None);
    }
    let mut text = Vec::new();
    source.take(LARGEST_TEXT + 1).read_to_end(&mut text)?;
    Ok((text.len() as u64 <= LARGEST_TEXT).then_some(text))
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn only_a_name_that_is_cut_ends_with_dots() {
        let shown = |name: &str| Name::new(name.as_bytes()).to_string();
        assert_eq!(shown("a/.dockercfg"), "`a/.dockercfg`");
        for character in ["a", "é", "語", "🐳"] {
            let whole = character.repeat(60);
            assert_eq!(shown(&whole), format!("`{whole}`"));
            assert_eq!(shown(&format!("{whole}{character}")), format!("`{whole}…`"));
            assert_eq!(shown(&format!("{whole}.tar")), format!("`{whole}…`"));
        }
    }
}
