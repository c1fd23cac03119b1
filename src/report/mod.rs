//! Writes plans as reports for people and programs: for the terminal, as JSON lines, as SARIF, ….
//! Each format has one file.
//!
//! Only formats and counts: whatever a report says was decided by `plan`. A report is written to
//! the given stream, in the given order.

mod check;
mod diagnostic;
mod github;
mod html;
mod human;
mod json;
mod jsonl;
mod markdown;
mod own;
mod prose;
mod repository;
mod sarif;
mod script;
mod secrets;
mod stat;
mod summary;
mod totals;
mod unrecognised;
mod visible;
mod width;

use std::io::{self, Write};

use crate::plan::{Checked, FileEntry, Summary};

pub use check::{CheckSummary, check, check_jsonl};
pub use human::{Human, explain};
pub use json::JsonWriter;
pub use jsonl::jsonl;
pub use own::is_own;
pub use repository::Repository;
pub use script::secrets_script;
pub use secrets::{secrets_document, secrets_table, suggestions};
pub use stat::{FileStat, stat};
pub use totals::NextHint;
pub use visible::{named, visible};
pub use width::wrapped;

/// The verb of the run; reports choose their words by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// The files were only looked at.
    Scan,
    /// The changes were made.
    Apply,
}

/// The content of a report of `scan` or `apply`.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The verb of the run.
    pub verb: Verb,
    /// The results for the files, in the order of their paths.
    pub files: &'a [FileEntry],
    /// The counts of these files.
    pub summary: &'a Summary,
    /// 0 is the default; 1 adds notes to SARIF and to workflow commands.
    pub verbosity: u8,
}

impl Report<'_> {
    /// Writes JSON lines; `docs/formats.md` describes them.
    ///
    /// # Errors
    /// The stream cannot be written.
    pub fn jsonl(&self, out: &mut dyn Write) -> io::Result<()> {
        jsonl(out, self.verb, self.files, self.summary)
    }

    /// Writes a SARIF log.
    ///
    /// # Errors
    /// The stream cannot be written.
    pub fn sarif(&self, out: &mut dyn Write, repository: &Repository) -> io::Result<()> {
        sarif::sarif(out, &diagnostic::diagnostics(self), repository)
    }

    /// Writes workflow commands for GitHub Actions.
    ///
    /// # Errors
    /// The stream cannot be written.
    pub fn github(&self, out: &mut dyn Write, repository: &Repository) -> io::Result<()> {
        github::github(out, &diagnostic::diagnostics(self), repository)
    }

    /// Writes the description of a pull request.
    ///
    /// # Errors
    /// The stream cannot be written.
    pub fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        markdown::markdown(out, self)
    }

    /// Writes a page for the review.
    ///
    /// # Errors
    /// The stream cannot be written.
    pub fn html(&self, out: &mut dyn Write) -> io::Result<()> {
        html::html(out, self)
    }
}

/// Writes what Marathon would refuse as a SARIF log.
///
/// # Errors
/// The stream cannot be written.
pub fn check_sarif(
    out: &mut dyn Write,
    files: &[FileEntry<Vec<Checked>>],
    repository: &Repository,
) -> io::Result<()> {
    sarif::sarif(out, &diagnostic::violations(files), repository)
}

/// Writes what Marathon would refuse as workflow commands for GitHub Actions.
///
/// # Errors
/// The stream cannot be written.
pub fn check_github(
    out: &mut dyn Write,
    files: &[FileEntry<Vec<Checked>>],
    repository: &Repository,
) -> io::Result<()> {
    github::github(out, &diagnostic::violations(files), repository)
}
