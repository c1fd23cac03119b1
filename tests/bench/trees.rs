//! Makes each tree once and remembers by a stamp beside it what it holds.

use std::fs;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};

use crate::planter::Census;
use crate::{mixed, uniform};

/// Raised whenever a generator's output changes: older trees are made anew.
const VERSION: u32 = 1;

/// The three bodies of files that are measured on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tree {
    /// 100,000 app definitions in 2,000 folders.
    Uniform,
    /// 200,000 files of a repository, a tenth of them JSON.
    Mixed,
    /// Arrays of 1,000, 10,000 and 100,000 apps.
    Arrays,
}

impl Tree {
    /// The letter it is known by, also its folder's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Uniform => "a",
            Self::Mixed => "b",
            Self::Arrays => "c",
        }
    }

    /// Its folder, made now if it is not there yet, and what it holds.
    pub(crate) fn ready(self, data: &Path) -> Result<(PathBuf, Census)> {
        let root = data.join(self.name());
        let stamp = data.join(format!("{}.stamp", self.name()));
        let text = fs::read_to_string(&stamp).unwrap_or_default();
        if let Some(census) = read_stamp(&text).filter(|_| root.exists()) {
            return Ok((root, census));
        }
        if root.exists() {
            if text.is_empty() {
                let message = format!("{} was not made by this program", root.display());
                return Err(Error::other(message));
            }
            fs::remove_dir_all(&root)?;
        }
        eprintln!("making tree {} in {}", self.name(), root.display());
        fs::create_dir_all(data)?;
        fs::write(&stamp, "unfinished\n")?;
        let census = match self {
            Self::Uniform => uniform::folders(&root)?,
            Self::Mixed => mixed::repository(&root)?,
            Self::Arrays => uniform::arrays(&root)?,
        };
        fs::write(&stamp, stamp_text(&census))?;
        Ok((root, census))
    }
}

fn stamp_text(census: &Census) -> String {
    let Census { files, bytes, mentions } = census;
    format!("generator {VERSION}\nfiles {files}\nbytes {bytes}\nmentions {mentions}\n")
}

/// The census in a stamp of this version; `None` for every other text.
fn read_stamp(text: &str) -> Option<Census> {
    let number = |key: &str| -> Option<u64> {
        let line = text.lines().find_map(|line| line.strip_prefix(key))?;
        line.trim().parse().ok()
    };
    (number("generator")? == u64::from(VERSION)).then_some(())?;
    Some(Census { files: number("files")?, bytes: number("bytes")?, mentions: number("mentions")? })
}
