//! The verbs on a large repository. `ESTATE=FOLDER cargo test --test cli estate::` leaves it in FOLDER.

#![expect(clippy::disallowed_methods, reason = "whoever runs the tests may name a folder")]

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::estate;
use crate::support::program::pullconfig;

/// The events of a type in JSON lines.
fn events(text: &str, kind: &str) -> Vec<Value> {
    let values = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    values.filter(|it| it["type"] == kind).map(|it| it["data"].clone()).collect()
}

/// The counts of a run over `dev/`.
fn counts(place: &Path, more: &[&str]) -> Value {
    let arguments = [&["scan", "dev", "--summary", "--format", "jsonl"], more].concat();
    let run = pullconfig(place, &arguments);
    assert!(events(&run.stdout, "definition").is_empty(), "only the summary");
    events(&run.stdout, "summary").remove(0)
}

#[test]
fn a_blocker_that_is_accepted_lets_as_many_convert_as_it_holds_back_alone() {
    let folder = TempDir::new().expect("a temporary folder");
    estate::plant(folder.path());
    let before = counts(folder.path(), &[]);
    for rule in ["privileged", "docker-parameter/dns"] {
        let alone = before["alone"][rule].as_u64().expect("a number");
        let after = counts(folder.path(), &["--accept", rule]);
        let convertible = |counts: &Value| counts["convertible"].as_u64().expect("a number");
        assert!(alone > 0, "{before}");
        assert_eq!(convertible(&after), convertible(&before) + alone, "{rule}");
        assert_eq!(after["accepted"][rule], before["blockers"][rule], "{rule}");
    }
}

#[test]
fn groups_hold_all_definitions() {
    let folder = TempDir::new().expect("a temporary folder");
    estate::plant(folder.path());
    let run = pullconfig(folder.path(), &["scan", "dev", "--format", "jsonl"]);
    let all = events(&run.stdout, "definition").len();
    for by in ["folder", "cluster", "registry", "owner"] {
        let table = pullconfig(folder.path(), &["scan", "dev", "--by", by]).stdout;
        let rows = table.lines().skip_while(|line| !line.contains(" convertible +")).skip(1);
        let rows = rows.take_while(|line| !line.starts_with("  blocked by"));
        // A folder and an owner have no blank; the number of all stands behind them.
        let number = |line: &str| line.split_whitespace().nth(1)?.parse::<usize>().ok();
        assert_eq!(rows.filter_map(number).sum::<usize>(), all, "{table}");
    }
}

#[test]
fn a_description_of_five_hundred_definitions_names_each() {
    let folder = TempDir::new().expect("a temporary folder");
    estate::plant(folder.path());
    let text = pullconfig(folder.path(), &["scan", "dev", "--format", "markdown"]).stdout;
    assert!(text.chars().count() < 65_536 && !text.contains("no room"), "{}", text.len());
    let place = |heading: &str| text.find(heading).unwrap_or_else(|| panic!("{heading}"));
    assert!(place("### In the way") < place("### Needs a hand"));
    assert!(place("### Needs a hand") < place("### Before deploying"));
    assert!(text.contains("<details><summary><code>booking/</code>"), "{text}");
    assert!(text.contains(": 8 blockers</summary>"), "{text}");
    // Without room for tables, a folder lists its blocked definitions rule by rule.
    assert!(text.contains("\n* **privileged**: `/booking/"), "{text}");
}

#[test]
fn a_description_of_two_thousand_definitions_names_the_folders_without_a_list_in_a_paragraph() {
    let folder = TempDir::new().expect("a temporary folder");
    estate::plant(folder.path());
    let text = pullconfig(folder.path(), &["scan", "--format", "markdown"]).stdout;
    assert!(text.chars().count() < 65_536, "{}", text.len());
    // A line right below a `</details>` would be HTML.
    assert!(text.contains("</details>\n\nThere is no room here for more lists"), "{text}");
    assert!(text.contains(" <code>templates/</code> 16.\n"), "{text}");
}

#[test]
fn a_long_list_of_secrets_tells_their_number_and_how_to_need_fewer() {
    let folder = TempDir::new().expect("a temporary folder");
    estate::plant(folder.path());
    let run = pullconfig(folder.path(), &["secrets", "dev"]);
    let note = "note: 416 secrets; `pullconfig secrets --suggest` prints entries";
    assert!(run.stderr.contains(note), "{}", run.stderr);
    let suggested = pullconfig(folder.path(), &["secrets", "dev", "--suggest"]);
    assert!(!suggested.stderr.contains(note), "{}", suggested.stderr);
    fs::write(folder.path().join("pullconfig.toml"), suggested.stdout).expect("a file");
    let fewer = pullconfig(folder.path(), &["secrets", "dev"]).stderr;
    assert!(fewer.contains("note: 20 secrets\n"), "{fewer}");
}

#[test]
fn a_page_links_the_numbers_of_the_states_that_it_lists() {
    let folder = TempDir::new().expect("a temporary folder");
    estate::plant(folder.path());
    let page = pullconfig(folder.path(), &["scan", "exports", "--format", "html"]).stdout;
    assert!(page.contains("<span class=\"state migrated\">21 migrated</span>"));
    assert!(page.contains("data-value=\"convertible\">81 convertible</a>"));
}

#[test]
fn the_numbers_of_changed_lines_are_written_as_git_writes_them() {
    let folder = TempDir::new().expect("a temporary folder");
    estate::plant(folder.path());
    let stat = pullconfig(folder.path(), &["diff", "dev", "--stat"]).stdout;
    let last: Vec<&str> = stat.lines().last().expect("a line").split(", ").collect();
    let added = last[1].trim_end_matches(" insertions(+)").parse::<usize>();
    assert!(last.len() == 3 && added.expect("a number") > 1000, "{last:?}");
}

#[test]
fn it_has_two_thousand_definitions_and_no_broken_file() {
    let folder = TempDir::new().expect("a temporary folder");
    let kept = std::env::var_os("ESTATE");
    let place = kept.as_ref().map_or(folder.path(), Path::new);
    estate::plant(place);
    let run = pullconfig(place, &["scan", "--format", "jsonl"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    let definitions = events(&run.stdout, "definition");
    assert!((1_900..2_100).contains(&definitions.len()), "{}", definitions.len());
}
