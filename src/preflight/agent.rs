//! Does the first part of an agent's pull: requests the manifest and the config of an image, and judges the answers,
//! with the messages of Mesos (mesos: src/uri/fetchers/docker.cpp).
//!
//! [`Client`] sends the requests, and `login` authenticates. There is one difference from an agent: a token is used
//! for all images of a repository, while an agent requests a token for each image.
//!
//! Invariant: a `Cleaner` that knows the login and all tokens has cleaned each message and fact.

use super::client::Client;
use super::endpoint::Repository;
use super::login::{Authorized, LoginResult, RegistryLogin, known};
use super::manifest::{self, ACCEPT_ALL, Blob, Config, LIST, OCI, OCI_INDEX, V2};
use super::pulled::{KnownImage, Pulled, shortened};
use super::wire::{Fault, Response};
use crate::images::{ImageConfig, ImageFacts, PullOutcome};
use crate::marathon::MesosVersion;
use crate::source::digest;

/// Pulls the images of one repository, with one login or without a login.
pub struct RepositoryPull<'c> {
    registry: Authorized<'c>,
    /// The version of the agents.
    version: MesosVersion,
}

impl<'c> RepositoryPull<'c> {
    /// Prepares pulls with `login`, which must be the login that Mesos chooses for the registry; `None` if Mesos has no
    /// login for it.
    #[must_use]
    pub fn new(
        client: &'c Client<'c>,
        version: MesosVersion,
        repository: Repository,
        login: Option<&RegistryLogin>,
    ) -> Self {
        let registry = Authorized::new(client, version, repository, login);
        RepositoryPull { registry, version }
    }

    /// Returns whether the registry has accepted the login so far.
    #[must_use]
    pub fn login_result(&self) -> LoginResult {
        self.registry.login_result()
    }

    /// Pulls the image with this tag or digest.
    pub fn pull(&mut self, reference: &str) -> Pulled {
        if let Some(why) = &self.registry.withheld {
            return Pulled::from(Fault::Withheld(why.clone()));
        }
        let pulled = match self.manifest(reference, self.version.accept_header()) {
            Ok(response) => self.judged(reference, &response),
            Err(pulled) => pulled,
        };
        let message = pulled.message.map(|message| self.registry.cleaner.clean(&message));
        let known = pulled.known.map(|known| {
            let KnownImage { digest, facts: ImageFacts { media_type, config } } = *known;
            let config = config.filter(is_kept);
            let media_type = self.registry.cleaner.clean(&media_type);
            let config = config.map(|config| self.registry.cleaner.config(config));
            Box::new(KnownImage { digest, facts: ImageFacts { media_type, config } })
        });
        Pulled { message, known, ..pulled }
    }

    /// Requests the manifest of `reference`, in the media types `accept`.
    fn manifest(&mut self, reference: &str, accept: &'static str) -> Result<Response, Pulled> {
        let address = known(self.registry.repository.address("manifests", reference))?;
        self.registry.ask(&address, Some(accept))
    }

    /// Judges the answer to the request for the manifest.
    fn judged(&mut self, reference: &str, response: &Response) -> Pulled {
        let status = response.status;
        if status != 200 {
            let message = format!(
                "Unexpected HTTP response '{}' when trying to get the manifest",
                response.status_text()
            );
            return match status {
                404 => self.other_type(reference, message),
                401 | 403 => Pulled::without(PullOutcome::Unauthorized, message),
                500.. => Pulled::without(PullOutcome::ServerError, message),
                _ => Pulled::without(PullOutcome::Status, message),
            };
        }
        let media_type = match response.header("content-type") {
            Some(media_type) => media_type,
            // Mesos before 1.7.3 takes a manifest without a media type for one of the first schema.
            None if !self.version.takes_v2() => "application/json",
            None => return Pulled::without(PullOutcome::MediaType, "No Content-Type present"),
        };
        if manifest::is_v1(media_type) {
            return self.first_schema(response, media_type);
        }
        if media_type == V2 && self.version.takes_v2() {
            return self.second_schema(reference, response);
        }
        let message = format!("Unsupported manifest MIME type: {}", shortened(media_type));
        self.unsupported(reference, response, media_type, message)
    }

    /// Judges a manifest of Docker's first schema. The manifest contains the config.
    fn first_schema(&self, response: &Response, media_type: &str) -> Pulled {
        match manifest::v1(&response.body) {
            Err(why) => {
                let schema = if self.version.takes_v2() { "V2 Schema 1 image" } else { "image" };
                let message = format!("Failed to parse the {schema} manifest: {why}");
                Pulled::without(PullOutcome::InvalidManifest, message)
            }
            Ok(config) => {
                // The digest is made of the manifest without its signatures, so it is taken from the header if
                // possible.
                let told = response.header("docker-content-digest").filter(|it| is_digest(it));
                let digest = told.map_or_else(|| digest_of(&response.body), str::to_owned);
                with_config(Ok(config), digest, media_type)
            }
        }
    }

    /// Judges a manifest of Docker's second schema, and requests the config.
    fn second_schema(&mut self, reference: &str, response: &Response) -> Pulled {
        let digest = match verified(reference, &response.body) {
            Ok(digest) => digest,
            Err(pulled) => return pulled,
        };
        let blob = match manifest::v2(&response.body) {
            Ok(blob) => blob,
            Err(why) => {
                let message = format!("Failed to parse the V2 Schema 2 image manifest: {why}");
                let facts = ImageFacts { media_type: V2.to_owned(), config: None };
                let known = Some(Box::new(KnownImage { digest, facts }));
                return Pulled { known, ..Pulled::without(PullOutcome::InvalidManifest, message) };
            }
        };
        with_config(self.config(&blob), digest, V2)
    }

    /// Downloads and reads the config of an image. `blob` is what the manifest says about it.
    fn config(&mut self, blob: &Blob) -> Result<Config, Pulled> {
        let invalid = |message: String| Err(Pulled::without(PullOutcome::InvalidConfig, message));
        if !is_digest(&blob.digest) {
            return invalid("the manifest names its config by an invalid digest".to_owned());
        }
        let address = known(self.registry.repository.address("blobs", &blob.digest))?;
        let response = self.registry.blob(&address)?;
        if response.status != 200 {
            let status = response.status_text();
            let message =
                format!("Unexpected HTTP response '{status}' when trying to download the blob");
            return Err(match response.status {
                401 | 403 => Pulled::without(PullOutcome::Unauthorized, message),
                500.. => Pulled::without(PullOutcome::ServerError, message),
                _ => Pulled::without(PullOutcome::InvalidConfig, message),
            });
        }
        if digest_of(&response.body) != blob.digest {
            let message = "the config does not match its digest";
            return Err(Pulled::without(PullOutcome::InvalidAnswer, message));
        }
        match manifest::config(&response.body) {
            Ok(config) => Ok(config),
            Err(why) => invalid(format!("Failed to parse the config of the image: {why}")),
        }
    }

    /// Requests the manifest once more, in any media type, because a registry also answers 404 if it has the image
    /// only in media types that the first request did not accept. `message` is the message about the first answer.
    fn other_type(&mut self, reference: &str, message: String) -> Pulled {
        let missing = |message: String| Pulled::without(PullOutcome::NotFound, message);
        let response = match self.manifest(reference, ACCEPT_ALL) {
            Ok(response) if response.status == 200 => response,
            Ok(_) => return missing(message),
            // The second request failed, so the reason for the first answer, 404, is unknown. Mesos would report the
            // first answer.
            Err(pulled) => {
                let why = pulled.message.unwrap_or_default();
                return missing(format!(
                    "{message}; it is not known whether the registry has another format of the image: {why}"
                ));
            }
        };
        let media_type = response.header("content-type").unwrap_or_default().to_owned();
        self.unsupported(reference, &response, &media_type, message)
    }

    /// Judges a manifest of a media type that Mesos refuses. `message` is the message of Mesos. The facts are read
    /// nevertheless, if the manifest is that of one image.
    fn unsupported(
        &mut self,
        reference: &str,
        response: &Response,
        media_type: &str,
        message: String,
    ) -> Pulled {
        let bare = manifest::bare(media_type);
        let outcome = match bare {
            OCI => PullOutcome::Oci,
            OCI_INDEX => PullOutcome::OciIndex,
            LIST => PullOutcome::ManifestList,
            _ if manifest::is_v1(bare) => PullOutcome::OtherSchema,
            V2 if !self.version.takes_v2() => PullOutcome::OtherSchema,
            _ => PullOutcome::MediaType,
        };
        let digest = match verified(reference, &response.body) {
            Ok(digest) => digest,
            Err(pulled) => return pulled,
        };
        let is_one = matches!(bare, OCI | V2);
        let blob = is_one.then(|| manifest::config_of(&response.body)).flatten();
        // The result of the pull is known already. So if the config cannot be read, only the facts are missing.
        let config = blob.and_then(|blob| self.config(&blob).ok());
        let config = config.filter(|config| config.has_config).map(|config| config.facts);
        let facts = ImageFacts { media_type: shortened(bare), config };
        let known = Some(Box::new(KnownImage { digest, facts }));
        Pulled { outcome, message: Some(message), known }
    }
}

/// Returns the result of a pull whose manifest is valid. `config` is the config of the image, or the result of a pull
/// that failed at the config.
fn with_config(config: Result<Config, Pulled>, digest: String, media_type: &str) -> Pulled {
    let known = |config| {
        let facts = ImageFacts { media_type: shortened(manifest::bare(media_type)), config };
        Some(Box::new(KnownImage { digest, facts }))
    };
    match config {
        Ok(config) if config.has_config => {
            Pulled { outcome: PullOutcome::Pulled, message: None, known: known(Some(config.facts)) }
        }
        Ok(_) => {
            let message =
                "the config of the image has no member `config`; an agent that reads it crashes";
            Pulled { known: known(None), ..Pulled::without(PullOutcome::NoConfig, message) }
        }
        Err(pulled) => Pulled { known: known(None), ..pulled },
    }
}

/// The size limit for the facts of a config, in bytes of JSON. Hardly an image with more could be run: Linux gives a
/// program at most 2 MiB of arguments and environment, and at most 128 KiB for each argument and variable.
const LARGEST_CONFIG: usize = 256 << 10;

/// Whether the facts of a config are small enough to be kept until the end of the run.
fn is_kept(config: &ImageConfig) -> bool {
    serde_json::to_vec(config).is_ok_and(|text| text.len() <= LARGEST_CONFIG)
}

/// Returns the digest of the manifest `body`. It is an error if `reference` is a digest and differs from it.
fn verified(reference: &str, body: &[u8]) -> Result<String, Pulled> {
    let digest = digest_of(body);
    match reference.contains(':') {
        true if reference != digest => Err(Pulled::without(
            PullOutcome::InvalidAnswer,
            "the manifest does not match its digest",
        )),
        _ => Ok(digest),
    }
}

/// Returns the digest of `body` as registries spell it.
fn digest_of(body: &[u8]) -> String {
    format!("sha256:{}", digest(body))
}

/// Whether a text is a SHA-256 digest, the only kind that is verified here.
fn is_digest(text: &str) -> bool {
    text.strip_prefix("sha256:").is_some_and(|digits| {
        digits.len() == 64
            && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'))
    })
}
