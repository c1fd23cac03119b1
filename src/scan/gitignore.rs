//! Decides by ignore files whether git would leave a path out.
//!
//! Does not know what is searched or why. Invariant: the answer is git's, if the folders above the
//! path are not ignored. Beyond that, `.gitignore` files also apply outside of repositories, and
//! `.ignore` files apply as they do for ripgrep.
//!
//! The rules are a linked list of levels, each with the rules of one folder, from the innermost folder
//! outwards. A folder without ignore files of its own shares the list of its parent.

#![expect(clippy::disallowed_methods, reason = "ignore files are read where they are found")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::error::Problem;

/// The ignore files that exist in a folder, and whether it is the root of a repository.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Markers {
    /// Whether there is a `.ignore`.
    pub(super) ignore: bool,
    /// Whether there is a `.gitignore`.
    pub(super) gitignore: bool,
    /// Whether there is a `.git`, so that the folder is the root of a repository.
    pub(super) git: bool,
}

/// All ignore rules that apply inside a folder. They are cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct IgnoreRules {
    /// The rules of the innermost folder that adds rules. They lead to the rules of the folders above.
    innermost: Option<Arc<FolderRules>>,
    /// The user's own excludes, for every repository.
    global: Arc<Gitignore>,
}

/// The rules that a folder adds. The fields are in order of precedence: the `ignore` rules of all
/// levels come before the `gitignore` rules of all levels, and so on.
#[derive(Debug)]
struct FolderRules {
    /// The rules of `.ignore`.
    ignore: Gitignore,
    /// The rules of `.gitignore`.
    gitignore: Gitignore,
    /// The rules of `.git/info/exclude`.
    exclude: Gitignore,
    /// Whether the folder is the root of a repository.
    repository_root: bool,
    /// The rules of the next folder above that adds rules.
    above: Option<Arc<FolderRules>>,
}

impl IgnoreRules {
    /// Returns rules with only the user's own excludes.
    pub(super) fn global() -> Self {
        Self { innermost: None, global: Arc::new(Gitignore::global().0) }
    }

    /// Returns these rules with those of all folders above `folder`, an absolute path.
    ///
    /// `failed` is called for each ignore file that is not used, with the reason.
    pub(super) fn above(&self, folder: &Path, failed: &mut dyn FnMut(PathBuf, Problem)) -> Self {
        let mut parents: Vec<&Path> = folder.ancestors().skip(1).collect();
        parents.reverse();
        parents.into_iter().fold(self.clone(), |rules, parent| {
            let exists = |name: &str| fs::metadata(parent.join(name)).is_ok();
            let markers = Markers {
                ignore: exists(".ignore"),
                gitignore: exists(".gitignore"),
                git: exists(".git"),
            };
            rules.inside(parent, markers, failed)
        })
    }

    /// Returns these rules with those that `folder`, an absolute path, adds.
    ///
    /// `failed` is called for each ignore file that is not used, with the reason.
    pub(super) fn inside(
        &self,
        folder: &Path,
        markers: Markers,
        failed: &mut dyn FnMut(PathBuf, Problem),
    ) -> Self {
        if !(markers.ignore || markers.gitignore || markers.git) {
            return self.clone();
        }
        let mut load = |present: bool, file: PathBuf| {
            let loaded = if present { matcher(folder, &file) } else { Ok(Gitignore::empty()) };
            loaded.unwrap_or_else(|excess| {
                failed(file, Problem::IgnoreFile(excess));
                Gitignore::empty()
            })
        };
        let info =
            if markers.git { git_folder(folder).join("info/exclude") } else { PathBuf::new() };
        let exclude = load(markers.git, info);
        let level = FolderRules {
            ignore: load(markers.ignore, folder.join(".ignore")),
            gitignore: load(markers.gitignore, folder.join(".gitignore")),
            exclude,
            repository_root: markers.git,
            above: self.innermost.clone(),
        };
        Self { innermost: Some(Arc::new(level)), global: Arc::clone(&self.global) }
    }

    /// Whether there are no rules, so that no path is ignored.
    pub(super) fn is_empty(&self) -> bool {
        self.innermost.is_none() && self.global.is_empty()
    }

    /// Whether `path` is ignored. The path is absolute and directly in the folder of these rules.
    pub(super) fn ignores(&self, path: &Path, is_folder: bool) -> bool {
        let mut by_ignore = Match::None;
        let mut by_gitignore = Match::None;
        let mut by_exclude = Match::None;
        // Rules from outside of a repository do not apply inside it, except those of `.ignore`.
        let mut in_repository = true;
        let mut next = self.innermost.as_deref();
        while let Some(level) = next {
            by_ignore = by_ignore.or_else(|| level.ignore.matched(path, is_folder));
            if in_repository {
                by_gitignore = by_gitignore.or_else(|| level.gitignore.matched(path, is_folder));
                by_exclude = by_exclude.or_else(|| level.exclude.matched(path, is_folder));
            }
            in_repository &= !level.repository_root;
            next = level.above.as_deref();
        }
        by_ignore
            .or(by_gitignore)
            .or(by_exclude)
            .or_else(|| self.global.matched(path, is_folder))
            .is_ignore()
    }
}

/// A [`Match`] that computes a second answer only if the first one says nothing.
trait OrElse: Sized {
    fn or_else(self, other: impl FnOnce() -> Self) -> Self;
}

impl<T> OrElse for Match<T> {
    fn or_else(self, other: impl FnOnce() -> Self) -> Self {
        if self.is_none() { other() } else { self }
    }
}

/// The most bytes of an ignore file. A larger one is not used: its patterns take a thousand times as
/// much memory.
const LARGEST_IGNORE_FILE: u64 = 256 << 10;

/// The most patterns of an ignore file. A file with more is not used.
const MOST_PATTERNS: usize = 10_000;

/// The most bytes of a pattern. An ignore file with a longer one is not used.
const LONGEST_PATTERN: usize = 1024;

/// Returns the patterns of an ignore file. The patterns count from `folder`. As in git, files and
/// patterns that cannot be read have no effect: at worst too much is searched.
///
/// # Errors
/// The file is beyond a limit; the error names the limit and the line.
fn matcher(folder: &Path, file: &Path) -> Result<Gitignore, String> {
    // The type is checked first, because opening a named pipe would wait for its writer.
    let Some(size) = fs::metadata(file).ok().filter(fs::Metadata::is_file).map(|it| it.len())
    else {
        return Ok(Gitignore::empty());
    };
    if size > LARGEST_IGNORE_FILE {
        return Err(format!("an ignore file of {size} bytes; {LARGEST_IGNORE_FILE} are the most"));
    }
    let Ok(bytes) = fs::read(file) else { return Ok(Gitignore::empty()) };
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes));
    let mut builder = GitignoreBuilder::new(folder);
    let mut patterns = 0;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim_end_matches('\r');
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        patterns += 1;
        if line.len() > LONGEST_PATTERN {
            let length = line.len();
            return Err(format!(
                "line {}: a pattern of {length} bytes; {LONGEST_PATTERN} are the most",
                index + 1
            ));
        }
        if patterns > MOST_PATTERNS {
            return Err(format!("line {}: more than {MOST_PATTERNS} patterns", index + 1));
        }
        // An invalid pattern has no effect.
        let _ = builder.add_line(Some(file.to_owned()), line);
    }
    Ok(builder.build().unwrap_or_else(|_| Gitignore::empty()))
}

/// Returns the folder in which the repository with this root keeps its `info` folder. In linked work trees
/// and in submodules, `.git` is a file that names another folder (gitrepository-layout(5)).
fn git_folder(root: &Path) -> PathBuf {
    let dot_git = root.join(".git");
    let Some(target) = first_line(&dot_git) else {
        return dot_git;
    };
    let Some(folder) = target.strip_prefix("gitdir: ") else {
        return dot_git;
    };
    let folder = root.join(folder);
    match first_line(&folder.join("commondir")) {
        Some(common) => folder.join(common),
        None => folder,
    }
}

/// Returns the first line of a file, if it is a regular file.
fn first_line(file: &Path) -> Option<String> {
    if !fs::metadata(file).ok()?.is_file() {
        return None;
    }
    Some(fs::read_to_string(file).ok()?.lines().next()?.to_owned())
}
