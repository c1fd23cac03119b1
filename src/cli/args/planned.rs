//! The options about a plan file. With `--plan FILE`, the plan in FILE takes the place of the files and options of the
//! command line.

use std::path::PathBuf;

use clap::{Args, Command, Id};

use super::files::Files;
use super::migration::MigrationArguments;

/// Returns the arguments that contradict `--plan`, because the plan decides which files are changed and how they
/// are migrated. The number of threads does not contradict the plan, and a cluster chooses among its files.
pub(super) fn contradicting() -> Vec<Id> {
    let arguments = MigrationArguments::augment_args(Files::augment_args(Command::new("")));
    let ids = arguments.get_arguments().map(|argument| argument.get_id().clone());
    ids.filter(|id| id != "threads" && id != "clusters").collect()
}

/// The arguments that name a plan file.
#[derive(Debug, Args)]
#[command(next_help_heading = "Plan")]
pub(in crate::cli) struct PlanFileArguments {
    /// Take what `pullconfig plan` has written to FILE, and nothing else; a file that has changed
    /// since is refused. `-` is stdin
    #[arg(long, value_name = "FILE", conflicts_with_all = contradicting())]
    pub(in crate::cli) plan: Option<PathBuf>,
    /// The folder that the paths in the plan count from [default: the current folder]
    #[arg(long, value_name = "DIR", requires = "plan")]
    pub(in crate::cli) root: Option<PathBuf>,
}

impl PlanFileArguments {
    /// Whether `--plan` was given.
    pub(in crate::cli) fn is_given(&self) -> bool {
        self.plan.is_some()
    }
}
