//! What the tool makes of templates and of what they render to.

use pullconfig::engine::{Options, Severity};
use pullconfig::marathon::Recognition;
use pullconfig::plan::{FilePlan, Mention, Migration, PlanOptions, State, Templates, check, plan};
use pullconfig::source::{Origin, SourceFile};
use pullconfig::text::Lines;
use serde_json::Value;

use super::strict::strict;

/// The options of all random templates: an expression that says `cred_uri` brings a credential.
pub(crate) fn options() -> PlanOptions {
    let patterns = ["*cred_uri*", "*CRED_URI*"].map(|glob| glob.parse().expect("a pattern"));
    let recognition = Recognition::new(patterns.into(), Vec::new());
    let rules = Options { recognition, ..Options::default() };
    PlanOptions { rules, embedded: true, ..PlanOptions::default() }
}

fn no_templates() -> PlanOptions {
    PlanOptions { templates: Templates::None, ..options() }
}

fn source(name: &str, text: &str) -> SourceFile {
    SourceFile { path: name.into(), location: None, bytes: text.into(), origin: Origin::Named }
}

/// Plans `text`; the error as the tool says it.
pub(crate) fn planned(name: &str, text: &str) -> Result<FilePlan, String> {
    plan(source(name, text), &options()).map_err(|error| error.to_string())
}

/// A definition in a template or in what it renders to.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) id: String,
    pub(crate) pointer: String,
    pub(crate) state: State,
    /// Of a blocked one, the first blocker.
    pub(crate) blocker: Option<String>,
}

/// The definitions that a plan names.
pub(crate) fn found(plan: &FilePlan) -> Vec<Found> {
    let one = |it: &Migration| {
        let mut blockers = it.findings.iter().map(|located| &located.finding);
        let blocker = blockers.find(|finding| finding.severity == Severity::Blocker);
        Found {
            id: it.id.to_string(),
            pointer: it.pointer.to_string(),
            state: it.state(),
            blocker: blocker.map(|finding| format!("{}: {}", finding.rule, finding.message)),
        }
    };
    plan.definitions.iter().map(one).collect()
}

/// What becomes of a template.
#[derive(Debug)]
pub(crate) struct Converted {
    pub(crate) after: String,
    pub(crate) is_changed: bool,
    /// Whether a line has several definitions.
    pub(crate) is_dense: bool,
    pub(crate) definitions: Vec<Found>,
    pub(crate) mentions: Vec<Mention>,
    /// What a second run would do, if it does anything.
    pub(crate) again: Option<String>,
    /// How the fate of a definition depends on a neighbour, if one does.
    pub(crate) swayed: Option<String>,
}

/// Converts a template twice, and once without each of `neighbours`.
pub(crate) fn converted(
    name: &str,
    text: &str,
    neighbours: &[String],
) -> Result<Converted, String> {
    let plan = planned(name, text)?;
    let after = String::from_utf8(plan.rewrite.as_ref().expect("no survey").rewritten())
        .map_err(|error| error.to_string())?;
    let is_changed = plan.edited().is_some();
    let again = is_changed.then(|| planned(name, &after));
    let again = again.and_then(|again| match again {
        Ok(again) if again.edited().is_none() => None,
        Ok(again) => Some(
            String::from_utf8_lossy(&again.rewrite.as_ref().expect("no survey").rewritten())
                .into_owned(),
        ),
        Err(error) => Some(error),
    });
    let definitions = found(&plan);
    let swayed = neighbours.iter().find_map(|neighbour| swayed(name, text, &plan, neighbour));
    let is_dense = text.lines().any(|line| line.matches("container").count() > 1);
    let mentions = plan.mentions;
    Ok(Converted { after, is_changed, is_dense, definitions, mentions, again, swayed })
}

/// How it depends on this neighbour which definitions are converted, if it does.
fn swayed(name: &str, text: &str, plan: &FilePlan, neighbour: &str) -> Option<String> {
    let start = text.find(neighbour)?;
    // Variables are known by the text alone.
    let hollow = if name.ends_with(".tmpl") { "{\"n\": \"${N}\"}" } else { "{}" };
    let others = [&text[..start], hollow, &text[start + neighbour.len()..]].concat();
    // Without the neighbour there may be nothing left to convert.
    let without = planned(name, &others).ok().filter(|_| !plan.definitions.is_empty())?;
    let end = start + neighbour.len();
    let converted = |text: &str, plan: &FilePlan| {
        let lines = Lines::new(text.as_bytes());
        let all = plan.definitions.iter().filter(|it| it.state() == State::Convertible);
        all.map(|it| lines.offset(it.position)).collect::<Vec<usize>>()
    };
    let mut with = converted(text, plan);
    with.retain(|at| !(start..end).contains(at));
    with.iter_mut()
        .filter(|at| end <= **at)
        .for_each(|at| *at = *at + hollow.len() - neighbour.len());
    let without = converted(&others, &without);
    let story = || format!("--- with\n{with:?}\n--- without {neighbour}\n{without:?}");
    (with != without).then(story)
}

/// What becomes of a text that a template rendered to.
#[derive(Debug)]
pub(crate) struct Rendered {
    pub(crate) before: Value,
    pub(crate) after: Value,
    pub(crate) definitions: Vec<Found>,
    /// The pointers of the definitions that Marathon refuses as they are.
    pub(crate) refused: Vec<String>,
}

/// Converts what a template rendered to; an error if nobody can use it.
pub(crate) fn rendered(text: &str) -> Result<Rendered, String> {
    let before = strict(text)?;
    if has_empty_uri(&before) {
        return Err("an empty URI: what is said to bring a credential brings none".into());
    }
    // What is rendered is no template any more, whatever its strings say.
    let plan =
        plan(source("app.json", text), &no_templates()).map_err(|error| error.to_string())?;
    let definitions = found(&plan);
    let is_blocked = definitions.iter().any(|it| it.state == State::Blocked);
    let refused = if is_blocked { refused(text)? } else { Vec::new() };
    let after =
        strict(&String::from_utf8_lossy(&plan.rewrite.as_ref().expect("no survey").rewritten()))?;
    Ok(Rendered { before, after, definitions, refused })
}

fn has_empty_uri(value: &Value) -> bool {
    let is_empty = |uri: &Value| uri.as_str() == Some("") || uri["uri"].as_str() == Some("");
    match value {
        Value::Object(members) => members.iter().any(|(name, value)| {
            let entries = value.as_array().filter(|_| name == "uris" || name == "fetch");
            has_empty_uri(value) || entries.is_some_and(|entries| entries.iter().any(is_empty))
        }),
        Value::Array(elements) => elements.iter().any(has_empty_uri),
        _ => false,
    }
}

fn refused(text: &str) -> Result<Vec<String>, String> {
    let options = no_templates();
    let checked =
        check(&source("app.json", text), options.templates, false, &options.rules.targets.into());
    let checked = checked.map_err(|error| error.to_string())?;
    let refused = checked.definitions.iter().filter(|it| it.is_refused());
    Ok(refused.map(|it| it.pointer.to_string()).collect())
}
