//! Templates with many values → what is wrong with their conversion, by the engines' word.
//!
//! For each engine and each set of values: what was rendered before the conversion, converted as
//! JSON, has to be what is rendered after it. A definition that the conversion left alone has to be
//! as it was. Left out is what nobody can use: no strict JSON, a name that stands twice, a
//! definition that Marathon refuses already.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use pullconfig::marathon::Id;
use pullconfig::plan::State;
use rayon::prelude::*;
use serde_json::{Value, json};

use super::conversion::{Converted, Found, Rendered, converted, rendered};
use super::engine::{Engine, Started};

/// A template and the values that it is rendered with. A name whose value is `null` is absent.
#[derive(Debug, Clone)]
pub(crate) struct Template {
    /// The name of the file, which tells the language.
    pub(crate) file: String,
    pub(crate) text: String,
    pub(crate) values: Vec<Value>,
    /// Definitions in it, letter by letter, without which nothing may change for the others.
    pub(crate) neighbours: Vec<String>,
    /// Whether it shows, in a section, the name that this is a section of: Handlebars has none there.
    pub(crate) is_only_mustache: bool,
}

/// What is wrong with the conversion of one template.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    /// What kind of wrong: two failures with the same one are likely of one cause.
    pub(crate) kind: &'static str,
    /// The whole story.
    pub(crate) story: String,
    /// The engine and the set of values that show it, if it takes one.
    pub(crate) shown_by: Option<(usize, usize)>,
}

/// What became of one template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Some definition was changed.
    Converted,
    /// Nothing was changed: the first reason. `true` if every rendering converts by itself.
    Refused(String, bool),
    /// There was nothing to do.
    Untouched,
}

/// The verdict on one template.
#[derive(Debug)]
pub(crate) struct Verdict {
    pub(crate) fate: Fate,
    pub(crate) failure: Option<Failure>,
    /// Renderings that were compared.
    pub(crate) compared: usize,
    /// Renderings that nobody can use.
    pub(crate) skipped: usize,
    /// Renderings that say the same with members in another order.
    pub(crate) reordered: usize,
    /// Renderings with an empty `uris` or `fetch` beside the other one.
    pub(crate) idle: usize,
}

/// One engine at work.
pub(crate) struct Judge {
    pub(crate) name: &'static str,
    keeps_null: bool,
    /// How many sets of values it is asked to render: processes are slow.
    limit: usize,
    started: Started,
}

impl Judge {
    /// Makes `engine` ready, or tells what is missing.
    pub(crate) fn new(engine: &Engine) -> Result<Judge, String> {
        let started = engine.start()?;
        let limit = match engine.name {
            "envsubst" | "sh" | "script" => 6,
            "pystache" => 24,
            _ => 64,
        };
        Ok(Judge { name: engine.name, keeps_null: engine.name == "ruby", limit, started })
    }

    fn job(&self, text: &str, values: &Value) -> Value {
        let values = if self.keeps_null { values.clone() } else { without_null(values) };
        json!({ "template": text, "values": values })
    }
}

fn without_null(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let there = members.iter().filter(|(_, value)| !value.is_null());
            Value::Object(there.map(|(name, it)| (name.clone(), without_null(it))).collect())
        }
        Value::Array(elements) => Value::Array(elements.iter().map(without_null).collect()),
        scalar => scalar.clone(),
    }
}

/// One rendering of one template.
struct Trial {
    template: usize,
    judge: usize,
    set: usize,
    before: String,
}

type Texts = HashMap<String, Result<Rendered, String>>;

/// Judges `templates` with every engine; `None` if one of these broke off.
pub(crate) fn judged(templates: &[Template], judges: &mut [Judge]) -> Option<Vec<Verdict>> {
    let conversions: Vec<_> =
        templates.par_iter().map(|it| converted(&it.file, &it.text, &it.neighbours)).collect();
    let mut trials = Vec::new();
    for (index, judge) in judges.iter_mut().enumerate() {
        trials.extend(befores(templates, index, judge)?);
    }
    let trials = without_other_readings(trials, templates, judges);
    let mut texts: Vec<&String> = trials.iter().map(|trial| &trial.before).collect();
    texts.sort_unstable();
    texts.dedup();
    let texts: Texts = texts.par_iter().map(|&text| (text.clone(), rendered(text))).collect();
    let mut afters: BTreeMap<usize, Result<String, String>> = BTreeMap::new();
    for (index, judge) in judges.iter_mut().enumerate() {
        let wanted = trials.iter().enumerate().filter(|(_, trial)| {
            let is_changed = conversions[trial.template].as_ref().is_ok_and(|it| it.is_changed);
            trial.judge == index && is_changed && texts[&trial.before].is_ok()
        });
        let wanted: Vec<(usize, &Trial)> = wanted.collect();
        let jobs = wanted.iter().map(|(_, trial)| {
            let after = conversions[trial.template].as_ref().map_or("", |it| &it.after);
            judge.job(after, &templates[trial.template].values[trial.set])
        });
        let jobs: Vec<Value> = jobs.collect();
        let rendered = judge.started.render(&jobs)?;
        afters.extend(wanted.iter().map(|(at, _)| *at).zip(rendered));
    }
    let mut of_template: Vec<Vec<usize>> = templates.iter().map(|_| Vec::new()).collect();
    trials.iter().enumerate().for_each(|(at, trial)| of_template[trial.template].push(at));
    let verdicts = conversions.iter().enumerate().map(|(at, conversion)| {
        let trials = of_template[at].iter().map(|&it| (&trials[it], afters.get(&it)));
        verdict(&templates[at], conversion, trials.collect(), &texts, judges)
    });
    Some(verdicts.collect())
}

/// All that `judge` renders; what it refuses is left out.
fn befores(templates: &[Template], index: usize, judge: &mut Judge) -> Option<Vec<Trial>> {
    let (mut places, mut jobs) = (Vec::new(), Vec::new());
    for (at, template) in templates.iter().enumerate() {
        for (set, values) in template.values.iter().take(judge.limit).enumerate() {
            places.push((at, set));
            jobs.push(judge.job(&template.text, values));
        }
    }
    let texts = judge.started.render(&jobs)?;
    let trials = places.into_iter().zip(texts).filter_map(|((template, set), before)| {
        Some(Trial { template, judge: index, set, before: before.ok()? })
    });
    Some(trials.collect())
}

/// Leaves out what Handlebars makes of a template that only Mustache can make sense of, where the two make
/// different texts of it.
fn without_other_readings(
    mut trials: Vec<Trial>,
    templates: &[Template],
    judges: &[Judge],
) -> Vec<Trial> {
    let is_of = |trial: &Trial, name: &str| judges[trial.judge].name == name;
    let by_mustache: HashMap<(usize, usize), String> = trials
        .iter()
        .filter(|trial| is_of(trial, "mustache.js"))
        .map(|trial| ((trial.template, trial.set), trial.before.clone()))
        .collect();
    trials.retain(|trial| {
        !is_of(trial, "handlebars.js")
            || !templates[trial.template].is_only_mustache
            || by_mustache.get(&(trial.template, trial.set)) == Some(&trial.before)
    });
    trials
}

fn verdict(
    template: &Template,
    conversion: &Result<Converted, String>,
    trials: Vec<(&Trial, Option<&Result<String, String>>)>,
    texts: &Texts,
    judges: &[Judge],
) -> Verdict {
    let fate = fate(conversion, &trials, texts);
    let mut verdict =
        Verdict { fate, failure: None, compared: 0, skipped: 0, reordered: 0, idle: 0 };
    let mut failures: Vec<Failure> = Vec::new();
    if let Ok(Converted { again: Some(again), after, .. }) = conversion {
        let story = format!("--- after\n{after}\n--- a second run\n{again}");
        failures.push(Failure { kind: "a second run changes it", story, shown_by: None });
    }
    let is_usable = trials.iter().any(|(trial, _)| texts[&trial.before].is_ok());
    let swayed = conversion.as_ref().ok().and_then(|it| it.swayed.clone());
    if let Some(story) = swayed.filter(|_| is_usable) {
        failures.push(Failure { kind: "a neighbour decides", story, shown_by: None });
    }
    for (trial, after) in trials {
        let Ok(text) = &texts[&trial.before] else {
            verdict.skipped += 1;
            continue;
        };
        let meeting = match conversion {
            Ok(conversion) => meet(conversion, text, after),
            Err(_) => Ok(Meeting::Equal),
        };
        match meeting {
            Ok(Meeting::Skipped) => verdict.skipped += 1,
            Ok(Meeting::Equal) => verdict.compared += 1,
            Ok(Meeting::Reordered) => {
                verdict.compared += 1;
                verdict.reordered += 1;
            }
            Ok(Meeting::Idle) => {
                verdict.compared += 1;
                verdict.idle += 1;
            }
            Err((kind, why)) => {
                let (judge, values) = (judges[trial.judge].name, &template.values[trial.set]);
                let before = &trial.before;
                let found = after.map_or("(not converted)", |it| it.as_deref().unwrap_or_default());
                let story = format!(
                    "{why}\n--- by {judge} with {values}\n{before}\n--- rendered after\n{found}"
                );
                let shown_by = Some((trial.judge, trial.set));
                failures.push(Failure { kind, story, shown_by });
            }
        }
    }
    failures.truncate(1);
    verdict.failure = failures.pop();
    verdict
}

/// How the two ways meet.
enum Meeting {
    Equal,
    /// But for the order of members.
    Reordered,
    /// But for an empty list: of `uris` and `fetch` Marathon takes the one that has something.
    Idle,
    /// Nobody can use what was rendered.
    Skipped,
}

/// The part of a definition's id before its first expression; of one that is not told, nothing.
fn fixed(id: &str) -> &str {
    id.split(['\\', '{', '<', '$', '@', '%', '(', '`']).next().unwrap_or_default()
}

/// The definitions of a template that may be this one of its renderings: those with the longest
/// beginning in common, else the one that is all of the file: its alternatives may have ids of
/// their own. One that is rendered without an id (as a filter wrote `ID`) may be each that is refused.
fn origins<'c>(definitions: &'c [Found], it: &Found) -> Vec<&'c Found> {
    let is_blocked = |origin: &&Found| origin.state == State::Blocked;
    if it.id == Id::Missing.to_string() && definitions.iter().any(|origin| is_blocked(&origin)) {
        return definitions.iter().filter(is_blocked).collect();
    }
    let fits = |origin: &&Found| it.id.starts_with(fixed(&origin.id));
    let longest = definitions.iter().filter(fits).map(|origin| fixed(&origin.id).len()).max();
    let Some(longest) = longest else {
        let is_all = |origin: &&Found| it.pointer.is_empty() && origin.pointer.is_empty();
        return definitions.iter().filter(is_all).collect();
    };
    let is_longest = |origin: &&Found| fixed(&origin.id).len() == longest;
    definitions.iter().filter(fits).filter(is_longest).collect()
}

/// The definitions of which no more is known than that they name credentials. Each mention stands for one
/// of them; if it says why the file was not read, or if one line has several definitions, for all.
struct Mentioned {
    left: usize,
    known: BTreeSet<String>,
}

impl Mentioned {
    fn of(conversion: &Converted) -> Self {
        let is_of_the_file = |reason: &String| !reason.contains("the alternative after");
        let mut reasons = conversion.mentions.iter().filter_map(|it| it.reason.as_ref());
        let is_unread = reasons.any(is_of_the_file);
        let count = conversion.mentions.len();
        let left = if count > 0 && (is_unread || conversion.is_dense) { usize::MAX } else { count };
        Mentioned { left, known: BTreeSet::new() }
    }

    /// Whether a definition is one of them. A loop makes several of one.
    fn has(&mut self, id: &str) -> bool {
        let own = id.split('-').next().unwrap_or_default();
        let is_known = self.known.contains(own);
        if !is_known && self.left > 0 {
            self.left -= 1;
            self.known.insert(own.to_owned());
            return true;
        }
        is_known
    }
}

/// What stands at `pointer` after the conversion.
fn found_at(after: Option<&Result<String, String>>, pointer: &str) -> Option<Value> {
    let after = super::strict::strict(after?.as_ref().ok()?).ok()?;
    after.pointer(pointer).cloned()
}

fn meet(
    conversion: &Converted,
    text: &Rendered,
    after: Option<&Result<String, String>>,
) -> Result<Meeting, (&'static str, String)> {
    let mut wanted = text.after.clone();
    let mut mentioned = Mentioned::of(conversion);
    for definition in &text.definitions {
        if definition.state == State::Blocked && text.refused.contains(&definition.pointer) {
            return Ok(Meeting::Skipped);
        }
        let origins = origins(&conversion.definitions, definition);
        let is_pending = matches!(definition.state, State::Blocked | State::Convertible);
        let is_named = |it: &&Found| matches!(it.state, State::Blocked | State::Convertible);
        let is_unnamed = is_pending && !origins.iter().any(is_named);
        if is_unnamed && !mentioned.has(&definition.id) {
            if origins.iter().any(|it| it.state == State::NoImage) {
                return Err(("said to have no image", format!("{} has one", definition.id)));
            }
            return Err((
                "left without a word",
                format!("{} is left without a word", definition.id),
            ));
        }
        let is_changed = origins.iter().any(|it| it.state == State::Convertible);
        // Of two with one id only one may have been changed; and one of which no more is known than that
        // it names credentials was mentioned.
        let is_one_left = origins.iter().any(|it| it.state != State::Convertible);
        let before = text.before.pointer(&definition.pointer);
        let is_as_before = || found_at(after, &definition.pointer).as_ref() == before;
        let may_stay = is_one_left && is_as_before();
        if is_changed && !may_stay && definition.state == State::Blocked {
            let why = definition.blocker.clone().unwrap_or_default();
            return Err(("what was rendered is blocked", why));
        }
        let is_mentioned =
            is_changed && !is_one_left && is_as_before() && mentioned.has(&definition.id);
        let stays = !is_changed || is_mentioned || may_stay;
        let place = wanted.pointer_mut(&definition.pointer).filter(|_| stays);
        if let (Some(place), Some(before)) = (place, before) {
            *place = before.clone();
        }
    }
    let Some(after) = after else { return Ok(Meeting::Equal) };
    let after = after.as_ref().map_err(|error| ("the result does not render", error.clone()))?;
    let found = super::strict::strict(after).map_err(|error| ("the result is no JSON", error))?;
    super::compare::forgive_slash(&mut wanted, &found);
    if wanted != found {
        if settled(wanted.clone()) == settled(found.clone()) {
            return Ok(Meeting::Idle);
        }
        return Err(("other values", format!("expected\n{wanted}\nfound\n{found}")));
    }
    let [wanted, found] = [wanted, found].map(|value| value.to_string());
    Ok(if wanted == found { Meeting::Equal } else { Meeting::Reordered })
}

/// Why a template is refused that is only mentioned.
fn mentioned(conversion: &Result<Converted, String>) -> String {
    let mentions = conversion.as_ref().map_or(&[][..], |it| &it.mentions);
    let reason = mentions.iter().find_map(|mention| mention.reason.as_ref());
    reason.map_or("only mentioned".into(), |reason| format!("only mentioned: {reason}"))
}

/// Without an empty `uris` or `fetch` beside the other one.
fn settled(mut value: Value) -> Value {
    match &mut value {
        Value::Object(members) => {
            for (idle, other) in [("uris", "fetch"), ("fetch", "uris")] {
                if members.contains_key(other) && members.get(idle) == Some(&json!([])) {
                    members.remove(idle);
                }
            }
            if members.get("uris") == Some(&json!([])) {
                members.remove("uris");
                members.insert("fetch".into(), json!([]));
            }
            members.values_mut().for_each(|value| *value = settled(value.take()));
        }
        Value::Array(elements) => {
            elements.iter_mut().for_each(|value| *value = settled(value.take()));
        }
        _ => {}
    }
    value
}

fn fate(
    conversion: &Result<Converted, String>,
    trials: &[(&Trial, Option<&Result<String, String>>)],
    texts: &Texts,
) -> Fate {
    let usable = || trials.iter().filter_map(|(trial, _)| texts[&trial.before].as_ref().ok());
    let definitions = || usable().flat_map(|text| &text.definitions);
    let converts = definitions().any(|it| it.state == State::Convertible);
    let blocks = definitions().any(|it| it.state == State::Blocked);
    let reason = match conversion {
        Ok(it) if it.is_changed => return Fate::Converted,
        Ok(it) => it.definitions.iter().find_map(|it| it.blocker.clone()),
        Err(error) => Some(format!("error: {error}")),
    };
    match reason {
        Some(reason) => Fate::Refused(reason, converts && !blocks),
        None if converts => Fate::Refused(mentioned(conversion), !blocks),
        None => Fate::Untouched,
    }
}
