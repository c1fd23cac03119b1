//! Reads the files with the logins.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::args::cluster_path::ClusterPath;
use crate::engine::Cluster;
use crate::images::Outcome;
use crate::preflight::{AskLogins, NotAsked};
use crate::secrets::Redacted;
use crate::secrets::archive::{self, LARGEST_SOURCE};
use crate::secrets::docker_config::{DockerConfig, Logins};

/// The source of the logins of a cluster.
pub(super) struct LoginSource {
    folder: Option<PathBuf>,
    is_anonymous: bool,
}

impl LoginSource {
    /// Chooses among the folders that were given. A folder for the cluster wins over a general one.
    pub(super) fn new(given: &[ClusterPath], cluster: &Cluster, is_anonymous: bool) -> Self {
        let own = given
            .iter()
            .rfind(|it| it.cluster.as_deref() == cluster.name() && it.cluster.is_some());
        let general = given.iter().rfind(|it| it.cluster.is_none());
        let folder = own.map(|it| it.path.clone()).or_else(|| {
            general.map(|it| match cluster.name() {
                Some(name) => it.path.join(name),
                None => it.path.clone(),
            })
        });
        LoginSource { folder, is_anonymous }
    }

    /// Returns the logins of the file called `name`, or else of `archive`, the local copy that the
    /// configuration names.
    pub(super) fn logins(&self, name: Option<&str>, archive: Option<&Path>) -> AskLogins {
        let Some(name) = name.filter(|_| !self.is_anonymous) else { return AskLogins::Anonymous };
        let file = self.folder.as_ref().map(|folder| folder.join(name));
        let found = file.as_deref().filter(|file| file.exists()).or(archive);
        let Some(path) = found else {
            let place = file.map_or_else(|| name.to_owned(), |file| file.display().to_string());
            return unusable(Outcome::NoLoginFile, format!("{place} is missing"));
        };
        match read(path) {
            Ok(logins) => AskLogins::File(Arc::new(logins)),
            Err(why) => unusable(Outcome::InvalidLoginFile, format!("{} {why}", path.display())),
        }
    }
}

fn unusable(outcome: Outcome, message: String) -> AskLogins {
    AskLogins::Unusable(NotAsked { outcome, message })
}

/// Reads a login file of any form. The error is a clause after the name of the file.
fn read(path: &Path) -> Result<Logins, String> {
    let source = bytes(path).map_err(|error| format!("cannot be read: {error}"))?;
    let found = archive::find(source.expose()).map_err(|problem| problem.to_string())?;
    let config = DockerConfig::read(found.text.expose()).map_err(|it| it.to_string())?;
    config
        .checked()
        .map_err(|problems| problems.first().map(ToString::to_string).unwrap_or_default())
}

/// Reads up to one byte more than the limit, so that a larger source is noticed.
#[expect(clippy::disallowed_methods, reason = "the login file is an argument")]
fn bytes(path: &Path) -> std::io::Result<Redacted<Vec<u8>>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(LARGEST_SOURCE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(Redacted::new(bytes))
}
