//! The arguments that choose the files of a run. All verbs that search files share them.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::LazyLock;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum, value_parser};

use crate::plan::Templates;
use crate::scan::Selection;
use crate::text::Syntax;

/// The arguments that choose the files of a run.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Files")]
pub(in crate::cli) struct Files {
    /// Files and folders; `-` is stdin [default: the current folder]
    #[arg(help_heading = None::<&'static str>)]
    pub(in crate::cli) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) globs: GlobArguments,
    /// Also walk what .gitignore, .ignore and git's excludes leave out
    #[arg(long)]
    pub(in crate::cli) no_ignore: bool,
    /// Read more file names from FILE, one a line; `-` is stdin
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) files_from: Option<PathBuf>,
    /// The names in --files-from end with a NUL byte (as from `git ls-files -z`)
    #[arg(short = '0', long, requires = "files_from")]
    pub(in crate::cli) null: bool,
    /// Call stdin NAME in reports and diffs
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) stdin_filename: Option<PathBuf>,
    /// Which template language files are written in
    #[arg(long, value_enum, default_value_t = Templates::Auto, value_name = "SYNTAX")]
    pub(in crate::cli) template_syntax: Templates,
    /// Also look at JSON in shell scripts (heredocs, single quotes) and in the code blocks of Markdown
    #[arg(long)]
    pub(in crate::cli) embedded: bool,
    /// Take only the files of the cluster NAME of the configuration; may be repeated. `-` stands for the
    /// files of no cluster
    #[arg(long = "cluster", value_name = "NAME")]
    pub(in crate::cli) clusters: Vec<String>,
    /// Use N threads, at most 256
    #[arg(short = 'j', long, value_name = "N", value_parser = value_parser!(u16).range(1..=256))]
    pub(in crate::cli) threads: Option<u16>,
    #[command(flatten)]
    pub(in crate::cli) config: ConfigArguments,
}

/// The arguments that choose the configuration file.
#[derive(Debug, Default, Clone, Args)]
#[command(next_help_heading = "Configuration")]
pub(in crate::cli) struct ConfigArguments {
    /// Read FILE [default: the nearest pullconfig.toml upward from what is searched]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long, conflicts_with = "config")]
    pub(in crate::cli) isolated: bool,
}

/// The arguments that filter the files of a walk.
#[derive(Debug, Default, Clone, Args)]
#[command(next_help_heading = "Files")]
pub(in crate::cli) struct GlobArguments {
    /// Only walk files that match GLOB
    #[arg(long, value_name = "GLOB")]
    pub(in crate::cli) include: Vec<String>,
    /// Leave out files and folders that match GLOB
    #[arg(long, value_name = "GLOB")]
    pub(in crate::cli) exclude: Vec<String>,
}

impl ValueEnum for Templates {
    fn value_variants<'a>() -> &'a [Templates] {
        static ALL: LazyLock<Vec<Templates>> = LazyLock::new(|| {
            let languages = Syntax::LANGUAGES.iter().map(|it| Templates::As(it.syntax));
            [Templates::Auto, Templates::None].into_iter().chain(languages).collect()
        });
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, purpose) = match self {
            Templates::Auto => ("auto", "By name and content"),
            Templates::None => ("none", "No template, whatever it looks like"),
            Templates::As(syntax) => {
                let language = Syntax::LANGUAGES.iter().find(|it| it.syntax == *syntax)?;
                (language.name, language.purpose)
            }
        };
        Some(PossibleValue::new(name).help(purpose))
    }
}

impl Files {
    /// Returns the arguments with only `paths` given.
    pub(in crate::cli) fn below(paths: Vec<PathBuf>) -> Self {
        Files { paths, ..Files::default() }
    }

    /// Whether `-`, which stands for stdin, is among the paths. No other path may stand beside it; `Input::read`
    /// refuses that.
    pub(in crate::cli) fn is_stdin(&self) -> bool {
        self.paths.iter().any(|path| path.as_os_str() == "-")
    }

    /// Returns the files to search. `files_from` are the names in the file of `--files-from`.
    pub(in crate::cli) fn selection(&self, files_from: Option<Vec<PathBuf>>) -> Selection {
        Selection {
            paths: self.paths.clone(),
            files_from,
            include: self.globs.include.clone(),
            exclude: self.globs.exclude.clone(),
            no_ignore: self.no_ignore,
            within: None,
            also: Vec::new(),
            threads: self.threads.and_then(|count| NonZeroUsize::new(count.into())),
            progress: None,
            except: None,
            aside: None,
        }
    }

    /// Returns the paths as they were typed, for a hint at a command with another verb: ` a b`, or an
    /// empty text. Returns `None` for stdin, and if there are too many paths to repeat.
    pub(in crate::cli) fn again(&self) -> Option<String> {
        if self.is_stdin() || self.paths.len() > 3 {
            return None;
        }
        Some(
            self.paths.iter().map(|path| format!(" {}", quoted(&path.to_string_lossy()))).collect(),
        )
    }

    /// Whether options were given that choose among the files.
    pub(in crate::cli) fn has_options(&self) -> bool {
        !self.globs.include.is_empty()
            || !self.globs.exclude.is_empty()
            || self.no_ignore
            || self.files_from.is_some()
            || !self.clusters.is_empty()
    }
}

/// Returns `text` as one word for a shell.
pub(super) fn quoted(text: &str) -> String {
    let is_plain = text.chars().all(|c| c.is_alphanumeric() || "/._-+,:@%".contains(c));
    match is_plain {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}
