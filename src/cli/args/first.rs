//! Arranges the help of each verb: first come five options that people need first, then all others. `-h` explains the
//! five and names the others; `--help` explains all.

use std::fmt::Write as _;

use clap::builder::StyledStr;
use clap::{Arg, Command, CommandFactory as _};

use super::Arguments;

/// The options that people need first, verb by verb, by their long names and in the order of the help. A verb
/// that is not listed has few options; its `-h` explains them all.
const FIRST: &[(&str, [&str; 5])] = &[
    ("scan", ["summary", "accept", "rule", "format", "verbose"]),
    ("plan", ["output", "accept", "rule", "id", "target"]),
    ("diff", ["stat", "accept", "rule", "id", "plan"]),
    ("apply", ["interactive", "accept", "rule", "plan", "strict"]),
    ("check", ["target", "rule", "id", "format", "verbose"]),
    ("secrets", ["format", "suggest", "secret-source", "plan", "verbose"]),
    ("preflight", ["logins", "anonymous", "dry-run", "output", "verbose"]),
    ("config", ["accept", "target", "secret-source", "include", "exclude"]),
];

/// The heading of the options that are not among the first five and have no heading of their own.
const OTHER: &str = "Other";

/// The most columns that the lines with the names of the other options take.
const WIDTH: usize = 80;

/// Returns the command line of the program, with the options that people need first at the head of each verb's help.
pub(in crate::cli) fn command() -> Command {
    Arguments::command().mut_subcommands(|verb| {
        match FIRST.iter().find(|(name, _)| *name == verb.get_name()) {
            Some((_, first)) => arranged(verb, first),
            None => verb,
        }
    })
}

/// Returns `verb` with a help that begins with the options `first`. Of the other options, `-h` has only the names.
fn arranged(verb: Command, first: &[&str]) -> Command {
    let rank = |option: &Arg| first.iter().position(|name| option.get_long() == Some(name));
    let verb = verb.mut_args(|option| match rank(&option) {
        _ if option.is_positional() => option,
        Some(rank) => option.help_heading(None::<&'static str>).display_order(rank),
        None => {
            let heading = option.get_help_heading().unwrap_or(OTHER).to_owned();
            option.help_heading(heading).hide_short_help(true)
        }
    });
    let examples = verb.get_after_help().cloned().unwrap_or_default();
    let names = names_of_others(&verb);
    let short = StyledStr::from(format!("{names}\n{}", examples.ansi()));
    verb.after_help(short).after_long_help(examples)
}

/// Returns the part of `-h` that names the options without explaining them: one paragraph for each heading.
fn names_of_others(verb: &Command) -> String {
    let mut others: Vec<(&str, Vec<String>)> = Vec::new();
    for option in verb.get_arguments().filter(|it| it.is_hide_short_help_set()) {
        let (Some(heading), Some(name)) = (option.get_help_heading(), option.get_long()) else {
            continue;
        };
        let name = format!("--{name}");
        match others.iter_mut().find(|(it, _)| *it == heading) {
            Some((_, names)) => names.push(name),
            None => others.push((heading, vec![name])),
        }
    }
    let (style, name) = (verb.get_styles().get_header(), verb.get_name());
    let mut text =
        format!("{style}More options:{style:#} `pullconfig {name} --help` explains them\n");
    let indent = others.iter().map(|(heading, _)| heading.len()).max().unwrap_or_default() + 3;
    for (heading, names) in others {
        let _ = write!(text, "{:indent$}", format!("  {heading}"));
        let mut width = indent;
        for name in names {
            if width + 1 + name.len() > WIDTH {
                let _ = write!(text, "\n{:indent$}", "");
                width = indent;
            }
            let _ = write!(text, " {name}");
            width += 1 + name.len();
        }
        text.push('\n');
    }
    text
}
