//! Reads the header `WWW-Authenticate` as Mesos does (mesos: 3rdparty/libprocess/src/http.cpp,
//! `WWWAuthenticate::create`).

use std::collections::HashMap;

/// A challenge: what a registry requires for authentication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Challenge {
    /// The scheme of the authentication in capitals, such as `BEARER`.
    pub(super) scheme: String,
    parameters: HashMap<String, String>,
}

/// The reason why Mesos cannot read a challenge. The header is not quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum ChallengeError {
    /// The header has no parameter.
    #[error("Unexpected WWW-Authenticate header format")]
    Format,
    /// A parameter has no value, or a quotation mark has no partner.
    #[error("Unexpected auth-param format")]
    Parameter,
    /// The parameter `realm` is missing.
    #[error("Unexpected auth-param: 'realm' is not defined")]
    NoRealm,
}

impl Challenge {
    /// Reads a header.
    ///
    /// # Errors
    /// Mesos cannot read it.
    pub(super) fn parse(header: &str) -> Result<Self, ChallengeError> {
        let header = header.trim_start_matches(' ');
        let (scheme, rest) = header.split_once(' ').ok_or(ChallengeError::Format)?;
        let rest = rest.trim_start_matches(' ');
        if rest.is_empty() {
            return Err(ChallengeError::Format);
        }
        let parameters = parameters(rest)?;
        if !parameters.contains_key("realm") {
            return Err(ChallengeError::NoRealm);
        }
        Ok(Challenge { scheme: scheme.to_ascii_uppercase(), parameters })
    }

    /// Returns the value of the parameter `name`. Capital and small letters differ.
    #[must_use]
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }
}

/// Reads parameters such as `key="value", key=value`. Mesos knows no escape for a quotation mark in a value.
fn parameters(text: &str) -> Result<HashMap<String, String>, ChallengeError> {
    let mut found = HashMap::new();
    let mut key = String::new();
    let mut value: Option<String> = None;
    let mut is_quoted = false;
    for c in text.chars() {
        match (&mut value, c) {
            (None, '"') if is_quoted || !key.is_empty() => is_quoted = !is_quoted,
            (None, _) if is_quoted => return Err(ChallengeError::Parameter),
            (None, ' ') if key.is_empty() => {}
            (None, ',') => return Err(ChallengeError::Parameter),
            (None, '=') if !key.is_empty() => value = Some(String::new()),
            (None, _) => key.push(c),
            (Some(_), '"') => is_quoted = !is_quoted,
            (Some(text), _) if is_quoted => text.push(c),
            (Some(_), '=') => return Err(ChallengeError::Parameter),
            (Some(text), ',') => {
                found.insert(std::mem::take(&mut key), std::mem::take(text));
                value = None;
            }
            (Some(text), _) => text.push(c),
        }
    }
    match value {
        Some(value) if !is_quoted => _ = found.insert(key, value),
        None if key.is_empty() => {}
        _ => return Err(ChallengeError::Parameter),
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::{Challenge, ChallengeError};

    #[test]
    fn parameters_are_read_as_mesos_reads_them() {
        let header = r#"Bearer realm="https://a.example/token",service="reg, x",scope="repository:shop/web:pull",error=invalid"#;
        let challenge = Challenge::parse(header).expect("a challenge");
        assert_eq!(challenge.scheme, "BEARER");
        let cases = [
            ("realm", Some("https://a.example/token")),
            ("service", Some("reg, x")),
            ("scope", Some("repository:shop/web:pull")),
            ("error", Some("invalid")),
            ("Realm", None),
        ];
        for (name, expected) in cases {
            assert_eq!(challenge.parameter(name), expected, "{name}");
        }
        let basic = Challenge::parse(r#"Basic realm="Registry Realm""#).expect("a challenge");
        assert_eq!(
            (basic.scheme.as_str(), basic.parameter("realm")),
            ("BASIC", Some("Registry Realm"))
        );
    }

    #[test]
    fn what_mesos_cannot_read_is_refused() {
        let cases = [
            ("", ChallengeError::Format),
            ("Basic", ChallengeError::Format),
            ("Bearer  ", ChallengeError::Format),
            ("Bearer service=x", ChallengeError::NoRealm),
            ("Bearer Realm=x", ChallengeError::NoRealm),
            ("Bearer realm", ChallengeError::Parameter),
            ("Bearer realm,service=x", ChallengeError::Parameter),
            (r#"Bearer realm="x"#, ChallengeError::Parameter),
            ("Bearer realm=x=y", ChallengeError::Parameter),
        ];
        for (header, expected) in cases {
            assert_eq!(Challenge::parse(header), Err(expected), "{header}");
        }
        // Of two challenges in one line, the second one's scheme belongs to the name of a parameter.
        let two = Challenge::parse(r#"Bearer realm="x", Basic realm="y""#).expect("a challenge");
        assert_eq!((two.scheme.as_str(), two.parameter("realm")), ("BEARER", Some("x")));
        assert_eq!(two.parameter("Basic realm"), Some("y"));
    }
}
