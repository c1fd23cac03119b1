//! What the user accepts by name → a glob that at least one rule's name matches.

use std::str::FromStr;

use super::RULES;
use crate::engine::Accept;

/// Why a text names no rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAccept {
    /// It is no glob at all; with the reason.
    #[error("{0}")]
    Glob(String),
    /// Not even the part before the slash matches a rule.
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
