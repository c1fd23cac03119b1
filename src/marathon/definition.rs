//! One definition and the envelope it sits in. Plain data; [`definitions`](super::definitions)
//! makes it.

use json_patch::jsonptr::PointerBuf;

use super::id::Id;
use super::kind::DefinitionKind;
use crate::text::NodeId;

/// What a definition sits in. The shapes are those that Marathon's and Metronome's APIs take and
/// give, in which command lines and backups keep them.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Envelope {
    /// The file is the definition (marathon: AppsResource.scala:112, 218-226).
    Single,
    /// An element of the array that the file is (marathon: AppsResource.scala:246-269).
    Array,
    /// `{"apps": […]}`, the answer of `GET /v2/apps` (marathon: AppsResource.scala:96). A group body
    /// without an id looks the same; ids mean the same in both.
    AppsAnswer,
    /// `{"app": {…}}`, the answer of `GET /v2/apps/{id}` (marathon: AppsResource.scala:188).
    AppAnswer,
    /// `{"*": […]}`, the answer of `GET /v2/apps/{group}/*` (marathon: AppsResource.scala:169-175).
    StarAnswer,
    /// In a tree of groups (marathon: docs types/group.raml:47-71).
    Group,
    /// The `spec` of a pod's status in the `pods` of a group. Groups are only ever shown with pods,
    /// never updated with them (marathon: docs types/group.raml:9-71).
    GroupAnswer,
    /// The `spec` of a pod's status (marathon: docs types/podStatus.raml).
    PodStatus,
    /// Somewhere in JSON that no API takes or gives.
    Unknown,
}

/// One app, pod or job in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// What it is.
    pub kind: DefinitionKind,
    /// The object itself.
    pub node: NodeId,
    /// The way to [`Definition::node`] from the document's root.
    pub pointer: PointerBuf,
    /// What it sits in.
    pub envelope: Envelope,
    /// What it is called once groups and `..` are resolved.
    pub id: Id,
    /// Where the id stands, unless there is none.
    pub id_node: Option<NodeId>,
}
