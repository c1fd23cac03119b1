//! `pullconfig completions` and `pullconfig man`: the command line that clap knows, for shells and
//! for `man`.

use std::io::{self, Write as _};
use std::path::Path;

use anyhow::Context;
use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::cli::args::Arguments;
use crate::cli::status::Status;
use crate::cli::terminal::output::Output;

pub(in crate::cli) fn completions(shell: Shell, output: &Output) -> anyhow::Result<Status> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "pullconfig", &mut script);
    let mut out = output.stdout();
    out.write_all(&script)?;
    out.finish()?;
    Ok(Status::Clean)
}

/// Prints the manual page of the program, or writes the pages of all verbs into `folder`.
pub(in crate::cli) fn man(folder: Option<&Path>, output: &Output) -> anyhow::Result<Status> {
    let mut command = Arguments::command().disable_help_subcommand(true);
    command.build();
    let Some(folder) = folder else {
        let mut out = output.stdout();
        out.write_all(&page(&command)?)?;
        out.finish()?;
        return Ok(Status::Clean);
    };
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot create the folder {}", folder.display()))?;
    write_pages(&command, folder)?;
    Ok(Status::Clean)
}

/// Returns the manual page of the program or of a verb. The examples at the end of the help text become a section, line
/// by line.
fn page(command: &Command) -> io::Result<Vec<u8>> {
    let version = concat!("pullconfig ", env!("CARGO_PKG_VERSION"));
    // The date is blank, because the page is made when the user asks for it.
    let man = Man::new(command.clone()).date(" ").source(version).manual("pullconfig");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    if let Some(examples) = command.get_after_help() {
        let examples = examples.to_string().replace('\\', "\\e").replace('-', "\\-");
        let examples = examples.strip_prefix("Examples:\n").unwrap_or(&examples);
        write!(page, ".SH EXAMPLES\n.nf\n{examples}\n.fi\n")?;
    }
    Ok(page)
}

/// Writes the manual pages of `command` and of its verbs into `folder`.
#[expect(clippy::disallowed_methods, reason = "a page is a new file of ours, not a definition")]
fn write_pages(command: &Command, folder: &Path) -> anyhow::Result<()> {
    let path = folder.join(Man::new(command.clone()).get_filename());
    std::fs::write(&path, page(command)?)
        .with_context(|| format!("cannot write {}", path.display()))?;
    command.get_subcommands().try_for_each(|verb| write_pages(verb, folder))
}
