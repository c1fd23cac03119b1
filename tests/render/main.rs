//! Proof by rendering: for every template in `fixtures/templates/` and every set of values, to
//! render the converted template gives what the tool makes of the rendered original.
//!
//! ```text
//! before ──render──→ JSON ──convert──→ JSON
//!    └────convert──→ after ──render──→ JSON   equal
//! ```
//!
//! `FIXTURES=overwrite` writes what is found after the conversion; read the difference.
//!
//! Rendering is done by the real engines (`tests/render/engines/`). Where one is missing, its test
//! says so and counts as ignored, which the standard harness cannot do at run time; hence a `main`.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]
#![expect(clippy::print_stdout, reason = "this is a test harness of its own")]

mod case;
mod compare;
mod engine;
#[path = "../folder/entries.rs"]
mod entries;

use std::process::ExitCode;

use case::Case;
use engine::ENGINES;

fn main() -> ExitCode {
    // As the standard harness would: `cargo test NAME` runs what is called so.
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let filters: Vec<&String> = arguments.iter().filter(|it| !it.starts_with('-')).collect();
    let is_wanted =
        |name: &str| filters.is_empty() || filters.iter().any(|filter| name.contains(*filter));
    let engines: Vec<_> = ENGINES.iter().filter(|engine| is_wanted(&engine.test())).collect();
    if arguments.iter().any(|argument| argument == "--list") {
        engines.iter().for_each(|engine| println!("{}: test", engine.test()));
        return ExitCode::SUCCESS;
    }
    println!("\nrunning {} tests", engines.len());
    let mut cases = if engines.is_empty() { Vec::new() } else { Case::all() };
    if std::env::var_os("FIXTURES").is_some_and(|word| word == "overwrite") {
        let afters = case::after(&cases.iter().collect::<Vec<_>>());
        cases.iter_mut().zip(afters).for_each(|(case, after)| case.overwrite(&after));
    }
    let (mut passed, mut failed, mut ignored) = (0, 0, 0);
    for engine in engines {
        let word = match engine.start() {
            Err(missing) => {
                ignored += 1;
                println!("skipped: {missing}");
                "ignored".to_owned()
            }
            Ok(started) => match compare::all(&cases, engine, &started) {
                Ok(counts) => {
                    passed += 1;
                    format!("ok ({counts})")
                }
                Err(failures) => {
                    failed += 1;
                    println!("{failures}");
                    "FAILED".to_owned()
                }
            },
        };
        println!("test {} ... {word}", engine.test());
    }
    let result = if failed == 0 { "ok" } else { "FAILED" };
    println!("\ntest result: {result}. {passed} passed; {failed} failed; {ignored} ignored\n");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
