//! The images that are pulled with a secret, and the hosts of their registries.

use super::docker_config::DEFAULT_REGISTRY;
use crate::marathon::Registry;
use crate::plan::{Migration, State};

/// Returns the images that a definition pulls with a secret, now or after the conversion. A blocked
/// definition will need a secret when it is converted one day, so its image is included. A kept definition
/// needs none.
#[must_use]
pub fn pulled(definition: &Migration) -> Vec<&str> {
    if definition.state() == State::Kept {
        return Vec::new();
    }
    let needs = definition.needs().iter();
    let mut images: Vec<&str> = needs.flat_map(|need| &need.images).map(String::as_str).collect();
    if definition.state() == State::Blocked {
        images.extend(definition.image.as_deref());
    }
    images.sort_unstable();
    images.dedup();
    images
}

/// Returns the host whose login is needed to pull from `registry`.
#[must_use]
pub fn host(registry: Registry<'_>) -> &str {
    match registry {
        Registry::Host(host) => host,
        Registry::Default | Registry::Rendered => DEFAULT_REGISTRY,
    }
}
