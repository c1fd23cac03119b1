//! The facts of images that registries have told, as the rules of one cluster ask for them.

use std::sync::Arc;

use super::Cluster;
use crate::images::{Date, DatedFacts, ImageConfig, Images};

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

impl KnownImageConfig<'_> {
    /// Returns the source of the fact, in words.
    #[must_use]
    pub fn told(&self) -> String {
        format!("the registry was asked on {}", self.asked)
    }
}

impl Facts {
    /// Returns what `images` tells of the images in `cluster`.
    #[must_use]
    pub fn new(images: Arc<Images>, cluster: Cluster) -> Self {
        Facts { images, cluster }
    }

    /// Returns the config of an image. The name must be the one that the registry was asked for, letter
    /// by letter.
    #[must_use]
    pub fn config(&self, image: &str) -> Option<KnownImageConfig<'_>> {
        let DatedFacts { facts, asked } = self.images.facts_of(self.cluster.name(), image)?;
        Some(KnownImageConfig { config: facts.config.as_ref()?, asked: asked.date() })
    }
}
