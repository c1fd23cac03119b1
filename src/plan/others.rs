//! A document → the apps on Docker in it that pull from a registry and fetch no credential that is
//! recognised, for whoever wonders what was not found.

use std::collections::BTreeSet;

use super::FileFormat;
use super::content::{Content, read};
use crate::engine::Options;
use crate::marathon::{self, ContainerType, Id, Registry};
use crate::source::SourceFile;
use crate::text::{Document, Lines, Position};

/// An app on Docker without recognised credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// Where it begins.
    pub position: Position,
    /// Which it is.
    pub id: Id,
    /// The host that its image comes from, as the file has it.
    pub registry: String,
    /// What it fetches, as the file has it.
    pub uris: Vec<String>,
}

/// The apps of a file that were found, and whether there may be more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Others {
    /// In the order of the text.
    pub apps: Vec<Other>,
    /// Whether more images are named than were looked at.
    pub is_cut: bool,
}

/// Finds the other apps of a file that is JSON or a template of it, looking at no more than
/// `options.others` images; none of a file that cannot be read.
#[must_use]
pub fn others(source: &SourceFile, options: &Options) -> Others {
    match read(source, options.templates) {
        Ok(content) => of_content(&content, &Lines::new(&source.bytes), options),
        Err(_) => Others::default(),
    }
}

/// Whether a file's name is one of those that definitions have: what else may hold some is found by
/// the credentials in it.
#[must_use]
pub fn may_hold_others(path: &std::path::Path) -> bool {
    FileFormat::is_for_definitions(path)
}

/// The other apps of a file, as [`others`] finds them.
pub(super) fn of_content(content: &Content, lines: &Lines, options: &Options) -> Others {
    let mut found = Others::default();
    if options.others == 0 {
        return found;
    }
    match content {
        Content::Json(document) => add(&mut found, document, lines, options),
        Content::Template(_, readings) => {
            let mut seen = BTreeSet::new();
            readings.iter().for_each(|it| add(&mut found, &it.document, lines, options));
            found.apps.retain(|app| seen.insert(app.position));
        }
        Content::Other(..) => {}
    }
    found
}

fn add(found: &mut Others, document: &Document, lines: &Lines, options: &Options) {
    let bytes = document.original().as_bytes();
    let mut images: Vec<usize> =
        marathon::image_members(bytes).take(options.others.saturating_add(1)).collect();
    found.is_cut |= images.len() > options.others;
    images.truncate(options.others);
    let has_image = |span: std::ops::Range<usize>| {
        let next = images.partition_point(|&at| at < span.start);
        images.get(next).is_some_and(|&at| at < span.end)
    };
    if images.is_empty() {
        return;
    }
    for definition in marathon::definitions(document, &has_image) {
        let Some(container) = marathon::container(document, definition.node) else { continue };
        let Some(image) = container.image.and_then(|image| document.string(image)) else {
            continue;
        };
        let is_docker = container.container_type == Ok(ContainerType::Docker);
        if !is_docker || container.pull_config.is_some() {
            continue;
        }
        let image = document.restored(&image);
        let Registry::Host(registry) = Registry::of(&image) else { continue };
        let fetched = marathon::fetched(document, &definition, &options.recognition);
        if fetched.iter().any(|entry| entry.credential.is_some())
            || options.recognition.is_agents_pull(document, &definition)
        {
            continue;
        }
        let mut id = definition.id;
        id.edit(|id| *id = document.restored(id).into_owned());
        found.apps.push(Other {
            position: lines.position(document.span(definition.node).start),
            id,
            registry: registry.to_owned(),
            uris: fetched.into_iter().map(|entry| entry.uri).collect(),
        });
    }
}
