//! The facts about images that registries have told, for the definitions of one cluster.

use std::sync::Arc;

use super::{Cluster, SecretContent};
use crate::images::{Date, DatedFacts, ImageConfig, Images, PullOutcome};

/// The facts of images in one cluster.
#[derive(Debug, Clone)]
pub struct Facts {
    images: Arc<Images>,
    cluster: Cluster,
}

/// The config of an image, as a registry has told it.
#[derive(Debug, Clone, Copy)]
pub struct KnownImageConfig<'f> {
    /// The config.
    pub config: &'f ImageConfig,
    /// The day on which the registry was asked.
    pub asked: Date,
}

/// The result of a pull that was tried.
#[derive(Debug, Clone, Copy)]
pub struct KnownPull<'f> {
    /// The name of the file with the login; `None` for a pull without one.
    pub login: Option<&'f str>,
    /// The kind of result.
    pub outcome: PullOutcome,
    /// The message that Mesos would fail with.
    pub message: Option<&'f str>,
    /// The day on which the registry was asked.
    pub asked: Date,
}

impl KnownImageConfig<'_> {
    /// Returns the source of the fact, in words.
    #[must_use]
    pub fn told(&self) -> String {
        told(self.asked)
    }
}

impl KnownPull<'_> {
    /// Returns the source of the fact, in words.
    #[must_use]
    pub fn told(&self) -> String {
        told(self.asked)
    }

    /// Whether the agents would pull the image.
    #[must_use]
    pub fn is_pulled(&self) -> bool {
        self.outcome == PullOutcome::Pulled
    }
}

fn told(asked: Date) -> String {
    format!("the registry was asked on {asked}")
}

impl Facts {
    /// Returns the facts about images in `cluster`, out of the facts of all clusters.
    #[must_use]
    pub fn new(images: Arc<Images>, cluster: Cluster) -> Self {
        Facts { images, cluster }
    }

    /// Returns the config of an image. `image` must be spelled as it was when the registry was
    /// asked.
    #[must_use]
    pub fn config(&self, image: &str) -> Option<KnownImageConfig<'_>> {
        let DatedFacts { facts, asked } = self.images.facts_of(self.cluster.name(), image)?;
        Some(KnownImageConfig { config: facts.config.as_ref()?, asked: asked.date() })
    }

    /// Returns the pulls of an image that were tried. The one without a login comes first.
    pub fn pulls<'f>(&'f self, image: &str) -> impl Iterator<Item = KnownPull<'f>> + use<'f> {
        self.images.pulls_of(self.cluster.name(), image).map(|(key, pull)| KnownPull {
            login: key.login.as_deref(),
            outcome: pull.outcome,
            message: pull.message.as_deref(),
            asked: pull.asked.date(),
        })
    }

    /// Returns the pull of an image that was tried with the login file of `content`: `SLUG.json`.
    /// Returns `None` if a pull was tried with `SLUG-2.json` or another number. Then several contents
    /// have this slug, and which of the files belongs to which content is unknown here.
    #[must_use]
    pub fn pull_with(&self, image: &str, content: &SecretContent) -> Option<KnownPull<'_>> {
        let slug = content.slug();
        let is_numbered = |login: &str| {
            let number = login.strip_prefix(&*slug).and_then(|rest| rest.strip_prefix('-'));
            let number = number.and_then(|rest| rest.strip_suffix(".json"));
            number.is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let mut own = None;
        for pull in self.pulls(image) {
            match pull.login {
                Some(login) if login.strip_suffix(".json") == Some(&*slug) => own = Some(pull),
                Some(login) if is_numbered(login) => return None,
                _ => {}
            }
        }
        own
    }
}
