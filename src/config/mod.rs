//! `pullconfig.toml` and options → settings: what holds for a run and for each of its files, and
//! where every choice came from.
//!
//! One file rules a run: the nearest one upward from what is searched. Options of the command line
//! win over it; nothing is asked of the environment. Whatever the file says is understood before any
//! definition is read: an unknown key or a value that makes no sense stops the run.

mod error;
mod file;
mod find;
mod located;
mod read;
mod resolve;
#[cfg(test)]
mod schema;
mod settings;
mod written;

pub use error::ConfigError;
pub use find::nearest;
pub use resolve::{Config, Given};
pub use settings::{Setting, SettingOrigin, Settings};

/// The name of the file.
pub const FILE_NAME: &str = "pullconfig.toml";
