//! `--plan FILE`: a plan that was made before, in the place of files and options.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use clap::Args;

use super::files::Files;
use super::session::Session;
use crate::plan_file;
use crate::report::Summary;

/// What would say again, and perhaps otherwise, what the plan says: which files, and how to migrate
/// them. `tests/cli/plan_file` sees to it that none is missing.
const CONTRADICTING: &[&str] = &[
    "paths",
    "include",
    "exclude",
    "no_ignore",
    "files_from",
    "null",
    "stdin_filename",
    "template_syntax",
    "embedded",
    "secret_source",
    "secret_name",
    "config",
    "isolated",
    "accept",
    "target",
    "strip_read_only",
    "credential",
];

/// Which plan.
#[derive(Debug, Args)]
#[command(next_help_heading = "Plan")]
pub(super) struct Planned {
    /// Take what `pullconfig plan` has written to FILE, and nothing else; a file that has changed
    /// since is refused. `-` is stdin
    #[arg(long, value_name = "FILE", conflicts_with_all = CONTRADICTING)]
    plan: Option<PathBuf>,
    /// The folder that the paths in the plan count from [default: the current folder]
    #[arg(long, value_name = "DIR", requires = "plan")]
    root: Option<PathBuf>,
}

impl Planned {
    /// Whether there is a plan.
    pub(super) fn is_given(&self) -> bool {
        self.plan.is_some()
    }

    /// What the plan makes of its files as they are now; `None` without a plan.
    ///
    /// # Errors
    /// There is no such plan, or the report would replace what is read.
    pub(super) fn session(&self, files: &Files) -> anyhow::Result<Option<Session>> {
        let Some(path) = &self.plan else { return Ok(None) };
        files.destination.reads(path)?;
        let bytes =
            read(path).with_context(|| format!("cannot read the plan {}", path.display()))?;
        let plan = plan_file::read(&bytes).map_err(|error| {
            let place = error.position.map(|at| format!(":{}:{}", at.line, at.column));
            anyhow!("{}{}: {}", path.display(), place.unwrap_or_default(), error.message)
        })?;
        let root = self.root.as_deref().unwrap_or(Path::new("."));
        let searched = plan.files.len();
        let entries = plan
            .carry_out(root)
            .with_context(|| format!("cannot open the root folder {}", root.display()))?;
        let summary = Summary::of(&entries, u64::try_from(searched).unwrap_or(u64::MAX));
        Ok(Some(Session::planned(entries, summary, files)?))
    }
}

#[expect(clippy::disallowed_methods, reason = "a plan is an argument, not a definition")]
fn read(path: &Path) -> io::Result<Vec<u8>> {
    if path.as_os_str() != "-" {
        return std::fs::read(path);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}
