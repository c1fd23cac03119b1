//! Addresses of requests, and the servers that they lead to.

use std::fmt;
use std::str::FromStr;

use ureq::http::Uri;

/// The protocol of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// The protocol without encryption.
    Http,
    /// The protocol with TLS.
    Https,
}

impl Scheme {
    fn name(self) -> &'static str {
        match self {
            Scheme::Http => "http",
            Scheme::Https => "https",
        }
    }

    /// Returns the port of an address that names none.
    #[must_use]
    pub fn port(self) -> u16 {
        match self {
            Scheme::Http => 80,
            Scheme::Https => 443,
        }
    }
}

/// A protocol, a host and a port. Two addresses are of one server only if all three are equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The protocol.
    pub scheme: Scheme,
    /// The name or address of the host, in small letters.
    pub host: String,
    /// The port.
    pub port: u16,
}

impl Origin {
    /// Whether the host is this machine, so that nobody can read unencrypted requests on the way.
    #[must_use]
    pub fn is_this_machine(&self) -> bool {
        let host = self.host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost"
            || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
    }

    /// Whether the host belongs to Docker Hub.
    #[must_use]
    pub fn is_hub(&self) -> bool {
        is_hub(&self.host)
    }

    /// Returns the host, with its port unless that is the usual port of the protocol.
    #[must_use]
    pub fn authority(&self) -> String {
        match self.port == self.scheme.port() {
            true => self.host.clone(),
            false => format!("{}:{}", self.host, self.port),
        }
    }
}

/// Whether `host`, a name without a port, belongs to Docker Hub.
#[must_use]
pub(super) fn is_hub(host: &str) -> bool {
    host == "docker.io" || host.ends_with(".docker.io")
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}://{}", self.scheme.name(), self.authority())
    }
}

/// An address of http or https, without a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    uri: Uri,
    origin: Origin,
}

/// The error about a text that is no address of http or https, or one with a login in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoAddress;

impl FromStr for Address {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Self, NoAddress> {
        let uri: Uri = text.parse().map_err(|_| NoAddress)?;
        let scheme = match uri.scheme_str() {
            Some("http") => Scheme::Http,
            Some("https") => Scheme::Https,
            _ => return Err(NoAddress),
        };
        let authority = uri.authority().ok_or(NoAddress)?;
        let host = authority.host().to_ascii_lowercase();
        // If anything follows the host, it must be a port.
        let port = match authority.as_str().len() == authority.host().len() {
            true => scheme.port(),
            false => authority.port_u16().filter(|&port| port > 0).ok_or(NoAddress)?,
        };
        if host.is_empty() || authority.as_str().contains('@') {
            return Err(NoAddress);
        }
        Ok(Address { origin: Origin { scheme, host, port }, uri })
    }
}

impl Address {
    /// Returns the origin of the address.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Returns the address as a URI.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Returns the target of a redirect from this address. `location` is the value of the header `Location`.
    ///
    /// # Errors
    /// The target is no address of http or https, or has a login.
    pub fn joined(&self, location: &str) -> Result<Self, NoAddress> {
        let location = location.split('#').next().unwrap_or_default();
        if location.contains("://") && !location.starts_with(['/', '?', '.']) {
            return location.parse();
        }
        let authority = self.uri.authority().ok_or(NoAddress)?;
        let scheme = self.origin.scheme.name();
        if let Some(rest) = location.strip_prefix("//") {
            return format!("{scheme}://{rest}").parse();
        }
        let path = self.uri.path();
        let folder = &path[..=path.rfind('/').unwrap_or(0)];
        let path = match location.chars().next() {
            Some('/') => location.to_owned(),
            Some('?') => format!("{path}{location}"),
            Some(_) => format!("{folder}{location}"),
            None => return Err(NoAddress),
        };
        format!("{scheme}://{authority}{path}").parse()
    }
}

/// A host with or without a port, as the user names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostPort {
    host: String,
    port: Option<u16>,
}

/// The error about a text that is no host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a host; write `HOST` or `HOST:PORT`")]
pub struct NoHost;

impl FromStr for HostPort {
    type Err = NoHost;

    fn from_str(text: &str) -> Result<Self, NoHost> {
        // The text is parsed below as a part of an address, and must be its host and port only.
        if text.contains(['/', '@', '?', '#']) {
            return Err(NoHost);
        }
        let address: Address = format!("https://{text}/").parse().map_err(|NoAddress| NoHost)?;
        let Origin { host, port, .. } = address.origin;
        let is_given = text.len() > host.len();
        Ok(HostPort { host, port: is_given.then_some(port) })
    }
}

impl HostPort {
    /// Returns the host without the port, in small letters.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether this is the host and port of `origin`. If the user has given no port, `origin` must have the usual
    /// port of its protocol.
    #[must_use]
    pub fn is(&self, origin: &Origin) -> bool {
        self.host == origin.host && self.port.unwrap_or(origin.scheme.port()) == origin.port
    }
}

#[cfg(test)]
mod tests {
    use super::{Address, HostPort, Origin};

    fn origin(text: &str) -> Origin {
        text.parse::<Address>().expect(text).origin().clone()
    }

    #[test]
    fn an_address_has_an_origin() {
        let cases = [
            ("https://Reg.example/v2/", "https://reg.example"),
            ("https://reg.example:443/v2/", "https://reg.example"),
            ("http://reg.example:443/v2/", "http://reg.example:443"),
            ("http://127.0.0.1:5000", "http://127.0.0.1:5000"),
            ("https://[::1]:5000/x", "https://[::1]:5000"),
        ];
        for (text, expected) in cases {
            assert_eq!(origin(text).to_string(), expected, "{text}");
        }
        let wrong = [
            "",
            "reg.example",
            "/v2/",
            "ftp://reg.example/",
            "https://",
            "https:///v2/",
            "https://ann:pass@reg.example/",
            "https://ann@reg.example/",
            "https://reg.example:x/",
            "https://reg.example:/",
            "https://reg.example:0/",
            "https://reg.example:99999/",
            "https://reg example/",
            "https://reg.example/a b",
            "https://reg.example/a\r\nX: y",
        ];
        for text in wrong {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_redirect_leads_somewhere() {
        let from: Address = "https://reg.example:5000/v2/shop/web?x=1".parse().expect("an address");
        let cases = [
            ("https://other.example/a", "https://other.example/a"),
            ("http://reg.example:5000/a", "http://reg.example:5000/a"),
            ("//other.example/a", "https://other.example/a"),
            ("/a?b=https://x/", "https://reg.example:5000/a?b=https://x/"),
            ("a/b", "https://reg.example:5000/v2/shop/a/b"),
            ("?y=2#part", "https://reg.example:5000/v2/shop/web?y=2"),
        ];
        for (location, expected) in cases {
            let found = from.joined(location).map(|it| it.uri().to_string());
            assert_eq!(found.as_deref(), Ok(expected), "{location}");
        }
        for location in
            ["", "#part", "ftp://x/", "https://ann:pass@x/", "//ann@x/", "a b", "javascript://x"]
        {
            assert!(from.joined(location).is_err(), "{location}");
        }
    }

    #[test]
    fn this_machine_and_docker_hub_are_known() {
        for text in
            ["http://localhost:5000", "http://127.0.0.1", "https://127.9.9.9", "http://[::1]:1"]
        {
            assert!(origin(text).is_this_machine(), "{text}");
        }
        for text in [
            "http://localhost.example",
            "http://127.0.0.1.example",
            "http://10.0.0.1",
            "http://0.0.0.0",
        ] {
            assert!(!origin(text).is_this_machine(), "{text}");
        }
        for text in
            ["https://docker.io", "https://registry-1.docker.io:443", "https://auth.docker.io"]
        {
            assert!(origin(text).is_hub(), "{text}");
        }
        for text in
            ["https://docker.io.example", "https://mydocker.io", "https://example/docker.io"]
        {
            assert!(!origin(text).is_hub(), "{text}");
        }
    }

    #[test]
    fn hosts_are_named_with_their_ports() {
        let is = |name: &str, text: &str| name.parse::<HostPort>().expect(name).is(&origin(text));
        assert!(is("auth.example", "https://auth.example/token"));
        assert!(is("AUTH.example:443", "https://auth.example/token"));
        assert!(is("reg.example", "http://reg.example:80/"));
        assert!(!is("auth.example", "https://auth.example:5001/token"));
        assert!(!is("auth.example", "https://auth.example.evil/token"));
        assert!(!is("auth.example", "https://a.auth.example/token"));
        for wrong in [
            "",
            "https://auth.example",
            "auth.example/x",
            "ann@auth.example",
            "auth.example:",
            "a b",
        ] {
            assert!(wrong.parse::<HostPort>().is_err(), "{wrong}");
        }
    }
}
