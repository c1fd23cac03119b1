//! A scan that found nothing → what it looked at and what it would have found.
//!
//! So that nobody takes a wrong folder or an unknown name for the end of the migration.

use std::collections::BTreeMap;
use std::io::Write as _;

use super::args::ScanArguments;
use super::check::seen;
use super::output::Output;
use super::session::look_at;
use crate::config::Given;
use crate::marathon::{DEFINITION_SIGNS, Kind, Targets};
use crate::plan::{Asked, check};
use crate::source::SourceFile;

/// The most files that are read a second time to count the definitions in them. Above, nobody doubts
/// that there are some, and the count would cost several times the search.
const COUNTED: u64 = 5_000;

/// Tells about a scan of `searched` files.
pub(super) fn found(
    arguments: &ScanArguments,
    searched: u64,
    output: &Output,
) -> anyhow::Result<()> {
    let mut out = output.stdout();
    let files = &arguments.files;
    if searched == 0 {
        writeln!(out, "  there are no files here, or none that these options leave")?;
    } else {
        writeln!(out, "  looked at: {}", looked_at(arguments, searched)?)?;
    }
    writeln!(
        out,
        "  looked for: entries of `uris`, `fetch` and `artifacts` that deliver a .dockercfg, a \
         .docker/config.json or an archive of one (docker.tar.gz, docker.zip, …)"
    )?;
    writeln!(out, "  other names: --credential GLOB, as in --credential 'registry-login.tgz'")?;
    if !files.no_ignore && !files.is_stdin() {
        writeln!(out, "  left out: what git ignores (--no-ignore searches it too)")?;
    }
    out.finish()?;
    Ok(())
}

/// The definitions that there are, or the files where those are too many to count.
fn looked_at(arguments: &ScanArguments, searched: u64) -> anyhow::Result<String> {
    let files = &arguments.files;
    if searched > COUNTED {
        return Ok(format!("{searched} files"));
    }
    // A stream or a list cannot be read a second time.
    if files.is_stdin() || files.files_from.as_ref().is_some_and(|list| list.as_os_str() == "-") {
        return Ok("what was handed in on stdin".into());
    }
    let look =
        |source: SourceFile| seen(check(&source, files.templates(), files.embedded, Targets::ALL));
    let config = files.configuration(Given::default())?;
    let found = look_at(files, &config, DEFINITION_SIGNS, &look, Vec::is_empty)?;
    let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
    let mut holding = 0;
    for checked in found.files.iter().filter_map(|file| file.result.as_ref().ok()) {
        holding += usize::from(!checked.is_empty());
        for checked in checked {
            if let Asked::Definition(kind) = checked.asked {
                *kinds.entry(kind).or_default() += 1;
            }
        }
    }
    let counted = |(kind, count): (&Kind, &usize)| {
        let plural = if *count == 1 { "" } else { "s" };
        format!("{count} {kind}{plural}")
    };
    let kinds: Vec<String> = kinds.iter().map(counted).collect();
    let files = if holding == 1 { "file" } else { "files" };
    Ok(match kinds.split_last() {
        None => "no Marathon definition is in these files".into(),
        Some((last, [])) => format!("{last} in {holding} {files}"),
        Some((last, others)) => format!("{} and {last} in {holding} {files}", others.join(", ")),
    })
}
