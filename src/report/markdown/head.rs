//! The head of a description: the numbers of definitions by state, their groups, the blockers, the preparations, and
//! what is different after the migration.

use std::fmt::Write as _;

use super::cells::{code, escaped, prose};
use crate::plan::State;
use crate::report::human::{counted, grouped};
use crate::report::jsonl::state_name;
use crate::report::overview::{Group, Overview};
use crate::report::preparations::{Task, preparations, tasks};
use crate::report::summary::{blockers, everywhere, kept};
use crate::report::{Report, Verb};
use crate::text::without_login;

/// The most groups in the table.
const GROUPS: usize = 30;

/// The most preparations of one kind that are listed.
const THINGS: usize = 20;

/// The number of squares in a bar.
const BAR: usize = 10;

/// Returns the head.
pub(super) fn head(report: &Report) -> String {
    let mut text = String::from("## Marathon: registry credentials from secrets\n\n");
    let searched = usize::try_from(report.summary.files_searched).unwrap_or(usize::MAX);
    let searched = counted(searched, "file", "files");
    let counts = report.summary.in_words(report.verb);
    if let Some(chosen) = report.summary.chosen_in_words() {
        let _ = writeln!(text, "{}\n", escaped(&chosen));
    }
    let _ = writeln!(text, "**{}** ({searched} searched)", escaped(&counts));
    for facts in &report.summary.facts {
        let _ = writeln!(text, "\nFacts: {}: {}", code(&facts.file), facts.age_in_words());
    }
    for outdated in &report.summary.outdated {
        let (place, about) = (code(&outdated.place), code(&outdated.about));
        let _ = writeln!(text, "\n* {place}: decision about {about}: {}", prose(&outdated.why()));
    }
    for without in &report.summary.without_files {
        let _ = writeln!(text, "\n* {}: {}", code(&without.place), prose(&without.why()));
    }
    if let Some(split) = &report.summary.split {
        for line in [split.hint()].into_iter().chain(split.exceptions()) {
            let _ = writeln!(text, "\n* {}", prose(&line));
        }
    }
    let overview = Overview::of(report.files, report.overview_options, GROUPS);
    if overview.groups.len() > 1 {
        text += &table(&overview, report.verb);
    }
    text += &in_the_way(report);
    text += &to_prepare(report);
    text += &different(report);
    text
}

/// Returns the table of groups.
fn table(overview: &Overview, verb: Verb) -> String {
    let states = &overview.states;
    let titles: Vec<String> = states
        .iter()
        .map(|&state| format!("{} {}", square(state), state_name(state, verb)))
        .collect();
    let has_clusters = overview.groups.iter().any(|group| group.cluster.is_some());
    let (cluster, line) = if has_clusters { ("| cluster ", "|---") } else { ("", "") };
    let mut text = format!(
        "\n{cluster}| {} | all | {} | |\n{line}|---|--:|{}---|\n",
        code(&overview.heading),
        titles.join(" | "),
        "--:|".repeat(states.len())
    );
    for Group { cluster, name, counts } in &overview.groups {
        let cell = |&state| match counts.of(state) {
            0 => String::new(),
            count => grouped(count),
        };
        let cells: Vec<String> = states.iter().map(cell).collect();
        let bar: String = counts
            .bar(BAR)
            .into_iter()
            .map(|(state, length)| square(state).repeat(length))
            .collect();
        let cluster = cluster.as_ref().map(|name| format!("| {} ", code(name)));
        let _ = writeln!(
            text,
            "{}| {} | {} | {} | {bar} |",
            cluster.unwrap_or_default(),
            code(&without_login(name)),
            grouped(counts.all()),
            cells.join(" | ")
        );
    }
    if overview.hidden > 0 {
        let _ = writeln!(text, "\n{} more have no room here.", overview.hidden);
    }
    text
}

/// Returns the square that the part of a bar for `state` is made of.
fn square(state: State) -> &'static str {
    match state {
        State::Migrated => "🟩",
        State::Convertible => "🟦",
        State::Left => "🟨",
        State::Kept => "🟪",
        State::Blocked => "🟥",
        State::NoImage => "⬜",
    }
}

/// Returns the table of the rules that block: for each, the number of definitions that nothing else blocks, and the
/// number of all that it blocks.
fn in_the_way(report: &Report) -> String {
    let rows = blockers(report.summary);
    if rows.is_empty() {
        return String::new();
    }
    let mut text = String::from(
        "\n### In the way\n\n*Alone* tells how many definitions convert once this blocker is solved or accepted.\n\n\
         | blocked by | alone | all | |\n|---|--:|--:|---|\n",
    );
    for row in rows {
        let way = match report.summary.acceptable.contains(row.rule) {
            true => code(&format!("--accept {}", row.rule)),
            false => String::new(),
        };
        let (rule, alone, all) = (escaped(row.rule), grouped(row.alone), grouped(row.all));
        let _ = writeln!(text, "| {rule} | {alone} | {all} | {way} |");
    }
    let several = report.summary.blocked_by_several();
    if several > 0 {
        let _ = writeln!(text, "\n{} more have two or more blockers.", grouped(several));
    }
    text
}

/// Returns the list of preparations.
fn to_prepare(report: &Report) -> String {
    let all = preparations(report.files);
    if all.is_empty() {
        return String::new();
    }
    let mut text = String::from("\n### To prepare, once\n\n");
    for Task { kind, things } in tasks(&all) {
        let mut cells: Vec<String> = things
            .iter()
            .take(THINGS)
            .map(|(name, asking)| {
                format!("{} ({})", code(&without_login(name)), grouped(asking.len()))
            })
            .collect();
        if things.len() > THINGS {
            cells.push(format!("{} more", things.len() - THINGS));
        }
        let _ = writeln!(text, "* {}: {}", prose(kind.task()), cells.join(", "));
    }
    text
}

/// Returns the list of what is different after the migration: the notes that hold for many definitions, the accepted
/// blockers, and the reasons for which definitions are kept.
fn different(report: &Report) -> String {
    let mut text = String::new();
    for row in everywhere(report.summary) {
        let _ = writeln!(
            text,
            "* {} × **{}**: {}",
            grouped(row.count),
            escaped(row.rule),
            prose(row.text)
        );
    }
    for (rule, count) in &report.summary.accepted {
        let _ = writeln!(text, "* {} × **{}** accepted", grouped(count), escaped(rule));
    }
    for (reason, count) in kept(report.files) {
        let _ = writeln!(text, "* {} × stay on Docker: {}", grouped(count), prose(&reason));
    }
    if text.is_empty() { text } else { format!("\n### Different afterwards\n\n{text}") }
}
