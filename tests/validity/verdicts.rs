//! `check` says what Marathon says: 16,000 small definitions, made at random, and what four versions of
//! Marathon's own code said of them.
//!
//! `marathon.jsonl.gz` has one JSON object a line: `kind` (`app`: POST /v2/apps, `appUpdate`: PUT
//! /v2/apps/ID of an app without an id, `pod`, `group`), `body`, and for each version `true` or the
//! stage at which it was refused and the places. 1.5 is 1.5.15, 1.6 1.6.567, 1.8 1.8.244, 1.11 1.11.26,
//! each on an empty cluster with all features.
//!
//! We learn from the lines with even numbers and are judged by the odd ones. Not asked are definitions
//! whose verdict depends on a setting, refusals for a role alone, which depends on the cluster, and
//! bodies in which no definition is recognised, if Marathon refuses them.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;

use flate2::read::GzDecoder;
use pullconfig::marathon::Target;
use pullconfig::plan::check;
use pullconfig::rules::Templates;
use pullconfig::source::{Origin, SourceFile};
use rayon::prelude::*;
use serde_json::Value;

/// So many in a thousand may differ.
const MOST: f64 = 2.0;

const VERSIONS: [&str; 4] = ["1.5", "1.6", "1.8", "1.11"];

pub(crate) fn lines() -> Vec<Value> {
    let packed = &include_bytes!("marathon.jsonl.gz")[..];
    let mut text = String::new();
    GzDecoder::new(packed).read_to_string(&mut text).expect("the copy is whole");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// What is asked of one body.
enum Answer {
    Same,
    NotAsked,
    /// The kind of difference.
    Differs(String),
}

fn ask(line: &Value, version: &str) -> Answer {
    let body = line["body"].as_str().expect("a text");
    let verdict = &line[version];
    let is_taken = verdict == &Value::Bool(true);
    let places = || verdict["at"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let is_role = |place: &str| place.contains("role") || place.contains("acceptedResourceRoles");
    if !is_taken && places().next().is_some() && places().all(is_role) {
        return Answer::NotAsked;
    }
    let source = SourceFile {
        path: PathBuf::from("body.json"),
        place: None,
        bytes: body.as_bytes().to_vec(),
        origin: Origin::Named,
    };
    let target: Target = version.parse().expect("a version");
    let checked = check(&source, Templates::None, false, target.into());
    let checked = checked.map(|checked| checked.definitions);
    let reasons: Vec<&str> = match &checked {
        Err(_) => vec!["cannot be read"],
        Ok(checked) if checked.is_empty() => {
            return if is_taken { Answer::Same } else { Answer::NotAsked };
        }
        Ok(checked) => {
            let violations = || checked.iter().flat_map(|it| &it.violations).map(|(_, it)| it);
            let firm = violations().filter(|it| it.unless.is_none());
            let reasons: Vec<&str> = firm.map(|violation| violation.name).collect();
            if reasons.is_empty() && violations().next().is_some() {
                return Answer::NotAsked;
            }
            reasons
        }
    };
    if reasons.is_empty() == is_taken {
        return Answer::Same;
    }
    let kind = line["kind"].as_str().unwrap_or_default();
    Answer::Differs(match is_taken {
        true => format!("{kind}: taken by Marathon, refused by us: {}", reasons.join(", ")),
        false => {
            let at: Vec<&str> = places().collect();
            let stage = verdict["stage"].as_str().unwrap_or_default();
            format!("{kind}: refused by Marathon ({stage} {}), taken by us", at.join(" "))
        }
    })
}

#[expect(clippy::print_stdout, reason = "tells which kinds differ")]
#[test]
fn check_says_what_marathon_says() {
    let lines = lines();
    assert_eq!(lines.len(), 16_000);
    for version in VERSIONS {
        let odd: Vec<&Value> = lines.iter().skip(1).step_by(2).collect();
        let answers: Vec<Answer> = odd.par_iter().map(|line| ask(line, version)).collect();
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        let mut asked = 0;
        for answer in &answers {
            asked += usize::from(!matches!(answer, Answer::NotAsked));
            if let Answer::Differs(kind) = answer {
                *kinds.entry(kind).or_default() += 1;
            }
        }
        let differ: usize = kinds.values().sum();
        let rate = 1000.0 * differ as f64 / asked as f64;
        println!("{version}: {differ} of {asked} differ, {rate:.2} in 1,000");
        for (kind, count) in kinds {
            println!("    {count} {kind}");
        }
        assert!(rate <= MOST, "Marathon {version}: {rate:.2} in 1,000 differ");
    }
}
