//! Adds decisions to keep definitions to the configuration file, and removes them again.
//!
//! Invariant: the file is replaced only if it still holds the text that the entries were added to.
//! Everything else in it stays as it is.

use std::io;
use std::path::{Path, PathBuf};

use crate::config::{NewKeep, with_keeps};
use crate::write::{location, replace, save};

/// A change of the configuration file.
pub(super) struct ConfigChange {
    path: PathBuf,
    /// The text before the change; `None` if there was no file.
    before: Option<String>,
    /// The text after the change.
    after: String,
}

impl ConfigChange {
    /// Returns the path of the file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the change that adds the decisions `keeps` to the file at `path`. Nothing is written yet.
    #[expect(clippy::disallowed_methods, reason = "the configuration is no definition")]
    pub(super) fn adding(path: &Path, keeps: &[NewKeep]) -> Result<Self, String> {
        let before = match std::fs::read_to_string(path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(format!("cannot read {}: {error}", path.display())),
        };
        let after = with_keeps(before.as_deref().unwrap_or_default(), keeps)
            .map_err(|why| format!("{}: {why}", path.display()))?;
        Ok(ConfigChange { path: path.to_owned(), before, after })
    }

    /// Writes the new text.
    pub(super) fn make(&self) -> Result<(), String> {
        let refused = |error: &dyn std::fmt::Display| format!("{}: {error}", self.path.display());
        match &self.before {
            Some(before) => self.write(before, &self.after),
            None => {
                let text = |out: &mut dyn io::Write| out.write_all(self.after.as_bytes());
                save(&self.path, &mut { text }).map(drop).map_err(|error| refused(&error))
            }
        }
    }

    /// Restores the text before the change. A file that did not exist before becomes empty.
    pub(super) fn undo(&self) -> Result<(), String> {
        self.write(&self.after, self.before.as_deref().unwrap_or_default())
    }

    /// Replaces the text `from` of the file by `to`. The file must still have the text `from`.
    fn write(&self, from: &str, to: &str) -> Result<(), String> {
        let refused = |error: &dyn std::fmt::Display| format!("{}: {error}", self.path.display());
        let place = location(&self.path).map_err(|error| refused(&error))?;
        let replaced = replace(Some(&place), from.as_bytes(), to.as_bytes());
        replaced.map(drop).map_err(|error| refused(&error))
    }
}
