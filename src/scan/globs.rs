//! Decides by `--include` and `--exclude` whether a file is searched and whether a folder is
//! entered.
//!
//! Does not know ignore files and disks; it sees paths only. Invariant: exclusion beats inclusion.
//!
//! The patterns mean what they mean in a `.gitignore`: a pattern without a slash matches a name in
//! any folder, a pattern with a slash matches a path, and a pattern that ends with a slash matches
//! only folders. A pattern is compared with the path below the given folder. A pattern with a slash is also
//! compared with the path as it is shown, so that `dir/apps/*.json` and `apps/*.json` both work for
//! `scan dir`.

use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet};

use super::ScanError;
use crate::text::glob::{self, About};

/// Patterns for paths that count from `base`, wherever the walk starts. They have no effect outside
/// of that folder.
#[derive(Debug, Clone, Default)]
pub struct Within {
    /// The folder, absolute and without links.
    pub base: PathBuf,
    /// The globs of which a walked file must match one, if there are any.
    pub include: Vec<String>,
    /// The globs of which a walked file or folder must match none.
    pub exclude: Vec<String>,
}

/// All filters of a walk.
#[derive(Debug)]
pub(super) struct Filters {
    /// The globs for paths below a folder that the user gave.
    given: Globs,
    /// The folder and the globs of a [`Within`].
    within: Option<(PathBuf, Globs)>,
}

impl Filters {
    pub(super) fn new(
        include: &[String],
        exclude: &[String],
        within: Option<&Within>,
    ) -> Result<Self, ScanError> {
        let given = Globs::new(include, exclude)?;
        let globs = |within: &Within| Globs::new(&within.include, &within.exclude);
        let within = within
            .map(|within| globs(within).map(|globs| (within.base.clone(), globs)))
            .transpose()?;
        Ok(Self { given, within: within.filter(|(_, globs)| !globs.is_empty()) })
    }

    /// Whether nothing is filtered, so that paths need not be built.
    pub(super) fn is_empty(&self) -> bool {
        self.given.is_empty() && self.within.is_none()
    }

    /// Whether a file is searched. `real` is its real path, `inner` is its path below the folder that
    /// the user gave, and `shown` is its path as it is shown.
    pub(super) fn admits_file(&self, real: &Path, inner: &Path, shown: &Path) -> bool {
        self.given.admits_file(inner, shown)
            && self.below(real).is_none_or(|(globs, path)| globs.admits_file(path, path))
    }

    /// Whether a folder is entered. The paths mean what they mean for [`Filters::admits_file`].
    pub(super) fn admits_folder(&self, real: &Path, inner: &Path, shown: &Path) -> bool {
        self.given.admits_folder(inner, shown)
            && self.below(real).is_none_or(|(globs, path)| globs.admits_folder(path, path))
    }

    /// Returns the globs of `within`, and the path counted from its folder. Returns `None` for a path
    /// outside of this folder.
    fn below<'p>(&self, real: &'p Path) -> Option<(&Globs, &'p Path)> {
        let (base, globs) = self.within.as_ref()?;
        Some((globs, real.strip_prefix(base).ok()?))
    }
}

/// A set of paths, described by globs.
#[derive(Debug)]
pub struct PathSet(Globs);

impl PathSet {
    /// Creates the set of paths that match one of `globs`. If there are no globs, it has all paths.
    ///
    /// # Errors
    /// The reason why one of them cannot be compiled.
    pub fn new(globs: &[String]) -> Result<Self, String> {
        Globs::new(globs, &[]).map(PathSet).map_err(|error| match error {
            ScanError::BadGlob { glob, reason, .. } => format!("bad glob `{glob}`: {reason}"),
            other => other.to_string(),
        })
    }

    /// Whether a path is in the set.
    #[must_use]
    pub fn contains(&self, path: &Path) -> bool {
        self.0.admits_file(path, path)
    }
}

/// The compiled globs of an `include` and an `exclude`.
#[derive(Debug)]
struct Globs {
    /// The patterns of files to include; `None` if all files are.
    include: Option<Patterns>,
    /// The patterns of files that are not searched.
    exclude_files: Patterns,
    /// The patterns of folders that are not entered.
    exclude_folders: Patterns,
}

/// Compiled patterns. A path matches if one of them does.
#[derive(Debug)]
struct Patterns {
    /// All patterns.
    all: GlobSet,
    /// The patterns that name a path, because they have a slash that is not at the end.
    with_path: GlobSet,
}

impl Patterns {
    /// Puts globs together. Each comes with whether it names a path.
    fn new(option: &'static str, globs: Vec<(Glob, bool)>) -> Result<Self, ScanError> {
        let with_path = globs.iter().filter(|(_, has_path)| *has_path);
        let with_path = build(option, with_path.map(|(glob, _)| glob.clone()).collect())?;
        let all = build(option, globs.into_iter().map(|(glob, _)| glob).collect())?;
        Ok(Patterns { all, with_path })
    }

    /// Whether a pattern matches. `inner` is the path below the given folder, `shown` the path as it is shown.
    fn match_path(&self, inner: &Path, shown: &Path) -> bool {
        self.all.is_match(inner) || inner != shown && self.with_path.is_match(shown)
    }
}

impl Globs {
    /// Compiles the globs, and fails on the first that is invalid.
    fn new(include: &[String], exclude: &[String]) -> Result<Self, ScanError> {
        let (mut included, mut files, mut folders) = (Vec::new(), Vec::new(), Vec::new());
        for glob in include {
            let pattern = GlobParts::new("include", glob)?;
            if !pattern.folders_only {
                included.push((pattern.compile("")?, pattern.has_path));
            }
            included.push((pattern.compile("/**")?, pattern.has_path));
        }
        for glob in exclude {
            let pattern = GlobParts::new("exclude", glob)?;
            if !pattern.folders_only {
                files.push((pattern.compile("")?, pattern.has_path));
            }
            folders.push((pattern.compile("")?, pattern.has_path));
        }
        let included = Patterns::new("include", included)?;
        Ok(Self {
            include: (!include.is_empty()).then_some(included),
            exclude_files: Patterns::new("exclude", files)?,
            exclude_folders: Patterns::new("exclude", folders)?,
        })
    }

    /// Whether nothing is filtered, so that paths need not be built.
    fn is_empty(&self) -> bool {
        self.include.is_none() && self.exclude_folders.all.is_empty()
    }

    /// Whether a file is searched, by its path below the given folder and by its path as it is shown.
    fn admits_file(&self, inner: &Path, shown: &Path) -> bool {
        !self.exclude_files.match_path(inner, shown)
            && self.include.as_ref().is_none_or(|set| set.match_path(inner, shown))
    }

    /// Whether a folder is entered, by its path below the given folder and by its path as it is shown.
    fn admits_folder(&self, inner: &Path, shown: &Path) -> bool {
        !self.exclude_folders.match_path(inner, shown)
    }
}

/// A pattern in its parts.
struct GlobParts<'a> {
    /// The option that has the pattern: `include` or `exclude`.
    option: &'static str,
    /// The pattern as the user wrote it.
    written: &'a str,
    /// The glob that the whole path must match.
    path: String,
    /// Whether the pattern matches only folders, because it ends with a slash.
    folders_only: bool,
    /// Whether the pattern names a path, because it has a slash that is not at its end.
    has_path: bool,
}

impl<'a> GlobParts<'a> {
    fn new(option: &'static str, written: &'a str) -> Result<Self, ScanError> {
        let (body, folders_only) = match written.strip_suffix('/') {
            Some(body) => (body, true),
            None => (written, false),
        };
        let relative = body.strip_prefix("./").or_else(|| body.strip_prefix('/'));
        let has_path = relative.is_some() || body.contains('/');
        let path = match relative.unwrap_or(body) {
            "" => return Err(bad(option, written, "it matches nothing")),
            // A path that is shown as absolute needs its leading slash.
            rest if body.starts_with('/') => format!("{{,/}}{rest}"),
            rest if has_path => rest.to_owned(),
            rest => format!("**/{rest}"),
        };
        Ok(Self { option, written, path, folders_only, has_path })
    }

    /// Compiles the glob. With the suffix `/**` it matches all paths below those that it names.
    fn compile(&self, suffix: &str) -> Result<Glob, ScanError> {
        glob::parse(&format!("{}{suffix}", self.path), About::Paths)
            .map_err(|reason| bad(self.option, self.written, &reason))
    }
}

fn build(option: &'static str, globs: Vec<Glob>) -> Result<GlobSet, ScanError> {
    // Each pattern was compiled before, so only all of them together can be too large here.
    glob::set(globs).map_err(|reason| bad(option, "*", &reason))
}

/// Returns the error about an invalid glob.
fn bad(option: &'static str, glob: &str, reason: &str) -> ScanError {
    ScanError::BadGlob { option, glob: glob.to_owned(), reason: reason.to_owned() }
}
