//! `pullconfig scan`: reports what fetches registry credentials.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Write as _};
use std::mem;
use std::path::Path;

use anyhow::{Context as _, anyhow, bail};

use super::{check, others};
use crate::cli::args::ScanArguments;
use crate::cli::args::report::ReportArguments;
use crate::cli::input::{Input, SearchOptions};
use crate::cli::report::{ReportContext, ReportResult, report, repository};
use crate::cli::session::Session;
use crate::cli::status::Status;
use crate::cli::terminal::output::Output;
use crate::config::Layer;
use crate::marathon::{DEFINITION_SIGNS, DefinitionKind, Targets};
use crate::plan::{self, CheckedKind, ReportedFile, Summary, split};
use crate::report::{EarlierRun, Format, Grouping, NextHint, OverviewOptions, Owners, Verb};
use crate::source::SourceFile;

pub(in crate::cli) fn run(arguments: &ScanArguments, output: &Output) -> anyhow::Result<Status> {
    let ReportArguments { quiet, output: file, .. } = &arguments.report;
    let overview_options = overview_options(arguments)?;
    let earlier = arguments.since.as_deref().map(earlier).transpose()?;
    let input = Input::new(&arguments.files, *quiet, file.as_deref())?;
    let input = input.choosing(&arguments.filter).beside(&arguments.live);
    let mut session = match arguments.report.format.shows_changes() {
        true => Session::run(&input, &arguments.migration)?,
        false => survey(arguments, &input)?,
    };
    if session.clusters.is_empty() && session.summary.chosen.is_none() {
        let shown = |file: &ReportedFile| Some(file.path.to_string_lossy().into_owned());
        session.summary.split = split(&session.files, shown);
    }
    let again = arguments.filter.again(&arguments.files);
    let has_options = arguments.files.has_options()
        || arguments.migration.has_options()
        || arguments.live.is_given();
    let next = NextHint { files: again.as_deref(), has_options, list: None };
    let shorter = again.as_ref().map(|files| format!("pullconfig scan --summary{files}"));
    let context = ReportContext {
        verb: Verb::Scan,
        next,
        shorter: shorter.as_deref(),
        overview_options: &overview_options,
    };
    let ReportResult { failed, written } = report(context, &session, &arguments.report, output)?;
    session.leftovers.tell(output);
    written?;
    if let Some(earlier) = earlier {
        let mut out = output.stdout();
        earlier.compare(&mut out, &session.files, arguments.report.verbose)?;
        out.finish()?;
    }
    let shown = &arguments.report;
    let is_told = shown.format == Format::Human && !shown.quiet && shown.output.is_none();
    let Summary { chosen, live, .. } = &session.summary;
    let is_told = is_told && chosen.is_none() && live.is_none();
    if is_told && !failed && session.plans().all(|(_, plan)| plan.definitions.is_empty()) {
        tell_nothing(&input, session.summary.files_searched, output)?;
    }
    let has_work = session.summary.has_work();
    // The process ends soon. Freeing the plans of thousands of files takes longer than printing
    // them.
    mem::forget(session);
    Ok(match (failed, has_work) {
        (true, _) => Status::Failed,
        (false, true) => Status::Work,
        (false, false) => Status::Clean,
    })
}

/// Reads the file at `path` with the JSON lines of an earlier run.
#[expect(clippy::disallowed_methods, reason = "the earlier report is an argument")]
fn earlier(path: &Path) -> anyhow::Result<EarlierRun> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    EarlierRun::read(&text).map_err(|why| anyhow!("{}: {why}", path.display()))
}

/// Returns the choices of the user about the overview and the summary.
fn overview_options(arguments: &ScanArguments) -> anyhow::Result<OverviewOptions> {
    let (format, by) = (arguments.report.format, arguments.by);
    let has_head = matches!(format, Format::Human | Format::Markdown | Format::Html);
    if by.is_some() && !has_head {
        bail!(
            "--by goes with the formats human, markdown and html; {} has no such table",
            format.name()
        );
    }
    if arguments.summary && !has_head && format != Format::Jsonl {
        bail!("--summary goes with the formats human, jsonl, markdown and html");
    }
    let grouping = by.unwrap_or(Grouping::Folder);
    let owners = if grouping == Grouping::Owner { Some(owners()?) } else { None };
    let is_summary =
        arguments.summary || arguments.since.is_some() || by.is_some() && format == Format::Human;
    Ok(OverviewOptions { grouping, owners, is_summary })
}

/// Reads the `CODEOWNERS` of the repository around the current folder.
#[expect(clippy::disallowed_methods, reason = "it is no definition")]
fn owners() -> anyhow::Result<Owners> {
    let repository = repository();
    for place in Owners::PLACES {
        let path = repository.top().join(place);
        match std::fs::read(&path) {
            Ok(text) => return Ok(Owners::parse(&String::from_utf8_lossy(&text), repository)),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", path.display()));
            }
        }
    }
    let places = Owners::PLACES.join(", ");
    bail!("--by owner needs a file CODEOWNERS; {} has none of {places}", repository.top().display())
}

/// Plans the files as far as a report without changes needs it, and looks for apps without known credentials.
fn survey(arguments: &ScanArguments, input: &Input<'_>) -> anyhow::Result<Session> {
    let most = if arguments.report.verbose > 0 { usize::MAX } else { others::MOST_LOOKED_AT };
    let given = arguments.migration.given();
    let mut session = Session::survey(input, given, most)?;
    session.summary.unrecognised = others::look(&session, input)?;
    Ok(session)
}

/// The most files that are read a second time to count the definitions in them. For more files, counting would take
/// several times as long as the search, and nobody doubts that there are definitions.
const COUNTED: u64 = 5_000;

/// Prints what a scan without a result has looked at, and what it has looked for, so that nobody takes a wrong folder
/// or an unusual name for the end of the migration. `searched` is the number of files.
fn tell_nothing(input: &Input<'_>, searched: u64, output: &Output) -> anyhow::Result<()> {
    let mut out = output.stdout();
    let files = input.files;
    if searched == 0 {
        writeln!(out, "  there are no files here, or none that these options leave")?;
    } else {
        writeln!(out, "  looked at: {}", looked_at(input, searched)?)?;
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

/// Returns in words how many definitions were looked at, or how many files if there are too many.
fn looked_at(input: &Input<'_>, searched: u64) -> anyhow::Result<String> {
    let files = input.files;
    if searched > COUNTED {
        return Ok(format!("{searched} files"));
    }
    // stdin cannot be read a second time.
    if files.is_stdin() || files.files_from.as_ref().is_some_and(|list| list.as_os_str() == "-") {
        return Ok("what was handed in on stdin".into());
    }
    let look = |source: SourceFile| {
        check::seen(plan::check(
            &source,
            files.template_syntax,
            files.embedded,
            &Targets::ALL.into(),
        ))
    };
    let config = input.configuration(Layer::default())?;
    let search = SearchOptions { config: &config, also: DEFINITION_SIGNS, aside: None };
    let found = input.look(&input.read()?, search, &look, Vec::is_empty)?;
    let mut kinds: BTreeMap<DefinitionKind, usize> = BTreeMap::new();
    let mut holding = 0;
    for checked in found.files.iter().filter_map(|file| file.result.as_ref().ok()) {
        holding += usize::from(!checked.is_empty());
        for checked in checked {
            if let CheckedKind::Definition(kind) = checked.kind {
                *kinds.entry(kind).or_default() += 1;
            }
        }
    }
    let counted = |(kind, count): (&DefinitionKind, &usize)| {
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
