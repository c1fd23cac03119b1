//! `pullconfig preflight --dry-run`: tells which hosts would be asked, and with which login. Nobody is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use crate::cli::terminal::output::Page;
use crate::preflight::{Ask, AskLogins, Endpoint, Origin, Permissions};

/// The images that one host would be asked for with one login.
#[derive(Default)]
struct Requests {
    /// The names of the repositories of the images.
    repositories: BTreeSet<String>,
    /// The number of images.
    images: usize,
}

/// Returns in words with which login the host of `endpoint` would be asked.
fn login(ask: &Ask, endpoint: &Endpoint, permissions: &Permissions) -> String {
    let file = ask.key.login.as_deref().unwrap_or_default();
    match (&ask.logins, ask.login(&endpoint.repository)) {
        (AskLogins::Anonymous | AskLogins::Unusable(_), _) => "without a login".to_owned(),
        (AskLogins::File(_), None) => {
            format!("without a login, because {file} has none for this host")
        }
        (AskLogins::File(_), Some(login)) => {
            match permissions.registry(&endpoint.repository.origin, &login.host) {
                Ok(()) => format!("with the login of {file}"),
                Err(why) => format!("not with the login of {file}: {why}"),
            }
        }
    }
}

/// Writes a line for each host and login, and one for each image that no host would be asked for.
pub(super) fn write(out: &mut Page, asks: &[Ask], permissions: &Permissions) -> anyhow::Result<()> {
    let mut hosts: BTreeMap<(Origin, String), Requests> = BTreeMap::new();
    let mut others: BTreeSet<String> = BTreeSet::new();
    for ask in asks {
        match ask.endpoint() {
            Ok(endpoint) => {
                let login = login(ask, &endpoint, permissions);
                let key = (endpoint.repository.origin, login);
                let requests = hosts.entry(key).or_default();
                requests.repositories.insert(endpoint.repository.name);
                requests.images += 1;
            }
            Err(why) => _ = others.insert(format!("{}: {}", ask.key.image, why.message)),
        }
    }
    let counted = |count: usize, one: &str, many: &str| {
        format!("{count} {}", if count == 1 { one } else { many })
    };
    for ((origin, login), requests) in &hosts {
        let images = counted(requests.images, "image", "images");
        let repositories = counted(requests.repositories.len(), "repository", "repositories");
        writeln!(out, "{origin} {login}: {images} in {repositories}")?;
    }
    for other in &others {
        writeln!(out, "not asked: {}", crate::report::visible(other))?;
    }
    writeln!(out, "nobody was asked")?;
    out.finish()
}
