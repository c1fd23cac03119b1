//! Decides which servers may get a login. Agents send logins to more servers than this program does.
//!
//! Invariant: a login is sent to the registry that its key in the login file names, where all hosts of Docker Hub
//! count as one. It is sent to a token service only if the service is on the host of that registry, is the token
//! service of Docker Hub (for Docker Hub), or was named by the user. A login is sent over TLS, or within this
//! machine, or to a host for which the user allows http. A token is sent only to the registry.

use super::origin::{HostPort, Origin, Scheme, is_hub};

/// The hosts that the user allows logins to be sent to.
#[derive(Debug, Clone, Default)]
pub struct Permissions {
    /// The hosts of further token services (`--realm`).
    pub realms: Vec<HostPort>,
    /// The hosts to which a login may be sent without encryption (`--plain-http`).
    pub plain_http: Vec<HostPort>,
}

/// The reason why a login, or a request for a token, is not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Withheld {
    /// The login is for another host. Mesos would send it, because both names contain `docker.io`.
    #[error(
        "the login is for another host than `{0}`, so it was not sent; the agents do send it there, because all names with `docker.io` are one to them"
    )]
    Hub(String),
    /// The connection is not encrypted.
    #[error(
        "`{0}` speaks http, where others can read the login, so it was not sent; the agents do send it; to allow it here, use `--plain-http {0}`"
    )]
    PlainHttp(String),
    /// The registry names a token service on another host.
    #[error(
        "the registry wants the login at another host, `{0}`, so it was not sent; the agents do send it there; to allow it here, use `--realm {0}`"
    )]
    Realm(String),
    /// The registry is asked over https, and its token service would be asked over http.
    #[error(
        "the registry wants the login at `{0}` over http, where others can read it, so it was not sent; the agents do send it"
    )]
    Downgrade(String),
}

/// The host of the token service of Docker Hub.
const HUB_REALM: &str = "auth.docker.io";

impl Permissions {
    /// Checks that the login whose key in the login file names `key_host` may be sent to the registry at `origin`.
    /// Mesos would send it.
    ///
    /// # Errors
    /// The login must not be sent.
    pub fn registry(&self, origin: &Origin, key_host: &str) -> Result<(), Withheld> {
        let named = key_host.parse::<HostPort>();
        let is_named =
            named.is_ok_and(|named| named.is(origin) || (is_hub(named.host()) && origin.is_hub()));
        if !is_named {
            return Err(Withheld::Hub(origin.authority()));
        }
        self.wire(origin)
    }

    /// Checks that a login or a token may be sent to `origin` over its protocol.
    ///
    /// # Errors
    /// The login must not be sent.
    pub fn wire(&self, origin: &Origin) -> Result<(), Withheld> {
        let is_safe = origin.scheme == Scheme::Https
            || origin.is_this_machine()
            || self.plain_http.iter().any(|host| host.is(origin));
        if is_safe { Ok(()) } else { Err(Withheld::PlainHttp(origin.authority())) }
    }

    /// Checks that a token for `registry` may be requested from the service at `realm`. A request without a login is
    /// checked, too, because the token that comes back is sent to the registry.
    ///
    /// # Errors
    /// The request must not be sent.
    pub fn realm(&self, registry: &Origin, realm: &Origin) -> Result<(), Withheld> {
        if registry.scheme == Scheme::Https && realm.scheme == Scheme::Http {
            return Err(Withheld::Downgrade(realm.authority()));
        }
        let is_own = realm.host == registry.host;
        let is_known =
            registry.is_hub() && realm.host == HUB_REALM && realm.scheme == Scheme::Https;
        if !(is_own || is_known || self.realms.iter().any(|host| host.is(realm))) {
            return Err(Withheld::Realm(realm.authority()));
        }
        self.wire(realm)
    }
}

#[cfg(test)]
mod tests {
    use super::super::endpoint::{DefaultRegistry, Endpoint, Repository};
    use super::super::origin::{Address, Origin};
    use super::{Permissions, Withheld};

    fn origin(text: &str) -> Origin {
        text.parse::<Address>().expect(text).origin().clone()
    }

    fn permissions(realms: &[&str], plain: &[&str]) -> Permissions {
        let hosts = |list: &[&str]| list.iter().map(|it| it.parse().expect("a host")).collect();
        Permissions { realms: hosts(realms), plain_http: hosts(plain) }
    }

    /// The kind of a refusal.
    fn kind(result: Result<(), Withheld>) -> &'static str {
        match result {
            Ok(()) => "sent",
            Err(Withheld::Hub(_)) => "hub",
            Err(Withheld::PlainHttp(_)) => "plain",
            Err(Withheld::Realm(_)) => "realm",
            Err(Withheld::Downgrade(_)) => "downgrade",
        }
    }

    #[test]
    fn a_login_goes_to_the_registry_of_its_key() {
        let cases = [
            ("https://reg.example", "reg.example", "sent"),
            ("https://reg.example:5000", "reg.example:5000", "sent"),
            ("https://REG.example", "Reg.example", "sent"),
            ("https://reg.example", "reg.example:443", "sent"),
            ("https://reg.example:5000", "reg.example", "hub"),
            ("https://reg.example", "other.example", "hub"),
            ("https://reg.example", "", "hub"),
            ("https://registry-1.docker.io", "index.docker.io", "sent"),
            ("https://registry-1.docker.io", "docker.io", "sent"),
            // Mesos takes these for Docker Hub.
            ("https://docker.io.evil.example", "index.docker.io", "hub"),
            ("https://evildocker.io", "index.docker.io", "hub"),
            ("https://registry-1.docker.io", "docker.io.corp.example", "hub"),
            ("http://127.0.0.1:5000", "127.0.0.1:5000", "sent"),
            ("http://localhost:5000", "localhost:5000", "sent"),
            ("http://reg.example", "reg.example:80", "plain"),
            ("http://10.0.0.1", "10.0.0.1:80", "plain"),
        ];
        for (registry, key, expected) in cases {
            let found = Permissions::default().registry(&origin(registry), key);
            assert_eq!(kind(found), expected, "{key} to {registry}");
        }
        let plain = permissions(&[], &["reg.example:80"]);
        assert_eq!(kind(plain.registry(&origin("http://reg.example"), "reg.example:80")), "sent");
        assert_eq!(
            kind(plain.registry(&origin("http://other.example"), "other.example:80")),
            "plain"
        );
    }

    /// Mesos uses a login if its key names exactly the registry, or if both names contain `docker.io`. So
    /// only in the second case can a login go to another registry.
    #[test]
    fn a_registry_that_its_key_names_to_the_letter_is_the_one() {
        let hub = DefaultRegistry::default().to_string();
        let images = [
            ("reg.example/web", hub.as_str()),
            ("Reg.example/web", &hub),
            ("reg.example:443/web", &hub),
            ("reg.example:0443/web", &hub),
            ("reg.example:5000/web", &hub),
            ("reg-1.example/web", &hub),
            ("reg_1.example/web", &hub),
            ("localhost/web", &hub),
            ("localhost:5000/web", &hub),
            ("127.0.0.1:5000/web", &hub),
            ("10.0.0.1:443/web", &hub),
            ("web", "reg.example"),
            ("web", "Reg.example:5000"),
            ("web", "http://127.0.0.1:5000"),
        ];
        for (image, default) in images {
            let default = default.parse().expect("a registry");
            let Ok(endpoint) = Endpoint::of(image, &default) else { continue };
            let Repository { origin, registry, .. } = endpoint.repository;
            let found = Permissions::default().registry(&origin, &registry);
            assert_eq!(kind(found), "sent", "{image} at {registry}");
        }
    }

    #[test]
    fn the_message_is_true_whichever_of_the_two_is_docker_hub() {
        for (registry, key) in [
            ("https://docker.io.evil.example", "index.docker.io"),
            ("https://registry-1.docker.io", "docker.io.corp.example"),
        ] {
            let found = Permissions::default().registry(&origin(registry), key);
            let message = found.expect_err("another registry").to_string();
            let host = registry.trim_start_matches("https://");
            let begin = format!("the login is for another host than `{host}`");
            assert!(message.starts_with(&begin), "{message}");
        }
    }

    #[test]
    fn a_realm_is_asked_only_where_the_user_expects_it() {
        let cases = [
            ("https://reg.example", "https://reg.example/token", "sent"),
            ("https://reg.example:5000", "https://reg.example:5001/token", "sent"),
            ("https://reg.example", "https://auth.example/token", "realm"),
            ("https://reg.example", "https://reg.example.evil/token", "realm"),
            ("https://reg.example", "http://reg.example/token", "downgrade"),
            ("https://reg.example", "http://127.0.0.1/token", "downgrade"),
            ("https://registry-1.docker.io", "https://auth.docker.io/token", "sent"),
            ("https://registry-1.docker.io", "http://auth.docker.io/token", "downgrade"),
            ("https://registry-1.docker.io", "https://auth.docker.io.evil/token", "realm"),
            ("https://registry-1.docker.io", "https://auth.docker.io:8443/token", "sent"),
            ("https://reg.example", "https://auth.docker.io/token", "realm"),
            ("http://127.0.0.1:5000", "http://127.0.0.1:5001/token", "sent"),
            ("http://127.0.0.1:5000", "http://localhost:5001/token", "realm"),
            ("http://127.0.0.1:5000", "https://auth.example/token", "realm"),
            ("http://reg.example", "http://reg.example/token", "plain"),
        ];
        for (registry, realm, expected) in cases {
            let found = Permissions::default().realm(&origin(registry), &origin(realm));
            assert_eq!(kind(found), expected, "{realm} of {registry}");
        }
        let named = permissions(&["auth.example", "auth2.example:5001"], &["auth2.example:5001"]);
        let cases = [
            ("https://reg.example", "https://auth.example/token", "sent"),
            ("https://reg.example", "https://auth.example:8443/token", "realm"),
            ("https://reg.example", "http://auth.example/token", "downgrade"),
            ("http://127.0.0.1:5000", "http://auth.example/token", "plain"),
            ("http://127.0.0.1:5000", "http://auth2.example:5001/token", "sent"),
            ("https://reg.example", "http://auth2.example:5001/token", "downgrade"),
        ];
        for (registry, realm, expected) in cases {
            let found = named.realm(&origin(registry), &origin(realm));
            assert_eq!(kind(found), expected, "{realm} of {registry}");
        }
    }
}
