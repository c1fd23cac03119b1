//! `--format` and `--output`: which report is made, and where it goes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// The arguments that choose the report.
#[derive(Debug, Args)]
#[command(next_help_heading = "Report")]
pub(in crate::cli) struct ReportArguments {
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(in crate::cli) format: Format,
    /// Write the report to FILE, as a whole or not at all; `-` is stdout
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Say nothing but errors
    #[arg(short, long)]
    pub(in crate::cli) quiet: bool,
    /// Also tell notes, migrated definitions and whole tables
    #[arg(short, long, action = clap::ArgAction::Count)]
    pub(in crate::cli) verbose: u8,
}

/// The formats of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Format {
    /// For people
    Human,
    /// For programs: one JSON object a line
    Jsonl,
    /// For code scanning: SARIF 2.1.0
    Sarif,
    /// Annotations in GitHub Actions
    Github,
    /// The description of a pull request
    Markdown,
    /// A page for the review, with the changes side by side
    Html,
}

impl Format {
    /// Whether a report of this format shows how the texts change.
    pub(in crate::cli) fn shows_changes(self) -> bool {
        !matches!(self, Format::Human | Format::Jsonl)
    }
}
