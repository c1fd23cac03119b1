//! Turns plans into diagnostics, each of which is a statement about one place. Formats that attach messages to lines of
//! files use them.
//!
//! Invariant: no diagnostic shows a login.

use std::borrow::Cow;
use std::path::Path;

use json_patch::jsonptr::PointerBuf;

use super::human::kept_in_words;
use super::{Report, Verb};
use crate::engine::{Clusters, Finding, Severity};
use crate::plan::{
    Checked, Compared, FilePlan, LiveSummary, Migration, OpenDefinition, Positioned, ReportedFile,
    State,
};
use crate::rules;
use crate::text::{Lines, Position, TextEdit, without_login};
use crate::validity::VersionBounds;

/// The rule name of diagnostics about files that could not be read, proved or written.
pub(super) const ERROR: &str = "error";

/// The rule name of diagnostics about files that only mention a credential file.
pub(super) const MENTION: &str = "mention";

/// The rule name of diagnostics about a definition as a whole: it can be converted, was converted, was left
/// or kept, or has no image to pull.
pub(super) const DEFINITION: &str = "credential-uri";

/// The weight of a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Error,
    Warning,
    Note,
}

impl Level {
    fn of(severity: Severity) -> Self {
        match severity {
            Severity::Note => Level::Note,
            Severity::Warning => Level::Warning,
            Severity::Blocker => Level::Error,
        }
    }
}

/// A statement about one place.
#[derive(Debug)]
pub(super) struct Diagnostic<'f> {
    pub(super) path: &'f Path,
    /// The clusters that the file is for.
    pub(super) clusters: &'f Clusters,
    /// The position; `None` for an error about the file as a whole.
    pub(super) position: Option<Position>,
    /// The name of the rule, with its detail if it has one (`docker-parameter/device`); or [`ERROR`], [`MENTION`] or
    /// [`DEFINITION`]; or the name of a violation of `check`.
    pub(super) rule: Cow<'f, str>,
    pub(super) level: Level,
    /// The id of the definition; `None` if it has none, or if the diagnostic is not about a definition.
    pub(super) id: Option<String>,
    /// The pointer to the value that the diagnostic is about, from the definition on; empty for the definition itself.
    pub(super) pointer: String,
    /// The message: one sentence or more, without a final stop.
    pub(super) message: String,
    /// The advice for the user.
    pub(super) help: Option<String>,
    /// The reason why the definition is kept, in the words of the user; `None` if it is not kept.
    pub(super) kept: Option<String>,
    /// The edits that convert the definition; none if it is not to be converted.
    pub(super) fix: Vec<Replacement<'f>>,
}

/// A part of the file, and the text that replaces it.
#[derive(Debug)]
pub(super) struct Replacement<'f> {
    pub(super) start: Position,
    pub(super) end: Position,
    pub(super) text: &'f str,
}

impl<'f> Diagnostic<'f> {
    /// Returns a diagnostic about a file, with neither position nor definition.
    fn about<T>(
        file: &'f ReportedFile<T>,
        rule: impl Into<Cow<'f, str>>,
        level: Level,
        message: String,
    ) -> Self {
        Diagnostic {
            path: &file.path,
            clusters: &file.clusters,
            position: None,
            rule: rule.into(),
            level,
            id: None,
            pointer: String::new(),
            message,
            help: None,
            kept: None,
            fix: Vec::new(),
        }
    }
}

impl<'f> Replacement<'f> {
    fn of(edit: &'f TextEdit, lines: &Lines) -> Self {
        let (start, end) = (lines.position(edit.range.start), lines.position(edit.range.end));
        Replacement { start, end, text: &edit.text }
    }
}

/// Returns all diagnostics of a report, in the order of files and lines. Findings that are notes are left out unless
/// `-v` was given.
pub(super) fn diagnostics<'f>(report: &Report<'f>) -> Vec<Diagnostic<'f>> {
    let mut diagnostics = Vec::new();
    for file in report.files {
        match &file.result {
            Ok(plan) => {
                of_definitions(&mut diagnostics, report, file, plan);
                for mention in &plan.mentions {
                    let line = match &*mention.text {
                        "" => String::new(),
                        line => format!(": {}", without_login(line)),
                    };
                    let message = format!("a credential file is named in {}{line}", plan.format);
                    let mut diagnostic = Diagnostic::about(file, MENTION, Level::Note, message);
                    diagnostic.position = Some(mention.position);
                    diagnostics.push(diagnostic);
                }
            }
            Err(_) => diagnostics.extend(failure(file)),
        }
    }
    diagnostics
}

/// Returns the diagnostics of a `check`: the violations, for which Marathon refuses a definition; the warnings about
/// members that Marathon reads differently than their author meant; and the differences between a definition and what
/// runs under its id.
pub(super) fn violations<'f>(
    files: &'f [ReportedFile<Vec<Checked>>],
    live: Option<&LiveSummary>,
) -> Vec<Diagnostic<'f>> {
    let mut diagnostics = Vec::new();
    let mut open = live.map_or(&[][..], |live| &live.open);
    for file in files {
        diagnostics.extend(failure(file));
        for checked in file.result.as_deref().unwrap_or_default() {
            for Positioned { position, item: violation } in &checked.violations {
                let level = if violation.unless.is_none() { Level::Error } else { Level::Warning };
                let unless = violation
                    .unless
                    .map(|setting| format!(", unless Marathon runs with {setting}"))
                    .unwrap_or_default();
                let bounds = violation.bounds().map(|VersionBounds { versions, way_out }| {
                    let way_out = way_out.map(|clause| format!("; {clause}"));
                    format!(" (only Marathon {versions}{})", way_out.unwrap_or_default())
                });
                let bounds = bounds.unwrap_or_default();
                let message = format!("{}{unless}{bounds}", without_login(&violation.message));
                let mut diagnostic = Diagnostic::about(file, violation.name, level, message);
                diagnostic.position = Some(*position);
                diagnostic.id = checked.id.as_str().map(str::to_owned);
                diagnostic.pointer = violation.pointer.clone();
                diagnostic.help = Some(format!("see {}", violation.source));
                diagnostics.push(diagnostic);
            }
            for Positioned { position, item: warning } in &checked.warnings {
                let message = without_login(&warning.message).into_owned();
                let mut diagnostic = Diagnostic::about(file, warning.name, Level::Warning, message);
                diagnostic.position = Some(*position);
                diagnostic.id = checked.id.as_str().map(str::to_owned);
                diagnostic.pointer = warning.pointer.clone();
                diagnostic.help = Some(format!("see {}", warning.source));
                diagnostics.push(diagnostic);
            }
        }
        // `files` and `live.open` have the order of the paths.
        let before = open.iter().take_while(|it| it.path < file.path).count();
        let (own, rest) = open[before..]
            .split_at(open[before..].iter().take_while(|it| it.path == file.path).count());
        diagnostics.extend(own.iter().flat_map(|it| differences(file, it)));
        open = rest;
    }
    diagnostics
}

/// Returns the diagnostics about a definition that differs from what runs under its id, or that does not run.
fn differences<'f, T>(file: &'f ReportedFile<T>, open: &OpenDefinition) -> Vec<Diagnostic<'f>> {
    let Compared { cluster, position, id, standing, .. } = &open.compared;
    let diagnostic = |finding: Finding| {
        let message = without_login(&finding.message).into_owned();
        let level = Level::of(finding.severity);
        let mut diagnostic = Diagnostic::about(file, finding.rule, level, message);
        diagnostic.position = Some(*position);
        diagnostic.id = id.as_str().map(str::to_owned);
        diagnostic.help = finding.help;
        diagnostic
    };
    let findings = rules::standing(&PointerBuf::new(), standing, cluster);
    findings.into_iter().map(diagnostic).collect()
}

/// Returns the diagnostic about the error of a file, if it has one.
fn failure<T>(file: &ReportedFile<T>) -> Option<Diagnostic<'_>> {
    let failure = file.result.as_ref().err()?;
    let message = without_login(&failure.message).into_owned();
    let mut diagnostic = Diagnostic::about(file, ERROR, Level::Error, message);
    diagnostic.position = failure.position;
    Some(diagnostic)
}

/// Adds the diagnostics about the definitions of a file: the statement about each as a whole, and its findings.
fn of_definitions<'f>(
    diagnostics: &mut Vec<Diagnostic<'f>>,
    report: &Report<'f>,
    file: &'f ReportedFile,
    plan: &'f FilePlan,
) {
    let bytes = plan.rewrite.as_ref().map_or(&[][..], |rewrite| &rewrite.source.bytes);
    let lines = Lines::new(bytes);
    let fixes = fixes(plan, &lines);
    for (definition, edits) in plan.definitions.iter().zip(fixes) {
        let id = definition.id.as_str().map(str::to_owned);
        let kept: Vec<String> = definition.kept().iter().map(kept_in_words).collect();
        let kept = (!kept.is_empty()).then(|| kept.join("; "));
        if let Some((level, message)) = state(definition, report.verb) {
            let mut diagnostic = Diagnostic::about(file, DEFINITION, level, message);
            diagnostic.position = Some(definition.position);
            diagnostic.id.clone_from(&id);
            diagnostic.kept.clone_from(&kept);
            if report.verb != Verb::Apply {
                diagnostic.fix = edits.iter().map(|edit| Replacement::of(edit, &lines)).collect();
            }
            diagnostics.push(diagnostic);
        }
        for located in &definition.findings {
            let finding = &located.finding;
            let level = match finding.severity {
                Severity::Note if report.verbosity == 0 => continue,
                _ if kept.is_some() => Level::Note,
                severity => Level::of(severity),
            };
            let message = without_login(&finding.message).into_owned();
            let mut diagnostic = Diagnostic::about(file, &*finding.rule, level, message);
            diagnostic.position = Some(located.position);
            diagnostic.id.clone_from(&id);
            diagnostic.kept.clone_from(&kept);
            let below = finding.pointer.as_str().strip_prefix(definition.pointer.as_str());
            diagnostic.pointer = below.unwrap_or_default().to_owned();
            diagnostic.help = finding.help.as_deref().map(|help| without_login(help).into_owned());
            diagnostics.push(diagnostic);
        }
    }
}

/// Returns the statement about a definition as a whole. There is none for a blocked definition, whose blockers
/// are diagnostics of their own, and none for a migrated definition.
fn state(definition: &Migration, verb: Verb) -> Option<(Level, String)> {
    let message = |text: &str| format!("{} {text}", definition.id);
    match definition.state() {
        State::Convertible if verb == Verb::Apply => Some((
            Level::Note,
            message("was converted: it takes its registry credentials from a secret now"),
        )),
        State::Convertible => Some((
            Level::Warning,
            message(
                "fetches registry credentials with a URI; `pullconfig apply` lets it take them from a secret",
            ),
        )),
        State::Left => Some((
            Level::Warning,
            message("fetches registry credentials with a URI; it was left as it is"),
        )),
        State::NoImage => Some((
            Level::Note,
            message(
                "fetches registry credentials, but has no image that would be pulled with them",
            ),
        )),
        State::Kept => Some((
            Level::Note,
            message("fetches registry credentials with a URI; it is kept as it is"),
        )),
        State::Blocked | State::Migrated => None,
    }
}

/// Returns the edits of each definition, in the order of the definitions. They can be told apart by their position: the
/// edits of a definition lie inside of it, and the definitions stand in the order of the text and do not overlap.
fn fixes<'f>(plan: &'f FilePlan, lines: &Lines) -> Vec<&'f [TextEdit]> {
    let edits = plan.rewrite.as_ref().map_or(&[][..], |rewrite| &rewrite.edits);
    let mut rest = edits;
    let mut fixes = Vec::new();
    for (at, _) in plan.definitions.iter().enumerate() {
        let next = plan.definitions.get(at + 1).map(|next| lines.offset(next.position));
        let end =
            next.map_or(rest.len(), |next| rest.partition_point(|edit| edit.range.start < next));
        let (own, others) = rest.split_at(end);
        fixes.push(own);
        rest = others;
    }
    fixes
}
