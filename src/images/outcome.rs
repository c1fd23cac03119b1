//! The possible results of an attempt to pull an image.

use serde::{Deserialize, Serialize};

/// The result of a pull in one word. The names are the words of `images.json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "kebab-case")]
pub enum PullOutcome {
    /// The agents would pull the image.
    Pulled,
    /// The registry, or its token service, refuses the login, or it requires a login and got none.
    Unauthorized,
    /// The registry does not have the image.
    NotFound,
    /// The image has an OCI manifest.
    Oci,
    /// The image is an OCI index.
    OciIndex,
    /// The image is a list of manifests for several platforms, and the registry sends none of these manifests.
    ManifestList,
    /// The manifest has no media type, or one that Mesos does not take.
    MediaType,
    /// Mesos cannot read the manifest.
    InvalidManifest,
    /// The image has only a manifest that this version of Mesos does not ask for.
    OtherSchema,
    /// The config of the image cannot be downloaded or read.
    InvalidConfig,
    /// The config of the image has no member `config`. The Mesos agent crashes on it.
    NoConfig,
    /// The registry requires authentication in a way that Mesos cannot use.
    InvalidChallenge,
    /// The token service answers in a way that Mesos cannot use.
    InvalidToken,
    /// The registry speaks http where the agents speak https.
    HttpOnly,
    /// The registry answers with a status that Mesos does not take.
    Status,
    /// The name of the image is not valid, so that no registry can be asked for it.
    InvalidName,
    /// The name of the image is not known before the template is rendered.
    Expression,
    /// The login file is missing.
    NoLoginFile,
    /// The login file cannot be read, or Mesos cannot use its content.
    InvalidLoginFile,
    /// The login was not sent to a server to which the agents would send it, because others might get it there.
    LoginWithheld,
    /// The registry refused the login twice before. It was not sent again, so that the account is not locked.
    LoginSpared,
    /// The registry answered that it gets too many requests.
    RateLimited,
    /// The registry had an error of its own.
    ServerError,
    /// The registry did not answer in time.
    TimedOut,
    /// The registry cannot be reached from here.
    Unreachable,
    /// This machine does not trust the certificate of the registry.
    Certificate,
    /// The answer was cut off, was too long, was redirected too often, or does not match its digest.
    InvalidAnswer,
}

/// Whether the agents would pull an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The agents would pull the image.
    Pulled,
    /// The agents would not pull the image.
    Refused,
    /// It is not known whether the agents would pull the image.
    Unknown,
}

impl PullOutcome {
    /// Returns whether the agents would pull the image.
    #[must_use]
    pub fn verdict(self) -> Verdict {
        match self {
            PullOutcome::Pulled => Verdict::Pulled,
            PullOutcome::Unauthorized
            | PullOutcome::NotFound
            | PullOutcome::Oci
            | PullOutcome::OciIndex
            | PullOutcome::ManifestList
            | PullOutcome::MediaType
            | PullOutcome::InvalidManifest
            | PullOutcome::OtherSchema
            | PullOutcome::InvalidConfig
            | PullOutcome::NoConfig
            | PullOutcome::InvalidChallenge
            | PullOutcome::InvalidToken
            | PullOutcome::HttpOnly
            | PullOutcome::Status
            | PullOutcome::InvalidName => Verdict::Refused,
            PullOutcome::Expression
            | PullOutcome::NoLoginFile
            | PullOutcome::InvalidLoginFile
            | PullOutcome::LoginWithheld
            | PullOutcome::LoginSpared
            | PullOutcome::RateLimited
            | PullOutcome::ServerError
            | PullOutcome::TimedOut
            | PullOutcome::Unreachable
            | PullOutcome::Certificate
            | PullOutcome::InvalidAnswer => Verdict::Unknown,
        }
    }

    /// Returns the word for the outcome in `images.json`.
    #[must_use]
    pub fn name(self) -> String {
        serde_json::to_value(self)
            .ok()
            .and_then(|it| it.as_str().map(str::to_owned))
            .unwrap_or_default()
    }
}
