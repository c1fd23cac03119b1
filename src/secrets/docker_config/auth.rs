//! Turns an entry of `auths` into the value of `auth` that Mesos sends, or the reason why there is none.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::registry::shown;
use super::short_lived::{ShortLived, short_lived};
use crate::secrets::Redacted;

/// An entry of `auths`, with the name of its credential helper.
#[derive(Debug)]
pub(super) struct AuthsEntry<'a> {
    /// The key of the entry.
    pub(super) key: &'a str,
    pub(super) auth: Option<Redacted<String>>,
    pub(super) username: Option<Redacted<String>>,
    pub(super) password: Option<Redacted<String>>,
    /// The name of the token that replaces the password: `identitytoken` or `registrytoken`.
    pub(super) token: Option<&'static str>,
    /// The name of the credential helper that keeps the login, if the file names one.
    pub(super) helper: Option<&'a str>,
}

/// A value of `auth` that Mesos can send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Auth {
    /// The value: `USER:PASSWORD` in base64.
    pub(super) encoded: Redacted<String>,
    /// Whether the value was made from `username` and `password`.
    pub(super) is_made: bool,
    /// The reason for a warning, if there is one.
    pub(super) doubt: Option<LoginDoubt>,
}

/// A reason why a login may not work, or may stop working.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LoginDoubt {
    /// The password is empty.
    NoPassword,
    /// The login expires.
    ShortLived(ShortLived),
}

impl AuthsEntry<'_> {
    /// Returns the value that Mesos sends, or the reason why there is none, as a clause.
    pub(super) fn auth(&self) -> Result<Auth, String> {
        match (&self.auth, &self.username, &self.password) {
            (Some(auth), ..) if !auth.expose().is_empty() => self.decoded(auth),
            (_, Some(user), Some(password)) if !password.expose().is_empty() => {
                let (user, password) = (user.expose(), password.expose());
                if user.contains(':') {
                    return Err(
                        self.says("has a `username` with a colon, which `auth` cannot carry")
                    );
                }
                let plain = format!("{user}:{password}");
                let auth = self.decoded(&Redacted::new(STANDARD.encode(plain)))?;
                Ok(Auth { is_made: true, ..auth })
            }
            _ => Err(self.without_auth()),
        }
    }

    /// Returns a clause about the entry: its key, and then `what`.
    fn says(&self, what: &str) -> String {
        format!("{} {what}", shown(self.key))
    }

    /// Returns the reason why an entry without `auth` has no value, and a way out.
    fn without_auth(&self) -> String {
        if let Some(token) = self.token {
            return self.token_only(token);
        }
        match self.helper {
            Some(helper) => self.says(&format!(
                "has no `auth`: its login is kept by the credential helper {}, which Mesos never asks; {HOW_TO}",
                shown(helper)
            )),
            None => self.says(&format!("has no `auth`, so that Mesos would pull without a login; {HOW_TO}")),
        }
    }

    /// Returns the reason why an entry with nothing but a token has no value.
    fn token_only(&self, token: &str) -> String {
        self.says(&format!(
            "has only an `{token}`, which Mesos does not read; log in with a user and a password, or an access token in its place"
        ))
    }

    /// Returns `auth` as a value that Mesos can send, or the reason why it is none.
    fn decoded(&self, auth: &Redacted<String>) -> Result<Auth, String> {
        let encoded = auth.expose();
        if encoded.contains(['\n', '\r', ' ', '\t']) {
            return Err(self.says("has white space in `auth`, which Mesos would send along"));
        }
        let plain = STANDARD.decode(encoded);
        let Ok(plain) = plain.map(Redacted::new) else {
            return Err(self.says("has an `auth` that is not base64"));
        };
        let plain = plain.expose();
        let Some(colon) = plain.iter().position(|&byte| byte == b':') else {
            return Err(self.says("has an `auth` that does not decode to `user:password`"));
        };
        let (user, password) = (&plain[..colon], &plain[colon + 1..]);
        if user.is_empty() {
            return Err(self.says("has an `auth` without a user"));
        }
        self.characters(user, password)?;
        let doubt = match (password, self.token) {
            (b"", Some(token)) => return Err(self.token_only(token)),
            (b"", None) => Some(LoginDoubt::NoPassword),
            _ => short_lived(self.key, user, password).map(LoginDoubt::ShortLived),
        };
        Ok(Auth { encoded: auth.clone(), is_made: false, doubt })
    }

    /// Checks that the user and the password have no characters that registries refuse.
    ///
    /// Mesos sends `auth` unchanged (mesos: src/uri/fetchers/docker.cpp:392-432), so the registry
    /// judges the characters of the password. Google accepts a key file as password, which is JSON
    /// of several lines. In any other password, a line break at the end comes from `echo`. Line breaks
    /// before the end are accepted.
    fn characters(&self, user: &[u8], password: &[u8]) -> Result<(), String> {
        let is_json = is_json_object(password);
        if !is_json && password.ends_with(b"\n") {
            return Err(self.says(
                "has an `auth` that ends with a newline, which the registry takes for a part of the password; encode it with `printf '%s' 'USER:PASSWORD' | base64`, not with `echo`",
            ));
        }
        let is_fine = |byte: &u8| match byte {
            b'\n' | b'\r' => true,
            b'\t' => is_json,
            byte => !byte.is_ascii_control(),
        };
        if user.iter().any(u8::is_ascii_control) || !password.iter().all(is_fine) {
            return Err(self.says("has an `auth` with a control character in the user or password"));
        }
        Ok(())
    }
}

/// Whether a password is a JSON object, like the key file of a service account.
fn is_json_object(password: &[u8]) -> bool {
    serde_json::from_slice(password).is_ok_and(|value: serde_json::Value| value.is_object())
}

/// The instructions for getting a file that holds the login.
const HOW_TO: &str = "run `docker login` on a machine without a credential helper, or write the entry by hand with the output of `printf '%s' 'USER:PASSWORD' | base64`";

/// An entry that was read.
#[derive(Debug)]
pub(super) struct ReadLogin {
    pub(super) key: String,
    /// The offset of the key in the text, in bytes.
    pub(super) offset: usize,
    /// The value that Mesos would send, or the reason why there is none, as a clause.
    pub(super) auth: Result<Auth, String>,
}
