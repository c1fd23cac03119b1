//! Writes the report of `preflight`, for people and programs: which images the agents would pull.

use std::io::{self, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};

use super::human::counted;
use super::json::JsonWriter;
use super::jsonl::VERSION;
use super::markdown::escaped;
use super::visible::{named, visible};
use crate::images::{Pull, PullKey, PullOutcome, Verdict};
use crate::text::Position;

/// A pull with the definitions that want it.
#[derive(Debug)]
pub struct ReportedPull<'p> {
    /// The cluster, the image and the login file, which tell the pull from others.
    pub key: &'p PullKey,
    /// The result of the pull.
    pub pull: &'p Pull,
    /// The definitions that need the pull, in the order of files and lines.
    pub users: Vec<PullUser<'p>>,
}

/// A definition that pulls an image.
#[derive(Debug, Clone, Copy)]
pub struct PullUser<'p> {
    /// The path of the file, as it is shown.
    pub file: &'p Path,
    /// The position of the definition.
    pub position: Position,
    /// The id of the definition, if it is known.
    pub id: Option<&'p str>,
}

/// The numbers of pulls and requests of a `preflight`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PreflightCounts {
    /// The pulls that would succeed.
    pub pulled: usize,
    /// The pulls that would fail.
    pub refused: usize,
    /// The pulls of which it is not known whether they would succeed.
    pub unknown: usize,
    /// The pulls whose result comes from an earlier run. They are also in one of the three numbers above.
    pub kept: usize,
    /// The requests that were sent.
    pub requests: u64,
}

const GREEN: Style = AnsiColor::Green.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();
const RED: Style = AnsiColor::Red.on_default().bold();

impl PreflightCounts {
    /// Counts `pulls`. `kept` and `requests` are the numbers of the fields with these names.
    #[must_use]
    pub fn of(pulls: &[ReportedPull], kept: usize, requests: u64) -> Self {
        let mut counts = PreflightCounts { kept, requests, ..PreflightCounts::default() };
        for reported in pulls {
            match reported.pull.outcome.verdict() {
                Verdict::Pulled => counts.pulled += 1,
                Verdict::Refused => counts.refused += 1,
                Verdict::Unknown => counts.unknown += 1,
            }
        }
        counts
    }

    /// Returns the counts as a clause.
    #[must_use]
    pub fn in_words(&self) -> String {
        let all = counted(self.pulled + self.refused + self.unknown, "pull", "pulls");
        let PreflightCounts { pulled, refused, unknown, kept, requests } = self;
        let requests =
            counted(usize::try_from(*requests).unwrap_or(usize::MAX), "request", "requests");
        let kept = match kept {
            0 => String::new(),
            kept => format!(", {kept} known from before"),
        };
        format!(
            "{all}: {pulled} would succeed, {refused} would fail, {unknown} unknown ({requests}{kept})"
        )
    }
}

impl ReportedPull<'_> {
    /// Whether the agents would pull the image.
    pub(super) fn is_pulled(&self) -> bool {
        self.pull.outcome == PullOutcome::Pulled
    }
}

/// Whether the registry does not have the image.
pub(super) fn is_gone(reported: &ReportedPull) -> bool {
    reported.pull.outcome == PullOutcome::NotFound
}

/// Returns the cells of a table: outcome, image, login, message and definitions.
pub(super) fn cells(ReportedPull { key, pull, users }: &ReportedPull) -> [String; 5] {
    let cluster = key.cluster.as_deref().map(|it| format!(" in {it}")).unwrap_or_default();
    let first = users.first().and_then(|user| user.id).unwrap_or_default();
    let more = match users.len() {
        0 | 1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    [
        format!("{} ({})", word(pull.outcome.verdict()).0, pull.outcome.name()),
        format!("{}{cluster}", key.image),
        key.login.clone().unwrap_or_default(),
        told(pull).unwrap_or_default(),
        format!("{first}{more}"),
    ]
}

/// Returns the message of a pull. If the words of Mesos do not tell the reason, the reason stands before them.
fn told(pull: &Pull) -> Option<String> {
    let reason = match pull.outcome {
        PullOutcome::Oci => "the image has an OCI manifest, which Mesos does not understand",
        PullOutcome::OciIndex => "the image is an OCI index, which Mesos does not understand",
        PullOutcome::ManifestList => {
            "the image is a list for several platforms, and the agents get none of them"
        }
        PullOutcome::OtherSchema => "the image has no manifest that this version of Mesos asks for",
        _ => return pull.message.clone(),
    };
    let message = pull.message.as_ref().map(|message| format!("; Mesos says: {message}"));
    Some(format!("{reason}{}", message.unwrap_or_default()))
}

/// Returns the word for a verdict, and the style of the word on a terminal.
fn word(verdict: Verdict) -> (&'static str, Style) {
    match verdict {
        Verdict::Pulled => ("pulled", GREEN),
        Verdict::Refused => ("refused", RED),
        Verdict::Unknown => ("unknown", YELLOW),
    }
}

/// Writes a line for each pull that would fail or is unknown; with `is_whole`, a line for each pull. Images that
/// the registry does not have come last, below a heading.
///
/// # Errors
/// The stream cannot be written.
pub fn preflight_human(
    out: &mut dyn Write,
    pulls: &[ReportedPull],
    is_whole: bool,
) -> io::Result<()> {
    let is_told = |it: &&ReportedPull| is_whole || it.pull.outcome.verdict() != Verdict::Pulled;
    let (gone, others): (Vec<&ReportedPull>, Vec<&ReportedPull>) =
        pulls.iter().filter(is_told).partition(|it| is_gone(it));
    others.iter().try_for_each(|reported| line(out, reported))?;
    if !gone.is_empty() {
        let count = counted(gone.len(), "image is", "images are");
        writeln!(
            out,
            "{count} not in the registry. Apps that still run have it from the agents' caches; they cannot start on a new agent, migrated or not:"
        )?;
    }
    gone.iter().try_for_each(|reported| line(out, reported))
}

/// Writes the line of one pull, which begins with the position of the first definition.
fn line(out: &mut dyn Write, reported: &ReportedPull) -> io::Result<()> {
    let ReportedPull { key, pull, users } = reported;
    let (word, style) = word(pull.outcome.verdict());
    if let Some(PullUser { file, position, .. }) = users.first() {
        write!(out, "{}:{}:{}", named(file), position.line, position.column)?;
        if users.len() > 1 {
            write!(out, " and {} more", users.len() - 1)?;
        }
        write!(out, ": ")?;
    }
    let image = visible(&key.image);
    write!(out, "{style}{word}{style:#} {image}")?;
    if let Some(cluster) = &key.cluster {
        write!(out, " in {}", visible(cluster))?;
    }
    match &key.login {
        Some(login) => write!(out, " with {}", visible(login))?,
        None => write!(out, " without a login")?,
    }
    if pull.outcome != PullOutcome::Pulled {
        write!(out, " ({})", pull.outcome.name())?;
    }
    if let Some(told) = told(pull) {
        write!(out, ": {}", visible(&told))?;
    }
    writeln!(out)
}

/// Writes a first line of JSON with the version, one for each pull, and one for the counts.
///
/// # Errors
/// The stream cannot be written.
pub fn preflight_jsonl(
    out: &mut dyn Write,
    pulls: &[ReportedPull],
    counts: &PreflightCounts,
) -> io::Result<()> {
    let mut out = JsonWriter::new(out);
    let mut line = |kind: &str, data: Value| {
        serde_json::to_writer(&mut out, &json!({ "type": kind, "data": data }))?;
        out.write_all(b"\n")
    };
    line("begin", json!({ "version": VERSION, "program": "pullconfig", "verb": "preflight" }))?;
    for ReportedPull { key, pull, users } in pulls {
        let users = users.iter().map(|user| {
            let (path, at) = (user.file.to_string_lossy(), user.position);
            json!({ "path": path, "line": at.line, "column": at.column, "id": user.id })
        });
        let data = json!({
            "cluster": key.cluster, "image": key.image, "login": key.login,
            "verdict": word(pull.outcome.verdict()).0, "outcome": pull.outcome,
            "message": pull.message, "digest": pull.digest, "asked": pull.asked,
            "definitions": users.collect::<Vec<_>>(),
        });
        line("pull", data)?;
    }
    let PreflightCounts { pulled, refused, unknown, kept, requests } = counts;
    line(
        "summary",
        json!({ "pulled": pulled, "refused": refused, "unknown": unknown, "kept": kept, "requests": requests }),
    )
}

/// Writes the counts, and a table of Markdown with the pulls that would fail or are unknown.
///
/// # Errors
/// The stream cannot be written.
pub fn preflight_markdown(
    out: &mut dyn Write,
    pulls: &[ReportedPull],
    counts: &PreflightCounts,
) -> io::Result<()> {
    writeln!(out, "## Marathon: what the agents can pull\n\n{}.", counts.in_words())?;
    let told = pulls.iter().filter(|it| it.pull.outcome.verdict() != Verdict::Pulled);
    let mut told = told.peekable();
    if told.peek().is_some() {
        writeln!(out, "\n| | image | login | why | definitions |\n|---|---|---|---|---|")?;
    }
    for reported in told {
        let cells: Vec<String> =
            cells(reported).iter().map(|cell| escaped(&visible(cell))).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    Ok(())
}
