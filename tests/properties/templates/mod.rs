//! Random templates: what a converted template renders to is what the rendered template converts to,
//! under every choice of its conditions.
//!
//! The definitions are those of the rules' fixtures. [`grow`] puts members into sections, others
//! beside them, lists into loops and expressions in the place of values; [`write`] writes that down
//! in a language and a random layout; [`engine`] plays the template engine.
//!
//! `PROPTEST_CASES=100000 cargo test --release --test properties templates::` looks longer.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

mod engine;
mod grow;
mod tags;
mod tokens;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::random::{Dice, Layout, layouts};
use engine::render;
use grow::Grower;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use pullconfig::engine::Severity;
use pullconfig::plan::{FilePlan, PlanOptions, State, plan};
use pullconfig::source::{Origin, SourceFile};
use serde_json::{Value, json};
use tokens::Language;
use write::Writer;

use crate::support::folder::root;

/// Definitions that can be converted.
fn definitions() -> Vec<Value> {
    let rules = root().join("fixtures/rules");
    let folders = |path: &Path| -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(path).expect("a folder").flatten().map(|entry| entry.path()).collect();
        paths.sort();
        paths
    };
    let cases = folders(&rules).into_iter().flat_map(|rule| folders(&rule));
    // What needs an option or a file beside it is not converted like that without it.
    let has = |case: &Path, name: &str| case.join(name).exists();
    let is_plain = |case: &PathBuf| !has(case, "arguments");
    let cases = cases.filter(|case| has(case, "after.json") && is_plain(case));
    let read = |case: PathBuf| fs::read_to_string(case.join("before.json")).ok();
    let texts = cases.filter_map(read).filter(|text| !text.contains("{{"));
    texts.filter_map(|text| serde_json::from_str(&text).ok()).filter(Value::is_object).collect()
}

fn planned(text: &str, name: &str) -> Result<FilePlan, String> {
    let source =
        SourceFile { path: name.into(), location: None, bytes: text.into(), origin: Origin::Named };
    plan(source, &PlanOptions::default()).map_err(|error| error.to_string())
}

/// Whether all that pulls with credentials is converted.
fn is_convertible(plan: &FilePlan) -> bool {
    plan.definitions.iter().all(|it| matches!(it.state(), State::Convertible | State::NoImage))
}

/// What came of one template.
enum Outcome {
    /// Converted, and right in so many cases.
    Converted(usize),
    /// Held back, for this reason.
    Blocked(String),
}

/// Converts a template and renders the result in every way.
fn outcome(
    language: Language,
    definition: &Value,
    layout: &Layout,
    seed: u64,
) -> Result<Outcome, String> {
    let mut dice = Dice(seed);
    let conditions = if dice.once_in(8) { 7 } else { 3 };
    let mut grower = Grower::new(dice.clone(), language, conditions);
    let node = grower.node("", definition);
    let mut world = grower.world;
    let template = Writer::new(language, layout, dice.clone()).file(&node);
    let plan = planned(&template, language.file()).map_err(|it| format!("{it}\n{template}"))?;
    if !is_convertible(&plan) || plan.edited().is_none() {
        let findings = plan.definitions.iter().flat_map(|it| &it.findings);
        let mut blockers = findings.filter(|it| it.finding.severity == Severity::Blocker);
        let reason =
            blockers.next().map(|it| format!("{}: {}", it.finding.rule, it.finding.message));
        return Ok(Outcome::Blocked(reason.unwrap_or_else(|| "nothing is left to do".into())));
    }
    let after =
        String::from_utf8(plan.rewrite.as_ref().expect("no survey").rewritten()).expect("UTF-8");
    let show = |what: &str| format!("{what}\n--- {language:?}\n{template}\n--- becomes\n{after}\n");
    let again = planned(&after, language.file()).map_err(|it| show(&it))?;
    if again.edited().is_some() {
        return Err(show("a second run would change it again"));
    }
    let mut compared = BTreeSet::new();
    let flags: Vec<String> = world.flags.keys().cloned().collect();
    for choice in 0..1_usize << flags.len() {
        for (index, flag) in flags.iter().enumerate() {
            world.flags.insert(flag.clone(), choice >> index & 1 == 1);
        }
        for list in world.lists.values_mut() {
            *list = (0..dice.below(4)).map(|item| format!("item-{item}")).collect();
        }
        let before = render(language, &template, &world).map_err(|it| show(&it))?;
        if compared.contains(&before) || value(&before).is_err() {
            continue;
        }
        let found = render(language, &after, &world).map_err(|it| show(&it))?;
        check(&before, &found).map_err(|it| show(&format!("{it}\nwith {world:?}")))?;
        compared.insert(before);
    }
    Ok(Outcome::Converted(compared.len()))
}

/// Whether `found` says what is made of `before`.
fn check(before: &str, found: &str) -> Result<(), String> {
    let wanted = planned(before, "app.json")?;
    if !is_convertible(&wanted) {
        return Err(format!("what it renders to is not converted\n{before}"));
    }
    let wanted =
        String::from_utf8(wanted.rewrite.as_ref().expect("no survey").rewritten()).expect("UTF-8");
    let (value, wanted) = (value(found)?, value(&wanted)?);
    if value == wanted { Ok(()) } else { Err(format!("found {value}\nwanted {wanted}")) }
}

/// What a text says. A list of URIs in which tags are left stays, and `fetch` may be empty beside it
/// whatever comes of them; of the two, Marathon takes the one that has something.
fn value(text: &str) -> Result<Value, String> {
    fn settle(value: &mut Value) {
        match value {
            Value::Object(members) => {
                if members.contains_key("fetch") && members.contains_key("uris") {
                    let is_idle = |name: &str| name == "fetch" || name == "uris";
                    members.retain(|name, value| !is_idle(name) || *value != json!([]));
                    let is_idle = !members.keys().any(|name| is_idle(name));
                    is_idle.then(|| members.insert("fetch".into(), json!([])));
                }
                members.values_mut().for_each(settle);
            }
            Value::Array(elements) => elements.iter_mut().for_each(settle),
            _ => {}
        }
    }
    let read = serde_json::from_str(text.trim_start_matches('\u{FEFF}'));
    let mut value = read.map_err(|error| format!("{error}\n{text}"))?;
    settle(&mut value);
    Ok(value)
}

/// Grows templates in a language, and sees that enough of them are converted.
fn every_choice_is_right(language: Language) {
    let definitions = definitions();
    assert!(definitions.len() > 50, "the fixtures are gone");
    let cases = ProptestConfig::default().cases as usize;
    let strategy = (any::<u64>(), layouts(), 0..definitions.len());
    let mut runner = TestRunner::deterministic();
    let (mut failures, mut converted, mut compared) = (Vec::new(), 0, 0);
    let mut blocked: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..cases {
        let (seed, layout, at) = strategy.new_tree(&mut runner).expect("a value").current();
        match outcome(language, &definitions[at], &layout, seed) {
            Ok(Outcome::Converted(count)) => {
                converted += 1;
                compared += count;
            }
            Ok(Outcome::Blocked(reason)) => *blocked.entry(reason).or_default() += 1,
            Err(failure) => failures.push(failure),
        }
    }
    failures.sort_by_key(String::len);
    let shown: Vec<String> = failures.iter().take(5).cloned().collect();
    assert!(failures.is_empty(), "{} of {cases}:\n{}", failures.len(), shown.join("\n====\n"));
    assert!(converted * 3 > cases, "{converted} of {cases} are converted\n{blocked:#?}");
    assert!(compared > 2 * converted, "{compared} renderings of {converted}");
}

#[test]
fn mustache_renders_to_what_the_rendered_converts_to() {
    every_choice_is_right(Language::Mustache);
}

#[test]
fn handlebars_renders_to_what_the_rendered_converts_to() {
    every_choice_is_right(Language::Handlebars);
}

#[test]
fn jinja_renders_to_what_the_rendered_converts_to() {
    every_choice_is_right(Language::Jinja);
}

#[test]
fn go_renders_to_what_the_rendered_converts_to() {
    every_choice_is_right(Language::Go);
}

#[test]
fn erb_renders_to_what_the_rendered_converts_to() {
    every_choice_is_right(Language::Erb);
}
