//! Adds a hint to the error about a refused command line: what the user probably meant.
//!
//! Hints exist for words that other tools have, and for options that belong to another verb.
//! Misspelt words are found by clap itself.

use std::path::Path;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::{ArgMatches, Command};

/// Options of other tools, each with a hint at what does the same here.
const OPTIONS: &[(&[&str], &str)] = &[
    (&["--dry-run", "-n"], "`pullconfig diff` shows the changes and writes nothing"),
    (&["--fix", "--write", "-w", "--in-place"], "`pullconfig apply` makes the changes"),
    (&["--json"], "`--format jsonl` reports for programs; `pullconfig plan` is one JSON document"),
    (&["--force", "-f"], "`--accept RULE` takes the lossy way out of a blocker, rule by rule"),
    (&["--yes", "-y"], "`pullconfig apply` asks nothing unless `-i` is given"),
    (&["--recursive", "-r", "-R"], "folders are searched with all that is in them"),
    (&["--hidden"], "hidden files are searched too, but for what git ignores (`--no-ignore`)"),
    (&["--ignore"], "`--exclude GLOB` leaves files and folders out"),
    (&["--list-rules"], "`pullconfig rules` lists the rules"),
];

/// Verbs of other tools, each with a hint at the verb that does the same here.
const VERBS: &[(&[&str], &str)] = &[
    (&["fix", "convert", "migrate", "write", "run"], "`pullconfig apply` makes the changes"),
    (&["show", "preview", "review"], "`pullconfig diff` shows the changes"),
    (&["list", "ls", "find", "search", "status", "report"], "`pullconfig scan` reports"),
    (&["lint", "validate", "verify"], "`pullconfig check` reports what Marathon would refuse"),
    (&["version"], "`pullconfig --version`"),
];

/// Returns the error `refused`, with a hint if there is one. `command` is the command line of the program.
pub(in crate::cli) fn with_hint(mut refused: Error, command: &Command) -> Error {
    let invalid = |kind| match refused.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let hint = match refused.kind() {
        ErrorKind::UnknownArgument => {
            let option = invalid(ContextKind::InvalidArg).unwrap_or_default();
            let name = option.split('=').next().unwrap_or_default();
            elsewhere(name).or_else(|| of_verbs(name, command))
        }
        ErrorKind::InvalidSubcommand => {
            let is_spelt_alike = refused.get(ContextKind::SuggestedSubcommand).is_some();
            let verb = invalid(ContextKind::InvalidSubcommand).unwrap_or_default();
            for_file(&verb).or_else(|| for_verb(&verb).filter(|_| !is_spelt_alike))
        }
        _ => None,
    };
    if let Some(hint) = hint {
        let hint = ContextValue::StyledStrs(vec![StyledStr::from(hint)]);
        refused.insert(ContextKind::Suggested, hint);
        refused.remove(ContextKind::SuggestedSubcommand);
        if refused.remove(ContextKind::SuggestedArg).is_some() {
            // The usage line would show how to use an option that is not meant.
            refused.remove(ContextKind::Usage);
        }
    }
    refused
}

/// Returns the error about an option that stands before a verb which does not have it.
pub(in crate::cli) fn without_option(option: &str, matches: &ArgMatches) -> Error {
    let verbs = std::iter::successors(matches.subcommand(), |(_, inner)| inner.subcommand());
    let verbs: String = verbs.map(|(name, _)| format!(" {name}")).collect();
    let message = format!("`pullconfig{verbs}` has no option '{option}'\n");
    Error::raw(ErrorKind::UnknownArgument, message)
}

/// Returns the hint about an option that other tools have.
fn elsewhere(name: &str) -> Option<String> {
    let (_, hint) = OPTIONS.iter().find(|(names, _)| names.contains(&name))?;
    Some((*hint).to_owned())
}

/// Returns the hint about an option that only other verbs have.
fn of_verbs(name: &str, command: &Command) -> Option<String> {
    let long = name.strip_prefix("--")?;
    let has = |verb: &&Command| verb.get_arguments().any(|it| it.get_long() == Some(long));
    let verbs: Vec<String> = command
        .get_subcommands()
        .filter(has)
        .map(|verb| format!("`{}`", verb.get_name()))
        .collect();
    let (last, others) = verbs.split_last()?;
    let verbs =
        if others.is_empty() { last.clone() } else { format!("{} and {last}", others.join(", ")) };
    Some(format!("it is an option of {verbs}"))
}

/// Returns the hint about a verb that other tools have.
fn for_verb(verb: &str) -> Option<String> {
    let (_, hint) = VERBS.iter().find(|(names, _)| names.contains(&verb))?;
    Some((*hint).to_owned())
}

/// Returns the hint about a path that stands in the place of the verb.
fn for_file(verb: &str) -> Option<String> {
    let is_path = verb == "-" || verb.contains('/') || Path::new(verb).exists();
    is_path.then(|| format!("a verb comes before the files: `pullconfig scan {verb}`"))
}
