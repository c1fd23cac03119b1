//! Tells from the first and last bytes of a file whether it is a document that this program has
//! written.
//!
//! A report may replace an earlier report, but no other file that the run reads. Invariant: a file
//! that is not recognised as a report counts as foreign.

use anstream::adapter::strip_str;

/// Whether a file that begins with `start` and ends with `end` is a report, a diff or a plan of
/// this program, or is empty so that nothing can be lost.
#[must_use]
pub fn is_own(start: &[u8], end: &[u8]) -> bool {
    let (start, end) = (String::from_utf8_lossy(start), String::from_utf8_lossy(end));
    let (start, end) = (strip_str(&start).to_string(), strip_str(&end).to_string());
    start.trim().is_empty()
        || is_json(&start)
        || is_text(&start)
        || is_diff(&start)
        || is_stat(&start, &end)
        || is_for_people(&start, &end)
}

/// Whether it begins like JSON lines, a plan or SARIF.
fn is_json(start: &str) -> bool {
    let first = first_line(start);
    let is_lines = first.starts_with(r#"{"type":"begin","data":{"#)
        && first.contains(r#""program":"pullconfig""#);
    let has = |member: &str| start.lines().any(|line| line.trim_start().starts_with(member));
    let is_sarif =
        has(r#""$schema": "https://json.schemastore.org/sarif-"#) && has(r#""name": "pullconfig""#);
    is_lines || first == "{" && (has(r#""program": "pullconfig "#) || is_sarif)
}

/// Whether it begins like Markdown, a page or workflow commands.
fn is_text(start: &str) -> bool {
    let first = first_line(start);
    let is_page = first == "<!DOCTYPE html>"
        && start.lines().any(|line| line.starts_with("<title>pullconfig: "));
    let is_commands = first.starts_with("::") && first.contains(",title=pullconfig ");
    first == "## Marathon: registry credentials from secrets" || is_page || is_commands
}

fn is_diff(start: &str) -> bool {
    let mut lines = start.lines();
    ["--- ", "+++ ", "@@ -"]
        .into_iter()
        .all(|begin| lines.next().is_some_and(|line| line.starts_with(begin)))
}

fn is_stat(start: &str, end: &str) -> bool {
    let first = first_line(start);
    let last = end.lines().next_back().unwrap_or_default();
    first.starts_with(' ')
        && first.contains(" | ")
        && last.contains(" changed, ")
        && last.ends_with("(-)")
}

/// Whether it is the report for people: it begins with a place or the counts, and the counts are
/// near the end.
fn is_for_people(start: &str, end: &str) -> bool {
    let is_counts = |line: &str| {
        let begins =
            line.starts_with("no definition") || line.starts_with(|c: char| c.is_ascii_digit());
        begins && line.ends_with(" searched)")
    };
    let first = first_line(start);
    (is_counts(first) || begins_with_place(first)) && end.lines().any(is_counts)
}

/// Whether a line begins with a place, as `apps/web.json:3:14: ` does.
fn begins_with_place(line: &str) -> bool {
    line.match_indices(": ").any(|(at, _)| {
        let mut numbers = line[..at].rsplitn(3, ':');
        let mut is_number = || numbers.next().is_some_and(|part| part.parse::<usize>().is_ok());
        is_number() && is_number() && numbers.next().is_some_and(|path| !path.is_empty())
    })
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
