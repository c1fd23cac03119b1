//! A glob over the names of rules: the user's word that what they hold back may be converted at a loss.

use std::fmt;

use globset::GlobSet;

use crate::text::glob::{self, About};

/// A glob over names of rules, such as `privileged` or `docker-parameter/dns*`.
#[derive(Debug, Clone)]
pub struct Accept {
    text: String,
    rules: GlobSet,
}

impl Accept {
    /// Compiles a glob. Whether there is a rule that it matches is not asked here.
    ///
    /// # Errors
    /// `text` is no glob; the reason, as a clause.
    pub fn compile(text: &str) -> Result<Self, String> {
        let rules = glob::parse(text, About::Texts).and_then(|glob| glob::set([glob]))?;
        Ok(Accept { text: text.to_owned(), rules })
    }

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
