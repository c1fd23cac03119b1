//! The result of a pull, and the form in which texts of a server are shown.

use super::wire::Fault;
use crate::images::{ImageFacts, PullOutcome};

/// The result of a pull.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulled {
    /// The result in one word.
    pub outcome: PullOutcome,
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
    pub fn without(outcome: PullOutcome, message: impl Into<String>) -> Self {
        Pulled { outcome, message: Some(message.into()), known: None }
    }
}

impl From<Fault> for Pulled {
    fn from(fault: Fault) -> Self {
        let outcome = match &fault {
            Fault::Unreachable(_) => PullOutcome::Unreachable,
            Fault::Certificate(_) => PullOutcome::Certificate,
            Fault::HttpOnly => PullOutcome::HttpOnly,
            Fault::TimedOut => PullOutcome::TimedOut,
            Fault::Broken(_) | Fault::TooLarge | Fault::Redirect(_) => PullOutcome::InvalidAnswer,
            Fault::RateLimited => PullOutcome::RateLimited,
            Fault::Withheld(_) => PullOutcome::LoginWithheld,
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
