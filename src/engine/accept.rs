//! A glob over the names of rules, by which the user accepts the losses of blockers.

use std::fmt;

use globset::GlobSet;

use crate::text::glob::{self, About};

/// A glob over the names of rules, such as `privileged` or `docker-parameter/dns*`.
#[derive(Debug, Clone)]
pub struct Accept {
    /// The glob as the user wrote it.
    text: String,
    rules: GlobSet,
}

impl Accept {
    /// Compiles a glob. Does not check whether a rule matches it.
    ///
    /// # Errors
    /// `text` is no glob; the reason is a clause.
    pub fn compile(text: &str) -> Result<Self, String> {
        let rules = glob::parse(text, About::Texts).and_then(|glob| glob::set([glob]))?;
        Ok(Accept { text: text.to_owned(), rules })
    }

    /// Whether the glob matches `rule`, the name of a rule. The name may have a detail after a
    /// slash.
    #[must_use]
    pub fn is_about(&self, rule: &str) -> bool {
        self.rules.is_match(rule)
    }

    /// Whether the glob matches `rule`, with or without its detail after the slash.
    #[must_use]
    pub fn is_about_family(&self, rule: &str) -> bool {
        let family = rule.split('/').next().unwrap_or(rule);
        self.is_about(rule) || self.is_about(family)
    }
}

impl PartialEq for Accept {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl fmt::Display for Accept {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(&self.text)
    }
}
