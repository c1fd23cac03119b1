//! Turns the arguments into the files of a run, each of which is read once.
//!
//! Invariants: stdin and the list of files are read once, so that a run that searches twice sees
//! the same bytes. A file that the run reads is never replaced by its report.

use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use anyhow::{Context, bail};

use super::args::files::{ConfigArguments, Files, GlobArguments};
use super::args::filter::FilterArguments;
use super::args::live::LiveArguments;
use super::destination::Destination;
use super::leftovers::Leftovers;
use super::terminal::progress::{Progress, Work};
use crate::config::{Config, FILE_NAME, Layer, Setting, nearest};
use crate::plan::{Failure, Filter, ReportedFile};
use crate::scan::{Aside, FileError, ScannedFile, Selection, SetAside, parse_file_list, scan};
use crate::source::{Origin, SourceFile};

/// The arguments that tell what a run reads and is about, and the file that its report is written to.
#[derive(Debug)]
pub(super) struct Input<'a> {
    /// The arguments that choose the files.
    pub(super) files: &'a Files,
    /// The file that the report is written to.
    pub(super) destination: Destination,
    /// Whether only errors are wanted. No progress is shown then.
    pub(super) is_quiet: bool,
    /// The filter for the definitions that the run is about.
    pub(super) filter: Filter,
    /// The arguments that name files with answers of clusters, for verbs that have them.
    pub(super) live: Option<&'a LiveArguments>,
}

/// The options of a search.
pub(super) struct SearchOptions<'s> {
    pub(super) config: &'s Config,
    /// Strings that make a file worth reading, in addition to the names of credential files.
    pub(super) also: &'s [&'s str],
    /// Tells which of the files that are not read are put aside, so that they can be searched in another way.
    pub(super) aside: Option<Aside>,
}

/// The result of looking at one file.
pub(super) struct FileResult<T> {
    /// The result; `None` if the file as a whole could not be read.
    pub(super) found: Option<T>,
    /// The errors about the file, or about JSON that is embedded in it.
    pub(super) failures: Vec<Failure>,
}

/// The result of looking at all files.
pub(super) struct FileResults<T> {
    /// The files with their results, in the order of their paths.
    pub(super) files: Vec<ReportedFile<T>>,
    /// The number of files that were searched.
    pub(super) searched: u64,
    /// The temporary files that the search has come across.
    pub(super) leftovers: Leftovers,
    /// The files that were not read and put aside, by the key that was found in them.
    pub(super) aside: BTreeMap<String, SetAside>,
}

/// The files that a run searches. stdin, which can be read only once, was read before.
pub(super) enum InputSource {
    /// The file on stdin.
    Stdin(SourceFile),
    /// The files that the arguments name, and those of the list that `--files-from` names, if there is one.
    Files(Option<Vec<PathBuf>>),
}

impl<T> FileResult<T> {
    /// Returns a reported file for the result, and one for each error. All are about the file at `path`.
    fn reported(self, path: PathBuf, config: &Config) -> impl Iterator<Item = ReportedFile<T>> {
        let clusters = config.clusters_of(&path);
        let results = self.found.map(Ok).into_iter().chain(self.failures.into_iter().map(Err));
        results.map(move |result| ReportedFile {
            path: path.clone(),
            clusters: clusters.clone(),
            result,
        })
    }
}

impl<'a> Input<'a> {
    /// Returns the input without a filter and without answers of clusters, after a look at the file `output` that the
    /// report is written to.
    ///
    /// # Errors
    /// The report cannot be written there.
    pub(super) fn new(
        files: &'a Files,
        is_quiet: bool,
        output: Option<&Path>,
    ) -> anyhow::Result<Self> {
        let destination = Destination::look(output)?;
        Ok(Input { files, destination, is_quiet, filter: Filter::default(), live: None })
    }

    /// Returns this input with a filter for the definitions.
    pub(super) fn choosing(self, filter: &FilterArguments) -> Self {
        Input { filter: filter.filter(), ..self }
    }

    /// Returns this input with the arguments that name answers of clusters, with which the files are compared.
    pub(super) fn beside(self, arguments: &'a LiveArguments) -> Self {
        Input { live: Some(arguments), ..self }
    }

    /// Refuses filters and answers of clusters beside a plan file, because the plan decides what is changed.
    pub(super) fn refuse_beside_plan(&self) -> anyhow::Result<()> {
        if let Some(option) = self.filter.options().first() {
            bail!("{option} cannot be used with --plan; filter when you make the plan");
        }
        if self.live.is_some_and(LiveArguments::is_given) {
            bail!("--live and --info cannot be used with --plan; compare when you make the plan");
        }
        Ok(())
    }

    /// Whether the run searches at least one folder, not only files that are named one by one.
    pub(super) fn searches_folder(&self) -> bool {
        let files = self.files;
        match files.paths.is_empty() {
            true => files.files_from.is_none(),
            false => files.paths.iter().any(|path| path.is_dir()),
        }
    }

    /// Returns the input of a run whose report goes to stdout.
    pub(super) fn without_report(files: &'a Files) -> Self {
        let (destination, filter) = (Destination::default(), Filter::default());
        Input { files, destination, is_quiet: false, filter, live: None }
    }

    /// Returns the configuration for these files. `given` has the choices of the command line.
    pub(super) fn configuration(&self, given: Layer) -> anyhow::Result<Config> {
        let here = std::env::current_dir().context("the current folder is gone")?;
        let GlobArguments { include, exclude } = &self.files.globs;
        let given = Layer {
            include: Setting::flags("--include", include),
            exclude: Setting::flags("--exclude", exclude),
            ..given
        };
        let ConfigArguments { config, isolated } = &self.files.config;
        let path = match config {
            Some(path) => Some(path.clone()),
            None if *isolated => None,
            None => self.nearest_configuration(&here)?,
        };
        if let Some(path) = &path {
            self.destination.reads(path)?;
        }
        Ok(Config::new(path.as_deref(), here, given)?)
    }

    /// Returns the nearest configuration file upward from the paths that the user has named. It must be the same for
    /// all of them.
    fn nearest_configuration(&self, here: &Path) -> anyhow::Result<Option<PathBuf>> {
        let mut found: Option<(&Path, Option<PathBuf>)> = None;
        for path in &self.files.paths {
            let path = match path.as_os_str() == "-" {
                true => self.files.stdin_filename.as_deref().unwrap_or(Path::new("")),
                false => path,
            };
            // A path that does not exist is reported when it is searched.
            let start = here.join(path);
            let file = start.ancestors().find(|start| start.exists()).and_then(nearest);
            match &found {
                None => found = Some((path, file)),
                Some((_, other)) if *other == file => {}
                Some((first, other)) => bail!(
                    "`{}` belongs to {}, but `{}` to {}; run them apart, or choose with --config or --isolated",
                    first.display(),
                    named(other.as_deref()),
                    path.display(),
                    named(file.as_deref()),
                ),
            }
        }
        Ok(found.map_or_else(|| nearest(here), |(_, file)| file))
    }

    /// Reads the input that can be read only once: stdin, or the list of files.
    pub(super) fn read(&self) -> anyhow::Result<InputSource> {
        let files = self.files;
        if !files.is_stdin() {
            let Some(list) = &files.files_from else { return Ok(InputSource::Files(None)) };
            self.destination.reads(list)?;
            // The program that writes the list may take its time.
            let _progress = Progress::start(Work::Search, self.is_quiet);
            return Ok(InputSource::Files(Some(file_list(list, files.null)?)));
        }
        if files.paths.len() > 1 || files.files_from.is_some() {
            bail!("`-` reads one definition file from stdin and cannot stand beside other files");
        }
        let path = files.stdin_filename.clone().unwrap_or_else(|| PathBuf::from("<stdin>"));
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).context("cannot read stdin")?;
        Ok(InputSource::Stdin(SourceFile { path, location: None, bytes, origin: Origin::Named }))
    }

    /// Calls `look` with stdin, or with each file that has the name of a credential file or one of the strings
    /// `search.also` in it. Returns the results. A file whose result is empty according to `is_empty` is left out;
    /// stdin is never left out.
    pub(super) fn look<T: Send>(
        &self,
        source: &InputSource,
        search: SearchOptions<'_>,
        look: &(dyn Fn(SourceFile) -> FileResult<T> + Sync),
        is_empty: fn(&T) -> bool,
    ) -> anyhow::Result<FileResults<T>> {
        let listed = match source {
            InputSource::Stdin(source) => {
                return Ok(self.look_at_stdin(source.clone(), search.config, look));
            }
            InputSource::Files(listed) => listed.clone(),
        };
        let progress = Progress::start(Work::Search, self.is_quiet);
        let selection = Selection {
            within: search.config.within(),
            progress: Some(progress.files.clone()),
            aside: search.aside,
            also: search.also.iter().map(|name| name.as_bytes().to_vec()).collect(),
            ..self.selection(listed)
        };
        let scanned = scan(&selection, &|source: SourceFile| {
            let FileResult { found, failures } = look(source);
            let found = found.filter(|found| !is_empty(found));
            if found.is_none() && failures.is_empty() {
                return None;
            }
            progress.hits.fetch_add(1, Ordering::Relaxed);
            Some(FileResult { found, failures })
        })?;
        drop(progress);
        self.destination.searched(scanned.found_excepted)?;
        let files = scanned.files.into_iter().flat_map(|ScannedFile { path, result }| {
            let unread = |error: FileError| {
                let failure = Failure { position: None, message: error.problem.to_string() };
                FileResult { found: None, failures: vec![failure] }
            };
            result.unwrap_or_else(unread).reported(path, search.config)
        });
        Ok(FileResults {
            files: files.collect(),
            searched: scanned.stats.files,
            leftovers: self.leftovers(scanned.temporaries),
            aside: scanned.aside,
        })
    }

    /// Calls `look` with the file on stdin. A panic becomes an error about that file.
    fn look_at_stdin<T>(
        &self,
        source: SourceFile,
        config: &Config,
        look: &(dyn Fn(SourceFile) -> FileResult<T> + Sync),
    ) -> FileResults<T> {
        let path = source.path.clone();
        let seen = panic::catch_unwind(AssertUnwindSafe(|| look(source)));
        let message = "internal error: this is a bug".to_owned();
        let bug = vec![Failure { position: None, message }];
        let seen = seen.unwrap_or(FileResult { found: None, failures: bug });
        FileResults {
            files: seen.reported(path, config).collect(),
            searched: 1,
            leftovers: self.leftovers(Vec::new()),
            aside: BTreeMap::new(),
        }
    }

    /// Returns the temporary files `temporaries` that a search has come across, with those in the folder of the report.
    pub(super) fn leftovers(&self, temporaries: Vec<PathBuf>) -> Leftovers {
        Leftovers::new(temporaries, self.destination.path(), self.is_quiet)
    }

    /// Returns the files to search: those that the arguments name and those of `listed`, the list that `--files-from`
    /// names; without the file that the report is written to.
    pub(super) fn selection(&self, listed: Option<Vec<PathBuf>>) -> Selection {
        Selection { except: self.destination.identity(), ..self.files.selection(listed) }
    }
}

/// Returns the path of a configuration file for a message.
fn named(file: Option<&Path>) -> String {
    file.map_or_else(|| format!("no {FILE_NAME}"), |file| file.display().to_string())
}

/// Reads a list of files; `-` is stdin. `null` is whether a NUL byte ends each name, instead of a line break.
#[expect(clippy::disallowed_methods, reason = "the list of files is an argument, not a definition")]
fn file_list(list: &Path, null: bool) -> anyhow::Result<Vec<PathBuf>> {
    let mut bytes = Vec::new();
    if list.as_os_str() == "-" {
        io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .context("cannot read the list of files from stdin")?;
    } else {
        bytes = std::fs::read(list)
            .with_context(|| format!("cannot read the list {}", list.display()))?;
    }
    Ok(parse_file_list(&bytes, null))
}
