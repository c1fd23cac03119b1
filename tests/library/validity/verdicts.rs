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
use pullconfig::engine::Options;
use pullconfig::marathon::{Target, Targets};
use pullconfig::plan::{PlanOptions, Templates, check, plan};
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

fn source(bytes: Vec<u8>) -> SourceFile {
    SourceFile { path: PathBuf::from("body.json"), location: None, bytes, origin: Origin::Named }
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
    let source = source(body.as_bytes().to_vec());
    let target: Target = version.parse().expect("a version");
    let checked = check(&source, Templates::None, false, &Targets::from(target).into());
    let checked = checked.map(|checked| checked.definitions);
    let reasons: Vec<&str> = match &checked {
        Err(_) => vec!["cannot be read"],
        Ok(checked) if checked.is_empty() => {
            return if is_taken { Answer::Same } else { Answer::NotAsked };
        }
        Ok(checked) => {
            let violations = || checked.iter().flat_map(|it| &it.violations).map(|it| &it.item);
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

/// Lets an app on Docker fetch credentials, which Marathon takes in any app that fetches nothing else.
/// True if there is one.
fn with_credentials(value: &mut Value) -> bool {
    let mut is_changed = false;
    for list in ["apps", "groups"] {
        for inner in value.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            is_changed |= with_credentials(inner);
        }
    }
    let container = &value["container"];
    let is_docker = container["type"].as_str().is_none_or(|it| it.eq_ignore_ascii_case("docker"));
    let is_free = |name: &str| value[name].as_array().is_none_or(Vec::is_empty);
    if is_docker && container["docker"]["image"].is_string() && is_free("uris") && is_free("fetch")
    {
        value["uris"] = serde_json::json!(["file:///etc/docker.tar.gz"]);
        is_changed = true;
    }
    is_changed
}

/// Converts a body that Marathon takes; tells what the gate says against it as it is, and whether the
/// result is one that Marathon refuses.
fn convert(line: &Value, version: &str) -> Option<String> {
    if line[version] != Value::Bool(true) {
        return None;
    }
    let body = line["body"].as_str().expect("a text");
    let mut value: Value = serde_json::from_str(body).ok().filter(Value::is_object)?;
    if !with_credentials(&mut value) && !body.contains("docker.tar.gz") {
        return None;
    }
    let target: Target = version.parse().expect("a version");
    let accept = vec!["docker-parameter/*".parse().expect("a glob")];
    let rules = Options { targets: target.into(), accept, ..Options::default() };
    let options = PlanOptions { rules, templates: Templates::None, ..PlanOptions::default() };
    let plan = plan(source(value.to_string().into_bytes()), &options).ok()?;
    let findings = plan.definitions.iter().flat_map(|migration| &migration.findings);
    let of_today = |rule: &str, message: &str| {
        rule.starts_with("would-be-refused/") && message.contains("before and after the conversion")
    };
    let mut held = findings.map(|it| &it.finding).filter(|it| of_today(&it.rule, &it.message));
    if let Some(finding) = held.next() {
        return Some(format!("held back: {}", finding.rule));
    }
    plan.edited()?;
    let refused = |bytes: Vec<u8>| -> Vec<&str> {
        let checked = check(&source(bytes), Templates::None, false, &Targets::from(target).into())
            .expect("JSON");
        let violations = checked.definitions.iter().flat_map(|it| &it.violations);
        violations.map(|it| &it.item).filter(|it| it.unless.is_none()).map(|it| it.name).collect()
    };
    // What we have against it as it is, is the other test's business.
    let before = refused(plan.rewrite.as_ref().expect("no survey").source.bytes.clone());
    let new = refused(plan.rewrite.as_ref().expect("no survey").rewritten())
        .into_iter()
        .find(|name| !before.contains(name));
    Some(match new {
        Some(name) => format!("refused afterwards: {name}"),
        None => "converted".into(),
    })
}

/// What Marathon takes is not held back for what it is, and is not refused once it is converted.
#[expect(clippy::print_stdout, reason = "tells which kinds differ")]
#[test]
fn what_marathon_takes_is_converted_into_what_it_takes() {
    let lines = lines();
    for version in VERSIONS {
        let kinds = lines.par_iter().filter_map(|line| convert(line, version));
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for kind in kinds.collect::<Vec<String>>() {
            *counts.entry(kind).or_default() += 1;
        }
        println!("{version}: {counts:?}");
        assert_eq!(counts.len(), 1, "{version}: {counts:?}");
        assert!(counts["converted"] > 200, "{version}: {counts:?}");
    }
}
