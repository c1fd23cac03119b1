//! The user's options for the migration.

use std::sync::Arc;

use crate::engine::{
    Accept, Archive, Facts, Keep, KnownCredential, KnownImage, SecretContent, SecretSource,
};
use crate::images::{Date, Time};
use crate::live::{Info, Live};
use crate::marathon::{CredentialEntry, MESOS_BRIDGE, Pattern, Recognition, Targets, matches_uri};

/// The treatment of a list of entries that has become empty, because its last entry was a
/// credential URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Clear {
    /// The list stays as `"fetch": []`. A partial `PUT /v2/apps` keeps the live app's list unless
    /// told otherwise (marathon: AppsResource.scala:277, AppConversion.scala:197-214).
    #[default]
    Empty,
    /// The list is removed.
    Remove,
}

/// The user's choices that the rules ask for. They are the same for all definitions of a file.
#[derive(Debug, Clone)]
pub struct Options {
    /// The path of secrets, with placeholders.
    pub secret_source: SecretSource,
    /// The key of the secret in the `secrets` of a definition.
    pub secret_name: String,
    /// Whether a list of URIs that becomes empty stays in the definition or is removed.
    pub clear: Clear,
    /// The Marathon versions that must accept the definitions.
    pub targets: Targets,
    /// The names of blockers that are accepted with their loss.
    pub accept: Vec<Accept>,
    /// The decisions that keep definitions as they are.
    pub keeps: Vec<Keep>,
    /// Today's date in UTC, for decisions that hold until a day.
    pub today: Date,
    /// The user's additions to the credentials that are recognised.
    pub recognition: Recognition,
    /// The credentials that the user has described; the first that matches counts.
    pub credentials: Vec<KnownCredential>,
    /// The images that the user has described; the first that matches counts.
    pub images: Vec<KnownImage>,
    /// Whether converted apps lose the members that only Marathon writes.
    pub strip_read_only: bool,
    /// The definitions that run in the cluster, if the user has answers of its Marathon.
    pub live: Option<Arc<Live>>,
    /// The answer of the cluster's Marathon to `GET /v2/info`, if the user has it.
    pub info: Option<Arc<Info>>,
    /// Whether converted apps get the USER of their image as `user`.
    pub user_from_image: bool,
    /// The facts of images, if the user has named a file with them.
    pub facts: Option<Facts>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            secret_source: SecretSource::per_definition(),
            secret_name: "pullConfigSecret".into(),
            clear: Clear::default(),
            targets: Targets::ALL,
            accept: Vec::new(),
            keeps: Vec::new(),
            today: Time::after_epoch(0).date(),
            recognition: Recognition::default(),
            credentials: Vec::new(),
            images: Vec::new(),
            strip_read_only: false,
            live: None,
            info: None,
            user_from_image: false,
            facts: None,
        }
    }
}

impl Options {
    /// Stores all secrets at `source`, also those of credentials that have a path of their own.
    pub fn store_at(&mut self, source: SecretSource) {
        self.secret_source = source;
        self.credentials.iter_mut().for_each(|known| known.source = None);
    }
}

impl Options {
    /// Returns the name of the container network that stands for bridge mode: the one that the
    /// cluster has told, or `mesos-bridge`.
    pub(crate) fn bridge_name(&self) -> &str {
        let told = self.info.as_ref().and_then(|info| info.mesos_bridge_name.as_deref());
        told.unwrap_or(MESOS_BRIDGE)
    }

    /// Returns the local copy of the file that delivers `content`, if the user has named one.
    #[must_use]
    pub fn archive(&self, content: &SecretContent) -> Option<Archive> {
        let known = self.credentials.iter().find(|known| known.content() == *content)?;
        let path = known.archive.clone()?;
        Some(Archive { path, is_of_clusters: known.is_of_clusters })
    }

    /// Returns the first described credential that matches the URI of an entry.
    pub(crate) fn known_by_entry(&self, entry: &CredentialEntry) -> Option<&KnownCredential> {
        let is_meant =
            |pattern: &Pattern| matches_uri(pattern, &entry.uri, Some(&entry.credential.target));
        self.credentials.iter().find(|known| known.uris.iter().any(is_meant))
    }

    /// Returns the first described credential that matches `uri`, whatever the file is called in
    /// the sandbox.
    #[must_use]
    pub fn known_by_uri(&self, uri: &str) -> Option<&KnownCredential> {
        let is_meant = |pattern: &Pattern| matches_uri(pattern, uri, None);
        self.credentials.iter().find(|known| known.uris.iter().any(is_meant))
    }

    /// Returns the content of the secret that replaces an entry with this `uri`, whatever the file is
    /// called in the sandbox.
    #[must_use]
    pub fn content_of_uri(&self, uri: &str) -> SecretContent {
        match self.known_by_uri(uri) {
            Some(known) if known.is_one() => known.content(),
            known => SecretContent::Uri {
                uri: uri.to_owned(),
                name: known.and_then(|known| known.name.clone()),
            },
        }
    }

    /// Returns the credential with which the agents pull `image`, if the user has described it.
    pub(crate) fn known_by_image(&self, image: &str) -> Option<&KnownCredential> {
        let known = self.images.iter().find(|known| known.pattern.matches(image))?;
        self.credentials.get(known.credential)
    }

    /// Returns the content of the secret that replaces an entry.
    #[must_use]
    pub fn content_of(&self, entry: &CredentialEntry) -> SecretContent {
        match self.known_by_entry(entry) {
            Some(known) if known.is_one() => known.content(),
            known => SecretContent::Uri {
                uri: entry.uri.clone(),
                name: known.and_then(|known| known.name.clone()),
            },
        }
    }
}
