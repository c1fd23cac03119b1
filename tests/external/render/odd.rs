//! `fixtures/odd-templates/`: templates that are hard to convert rightly, with what is right for each.
//!
//! `cases.json` tells the free names of each and what they may hold (or all sets of `values`), and
//! what is right: `refuse`, `convert`, or `either`. Converted or not, it has to be right for all
//! values.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;

use super::judge::{Fate, Judge, Template, Verdict, judged};
use super::language::Language;
use super::values::{Names, assignments};
use crate::support::random::Dice;

use crate::support::folder::root;

/// Those that come out wrong today, and how. It only ever gets shorter: one that comes out right
/// fails the test until it is struck.
const KNOWN: &[(&str, &str)] = &[];

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Right {
    Refuse,
    Convert,
    Either,
}

#[derive(Deserialize)]
struct Case {
    #[serde(default)]
    names: Names,
    #[serde(default)]
    values: Vec<Value>,
    right: Right,
    why: String,
}

/// Judges those in `language`; what was judged, or what went wrong.
pub(crate) fn all(language: Language, judges: &mut [Judge]) -> Result<String, String> {
    let cases: Vec<(String, Case)> = cases()?
        .into_iter()
        .filter(|(file, _)| file.ends_with(&format!(".{}", language.extension())))
        .collect();
    let read = |(file, case): &(String, Case)| {
        let text = fs::read_to_string(folder().join(file)).map_err(|it| format!("{file}: {it}"))?;
        let made = || assignments(&case.names, &mut Dice(1));
        let values = if case.values.is_empty() { made() } else { case.values.clone() };
        Ok(Template {
            file: file.clone(),
            text,
            values,
            neighbours: Vec::new(),
            is_only_mustache: false,
        })
    };
    let templates: Vec<Template> = cases.iter().map(read).collect::<Result<_, String>>()?;
    let verdicts = judged(&templates, judges).ok_or("an engine broke off in the middle")?;
    let (mut failures, mut compared) = (Vec::new(), 0);
    for ((file, case), verdict) in cases.iter().zip(verdicts) {
        compared += verdict.compared;
        let known = KNOWN.iter().find(|(name, _)| name == file);
        match (wrong(case, &verdict), known) {
            (None, None) | (Some(_), Some(_)) => {}
            (None, Some(_)) => failures.push(format!("== {file} is right: strike it from KNOWN")),
            (Some(story), None) => failures.push(format!("== {file}: {}\n{story}", case.why)),
        }
    }
    let counts = format!("{} templates, {compared} renderings", cases.len());
    if failures.is_empty() { Ok(counts) } else { Err(failures.join("\n")) }
}

fn folder() -> PathBuf {
    root().join("fixtures/odd-templates")
}

fn cases() -> Result<BTreeMap<String, Case>, String> {
    let text = fs::read_to_string(folder().join("cases.json")).map_err(|it| it.to_string())?;
    serde_json::from_str(&text).map_err(|error| format!("cases.json: {error}"))
}

fn wrong(case: &Case, verdict: &Verdict) -> Option<String> {
    if let Some(failure) = &verdict.failure {
        return Some(format!("{}: {}", failure.kind, failure.story));
    }
    match (&case.right, &verdict.fate) {
        (Right::Either, _)
        | (Right::Convert, Fate::Converted)
        | (Right::Refuse, Fate::Refused(..)) => None,
        (_, fate) => Some(format!("{fate:?}")),
    }
}
