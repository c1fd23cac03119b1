//! A glob over the names of rules: the user's word that what they hold back may be converted at a loss.

use std::fmt;
use std::str::FromStr;

use globset::GlobSet;

use super::RULES;
use crate::text::glob::{self, About};

/// A glob over names of rules, such as `privileged` or `docker-parameter/dns*`.
#[derive(Debug, Clone)]
pub struct Accept {
    text: String,
    rules: GlobSet,
}

/// Why a text is no such glob.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAccept {
    /// No glob at all; with the reason.
    #[error("{0}")]
    Glob(String),
    /// Not even the part before the slash matches a rule.
    #[error("no rule has such a name; `pullconfig rules` lists them")]
    NoRule,
}

impl FromStr for Accept {
    type Err = BadAccept;

    fn from_str(text: &str) -> Result<Self, BadAccept> {
        let compile = |text: &str| {
            let glob = glob::parse(text, About::Texts);
            glob.and_then(|glob| glob::set([glob])).map_err(BadAccept::Glob)
        };
        let rules = compile(text)?;
        let families = compile(text.split('/').next().unwrap_or_default())?;
        let is_there = RULES.iter().any(|rule| families.is_match(rule.name));
        let text = text.to_owned();
        if is_there { Ok(Accept { text, rules }) } else { Err(BadAccept::NoRule) }
    }
}

impl Accept {
    /// Whether the rule is meant, which may have a detail behind a slash.
    #[must_use]
    pub fn is_about(&self, rule: &str) -> bool {
        self.rules.is_match(rule)
    }
}

impl fmt::Display for Accept {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(&self.text)
    }
}
