//! The choices of one place: of the configuration file for all files, of a cluster, of an override, or of the command
//! line. A list of layers is combined into settings.

use std::path::PathBuf;

use super::setting::Setting;
use crate::engine::{Accept, Clear, SecretSource};
use crate::marathon::{Pattern, Target};

/// The choices of one place. Where a layer has no choice, the choice of an earlier layer holds.
#[derive(Debug, Clone, Default)]
pub struct Layer {
    /// The path of secrets, with placeholders.
    pub secret_source: Option<Setting<SecretSource>>,
    /// The key under `secrets`.
    pub secret_name: Option<Setting<String>>,
    /// The Marathon version that must accept the definitions.
    pub target: Option<Setting<Target>>,
    /// Further blockers that are accepted.
    pub accept: Vec<Setting<Accept>>,
    /// Whether a list of URIs that becomes empty stays in the definition or is removed.
    pub clear: Option<Setting<Clear>>,
    /// Whether the members that only Marathon writes are removed from converted apps.
    pub strip_read_only: Option<Setting<bool>>,
    /// Whether converted apps get the USER of their image as `user`.
    pub user_from_image: Option<Setting<bool>>,
    /// The file with the facts of images. The value `None` says that no facts are used.
    pub facts: Option<Setting<Option<PathBuf>>>,
    /// The globs for the files that are searched. They replace those of earlier layers.
    pub include: Vec<Setting<String>>,
    /// Further globs for the files that are left out.
    pub exclude: Vec<Setting<String>>,
    /// Further globs for credential URIs.
    pub credential_names: Vec<Setting<Pattern>>,
}
