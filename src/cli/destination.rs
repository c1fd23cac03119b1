//! The file that a report is written to. It is examined before the run does anything.
//!
//! Invariant: a report never replaces a file that the run reads, and an earlier report is not read
//! as input.

use std::fs::Metadata;
use std::path::{Path, PathBuf};

use anyhow::anyhow;

use crate::report::is_own;
use crate::source::Identity;
use crate::write::existing;

/// The file that a report is written to, or none.
#[derive(Debug, Default, Clone)]
pub(super) struct Destination {
    /// The path of the file; `None` if the report goes to stdout.
    path: Option<PathBuf>,
    /// The file that exists at `path` already and will be replaced.
    replaced: Option<EarlierFile>,
}

/// A file that a report will replace.
#[derive(Debug, Clone)]
struct EarlierFile {
    path: PathBuf,
    identity: Option<Identity>,
    /// Whether the file is an earlier report, or empty.
    is_own: bool,
}

impl Destination {
    /// Examines the file that `-o` names.
    ///
    /// # Errors
    /// Nothing can be written there.
    pub(super) fn look(output: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = output.filter(|path| path.as_os_str() != "-") else {
            return Ok(Self::default());
        };
        let found = existing(path)
            .map_err(|obstacle| anyhow!("cannot write to {}: {obstacle}", path.display()))?;
        let replaced = found.map(|found| EarlierFile {
            path: path.to_owned(),
            identity: found.identity,
            is_own: is_own(&found.start, &found.end),
        });
        Ok(Self { path: Some(path.to_owned()), replaced })
    }

    /// Returns the path of the file, if the report goes to one.
    pub(super) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Returns the identity of the file that will be replaced, so that the search can leave it out.
    pub(super) fn identity(&self) -> Option<Identity> {
        self.replaced.as_ref().and_then(|replaced| replaced.identity)
    }

    /// Refuses the report if the search has found its file (`is_found`), unless that file is an earlier report.
    pub(super) fn searched(&self, is_found: bool) -> anyhow::Result<()> {
        match &self.replaced {
            Some(replaced) if is_found && !replaced.is_own => Err(replaced.refusal()),
            _ => Ok(()),
        }
    }

    /// Refuses the report if its file is the file at `path`, which the run reads.
    pub(super) fn reads(&self, path: &Path) -> anyhow::Result<()> {
        match std::fs::metadata(path) {
            Ok(metadata) => self.reads_file(Identity::of(&metadata)),
            Err(_) => Ok(()),
        }
    }

    /// Refuses the report if its file is the open file with this identity, which the run reads.
    pub(super) fn reads_file(&self, identity: Option<Identity>) -> anyhow::Result<()> {
        match &self.replaced {
            Some(replaced) if identity.is_some() && replaced.identity == identity => {
                Err(replaced.refusal())
            }
            _ => Ok(()),
        }
    }
}

impl EarlierFile {
    fn refusal(&self) -> anyhow::Error {
        let path = self.path.display();
        anyhow!("the report would replace {path}, which this run reads; give -o another file")
    }
}

/// Whether the file at `read` is the file at `written`. A link at `written` is not followed,
/// because the link itself would be replaced.
pub(super) fn is_read(read: &Path, written: &Path) -> bool {
    let identity = |found: std::io::Result<Metadata>| found.ok().and_then(|it| Identity::of(&it));
    let written = identity(std::fs::symlink_metadata(written));
    written.is_some() && identity(std::fs::metadata(read)) == written
}
