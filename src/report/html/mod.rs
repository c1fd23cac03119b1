//! Writes plans as one HTML page for the review: the changes side by side, the definitions that
//! need manual work, and the secrets.
//!
//! The page needs no other file, no font and no request. Without JavaScript everything can be unfolded and
//! read; the filters and the check boxes need JavaScript. With JavaScript, the browser lays out the section of a file
//! when the user unfolds it, so that a page about thousands of files is shown at once.
//!
//! Invariants: text from a file is never markup, and the policy in the page's head allows only the page's own
//! style and script.

mod diff;
mod escape;
mod file;
mod overview;
mod preflight;
mod tables;

use std::collections::BTreeMap;
use std::io::{self, Write};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

use super::human::counted;
use super::overview::{clusters_of, has_clusters, label};
use super::{Report, Verb};
use crate::engine::Rule;
use crate::plan::ReportedFile;
use crate::rules::rule;
use escape::{escaped, prose};
pub use preflight::preflight_html;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The most files that are unfolded at first. If there are more, all are folded.
const UNFOLDED: usize = 40;

/// The most files in a part of the list of files. The browser lays out a part when it comes near the screen.
const PART: usize = 50;

/// Writes the page of `scan` or `apply`.
pub(super) fn html(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let done = if report.verb == Verb::Apply { "what was changed" } else { "review" };
    head(out, &format!("pullconfig: {done}"))?;
    let searched = usize::try_from(report.summary.files_searched).unwrap_or(usize::MAX);
    let title = if report.verb == Verb::Apply { "What was changed" } else { "What would change" };
    writeln!(out, "<header><h1>{title}</h1>")?;
    if let Some(chosen) = report.summary.chosen_in_words() {
        writeln!(out, "<p>{}</p>", escaped(&chosen))?;
    }
    let counts = report.summary.in_words(report.verb);
    let searched = counted(searched, "file", "files");
    writeln!(out, "<p><strong>{}</strong> ({searched} searched)</p>", escaped(&counts))?;
    for facts in &report.summary.facts {
        let file = escaped(&facts.file);
        writeln!(out, "<p>Facts: {file}: {}</p>", facts.age_in_words())?;
    }
    for outdated in &report.summary.outdated {
        let (place, about) = (escaped(&outdated.place), escaped(&outdated.about));
        let why = outdated.why();
        writeln!(out, "<p>{place}: decision about {about}: {}</p>", prose(&why))?;
    }
    for without in &report.summary.without_files {
        writeln!(out, "<p>{}: {}</p>", escaped(&without.place), prose(&without.why()))?;
    }
    if let Some(split) = &report.summary.split {
        for line in [split.hint()].into_iter().chain(split.exceptions()) {
            writeln!(out, "<p>{}</p>", prose(&line))?;
        }
    }
    overview::counters(out, report)?;
    tables::navigation(out, report)?;
    writeln!(out, "</header>\n<main>")?;
    tables::summary(out, report)?;
    overview::to_prepare(out, report)?;
    if !report.overview_options.is_summary {
        tables::secrets(out, report)?;
        files(out, report)?;
        tables::strays(out, report)?;
        tables::mentions(out, report)?;
    }
    pages(out, report)?;
    writeln!(out, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>")
}

/// Writes the beginning of a page, up to `<body>`. It is the same for all pages, except for the title.
fn head(out: &mut dyn Write, title: &str) -> io::Result<()> {
    let hash = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text));
    let (style, script) = (hash(STYLE), hash(SCRIPT));
    writeln!(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(
        out,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src \
         'sha256-{style}'; script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'\">"
    )?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(out, "<meta name=\"referrer\" content=\"no-referrer\">")?;
    writeln!(out, "<title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>", escaped(title))
}

/// Writes the sections of all files that are shown, by cluster if there are several, and the filters above them.
fn files(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let told = |file: &&ReportedFile| match &file.result {
        Ok(plan) => plan.definitions.iter().any(|it| file::is_told(it, report)),
        Err(_) => true,
    };
    let shown: Vec<&ReportedFile> = report.files.iter().filter(told).collect();
    if shown.is_empty() {
        return Ok(());
    }
    writeln!(out, "<section id=\"files\"><h2>Definitions</h2>")?;
    tables::filters(out, report)?;
    writeln!(out, "<p id=\"nothing\" hidden>No definition is in all of these.</p>")?;
    let is_open = shown.len() <= UNFOLDED;
    if !has_clusters(report.files) {
        parts(out, report, &shown, is_open)?;
        return writeln!(out, "</section>");
    }
    let mut clusters: BTreeMap<String, Vec<&ReportedFile>> = BTreeMap::new();
    for file in shown {
        clusters.entry(label(clusters_of(file))).or_default().push(file);
    }
    for (cluster, files) in clusters {
        writeln!(out, "<h3>{}</h3>", escaped(&cluster))?;
        parts(out, report, &files, is_open)?;
    }
    writeln!(out, "</section>")
}

/// Writes the sections of `files`, in parts of [`PART`] files. With `is_open`, the sections are unfolded at first.
fn parts(
    out: &mut dyn Write,
    report: &Report,
    files: &[&ReportedFile],
    is_open: bool,
) -> io::Result<()> {
    let has_clusters = has_clusters(report.files);
    for part in files.chunks(PART) {
        writeln!(out, "<div class=\"part\">")?;
        for file in part {
            file::file(out, report, file, has_clusters, is_open)?;
        }
        writeln!(out, "</div>")?;
    }
    Ok(())
}

/// Writes the documentation pages of the rules whose findings are shown.
fn pages(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let plans = report.files.iter().filter_map(|file| file.result.as_ref().ok());
    let findings = plans.flat_map(|plan| &plan.definitions).flat_map(|it| &it.findings);
    let rules: BTreeMap<&str, &Rule> = findings
        .filter(|located| file::is_shown(located, report))
        .filter_map(|located| rule(&located.finding.rule))
        .map(|rule| (rule.name, rule))
        .collect();
    if rules.is_empty() {
        return Ok(());
    }
    writeln!(out, "<section id=\"rules\"><h2>Rules</h2>")?;
    for rule in rules.values() {
        let (name, summary) = (escaped(rule.name), prose(rule.summary));
        // The element with the id is inside of `<details>`, because a browser unfolds it when a link leads into it.
        writeln!(
            out,
            "<details><summary><code>{name}</code> {summary}</summary>\
             <div id=\"rule-{name}\" class=\"page\">{}</div></details>",
            escaped(rule.page)
        )?;
    }
    writeln!(out, "</section>")
}
