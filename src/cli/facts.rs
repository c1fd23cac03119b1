//! Reads the file with the facts of images.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};

use super::input::Input;
use crate::config::Settings;
use crate::images::{self, Images};

/// Reads the facts of images in the file at `path`.
///
/// # Errors
/// The file cannot be read, or is no `images.json`.
fn read_images(path: &Path) -> anyhow::Result<Images> {
    let unread = || {
        let path = path.display();
        format!("cannot read the facts in {path}, which `pullconfig preflight -o {path}` writes")
    };
    let bytes = bytes(path).with_context(unread)?;
    parse_images(path, &bytes)
}

/// Reads the facts of images in the file that the command line or the configuration names; `None` if none is named.
///
/// # Errors
/// The file cannot be read, is no `images.json`, or would be replaced by the report.
pub(super) fn images_of(
    input: &Input<'_>,
    settings: &Settings,
) -> anyhow::Result<Option<Arc<Images>>> {
    let Some(path) = &settings.facts.value else { return Ok(None) };
    input.destination.reads(path)?;
    Ok(Some(Arc::new(read_images(path)?)))
}

/// Turns the content of a file into facts of images.
///
/// # Errors
/// The content is no `images.json`.
pub(super) fn parse_images(path: &Path, bytes: &[u8]) -> anyhow::Result<Images> {
    images::read(bytes).map_err(|error| {
        let colon = if error.position.is_some() { ":" } else { ": " };
        anyhow!("{}{colon}{error}", path.display())
    })
}

/// Reads a file that is no definition.
#[expect(clippy::disallowed_methods, reason = "facts are an argument, not a definition")]
pub(super) fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    std::fs::read(path)
}
