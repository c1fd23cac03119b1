//! Reads the `container` of an app: which containerizer runs the app. Also tells whether a
//! definition already has a `pullConfig`.
//!
//! Enum values are compared as Marathon compares them, ignoring case (marathon: type-generator
//! EnumVisitor.scala:27-46). A member that is `null` counts as absent (FieldVisitor.scala,
//! `validateOpt`).

use std::str::FromStr;

use super::definition::Definition;
use super::kind::DefinitionKind;
use super::shape::{object, present, text};
use crate::text::{Document, NodeId};

/// The value of `container.type` (marathon: docs types/appContainer.raml).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContainerType {
    /// The Docker engine. An absent `type` means it, too (appContainer.raml:160-162).
    Docker,
    /// The Mesos containerizer, also called UCR.
    Mesos,
}

/// A `container.type` that is neither DOCKER nor MESOS. Marathon refuses the definition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown value `{0}`")]
pub struct UnknownValue(
    /// The text of a string, or the JSON of any other value.
    pub String,
);

/// The parts of an app's `container` that matter for the migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    /// The object `container`.
    pub node: NodeId,
    /// The containerizer that `container.type` names, or the value that names none.
    pub container_type: Result<ContainerType, UnknownValue>,
    /// The object `container.docker`.
    pub docker: Option<NodeId>,
    /// The string `container.docker.image`.
    pub image: Option<NodeId>,
    /// The value of `container.docker.pullConfig`, of any type.
    pub pull_config: Option<NodeId>,
}

/// Returns the container of an app, or `None` if `container` is absent, `null` or no object.
#[must_use]
pub fn container(document: &Document, app: NodeId) -> Option<Container> {
    let node = object(document, app, "container")?;
    let docker = object(document, node, "docker");
    Some(Container {
        node,
        container_type: match present(document, node, "type") {
            None => Ok(ContainerType::Docker),
            Some(value) => match document.string(value) {
                Some(text) => text.parse(),
                None => Err(UnknownValue(document.raw(value).to_owned())),
            },
        },
        docker,
        image: docker.and_then(|docker| text(document, docker, "image")),
        pull_config: docker.and_then(|docker| present(document, docker, "pullConfig")),
    })
}

/// Whether an app, or any container of a pod, already has a `pullConfig`. A job cannot have one
/// (metronome: schema/jobspec.schema.json:169-189).
#[must_use]
pub fn has_pull_config(document: &Document, definition: &Definition) -> bool {
    match definition.kind {
        DefinitionKind::App => {
            container(document, definition.node).is_some_and(|found| found.pull_config.is_some())
        }
        DefinitionKind::Pod => {
            document.get(definition.node, "containers").is_some_and(|containers| {
                document
                    .elements(containers)
                    .filter_map(|container| object(document, container, "image"))
                    .any(|image| present(document, image, "pullConfig").is_some())
            })
        }
        DefinitionKind::Job => false,
    }
}

impl FromStr for ContainerType {
    type Err = UnknownValue;

    fn from_str(text: &str) -> Result<Self, UnknownValue> {
        let known = [("docker", Self::Docker), ("mesos", Self::Mesos)];
        let found = known.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
        found.map(|(_, value)| value).ok_or_else(|| UnknownValue(text.to_owned()))
    }
}
