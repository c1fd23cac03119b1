//! `pullconfig diff`: shows the changes as a unified diff.

use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;

use crate::cli::args::DiffArguments;
use crate::cli::input::Input;
use crate::cli::report::note_strays;
use crate::cli::session::Session;
use crate::cli::status::Status;
use crate::cli::terminal::output::{Output, Page, failures, note};
use crate::diff::{DiffOptions, Stat, UnifiedDiff, patch_name, unified};
use crate::plan::Rewrite;
use crate::report::{FileStat, stat};

/// The number of diffs that threads make together before they are written.
const DIFFS_AT_ONCE: usize = 256;

pub(in crate::cli) fn run(arguments: &DiffArguments, output: &Output) -> anyhow::Result<Status> {
    let input = Input::new(&arguments.files, arguments.quiet, arguments.output.as_deref())?;
    let input = input.choosing(&arguments.filter).beside(&arguments.live);
    let session = Session::changes(&input, &arguments.planned, &arguments.migration)?;
    let mut out = output.page(arguments.output.as_deref());
    let is_empty = session.files.iter().all(|file| file.edited().is_none());
    if arguments.stat {
        let columns = out.columns().unwrap_or(80);
        let stats: Vec<FileStat> = diffs(&session, 0, |diff| file_stat(&diff)).flatten().collect();
        if !is_empty {
            stat(&mut out, &stats, columns)?;
        }
    } else {
        show(&session, arguments.unified, &mut out)?;
    }
    out.flush()?;
    let failed = failures(output, &session.files);
    out.finish()?;
    session.leftovers.tell(output);
    if failed {
        return Ok(Status::Failed);
    }
    if let Some(chosen) = session.summary.chosen_in_words().filter(|_| !arguments.quiet) {
        note(output, &chosen);
    }
    let blocked = session.summary.blocked;
    if blocked > 0 && !arguments.quiet {
        let (definitions, are) =
            if blocked == 1 { ("definition", "is") } else { ("definitions", "are") };
        let again = arguments.filter.again(&arguments.files).unwrap_or_default();
        note(
            output,
            &format!("{blocked} {definitions} {are} blocked; `pullconfig scan{again}` tells why"),
        );
    }
    if !arguments.quiet {
        note_strays(&session, output);
    }
    Ok(if is_empty { Status::Clean } else { Status::Work })
}

/// Calls `made` with the diff of each file that changes, with `context` unchanged lines around each change. Returns the
/// results in the order of the paths, in portions of [`DIFFS_AT_ONCE`].
fn diffs<T: Send>(
    session: &Session,
    context: usize,
    made: impl Fn(UnifiedDiff) -> T + Sync,
) -> impl Iterator<Item = Vec<T>> {
    let names = PatchNames::of(session.files.iter().map(|file| file.path.as_path()));
    let edited = session.files.iter().filter_map(|file| Some((&*file.path, file.edited()?)));
    let edited: Vec<(&Path, &Rewrite)> = edited.collect();
    let options = DiffOptions { context };
    let make = move |&(path, rewrite): &(&Path, &Rewrite)| {
        made(unified(&names.name(path), &rewrite.source.bytes, &rewrite.edits, options))
    };
    (0..edited.len()).step_by(DIFFS_AT_ONCE).map(move |first| {
        let last = edited.len().min(first + DIFFS_AT_ONCE);
        edited[first..last].par_iter().map(&make).collect()
    })
}

/// Writes the diffs, with `context` unchanged lines around each change. Stops if stdout takes no more.
fn show(session: &Session, context: usize, out: &mut Page) -> io::Result<()> {
    let is_styled = out.is_styled();
    out.keep_as_is();
    let text = |diff: UnifiedDiff| {
        let mut text = Vec::new();
        let written = match is_styled {
            true => diff.write_colored(&mut text),
            false => diff.write_plain(&mut text),
        };
        written.map(|()| text)
    };
    for texts in diffs(session, context, text) {
        for text in texts {
            out.write_all(&text?)?;
        }
        out.flush()?;
        if out.is_cut() {
            break;
        }
    }
    Ok(())
}

/// Returns the numbers of changed lines of a diff.
fn file_stat(diff: &UnifiedDiff) -> FileStat {
    let name = String::from_utf8_lossy(&diff.new_name);
    let Stat { added, removed } = diff.stat();
    FileStat { name: name.replacen("b/", "", 1), added, removed }
}

/// Gives names to the files in a patch: their paths as reports show them. If such a path goes up with `..`,
/// all names count from the highest folder that one of them goes up to.
struct PatchNames {
    /// The current folder, and the folder that the names count from; `None` if the paths are the names.
    above: Option<(PathBuf, PathBuf)>,
}

impl PatchNames {
    fn of<'p>(paths: impl Iterator<Item = &'p Path>) -> Self {
        let climbs = paths.map(climbs).max().unwrap_or(0);
        let folder = (climbs > 0).then(std::env::current_dir).and_then(Result::ok);
        let above = folder.map(|folder| {
            let base = folder.ancestors().nth(climbs).unwrap_or(Path::new("/")).to_owned();
            (folder, base)
        });
        PatchNames { above }
    }

    fn name(&self, path: &Path) -> PathBuf {
        match &self.above {
            Some((folder, base)) => patch_name(path, folder, base),
            None => path.to_owned(),
        }
    }
}

/// Returns the number of folders that `path` goes up from the current one: 2 for `../../a/b`.
fn climbs(path: &Path) -> usize {
    let (mut depth, mut climbs) = (0_usize, 0);
    for component in path.components() {
        match component {
            Component::ParentDir if depth == 0 => climbs += 1,
            Component::ParentDir => depth -= 1,
            Component::Normal(_) => depth += 1,
            _ => {}
        }
    }
    climbs
}
