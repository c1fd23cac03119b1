//! `--include` and `--exclude` -> may this file be searched, may this folder be entered?
//!
//! Refuses to know ignore files and disks: it sees paths only. Invariant: exclusion beats
//! inclusion.
//!
//! The patterns mean what they mean in a `.gitignore`: without a slash the name anywhere, with one
//! the path, a final slash folders only. "The path" is both the one below the given folder and the
//! one shown, so that `dir/apps/*.json` and `apps/*.json` both work for `scan dir`.

use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::ScanError;

/// The two filters, compiled.
#[derive(Debug)]
pub(super) struct Globs {
    /// `None`: everything.
    include: Option<GlobSet>,
    exclude_files: GlobSet,
    exclude_folders: GlobSet,
    /// Whether some pattern names a path, so that the path's spelling matters.
    by_path: bool,
}

impl Globs {
    /// Fails on the first pattern that cannot be compiled.
    pub(super) fn new(include: &[String], exclude: &[String]) -> Result<Self, ScanError> {
        let mut included = GlobSetBuilder::new();
        let mut files = GlobSetBuilder::new();
        let mut folders = GlobSetBuilder::new();
        let mut by_path = false;
        for glob in include {
            let pattern = Pattern::new("include", glob)?;
            by_path |= pattern.has_path;
            if !pattern.folders_only {
                included.add(pattern.compile("")?);
            }
            included.add(pattern.compile("/**")?);
        }
        for glob in exclude {
            let pattern = Pattern::new("exclude", glob)?;
            by_path |= pattern.has_path;
            if !pattern.folders_only {
                files.add(pattern.compile("")?);
            }
            folders.add(pattern.compile("")?);
        }
        let include = if include.is_empty() { None } else { Some(build("include", &included)?) };
        Ok(Self {
            include,
            exclude_files: build("exclude", &files)?,
            exclude_folders: build("exclude", &folders)?,
            by_path,
        })
    }

    /// Whether nothing is filtered at all, so that paths need not even be spelled out.
    pub(super) fn is_empty(&self) -> bool {
        self.include.is_none() && self.exclude_folders.is_empty()
    }

    /// Whether a file is to be searched; `inner` is its path below the given folder.
    pub(super) fn admits_file(&self, inner: &Path, shown: &Path) -> bool {
        !self.matches(&self.exclude_files, inner, shown)
            && self.include.as_ref().is_none_or(|set| self.matches(set, inner, shown))
    }

    /// Whether a folder is to be entered.
    pub(super) fn admits_folder(&self, inner: &Path, shown: &Path) -> bool {
        !self.matches(&self.exclude_folders, inner, shown)
    }

    fn matches(&self, set: &GlobSet, inner: &Path, shown: &Path) -> bool {
        set.is_match(inner) || (self.by_path && inner != shown && set.is_match(shown))
    }
}

/// One pattern, taken apart.
struct Pattern<'a> {
    option: &'static str,
    written: &'a str,
    /// What the whole path must match.
    path: String,
    folders_only: bool,
    has_path: bool,
}

impl<'a> Pattern<'a> {
    fn new(option: &'static str, written: &'a str) -> Result<Self, ScanError> {
        let (body, folders_only) = match written.strip_suffix('/') {
            Some(body) => (body, true),
            None => (written, false),
        };
        let relative = body.strip_prefix("./").or_else(|| body.strip_prefix('/'));
        let has_path = relative.is_some() || body.contains('/');
        let path = match relative.unwrap_or(body) {
            "" => return Err(bad(option, written, "it matches nothing")),
            // Paths that are shown absolute need their slash back.
            rest if body.starts_with('/') => format!("{{,/}}{rest}"),
            rest if has_path => rest.to_owned(),
            rest => format!("**/{rest}"),
        };
        Ok(Self { option, written, path, folders_only, has_path })
    }

    fn compile(&self, suffix: &str) -> Result<globset::Glob, ScanError> {
        GlobBuilder::new(&format!("{}{suffix}", self.path))
            .literal_separator(true)
            .empty_alternates(true)
            .build()
            .map_err(|error| bad(self.option, self.written, &error.kind().to_string()))
    }
}

fn build(option: &'static str, builder: &GlobSetBuilder) -> Result<GlobSet, ScanError> {
    // Single patterns were compiled before: only all of them together can be too much here.
    builder
        .build()
        .map_err(|error| bad(option, error.glob().unwrap_or("*"), &error.kind().to_string()))
}

fn bad(option: &'static str, glob: &str, reason: &str) -> ScanError {
    ScanError::BadGlob { option, glob: glob.to_owned(), reason: reason.to_owned() }
}
