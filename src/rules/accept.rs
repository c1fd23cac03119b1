//! Parses the names of rules whose losses the user accepts. A name is a glob, which must match the
//! name of a rule.

use std::str::FromStr;

use super::RULES;
use crate::engine::Accept;

/// The reason why a text is no name of a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAccept {
    /// The text is no valid glob, for this reason.
    #[error("{0}")]
    Glob(String),
    /// The glob matches the name of no rule. A detail after a slash, as in `docker-parameter/dns`,
    /// is not compared.
    #[error("no rule has such a name; `pullconfig rules` lists them")]
    NoRule,
}

impl FromStr for Accept {
    type Err = BadAccept;

    fn from_str(text: &str) -> Result<Self, BadAccept> {
        let accept = Accept::compile(text).map_err(BadAccept::Glob)?;
        let family = text.split('/').next().unwrap_or_default();
        let family = Accept::compile(family).map_err(BadAccept::Glob)?;
        let is_there = RULES.iter().any(|rule| family.is_about(rule.name));
        if is_there { Ok(accept) } else { Err(BadAccept::NoRule) }
    }
}
