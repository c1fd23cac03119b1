//! `-h` of each verb: short enough for one look, and it names every option.

use clap::CommandFactory as _;
use pullconfig::cli::CommandLine;

use crate::support::program::{Run, program};

/// Returns all verbs, each as it is typed.
fn verbs() -> Vec<Vec<String>> {
    fn add(command: &clap::Command, path: &[String], found: &mut Vec<Vec<String>>) {
        for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
            let path = [path, &[verb.get_name().to_owned()]].concat();
            found.push(path.clone());
            add(verb, &path, found);
        }
    }
    let mut command = CommandLine::command();
    command.build();
    let mut found = vec![Vec::new()];
    add(&command, &[], &mut found);
    found
}

/// Returns what a verb says with `-h` or `--help` on a terminal of 80 columns.
fn help(verb: &[String], option: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let words: Vec<&str> = verb.iter().map(String::as_str).chain([option]).collect();
    let run = Run::of(program(folder.path(), &words).env("COLUMNS", "80"));
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{words:?}");
    run.stdout
}

/// Returns the long names of the options that stand below `heading`, up to the next heading.
fn below(help: &str, heading: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != heading).skip(1);
    let lines = lines.take_while(|line| line.is_empty() || line.starts_with(' '));
    let is_option = |word: &&str| word.starts_with("--");
    let first = |line: &str| {
        let line = line.trim_start();
        let is_name = line.starts_with('-');
        is_name
            .then(|| line.split([' ', ',', '=', '[']).find(is_option).map(str::to_owned))
            .flatten()
    };
    lines.filter_map(first).map(|name| name.trim_end_matches("...").to_owned()).collect()
}

#[test]
fn the_short_help_has_fewer_than_sixty_lines_of_eighty_columns() {
    for verb in verbs() {
        let help = help(&verb, "-h");
        assert!(help.lines().count() < 60, "{verb:?}: {} lines", help.lines().count());
        for line in help.lines() {
            assert!(line.chars().count() <= 80, "{verb:?}: {line}");
            assert_eq!(line, line.trim_end(), "{verb:?}");
        }
    }
}

#[test]
fn the_short_help_explains_five_options_and_names_all_others() {
    for verb in verbs() {
        let (short, long) = (help(&verb, "-h"), help(&verb, "--help"));
        for first in [&short, &long] {
            let mut options = below(first, "Options:");
            options.retain(|it| it != "--help" && it != "--version");
            assert!(options.len() <= 5, "{verb:?}: {options:?}");
        }
        let options = long.lines().filter_map(|line| {
            line.split_once("--").filter(|(before, _)| {
                before.trim().is_empty()
                    || before.trim().len() == 3 && before.trim().starts_with('-')
            })
        });
        for (_, rest) in options {
            let name = rest.split(|c: char| c != '-' && !c.is_ascii_alphanumeric()).next();
            let name = format!("--{}", name.unwrap_or_default());
            assert!(short.contains(&name), "{verb:?}: {name} is not in\n{short}");
        }
    }
}
