//! Writes the section of one file, which can be folded: its definitions, their findings, and the diff.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::io::{self, Write};

use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::diff;
use super::escape::{escaped, prose};
use crate::diff::{DiffOptions, Stat, UnifiedDiff, unified};
use crate::engine::Severity;
use crate::plan::{Failure, FilePlan, LocatedFinding, Migration, ReportedFile, Rewrite, State};
use crate::report::Report;
use crate::report::human::kept_in_words;
use crate::report::jsonl::state_name;
use crate::report::overview::{clusters_of, label, registry};
use crate::rules::rule;
use crate::text::without_login;

/// Whether the page shows a definition. Without `-v` it leaves out migrated ones that have no findings but notes.
pub(super) fn is_told(definition: &Migration, report: &Report) -> bool {
    !definition.is_at_rest() || report.verbosity > 0
}

/// Whether the page shows a finding. Without `-v` it leaves out notes.
pub(super) fn is_shown(located: &LocatedFinding, report: &Report) -> bool {
    located.finding.severity != Severity::Note || report.verbosity > 0
}

/// Writes the section of `reported`. `has_clusters` is whether the page has a filter for clusters, and `is_open` is
/// whether the section is unfolded at first.
pub(super) fn file(
    out: &mut dyn Write,
    report: &Report,
    reported: &ReportedFile,
    has_clusters: bool,
    is_open: bool,
) -> io::Result<()> {
    let open = if is_open { " open" } else { "" };
    let path = reported.path.to_string_lossy();
    let (key, path) = (key(reported), escaped(&path));
    let data = data(reported, report);
    let data = escaped(&data);
    let clusters = match has_clusters {
        true => format!(" data-cluster=\"{}\"", escaped(&label(clusters_of(reported)))),
        false => String::new(),
    };
    write!(
        out,
        "<details class=\"file\" data-key=\"{key}\" data-definitions=\"{data}\"{clusters}{open}>\
         <summary><b>{path}</b>"
    )?;
    match &reported.result {
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
                 <ul><li>{place}{message}</ul></details>"
            )
        }
    }
}

/// Returns the JSON that the filters of the page read: an array with the [`row`] of each definition that is shown. A
/// file with an error has one row, whose state is `error`.
fn data(reported: &ReportedFile, report: &Report) -> String {
    let rows: Vec<[String; 4]> = match &reported.result {
        Ok(plan) => {
            let told = plan.definitions.iter().filter(|it| is_told(it, report));
            told.map(|it| row(it, report)).collect()
        }
        Err(_) => vec![["", "error", "", ""].map(str::to_owned)],
    };
    json!(rows).to_string()
}

/// Returns the id, the state, the rules (separated by blanks) and the registry of a definition.
fn row(definition: &Migration, report: &Report) -> [String; 4] {
    let shown = definition.findings.iter().filter(|it| is_shown(it, report));
    let names = shown.map(|it| it.finding.rule.as_str());
    let rules: BTreeSet<&str> = names.map(|name| rule(name).map_or(name, |it| it.name)).collect();
    let rules = rules.into_iter().collect::<Vec<_>>().join(" ");
    let state = state_name(definition.state(), report.verb);
    [definition.id.to_string(), state.to_owned(), rules, registry(definition)]
}

/// Returns a key by which the page remembers that the file was reviewed: a digest of its old and its new text. For a
/// file that does not change, it is a digest of its path and its findings, or its error.
fn key(reported: &ReportedFile) -> String {
    let mut parts = Sha256::new();
    match &reported.result {
        Ok(plan) => match plan.edited() {
            Some(rewrite) => {
                parts.update(&rewrite.source.bytes);
                parts.update(b"\0");
                parts.update(rewrite.rewritten());
            }
            None => {
                parts.update(reported.path.as_os_str().as_encoded_bytes());
                for located in plan.definitions.iter().flat_map(|it| &it.findings) {
                    parts.update(&located.finding.rule);
                    parts.update(&located.finding.message);
                }
            }
        },
        Err(failure) => {
            parts.update(reported.path.as_os_str().as_encoded_bytes());
            parts.update(&failure.message);
        }
    }
    parts.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

/// The least number of definitions that are counted in the heading of a file. The heading names fewer ones by their
/// ids.
const TOLD: usize = 4;

/// Writes the rest of the heading of a file, which stays when the section is folded, and what the section holds:
/// definitions with findings, and the diff.
fn definitions(out: &mut dyn Write, report: &Report, plan: &FilePlan) -> io::Result<()> {
    let diff = plan.rewrite.as_ref().map(|Rewrite { source, edits }| {
        unified(&source.path, &source.bytes, edits, DiffOptions::default())
    });
    let Stat { added, removed } = diff.as_ref().map(UnifiedDiff::stat).unwrap_or_default();
    let told: Vec<&Migration> = plan.definitions.iter().filter(|it| is_told(it, report)).collect();
    if told.len() < TOLD {
        for definition in &told {
            write!(out, " {}", escaped(&definition.id.to_string()))?;
        }
    } else {
        write!(out, " {} definitions", told.len())?;
    }
    let states: BTreeSet<&str> =
        told.iter().map(|it| state_name(it.state(), report.verb)).collect();
    for state in states {
        write!(out, " <span class=\"state {state}\">{state}</span>")?;
    }
    let shown = told.iter().flat_map(|it| &it.findings).filter(|it| is_shown(it, report));
    let rules: BTreeSet<(Reverse<Severity>, &str)> =
        shown.map(|it| (Reverse(it.finding.severity), it.finding.rule.as_str())).collect();
    for (Reverse(severity), rule) in rules {
        write!(out, " <span class=\"{}\">{}</span>", severity_name(severity), escaped(rule))?;
    }
    if added + removed > 0 {
        write!(out, " <span class=\"stat\"><ins>+{added}</ins> <del>−{removed}</del></span>")?;
    }
    // A browser with scripts reads the content of `<noscript>` as text, which is fast, until the script lays it
    // out. Every `<` of the file is escaped, so that nothing in the file can end the element.
    writeln!(out, "</summary>\n<noscript><ul>")?;
    for definition in told {
        self::definition(out, report, definition)?;
    }
    write!(out, "</ul>")?;
    if let Some(diff) = diff {
        diff::diff(out, &diff)?;
    }
    writeln!(out, "</noscript>")
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Blocker => "blocker",
    }
}

/// Writes the item of a definition, with its findings.
fn definition(out: &mut dyn Write, report: &Report, definition: &Migration) -> io::Result<()> {
    let state = state_name(definition.state(), report.verb);
    let shown: Vec<&LocatedFinding> =
        definition.findings.iter().filter(|it| is_shown(it, report)).collect();
    let (line, column) = (definition.position.line, definition.position.column);
    write!(
        out,
        "<li><b>{}</b> <span class=\"state {state}\">{state}</span> \
         <span class=\"at\">{line}:{column}</span>",
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
    for kept in definition.kept() {
        write!(out, "<p><b>Kept:</b> {}</p>", prose(&kept_in_words(kept)))?;
    }
    if !shown.is_empty() {
        writeln!(out, "\n<ul>")?;
        shown.into_iter().try_for_each(|located| finding(out, located))?;
        write!(out, "</ul>")?;
    }
    writeln!(out)
}

fn finding(
    out: &mut dyn Write,
    LocatedFinding { position, finding }: &LocatedFinding,
) -> io::Result<()> {
    let severity = severity_name(finding.severity);
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
        write!(out, "<p><b>Or:</b> <code>--accept {accept}</code> (if you accept: {loss})</p>")?;
    }
    writeln!(out)
}
