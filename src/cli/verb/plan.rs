//! `pullconfig plan`: writes the plan as JSON.

use std::io::Write as _;
use std::path::Path;

use anyhow::Context;

use crate::cli::args::PlanArguments;
use crate::cli::input::Input;
use crate::cli::report::note_strays;
use crate::cli::session::Session;
use crate::cli::status::Status;
use crate::cli::terminal::output::{Output, failures, note};
use crate::plan_file::{Unportable, document, name, portable};
use crate::report::{JsonWriter, Verb, named};

pub(in crate::cli) fn run(arguments: &PlanArguments, output: &Output) -> anyhow::Result<Status> {
    let input = Input::new(&arguments.files, arguments.quiet, arguments.output.as_deref())?;
    let input = input.choosing(&arguments.filter).beside(&arguments.live);
    let session = Session::run(&input, &arguments.migration)?;
    let folder = std::env::current_dir().context("cannot tell the current folder")?;
    let root = arguments.root.as_deref().unwrap_or(Path::new("."));
    let mut out = output.page(arguments.output.as_deref());
    let written = out.write_long(&mut |out| {
        let (files, summary) = (&session.files, &session.summary);
        document(&mut JsonWriter::new(out), files, summary, &folder, root, &session.clusters)
    });
    out.flush()?;
    let failed = failures(output, &session.files);
    out.finish()?;
    written?;
    if let Some(path) = out.file().filter(|_| !arguments.quiet) {
        let counts = session.summary.in_words(Verb::Scan);
        note(output, &format!("{counts}; the plan is in {}", path.display()));
    }
    if !arguments.quiet {
        if let Some(chosen) = session.summary.chosen_in_words() {
            note(output, &chosen);
        }
        note_strays(&session, output);
        let edited = session.files.iter().filter(|file| file.edited().is_some());
        let paths: Vec<(&Path, Result<(), Unportable>)> =
            edited.map(|file| (&*file.path, portable(&name(&file.path, &folder, root)))).collect();
        for why in [Unportable::Outside, Unportable::NotUtf8] {
            let those = paths.iter().filter(|(_, found)| *found == Err(why)).map(|(path, _)| *path);
            tell_unportable(&those.collect::<Vec<_>>(), why, output);
        }
    }
    session.leftovers.tell(output);
    if failed {
        return Ok(Status::Failed);
    }
    Ok(if session.summary.has_work() { Status::Work } else { Status::Clean })
}

/// Prints a note that a plan file cannot name the files at `paths` so that they are found again. `why` is the reason.
fn tell_unportable(paths: &[&Path], why: Unportable, output: &Output) {
    let Some(first) = paths.first() else { return };
    let others = match paths.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    let what = match why {
        Unportable::Outside => {
            "not below the root folder of the plan; `--plan` will refuse it (see --root)"
        }
        Unportable::NotUtf8 => {
            "not UTF-8 in its path, which a plan cannot tell; `--plan` will refuse it"
        }
    };
    note(output, &format!("{}{others}: {what}", named(first)));
}
