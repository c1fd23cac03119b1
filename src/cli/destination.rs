//! Where a report goes to, looked at before anything is done.
//!
//! Invariant: what a run reads is never replaced by its report. An earlier report is not read.

use std::fs::Metadata;
use std::path::{Path, PathBuf};

use anyhow::anyhow;

use crate::report::is_own;
use crate::source::Identity;
use crate::write::existing;

/// The file that a report goes to; by default there is none.
#[derive(Debug, Default, Clone)]
pub(super) struct Destination {
    path: Option<PathBuf>,
    /// The file that stands there already and will be replaced.
    replaced: Option<Replaced>,
}

#[derive(Debug, Clone)]
struct Replaced {
    path: PathBuf,
    identity: Option<Identity>,
    /// Whether it is an earlier report, or empty.
    is_own: bool,
}

impl Destination {
    /// Looks at what `-o` names.
    ///
    /// # Errors
    /// Nothing can be written there.
    pub(super) fn look(output: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = output.filter(|path| path.as_os_str() != "-") else {
            return Ok(Self::default());
        };
        let found = existing(path)
            .map_err(|obstacle| anyhow!("cannot write to {}: {obstacle}", path.display()))?;
        let replaced = found.map(|found| Replaced {
            path: path.to_owned(),
            identity: found.identity,
            is_own: is_own(&found.start, &found.end),
        });
        Ok(Self { path: Some(path.to_owned()), replaced })
    }

    /// The file's path.
    pub(super) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Returns the identity of the file that is replaced; the search leaves it out.
    pub(super) fn identity(&self) -> Option<Identity> {
        self.replaced.as_ref().and_then(|replaced| replaced.identity)
    }

    /// Refuses the report if the search has come across its file, unless that is an earlier report.
    pub(super) fn searched(&self, is_found: bool) -> anyhow::Result<()> {
        match &self.replaced {
            Some(replaced) if is_found && !replaced.is_own => Err(replaced.refusal()),
            _ => Ok(()),
        }
    }

    /// Refuses the report if its file is the one at `path`, which the run reads.
    pub(super) fn reads(&self, path: &Path) -> anyhow::Result<()> {
        match std::fs::metadata(path) {
            Ok(metadata) => self.reads_file(Identity::of(&metadata)),
            Err(_) => Ok(()),
        }
    }

    /// The same for a file that was opened already.
    pub(super) fn reads_file(&self, identity: Option<Identity>) -> anyhow::Result<()> {
        match &self.replaced {
            Some(replaced) if identity.is_some() && replaced.identity == identity => {
                Err(replaced.refusal())
            }
            _ => Ok(()),
        }
    }
}

impl Replaced {
    fn refusal(&self) -> anyhow::Error {
        let path = self.path.display();
        anyhow!("the report would replace {path}, which this run reads; give -o another file")
    }
}

/// Whether the file at `read` is the one that stands at `written`; a link there is replaced itself.
pub(super) fn is_read(read: &Path, written: &Path) -> bool {
    let identity = |found: std::io::Result<Metadata>| found.ok().and_then(|it| Identity::of(&it));
    let written = identity(std::fs::symlink_metadata(written));
    written.is_some() && identity(std::fs::metadata(read)) == written
}
