//! The URL of a DC/OS cluster, as `dcos`, the command line of DC/OS, prints it.

use std::str::FromStr;

/// The URL of a DC/OS cluster. Two URLs with the same scheme, host and port are the same cluster.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DcosUrl {
    scheme: String,
    host: String,
    port: u16,
}

const NO_URL: &str = "expected a URL such as https://dcos.example.com";

impl FromStr for DcosUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let (scheme, rest) = text.split_once("://").ok_or(NO_URL)?;
        let scheme = scheme.to_ascii_lowercase();
        let standard = match scheme.as_str() {
            "http" => 80,
            "https" => 443,
            _ => return Err(NO_URL),
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err("the URL of a cluster must not contain a login");
        }
        // The colons of an IPv6 address stand in brackets.
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => {
                (host, port.parse().map_err(|_| "the port of the URL is not a number up to 65535")?)
            }
            _ => (authority, standard),
        };
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._[]:".contains(c);
        if host.is_empty() || !host.chars().all(is_plain) {
            return Err(NO_URL);
        }
        Ok(DcosUrl { scheme, host: host.to_ascii_lowercase(), port })
    }
}

impl DcosUrl {
    /// Returns the scheme, the host and the port, which is never left out: `https://dcos.example.com:443`.
    #[must_use]
    pub fn origin(&self) -> String {
        let DcosUrl { scheme, host, port } = self;
        format!("{scheme}://{host}:{port}")
    }
}
