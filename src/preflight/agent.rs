//! The pull of an agent, as far as the manifest and the config of the image: same choice of login,
//! protocol, `Accept` and challenge, and the verdict and message of Mesos (mesos:
//! src/uri/fetchers/docker.cpp).
//!
//! Works on requests and answers; [`Client`] carries them. What is cut short: a token is used for all
//! images of a repository, where an agent asks for each image anew.
//!
//! Invariant: messages and facts have gone through a [`Cleaner`] that knows the login and all tokens.

use super::challenge::Challenge;
use super::clean::Cleaner;
use super::client::{Client, Elsewhere};
use super::endpoint::Repository;
use super::manifest::{self, ACCEPT_ALL, Blob, Config, LIST, OCI, OCI_INDEX, V2};
use super::origin::Address;
use super::permission::Withheld;
use super::wire::{Fault, Request, Response};
use crate::images::{ImageFacts, Outcome};
use crate::marathon::MesosVersion;
use crate::secrets::Redacted;
use crate::source::digest;

/// A login for a registry: a key of `auths` and its `auth`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryLogin {
    /// The host that the key names, with its port if it has one.
    pub host: String,
    /// What follows `Basic`.
    pub auth: Redacted<String>,
}

/// The result of a pull.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulled {
    /// In one word.
    pub outcome: Outcome,
    /// What Mesos says, or why nothing is known.
    pub message: Option<String>,
    /// What was learned about the image.
    pub known: Option<Box<KnownImage>>,
}

/// The facts of an image under its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownImage {
    /// The digest of its manifest.
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

/// What a registry made of a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginFate {
    /// It was not sent, or the answer tells nothing about it.
    Untold,
    /// It was taken.
    Taken,
    /// It was refused.
    Refused,
}

/// A repository that is asked with one login, or without one.
pub struct RepositoryPull<'c> {
    client: &'c Client<'c>,
    version: MesosVersion,
    repository: Repository,
    basic: Option<Redacted<String>>,
    /// The reason why the login is not sent.
    withheld: Option<Withheld>,
    token: Option<Redacted<String>>,
    cleaner: Cleaner,
    login: LoginFate,
}

impl<'c> RepositoryPull<'c> {
    /// Prepares to ask with a login that Mesos would use for the registry, or without one.
    #[must_use]
    pub fn new(
        client: &'c Client<'c>,
        version: MesosVersion,
        repository: Repository,
        login: Option<&RegistryLogin>,
    ) -> Self {
        let mut cleaner = Cleaner::default();
        let permitted =
            login.map(|login| client.permissions().registry(&repository.origin, &login.host));
        let withheld = permitted.and_then(Result::err);
        let basic = login.map(|login| {
            cleaner.hide_login(&login.auth);
            Redacted::new(format!("Basic {}", login.auth.expose()))
        });
        RepositoryPull {
            client,
            version,
            repository,
            basic,
            withheld,
            token: None,
            cleaner,
            login: LoginFate::Untold,
        }
    }

    /// Returns what the registry made of the login so far.
    #[must_use]
    pub fn login(&self) -> LoginFate {
        self.login
    }

    /// Pulls the image with this tag or digest.
    pub fn pull(&mut self, reference: &str) -> Pulled {
        if let Some(why) = &self.withheld {
            return Pulled::from(Fault::Withheld(why.clone()));
        }
        let pulled = match self.manifest(reference, self.version.accept_header()) {
            Ok(response) => self.judged(reference, &response),
            Err(pulled) => pulled,
        };
        let message = pulled.message.map(|message| self.cleaner.clean(&message));
        let known = pulled.known.map(|known| {
            let KnownImage { digest, facts: ImageFacts { media_type, config } } = *known;
            let media_type = self.cleaner.clean(&media_type);
            let config = config.map(|config| self.cleaner.config(config));
            Box::new(KnownImage { digest, facts: ImageFacts { media_type, config } })
        });
        Pulled { message, known, ..pulled }
    }

    /// Asks for the manifest, with a token if the registry wants one.
    fn manifest(&mut self, reference: &str, accept: &'static str) -> Result<Response, Pulled> {
        let address = address(self.repository.address("manifests", reference))?;
        if self.token.is_some() {
            let response = self.get(&address, Some(accept), self.token.clone())?;
            if response.status != 401 {
                return Ok(response);
            }
            // It may have expired.
            self.token = None;
        }
        let response = self.get(&address, Some(accept), self.basic.clone())?;
        if response.status != 401 {
            self.taken();
            return Ok(response);
        }
        let service = self.service(&address, &response)?;
        let token = self.new_token(&service)?;
        self.token = Some(token.clone());
        self.get(&address, Some(accept), Some(token))
    }

    /// Notes that the login was not refused.
    fn taken(&mut self) {
        if self.basic.is_some() {
            self.login = LoginFate::Taken;
        }
    }

    /// Notes that the login was refused, unless the registry has taken it before.
    fn refused(&mut self) {
        if self.basic.is_some() && self.login == LoginFate::Untold {
            self.login = LoginFate::Refused;
        }
    }

    fn get(
        &self,
        address: &Address,
        accept: Option<&'static str>,
        authorization: Option<Redacted<String>>,
    ) -> Result<Response, Pulled> {
        let request = Request { address: address.clone(), accept, authorization };
        self.client.get(request, Elsewhere::Follow).map_err(|fault| {
            let pulled = Pulled::from(fault);
            let said = pulled.message.unwrap_or_default();
            let message = Some(format!("{} {said}", address.origin().authority()));
            Pulled { message, ..pulled }
        })
    }

    /// Returns the address that gives tokens.
    fn service(&mut self, asked: &Address, response: &Response) -> Result<String, Pulled> {
        let challenge = self.challenge(asked, response)?;
        let [realm, service, scope] =
            ["realm", "service", "scope"].map(|name| challenge.parameter(name));
        if let (Some(realm), Some(service), Some(scope)) = (realm, service, scope) {
            return Ok(format!("{realm}?service={service}&scope={scope}"));
        }
        if !self.version.asks_root() {
            return Err(Pulled::without(
                Outcome::InvalidChallenge,
                "Missing 'realm', 'service' or 'scope' in header WWW-Authenticate",
            ));
        }
        let root = address(self.repository.root())?;
        let response = self.get(&root, None, self.basic.clone())?;
        let challenge = self.challenge(&root, &response)?;
        let realm = challenge.parameter("realm").unwrap_or_default();
        Ok(format!("{realm}?scope=repository:{}:pull", self.repository.name))
    }

    /// Returns the challenge of a registry that wants a token.
    fn challenge(&mut self, asked: &Address, response: &Response) -> Result<Challenge, Pulled> {
        let uri = asked.uri();
        let invalid = |message: String| Err(Pulled::without(Outcome::InvalidChallenge, message));
        let Some(header) = response.header("www-authenticate") else {
            return invalid(format!("Got unexpected empty WWW-Authenticate header from {uri}"));
        };
        match Challenge::parse(header) {
            Err(error) => {
                invalid(format!("Failed to get WWW-Authenticate header from {uri}: {error}"))
            }
            Ok(challenge) if challenge.scheme == "BASIC" => {
                self.refused();
                Err(Pulled::without(
                    Outcome::Unauthorized,
                    format!(
                        "Got unexpected BASIC Authorization response status: {} from {uri}",
                        response.status_text()
                    ),
                ))
            }
            Ok(challenge) if challenge.scheme != "BEARER" => invalid(format!(
                "Got unsupported auth-scheme: {} from {uri}",
                shortened(&challenge.scheme)
            )),
            Ok(challenge) => Ok(challenge),
        }
    }

    /// Asks for a token.
    fn new_token(&mut self, service: &str) -> Result<Redacted<String>, Pulled> {
        let invalid = |message: String| Err(Pulled::without(Outcome::InvalidToken, message));
        let Ok(address) = service.parse::<Address>() else {
            return invalid(
                "Failed to perform 'curl': the registry names no address that can be asked for a token, or one with a blank in it".to_owned(),
            );
        };
        let permitted = self.client.permissions().realm(&self.repository.origin, address.origin());
        permitted.map_err(|why| Pulled::from(Fault::Withheld(why)))?;
        let host = address.origin().authority();
        let request = Request { address, accept: None, authorization: self.basic.clone() };
        let response = self.client.get(request, Elsewhere::Refuse).map_err(|fault| {
            let pulled = Pulled::from(fault);
            let said = pulled.message.unwrap_or_default();
            Pulled { message: Some(format!("{host} {said}")), ..pulled }
        })?;
        if response.status != 200 {
            let outcome = match response.status {
                401 | 403 => Outcome::Unauthorized,
                500.. => Outcome::ServerError,
                _ => Outcome::InvalidToken,
            };
            // 403 is what a service says of a repository, to a login that it knows.
            if response.status == 401 {
                self.refused();
            }
            let status = response.status_text();
            let message =
                format!("Unexpected HTTP response '{status}' when trying to GET '{service}'");
            return Err(Pulled::without(outcome, message));
        }
        let Ok(object) = serde_json::from_slice::<serde_json::Value>(&response.body) else {
            return invalid("Parsing the JSON object failed".to_owned());
        };
        let token = match object.get("token") {
            Some(serde_json::Value::String(token)) => Redacted::new(token.clone()),
            Some(_) => return invalid("Finding token in JSON object failed".to_owned()),
            None => return invalid("Failed to find token in JSON object".to_owned()),
        };
        self.taken();
        self.cleaner.hide_token(&token);
        let is_fit = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
        if !token.expose().bytes().all(is_fit) {
            return invalid("the token has characters that no header takes".to_owned());
        }
        Ok(Redacted::new(format!("Bearer {}", token.expose())))
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
                401 | 403 => Pulled::without(Outcome::Unauthorized, message),
                500.. => Pulled::without(Outcome::ServerError, message),
                _ => Pulled::without(Outcome::Status, message),
            };
        }
        let media_type = match response.header("content-type") {
            Some(media_type) => media_type,
            // Before 1.7.3 a manifest without a type was taken for the first schema.
            None if !self.version.takes_v2() => "application/json",
            None => return Pulled::without(Outcome::MediaType, "No Content-Type present"),
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

    /// Judges a manifest of Docker's first schema, which has the config in it.
    fn first_schema(&self, response: &Response, media_type: &str) -> Pulled {
        match manifest::v1(&response.body) {
            Err(why) => {
                let schema = if self.version.takes_v2() { "V2 Schema 1 image" } else { "image" };
                let message = format!("Failed to parse the {schema} manifest: {why}");
                Pulled::without(Outcome::InvalidManifest, message)
            }
            Ok(config) => {
                // The signature is not part of what the digest is made of.
                let told = response.header("docker-content-digest").filter(|it| is_digest(it));
                let digest = told.map_or_else(|| digest_of(&response.body), str::to_owned);
                with_config(Ok(config), digest, media_type)
            }
        }
    }

    /// Judges a manifest of Docker's second schema, and asks for the config.
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
                return Pulled { known, ..Pulled::without(Outcome::InvalidManifest, message) };
            }
        };
        with_config(self.config(&blob), digest, V2)
    }

    /// Downloads the config.
    fn config(&mut self, blob: &Blob) -> Result<Config, Pulled> {
        let invalid = |message: String| Err(Pulled::without(Outcome::InvalidConfig, message));
        if !is_digest(&blob.digest) {
            return invalid("the manifest names its config by a digest that is none".to_owned());
        }
        let address = address(self.repository.address("blobs", &blob.digest))?;
        let authorization = self.token.clone().or_else(|| self.basic.clone());
        let response = self.get(&address, None, authorization)?;
        if response.status != 200 {
            let status = response.status_text();
            let message =
                format!("Unexpected HTTP response '{status}' when trying to download the blob");
            return Err(match response.status {
                401 | 403 => Pulled::without(Outcome::Unauthorized, message),
                500.. => Pulled::without(Outcome::ServerError, message),
                _ => Pulled::without(Outcome::InvalidConfig, message),
            });
        }
        if digest_of(&response.body) != blob.digest {
            let message = "the config is not the one that its digest names";
            return Err(Pulled::without(Outcome::InvalidAnswer, message));
        }
        match manifest::config(&response.body) {
            Ok(config) => Ok(config),
            Err(why) => invalid(format!("Failed to parse the config of the image: {why}")),
        }
    }

    /// Asks once more, for any type of manifest, because a registry answers 404 also for an image that
    /// it has in a type that was not asked for.
    fn other_type(&mut self, reference: &str, message: String) -> Pulled {
        let missing = |message: String| Pulled::without(Outcome::NotFound, message);
        let response = match self.manifest(reference, ACCEPT_ALL) {
            Ok(response) if response.status == 200 => response,
            Ok(_) => return missing(message),
            // What came first is what Mesos tells; the reason is not known then.
            Err(pulled) => {
                let why = pulled.message.unwrap_or_default();
                return missing(format!(
                    "{message}; whether it is there in another format is not known: {why}"
                ));
            }
        };
        let media_type = response.header("content-type").unwrap_or_default().to_owned();
        self.unsupported(reference, &response, &media_type, message)
    }

    /// Judges a manifest that Mesos does not take, and learns the facts of it that there are.
    fn unsupported(
        &mut self,
        reference: &str,
        response: &Response,
        media_type: &str,
        message: String,
    ) -> Pulled {
        let bare = manifest::bare(media_type);
        let outcome = match bare {
            OCI => Outcome::Oci,
            OCI_INDEX => Outcome::OciIndex,
            LIST => Outcome::ManifestList,
            _ if manifest::is_v1(bare) => Outcome::OtherSchema,
            V2 if !self.version.takes_v2() => Outcome::OtherSchema,
            _ => Outcome::MediaType,
        };
        let digest = match verified(reference, &response.body) {
            Ok(digest) => digest,
            Err(pulled) => return pulled,
        };
        let is_one = matches!(bare, OCI | V2);
        let blob = is_one.then(|| manifest::config_of(&response.body)).flatten();
        // The verdict is known; facts are welcome if they can be had.
        let config = blob.and_then(|blob| self.config(&blob).ok());
        let config = config.filter(|config| config.has_config).map(|config| config.facts);
        let facts = ImageFacts { media_type: shortened(bare), config };
        let known = Some(Box::new(KnownImage { digest, facts }));
        Pulled { outcome, message: Some(message), known }
    }
}

fn address(address: Option<Address>) -> Result<Address, Pulled> {
    address.ok_or_else(|| {
        Pulled::without(Outcome::InvalidName, "no registry has an image of this name")
    })
}

/// Returns the result of a pull that came as far as the config.
fn with_config(config: Result<Config, Pulled>, digest: String, media_type: &str) -> Pulled {
    let known = |config| {
        let facts = ImageFacts { media_type: shortened(manifest::bare(media_type)), config };
        Some(Box::new(KnownImage { digest, facts }))
    };
    match config {
        Ok(config) if config.has_config => {
            Pulled { outcome: Outcome::Pulled, message: None, known: known(Some(config.facts)) }
        }
        Ok(_) => {
            let message = "the config of the image has no member `config`, at which the agent ends";
            Pulled { known: known(None), ..Pulled::without(Outcome::NoConfig, message) }
        }
        Err(pulled) => Pulled { known: known(None), ..pulled },
    }
}

/// Returns the digest of a manifest, if it is the one that was asked for.
fn verified(reference: &str, body: &[u8]) -> Result<String, Pulled> {
    let digest = digest_of(body);
    match reference.contains(':') {
        true if reference != digest => Err(Pulled::without(
            Outcome::InvalidAnswer,
            "the manifest is not the one that its digest names",
        )),
        _ => Ok(digest),
    }
}

fn digest_of(body: &[u8]) -> String {
    format!("sha256:{}", digest(body))
}

/// Whether a text is a digest that can be verified here.
fn is_digest(text: &str) -> bool {
    text.strip_prefix("sha256:").is_some_and(|digits| {
        digits.len() == 64
            && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'))
    })
}

/// Returns a word of a server in a form that can be shown.
fn shortened(text: &str) -> String {
    const LENGTH: usize = 100;
    let mut shown: String = text.chars().take(LENGTH).flat_map(char::escape_debug).collect();
    if text.chars().count() > LENGTH {
        shown.push('…');
    }
    shown
}
