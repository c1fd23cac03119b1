//! Sends requests over the network. TLS trusts the authorities that this machine trusts.
//!
//! Invariant: no error quotes a text of a server, except the name in its certificate. No error quotes the
//! address of a proxy, which may contain a login.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use ureq::http::header::{ACCEPT, AUTHORIZATION};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Proxy, Timeout};

use super::origin::{Origin, Scheme};
use super::wire::{Fault, LARGEST_BODY, Request, Response, Transport};

/// The time limit for a connection.
const CONNECT: Duration = Duration::from_secs(10);
/// The time limit for the headers of an answer.
const ANSWER: Duration = Duration::from_secs(30);
/// The time limit for a request and its whole answer.
const WHOLE: Duration = Duration::from_secs(60);

/// The proxies that the environment names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    /// The proxy for http.
    pub http: Option<ProxyAddress>,
    /// The proxy for https.
    pub https: Option<ProxyAddress>,
    /// The hosts that get requests without a proxy: names and ends of names, separated by commas.
    pub exceptions: String,
}

/// The address of a proxy. It may contain a login, so it is not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyAddress(Proxy);

impl std::fmt::Debug for ProxyAddress {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("***")
    }
}

impl ProxyAddress {
    /// Reads an address. Returns `None` if it is no address of a proxy.
    #[must_use]
    pub fn new(address: &str) -> Option<Self> {
        Proxy::new(address).ok().map(ProxyAddress)
    }
}

impl Proxies {
    /// Returns the proxy for requests to `origin`, if they go through one. Requests to this machine never do.
    fn of(&self, origin: &Origin) -> Option<&Proxy> {
        let proxy = match origin.scheme {
            Scheme::Http => self.http.as_ref(),
            Scheme::Https => self.https.as_ref(),
        };
        proxy.filter(|_| !origin.is_this_machine() && !self.is_exception(origin)).map(|it| &it.0)
    }

    /// Whether [`Proxies::exceptions`] name the server.
    fn is_exception(&self, origin: &Origin) -> bool {
        let words =
            self.exceptions.split([',', ' ']).map(str::trim).filter(|word| !word.is_empty());
        words.map(str::to_ascii_lowercase).any(|word| {
            let (name, port) = match word.rsplit_once(':') {
                Some((name, port)) if !port.contains(']') => (name, port.parse::<u16>().ok()),
                _ => (word.as_str(), None),
            };
            let name = name.trim_start_matches("*.").trim_start_matches('.');
            let is_name = name == "*"
                || origin.host == name
                || origin.host.strip_suffix(name).is_some_and(|head| head.ends_with('.'));
            is_name && port.is_none_or(|port| port == origin.port)
        })
    }
}

/// The certificates of the authorities that are trusted.
#[derive(Debug, Clone)]
pub struct Authorities(Vec<Certificate<'static>>);

/// The error about a text that has no certificate in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("has no certificate in PEM format")]
pub struct NoCertificate;

impl Authorities {
    /// Returns the authorities that this machine trusts, by its own store or by `SSL_CERT_FILE`.
    #[must_use]
    pub fn of_this_machine() -> Self {
        let certificates = rustls_native_certs::load_native_certs().certs;
        Authorities(
            certificates.iter().map(|it| Certificate::from_der(it.as_ref()).to_owned()).collect(),
        )
    }

    /// Returns these authorities and those in `pem`, a text in PEM format.
    ///
    /// # Errors
    /// The text has no certificate, or one that cannot be read.
    pub fn with(&self, pem: &[u8]) -> Result<Self, NoCertificate> {
        let mut all = self.0.clone();
        let before = all.len();
        for item in parse_pem(pem) {
            if let PemItem::Certificate(certificate) = item.map_err(|_| NoCertificate)? {
                all.push(certificate);
            }
        }
        if all.len() > before { Ok(Authorities(all)) } else { Err(NoCertificate) }
    }
}

/// Sends requests over the network. The agents here are those of the library `ureq`, which keep connections open.
#[derive(Debug)]
pub struct Http {
    proxies: Proxies,
    /// Sends requests without a proxy.
    direct: Agent,
    /// Sends requests through the proxy for http, if there is one.
    http: Option<Agent>,
    /// Sends requests through the proxy for https, if there is one.
    https: Option<Agent>,
}

impl Http {
    /// Prepares to send up to `jobs` requests at the same time.
    #[must_use]
    pub fn new(authorities: Authorities, proxies: Proxies, jobs: usize) -> Self {
        let roots = RootCerts::Specific(Arc::new(authorities.0));
        let agent = |proxy: Option<&ProxyAddress>| {
            let provider = Arc::new(rustls::crypto::ring::default_provider());
            let tls = TlsConfig::builder()
                .root_certs(roots.clone())
                .unversioned_rustls_crypto_provider(provider)
                .build();
            let config = Agent::config_builder()
                .tls_config(tls)
                .proxy(proxy.map(|it| it.0.clone()))
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                .user_agent(concat!("pullconfig/", env!("CARGO_PKG_VERSION")))
                .timeout_connect(Some(CONNECT))
                .timeout_recv_response(Some(ANSWER))
                .timeout_global(Some(WHOLE))
                .max_idle_connections(jobs.saturating_mul(4))
                .max_idle_connections_per_host(jobs);
            Agent::from(config.build())
        };
        let direct = agent(None);
        let http = proxies.http.as_ref().map(|proxy| agent(Some(proxy)));
        let https = proxies.https.as_ref().map(|proxy| agent(Some(proxy)));
        Http { proxies, direct, http, https }
    }

    /// Returns the agent that sends requests to `origin`, with or without a proxy.
    fn agent(&self, origin: &Origin) -> &Agent {
        let proxied = match (self.proxies.of(origin), origin.scheme) {
            (None, _) => None,
            (Some(_), Scheme::Http) => self.http.as_ref(),
            (Some(_), Scheme::Https) => self.https.as_ref(),
        };
        proxied.unwrap_or(&self.direct)
    }

    /// Sends a request once.
    fn once(&self, request: &Request) -> Result<Response, ureq::Error> {
        let agent = self.agent(request.address.origin());
        let mut call = agent.get(request.address.uri().clone());
        if let Some(accept) = request.accept {
            call = call.header(ACCEPT, accept);
        }
        if let Some(authorization) = &request.authorization {
            call = call.header(AUTHORIZATION, authorization.expose());
        }
        let mut response = call.call()?;
        let headers = response.headers().iter().filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        });
        let (status, headers) = (response.status().as_u16(), headers.collect());
        let limit = LARGEST_BODY as u64;
        let body = response.body_mut().with_config().limit(limit).read_to_vec();
        let body = body.map_err(of_body)?;
        Ok(Response { status, headers, body })
    }
}

/// Returns the error about a body that cannot be read. It is never [`ureq::Error::Io`], after which `send` would repeat
/// the request.
fn of_body(error: ureq::Error) -> ureq::Error {
    match error {
        ureq::Error::Io(_) => ureq::Error::BodyStalled,
        other => other,
    }
}

impl Transport for Http {
    fn send(&self, request: &Request) -> Result<Response, Fault> {
        let mut result = self.once(request);
        // A server may close an idle connection just when it is used again. Then the request is sent once more.
        if let Err(ureq::Error::Io(error)) = &result
            && matches!(
                error.kind(),
                io::ErrorKind::UnexpectedEof
                    | io::ErrorKind::ConnectionReset
                    | io::ErrorKind::BrokenPipe
            )
        {
            result = self.once(request);
        }
        result.map_err(|error| fault(&error))
    }
}

/// Returns the reason why there is no answer.
fn fault(error: &ureq::Error) -> Fault {
    match error {
        ureq::Error::Rustls(error) => tls(error),
        ureq::Error::Io(error) => of_io(error),
        ureq::Error::Timeout(Timeout::Connect | Timeout::Resolve) => {
            Fault::Unreachable("no connection in time".to_owned())
        }
        ureq::Error::Timeout(_) => Fault::TimedOut,
        ureq::Error::HostNotFound => Fault::Unreachable("no such host".to_owned()),
        ureq::Error::ConnectionFailed => Fault::Unreachable("no connection".to_owned()),
        ureq::Error::ConnectProxyFailed(_) | ureq::Error::InvalidProxyUrl => {
            Fault::Unreachable("the proxy does not connect".to_owned())
        }
        ureq::Error::Tls(_) => Fault::Unreachable("no TLS connection".to_owned()),
        ureq::Error::BodyExceedsLimit(_) => Fault::TooLarge,
        ureq::Error::LargeResponseHeader(..) => {
            Fault::Broken("its headers are too long".to_owned())
        }
        ureq::Error::BodyStalled => Fault::Broken("it broke off".to_owned()),
        _ => Fault::Broken("it is not HTTP".to_owned()),
    }
}

/// Returns the reason why there is no answer, for an error of a connection.
fn of_io(error: &io::Error) -> Fault {
    if let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        return tls(error);
    }
    match error.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Fault::TimedOut,
        io::ErrorKind::UnexpectedEof
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::InvalidData => Fault::Broken("it broke off".to_owned()),
        // The text of the system is used, because `ErrorKind` does not tell an unknown name of a host from other
        // errors.
        _ => Fault::Unreachable(error.to_string()),
    }
}

/// Returns the reason why there is no answer, for an error of TLS.
fn tls(error: &rustls::Error) -> Fault {
    match error {
        rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType) => {
            Fault::HttpOnly
        }
        rustls::Error::InvalidCertificate(why) => Fault::Certificate(certificate(why)),
        _ => Fault::Unreachable(format!("no TLS connection: {error}")),
    }
}

/// Returns what is wrong with a certificate, as a clause that follows the name of the host.
fn certificate(error: &rustls::CertificateError) -> String {
    use rustls::CertificateError as E;
    match error {
        E::UnknownIssuer => {
            "has a certificate from an authority that this machine does not trust; name the authority with `--cacert FILE`".to_owned()
        }
        E::Expired | E::ExpiredContext { .. } => "has a certificate that has expired".to_owned(),
        E::NotValidYet | E::NotValidYetContext { .. } => {
            "has a certificate that is not valid yet".to_owned()
        }
        E::NotValidForName | E::NotValidForNameContext { .. } => {
            "has a certificate for another name".to_owned()
        }
        other => format!("has a certificate that is not accepted here ({other})"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Proxies, ProxyAddress};
    use crate::preflight::Address;

    #[test]
    fn proxies_are_used_as_curl_uses_them() {
        let proxies = |exceptions: &str| Proxies {
            http: ProxyAddress::new("http://ann:secret@one.example:3128"),
            https: ProxyAddress::new("two.example"),
            exceptions: exceptions.to_owned(),
        };
        let host = |exceptions: &str, address: &str| {
            let address: Address = address.parse().expect("an address");
            let proxies = proxies(exceptions);
            proxies.of(address.origin()).map(|proxy| proxy.host().to_owned())
        };
        let cases = [
            ("", "http://reg.example/", Some("one.example")),
            ("", "https://reg.example/", Some("two.example")),
            ("", "http://127.0.0.1:5000/", None),
            ("", "https://localhost/", None),
            ("reg.example", "https://reg.example/", None),
            ("REG.example", "https://reg.example:5000/", None),
            ("example", "https://reg.example/", None),
            (".example", "https://reg.example/", None),
            ("*.example", "https://reg.example/", None),
            ("xample", "https://reg.example/", Some("two.example")),
            ("other, reg.example:5000", "https://reg.example:5000/", None),
            ("reg.example:5000", "https://reg.example/", Some("two.example")),
            ("*", "https://reg.example/", None),
        ];
        for (exceptions, address, expected) in cases {
            assert_eq!(host(exceptions, address).as_deref(), expected, "{exceptions} {address}");
        }
        assert!(!format!("{:?}", proxies("")).contains("secret"));
    }
}
