//! What cannot stand beside `--plan`: all that would choose files or change the migration.

use clap::CommandFactory as _;
use pullconfig::cli::CommandLine;

use crate::support::folder::root;
use crate::support::program::pullconfig;

/// Returns the long options of a verb that have one of `headings`, with whether they must have a value.
fn options(verb: &str, headings: &[&str]) -> Vec<(String, bool)> {
    let program = CommandLine::command();
    let verb = program.find_subcommand(verb).expect("a verb");
    let options = verb
        .get_arguments()
        .filter(|it| it.get_help_heading().is_some_and(|heading| headings.contains(&heading)));
    let option = |it: &clap::Arg| {
        let must_have = it.get_action().takes_values()
            && it.get_num_args().is_none_or(|number| number.min_values() > 0);
        Some((format!("--{}", it.get_long()?), must_have))
    };
    options.filter_map(option).collect()
}

#[test]
fn files_and_migration_contradict_a_plan() {
    for verb in ["diff", "apply"] {
        let options = options(verb, &["Files", "Migration", "Configuration"]);
        assert!(options.len() >= 15, "{options:?}");
        for (option, takes_value) in &options {
            // A cluster chooses among the files of the plan.
            if ["--threads", "--cluster"].contains(&option.as_str()) {
                continue;
            }
            // A value that each of them accepts.
            let value = match option.as_str() {
                "--target" => "1.6",
                "--accept" => "privileged",
                "--template-syntax" => "none",
                _ => "x",
            };
            let mut arguments = vec![verb, "--plan", "no-such-plan", option];
            arguments.extend(takes_value.then_some(value));
            if option == "--null" {
                arguments.extend(["--files-from", "x"]);
            }
            let run = pullconfig(root(), &arguments);
            assert!(run.stderr.contains("cannot be used with"), "{option}: {}", run.stderr);
        }
    }
}
