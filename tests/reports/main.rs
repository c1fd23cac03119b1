//! Reports in the hands of those who read them: a fix is applied, a page is opened and clicked, a log
//! goes through the validator of the format's makers.
//!
//! Needs `chromium` and `chromedriver`, `sarif-multitool` (npm: @microsoft/sarif-multitool), and SARIF's
//! schema (npm: @microsoft/jest-sarif, unpacked in `target/sarif`). Where they are missing the tests that need them say so and count as ignored.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]
#![expect(clippy::print_stdout, reason = "what is skipped must be seen")]

mod browser;
mod driver;
mod hostile;
mod sarif;

use std::path::Path;
use std::process::{Command, Output, Stdio};

use libtest_mimic::{Arguments, Failed, Trial};

/// Runs the binary in `folder`.
fn pullconfig(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pullconfig"));
    command.args(arguments).current_dir(folder).env_remove("CLICOLOR_FORCE");
    command.output().expect("the binary runs")
}

/// What it prints.
fn printed(folder: &Path, arguments: &[&str]) -> String {
    String::from_utf8(pullconfig(folder, arguments).stdout).expect("UTF-8")
}

fn demo() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/projects/ferry"))
}

fn has(program: &str) -> bool {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("command -v {program}")]).stdout(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// A test that counts as ignored, and says so, where a program is missing.
fn trial(name: &str, needs: &[&str], test: fn()) -> Trial {
    let missing = needs.iter().find(|program| !has(program));
    if let Some(missing) = missing {
        println!("skipped: {name}: {missing} is not installed");
    }
    let test = move || {
        test();
        Ok::<(), Failed>(())
    };
    Trial::test(name, test).with_ignored_flag(missing.is_some())
}

fn schema_trial() -> Trial {
    let name = "a_log_is_what_the_schema_asks_for";
    let is_missing = !Path::new(sarif::SCHEMA).exists();
    if is_missing {
        println!("skipped: {name}: the schema is not there (.ci/run takes it from a package)");
    }
    trial(name, &[], sarif::against_the_schema).with_ignored_flag(is_missing)
}

fn main() {
    let browser = ["chromium", "chromedriver"];
    let trials = vec![
        trial("fixes_are_byte_exact", &[], sarif::fixes_are_byte_exact),
        trial("a_fix_that_would_show_a_login_is_left_out", &[], sarif::no_login_in_a_fix),
        trial("fingerprints_survive_a_move", &[], sarif::fingerprints_survive_a_move),
        schema_trial(),
        trial("the_makers_validator_is_content", &["sarif-multitool"], sarif::validated),
        trial("nothing_breaks_out_of_markdown", &[], hostile::markdown),
        trial("a_description_has_room_at_github", &[], hostile::markdown_is_bounded),
        trial("nothing_breaks_out_of_a_workflow_command", &[], hostile::github),
        trial("nothing_breaks_out_of_the_page", &[], hostile::html),
        trial("no_format_shows_a_login", &[], hostile::no_login),
        trial("a_report_is_replaced_as_a_whole", &[], hostile::output_file),
        trial("the_page_filters_folds_and_links", &browser, browser::clicked),
        trial("the_page_works_without_javascript", &browser, browser::without_javascript),
        trial("nothing_runs_in_a_hostile_page", &browser, browser::hostile),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
