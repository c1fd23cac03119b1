//! The command line, as clap parses it. The doc comments of fields and verbs are the help texts.

pub(in crate::cli) mod cluster_path;
pub(in crate::cli) mod examples;
pub(in crate::cli) mod extract;
mod facts;
pub(in crate::cli) mod files;
pub(in crate::cli) mod filter;
pub(in crate::cli) mod first;
pub(in crate::cli) mod hints;
pub(in crate::cli) mod live;
pub(in crate::cli) mod migration;
pub(in crate::cli) mod planned;
#[cfg(feature = "preflight")]
pub(in crate::cli) mod preflight;
pub(in crate::cli) mod report;
mod rule_names;
pub(in crate::cli) mod secrets;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use facts::FactArguments;
use files::{ConfigArguments, Files, GlobArguments};
use filter::{CheckFilterArguments, FilterArguments};
use live::LiveArguments;
use migration::MigrationArguments;
use planned::PlanFileArguments;
use report::ReportArguments;
use rule_names::RuleNamed;
use secrets::SecretsArguments;

use super::terminal::output::Color;
use crate::marathon::Target;
use crate::report::Grouping;

/// Migrate Marathon definitions from Docker credential URIs to a secrets-based pullConfig.
///
/// Finds apps that fetch a `.dockercfg` or `docker.tar.gz`, switches them to the Mesos containerizer
/// (type MESOS) and lets them take their registry credentials from a secret. Only what must change,
/// changes: formatting is kept byte for byte.
#[derive(Debug, Parser)]
#[command(name = "pullconfig", version, max_term_width = 100, after_help = examples::PROGRAM)]
pub struct Arguments {
    /// When to use colours
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t = Color::Auto,
        value_name = "WHEN",
        help_heading = "Everywhere"
    )]
    pub color: Color,
    /// Tell more: -v of `scan`, `apply`, `check`, `secrets` and `preflight`
    #[arg(short, long, action = clap::ArgAction::Count, help_heading = "Everywhere")]
    pub verbose: u8,
    /// Tell less: -q of `scan`, `plan`, `diff`, `apply`, `check` and `preflight`
    #[arg(short, long, help_heading = "Everywhere")]
    pub quiet: bool,
    /// What to do
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Report what fetches registry credentials, and whether it can be converted
    ///
    /// Exit code: 0 nothing is left to migrate, 1 something is, 2 an error.
    #[command(after_help = examples::SCAN)]
    Scan(ScanArguments),
    /// Write the plan as JSON: per file digest, patches, findings and secrets
    ///
    /// After a review, `pullconfig apply --plan FILE` does what it says and nothing else.
    ///
    /// Exit code: 0 nothing is left to migrate, 1 something is, 2 an error.
    #[command(after_help = examples::PLAN)]
    Plan(PlanArguments),
    /// Show the changes as a unified diff that `git apply` takes; write nothing
    ///
    /// Exit code: 0 the diff is empty, 1 it is not, 2 an error.
    #[command(after_help = examples::DIFF)]
    Diff(DiffArguments),
    /// Make the changes
    ///
    /// Files are replaced atomically, and only if they are as they were read. With `-` the converted
    /// text of stdin goes to stdout. Exit code: 0 done, 2 an error; with --strict, 1 if something
    /// is left.
    #[command(after_help = examples::APPLY)]
    Apply(ApplyArguments),
    /// Report what Marathon would refuse, and why
    ///
    /// Looks at every app and pod, also at those that fetch no credentials, as they are in the
    /// files; converts nothing. Exit code: 0 nothing would be refused, 1 something would, 2 an
    /// error.
    #[command(after_help = examples::CHECK)]
    Check(CheckArguments),
    /// List the secrets that must exist before the converted definitions are deployed
    ///
    /// The list also has those that migrated definitions name. Writes nothing and asks no cluster.
    /// Exit code: 0, or 2 after an error.
    #[command(after_help = examples::SECRETS)]
    Secrets(SecretsArguments),
    /// Ask the registries whether the agents would pull the images, and what the images say
    ///
    /// Carries out the pull of each image as the agents of Mesos do, with the logins that the secrets will
    /// hold, as far as its manifest and config. Only this verb asks anybody. A login is sent to its
    /// registry alone. Exit code: 0 all would be pulled, 1 some would not or could not be asked, 2 an error.
    #[cfg(feature = "preflight")]
    #[command(after_help = examples::PREFLIGHT)]
    Preflight(Box<preflight::PreflightArguments>),
    /// Print the settings and where each comes from, as a pullconfig.toml
    ///
    /// With a file, prints the settings that hold for it. Exit code: 0, or 2 after an error.
    #[command(after_help = examples::CONFIG)]
    Config(ConfigVerbArguments),
    /// List the rules
    Rules,
    /// Print a script for the shell that completes what is typed
    ///
    /// bash: `pullconfig completions bash > ~/.local/share/bash-completion/completions/pullconfig`;
    /// zsh: to a file `_pullconfig` in a folder of $fpath; fish: to
    /// `~/.config/fish/completions/pullconfig.fish`.
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Print the manual page, or write the pages of all verbs into a folder
    ///
    /// `pullconfig man ~/.local/share/man/man1`; then `man pullconfig-apply`.
    Man {
        /// Where to write the pages
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    /// Print the page of a rule
    Explain {
        /// The name of the rule, as reports show it
        #[arg(value_parser = RuleNamed::<String>::parser(), hide_possible_values = true)]
        rule: String,
    },
}

impl Arguments {
    /// Moves `-v` and `-q`, where they stand before the verb, into the verb's own arguments. Returns the one that the
    /// verb does not have, if there is one.
    pub(in crate::cli) fn hand_down(&mut self) -> Option<&'static str> {
        let report = match &mut self.command {
            None => return None,
            Some(Command::Scan(it)) => &mut it.report,
            Some(Command::Apply(it)) => &mut it.report,
            Some(Command::Check(it)) => &mut it.report,
            Some(
                Command::Plan(PlanArguments { quiet, .. })
                | Command::Diff(DiffArguments { quiet, .. }),
            ) => {
                *quiet |= self.quiet;
                return (self.verbose > 0).then_some("-v");
            }
            #[cfg(feature = "preflight")]
            Some(Command::Preflight(it)) => {
                it.quiet |= self.quiet;
                it.verbose |= self.verbose > 0;
                return None;
            }
            Some(Command::Secrets(it)) if !self.quiet => {
                if self.verbose > 0 {
                    it.be_verbose();
                }
                return None;
            }
            Some(_) if self.quiet => return Some("-q"),
            Some(_) => return (self.verbose > 0).then_some("-v"),
        };
        report.quiet |= self.quiet;
        report.verbose = report.verbose.saturating_add(self.verbose);
        None
    }
}

/// The arguments of `scan`.
#[derive(Debug, Args)]
pub struct ScanArguments {
    /// Report only the summary: how far each folder is, what blocks most, what is to be prepared
    #[arg(long)]
    pub(in crate::cli) summary: bool,
    /// What the summary groups the definitions by [default: folder]
    #[arg(long, value_enum, value_name = "WHAT", hide_possible_values = false)]
    pub(in crate::cli) by: Option<Grouping>,
    /// Tell what has changed since an earlier `scan --format jsonl` wrote FILE
    #[arg(long, value_name = "FILE", conflicts_with_all = ["format", "output", "quiet", "state", "rule", "id"])]
    pub(in crate::cli) since: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) report: ReportArguments,
    #[command(flatten)]
    pub(in crate::cli) filter: FilterArguments,
    #[command(flatten)]
    pub(in crate::cli) live: LiveArguments,
    #[command(flatten)]
    pub(in crate::cli) migration: MigrationArguments,
    #[command(flatten)]
    pub(in crate::cli) files: Files,
}

/// The arguments of `plan`.
#[derive(Debug, Args)]
pub struct PlanArguments {
    /// Write the plan to FILE, as a whole or not at all; `-` is stdout
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// The folder that the paths in the plan count from [default: the current folder]
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) root: Option<PathBuf>,
    /// Say nothing but the plan and errors
    #[arg(short, long)]
    pub(in crate::cli) quiet: bool,
    #[command(flatten)]
    pub(in crate::cli) filter: FilterArguments,
    #[command(flatten)]
    pub(in crate::cli) live: LiveArguments,
    #[command(flatten)]
    pub(in crate::cli) migration: MigrationArguments,
    #[command(flatten)]
    pub(in crate::cli) files: Files,
}

/// The arguments of `diff`.
#[derive(Debug, Args)]
pub struct DiffArguments {
    /// Show N lines around each change
    #[arg(short = 'U', long, value_name = "N", default_value_t = 3)]
    pub(in crate::cli) unified: usize,
    /// Show how many lines change in which files, instead of the changes
    #[arg(long)]
    pub(in crate::cli) stat: bool,
    /// Write the diff to FILE, as a whole or not at all; `-` is stdout
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Say nothing but the diff and errors
    #[arg(short, long)]
    pub(in crate::cli) quiet: bool,
    #[command(flatten)]
    pub(in crate::cli) planned: PlanFileArguments,
    #[command(flatten)]
    pub(in crate::cli) filter: FilterArguments,
    #[command(flatten)]
    pub(in crate::cli) live: LiveArguments,
    #[command(flatten)]
    pub(in crate::cli) migration: MigrationArguments,
    #[command(flatten)]
    pub(in crate::cli) files: Files,
}

/// The arguments of `config`.
#[derive(Debug, Args)]
pub struct ConfigVerbArguments {
    /// The file whose settings are printed [default: those that hold for most files]; with --suggest, the
    /// folder that is searched [default: the current folder]
    pub(in crate::cli) path: Option<PathBuf>,
    /// Suggest the clusters that the paths seem to name, as entries for pullconfig.toml
    #[arg(long)]
    pub(in crate::cli) suggest: bool,
    #[command(flatten)]
    pub(in crate::cli) migration: MigrationArguments,
    #[command(flatten)]
    pub(in crate::cli) globs: GlobArguments,
    #[command(flatten)]
    pub(in crate::cli) config: ConfigArguments,
}

/// The arguments of `apply`.
#[derive(Debug, Args)]
pub struct ApplyArguments {
    /// Ask file by file; `?` tells what can be answered
    #[arg(short, long)]
    pub(in crate::cli) interactive: bool,
    /// With -i, also ask about files that cannot be converted yet
    #[arg(long, requires = "interactive")]
    pub(in crate::cli) all: bool,
    /// Exit with 1 if something is left to migrate
    #[arg(long)]
    pub(in crate::cli) strict: bool,
    /// First write the list of secrets to a new FILE, as `secrets` prints it; as JSON if the name ends with .json
    #[arg(long, value_name = "FILE", conflicts_with = "interactive")]
    pub(in crate::cli) secrets: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) planned: PlanFileArguments,
    #[command(flatten)]
    pub(in crate::cli) report: ReportArguments,
    #[command(flatten)]
    pub(in crate::cli) filter: FilterArguments,
    #[command(flatten)]
    pub(in crate::cli) live: LiveArguments,
    #[command(flatten)]
    pub(in crate::cli) migration: MigrationArguments,
    #[command(flatten)]
    pub(in crate::cli) files: Files,
}

/// The arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// The Marathon version that the definitions are for, 1.5 to 1.11; without it, a definition is
    /// refused if any of these versions refuses it
    #[arg(long, value_name = "VERSION")]
    pub(in crate::cli) target: Option<Target>,
    #[command(flatten)]
    pub(in crate::cli) live: LiveArguments,
    #[command(flatten)]
    pub(in crate::cli) report: ReportArguments,
    #[command(flatten)]
    pub(in crate::cli) filter: CheckFilterArguments,
    #[command(flatten)]
    pub(in crate::cli) facts: FactArguments,
    #[command(flatten)]
    pub(in crate::cli) files: Files,
}
