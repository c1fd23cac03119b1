//! Writes the parts of the page that sum up the definitions: their numbers by state, their groups, the blockers, the
//! preparations, and what is different after the migration.
//!
//! If a filter of the page selects the definitions that a row counts, the name in the row is a link to their list. When
//! the link is clicked, the script sets the filter.

use std::io::{self, Write};

use super::escape::{escaped, prose};
use super::file::is_told;
use crate::report::human::grouped;
use crate::report::jsonl::state_name;
use crate::report::overview::{Group, Grouping, Overview, StateCounts};
use crate::report::preparations::{Task, preparations, tasks};
use crate::report::summary::{blockers, everywhere, kept};
use crate::report::{Report, Verb};
use crate::rules::rule;
use crate::text::without_login;

/// The most groups in the table.
const GROUPS: usize = 30;

/// The most preparations of one kind that are named while their list is folded.
const THINGS: usize = 6;

/// Returns a link with the text `text`, which sets the filter `field` of the page to `value`.
pub(super) fn filter(field: &str, value: &str, text: &str) -> String {
    let (value, text) = (escaped(value), escaped(text));
    format!("<a href=\"#files\" data-field=\"{field}\" data-value=\"{value}\">{text}</a>")
}

/// Writes the numbers of definitions by state.
pub(super) fn counters(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let (mut all, mut told) = (StateCounts::default(), StateCounts::default());
    let plans = report.files.iter().filter_map(|file| file.result.as_ref().ok());
    for definition in plans.flat_map(|plan| &plan.definitions) {
        all.add(definition.state());
        if is_told(definition, report) {
            told.add(definition.state());
        }
    }
    write!(out, "<p class=\"counters\">")?;
    for (state, count) in all.each() {
        let name = state_name(state, report.verb);
        let text = format!("{} {name}", grouped(count));
        // The list has no definition of a state that only the counts tell.
        let link = if told.of(state) > 0 { filter("state", name, &text) } else { text };
        write!(out, "<span class=\"state {name}\">{link}</span> ")?;
    }
    if report.summary.failed > 0 {
        let link = filter("state", "error", &format!("{} failed", report.summary.failed));
        write!(out, "<span class=\"state error\">{link}</span> ")?;
    }
    writeln!(out, "</p>")
}

/// Writes the table of groups. Writes nothing if there is one group only.
pub(super) fn groups(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let overview = Overview::of(report.files, report.overview_options, GROUPS);
    if overview.groups.len() < 2 {
        return Ok(());
    }
    let has_clusters = overview.groups.iter().any(|group| group.cluster.is_some());
    let cluster = if has_clusters { "<th>cluster" } else { "" };
    let heading = escaped(&overview.heading);
    write!(out, "<table class=\"groups\"><tr>{cluster}<th>{heading}<th>all")?;
    for &state in &overview.states {
        write!(out, "<th>{}", state_name(state, report.verb))?;
    }
    writeln!(out, "<th></tr>")?;
    for group in &overview.groups {
        let Group { cluster, name, counts } = group;
        let shown = without_login(name);
        let link = match report.overview_options.grouping {
            Grouping::Folder => filter("folder", &overview.full_name(group), &shown),
            Grouping::Cluster => filter("cluster", name, &shown),
            Grouping::Rule => filter("rule", name.split('/').next().unwrap_or_default(), &shown),
            Grouping::Registry => filter("registry", name, &shown),
            Grouping::Owner => escaped(&shown).into_owned(),
        };
        write!(out, "<tr>")?;
        if let Some(cluster) = cluster {
            write!(out, "<td>{}", filter("cluster", cluster, cluster))?;
        }
        write!(out, "<td>{link}<td class=\"number\">{}", grouped(counts.all()))?;
        for &state in &overview.states {
            match counts.of(state) {
                0 => write!(out, "<td class=\"number\">")?,
                count => write!(out, "<td class=\"number\">{}", grouped(count))?,
            }
        }
        writeln!(out, "<td>{}</tr>", bar(counts, report.verb))?;
    }
    writeln!(out, "</table>")?;
    if overview.hidden > 0 {
        writeln!(out, "<p>{} smaller ones are left out.</p>", overview.hidden)?;
    }
    Ok(())
}

/// Returns a bar as SVG, with a part for each state that occurs in `counts`.
fn bar(counts: &StateCounts, verb: Verb) -> String {
    let mut bar = String::from(
        "<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">",
    );
    let mut at = 0;
    for (state, length) in counts.bar(100) {
        let name = state_name(state, verb);
        bar += &format!("<rect class=\"{name}\" x=\"{at}\" width=\"{length}\" height=\"10\"/>");
        at += length;
    }
    bar + "</svg>"
}

/// Writes a row for each rule that blocks: the number of definitions that nothing else blocks, and the number of all
/// that it blocks.
pub(super) fn in_the_way(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let rows = blockers(report.summary);
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<table class=\"counts\"><caption>In the way</caption>\
         <tr><th title=\"so many convert once this is solved or accepted\">alone<th>all<th></tr>"
    )?;
    for row in rows {
        let family = rule(row.rule).map_or(row.rule, |rule| rule.name);
        let way = match report.summary.acceptable.contains(row.rule) {
            true => format!(" <code>--accept {}</code>", escaped(row.rule)),
            false => String::new(),
        };
        let link = filter("rule", family, row.rule);
        writeln!(
            out,
            "<tr><td>{}<td>{}<td>{link}{way}</tr>",
            grouped(row.alone),
            grouped(row.all)
        )?;
    }
    let several = report.summary.blocked_by_several();
    if several > 0 {
        writeln!(out, "<tr><td>{several}<td><td>more have two or more blockers</tr>")?;
    }
    writeln!(out, "</table>")
}

/// Writes the preparations, each with the definitions that need it.
pub(super) fn to_prepare(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let all = preparations(report.files);
    if all.is_empty() {
        return Ok(());
    }
    writeln!(out, "<section id=\"prepare\"><h2>To prepare, once</h2>")?;
    for Task { kind, things } in tasks(&all) {
        let mut names: Vec<String> = things
            .iter()
            .take(THINGS)
            .map(|(name, asking)| {
                format!(
                    "<code>{}</code> ({})",
                    escaped(&without_login(name)),
                    grouped(asking.len())
                )
            })
            .collect();
        if things.len() > THINGS {
            names.push(format!("{} more", things.len() - THINGS));
        }
        let task = prose(kind.task());
        writeln!(
            out,
            "<details><summary>{task}: {}</summary>\n<table class=\"list\">",
            names.join(", ")
        )?;
        for (name, asking) in things {
            let ids: Vec<String> = asking
                .iter()
                .map(|it| format!("<code>{}</code>", escaped(&it.definition.id.to_string())))
                .collect();
            let name = without_login(name);
            writeln!(out, "<tr><td><code>{}</code><td>{}</tr>", escaped(&name), ids.join(" "))?;
        }
        writeln!(out, "</table></details>")?;
    }
    writeln!(out, "</section>")
}

/// Writes what is different after the migration: the notes that hold for many definitions, the accepted blockers,
/// and the reasons for which definitions are kept.
pub(super) fn different(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let rows = everywhere(report.summary);
    let kept = kept(report.files);
    if rows.is_empty() && report.summary.accepted.is_empty() && kept.is_empty() {
        return Ok(());
    }
    writeln!(out, "<table class=\"counts\"><caption>Different afterwards</caption>")?;
    for row in rows {
        writeln!(
            out,
            "<tr><td>{}<td>{}: {}</tr>",
            grouped(row.count),
            escaped(row.rule),
            prose(row.text)
        )?;
    }
    for (name, count) in &report.summary.accepted {
        let family = rule(name).map_or(name.as_str(), |rule| rule.name);
        let count = grouped(count);
        writeln!(out, "<tr><td>{count}<td>{} accepted</tr>", filter("rule", family, name))?;
    }
    for (reason, count) in &kept {
        let count = grouped(count);
        writeln!(out, "<tr><td>{count}<td>stay on Docker: {}</tr>", prose(reason))?;
    }
    writeln!(out, "</table>")
}
