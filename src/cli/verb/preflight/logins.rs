//! Reads login files.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::args::cluster_path::ClusterPath;
use crate::engine::Cluster;
use crate::images::PullOutcome;
use crate::preflight::{AskLogins, NotAsked};
use crate::secrets::Redacted;
use crate::secrets::archive::{self, LARGEST_SOURCE};
use crate::secrets::docker_config::{DockerConfig, Logins};

/// The place where the logins of a cluster are found.
pub(super) struct LoginSource {
    /// The folder with the login files, if the user has named one.
    folder: Option<PathBuf>,
    /// Whether the user wants to ask without any login.
    is_anonymous: bool,
}

impl LoginSource {
    /// Chooses among the folders `given` that of `cluster`. If none belongs to the cluster, it is the folder with the
    /// name of the cluster in the folder for all clusters; for the cluster without a name, it is that folder itself.
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

    /// Returns the logins of the login file `name`, or else of the archive at `archive`. Without a `name`, the pull
    /// needs no login.
    pub(super) fn logins(&self, name: Option<&str>, archive: Option<&Path>) -> AskLogins {
        let Some(name) = name.filter(|_| !self.is_anonymous) else { return AskLogins::Anonymous };
        let file = self.folder.as_ref().map(|folder| folder.join(name));
        let found = file.as_deref().filter(|file| file.exists()).or(archive);
        let Some(path) = found else {
            let place = file.map_or_else(|| name.to_owned(), |file| file.display().to_string());
            return unusable(PullOutcome::NoLoginFile, format!("{place} is missing"));
        };
        match read(path) {
            Ok(logins) => AskLogins::File(Arc::new(logins)),
            Err(why) => {
                unusable(PullOutcome::InvalidLoginFile, format!("{} {why}", path.display()))
            }
        }
    }
}

/// Returns the result for logins that cannot be used. `message` is the reason as a clause.
fn unusable(outcome: PullOutcome, message: String) -> AskLogins {
    AskLogins::Unusable(NotAsked { outcome, message })
}

/// Reads a login file, or any other file with logins, such as a `docker.tar.gz`. The error is a clause that follows the
/// name of the file.
fn read(path: &Path) -> Result<Logins, String> {
    let source = bytes(path).map_err(|error| format!("cannot be read: {error}"))?;
    let found = archive::find(source.expose()).map_err(|problem| problem.to_string())?;
    let config = DockerConfig::read(found.text.expose()).map_err(|it| it.to_string())?;
    config
        .checked()
        .map_err(|problems| problems.first().map(ToString::to_string).unwrap_or_default())
}

/// Reads a file, but at most one byte more than the limit, by which a file that is too large is noticed.
#[expect(clippy::disallowed_methods, reason = "the login file is an argument")]
fn bytes(path: &Path) -> std::io::Result<Redacted<Vec<u8>>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(LARGEST_SOURCE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(Redacted::new(bytes))
}
