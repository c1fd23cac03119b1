//! The template languages of the random and the odd templates.

use super::engine::LENIENT;
use super::judge::Judge;

/// One language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Mustache,
    Handlebars,
    Jinja,
    Go,
    Erb,
    Env,
    /// The body of a heredoc.
    Shell,
}

impl Language {
    pub(crate) const ALL: [Language; 7] = [
        Language::Mustache,
        Language::Handlebars,
        Language::Jinja,
        Language::Go,
        Language::Erb,
        Language::Env,
        Language::Shell,
    ];

    /// The word for it in the names of tests.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Language::Mustache => "mustache",
            Language::Handlebars => "handlebars",
            Language::Jinja => "jinja",
            Language::Go => "go",
            Language::Erb => "erb",
            Language::Env => "env",
            Language::Shell => "shell",
        }
    }

    /// The extension of its files.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Language::Mustache => "mustache",
            Language::Handlebars => "hbs",
            Language::Jinja => "j2",
            Language::Go => "gotmpl",
            Language::Erb => "erb",
            Language::Env => "tmpl",
            Language::Shell => "sh",
        }
    }

    /// Whether it has nothing but variables.
    pub(crate) fn has_only_variables(self) -> bool {
        matches!(self, Language::Env | Language::Shell)
    }

    /// All engines of it, or what is missing. What is called Mustache may be Handlebars.
    pub(crate) fn judges(self) -> Result<Vec<Judge>, String> {
        let is_for = |syntax: &str| {
            syntax == self.name() || self == Language::Mustache && syntax == "handlebars"
        };
        LENIENT.iter().filter(|engine| is_for(engine.syntax)).map(Judge::new).collect()
    }
}
