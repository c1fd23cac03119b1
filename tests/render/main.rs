//! Proof by rendering: for every template in `fixtures/templates/` and every set of values, to
//! render the converted template gives what the tool makes of the rendered original.
//!
//! ```text
//! before ──render──→ JSON ──convert──→ JSON
//!    └────convert──→ after ──render──→ JSON   equal
//! ```
//!
//! The same holds for the templates of `fixtures/odd-templates/` and for random ones, with many sets of
//! values each. `TEMPLATES=8000 SEED=1 cargo test --release --test render generated` looks longer: so
//! many in each language, and those that are wrong are made small and shown.
//!
//! `FIXTURES=overwrite` writes what is found after the conversion; read the difference.
//!
//! Rendering is done by the real engines (`tests/render/engines/`). Where one is missing, its test
//! says so and counts as ignored, which the standard harness cannot do at run time; hence a `main`.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]
#![expect(clippy::print_stdout, reason = "this is a test harness of its own")]

mod case;
mod compare;
mod conversion;
mod engine;
#[path = "../folder/entries.rs"]
mod entries;
mod generated;
mod judge;
mod language;
mod odd;
mod packages;
#[expect(unused_imports, dead_code, reason = "shared with other tests")]
#[path = "../random/mod.rs"]
mod random;
mod strict;
mod values;

use std::process::ExitCode;

use case::Case;
use engine::{ENGINES, Engine};
use language::Language;

/// How a test ends.
enum Outcome {
    /// With so much looked at.
    Passed(String),
    Failed(String),
    /// Something is missing.
    Ignored(String),
}

/// One test, with a name as `cargo test NAME` takes it.
enum Test {
    /// The templates of `fixtures/templates/` by one engine.
    Fixtures(&'static Engine),
    /// The templates of `fixtures/odd-templates/` in one language.
    Odd(Language),
    /// Random templates in one language.
    Generated(Language),
    /// Templates of real packages.
    Packages,
}

impl Test {
    fn all() -> Vec<Test> {
        let fixtures = ENGINES.iter().map(Test::Fixtures);
        let odd = Language::ALL.map(Test::Odd);
        let generated = Language::ALL.map(Test::Generated);
        fixtures.chain(odd).chain(generated).chain([Test::Packages]).collect()
    }

    fn name(&self) -> String {
        match self {
            Test::Fixtures(engine) => engine.test(),
            Test::Odd(language) => format!("odd_templates_of_{}", language.name()),
            Test::Packages => "packages_render_alike".into(),
            Test::Generated(language) => format!("generated_templates_of_{}", language.name()),
        }
    }

    fn run(&self, cases: &[Case]) -> Outcome {
        let judged = match self {
            Test::Fixtures(engine) => {
                engine.start().map(|mut started| compare::all(cases, engine, &mut started))
            }
            Test::Odd(language) => {
                language.judges().map(|mut judges| odd::all(*language, &mut judges))
            }
            Test::Generated(language) => {
                language.judges().map(|mut judges| generated::run::suite(*language, &mut judges))
            }
            Test::Packages => packages::suite(),
        };
        match judged {
            Ok(judged) => judged.map_or_else(Outcome::Failed, Outcome::Passed),
            Err(missing) => Outcome::Ignored(missing),
        }
    }
}

/// What the environment says of how much is to be judged.
#[expect(clippy::disallowed_methods, reason = "it is for those who run the test")]
fn said(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn main() -> ExitCode {
    // As the standard harness would: `cargo test NAME` runs what is called so.
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let filters: Vec<&String> = arguments.iter().filter(|it| !it.starts_with('-')).collect();
    let is_wanted =
        |name: &str| filters.is_empty() || filters.iter().any(|filter| name.contains(*filter));
    let tests: Vec<_> = Test::all().into_iter().filter(|test| is_wanted(&test.name())).collect();
    if arguments.iter().any(|argument| argument == "--list") {
        tests.iter().for_each(|test| println!("{}: test", test.name()));
        return ExitCode::SUCCESS;
    }
    println!("\nrunning {} tests", tests.len());
    let mut cases = if tests.is_empty() { Vec::new() } else { Case::all() };
    if std::env::var_os("FIXTURES").is_some_and(|word| word == "overwrite") {
        let afters = case::after(&cases.iter().collect::<Vec<_>>());
        cases.iter_mut().zip(afters).for_each(|(case, after)| case.overwrite(&after));
    }
    let (mut passed, mut failed, mut ignored) = (0, 0, 0);
    for test in tests {
        let word = match test.run(&cases) {
            Outcome::Ignored(missing) => {
                ignored += 1;
                println!("skipped: {missing}");
                "ignored".to_owned()
            }
            Outcome::Passed(counts) => {
                passed += 1;
                format!("ok ({counts})")
            }
            Outcome::Failed(failures) => {
                failed += 1;
                println!("{failures}");
                "FAILED".to_owned()
            }
        };
        println!("test {} ... {word}", test.name());
    }
    let result = if failed == 0 { "ok" } else { "FAILED" };
    println!("\ntest result: {result}. {passed} passed; {failed} failed; {ignored} ignored\n");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
