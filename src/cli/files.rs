//! Which files: the arguments that all verbs share.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum, value_parser};

use super::configuration::ConfigArguments;
use super::destination::Destination;
use crate::rules::Templates;
use crate::scan::Selection;
use crate::text::Syntax;

/// Which files.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Files")]
pub(super) struct Files {
    /// Files and folders; `-` is stdin [default: the current folder]
    #[arg(help_heading = None::<&'static str>)]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) globs: Globs,
    /// Also walk what .gitignore, .ignore and git's excludes leave out
    #[arg(long)]
    pub(super) no_ignore: bool,
    /// Read more file names from FILE, one a line; `-` is stdin
    #[arg(long, value_name = "FILE")]
    pub(super) files_from: Option<PathBuf>,
    /// The names in --files-from end with a NUL byte (as from `git ls-files -z`)
    #[arg(short = '0', long, requires = "files_from")]
    pub(super) null: bool,
    /// Call stdin NAME in reports and diffs
    #[arg(long, value_name = "NAME")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// Which template language files are written in
    #[arg(long, value_enum, default_value_t = TemplateSyntax::Auto, value_name = "SYNTAX")]
    pub(super) template_syntax: TemplateSyntax,
    /// Also take JSON in shell scripts (heredocs, single quotes) and in the code blocks of Markdown
    #[arg(long)]
    pub(super) embedded: bool,
    /// Use N threads, at most 256
    #[arg(short = 'j', long, value_name = "N", value_parser = value_parser!(u16).range(1..=256))]
    pub(super) threads: Option<u16>,
    #[command(flatten)]
    pub(super) config: ConfigArguments,
    /// Whether progress is not to be shown; what the user has typed for it is of each verb.
    #[arg(skip)]
    pub(super) is_quiet: bool,
    /// Where the report goes to.
    #[arg(skip)]
    pub(super) destination: Destination,
}

/// Which files of a walk.
#[derive(Debug, Default, Clone, Args)]
#[command(next_help_heading = "Files")]
pub(super) struct Globs {
    /// Only walk files that match GLOB
    #[arg(long, value_name = "GLOB")]
    pub(super) include: Vec<String>,
    /// Leave out files and folders that match GLOB
    #[arg(long, value_name = "GLOB")]
    pub(super) exclude: Vec<String>,
}

/// The template languages, as they are typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum TemplateSyntax {
    /// By name and content
    #[default]
    Auto,
    /// No template, whatever it looks like
    None,
    /// Mustache or Handlebars
    Mustache,
    /// Jinja2
    Jinja,
    /// Go: gomplate, consul-template
    Go,
    /// ERB
    Erb,
    /// Variables, as envsubst fills them in, or between @ or %
    Env,
}

impl Files {
    /// How the files are to be read.
    pub(super) fn templates(&self) -> Templates {
        Templates::As(match self.template_syntax {
            TemplateSyntax::Auto => return Templates::Auto,
            TemplateSyntax::None => return Templates::None,
            TemplateSyntax::Mustache => Syntax::Mustache,
            TemplateSyntax::Jinja => Syntax::Jinja,
            TemplateSyntax::Go => Syntax::Go,
            TemplateSyntax::Erb => Syntax::Erb,
            TemplateSyntax::Env => Syntax::Env,
        })
    }

    /// All below `paths`.
    pub(super) fn below(paths: Vec<PathBuf>) -> Self {
        Files { paths, ..Files::default() }
    }

    /// Whether stdin is the only input.
    pub(super) fn is_stdin(&self) -> bool {
        self.paths.iter().any(|path| path.as_os_str() == "-")
    }

    pub(super) fn selection(&self, files_from: Option<Vec<PathBuf>>) -> Selection {
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
            except: self.destination.identity(),
            aside: None,
        }
    }

    /// The paths as they were typed, for a hint to another verb: ` a b`, or nothing. `None` for
    /// stdin and for too many to repeat.
    pub(super) fn again(&self) -> Option<String> {
        if self.is_stdin() || self.paths.len() > 3 {
            return None;
        }
        let quoted = self.paths.iter().map(|path| {
            let text = path.to_string_lossy();
            let is_plain = text.chars().all(|c| c.is_alphanumeric() || "/._-+,:@%".contains(c));
            if is_plain {
                format!(" {text}")
            } else {
                format!(" '{}'", text.replace('\'', r"'\''"))
            }
        });
        Some(quoted.collect())
    }

    /// Whether options choose among the files.
    pub(super) fn has_options(&self) -> bool {
        !self.globs.include.is_empty()
            || !self.globs.exclude.is_empty()
            || self.no_ignore
            || self.files_from.is_some()
    }
}
