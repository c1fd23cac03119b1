//! The facts of images that registries have told: what is in manifests and configs, and the result
//! of each attempt to pull an image as an agent would.
//!
//! [`Images`] is the content of an `images.json`, which this module reads and writes. It asks no registry,
//! and it knows no rules. The fields are described in `docs/formats.md` and `docs/images.schema.json`.
//!
//! Invariant: an `images.json` holds no login. Of the environment of an image, it holds only the values of
//! `PATH` and `HOME`. Its lists are sorted, so that two files can be compared line by line.

mod document;
mod outcome;
mod time;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use document::{ImagesError, read, write};
pub use outcome::{PullOutcome, Verdict};
pub use time::{Date, Time};

/// The version of the format of `images.json`.
pub const IMAGES_VERSION: u64 = 1;

/// The facts of images, and the attempts to pull them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Images {
    /// The facts of each image, by the digest of its manifest, such as `sha256:…`.
    pub facts: BTreeMap<String, ImageFacts>,
    /// The attempts to pull an image.
    pub pulls: BTreeMap<PullKey, Pull>,
}

/// The facts of one image, from its manifest and its config.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
pub struct ImageFacts {
    /// The media type of the manifest, as the registry named it.
    pub media_type: String,
    /// The config. It is `null` if the image has none that could be read, or if the manifest is a list.
    pub config: Option<ImageConfig>,
}

/// The config of an image, as far as the migration needs it. A field that the image does not set is `null`
/// or empty. Logins in texts are `***`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
#[serde(default)]
pub struct ImageConfig {
    /// The operating system, such as `linux`.
    pub os: Option<String>,
    /// The architecture, such as `amd64`.
    pub architecture: Option<String>,
    /// ENTRYPOINT.
    pub entrypoint: Vec<String>,
    /// CMD.
    pub cmd: Vec<String>,
    /// USER.
    pub user: Option<String>,
    /// WORKDIR.
    pub working_dir: Option<String>,
    /// STOPSIGNAL.
    pub stop_signal: Option<String>,
    /// VOLUME.
    pub volumes: Vec<String>,
    /// HEALTHCHECK: `CMD` or `CMD-SHELL`, and the command. It is empty if the image has none, or if it is `NONE`.
    pub health_check: Vec<String>,
    /// ENV: the names of all variables, in order.
    pub env_names: Vec<String>,
    /// The value of `PATH` in ENV.
    pub path: Option<String>,
    /// The value of `HOME` in ENV.
    pub home: Option<String>,
}

/// The facts of an image, with the time when a registry told them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatedFacts<'i> {
    /// The facts.
    pub facts: &'i ImageFacts,
    /// The time when the registry was asked.
    pub asked: Time,
}

/// The cluster, the image and the login file of a pull. Together they identify the pull.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PullKey {
    /// The cluster whose agents would pull; `None` if the configuration names no clusters.
    pub cluster: Option<String>,
    /// The image, as the definition spells it.
    pub image: String,
    /// The name of the file that has the login; `None` for a pull without one.
    pub login: Option<String>,
}

/// The result of a pull that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pull {
    /// The result in one word.
    pub outcome: PullOutcome,
    /// The message with which the pull of Mesos would fail, or the reason why the result is not known.
    pub message: Option<String>,
    /// The digest of the manifest that the registry has for the image: the key of its facts. It may be known
    /// even if Mesos cannot use the manifest.
    pub digest: Option<String>,
    /// The time when the registry was asked.
    pub asked: Time,
}

impl Images {
    /// Returns the pulls of an image in a cluster, in the order of the login files. A pull without a
    /// login comes first.
    pub fn pulls_of<'i>(
        &'i self,
        cluster: Option<&str>,
        image: &str,
    ) -> impl Iterator<Item = (&'i PullKey, &'i Pull)> + use<'i> {
        let first =
            PullKey { cluster: cluster.map(str::to_owned), image: image.to_owned(), login: None };
        let (cluster, image) = (first.cluster.clone(), first.image.clone());
        self.pulls
            .range(first..)
            .take_while(move |(key, _)| key.cluster == cluster && key.image == image)
    }

    /// Returns the facts of an image in a cluster, by the latest pull that told the digest of a manifest.
    /// Returns `None` if there is no such pull, or if there are no facts of that manifest.
    #[must_use]
    pub fn facts_of(&self, cluster: Option<&str>, image: &str) -> Option<DatedFacts<'_>> {
        let known = self.pulls_of(cluster, image).filter(|(_, pull)| pull.digest.is_some());
        let (_, latest) = known.max_by_key(|(_, pull)| pull.asked)?;
        let facts = self.facts.get(latest.digest.as_ref()?)?;
        Some(DatedFacts { facts, asked: latest.asked })
    }

    /// Removes the facts of manifests that no pull names.
    pub fn remove_unused_facts(&mut self) {
        let used: std::collections::BTreeSet<&String> =
            self.pulls.values().filter_map(|pull| pull.digest.as_ref()).collect();
        self.facts.retain(|digest, _| used.contains(digest));
    }
}
