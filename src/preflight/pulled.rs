//! The result of a pull, and the form in which texts of a server are shown.

use super::wire::Fault;
use crate::images::{ImageFacts, Outcome};

/// The result of a pull.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulled {
    /// The result in one word.
    pub outcome: Outcome,
    /// The message with which the pull of Mesos would fail, or the reason why the result is not known.
    pub message: Option<String>,
    /// The facts of the image, if they are known.
    pub known: Option<Box<KnownImage>>,
}

/// The facts of an image, with its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownImage {
    /// The digest of the image's manifest.
    pub digest: String,
    /// The facts.
    pub facts: ImageFacts,
}

impl Pulled {
    /// Returns a result without facts.
    #[must_use]
    pub fn without(outcome: Outcome, message: impl Into<String>) -> Self {
        Pulled { outcome, message: Some(message.into()), known: None }
    }
}

impl From<Fault> for Pulled {
    fn from(fault: Fault) -> Self {
        let outcome = match &fault {
            Fault::Unreachable(_) => Outcome::Unreachable,
            Fault::Certificate(_) => Outcome::Certificate,
            Fault::HttpOnly => Outcome::HttpOnly,
            Fault::TimedOut => Outcome::TimedOut,
            Fault::Broken(_) | Fault::TooLarge | Fault::Redirect(_) => Outcome::InvalidAnswer,
            Fault::RateLimited => Outcome::RateLimited,
            Fault::Withheld(_) => Outcome::LoginWithheld,
        };
        Pulled::without(outcome, fault.to_string())
    }
}

/// Returns a text of a server as it is shown: shortened, and without characters that a terminal obeys.
pub(super) fn shortened(text: &str) -> String {
    const LENGTH: usize = 100;
    let mut shown: String = text.chars().take(LENGTH).flat_map(char::escape_debug).collect();
    if text.chars().count() > LENGTH {
        shown.push('…');
    }
    shown
}
