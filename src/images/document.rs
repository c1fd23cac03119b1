//! Reads and writes `images.json`, the file with the facts of images.
//!
//! Unknown fields are ignored, as `docs/formats.md` asks of every reader. Invariant: whatever the bytes
//! are, the result is a value, or an error that quotes none of the bytes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::{IMAGES_VERSION, ImageFacts, Images, Pull, PullKey, PullOutcome, Time};
use crate::text::Position;

/// The error about a text that is no `images.json`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}{message}", place = position.map(|at| format!("{}:{}: ", at.line, at.column)).unwrap_or_default())]
pub struct ImagesError {
    /// The position, if the error has one.
    pub position: Option<Position>,
    /// The reason: a clause without a full stop.
    pub message: String,
}

/// The version of a document, which is read before the rest.
#[derive(Deserialize)]
struct Version {
    version: u64,
}

/// The facts of images that registries have told `pullconfig preflight`.
#[derive(Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "images.json"))]
pub(super) struct ImagesDocument<'d> {
    /// The version of the format: 1.
    version: u64,
    /// The program that wrote the document, with its version.
    program: std::borrow::Cow<'d, str>,
    /// The attempts to pull an image as the agents would, sorted by cluster, image and login file.
    pulls: Vec<PullEntry>,
    /// The facts of each image, by the digest of its manifest.
    images: BTreeMap<String, ImageFacts>,
}

/// An attempt to pull an image.
#[derive(Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
struct PullEntry {
    /// The cluster whose agents would pull; it is missing if the configuration names no clusters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cluster: Option<String>,
    /// The image, as the definition spells it.
    image: String,
    /// The name of the file that has the login; `null` for a pull without a login.
    login: Option<String>,
    /// The result in one word.
    outcome: PullOutcome,
    /// The message with which the pull of Mesos would fail, or the reason why the result is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// The digest of the manifest, if the registry has told it. `images` has the facts under it.
    digest: Option<String>,
    /// The time of the attempt, in UTC.
    asked: Time,
}

/// Reads the text of an `images.json`.
///
/// # Errors
/// The text is no JSON, no `images.json`, or an `images.json` of another version.
pub fn read(bytes: &[u8]) -> Result<Images, ImagesError> {
    let Version { version } = serde_json::from_slice(bytes).map_err(|error| refused(&error))?;
    if version != IMAGES_VERSION {
        let message = format!(
            "a document of version {version}; this pullconfig reads version {IMAGES_VERSION}, so run `pullconfig preflight` again"
        );
        return Err(ImagesError { position: None, message });
    }
    let document: ImagesDocument =
        serde_json::from_slice(bytes).map_err(|error| refused(&error))?;
    let pulls = document.pulls.into_iter().map(|entry| {
        let PullEntry { cluster, image, login, outcome, message, digest, asked } = entry;
        (PullKey { cluster, image, login }, Pull { outcome, message, digest, asked })
    });
    Ok(Images { pulls: pulls.collect(), facts: document.images })
}

/// Returns the error for an error of serde. Serde's error quotes the text, and this one does not: if the user has
/// named a wrong file, the text may be a credential.
fn refused(error: &serde_json::Error) -> ImagesError {
    let position =
        (error.line() > 0).then(|| Position { line: error.line(), column: error.column().max(1) });
    let message = match error.classify() {
        serde_json::error::Category::Data => {
            "not a document that `pullconfig preflight` has written"
        }
        _ => "not JSON",
    };
    ImagesError { position, message: message.to_owned() }
}

/// Writes `images` as the text of an `images.json`.
///
/// # Errors
/// The stream cannot be written.
pub fn write(out: &mut dyn Write, images: &Images) -> io::Result<()> {
    let pulls = images.pulls.iter().map(|(key, pull)| PullEntry {
        cluster: key.cluster.clone(),
        image: key.image.clone(),
        login: key.login.clone(),
        outcome: pull.outcome,
        message: pull.message.clone(),
        digest: pull.digest.clone(),
        asked: pull.asked,
    });
    let document = ImagesDocument {
        version: IMAGES_VERSION,
        program: concat!("pullconfig ", env!("CARGO_PKG_VERSION")).into(),
        pulls: pulls.collect(),
        images: images.facts.clone(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}
