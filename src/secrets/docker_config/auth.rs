//! One entry of `auths` → the value of `auth` that is sent, or why there is none.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::registry::shown;
use crate::secrets::Redacted;

/// What an entry says, and what the file says about the place of its login.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    /// The key of the entry.
    pub(super) key: &'a str,
    pub(super) auth: Option<Redacted<String>>,
    pub(super) username: Option<Redacted<String>>,
    pub(super) password: Option<Redacted<String>>,
    /// The token that takes the place of a password: `identitytoken` or `registrytoken`.
    pub(super) token: Option<&'static str>,
    /// The credential helper that keeps the login, by its name.
    pub(super) helper: Option<&'a str>,
}

/// A value of `auth` that is fit to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Auth {
    pub(super) encoded: Redacted<String>,
    /// It was made of `username` and `password`.
    pub(super) is_made: bool,
    /// What is worth a warning.
    pub(super) doubt: Option<Doubt>,
}

/// A login that works now, and may not later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// The password is empty.
    NoPassword,
    /// The user's name is that of a token, which holds for so long.
    Token(&'static str),
}

impl Entry<'_> {
    /// The value to be sent.
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

    fn says(&self, what: &str) -> String {
        format!("{} {what}", shown(self.key))
    }

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

    fn token_only(&self, token: &str) -> String {
        self.says(&format!(
            "has only an `{token}`, which Mesos does not read; log in with a user and a password, or an access token in its place"
        ))
    }

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
        if plain.ends_with(b"\n") {
            return Err(self.says(
                "has an `auth` that ends with a newline, which the registry takes for a part of the password; encode it with `printf '%s' 'USER:PASSWORD' | base64`, not with `echo`",
            ));
        }
        if plain.iter().any(u8::is_ascii_control) {
            return Err(self.says("has an `auth` with a control character in the user or password"));
        }
        let Some(colon) = plain.iter().position(|&byte| byte == b':') else {
            return Err(self.says("has an `auth` that does not decode to `user:password`"));
        };
        let (user, password) = (&plain[..colon], &plain[colon + 1..]);
        if user.is_empty() {
            return Err(self.says("has an `auth` without a user"));
        }
        let doubt = match (password, self.token) {
            (b"", Some(token)) => return Err(self.token_only(token)),
            (b"", None) => Some(Doubt::NoPassword),
            _ => lifetime(user).map(Doubt::Token),
        };
        Ok(Auth { encoded: auth.clone(), is_made: false, doubt })
    }
}

/// How to get a file with the login in it.
const HOW_TO: &str = "run `docker login` on a machine without a credential helper, or write the entry by hand with the output of `printf '%s' 'USER:PASSWORD' | base64`";

/// How long the password of a user holds whose name says that it is a token. These names are given
/// by the registries of Amazon, Google and Azure.
fn lifetime(user: &[u8]) -> Option<&'static str> {
    match user {
        b"AWS" => Some("12 hours"),
        b"oauth2accesstoken" => Some("an hour"),
        b"00000000-0000-0000-0000-000000000000" => Some("3 hours"),
        _ => None,
    }
}
