//! Turns `pullconfig.toml` and options into settings: what applies to a run and to each of its
//! files, and where each choice comes from.
//!
//! One file applies to the whole run: the nearest one upward from what is searched. It has layers:
//! the choices for all files, for the files of a cluster, and for the files of an override. Options
//! on the command line are the last layer; the environment has no influence. The file is checked
//! completely before any definition is read: an unknown key or a value that makes no sense stops
//! the run.

mod add_keep;
mod dcos;
mod error;
mod file;
mod find;
mod layer;
mod located;
mod read;
mod resolve;
mod ruled;
#[cfg(test)]
mod schema;
mod setting;
mod settings;
mod suggest;

pub use add_keep::{NewKeep, with_keeps};
pub use dcos::DcosUrl;
pub use error::ConfigError;
pub use find::nearest;
pub use layer::Layer;
pub use resolve::{Config, Ruling};
pub use ruled::{ClusterEntry, ConfiguredCredential, ConfiguredImage, ConfiguredKeep};
pub use setting::{Setting, SettingOrigin, TableKind};
pub use settings::Settings;
pub use suggest::cluster_entries;

/// The name of the configuration file.
pub const FILE_NAME: &str = "pullconfig.toml";
