//! A document → the apps on Docker in it that pull from a registry and fetch no credential that is
//! recognised, for whoever wonders what was not found.

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
pub fn others(source: &SourceFile, options: &PlanOptions) -> Others {
    let lines = Lines::new(&source.bytes);
    match read(source, options.templates) {
        Ok(Content::Json(document)) => of_document(&document, &lines, options),
        Ok(Content::Template(_, readings)) => of_readings(&readings, &lines, options),
        Ok(Content::Other(..)) | Err(_) => Others::default(),
    }
}

/// Whether a file's name is one of those that definitions have: what else may hold some is found by
/// the credentials in it.
#[must_use]
pub fn may_hold_others(path: &std::path::Path) -> bool {
    FileFormat::is_for_definitions(path)
}

/// The other apps in the readings of a template, each once.
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

fn of_document(document: &Document, lines: &Lines, options: &PlanOptions) -> Others {
    let images = Images::of(document, options.others);
    let interesting = |span: Range<usize>| images.are_in(&span);
    let recognition = &options.rules.recognition;
    let found = marathon::found(document, &interesting, recognition);
    images.others(&found, document, lines, recognition)
}

/// Where a document names images, as far as they are looked at.
pub(super) struct Images {
    /// Offsets, ascending.
    places: Vec<usize>,
    /// Whether more images are named.
    is_cut: bool,
}

impl Images {
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

    /// Whether one of them is inside of `span`.
    pub(super) fn are_in(&self, span: &Range<usize>) -> bool {
        let next = self.places.partition_point(|&at| at < span.start);
        self.places.get(next).is_some_and(|&at| at < span.end)
    }

    /// The other apps among the definitions of a document.
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

/// Of a definition without recognised credentials: the app on Docker that it is.
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
