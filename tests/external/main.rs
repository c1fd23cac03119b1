//! The program among other programs: terminals, shells, template engines, browsers, tracers, and other
//! people's libraries.
//!
//! A test whose programs are missing counts as ignored and says which one it needs; hence a `main`
//! of our own.

#[path = "../support/mod.rs"]
mod support;
mod test;

mod cross;
mod extract_tools;
mod faults;
mod interactive;
mod pages;
#[cfg(feature = "preflight")]
mod registries;
mod render;
#[cfg(unix)]
mod reports;

use std::process::ExitCode;

use libtest_mimic::Arguments;

use test::Test;

/// The name of a module, and its tests.
type Module = (&'static str, fn() -> Vec<Test>);

fn main() -> ExitCode {
    let modules: &[Module] = &[
        ("cross", cross::tests),
        ("extract_tools", extract_tools::tests),
        ("faults", faults::tests),
        ("interactive", interactive::tests),
        ("pages", pages::tests),
        #[cfg(feature = "preflight")]
        ("registries", registries::tests),
        ("render", render::tests),
        #[cfg(unix)]
        ("reports", reports::tests),
    ];
    let trials = modules
        .iter()
        .flat_map(|(module, tests)| tests().into_iter().map(|test| test.trial(module)));
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}
