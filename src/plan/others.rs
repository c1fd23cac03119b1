//! Finds the apps on Docker that pull from a registry and fetch no recognised credential. They show
//! the user what the search may have missed.

use std::collections::BTreeSet;
use std::ops::Range;

use super::content::{Content, read};
use super::{FileFormat, PlanOptions};
use crate::marathon::{
    self, ContainerType, Definition, FoundDefinition, Id, Recognition, Registry,
};
use crate::source::SourceFile;
use crate::text::{Document, Lines, Position, Reading};

/// An app on Docker without recognised credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// The position at which the app begins.
    pub position: Position,
    /// The resolved id.
    pub id: Id,
    /// The host in the name of the image, as the file spells it.
    pub registry: String,
    /// The URIs that the app fetches, as the file spells them.
    pub uris: Vec<String>,
}

/// The apps on Docker without recognised credentials in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Others {
    /// The apps, in the order of the text.
    pub apps: Vec<Other>,
    /// Whether the file names more images than were looked at.
    pub is_cut: bool,
}

/// Returns the apps without recognised credentials in a file that is JSON or a template of it.
/// Looks at no more than `options.others` images. Returns none for a file that cannot be read.
#[must_use]
pub fn others(source: &SourceFile, options: &PlanOptions) -> Others {
    let lines = Lines::new(&source.bytes);
    match read(source, options.templates) {
        Ok(Content::Json(document)) => of_document(&document, &lines, options),
        Ok(Content::Template(read)) => of_readings(&read.readings, &lines, options),
        Ok(Content::Other(..)) | Err(_) => Others::default(),
    }
}

/// Whether a file is searched for apps without recognised credentials: its name is one that files
/// of definitions have. Other files are only found by the credentials in them.
#[must_use]
pub fn may_hold_others(path: &std::path::Path) -> bool {
    FileFormat::is_for_definitions(path)
}

/// Returns the apps without recognised credentials in all readings of a template, each once.
pub(super) fn of_readings(readings: &[Reading], lines: &Lines, options: &PlanOptions) -> Others {
    let mut found = Others::default();
    for Reading { document, .. } in readings {
        let Others { apps, is_cut } = of_document(document, lines, options);
        found.apps.extend(apps);
        found.is_cut |= is_cut;
    }
    let mut seen = BTreeSet::new();
    found.apps.retain(|app| seen.insert(app.position));
    found
}

/// Returns the apps without recognised credentials in a document.
fn of_document(document: &Document, lines: &Lines, options: &PlanOptions) -> Others {
    let images = Images::of(document, options.others);
    let interesting = |span: Range<usize>| images.are_in(&span);
    let recognition = &options.rules.recognition;
    let found = marathon::definitions_with_entries(document, &interesting, recognition);
    images.others(&found, document, lines, recognition)
}

/// The places at which a document names images.
pub(super) struct Images {
    /// The offsets, ascending; no more than the run examines.
    places: Vec<usize>,
    /// Whether the document names more images.
    is_cut: bool,
}

impl Images {
    /// Finds the first `most` places at which a document names images.
    pub(super) fn of(document: &Document, most: usize) -> Self {
        let mut images = Images { places: Vec::new(), is_cut: false };
        if most > 0 {
            let all = marathon::image_members(document.original().as_bytes());
            images.places.extend(all.take(most.saturating_add(1)));
            images.is_cut = images.places.len() > most;
            images.places.truncate(most);
        }
        images
    }

    /// Whether an image is named inside of `span`.
    pub(super) fn are_in(&self, span: &Range<usize>) -> bool {
        let next = self.places.partition_point(|&at| at < span.start);
        self.places.get(next).is_some_and(|&at| at < span.end)
    }

    /// Returns the apps without recognised credentials among the definitions of a document.
    pub(super) fn others(
        &self,
        found: &[FoundDefinition],
        document: &Document,
        lines: &Lines,
        recognition: &Recognition,
    ) -> Others {
        let candidates = found.iter().filter(|found| found.entries.is_empty());
        let candidates = candidates.map(|found| &found.definition);
        let apps = candidates
            .filter(|definition| self.are_in(&document.span(definition.node)))
            .filter_map(|definition| other(definition, document, lines, recognition));
        Others { apps: apps.collect(), is_cut: self.is_cut }
    }
}

/// Returns a definition without recognised credentials as an app on Docker that pulls from a
/// registry. Returns `None` if it is something else, or pulls with a secret or with a login of the
/// agents.
fn other(
    definition: &Definition,
    document: &Document,
    lines: &Lines,
    recognition: &Recognition,
) -> Option<Other> {
    let container = marathon::container(document, definition.node)?;
    let is_docker = container.container_type == Ok(ContainerType::Docker);
    if !is_docker || container.pull_config.is_some() {
        return None;
    }
    let image = document.string(container.image?)?;
    let image = document.restored(&image);
    let Registry::Host(registry) = Registry::of(&image) else { return None };
    if recognition.is_agents_pull(document, definition) {
        return None;
    }
    let mut id = definition.id.clone();
    id.edit(|id| *id = document.restored(id).into_owned());
    let fetched = marathon::fetched(document, definition, recognition);
    Some(Other {
        position: lines.position(document.span(definition.node).start),
        id,
        registry: registry.to_owned(),
        uris: fetched.into_iter().map(|entry| entry.uri).collect(),
    })
}
