//! Finds the definitions in the tree of a JSON text: Marathon apps, pods and Metronome jobs, with
//! their places, ids, and the entries that fetch registry credentials.
//!
//! This module is pure: it touches no disk and no environment, and prints nothing. It does not
//! judge whether a definition can be converted; the rules do. A definition is recognised by its
//! shape and place alone; [`entries()`] then tells whether it has credentials.
//!
//! Invariant: the definitions of a document come in the order of the text, never one inside
//! another, and each pointer leads to its node from the root.

mod container;
mod credential;
mod definition;
mod entries;
mod id;
mod image;
mod kind;
mod mention;
mod mesos_version;
mod network_mode;
mod pattern;
mod recognition;
mod secret_space;
mod shape;
mod target;
mod walk;
mod written;

pub use container::{Container, ContainerType, UnknownValue, container, has_pull_config};
pub use credential::{
    Credential, CredentialForm, DeliveredCredential, Delivery, DeliveryFailure, Effect, credential,
    is_extract,
};
pub use definition::{Definition, Envelope};
pub use entries::{
    CredentialEntry, FetchField, Fetched, FoundDefinition, definitions_with_entries, entries,
    fetched,
};
pub use id::{Id, PathId};
pub use image::{IMAGE_MEMBER, Image, Registry, image_members, registry_after_key};
pub use kind::DefinitionKind;
pub use mention::{CREDENTIAL_NAMES, mentions};
pub use mesos_version::{MesosVersion, NoVersion};
pub use network_mode::{MESOS_BRIDGE, NetworkMode};
pub use pattern::{BadPattern, Pattern};
pub use recognition::{Recognition, matches_uri};
pub use secret_space::may_read;
pub use shape::{DEFINITION_SIGNS, outside_of_answers};
pub use target::{Target, Targets, UnknownTarget};
pub use walk::{DefinitionsAndGroups, Group, definitions, definitions_and_groups};
