//! `pullconfig completions` and `pullconfig man`: what clap knows of the command line, for shells and
//! for `man`.

use std::io::Write as _;
use std::path::Path;

use anyhow::Context;
use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use super::output::Output;
use super::{CommandLine, Status};

pub(super) fn completions(shell: Shell, output: &Output) -> anyhow::Result<Status> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut CommandLine::command(), "pullconfig", &mut script);
    let mut out = output.stdout();
    out.write_all(&script)?;
    out.flush()?;
    Ok(Status::Clean)
}

/// The page of the program on stdout, or all pages as files in `folder`.
pub(super) fn man(folder: Option<&Path>, output: &Output) -> anyhow::Result<Status> {
    let mut command = CommandLine::command().disable_help_subcommand(true);
    command.build();
    let Some(folder) = folder else {
        let mut page = Vec::new();
        Man::new(command).render(&mut page)?;
        let mut out = output.stdout();
        out.write_all(&page)?;
        out.flush()?;
        return Ok(Status::Clean);
    };
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot create the folder {}", folder.display()))?;
    write_pages(&command, folder)?;
    Ok(Status::Clean)
}

#[expect(clippy::disallowed_methods, reason = "a page is a new file of ours, not a definition")]
fn write_pages(command: &Command, folder: &Path) -> anyhow::Result<()> {
    let man = Man::new(command.clone());
    let path = folder.join(man.get_filename());
    let mut page = Vec::new();
    man.render(&mut page)?;
    std::fs::write(&path, page).with_context(|| format!("cannot write {}", path.display()))?;
    command.get_subcommands().try_for_each(|verb| write_pages(verb, folder))
}
