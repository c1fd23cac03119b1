//! Turns `pullconfig.toml` and options into settings: what applies to a run and to each of its
//! files, and where each choice comes from.
//!
//! One file applies to the whole run: the nearest one upward from what is searched. Options on the
//! command line win over it; the environment has no influence. The file is checked completely
//! before any definition is read: an unknown key or a value that makes no sense stops the run.

mod error;
mod file;
mod find;
mod located;
mod read;
mod resolve;
#[cfg(test)]
mod schema;
mod settings;

pub use error::ConfigError;
pub use find::nearest;
pub use resolve::{Config, Given};
pub use settings::{Setting, SettingOrigin, Settings};

/// The name of the configuration file.
pub const FILE_NAME: &str = "pullconfig.toml";
