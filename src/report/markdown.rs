//! Writes plans as the description of a pull request: the secrets first, then manual work, then the
//! changes.
//!
//! Invariants: the text has no more characters than GitHub accepts. Whatever stands in a
//! definition, a table stays a table, and no text becomes a link, a mention of a person or markup.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::human::counted;
use super::jsonl::state_name;
use super::prose::{MessagePart, parts};
use super::{Report, Verb};
use crate::engine::{Severity, secret_path};
use crate::plan::{FilePlan, Located, Migration, State};
use crate::text::Position;
use crate::text::without_login;

/// GitHub refuses descriptions and comments that are longer than 65,536 characters. The difference
/// is for the note that something was cut.
const LONGEST_DESCRIPTION: usize = 65_000;

/// A table with a heading.
struct TableSection {
    title: String,
    lead: &'static str,
    head: [&'static str; 3],
    rows: Vec<[String; 3]>,
}

/// Writes the summary.
pub(super) fn markdown(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let mut text = String::from("## Marathon: registry credentials from secrets\n\n");
    let searched = usize::try_from(report.summary.files_searched).unwrap_or(usize::MAX);
    let searched = counted(searched, "file", "files");
    let counts = report.summary.in_words(report.verb);
    let _ = writeln!(text, "**{}** ({searched} searched)", escaped(&counts));
    let sections = [
        secrets(report),
        by_hand(report),
        warnings(report),
        changes(report),
        mentions(report),
        errors(report),
    ];
    let sections: Vec<TableSection> =
        sections.into_iter().filter(|it| !it.rows.is_empty()).collect();
    let mut length = text.chars().count();
    for (at, section) in sections.iter().enumerate() {
        // Each section may take its share of the characters that the sections before have left.
        let allowance = LONGEST_DESCRIPTION.saturating_sub(length) / (sections.len() - at);
        let section = section.text(allowance);
        length += section.chars().count();
        text.push_str(&section);
    }
    out.write_all(text.as_bytes())
}

impl TableSection {
    fn text(&self, allowance: usize) -> String {
        let mut text = format!("\n### {}\n\n", self.title);
        if !self.lead.is_empty() {
            let _ = writeln!(text, "{}\n", self.lead);
        }
        let _ = writeln!(text, "| {} |\n|---|---|---|", self.head.join(" | "));
        let mut length = text.chars().count();
        for (at, row) in self.rows.iter().enumerate() {
            let line = format!("| {} |\n", row.join(" | "));
            length += line.chars().count();
            let is_last = at + 1 == self.rows.len();
            if length + if is_last { 0 } else { 80 } > allowance {
                let rest = self.rows.len() - at;
                let _ = writeln!(text, "\n*… and {rest} more that have no room here.*");
                return text;
            }
            text.push_str(&line);
        }
        text
    }
}

fn plans<'r>(report: &Report<'r>) -> impl Iterator<Item = (String, &'r FilePlan)> {
    report.files.iter().filter_map(|file| {
        Some((file.path.to_string_lossy().into_owned(), file.result.as_ref().ok()?))
    })
}

/// Returns the secrets that a deployment needs first. A secret may serve several definitions.
fn secrets(report: &Report) -> TableSection {
    let mut sources: BTreeMap<String, (Vec<String>, Vec<String>)> = BTreeMap::new();
    for (_, plan) in plans(report) {
        let converted = plan.definitions.iter().filter(|it| it.state() == State::Convertible);
        for definition in converted {
            for secret in definition.secrets() {
                let (uses, uris) = sources.entry(secret_path(&secret.source)).or_default();
                uses.push(code(&definition.id.to_string()));
                uris.extend(secret.uris.iter().map(|uri| code(&without_login(uri))));
            }
        }
    }
    let rows =
        sources.into_iter().map(|(source, (uses, uris))| [code(&source), some(uses), some(uris)]);
    let rows: Vec<[String; 3]> = rows.collect();
    TableSection {
        title: format!("Before deploying: {} must exist", counted(rows.len(), "secret", "secrets")),
        lead: "",
        head: ["secret", "for", "instead of"],
        rows,
    }
}

/// Returns the first few elements of a list.
fn some(mut list: Vec<String>) -> String {
    list.sort();
    list.dedup();
    let rest = list.len().saturating_sub(4);
    list.truncate(4);
    let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    format!("{}{rest}", list.join(", "))
}

fn by_hand(report: &Report) -> TableSection {
    let rows = findings(report, Severity::Blocker);
    TableSection {
        title: format!(
            "Needs a hand: {}",
            counted(report.summary.blocked, "definition", "definitions")
        ),
        lead: "These stay as they are.",
        head: ["definition", "why", "what to do"],
        rows,
    }
}

fn warnings(report: &Report) -> TableSection {
    let rows = findings(report, Severity::Warning);
    TableSection {
        title: format!("Worth a look: {}", counted(rows.len(), "warning", "warnings")),
        lead: "",
        head: ["definition", "what", "what to do"],
        rows,
    }
}

fn findings(report: &Report, severity: Severity) -> Vec<[String; 3]> {
    let mut rows = Vec::new();
    for (path, plan) in plans(report) {
        for definition in &plan.definitions {
            let wanted = definition.findings.iter().filter(|it| it.finding.severity == severity);
            rows.extend(wanted.map(|located| finding(&path, definition, located)));
        }
    }
    rows
}

fn finding(
    path: &str,
    definition: &Migration,
    Located { position, finding }: &Located,
) -> [String; 3] {
    let mut help: Vec<String> =
        finding.help.iter().map(|help| prose(&without_login(help))).collect();
    if let Some(loss) = &finding.loss {
        let accept = code(&format!("--accept {}", finding.rule));
        help.push(format!("or {accept} (lost: {})", prose(&without_login(loss))));
    }
    [
        format!("{}<br>{}", code(&definition.id.to_string()), place(path, *position)),
        format!("**{}**: {}", escaped(&finding.rule), prose(&without_login(&finding.message))),
        help.join("<br>"),
    ]
}

fn changes(report: &Report) -> TableSection {
    let mut rows = Vec::new();
    for (path, plan) in plans(report) {
        let changed = plan.definitions.iter().filter(|it| it.state() == State::Convertible);
        rows.extend(changed.map(|definition| {
            let image = definition.image.as_deref().map(|image| code(&without_login(image)));
            [
                code(&definition.id.to_string()),
                place(&path, definition.position),
                image.unwrap_or_default(),
            ]
        }));
    }
    let done = state_name(State::Convertible, report.verb);
    let title = if report.verb == Verb::Apply { "Changed" } else { "Would change" };
    TableSection {
        title: format!("{title}: {}", counted(rows.len(), "definition", "definitions")),
        lead: "",
        head: [done, "where", "image"],
        rows,
    }
}

fn mentions(report: &Report) -> TableSection {
    let mut rows = Vec::new();
    for (path, plan) in plans(report) {
        rows.extend(plan.mentions.iter().map(|mention| {
            [
                place(&path, mention.position),
                plan.format.to_string(),
                code(&without_login(&mention.line)),
            ]
        }));
    }
    TableSection {
        title: format!(
            "Named, not converted: {}",
            counted(report.summary.files_mentioning, "file", "files")
        ),
        lead: "Look whether these still need the credential file.",
        head: ["where", "in", "text"],
        rows,
    }
}

fn errors(report: &Report) -> TableSection {
    let rows = report.files.iter().filter_map(|file| {
        let failure = file.result.as_ref().err()?;
        let path = file.path.to_string_lossy();
        let place = failure.position.map_or_else(|| code(&path), |at| place(&path, at));
        Some([place, prose(&without_login(&failure.message)), String::new()])
    });
    let rows: Vec<_> = rows.collect();
    TableSection {
        title: format!("Failed: {}", counted(rows.len(), "file", "files")),
        lead: "",
        head: ["where", "error", ""],
        rows,
    }
}

fn place(path: &str, at: Position) -> String {
    code(&format!("{path}:{}:{}", at.line, at.column))
}

/// Returns text as a code span in a table cell, or an empty text for an empty one.
fn code(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() || is_invisible(c) { ' ' } else { c })
        .collect::<String>()
        .replace('|', "\\|");
    if text.trim().is_empty() {
        return String::new();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Whether a character changes the direction of the text around it (bidirectional controls).
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns a message as Markdown; its quoted parts become code.
fn prose(text: &str) -> String {
    let part = |part| match part {
        MessagePart::Code(text) => code(text),
        MessagePart::Words(words) => escaped(words),
    };
    parts(text).into_iter().map(part).collect()
}

/// Returns text in which nothing has a meaning for Markdown, tables or GitHub.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("&#64;"),
            c if c.is_control() || is_invisible(c) => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
