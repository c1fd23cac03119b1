//! Tells from the first and last bytes of a file whether it is a document that this program has
//! written.
//!
//! A report may replace an earlier report, but no other file that the run reads. Invariant: a file that is not
//! recognised as a document of this program counts as a file of somebody else.

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

/// Whether a file begins as JSON lines, a plan or SARIF does.
fn is_json(start: &str) -> bool {
    let first = first_line(start);
    let is_lines = first.starts_with(r#"{"type":"begin","data":{"#)
        && first.contains(r#""program":"pullconfig""#);
    let has = |member: &str| start.lines().any(|line| line.trim_start().starts_with(member));
    let is_sarif =
        has(r#""$schema": "https://json.schemastore.org/sarif-"#) && has(r#""name": "pullconfig""#);
    is_lines || first == "{" && (has(r#""program": "pullconfig "#) || is_sarif)
}

/// Whether a file begins as Markdown, a page or workflow commands do.
fn is_text(start: &str) -> bool {
    let first = first_line(start);
    let is_page = first == "<!DOCTYPE html>"
        && start.lines().any(|line| line.starts_with("<title>pullconfig: "));
    let is_commands = first.starts_with("::")
        && [",title=pullconfig ", " title=pullconfig "].iter().any(|title| first.contains(title));
    first == "## Marathon: registry credentials from secrets" || is_page || is_commands
}

/// Whether a file begins as a diff does. Diffs of other programs may begin in the same way.
fn is_diff(start: &str) -> bool {
    let mut lines = start.lines();
    ["--- ", "+++ ", "@@ -"]
        .into_iter()
        .all(|begin| lines.next().is_some_and(|line| line.starts_with(begin)))
}

/// Whether a file begins and ends as the table of `diff --stat` does.
fn is_stat(start: &str, end: &str) -> bool {
    let first = first_line(start);
    let last = end.lines().next_back().unwrap_or_default();
    first.starts_with(' ')
        && first.contains(" | ")
        && last.contains(" changed, ")
        && last.ends_with("(-)")
}

/// Whether a file is the report for people: its first line begins with a position, or has the counts or the filters of
/// the user, and its end has a line with the counts.
fn is_for_people(start: &str, end: &str) -> bool {
    let is_counts = |line: &str| {
        let begins =
            line.starts_with("no definition") || line.starts_with(|c: char| c.is_ascii_digit());
        begins && line.ends_with(" searched)")
    };
    let first = first_line(start);
    let is_report = is_counts(first) || is_chosen(first) || begins_with_place(first);
    is_report && end.lines().any(is_counts)
}

/// Whether a line tells what filters have chosen, such as `12 of 2,088 by --rule`.
fn is_chosen(line: &str) -> bool {
    let is_number = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit())
            && text.chars().all(|c| c.is_ascii_digit() || c == ',')
    };
    let parts = line.split_once(" by --").and_then(|(counts, _)| counts.split_once(" of "));
    parts.is_some_and(|(chosen, all)| is_number(chosen) && is_number(all))
}

/// Whether a line begins with a path and a position, as `apps/web.json:3:14: ` does.
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

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn a_report_is_told_from_other_files() {
        let counts = "5 convertible in 1 file (2 files searched)\n";
        let own = [
            counts.to_owned(),
            format!("shop.json:2:3: convertible /shop/cart\n{counts}"),
            format!("5 of 2,088 by --state and --rule\n{counts}"),
            "::notice file=a.json,line=2,col=3,title=pullconfig mention::text\n".to_owned(),
            "::notice title=pullconfig to prepare::create on the agents: /srv (1)\n".to_owned(),
            String::new(),
        ];
        for text in own {
            assert!(is_own(text.as_bytes(), text.as_bytes()), "{text}");
        }
        let others = [
            "5 of 2,088 by --state\n".to_owned(),
            format!("some of them by --state\n{counts}"),
            "::notice title=another program::text\n".to_owned(),
            "{}\n".to_owned(),
        ];
        for text in others {
            assert!(!is_own(text.as_bytes(), text.as_bytes()), "{text}");
        }
    }
}
