//! README.md and the pages in `docs/`: every link leads somewhere, and `docs/formats.md` tells
//! of every field that is printed.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use pullconfig::text::Syntax;
use serde_json::Value;

use crate::support::folder::root;
use crate::support::program::pullconfig;

fn pages(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of pages").flatten();
    let mut pages = Vec::new();
    for path in entries.map(|entry| entry.path()) {
        match path.extension() {
            None if path.is_dir() => pages.extend(self::pages(&path)),
            Some(extension) if extension == "md" => pages.push(path),
            _ => {}
        }
    }
    pages.sort();
    pages
}

/// The targets of all `[text](target)`.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target)
}

#[test]
fn every_link_leads_somewhere() {
    let mut dead = Vec::new();
    let readme = [root().join("README.md")];
    for page in pages(&root().join("docs")).into_iter().chain(readme) {
        let text = fs::read_to_string(&page).expect("a page");
        let folder = page.parent().expect("a folder");
        for target in links(&text).filter(|target| !target.contains("://")) {
            let file = target.split('#').next().unwrap_or_default();
            if !folder.join(file).exists() {
                dead.push(format!("{}: {target}", page.display()));
            }
        }
    }
    assert!(dead.is_empty(), "{}", dead.join("\n"));
}

#[test]
fn every_ending_of_a_template_is_told_and_known() {
    let page = fs::read_to_string(root().join("docs/templates.md")).expect("the page");
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    for (ending, _) in Syntax::EXTENSIONS {
        assert!(
            page.contains(&format!("`.{ending}`")),
            "docs/templates.md does not tell of .{ending}"
        );
        let name = format!("login.{ending}");
        fs::write(folder.path().join(&name), "tar czf docker.tar.gz").expect("a file");
    }
    let report = pullconfig(root(), &["scan", &folder.path().to_string_lossy()]).stdout;
    let count = report.matches(": mentioned in template: docker.tar.gz").count();
    assert_eq!(count, Syntax::EXTENSIONS.len(), "{report}");
}

/// The names of the members of `value` and of the objects in its lists. Objects with free keys
/// (counts) are not entered.
fn names(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                found.insert(name.clone());
                if value.is_array() && name != "patch" {
                    names(value, found);
                }
            }
        }
        Value::Array(elements) => elements.iter().for_each(|element| names(element, found)),
        _ => {}
    }
}

/// The part of a page below a heading, up to the next one that is not deeper.
fn section<'p>(page: &'p str, heading: &str) -> &'p str {
    let start = page.find(&format!("\n{heading}\n")).expect("the heading is there");
    let level = heading.split(' ').next().unwrap_or_default();
    let rest = &page[start + heading.len() + 2..];
    let ends = ["\n## ".to_owned(), format!("\n{level} ")];
    let end = ends.iter().filter_map(|end| rest.find(end)).min().unwrap_or(rest.len());
    &rest[..end]
}

/// The words in the code spans of a text.
fn words(text: &str) -> BTreeSet<String> {
    let spans = text.split('`').skip(1).step_by(2);
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    spans.flat_map(|span| span.split(|c| !is_word(c))).map(str::to_owned).collect()
}

#[test]
fn every_field_is_described() {
    let page = fs::read_to_string(root().join("docs/formats.md")).expect("the page");
    let project = "fixtures/projects/ferry";
    let mut fields: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in
        pullconfig(root(), &["scan", project, "no-such-file", "--format", "jsonl"]).stdout.lines()
    {
        let event: Value = serde_json::from_str(line).expect("a JSON line");
        let heading = format!("### `{}`", event["type"].as_str().expect("a type"));
        names(&event["data"], fields.entry(heading).or_default());
    }
    assert_eq!(fields.len(), 6, "an event of each type");
    let plan: Value =
        serde_json::from_str(&pullconfig(root(), &["plan", project]).stdout).expect("a plan");
    names(&plan, fields.entry("## The plan document".into()).or_default());
    let mut untold = Vec::new();
    for (heading, names) in &fields {
        let mut told = words(section(&page, heading));
        if heading == "## The plan document" {
            // Findings and secrets are told of once.
            told.extend(words(section(&page, "### `definition`")));
        }
        untold.extend(names.difference(&told).map(|name| (heading, name.clone())));
    }
    assert!(untold.is_empty(), "{untold:?}");
}
