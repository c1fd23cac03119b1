//! The program's own grammar → the command lines to try.
//!
//! Verbs, flags and formats are taken from it, so that new ones are tried without a word here. A
//! verb that needs an argument of a kind not known here fails the suite.

use clap::{Arg, ArgAction, Command, CommandFactory as _};
use pullconfig::cli::CommandLine;

use super::inputs;

/// Where `secrets extract` is told to write.
pub(crate) const SECRET: &str = "written/config.json";

/// One command line.
#[derive(Debug, Clone)]
pub(crate) struct Invocation {
    pub(crate) arguments: Vec<String>,
    /// The input that is stdin.
    pub(crate) stdin: Option<&'static str>,
    /// `RUST_BACKTRACE`, with which the message of a panic is told.
    pub(crate) backtrace: &'static str,
}

impl Invocation {
    pub(crate) fn new(arguments: &[&str]) -> Self {
        let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        Invocation { arguments, stdin: None, backtrace: "0" }
    }

    fn with(&self, more: &[&str]) -> Self {
        let mut longer = self.clone();
        longer.arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
        longer
    }

    pub(crate) fn verb(&self) -> &str {
        self.arguments.first().map_or("", String::as_str)
    }

    pub(crate) fn has(&self, argument: &str) -> bool {
        self.arguments.iter().any(|it| it == argument)
    }

    /// Whether the text of definitions is what is asked for.
    pub(crate) fn shows_definitions(&self) -> bool {
        self.verb() == "diff"
            || self.verb() == "apply" && self.has("-")
            || self.has("--format=html")
    }

    pub(crate) fn writes_secret_to_stdout(&self) -> bool {
        let is_dash = |pair: &[String]| pair[0] == "-o" && pair[1] == "-";
        self.has("extract") && self.arguments.windows(2).any(is_dash)
    }
}

/// All command lines.
pub(crate) fn invocations() -> Vec<Invocation> {
    let mut program = CommandLine::command();
    program.build();
    let mut all = Vec::new();
    verbs(&program, &Invocation::new(&[]), &mut all);
    // Panics tell more when they are asked to.
    let plain = |it: &Invocation| it.stdin.is_some() || it.arguments.len() < 3;
    all.extend(all.clone().into_iter().filter(plain).map(|mut it| {
        it.backtrace = "1";
        it
    }));
    all
}

fn verbs(command: &Command, so_far: &Invocation, all: &mut Vec<Invocation>) {
    for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
        let called = so_far.with(&[verb.get_name()]);
        let options = options(verb);
        for (index, named) in operands(verb, &called).into_iter().enumerate() {
            // Of many operands the first with all options, the others with the first ones.
            let tried = if index < 2 { &options[..] } else { &options[..options.len().min(3)] };
            all.extend(tried.iter().map(|options| {
                let options: Vec<&str> = options.iter().map(String::as_str).collect();
                named.with(&options)
            }));
        }
        verbs(verb, &called, all);
    }
}

/// A verb with each kind of thing that it can be told to work on.
fn operands(verb: &Command, called: &Invocation) -> Vec<Invocation> {
    let mut found = vec![];
    let mut is_known = true;
    for operand in verb.get_positionals() {
        let values: Vec<String> = match operand.get_id().as_str() {
            "paths" => {
                let stdin = called.with(&["-", "--stdin-filename", "app.json"]);
                found.extend(inputs::DEFINITIONS.map(|name| {
                    let mut filter = stdin.clone();
                    filter.stdin = Some(name);
                    filter
                }));
                vec![".".into(), inputs::BROKEN.into()]
            }
            "source" => inputs::sources(),
            "rule" => vec!["privileged".into(), "no-such-rule".into()],
            "dir" => vec!["written".into()],
            _ => possible(operand),
        };
        is_known &= !values.is_empty() || !operand.is_required_set();
        found.extend(values.iter().map(|value| called.with(&[value])));
    }
    assert!(is_known, "`{called:?}` takes something that this suite does not know");
    if found.is_empty() { vec![called.clone()] } else { found }
}

fn possible(argument: &Arg) -> Vec<String> {
    argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect()
}

/// No option, and then one at a time, in each way in which it can be given.
fn options(verb: &Command) -> Vec<Vec<String>> {
    let mut all = vec![vec![]];
    for option in verb.get_opts().chain(verb.get_arguments().filter(|it| is_flag(it))) {
        let Some(long) = option.get_long().map(|long| format!("--{long}")) else { continue };
        if matches!(option.get_action(), ArgAction::Count) {
            all.extend([vec![long.clone()], vec![long.clone(), long]]);
        } else if is_flag(option) {
            all.push(vec![long]);
        } else if !possible(option).is_empty() {
            all.extend(possible(option).into_iter().map(|value| vec![format!("{long}={value}")]));
        } else {
            all.extend(
                samples(option.get_id().as_str())
                    .iter()
                    .map(|values| values.iter().map(|value| (*value).to_owned()).collect()),
            );
        }
    }
    all
}

fn is_flag(argument: &Arg) -> bool {
    let action = argument.get_action();
    matches!(action, ArgAction::SetTrue | ArgAction::SetFalse | ArgAction::Count)
        && !argument.is_positional()
}

/// Options with values that no grammar can tell, by what they are called.
fn samples(id: &str) -> &'static [&'static [&'static str]] {
    match id {
        "accept" => &[&["--accept", "*"]],
        "credential" => &[&["--credential", "**/*token*"]],
        "target" => &[&["--target", "1.11"]],
        "output" => &[&["-o", SECRET], &["-o", "-"], &["-o", "no/such/folder"]],
        "only" => &[&["--only", "reg.example"], &["--only", "absent.example", "-o", "-"]],
        "definitions" => &[&["--for", "."], &["--for", ".", "-o", "-"]],
        "files_from" => &[&["--files-from", "list"]],
        "images" => &[
            &["--images", inputs::IMAGES],
            &["--images", inputs::IMAGES, "--accept", "*"],
            &["--images", inputs::ARCHIVE],
            &["--images", "agents/bad-0/.dockercfg"],
            &["--images", inputs::BROKEN],
        ],
        "logins" => &[&["--logins", inputs::LOGINS]],
        "unified" => &[&["--unified", "0"]],
        "plan" => &[&["--plan", "plan.json"], &["--plan", inputs::BROKEN]],
        "config" => &[
            &["--config", inputs::CONFIG],
            &["--config", inputs::BAD_CONFIGS[0]],
            &["--config", inputs::BAD_CONFIGS[1]],
            &["--config", inputs::BAD_CONFIGS[2]],
            &["--config", inputs::BROKEN],
        ],
        _ => &[],
    }
}
