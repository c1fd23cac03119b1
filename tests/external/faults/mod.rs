//! What goes wrong around a run: a reader that goes away, an output that is an input, a folder that
//! becomes a link, a disk that is full, a system call that fails, the end of the process at any moment,
//! a plan that was altered.
//!
//! Each case names the programs that it runs.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

#[cfg(unix)]
mod folder;
#[cfg(target_os = "linux")]
mod full;
#[cfg(target_os = "linux")]
mod injected;
#[cfg(unix)]
mod leftovers;
#[cfg(unix)]
mod output;
#[cfg(unix)]
mod stdout;
#[cfg(target_os = "linux")]
mod swapped;
#[cfg(unix)]
mod together;

use crate::test::Test;

/// A case: its name, the programs that it runs, and itself.
type Case = (&'static str, &'static [&'static str], fn());

#[cfg(target_os = "linux")]
const CASES: &[Case] = &[
    ("a_closed_stdout_hides_no_failure_of_apply", &[], stdout::of_apply),
    ("a_closed_stdout_ends_what_only_reads", &[], stdout::of_readers),
    ("the_result_of_a_filter_is_not_lost_in_silence", &[], stdout::of_filters),
    ("a_report_replaces_nothing_that_is_read", &[], output::foreign),
    ("a_report_replaces_an_earlier_one", &[], output::own),
    ("a_report_goes_where_it_can", &[], output::elsewhere),
    ("a_report_keeps_owner_and_rights", &[], output::attributes),
    ("temporary_files_of_a_killed_run_are_told_and_removed", &[], leftovers::told),
    ("temporary_files_beside_an_output_are_told", &[], leftovers::beside_output),
    ("temporary_files_of_a_living_run_stay", &[], leftovers::alive),
    ("a_file_that_looks_like_a_temporary_one_is_searched", &[], leftovers::lookalike),
    ("two_runs_at_once_convert_each_file_once", &[], together::two_runs),
    ("a_full_disk_is_told_and_leaves_whole_files", &["unshare"], full::disk),
    ("a_swap_at_any_system_call_leads_no_write_astray", &["strace"], swapped::anywhere),
    ("a_kill_at_any_system_call_leaves_whole_files", &["strace"], injected::kills),
    ("a_folder_that_cannot_be_flushed_is_told", &["strace"], injected::unflushed),
    ("a_private_plan_is_private_at_every_moment", &["strace"], injected::private),
    ("a_failure_of_any_system_call_is_told", &["strace"], injected::errors),
];
#[cfg(not(target_os = "linux"))]
const CASES: &[Case] = &[];

pub(crate) fn tests() -> Vec<Test> {
    let test =
        |&(name, programs, case): &Case| Test::new(name, case).needing(programs.iter().copied());
    CASES.iter().map(test).collect()
}
