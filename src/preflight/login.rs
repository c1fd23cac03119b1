//! Sends the requests for one repository, with the login or a token, and authenticates as an agent does
//! (mesos: src/uri/fetchers/docker.cpp:395-520, 1166-1242).
//!
//! Invariant: the [`Cleaner`] knows the login and all tokens.

use super::challenge::Challenge;
use super::clean::Cleaner;
use super::client::{Client, Elsewhere};
use super::endpoint::Repository;
use super::origin::Address;
use super::permission::Withheld;
use super::pulled::{Pulled, shortened};
use super::wire::{Fault, Request, Response};
use crate::images::PullOutcome;
use crate::marathon::MesosVersion;
use crate::secrets::Redacted;

/// A login for a registry: a key of `auths` in a login file, and its `auth`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryLogin {
    /// The host that the key names, with its port if it has one.
    pub host: String,
    /// The login in base64, which stands after `Basic` in a request.
    pub auth: Redacted<String>,
}

/// Whether a registry has accepted a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginResult {
    /// The login was not sent, or the answer says nothing about it.
    Untold,
    /// The registry accepted the login.
    Taken,
    /// The registry refused the login.
    Refused,
}

/// A repository that gets requests with one login, or without a login.
pub(super) struct Authorized<'c> {
    client: &'c Client<'c>,
    version: MesosVersion,
    pub(super) repository: Repository,
    /// The value of `Authorization` with the login; `None` without a login.
    basic: Option<Redacted<String>>,
    /// The reason why the login must not be sent; `None` if it may be sent, or if there is no login.
    pub(super) withheld: Option<Withheld>,
    /// The value of `Authorization` with the token, once the registry has required one.
    token: Option<Redacted<String>>,
    /// Hides the login and the tokens so far.
    pub(super) cleaner: Cleaner,
    login_result: LoginResult,
}

impl<'c> Authorized<'c> {
    /// Prepares requests with `login`, which must be the login that Mesos chooses for the registry; `None` if Mesos has
    /// no login for it.
    pub(super) fn new(
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
        Authorized {
            client,
            version,
            repository,
            basic,
            withheld,
            token: None,
            cleaner,
            login_result: LoginResult::Untold,
        }
    }

    /// Returns whether the registry has accepted the login so far.
    pub(super) fn login_result(&self) -> LoginResult {
        self.login_result
    }

    /// Sends a request for an address of the repository: with the login, or with a token if the registry requires one.
    /// If the token has expired, it requests a new one. `accept` is the value of `Accept`.
    pub(super) fn ask(
        &mut self,
        address: &Address,
        accept: Option<&'static str>,
    ) -> Result<Response, Pulled> {
        let sent = self.token.clone().or_else(|| self.basic.clone());
        let response = self.get(address, accept, sent)?;
        if response.status != 401 {
            // A server in front of the registry may answer 403 or 5xx without a look at the login.
            let is_about_login = !matches!(response.status, 403 | 500..);
            if self.token.is_none() && is_about_login {
                self.taken();
            }
            return Ok(response);
        }
        self.token = None;
        let service = self.service(address, &response)?;
        let token = self.new_token(&service)?;
        self.token = Some(token.clone());
        self.get(address, accept, Some(token))
    }

    /// Sends a request for a blob of the repository, with the authorization of the request for the manifest. If a
    /// token has expired meanwhile, a new one is requested.
    pub(super) fn blob(&mut self, address: &Address) -> Result<Response, Pulled> {
        match self.token {
            Some(_) => self.ask(address, None),
            None => self.get(address, None, self.basic.clone()),
        }
    }

    /// Records that the registry accepted the login.
    fn taken(&mut self) {
        if self.basic.is_some() {
            self.login_result = LoginResult::Taken;
        }
    }

    /// Records that the registry refused the login, unless it has accepted the login before.
    fn refused(&mut self) {
        if self.basic.is_some() && self.login_result == LoginResult::Untold {
            self.login_result = LoginResult::Refused;
        }
    }

    /// Sends a request. If there is no answer, the message of the result begins with the server.
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

    /// Returns the address of the token service, with its query. `response` is the answer with status 401 to the
    /// request for `asked`. Newer versions of Mesos request the address `/v2` for a challenge, if the first one is
    /// incomplete.
    fn service(&mut self, asked: &Address, response: &Response) -> Result<String, Pulled> {
        let challenge = self.challenge(asked, response)?;
        let [realm, service, scope] =
            ["realm", "service", "scope"].map(|name| challenge.parameter(name));
        if let (Some(realm), Some(service), Some(scope)) = (realm, service, scope) {
            return Ok(format!("{realm}?service={service}&scope={scope}"));
        }
        if !self.version.asks_root() {
            return Err(Pulled::without(
                PullOutcome::InvalidChallenge,
                "Missing 'realm', 'service' or 'scope' in header WWW-Authenticate",
            ));
        }
        let root = known(self.repository.root())?;
        let response = self.get(&root, None, self.basic.clone())?;
        let challenge = self.challenge(&root, &response)?;
        let realm = challenge.parameter("realm").unwrap_or_default();
        Ok(format!("{realm}?scope=repository:{}:pull", self.repository.name))
    }

    /// Returns the challenge in `response`, the answer to the request for `asked`. It is an error if the challenge does
    /// not require a token.
    fn challenge(&mut self, asked: &Address, response: &Response) -> Result<Challenge, Pulled> {
        let uri = asked.uri();
        let invalid =
            |message: String| Err(Pulled::without(PullOutcome::InvalidChallenge, message));
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
                    PullOutcome::Unauthorized,
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

    /// Requests a token from `service`, an address with a query. Returns the value of `Authorization` with the token.
    fn new_token(&mut self, service: &str) -> Result<Redacted<String>, Pulled> {
        let invalid = |message: String| Err(Pulled::without(PullOutcome::InvalidToken, message));
        let Ok(address) = service.parse::<Address>() else {
            return invalid(
                "Failed to perform 'curl': the registry names no valid address that gives tokens"
                    .to_owned(),
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
                401 | 403 => PullOutcome::Unauthorized,
                500.. => PullOutcome::ServerError,
                _ => PullOutcome::InvalidToken,
            };
            // The status 403 is about the repository, not about the login.
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
            return invalid("the token has characters that a header cannot have".to_owned());
        }
        Ok(Redacted::new(format!("Bearer {}", token.expose())))
    }
}

/// Returns `address`; if it is `None`, the error about a name that is not valid.
pub(super) fn known(address: Option<Address>) -> Result<Address, Pulled> {
    address.ok_or_else(|| {
        Pulled::without(PullOutcome::InvalidName, "this is not a valid name of an image")
    })
}
