//! What cannot stand beside `--plan`: all that would choose files or change the migration.

use crate::support::folder::root;
use crate::support::program::pullconfig;

/// The long options below `heading` in a help text, with whether they must have a value.
fn options(help: &str, heading: &str) -> Vec<(String, bool)> {
    let section = help.split(heading).nth(1).unwrap_or_else(|| panic!("no section {heading}"));
    let lines = section.lines().skip(1).take_while(|line| line.is_empty() || line.starts_with(' '));
    let option = |line: &str| {
        let (_, option) = line.split_once("--")?;
        let is_entry = line.trim_start().starts_with('-') && line.find("--")? < 12;
        let name = option.split([' ', ',', '[']).next()?;
        is_entry.then(|| (format!("--{name}"), option.contains(" <")))
    };
    lines.filter_map(option).collect()
}

#[test]
fn files_and_migration_contradict_a_plan() {
    for verb in ["diff", "apply"] {
        let help = pullconfig(root(), &[verb, "--help"]).stdout;
        let files = options(&help, "Files:");
        let migration = options(&help, "Migration:");
        let configuration = options(&help, "Configuration:");
        assert!(files.len() >= 7 && migration.len() >= 6, "{files:?} {migration:?}");
        assert_eq!(configuration.len(), 2, "{configuration:?}");
        for (option, takes_value) in files.iter().chain(&migration).chain(&configuration) {
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
