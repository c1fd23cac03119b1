//! Templates of real packages in Mustache, as they are and mutated, with random values.
//!
//! They lie outside of the repository: `PACKAGES=FOLDER cargo test --release --test external render::packages`
//! judges all `*.mustache` there, and with `MUTATIONS=N` as many mutations of each instead.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::generated::run::Tally;
use super::judge::{Judge, Template, judged};
use super::language::Language;
use super::said;
use crate::support::folder::entries;
use crate::support::random::Dice;

/// Sets of values for each.
const SETS: usize = 20;

/// What a name is used for.
#[derive(Debug, Clone, Copy, Default)]
struct Use {
    opens: bool,
    is_text: bool,
    is_bare: bool,
    is_flag: bool,
    is_path: bool,
}

/// Judges the packages in `PACKAGES`; what is missing, or the figures or what went wrong.
pub(crate) fn suite() -> Result<Result<String, String>, String> {
    let folder = said("PACKAGES").ok_or("needs PACKAGES, a folder of them")?;
    let mutations = said("MUTATIONS").and_then(|said| said.parse().ok()).unwrap_or(0);
    Language::Mustache.judges().map(|mut judges| all(&folder, mutations, &mut judges))
}

fn all(folder: &str, mutations: u64, judges: &mut [Judge]) -> Result<String, String> {
    let files: Vec<PathBuf> = entries(folder.as_ref())
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "mustache"))
        .collect();
    let (mut tally, mut stories) = (Tally::default(), Vec::new());
    for (at, file) in files.iter().enumerate() {
        let text = fs::read_to_string(file).map_err(|it| format!("{}: {it}", file.display()))?;
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let template = |seed: u64, text: String| {
            let mut dice = Dice(seed);
            let names = names(&text);
            let values = (0..SETS).map(|_| set(&names, &mut dice)).collect();
            let is_only_mustache = shows_its_subject(&text);
            Template { file: name.clone(), text, values, neighbours: Vec::new(), is_only_mustache }
        };
        let templates: Vec<Template> = match mutations {
            0 => vec![template(at as u64, text)],
            _ => (0..mutations)
                .map(|mutation| {
                    let seed = (at as u64) << 20 | mutation;
                    template(seed, mutated(&text, &mut Dice(seed)))
                })
                .collect(),
        };
        let verdicts = judged(&templates, judges).ok_or("an engine broke off in the middle")?;
        for (template, verdict) in templates.iter().zip(verdicts) {
            if let Some(failure) = &verdict.failure {
                let story = format!(
                    "== {}: {}\n{}\n--- {}\n",
                    template.file, failure.kind, template.text, failure.story
                );
                stories.push(story);
            }
            tally.add(&verdict);
        }
    }
    stories.sort_by_key(String::len);
    stories.truncate(10);
    let figures = tally.figures("packages");
    if stories.is_empty() { Ok(figures) } else { Err(format!("{}\n{figures}", stories.join("\n"))) }
}

/// Whether a section shows, as a text, the name that it is a section of.
fn shows_its_subject(text: &str) -> bool {
    text.split("{{#").skip(1).any(|rest| {
        let Some((name, rest)) = rest.split_once("}}") else { return false };
        let end = rest.find(&format!("{{{{/{name}}}}}"));
        rest[..end.unwrap_or(0)].contains(&format!("{{{{{name}}}}}"))
    })
}

/// The names in the tags, with what they are used for.
fn names(text: &str) -> BTreeMap<String, Use> {
    let mut names: BTreeMap<String, Use> = BTreeMap::new();
    let (mut rest, mut is_text) = (text, false);
    while let Some(at) = rest.find("{{") {
        is_text ^= quotes(&rest[..at]) % 2 == 1;
        let is_flag = ["forcePullImage\":", "privileged\":", "external\":", "true\":"]
            .iter()
            .any(|key| rest[..at].trim_end().ends_with(key));
        let head = &rest[..at];
        let inside = rest[at..].trim_start_matches('{');
        let Some(end) = inside.find("}}") else { break };
        let (tag, behind) = (inside[..end].trim(), &inside[end..]);
        rest = behind.trim_start_matches('}');
        if behind.len() - rest.len() > 3 {
            rest = &behind[2..];
        }
        let name = tag.trim_start_matches(['#', '^', '&', '/']).trim();
        if tag.starts_with(['!', '>', '=']) || name.is_empty() {
            continue;
        }
        let is_path = head.ends_with("Path\": \"");
        let used = names.entry(name.to_owned()).or_default();
        used.is_path |= is_path;
        match tag.chars().next() {
            Some('#' | '^' | '/') => used.opens = true,
            _ if is_text => used.is_text = true,
            _ if is_flag => used.is_flag = true,
            _ => used.is_bare = true,
        }
    }
    names
}

/// How many quotes begin or end a string.
fn quotes(text: &str) -> usize {
    let (mut count, mut is_escaped) = (0, false);
    for c in text.chars() {
        count += usize::from(c == '"' && !is_escaped);
        is_escaped = c == '\\' && !is_escaped;
    }
    count
}

/// A value for each name, nested as its dots say.
fn set(names: &BTreeMap<String, Use>, dice: &mut Dice) -> Value {
    let mut all = Map::new();
    for (name, used) in names {
        let mut choices = match used {
            Use { is_flag: true, .. } => vec![json!(true), json!(false)],
            Use { is_bare: true, .. } => vec![json!(1), json!(20)],
            Use { is_path: true, .. } => vec![json!("/x1"), json!("/some/path")],
            Use { is_text: true, .. } => vec![json!("x1"), json!("some-name")],
            _ => vec![json!(true), json!("x")],
        };
        if used.opens {
            choices.extend([json!(false), Value::Null, json!(""), json!(false), json!(0)]);
        }
        let value = choices[dice.below(choices.len())].clone();
        insert(&mut all, name, value);
    }
    Value::Object(all)
}

fn insert(all: &mut Map<String, Value>, name: &str, value: Value) {
    match name.split_once('.').filter(|(head, tail)| !head.is_empty() && !tail.is_empty()) {
        None => {
            // What has members already is something.
            all.entry(name).or_insert(value);
        }
        Some((head, tail)) => {
            let inner = all.entry(head).or_insert_with(|| json!({}));
            if !inner.is_object() {
                *inner = json!({});
            }
            if let Value::Object(inner) = inner {
                insert(inner, tail, value);
            }
        }
    }
}

/// Members and elements that have something to do with the conversion.
const PIECES: &[&str] = &[
    "\"network\": \"HOST\",",
    "\"network\": \"BRIDGE\",",
    "\"forcePullImage\": true,",
    "\"parameters\": [{\"key\": \"env\", \"value\": \"A=b\"}],",
    "\"portMappings\": [{\"containerPort\": 80}],",
    "\"type\": \"DOCKER\",",
    "\"volumes\": [],",
    "\"env\": {\"K\": \"v\"},",
];

/// One to three changes: lines in sections, other conditions, lines gone, twice, moved or new.
fn mutated(text: &str, dice: &mut Dice) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    for _ in 0..1 + dice.below(3) {
        mutate(&mut lines, dice);
    }
    lines.concat()
}

fn mutate(lines: &mut Vec<String>, dice: &mut Dice) {
    let flag = ["a", "service.user", "service.name", "b"][dice.below(4)];
    let mark = ["#", "#", "^"][dice.below(3)];
    let section = |inside: &str| format!("{{{{{mark}{flag}}}}}{inside}{{{{/{flag}}}}}");
    let at = dice.below(lines.len());
    match dice.below(8) {
        0..3 => put_in_section(lines, dice, section),
        3 => {
            lines.remove(at);
        }
        4 => {
            let line = lines[at].clone();
            lines.insert(at, line);
        }
        5 => {
            let to = dice.below(lines.len());
            lines.swap(at, to);
        }
        6 => insert_piece(lines, dice, section),
        _ => negate(lines, dice),
    }
}

/// Puts a member of one line into a section, with its comma.
fn put_in_section(lines: &mut [String], dice: &mut Dice, section: impl Fn(&str) -> String) {
    let is_member = |line: &str| {
        let line = line.trim();
        line.starts_with('"') && line.ends_with(',') && !line.contains("{{#")
    };
    let members: Vec<usize> = (0..lines.len()).filter(|&at| is_member(&lines[at])).collect();
    let Some(&at) = members.get(dice.below(members.len())) else { return };
    let own = lines[at].trim().to_owned();
    let other = if dice.once_in(3) { own.replace("DOCKER", "MESOS") } else { String::new() };
    lines[at] = lines[at].replacen(&own, &(section(&own) + &other), 1);
}

/// Puts a new member behind an opening brace.
fn insert_piece(lines: &mut Vec<String>, dice: &mut Dice, section: impl Fn(&str) -> String) {
    let is_open = |line: &str| line.trim_end().ends_with('{');
    let opens: Vec<usize> = (0..lines.len()).filter(|&at| is_open(&lines[at])).collect();
    let Some(&open) = opens.get(dice.below(opens.len())) else { return };
    let piece = PIECES[dice.below(PIECES.len())];
    let piece = if dice.once_in(2) { section(piece) } else { piece.to_owned() };
    lines.insert(open + 1, format!("      {piece}\n"));
}

/// Makes a condition its opposite, everywhere or here and there.
fn negate(lines: &mut [String], dice: &mut Dice) {
    let all = lines.concat();
    let Some(open) = all.split("{{#").nth(1 + dice.below(4)) else { return };
    let Some((name, _)) = open.split_once("}}") else { return };
    let (yes, no) = (format!("{{{{#{name}}}}}"), format!("{{{{^{name}}}}}"));
    let is_everywhere = dice.once_in(2);
    for line in lines.iter_mut() {
        if is_everywhere || dice.once_in(2) {
            *line = match line.contains(&yes) {
                true => line.replace(&yes, &no),
                false => line.replace(&no, &yes),
            };
        }
    }
}
