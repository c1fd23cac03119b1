//! Reports in the hands of those who read them: a fix is applied, a page is opened and clicked, a log
//! goes through the validator of the format's makers.
//!
//! Needs `chromium` and `chromedriver`, `sarif-multitool` (npm: @microsoft/sarif-multitool), and SARIF's
//! schema (npm: @microsoft/jest-sarif, unpacked in `target/sarif`). Where they are missing the tests that need them count as ignored.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

mod browser;
mod driver;
mod hostile;
mod sarif;

use std::path::{Path, PathBuf};

use libtest_mimic::{Completion, Failed};

use crate::test::Test;

use crate::support::folder::{FERRY, root};
use crate::support::program::pullconfig;

fn demo() -> PathBuf {
    root().join(FERRY)
}

/// What a run in `folder` prints.
fn printed(folder: &Path, arguments: &[&str]) -> String {
    pullconfig(folder, arguments).stdout
}

fn against_the_schema() -> Result<Completion, Failed> {
    if !Path::new(sarif::SCHEMA).exists() {
        let needs = "the schema is not there (.ci/run takes it from a package)";
        return Ok(Completion::ignored_with(needs));
    }
    sarif::against_the_schema();
    Ok(Completion::Completed)
}

pub(crate) fn tests() -> Vec<Test> {
    let browser = ["chromium", "chromedriver"];
    vec![
        Test::new("fixes_are_byte_exact", sarif::fixes_are_byte_exact),
        Test::new("a_fix_that_would_show_a_login_is_left_out", sarif::no_login_in_a_fix),
        Test::new("fingerprints_survive_a_move", sarif::fingerprints_survive_a_move),
        Test::new("a_log_is_what_the_schema_asks_for", against_the_schema),
        Test::new("the_makers_validator_is_content", sarif::validated).needing(["sarif-multitool"]),
        Test::new("nothing_breaks_out_of_markdown", hostile::markdown),
        Test::new("a_description_has_room_at_github", hostile::markdown_is_bounded),
        Test::new("nothing_breaks_out_of_a_workflow_command", hostile::github),
        Test::new("nothing_breaks_out_of_the_page", hostile::html),
        Test::new("no_format_shows_a_login", hostile::no_login),
        Test::new("a_report_is_replaced_as_a_whole", hostile::output_file),
        Test::new("the_page_filters_folds_and_links", browser::clicked).needing(browser),
        Test::new("what_was_reviewed_is_remembered", browser::reviewed).needing(browser),
        Test::new("a_page_of_many_files_lays_out_what_is_seen", browser::many_files)
            .needing(browser),
        Test::new("the_page_filters_by_cluster", browser::by_cluster).needing(browser),
        Test::new("a_narrow_page_shows_what_is_removed_first", browser::narrow).needing(browser),
        Test::new("the_page_works_without_javascript", browser::without_javascript)
            .needing(browser),
        Test::new("nothing_runs_in_a_hostile_page", browser::hostile).needing(browser),
    ]
}
