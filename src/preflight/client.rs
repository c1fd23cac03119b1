//! Sends requests and follows redirects. Servers that refuse requests, or are too slow, get no more of them. Before a
//! login is sent, this file checks once more where it goes.
//!
//! Invariant: a login or token is sent only to the server of the first request, and over http only if
//! [`Permissions`] allow it. A redirect from https to http is not followed.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::origin::{Origin, Scheme};
use super::permission::Permissions;
use super::wire::{Fault, Request, Response, Transport};

/// The most redirects that are followed.
const MOST_REDIRECTS: usize = 5;

/// The number of answers that did not come in time after which a server gets no more requests.
const MOST_LATE: usize = 3;

/// Sends requests to servers.
pub struct Client<'t> {
    transport: &'t dyn Transport,
    permissions: &'t Permissions,
    /// The servers that get no more requests, with the reason.
    closed: Mutex<HashMap<Origin, Fault>>,
    /// The number of answers of each server that did not come in time.
    late: Mutex<HashMap<Origin, usize>>,
    requests: AtomicU64,
}

/// Whether a redirect to another server is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Elsewhere {
    /// The redirect is followed, without the login.
    Follow,
    /// The redirect is not followed. This is for requests for a token, because the token in the answer is trusted.
    Refuse,
}

impl<'t> Client<'t> {
    /// Returns a client that has sent no request yet.
    #[must_use]
    pub fn new(transport: &'t dyn Transport, permissions: &'t Permissions) -> Self {
        let (closed, late) = (Mutex::default(), Mutex::default());
        Client { transport, permissions, closed, late, requests: AtomicU64::new(0) }
    }

    /// Returns the permissions of the user, which tell where logins may be sent.
    #[must_use]
    pub fn permissions(&self) -> &Permissions {
        self.permissions
    }

    /// Returns the number of requests that were sent.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.requests.load(Relaxed)
    }

    /// Sends a request and follows redirects. Returns the last answer, whatever its status is.
    ///
    /// # Errors
    /// There is no answer, or its status is 429, or a redirect must not be followed.
    pub fn get(&self, mut request: Request, elsewhere: Elsewhere) -> Result<Response, Fault> {
        for _ in 0..=MOST_REDIRECTS {
            let response = self.once(&request)?;
            if !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
                return Ok(response);
            }
            let location = response.header("location").ok_or(Fault::Redirect("to nowhere"))?;
            let next = request.address.joined(location);
            let next = next.map_err(|_| Fault::Redirect("to an invalid address"))?;
            let (from, to) = (request.address.origin(), next.origin());
            if from.scheme == Scheme::Https && to.scheme == Scheme::Http {
                return Err(Fault::Redirect("from https to http; pullconfig does not follow"));
            }
            if from != to {
                if elsewhere == Elsewhere::Refuse {
                    return Err(Fault::Redirect(
                        "a request for a token to another server; pullconfig does not follow",
                    ));
                }
                request.authorization = None;
            }
            request.address = next;
        }
        Err(Fault::Redirect("more than five times"))
    }

    /// Sends one request, unless its server gets no more requests.
    fn once(&self, request: &Request) -> Result<Response, Fault> {
        let origin = request.address.origin();
        if let Some(fault) = locked(&self.closed).get(origin) {
            return Err(fault.clone());
        }
        if request.authorization.is_some() {
            self.permissions.wire(origin).map_err(Fault::Withheld)?;
        }
        self.requests.fetch_add(1, Relaxed);
        let result = match self.transport.send(request) {
            Ok(response) if response.status == 429 => Err(Fault::RateLimited),
            result => result,
        };
        if let Err(fault) = &result
            && (fault.is_of_host() || *fault == Fault::TimedOut && self.is_too_late(origin))
        {
            locked(&self.closed).insert(origin.clone(), fault.clone());
        }
        result
    }

    /// Counts an answer that did not come in time. Returns whether the server gets no more requests.
    fn is_too_late(&self, origin: &Origin) -> bool {
        let mut late = locked(&self.late);
        let count = late.entry(origin.clone()).or_default();
        *count += 1;
        *count >= MOST_LATE
    }
}

/// Locks a table. A thread that panicked with the lock cannot have left the table half changed.
fn locked<T>(table: &Mutex<T>) -> MutexGuard<'_, T> {
    table.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Fault {
    /// Whether the next request to the same server would probably have the same fault.
    fn is_of_host(&self) -> bool {
        matches!(
            self,
            Fault::RateLimited | Fault::Unreachable(_) | Fault::Certificate(_) | Fault::HttpOnly
        )
    }
}
