//! Random templates: what a converted template renders to is what the rendered template converts to,
//! under every choice of its conditions.
//!
//! The definitions are those of the rules' fixtures. Members go into sections, values give way to
//! expressions; a renderer of ten lines plays the template engine.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

use std::fs;
use std::path::{Path, PathBuf};

use pullconfig::plan::{FilePlan, State, plan};
use pullconfig::rules::Options;
use pullconfig::source::{Origin, SourceFile};
use serde_json::Value;

const CONDITIONS: usize = 3;

/// Definitions that can be converted.
fn definitions() -> Vec<Value> {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules");
    let folders = |path: &Path| -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(path).expect("a folder").flatten().map(|entry| entry.path()).collect();
        paths.sort();
        paths
    };
    let cases = folders(&rules).into_iter().flat_map(|rule| folders(&rule));
    let cases =
        cases.filter(|case| case.join("after.json").exists() && !case.join("arguments").exists());
    let read =
        |case: PathBuf| serde_json::from_slice(&fs::read(case.join("before.json")).ok()?).ok();
    cases.filter_map(read).filter(Value::is_object).collect()
}

struct Writer {
    random: u64,
    text: String,
    sections: usize,
}

impl Writer {
    /// A number below `n`.
    fn below(&mut self, n: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        usize::try_from(self.random >> 33).unwrap_or(0) % n
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// `value` with sections around some members, each with the comma on its side, and expressions
    /// in some strings. What the oracle needs is left alone: where the credentials are.
    fn value(&mut self, value: &Value, indent: usize, is_plain: bool) {
        let pad = "  ".repeat(indent + 1);
        match value {
            Value::Object(members) if !members.is_empty() => {
                self.text.push('{');
                let last = members.len() - 1;
                for (at, (name, value)) in members.iter().enumerate() {
                    let is_kept = ["uris", "fetch", "id", "container", "docker", "image"]
                        .contains(&name.as_str());
                    let in_section = !is_kept && !is_plain && at < last && self.one_in(3);
                    let condition = self.below(CONDITIONS);
                    let mark = if self.one_in(2) { '#' } else { '^' };
                    self.text.push_str(&format!("\n{pad}"));
                    if in_section {
                        self.sections += 1;
                        self.text.push_str(&format!("{{{{{mark}c{condition}}}}}\n{pad}"));
                    }
                    self.text.push_str(&format!("{}: ", Value::from(name.as_str())));
                    self.value(
                        value,
                        indent + 1,
                        is_plain || is_kept && !matches!(name.as_str(), "container" | "docker"),
                    );
                    self.text.push_str(if at == last { "" } else { "," });
                    if in_section {
                        self.text.push_str(&format!("\n{pad}{{{{/c{condition}}}}}"));
                    }
                }
                self.text.push_str(&format!("\n{}}}", "  ".repeat(indent)));
            }
            Value::Array(elements) if !elements.is_empty() => {
                self.text.push('[');
                for (at, element) in elements.iter().enumerate() {
                    self.text.push_str(if at == 0 { "" } else { ", " });
                    self.value(element, indent, is_plain);
                }
                self.text.push(']');
            }
            other => self.text.push_str(&other.to_string()),
        }
    }
}

/// What the template renders to where the conditions of `choice` hold.
fn rendered(template: &str, choice: usize) -> String {
    let mut text = template.to_owned();
    // The section that opens last has no other one inside.
    while let Some(start) = text.rfind("{{#c").max(text.rfind("{{^c")) {
        let condition = usize::from(text.as_bytes()[start + 4] - b'0');
        let is_there = (choice >> condition & 1 == 1) == (text.as_bytes()[start + 2] == b'#');
        let (open, close) = (start + "{{#c0}}".len(), format!("{{{{/c{condition}}}}}"));
        let end = start + text[start..].find(&close).expect("it is closed");
        let inside = if is_there { text[open..end].to_owned() } else { String::new() };
        text.replace_range(start..end + close.len(), &inside);
    }
    text
}

fn planned(text: &str, name: &str) -> Option<FilePlan> {
    let source = SourceFile { path: name.into(), bytes: text.into(), origin: Origin::Named };
    plan(source, &Options::default()).ok()
}

fn is_convertible(plan: &FilePlan) -> bool {
    !plan.definitions.is_empty() && plan.definitions.iter().all(|it| it.state == State::Convertible)
}

#[test]
fn what_is_converted_renders_to_what_the_rendered_converts_to() {
    let definitions = definitions();
    assert!(definitions.len() > 50, "the fixtures are gone");
    let mut writer = Writer { random: 0x9E37_79B9_7F4A_7C15, text: String::new(), sections: 0 };
    let (mut converted, mut compared) = (0, 0);
    for definition in definitions.iter().cycle().take(2 * definitions.len()) {
        writer.text.clear();
        writer.value(definition, 0, false);
        let template = writer.text.clone();
        let Some(plan) = planned(&template, "app.json.mustache") else {
            panic!("no plan for\n{template}");
        };
        if !is_convertible(&plan) {
            continue;
        }
        converted += 1;
        let after = String::from_utf8(plan.rewritten()).expect("UTF-8");
        for choice in 0..1 << CONDITIONS {
            let before = rendered(&template, choice);
            let wanted = planned(&before, "app.json").expect("a plan");
            let found: Value = serde_json::from_str(&rendered(&after, choice))
                .unwrap_or_else(|error| panic!("{error}\n{template}\n{after}"));
            let wanted: Value = serde_json::from_slice(&wanted.rewritten()).expect("JSON");
            assert_eq!(found, wanted, "{choice:b}\n{template}\n{after}");
            compared += 1;
        }
    }
    assert!(converted > 40 && compared > 300 && writer.sections > 100, "{converted} {compared}");
}
