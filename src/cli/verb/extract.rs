//! `pullconfig secrets extract`: makes the JSON of a secret from a credential file.

use std::io::{self, IsTerminal as _, Read, Write};
use std::path::Path;

use anyhow::{Context, bail};

use super::coverage::{self, Coverage};
use crate::cli::args::extract::ExtractArguments;
use crate::cli::destination::is_read;
use crate::cli::leftovers::Leftovers;
use crate::cli::status::Status;
use crate::cli::terminal::output::{
    Output, error, failures, note, to_stdout, unless_closed, warning,
};
use crate::secrets::Redacted;
use crate::secrets::archive::{self, LARGEST_SOURCE};
use crate::secrets::docker_config::{DockerConfig, Logins};
use crate::write::{Unflushed, WriteError, create_private};

pub(in crate::cli) fn run(arguments: &ExtractArguments, output: &Output) -> anyhow::Result<Status> {
    if arguments.is_stdout() && !arguments.force && io::stdout().is_terminal() {
        bail!("`-o -` would show credentials on the terminal; redirect it, or add --force");
    }
    let coverage = match arguments.definitions.is_empty() {
        true => None,
        false => Some(Coverage::of(&arguments.definitions)?),
    };
    let name = match arguments.source.as_os_str() == "-" {
        true => "<stdin>".to_owned(),
        false => arguments.source.display().to_string(),
    };
    let Some(FoundLogins { logins, place }) = logins(arguments, &name, output)? else {
        return Ok(Status::Failed);
    };
    let unflushed = write(arguments, &logins)?;
    let told = report(arguments, &logins, &place, coverage.as_ref(), output);
    if let (Some(path), Some(why)) = (&arguments.output, &unflushed) {
        error(output, &format!("{} is written, but {why}", path.display()));
    }
    if !arguments.is_stdout() {
        Leftovers::new(Vec::new(), arguments.output.as_deref(), false).remove(output);
    }
    logins.notes().iter().for_each(|text| note(output, &format!("{place}: {text}")));
    logins.warnings().for_each(|text| warning(output, &format!("{place}: {text}")));
    let failed = coverage.as_ref().is_some_and(|coverage| failures(output, &coverage.files));
    // If the secret goes to a file, the user asked for the file and not for the listing.
    if arguments.output.is_some() {
        unless_closed(told)?
    } else {
        told?
    };
    if failed || unflushed.is_some() {
        return Ok(Status::Failed);
    }
    let Some(coverage) = coverage else { return Ok(Status::Clean) };
    Ok(if coverage.is_complete(&logins) { Status::Clean } else { Status::Work })
}

/// The logins of a credential file.
struct FoundLogins {
    logins: Logins,
    /// The name of the file, and of the member in it if the file is an archive, as messages show them.
    place: String,
}

/// Returns the logins of the source, which messages call `name`. Returns `None` if Mesos cannot use them; then the
/// errors were printed.
fn logins(
    arguments: &ExtractArguments,
    name: &str,
    output: &Output,
) -> anyhow::Result<Option<FoundLogins>> {
    let source = read(&arguments.source).with_context(|| format!("cannot read {name}"))?;
    let found = match archive::find(source.expose()) {
        Ok(found) => found,
        Err(problem) => bail!("{name} {problem}"),
    };
    let place = match found.member {
        Some(member) => format!("{name}: {member}"),
        None => name.to_owned(),
    };
    let config = DockerConfig::read(found.text.expose()).map_err(|problem| vec![problem]);
    let config = config.map(|config| config.only(&arguments.only));
    let checked = match config {
        Ok(Ok(config)) => config.checked(),
        Ok(Err(problem)) => bail!("{place} {problem}"),
        Err(problems) => Err(problems),
    };
    match checked {
        Ok(logins) => Ok(Some(FoundLogins { logins, place })),
        Err(problems) => {
            for problem in problems {
                let colon = if problem.position.is_some() { ":" } else { " " };
                error(output, &format!("{place}{colon}{problem}"));
            }
            Ok(None)
        }
    }
}

/// Reads the source, but at most one byte more than the limit, by which a source that is too large is noticed.
#[expect(clippy::disallowed_methods, reason = "the credential file is an argument")]
fn read(path: &Path) -> io::Result<Redacted<Vec<u8>>> {
    let mut bytes = Vec::new();
    let limit = LARGEST_SOURCE as u64 + 1;
    if path.as_os_str() == "-" {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    }
    Ok(Redacted::new(bytes))
}

/// Writes the secret to where the user wants it. Returns the reason why the file may be lost in a power cut, if it may.
fn write(arguments: &ExtractArguments, logins: &Logins) -> anyhow::Result<Option<Unflushed>> {
    let Some(path) = &arguments.output else { return Ok(None) };
    let secret = logins.secret();
    if arguments.is_stdout() {
        let mut out = io::stdout().lock();
        let written = out.write_all(secret.expose().as_bytes()).and_then(|()| out.flush());
        written.map_err(to_stdout)?;
        return Ok(None);
    }
    if is_read(&arguments.source, path) {
        bail!("the secret would replace {}, which this run reads", path.display());
    }
    match create_private(path, secret.expose().as_bytes(), arguments.force) {
        Err(WriteError::Exists) => {
            bail!("{} is there already; --force replaces it", path.display())
        }
        result => result.with_context(|| format!("cannot write {}", path.display())),
    }
}

/// Reports the logins, where the secret was written, and for which images it has a login. The report goes to stdout; if
/// the secret goes there, it goes to stderr.
fn report(
    arguments: &ExtractArguments,
    logins: &Logins,
    place: &str,
    coverage: Option<&Coverage>,
    output: &Output,
) -> anyhow::Result<()> {
    let mut page = output.stdout();
    let count = logins.iter().count();
    writeln!(page, "{place}: {count} {}", if count == 1 { "login" } else { "logins" })?;
    for login in logins.iter() {
        writeln!(page, "    {}", login.shown())?;
    }
    match &arguments.output {
        Some(path) if !arguments.is_stdout() => writeln!(page, "written to {}", path.display())?,
        Some(_) => {}
        None => writeln!(page, "fit for a secret; `-o FILE` writes it")?,
    }
    if let Some(coverage) = coverage {
        coverage::write(&mut page, coverage, logins, arguments.verbose)?;
    }
    if arguments.is_stdout() {
        // An error of writing to stderr cannot be reported.
        let _ = output.stderr().write_all(&page.into_bytes());
        return Ok(());
    }
    page.finish()
}
