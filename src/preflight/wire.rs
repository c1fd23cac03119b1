//! Requests and answers, and the trait for the network that sends and receives them.

use std::fmt;

use super::origin::Address;
use super::permission::Withheld;
use crate::secrets::Redacted;

/// The size limit of a body, in bytes.
pub const LARGEST_BODY: usize = 4 << 20;

/// A GET request.
#[derive(Debug, Clone)]
pub struct Request {
    /// The address that the request is sent to.
    pub address: Address,
    /// The value of `Accept`.
    pub accept: Option<&'static str>,
    /// The value of `Authorization`.
    pub authorization: Option<Redacted<String>>,
}

/// An answer. Its body is complete and has at most [`LARGEST_BODY`] bytes.
#[derive(Clone)]
pub struct Response {
    /// The status, such as 404.
    pub status: u16,
    /// The headers in their order, with names in small letters. Values that are not ASCII are left out.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// Returns the value of the header `name`, which is given in small letters. If there are several, Mesos takes the last one, and so
    /// does this function (mesos: 3rdparty/libprocess/src/decoder.hpp:400, 427).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().rev().filter(|(known, _)| known == name);
        values.next().map(|(_, value)| value.as_str())
    }

    /// Returns the status with its reason, such as `404 Not Found`. Mesos spells the reasons of 4xx and 5xx in the same
    /// way, except for some rare ones, such as `408 Request Time-out`.
    #[must_use]
    pub fn status_text(&self) -> String {
        let status = ureq::http::StatusCode::from_u16(self.status).ok();
        match status.and_then(|status| status.canonical_reason()) {
            Some(reason) => format!("{} {reason}", self.status),
            None => self.status.to_string(),
        }
    }
}

/// The text for debugging quotes nothing of the server, which may have repeated the login.
impl fmt::Debug for Response {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Response({}, {} bytes)", self.status, self.body.len())
    }
}

/// The reason why there is no answer. The texts quote nothing that a server has sent, except for details of its
/// certificate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No connection was made, for example because the name is unknown, no server listens, the proxy refuses, or TLS
    /// fails.
    #[error("cannot be reached: {0}")]
    Unreachable(String),
    /// This machine does not trust the certificate.
    #[error("{0}; the agents have a trust store of their own")]
    Certificate(String),
    /// The server answers without TLS on an address of https.
    #[error("speaks http, not https")]
    HttpOnly,
    /// The server did not answer in time.
    #[error("gave no answer in time")]
    TimedOut,
    /// The answer broke off, or is no HTTP.
    #[error("gave no proper answer: {0}")]
    Broken(String),
    /// The body is larger than [`LARGEST_BODY`].
    #[error("gave an answer of more than 4 MiB")]
    TooLarge,
    /// The server answered that it gets too many requests: status 429.
    #[error("wants fewer requests (429), so it is not asked any more")]
    RateLimited,
    /// There were too many redirects, or one must not be followed.
    #[error("redirects {0}")]
    Redirect(&'static str),
    /// The login must not be sent to this server.
    #[error(transparent)]
    Withheld(Withheld),
}

/// Sends a request to its server and returns the answer, whatever its status is. An implementation follows
/// no redirect and adds no login.
pub trait Transport: Sync {
    /// Sends a request.
    ///
    /// # Errors
    /// There is no answer.
    fn send(&self, request: &Request) -> Result<Response, Fault>;
}
