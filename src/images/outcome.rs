//! The possible results of a pull.

use serde::{Deserialize, Serialize};

/// The result of a pull in one word. The names are the words of `images.json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The agents would pull the image.
    Pulled,
    /// The registry refuses the login, or wants one.
    Unauthorized,
    /// The image is not there.
    NotFound,
    /// The image has an OCI manifest.
    Oci,
    /// The image is an OCI index.
    OciIndex,
    /// The image is a list of manifests, and the registry hands out none of them.
    ManifestList,
    /// The registry names a media type that Mesos does not take.
    MediaType,
    /// Mesos cannot read the manifest.
    InvalidManifest,
    /// The image has only a manifest that this version of Mesos does not ask for.
    OtherSchema,
    /// The config of the image cannot be downloaded or read.
    InvalidConfig,
    /// The config of the image has no member `config`. The Mesos agent crashes on it.
    NoConfig,
    /// Mesos cannot use what the registry says about its authentication.
    InvalidChallenge,
    /// The service that gives tokens answers in a way that Mesos cannot use.
    InvalidToken,
    /// The registry speaks http where the agents speak https.
    HttpOnly,
    /// The registry answers with a status that Mesos does not take.
    Status,
    /// The name of the image is none that a registry can be asked for.
    InvalidName,
    /// Only a rendered template knows the name of the image.
    Expression,
    /// The file with the login is missing.
    NoLoginFile,
    /// The file with the login cannot be read, or holds what Mesos cannot use.
    InvalidLoginFile,
    /// The login was not sent to where the agents would send it.
    LoginWithheld,
    /// The registry refused the login twice before. It was not sent again, so that the account is not locked.
    LoginSpared,
    /// The registry told to ask less often.
    RateLimited,
    /// The registry had an error of its own.
    ServerError,
    /// No answer came in time.
    TimedOut,
    /// The registry cannot be reached from here.
    Unreachable,
    /// This machine does not trust the certificate of the registry.
    Certificate,
    /// The answer was cut off, too long, redirected too often or not what its digest says.
    InvalidAnswer,
}

/// Whether the agents would pull an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The agents would pull the image.
    Pulled,
    /// The agents would not pull the image.
    Refused,
    /// The program does not know.
    Unknown,
}

impl Outcome {
    /// Returns whether the agents would pull the image.
    #[must_use]
    pub fn verdict(self) -> Verdict {
        match self {
            Outcome::Pulled => Verdict::Pulled,
            Outcome::Unauthorized
            | Outcome::NotFound
            | Outcome::Oci
            | Outcome::OciIndex
            | Outcome::ManifestList
            | Outcome::MediaType
            | Outcome::InvalidManifest
            | Outcome::OtherSchema
            | Outcome::InvalidConfig
            | Outcome::NoConfig
            | Outcome::InvalidChallenge
            | Outcome::InvalidToken
            | Outcome::HttpOnly
            | Outcome::Status
            | Outcome::InvalidName => Verdict::Refused,
            Outcome::Expression
            | Outcome::NoLoginFile
            | Outcome::InvalidLoginFile
            | Outcome::LoginWithheld
            | Outcome::LoginSpared
            | Outcome::RateLimited
            | Outcome::ServerError
            | Outcome::TimedOut
            | Outcome::Unreachable
            | Outcome::Certificate
            | Outcome::InvalidAnswer => Verdict::Unknown,
        }
    }

    /// Returns the word of `images.json` for this outcome.
    #[must_use]
    pub fn name(self) -> String {
        serde_json::to_value(self)
            .ok()
            .and_then(|it| it.as_str().map(str::to_owned))
            .unwrap_or_default()
    }
}
