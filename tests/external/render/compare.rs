//! Both ways around the square of conversion and rendering, and whether they meet.

use serde_json::{Value, json};

use super::case::{Case, after, converted};
use super::engine::{Engine, Started};

/// One case with one set of values.
struct Rendering<'c> {
    case: &'c Case,
    /// Which set.
    set: usize,
    /// Whether the program changed the template.
    changed: bool,
    /// The rendered original.
    before: Result<String, String>,
    /// The rendered result.
    after: Result<String, String>,
}

/// Compares all cases that `engine` renders; what was compared, or what went wrong.
pub(crate) fn all(
    cases: &[Case],
    engine: &Engine,
    started: &mut Started,
) -> Result<String, String> {
    let cases: Vec<&Case> = cases.iter().filter(|case| engine.is_for(case)).collect();
    let afters = after(&cases);
    let mut failures = Vec::new();
    for (case, after) in cases.iter().zip(&afters) {
        if *after != case.after {
            failures.push(format!("== {}: found\n{after}", case.name));
        }
    }
    let renderings = render(&cases, &afters, started)
        .ok_or_else(|| format!("{} broke off in the middle", engine.name))?;
    let originals: Vec<_> = renderings
        .iter()
        .map(|it| (it.case, "app.json", json_text(&it.before).unwrap_or("{}")))
        .collect();
    for (rendering, expected) in renderings.iter().zip(converted(&originals)) {
        if let Err(problem) = meet(rendering, &expected) {
            let Rendering { case, set, .. } = rendering;
            failures.push(format!("== {} with set {set}: {problem}", case.name));
        }
    }
    let changed = renderings.iter().filter(|it| it.changed).count();
    if changed == 0 {
        failures.push(format!("{} has nothing to compare", engine.name));
    }
    let all = renderings.len();
    let counts = format!("{} cases, {changed} of {all} renderings of changed ones", cases.len());
    if failures.is_empty() { Ok(counts) } else { Err(failures.join("\n")) }
}

/// Renders every case before and after with all its values.
fn render<'c>(
    cases: &[&'c Case],
    afters: &[String],
    started: &mut Started,
) -> Option<Vec<Rendering<'c>>> {
    let (mut places, mut jobs) = (Vec::new(), Vec::new());
    for (&case, after) in cases.iter().zip(afters) {
        for (set, values) in case.values.iter().enumerate() {
            places.push((case, set, *after != case.before));
            jobs.push(json!({ "template": case.before, "values": values }));
            jobs.push(json!({ "template": after, "values": values }));
        }
    }
    let mut texts = started.render(&jobs)?.into_iter();
    let rendering = |(case, set, changed)| {
        let (before, after) = (texts.next()?, texts.next()?);
        Some(Rendering { case, set, changed, before, after })
    };
    places.into_iter().map(rendering).collect()
}

fn json_text(rendered: &Result<String, String>) -> Option<&str> {
    let text = rendered.as_deref().ok()?;
    serde_json::from_str::<Value>(text).is_ok().then_some(text)
}

/// Whether the rendered result says what was made of the rendered original, `expected`.
///
/// A template that stays as it is has nothing to prove, but must be one that gives JSON.
fn meet(rendering: &Rendering, expected: &str) -> Result<(), String> {
    let read = |what: &str, text: &str| {
        serde_json::from_str::<Value>(text).map_err(|error| format!("{what}: {error}\n{text}"))
    };
    let before = rendering.before.as_ref().map_err(|error| format!("the original: {error}"))?;
    read("the rendered original", before)?;
    let after = rendering.after.as_ref().map_err(|error| format!("the result: {error}"))?;
    let found = read("the rendered result", after)?;
    let mut expected = read("what is made of the rendered original", expected)?;
    let is_left = !rendering.changed;
    forgive_slash(&mut expected, &found);
    if is_left || expected == found {
        return Ok(());
    }
    Err(format!("expected\n{expected:#}\nfound\n{found:#}"))
}

/// Where an id is an expression, whether its value begins with a slash cannot be known, and the
/// source of the secret is written without one. Marathon takes both to be the same.
pub(crate) fn forgive_slash(expected: &mut Value, found: &Value) {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            for (name, expected) in expected {
                let Some(found) = found.get(name) else { continue };
                match (name.as_str(), &*expected, found) {
                    ("source", Value::String(ours), Value::String(theirs))
                        if ours.strip_prefix('/') == Some(theirs) =>
                    {
                        *expected = found.clone();
                    }
                    _ => forgive_slash(expected, found),
                }
            }
        }
        (Value::Array(expected), Value::Array(found)) => {
            expected.iter_mut().zip(found).for_each(|(ours, theirs)| forgive_slash(ours, theirs));
        }
        _ => {}
    }
}
