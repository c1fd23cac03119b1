//! Proof by rendering: for every template in `fixtures/templates/` and every set of values, to
//! render the converted template gives what the tool makes of the rendered original.
//!
//! ```text
//! before ──render──→ JSON ──convert──→ JSON
//!    └────convert──→ after ──render──→ JSON   equal
//! ```
//!
//! The same holds for the templates of `fixtures/odd-templates/` and for random ones, with many sets of
//! values each. `TEMPLATES=8000 SEED=1 cargo test --release --test external render::generated` looks longer: so
//! many in each language, and those that are wrong are made small and shown. `SETS=12` renders each with fewer
//! sets of values.
//!
//! `FIXTURES=overwrite` writes what is found after the conversion; read the difference.
//!
//! Rendering is done by the real engines (`tests/external/render/engines/`). Where one is missing, its test
//! counts as ignored.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]
#![expect(clippy::print_stdout, reason = "the figures are worth seeing")]

mod case;
mod compare;
mod conversion;
mod engine;
mod generated;
mod judge;
mod language;
mod odd;
mod packages;
mod strict;
mod values;

use std::sync::LazyLock;

use case::Case;
use engine::{ENGINES, Engine};
use language::Language;
use libtest_mimic::{Completion, Failed};

use crate::test::Test;

/// The templates of `fixtures/templates/`.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let mut cases = Case::all();
    if std::env::var_os("FIXTURES").is_some_and(|word| word == "overwrite") {
        let afters = case::after(&cases.iter().collect::<Vec<_>>());
        cases.iter_mut().zip(afters).for_each(|(case, after)| case.overwrite(&after));
    }
    cases
});

/// What was looked at, or what is wrong; an error says what is missing.
type Judged = Result<Result<String, String>, String>;

fn fixtures(engine: &Engine) -> Judged {
    engine.start().map(|mut started| compare::all(&CASES, engine, &mut started))
}

fn odd_templates(language: Language) -> Judged {
    language.judges().map(|mut judges| odd::all(language, &mut judges))
}

fn generated_templates(language: Language) -> Judged {
    language.judges().map(|mut judges| generated::run::suite(language, &mut judges))
}

/// A test that prints how much it looked at.
fn test(name: String, judge: impl FnOnce() -> Judged + Send + 'static) -> Test {
    Test::new(name.clone(), move || match judge() {
        Ok(Ok(counts)) => {
            println!("{name}: {counts}");
            Ok(Completion::Completed)
        }
        Ok(Err(failures)) => Err(Failed::from(failures)),
        Err(missing) => Ok(Completion::ignored_with(missing)),
    })
}

pub(crate) fn tests() -> Vec<Test> {
    let fixtures = ENGINES.iter().map(|engine| test(engine.test(), || fixtures(engine)));
    let odd = Language::ALL.map(|language| {
        test(format!("odd_templates_of_{}", language.name()), move || odd_templates(language))
    });
    let generated = Language::ALL.map(|language| {
        let name = format!("generated_templates_of_{}", language.name());
        test(name, move || generated_templates(language))
    });
    let packages = test("packages_render_alike".into(), packages::suite);
    fixtures.chain(odd).chain(generated).chain([packages]).collect()
}

/// What the environment says of how much is to be judged.
#[expect(clippy::disallowed_methods, reason = "it is for those who run the test")]
fn said(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
