//! Checks all logins of a file together, and returns the text of the secret, warnings and notes.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::CredentialProblem;
use super::auth::{Auth, LoginDoubt, ReadLogin};
use super::registry::{host, is_for, registries, shown};
use super::short_lived::ShortLived;
use crate::marathon::Image;
use crate::secrets::Redacted;
use crate::text::Lines;

/// The largest secret that the store takes, in bytes: about 1 MB, of which the store needs 1 KB
/// (dcos-docs-site: 2.2/security/ent/secrets/create-secrets/index.md:110).
const LARGEST_SECRET: usize = 1_000_000 - 1_000;

/// Logins that Mesos can use, sorted by their keys.
#[derive(Debug)]
pub struct Logins {
    logins: Vec<Login>,
    /// The names beside `auths`, as they are shown. Their members are not part of the secret.
    left_out: Vec<String>,
}

/// A login: a key of `auths` and its `auth`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    key: String,
    auth: Auth,
}

impl Login {
    /// Returns the key of the login in a form that can be shown.
    #[must_use]
    pub fn shown(&self) -> String {
        shown(&self.key)
    }

    /// Returns the host that the login is for, with its port if the key has one.
    #[must_use]
    pub fn host(&self) -> &str {
        host(&self.key)
    }

    /// Returns the text that Mesos sends after `Basic`.
    #[must_use]
    pub fn auth(&self) -> &Redacted<String> {
        &self.auth.encoded
    }

    /// Returns the warning about a login that may not work, or not for long, as a clause.
    fn warning(&self) -> Option<String> {
        let name = self.shown();
        if Image::is_ecr(host(&self.key)) {
            return Some(format!(
                "{name} is Amazon ECR, whose logins expire after 12 hours; the secret must be updated as often"
            ));
        }
        Some(match self.auth.doubt.as_ref()? {
            LoginDoubt::NoPassword => format!("{name} has an empty password"),
            LoginDoubt::ShortLived(ShortLived { what, when, advice }) => {
                format!("{name} has {what}; it expires {when}: {advice}")
            }
        })
    }
}

/// Returns the logins in `entries`, which were read from `text`. It is an error if an entry is invalid, or
/// if Mesos could use either of two different logins for one registry.
pub(super) fn checked(
    text: &[u8],
    entries: Vec<ReadLogin>,
    left_out: Vec<String>,
) -> Result<Logins, Vec<CredentialProblem>> {
    let mut problems: Vec<ProblemAt> = Vec::new();
    let mut logins: Vec<Login> = Vec::new();
    let mut first: HashMap<String, usize> = HashMap::new();
    for ReadLogin { key, offset, auth } in entries {
        let auth = match auth {
            Ok(auth) => auth,
            Err(message) => {
                problems.push(ProblemAt { offset, message });
                continue;
            }
        };
        let index = logins.len();
        let others =
            registries(&key).map(|registry| *first.entry(registry.to_owned()).or_insert(index));
        let other = others.min().and_then(|other| logins.get(other));
        if let Some(other) = other.filter(|other| other.auth.encoded != auth.encoded) {
            let (one, two) = (other.shown(), shown(&key));
            let message = format!(
                "{one} and {two} are one registry to Mesos and have different logins; keep one of them with `--only`"
            );
            problems.push(ProblemAt { offset, message });
        }
        logins.push(Login { key, auth });
    }
    if !problems.is_empty() {
        return Err(placed(text, problems));
    }
    logins.sort_by(|one, other| one.key.cmp(&other.key));
    let logins = Logins { logins, left_out };
    match logins.secret().expose().len() {
        size if size > LARGEST_SECRET => {
            let message = format!(
                "has {size} bytes of logins, and a secret takes {LARGEST_SECRET}; keep what is needed with `--only`"
            );
            Err(vec![CredentialProblem { position: None, message }])
        }
        _ => Ok(logins),
    }
}

/// A problem of an entry.
struct ProblemAt {
    /// The offset of the entry's key in the text, in bytes.
    offset: usize,
    message: String,
}

/// Returns the problems with their positions: at most 20, and then the number of the others.
fn placed(text: &[u8], problems: Vec<ProblemAt>) -> Vec<CredentialProblem> {
    const TOLD: usize = 20;
    let lines = Lines::new(text);
    let more = problems.len().saturating_sub(TOLD);
    let placed = problems.into_iter().take(TOLD).map(|ProblemAt { offset, message }| {
        CredentialProblem { position: Some(lines.position(offset)), message }
    });
    let mut placed: Vec<CredentialProblem> = placed.collect();
    if more > 0 {
        let message = format!("has {more} more such entries");
        placed.push(CredentialProblem { position: None, message });
    }
    placed
}

impl Logins {
    /// Returns all logins.
    pub fn iter(&self) -> impl Iterator<Item = &Login> {
        self.logins.iter()
    }

    /// Returns the content of the secret: JSON with two spaces for each level, and a newline at the
    /// end.
    #[must_use]
    pub fn secret(&self) -> Redacted<String> {
        let entry =
            |login: &Login| (login.key.clone(), json!({ "auth": login.auth.encoded.expose() }));
        let auths: Map<String, Value> = self.logins.iter().map(entry).collect();
        Redacted::new(format!("{:#}\n", json!({ "auths": auths })))
    }

    /// Returns the login that Mesos sends for images from `registry`.
    #[must_use]
    pub fn login_for(&self, registry: &str) -> Option<&Login> {
        self.logins.iter().find(|login| is_for(&login.key, registry))
    }

    /// Returns the reason why a login that was probably meant for `registry` is not used for it, as a
    /// clause. Returns `None` if there is no such login. The caller has found no login for `registry`.
    #[must_use]
    pub fn near_miss(&self, registry: &str) -> Option<String> {
        let bare = |name: &str| {
            let name = host(name).to_ascii_lowercase();
            name.split(':').next().unwrap_or_default().to_owned()
        };
        let near = self.logins.iter().find(|login| bare(&login.key) == bare(registry))?;
        let why = match host(&near.key).eq_ignore_ascii_case(registry) {
            true => "Mesos compares the case of letters",
            false => "Mesos compares the port",
        };
        Some(format!("the file has {}; {why}", near.shown()))
    }

    /// Returns warnings about logins that may not work, or not for long, as clauses.
    pub fn warnings(&self) -> impl Iterator<Item = String> + '_ {
        self.logins.iter().filter_map(Login::warning)
    }

    /// Returns the differences between the file and the secret, as clauses.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let made = self.logins.iter().filter(|login| login.auth.is_made).map(|login| {
            format!("{} had no `auth`; it was made of `username` and `password`", login.shown())
        });
        let mut notes: Vec<String> = made.collect();
        if !self.left_out.is_empty() {
            let names = self.left_out.join(", ");
            notes.push(format!("left out what Mesos does not read: {names}"));
        }
        notes
    }
}
