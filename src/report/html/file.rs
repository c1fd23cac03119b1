//! Writes a section that folds for one file: its definitions, their findings, and the diff.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::diff;
use super::escape::{escaped, prose};
use crate::diff::{DiffOptions, Stat, UnifiedDiff, unified};
use crate::engine::Severity;
use crate::plan::{Failure, FileEntry, FilePlan, Located, Migration, Rewrite, State};
use crate::report::Report;
use crate::report::jsonl::state_name;
use crate::rules::rule;
use crate::text::without_login;

/// Whether the page mentions a definition.
pub(super) fn is_told(definition: &Migration, report: &Report) -> bool {
    !definition.is_at_rest() || report.verbosity > 0
}

/// Whether the page shows a finding.
pub(super) fn is_shown(located: &Located, report: &Report) -> bool {
    located.finding.severity != Severity::Note || report.verbosity > 0
}

/// Writes the section.
pub(super) fn file(
    out: &mut dyn Write,
    report: &Report,
    entry: &FileEntry,
    team: String,
    is_open: bool,
) -> io::Result<()> {
    let open = if is_open { " open" } else { "" };
    let path = entry.path.to_string_lossy();
    let (path, team) = (escaped(&path), escaped(&team).into_owned());
    write!(out, "<details class=\"file\" data-team=\"{team}\"{open}><summary><b>{path}</b>")?;
    match &entry.result {
        Ok(plan) => {
            definitions(out, report, plan)?;
            writeln!(out, "</details>")
        }
        Err(Failure { position, message }) => {
            let place = position.map(|at| format!("{}:{} ", at.line, at.column));
            let (place, message) = (place.unwrap_or_default(), prose(&without_login(message)));
            writeln!(
                out,
                " <span class=\"state error\">error</span></summary>\n\
                 <ul><li data-state=\"error\">{place}{message}</ul></details>"
            )
        }
    }
}

fn definitions(out: &mut dyn Write, report: &Report, plan: &FilePlan) -> io::Result<()> {
    let diff = plan.rewrite.as_ref().map(|Rewrite { source, edits }| {
        unified(&source.path, &source.bytes, edits, DiffOptions::default())
    });
    let Stat { added, removed } = diff.as_ref().map(UnifiedDiff::stat).unwrap_or_default();
    let told = plan.definitions.iter().filter(|it| is_told(it, report));
    let states: BTreeSet<&str> =
        told.clone().map(|it| state_name(it.state(), report.verb)).collect();
    for state in states {
        write!(out, " <span class=\"state {state}\">{state}</span>")?;
    }
    if added + removed > 0 {
        write!(out, " <span class=\"stat\"><ins>+{added}</ins> <del>−{removed}</del></span>")?;
    }
    writeln!(out, "</summary>\n<ul>")?;
    for definition in told {
        self::definition(out, report, definition)?;
    }
    writeln!(out, "</ul>")?;
    diff.map_or(Ok(()), |diff| diff::diff(out, &diff))
}

fn definition(out: &mut dyn Write, report: &Report, definition: &Migration) -> io::Result<()> {
    let state = state_name(definition.state(), report.verb);
    let shown: Vec<&Located> =
        definition.findings.iter().filter(|it| is_shown(it, report)).collect();
    let rules: BTreeSet<&str> = shown
        .iter()
        .map(|it| rule(&it.finding.rule).map_or(it.finding.rule.as_str(), |rule| rule.name))
        .collect();
    let rules = rules.into_iter().collect::<Vec<_>>().join(" ");
    let (line, column) = (definition.position.line, definition.position.column);
    write!(
        out,
        "<li data-state=\"{state}\" data-rules=\"{}\"><b>{}</b> \
         <span class=\"state {state}\">{state}</span> <span class=\"at\">{line}:{column}</span>",
        escaped(&rules),
        escaped(&definition.id.to_string()),
    )?;
    if let Some(image) = &definition.image {
        write!(out, " <code>{}</code>", escaped(&without_login(image)))?;
    }
    if definition.state() == State::NoImage {
        write!(
            out,
            "<p>It fetches credentials, but has no image that would be pulled with them.</p>"
        )?;
    }
    if !shown.is_empty() {
        writeln!(out, "\n<ul>")?;
        shown.into_iter().try_for_each(|located| finding(out, located))?;
        write!(out, "</ul>")?;
    }
    writeln!(out)
}

fn finding(out: &mut dyn Write, Located { position, finding }: &Located) -> io::Result<()> {
    let severity = match finding.severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Blocker => "blocker",
    };
    let name = escaped(&finding.rule);
    let name = match rule(&finding.rule) {
        Some(rule) => format!("<a href=\"#rule-{}\">{name}</a>", rule.name),
        None => name.into_owned(),
    };
    write!(
        out,
        "<li class=\"{severity}\"><span class=\"at\">{}:{}</span> {name}: {}",
        position.line,
        position.column,
        prose(&without_login(&finding.message))
    )?;
    if let Some(help) = &finding.help {
        write!(out, "<p><b>To do:</b> {}</p>", prose(&without_login(help)))?;
    }
    if let Some(loss) = &finding.loss {
        let accept = escaped(&finding.rule);
        let loss = prose(&without_login(loss));
        write!(out, "<p><b>Or:</b> <code>--accept {accept}</code> (lost: {loss})</p>")?;
    }
    writeln!(out)
}
