//! Cuts a path into its pieces, compares two paths piece by piece, and makes globs of pieces.

use std::cmp::Reverse;

/// A place in a path: a folder counted from the top, or a part of the file name counted from the
/// end. The leftmost place is the least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PathPlace {
    /// The index of a folder, counted from the top.
    Folder(usize),
    /// The index of a part of the file name, counted from the last part.
    Part(Reverse<usize>),
}

/// A path in its pieces.
pub(super) struct Cut<'p> {
    /// The names of the folders, from the top.
    pub(super) folders: Vec<&'p str>,
    /// The parts of the file name without its extension: `web` and `dev` of `web-dev.json`.
    parts: Vec<&'p str>,
    /// The separators between the parts, and then the extension: `-` and `.json` of `web-dev.json`.
    rest: Vec<&'p str>,
}

impl<'p> Cut<'p> {
    pub(super) fn of(path: &'p str) -> Self {
        let mut folders: Vec<&str> = path.split('/').filter(|it| *it != ".").collect();
        let name = folders.pop().unwrap_or_default();
        let stem = name.rfind('.').filter(|at| *at > 0).unwrap_or(name.len());
        let (stem, extension) = name.split_at(stem);
        let parts: Vec<&str> = stem.split(['.', '-', '_']).collect();
        let mut rest: Vec<&str> = stem.matches(['.', '-', '_']).collect();
        rest.push(extension);
        Cut { folders, parts, rest }
    }

    /// Returns the piece at `place`, if the path has such a place.
    pub(super) fn word(&self, place: PathPlace) -> Option<&'p str> {
        match place {
            PathPlace::Folder(at) => self.folders.get(at).copied(),
            PathPlace::Part(Reverse(at)) => self.parts.iter().rev().nth(at).copied(),
        }
    }

    /// Whether the part at `place` is the whole file name.
    pub(super) fn is_whole(&self, place: PathPlace) -> bool {
        matches!(place, PathPlace::Part(_)) && self.parts.len() == 1
    }

    /// Returns the only place at which two paths differ, if there is one.
    pub(super) fn difference(&self, other: &Cut) -> Option<PathPlace> {
        let are_alike = self.folders.len() == other.folders.len()
            && self.parts.len() == other.parts.len()
            && self.rest == other.rest;
        if !are_alike {
            return None;
        }
        let folders = self.folders.iter().zip(&other.folders).enumerate();
        let folders = folders.filter(|(_, (one, two))| one != two);
        let parts = self.parts.iter().rev().zip(other.parts.iter().rev()).enumerate();
        let parts = parts.filter(|(_, (one, two))| one != two);
        let mut places = folders
            .map(|(at, _)| PathPlace::Folder(at))
            .chain(parts.map(|(at, _)| PathPlace::Part(Reverse(at))));
        places.next().filter(|_| places.next().is_none())
    }

    /// Returns a glob for the paths that have the same word at `place`. `is_clear` tells whether all
    /// folders with this name stand for the same cluster, so that the name alone is enough.
    pub(super) fn glob(&self, place: PathPlace, is_clear: bool) -> Option<String> {
        match place {
            PathPlace::Folder(at) => {
                let word = escaped(self.folders.get(at)?);
                match (is_clear, at) {
                    (true, _) => Some(format!("{word}/")),
                    (false, 0) => Some(format!("/{word}/")),
                    (false, _) => {
                        let above: String =
                            self.folders[..at].iter().map(|it| escaped(it) + "/").collect();
                        Some(format!("{above}{word}/"))
                    }
                }
            }
            PathPlace::Part(Reverse(from_end)) => {
                let at = self.parts.len().checked_sub(from_end + 1)?;
                let before = match at {
                    0 => String::new(),
                    _ => format!("*{}", self.rest[at - 1]),
                };
                let after = match from_end {
                    0 => String::new(),
                    _ => format!("{}*", self.rest[at]),
                };
                let (word, extension) = (escaped(self.parts[at]), self.rest.last()?);
                Some(format!("{before}{word}{after}{}", escaped(extension)))
            }
        }
    }
}

/// Returns a glob that matches exactly `text`.
fn escaped(text: &str) -> String {
    let letter = |c| if "*?[]{}!\\".contains(c) { format!("[{c}]") } else { String::from(c) };
    text.chars().map(letter).collect()
}
