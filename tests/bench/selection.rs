//! How many files ours selects: without it, a program that does nothing would win.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;
use serde_json::Value;

use crate::program::Runner;
use crate::rivals::{pullconfig, pullconfig_listing};

/// The files below `folder` (or the one `path` in it) that `scan` reports or `diff` changes.
pub(crate) fn count(
    runner: &Runner,
    tool: &Path,
    verb: &str,
    path: &str,
    folder: &Path,
) -> Result<usize> {
    if verb == "scan" {
        let text = runner.output(&pullconfig_listing(tool, path, folder))?;
        return Ok(listed_files(&text));
    }
    let text = runner.output(&pullconfig(tool, verb, path, folder))?;
    Ok(lines(&text).filter(|line| line.starts_with(b"--- ")).count())
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| *byte == b'\n')
}

/// How many different files a listing in JSON lines names.
///
/// The programs run in the tree, so that file names are relative; a member called `path` that
/// begins with a slash is a JSON pointer.
fn listed_files(text: &[u8]) -> usize {
    fn collect(value: &Value, files: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                for (key, item) in members {
                    match item {
                        Value::String(text) if key == "path" || key == "file" => {
                            if !text.starts_with('/') {
                                files.insert(text.clone());
                            }
                        }
                        _ => collect(item, files),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, files)),
            _ => {}
        }
    }
    let mut files = BTreeSet::new();
    for value in
        text.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok())
    {
        collect(&value, &mut files);
    }
    files.len()
}
