//! Decides who may see a login. Agents send logins to more servers than this program does.
//!
//! Invariant: a login goes to the registry that its key names, over TLS or within this machine, and to
//! a service that gives tokens only on that registry's host, Docker Hub's own one, or one that the
//! user has named. A token goes where the login goes.

use super::origin::{HostPort, Origin, Scheme, is_hub};

/// The hosts that the user lets logins go to.
#[derive(Debug, Clone, Default)]
pub struct Permissions {
    /// Services that give tokens.
    pub realms: Vec<HostPort>,
    /// Hosts to which a login may go in clear.
    pub plain_http: Vec<HostPort>,
}

/// The reason why a login, or a request for a token, is not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Withheld {
    /// To Mesos, all names that contain `docker.io` are one.
    #[error(
        "the login is for another host than `{0}`, so it was not sent; the agents do send it there, because all names with `docker.io` are one to them"
    )]
    Hub(String),
    /// The connection is not encrypted.
    #[error(
        "`{0}` speaks http, where others can read the login, so it was not sent; the agents do send it; to allow it here, use `--plain-http {0}`"
    )]
    PlainHttp(String),
    /// The registry names a service elsewhere.
    #[error(
        "the registry wants the login at another host, `{0}`, so it was not sent; the agents do send it there; to allow it here, use `--realm {0}`"
    )]
    Realm(String),
    /// The registry speaks https, and its service http.
    #[error(
        "the registry wants the login at `{0}` over http, where others can read it, so it was not sent; the agents do send it"
    )]
    Downgrade(String),
}

/// The service of Docker Hub that gives tokens.
const HUB_REALM: &str = "auth.docker.io";

impl Permissions {
    /// Whether the registry at `origin` may see the login whose key names `key_host`, which Mesos
    /// would send there.
    ///
    /// # Errors
    /// Why not.
    pub fn registry(&self, origin: &Origin, key_host: &str) -> Result<(), Withheld> {
        let named = key_host.parse::<HostPort>();
        let is_named =
            named.is_ok_and(|named| named.is(origin) || (is_hub(named.host()) && origin.is_hub()));
        if !is_named {
            return Err(Withheld::Hub(origin.authority()));
        }
        self.wire(origin)
    }

    /// Whether a login or a token may be sent to `origin`, as far as its protocol is concerned.
    ///
    /// # Errors
    /// Why not.
    pub fn wire(&self, origin: &Origin) -> Result<(), Withheld> {
        let is_safe = origin.scheme == Scheme::Https
            || origin.is_this_machine()
            || self.plain_http.iter().any(|host| host.is(origin));
        if is_safe { Ok(()) } else { Err(Withheld::PlainHttp(origin.authority())) }
    }

    /// Whether the service at `realm` may be asked for a token for `registry`, with or without a
    /// login: the token is sent to the registry afterwards.
    ///
    /// # Errors
    /// Why not.
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
