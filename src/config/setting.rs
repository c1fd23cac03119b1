//! A setting with its origin: the default, a line of the configuration file, or an option.

use std::fmt;

/// The origin of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingOrigin {
    /// No choice was made, so that the default holds.
    Default,
    /// A line of the configuration file.
    File {
        /// The path of the file, as it is shown.
        path: String,
        /// The line, from 1.
        line: usize,
        /// The table that the line belongs to.
        table: TableKind,
    },
    /// An option of the command line.
    Flag(&'static str),
}

/// The kind of a table in the configuration file, by the files that the table holds for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableKind {
    /// The table holds for all files.
    General,
    /// The table holds for the files of the cluster with this name.
    Cluster(String),
    /// The table holds for the files of an override.
    Override,
}

impl fmt::Display for SettingOrigin {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            SettingOrigin::Default => out.write_str("default"),
            SettingOrigin::File { path, line, table } => {
                write!(out, "{path}:{line}")?;
                match table {
                    TableKind::General => Ok(()),
                    TableKind::Cluster(name) => write!(out, ", cluster {name}"),
                    TableKind::Override => out.write_str(", override"),
                }
            }
            SettingOrigin::Flag(name) => out.write_str(name),
        }
    }
}

/// A setting with its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value of the setting.
    pub value: T,
    /// The place where it was chosen.
    pub origin: SettingOrigin,
}

impl<T> Setting<T> {
    /// Returns the setting that holds if no choice was made.
    pub(super) fn default(value: T) -> Self {
        Setting { value, origin: SettingOrigin::Default }
    }
}

impl<T> Setting<T> {
    /// Returns a choice that was made with the option `name` of the command line.
    #[must_use]
    pub fn flag(name: &'static str, value: T) -> Self {
        Setting { value, origin: SettingOrigin::Flag(name) }
    }

    /// Returns the choices that were made with the repeated option `name` of the command line.
    #[must_use]
    pub fn flags(name: &'static str, values: &[T]) -> Vec<Self>
    where
        T: Clone,
    {
        values.iter().map(|value| Setting::flag(name, value.clone())).collect()
    }
}
