//! What must hold of every plan.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use pullconfig::engine::{Options, Severity};
use pullconfig::marathon::{DEFINITION_SIGNS, Target, Targets};
use pullconfig::plan::{self, Fate, FilePlan, Migration, PlanOptions, State, plan, survey};
use pullconfig::source::{Origin, SourceFile};
use pullconfig::text::{Document, Lines};
use pullconfig::validity::violations;
use serde_json::Value;

use super::pieces::{HUSH, Maker};
use crate::support::random::{Dice, layouts};

/// The help of a reason that holds only after the conversion.
const BROUGHT_IN: &str = "change by hand what leads to it";

/// A file and how it is to be migrated.
pub(crate) struct Case {
    pub(crate) bytes: Vec<u8>,
    pub(crate) options: PlanOptions,
}

impl Case {
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let is_odd = dice.once_in(2);
        let mut maker = Maker { dice, is_odd };
        let value = maker.file();
        let mut rules = Options::default();
        let target: &str = maker.pick(&["", "", "1.5", "1.8", "1.9", "1.10", "1.11"]);
        rules.targets = target.parse().map_or(Targets::ALL, |target: Target| target.into());
        let globs: &[&str] =
            maker.pick(&[&[][..], &[], &["*"], &["docker-parameter/*", "privileged"]]);
        rules.accept = globs.iter().map(|glob| glob.parse().expect("a glob")).collect();
        let templates = ["/{id}/pullConfig", "{group}/pull", "{credential}", "{top}/{registry}"];
        rules.secret_source = maker.pick(&templates).parse().expect("a template");
        rules.secret_name = maker.pick(&["pullConfigSecret", "pull", "a/b~c"]).into();
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let random = TestRng::from_seed(RngAlgorithm::ChaCha, &key);
        let mut runner = TestRunner::new_with_rng(Config::default(), random);
        let layout = layouts().new_tree(&mut runner).expect("a layout").current();
        let options = PlanOptions { rules, ..PlanOptions::default() };
        Case { bytes: layout.write(&value).into_bytes(), options }
    }
}

/// How many definitions came to what.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    states: BTreeMap<String, u64>,
    rules: BTreeMap<String, u64>,
}

impl Counts {
    pub(crate) fn add(&mut self, other: Counts) {
        for (mine, theirs) in [(&mut self.states, other.states), (&mut self.rules, other.rules)] {
            for (name, count) in theirs {
                *mine.entry(name).or_default() += count;
            }
        }
    }

    /// The generator has not gone blind.
    pub(crate) fn assert_wide(&self, cases: u64) {
        let count = |state: &str| self.states.get(state).copied().unwrap_or_default();
        assert!(count("Convertible app") > cases / 5, "too few apps are converted\n{self}");
        assert!(count("Convertible pod") > cases / 100, "too few pods are converted\n{self}");
        assert!(count("Blocked app") > cases / 10, "too few are blocked\n{self}");
        assert!(cases < 2_000 || self.rules.len() > 30, "too few rules are heard\n{self}");
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        for (name, count) in self.states.iter().chain(&self.rules) {
            writeln!(out, "{count:8} {name}")?;
        }
        Ok(())
    }
}

fn source(bytes: Vec<u8>) -> SourceFile {
    SourceFile { path: PathBuf::from("random.json"), location: None, bytes, origin: Origin::Named }
}

fn read(bytes: &[u8]) -> Result<Value, String> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    serde_json::from_slice(bytes).map_err(|error| format!("the result is no JSON: {error}"))
}

/// A survey says what the plan says, whose changes are proved, and keeps no changes.
fn foresees(case: &Case, plan: &FilePlan) -> Result<(), String> {
    let survey = survey(source(case.bytes.clone()), &case.options)
        .map_err(|error| format!("no survey\n{error}"))?;
    let without_patch = |it: &Migration| {
        let mut told = it.clone();
        if let Fate::Convertible { patch, .. } = &mut told.fate {
            *patch = None;
        }
        told
    };
    let told = |plan: &FilePlan| {
        let definitions: Vec<_> = plan.definitions.iter().map(without_patch).collect();
        format!("{definitions:?} {:?}", plan.mentions)
    };
    if told(&survey) != told(plan) {
        return Err(format!("survey and plan part\n{}\n{}", told(&survey), told(plan)));
    }
    let has_patch = survey.definitions.iter().any(|it| !it.patch().is_empty());
    if has_patch || survey.edited().is_some() { Err("a survey has changes".into()) } else { Ok(()) }
}

/// Checks all properties of one case; the first line of an error is its kind.
pub(crate) fn check(case: &Case) -> Result<Counts, String> {
    let plan = plan(source(case.bytes.clone()), &case.options)
        .map_err(|error| format!("no plan\n{error}"))?;
    foresees(case, &plan)?;
    let after = plan.rewrite.as_ref().expect("no survey").rewritten();
    let value = patched(&plan)?;
    if read(&after)? != value {
        return Err("the patches and the text part".into());
    }
    let mut counts = Counts::default();
    for migration in &plan.definitions {
        let state = format!("{:?} {}", migration.state(), migration.kind);
        *counts.states.entry(state).or_default() += 1;
        for located in &migration.findings {
            let family = located.finding.rule.split('/').next().unwrap_or_default();
            *counts.rules.entry(family.into()).or_default() += 1;
            if family == "would-be-refused" && located.finding.help == Some(BROUGHT_IN.into()) {
                let name = format!("brought in: {}", located.finding.rule);
                *counts.states.entry(name).or_default() += 1;
            }
        }
        findings_are_sound(&plan, migration)?;
        match migration.state() {
            State::Convertible => is_accepted(migration, &value, &case.options.rules)?,
            _ => is_untouched(&plan, &after, migration)?,
        }
    }
    is_found(case)?;
    is_at_rest(after, &case.options)?;
    Ok(counts)
}

/// The file's value after all patches, by another code than the one that edits the text.
fn patched(plan: &FilePlan) -> Result<Value, String> {
    let mut value = read(&plan.rewrite.as_ref().expect("no survey").source.bytes)?;
    for migration in &plan.definitions {
        json_patch::patch(&mut value, migration.patch())
            .map_err(|error| format!("a patch does not apply\n{error}"))?;
    }
    Ok(value)
}

/// Marathon takes what was converted, but for what the user has accepted by name.
fn is_accepted(migration: &Migration, after: &Value, options: &Options) -> Result<(), String> {
    let value = migration.pointer.resolve(after).map_err(|error| error.to_string())?;
    let accepted = |name: &str| {
        let rule = format!("would-be-refused/{name}");
        migration.findings.iter().any(|located| located.finding.rule == rule)
    };
    // Nothing that Marathon takes becomes something that it refuses, in any version that was asked.
    let refused = violations(migration.kind, value, options.targets)
        .into_iter()
        .find(|violation| violation.unless.is_none() && !accepted(violation.name));
    match refused {
        Some(refused) => Err(format!("Marathon refuses: {}\n{refused:?}", refused.name)),
        None => Ok(()),
    }
}

/// A definition that is not converted stays as it is, byte for byte.
fn is_untouched(plan: &FilePlan, after: &[u8], migration: &Migration) -> Result<(), String> {
    if !migration.patch().is_empty() {
        return Err("what is not converted has a patch".into());
    }
    let raw = |bytes: &[u8]| {
        let document = Document::parse(bytes).ok()?;
        let node = document.find(document.root(), &migration.pointer)?;
        Some(document.raw(node).to_owned())
    };
    match (raw(&plan.rewrite.as_ref().expect("no survey").source.bytes), raw(after)) {
        (Some(before), Some(after)) if before == after => Ok(()),
        _ => Err("what is not converted has changed".into()),
    }
}

/// Findings stand where their definition does, and keep confidential values to themselves.
fn findings_are_sound(plan: &FilePlan, migration: &Migration) -> Result<(), String> {
    let bytes = &plan.rewrite.as_ref().expect("no survey").source.bytes;
    let document = Document::parse(bytes).map_err(|error| error.message)?;
    let lines = Lines::new(bytes);
    let node = document.find(document.root(), &migration.pointer).ok_or("a definition is lost")?;
    let span = document.span(node);
    let (first, last) = (lines.position(span.start), lines.position(span.end));
    for located in &migration.findings {
        let finding = &located.finding;
        if located.position < first || located.position > last {
            return Err(format!("{} stands outside of its definition", finding.rule));
        }
        if !finding.pointer.starts_with(&migration.pointer) {
            return Err(format!("{} points outside of its definition", finding.rule));
        }
        // What is missing is named by its place; then the object around it is there.
        let is_there = |pointer| document.find(document.root(), pointer).is_some();
        let parent = finding.pointer.parent();
        if !is_there(&finding.pointer) && !parent.is_some_and(is_there) {
            return Err(format!("{} points nowhere\n{}", finding.rule, finding.pointer));
        }
        let texts = [Some(&finding.message), finding.help.as_ref(), finding.loss.as_ref()];
        if texts.into_iter().flatten().any(|text| text.contains(HUSH)) {
            return Err(format!("{} tells a secret\n{}", finding.rule, finding.message));
        }
    }
    let is_blocked = migration.findings.iter().any(|it| it.finding.severity == Severity::Blocker);
    if is_blocked == (migration.state() == State::Blocked) {
        Ok(())
    } else {
        Err("the state and the findings part".into())
    }
}

/// `check` comes to an end, and a byte search for its signs selects what it has definitions in.
fn is_found(case: &Case) -> Result<(), String> {
    let checked = plan::check(
        &source(case.bytes.clone()),
        case.options.templates,
        false,
        &case.options.rules.targets.into(),
    )
    .map_err(|error| format!("cannot be checked\n{error}"))?
    .definitions;
    let text = String::from_utf8_lossy(&case.bytes);
    let mut signs = DEFINITION_SIGNS.iter().chain(&[r"\u00"]);
    if checked.is_empty() || signs.any(|sign| text.contains(sign)) {
        return Ok(());
    }
    Err("a definition has no sign".into())
}

/// A second run changes nothing.
fn is_at_rest(after: Vec<u8>, options: &PlanOptions) -> Result<(), String> {
    let again = plan(source(after), options).map_err(|error| format!("no second plan\n{error}"))?;
    if again.edited().is_none() { Ok(()) } else { Err("a second run changes something".into()) }
}
