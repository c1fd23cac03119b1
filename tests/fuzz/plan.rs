//! Any bytes, planned as a file of any kind. The length tells which, so that the fixtures are seeds
//! as they are, and each is tried in many ways as it grows and shrinks.

#![no_main]

#[path = "../support/oracle/planning.rs"]
mod planning;

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use pullconfig::plan::{PlanOptions, Templates};
use pullconfig::text::Syntax;

/// A name, and what a file is to be read as whatever it is called.
const KINDS: [(&str, Templates); 11] = [
    ("app.json", Templates::Auto),
    ("app.json", Templates::None),
    ("app.jsonc", Templates::Auto),
    ("deploy.sh", Templates::Auto),
    ("README.md", Templates::Auto),
    ("app.mustache", Templates::As(Syntax::Mustache)),
    ("app.j2", Templates::As(Syntax::Jinja)),
    ("app.gotmpl", Templates::As(Syntax::Go)),
    ("app.erb", Templates::As(Syntax::Erb)),
    ("app.json.in", Templates::As(Syntax::Env)),
    ("app.txt", Templates::As(Syntax::Shell)),
];

fuzz_target!(|bytes: &[u8]| {
    let (name, templates) = KINDS[bytes.len() % KINDS.len()];
    let options = PlanOptions { templates, embedded: true, ..PlanOptions::default() };
    planning::is_refused_or_converted_with_proof(Path::new(name), bytes, &options);
});
