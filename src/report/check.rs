//! The report of `check`: what Marathon would refuse, for people and for programs.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::human::{BOLD, DIM, GREEN, RED, YELLOW, counted, grouped, place};
use super::jsonl::{VERSION, compared, line};
use super::summary::chosen_in_words;
use crate::plan::{Checked, Chosen, Failure, LiveSummary, Positioned, ReportedFile, cluster};
use crate::text::Position;
use crate::validity::VersionBounds;

/// The counts of a `check`.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct CheckSummary {
    /// The number of files that were searched.
    pub files_searched: u64,
    /// The filters of the user, and the number of definitions before they chose; `None` without filters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen: Option<Chosen>,
    /// The number of definitions that Marathon would accept. In all these numbers, a group with a violation or a warning
    /// of its own counts as one more definition.
    pub accepted: usize,
    /// The number of definitions that Marathon would refuse unless it runs with a certain setting.
    pub conditional: usize,
    /// The number of definitions that Marathon would refuse.
    pub refused: usize,
    /// The number of Metronome jobs, which are not checked.
    pub not_checked: usize,
    /// The number of files that could not be checked.
    pub failed: usize,
    /// The number of definitions that have a violation, by its name.
    pub violations: BTreeMap<&'static str, usize>,
    /// The number of definitions that have a warning, by its name.
    pub warnings: BTreeMap<&'static str, usize>,
}

impl CheckSummary {
    /// Counts `files`. `files_searched` is the number of files that the search opened.
    #[must_use]
    pub fn of(files: &[ReportedFile<Vec<Checked>>], files_searched: u64) -> Self {
        let mut summary = CheckSummary { files_searched, ..CheckSummary::default() };
        for file in files {
            let Ok(definitions) = &file.result else {
                summary.failed += 1;
                continue;
            };
            for checked in definitions {
                *match state(checked) {
                    "refused" => &mut summary.refused,
                    "conditional" => &mut summary.conditional,
                    "not-checked" => &mut summary.not_checked,
                    _ => &mut summary.accepted,
                } += 1;
                count(&mut summary.violations, checked.violations.iter().map(|it| it.item.name));
                count(&mut summary.warnings, checked.warnings.iter().map(|it| it.item.name));
            }
        }
        summary
    }
}

/// Adds one to the count of each name in `names`. A name that is repeated counts once.
fn count(counts: &mut BTreeMap<&'static str, usize>, names: impl Iterator<Item = &'static str>) {
    for name in names.collect::<BTreeSet<_>>() {
        *counts.entry(name).or_default() += 1;
    }
}

/// Returns the word for what Marathon would do with a definition, in reports for people and programs.
fn state(checked: &Checked) -> &'static str {
    if !checked.is_for_marathon() {
        "not-checked"
    } else if checked.is_refused() {
        "refused"
    } else if checked.violations.is_empty() {
        "accepted"
    } else {
        "conditional"
    }
}

/// Writes a record for each definition that Marathon may refuse or that has a warning, and then the counts. With
/// `verbosity` 1 it also writes the other definitions, and after each violation and warning the place in Marathon's
/// source that it is taken from.
///
/// # Errors
/// The stream cannot be written.
pub(super) fn check(
    out: &mut dyn Write,
    files: &[ReportedFile<Vec<Checked>>],
    summary: &CheckSummary,
    verbosity: u8,
) -> io::Result<()> {
    for file in files {
        for checked in file.result.as_deref().unwrap_or_default() {
            if verbosity == 0 && checked.violations.is_empty() && checked.warnings.is_empty() {
                continue;
            }
            let state = state(checked);
            let style = match state {
                "refused" => RED,
                "conditional" => YELLOW,
                "accepted" => GREEN,
                _ => DIM,
            };
            place(out, &file.path, checked.position)?;
            writeln!(out, " {style}{state}{style:#} {BOLD}{}{BOLD:#}", checked.id)?;
            reasons(out, checked, verbosity)?;
            warnings(out, checked, verbosity)?;
        }
    }
    let mut parts = Vec::new();
    let mut part = |count: usize, text: String| {
        if count > 0 {
            parts.push(text);
        }
    };
    part(summary.refused, format!("{} refused", grouped(summary.refused)));
    part(summary.conditional, format!("{} depending on a setting", grouped(summary.conditional)));
    part(summary.accepted, format!("{} accepted", grouped(summary.accepted)));
    part(summary.not_checked, counted(summary.not_checked, "job not checked", "jobs not checked"));
    part(summary.failed, counted(summary.failed, "error", "errors"));
    if parts.is_empty() {
        parts.push("no definitions".into());
    }
    if let Some(chosen) = &summary.chosen {
        let count: usize = files.iter().flat_map(|it| &it.result).map(Vec::len).sum();
        writeln!(out, "{BOLD}{}{BOLD:#}", chosen_in_words(count, chosen))?;
    }
    let searched = usize::try_from(summary.files_searched).unwrap_or(usize::MAX);
    let searched = counted(searched, "file", "files");
    writeln!(out, "{BOLD}{}{BOLD:#} ({searched} searched)", parts.join(", "))
}

/// Writes the violations of a definition.
fn reasons(out: &mut dyn Write, checked: &Checked, verbosity: u8) -> io::Result<()> {
    for Positioned { position, item: violation } in &checked.violations {
        let style = if violation.unless.is_none() { RED } else { YELLOW };
        write!(
            out,
            "    {}:{} {style}{}{style:#}: {}",
            position.line, position.column, violation.name, violation.message
        )?;
        if let Some(setting) = violation.unless {
            write!(out, ", unless Marathon runs with {setting}")?;
        }
        writeln!(out)?;
        if let Some(VersionBounds { versions, way_out }) = violation.bounds() {
            let way_out = way_out.map(|clause| format!("; {clause}")).unwrap_or_default();
            writeln!(out, "        only Marathon {versions}{way_out}")?;
        }
        if verbosity > 0 {
            writeln!(out, "        {DIM}{}{DIM:#}", violation.source)?;
        }
    }
    Ok(())
}

fn warnings(out: &mut dyn Write, checked: &Checked, verbosity: u8) -> io::Result<()> {
    for Positioned { position, item: warning } in &checked.warnings {
        let Position { line, column } = position;
        writeln!(
            out,
            "    {line}:{column} {YELLOW}warning{YELLOW:#} {}: {}",
            warning.name, warning.message
        )?;
        if verbosity > 0 {
            writeln!(out, "        {DIM}{}{DIM:#}", warning.source)?;
        }
    }
    Ok(())
}

/// Writes one JSON object per line; `docs/formats.md` describes them.
///
/// # Errors
/// The stream cannot be written.
pub(super) fn check_jsonl(
    out: &mut dyn Write,
    files: &[ReportedFile<Vec<Checked>>],
    summary: &CheckSummary,
    live: Option<&LiveSummary>,
) -> io::Result<()> {
    line(out, "begin", &json!({"version": VERSION, "program": "pullconfig", "verb": "check"}))?;
    for file in files {
        let (path, cluster) = (file.path.to_string_lossy(), cluster(&file.clusters));
        match &file.result {
            Ok(definitions) => {
                for checked in definitions {
                    line(out, "definition", &definition(&path, &cluster, checked))?;
                }
            }
            Err(Failure { position, message }) => {
                let (line_number, column) =
                    (position.map(|at| at.line), position.map(|at| at.column));
                let data = json!({
                    "path": path, "cluster": cluster, "line": line_number, "column": column,
                    "message": message,
                });
                line(out, "error", &data)?;
            }
        }
    }
    compared(out, live)?;
    let mut summary = json!(summary);
    if let Some(live) = live {
        summary["live"] = json!(live);
    }
    line(out, "summary", &summary)
}

/// Returns the data of the line about a definition.
fn definition(path: &str, cluster: &Value, checked: &Checked) -> Value {
    let violations = checked.violations.iter().map(|Positioned { position, item: violation }| {
        json!({
            "name": violation.name,
            "line": position.line,
            "column": position.column,
            "pointer": violation.pointer,
            "message": violation.message,
            "unless": violation.unless,
            "versions": violation.versions.map(|versions| {
                versions.iter().map(|version| version.to_string()).collect::<Vec<_>>()
            }),
            "source": violation.source,
        })
    });
    let warnings = checked.warnings.iter().map(|Positioned { position, item: warning }| {
        json!({
            "name": warning.name,
            "line": position.line,
            "column": position.column,
            "pointer": warning.pointer,
            "message": warning.message,
            "source": warning.source,
        })
    });
    json!({
        "path": path,
        "cluster": cluster,
        "line": checked.position.line,
        "column": checked.position.column,
        "kind": checked.kind.to_string(),
        "id": checked.id.as_str(),
        "pointer": checked.pointer.as_str(),
        "envelope": checked.envelope,
        "state": state(checked),
        "violations": violations.collect::<Vec<_>>(),
        "warnings": warnings.collect::<Vec<_>>(),
    })
}
