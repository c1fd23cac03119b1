//! The options of a report: its format, its file, and how much it tells.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use crate::report::{Format, Grouping};

/// The arguments about the report.
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

impl ValueEnum for Grouping {
    fn value_variants<'a>() -> &'a [Grouping] {
        Grouping::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Format] {
        Format::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()).help(self.purpose()))
    }
}
