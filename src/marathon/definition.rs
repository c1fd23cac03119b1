//! A definition and its envelope. [`definitions`](super::definitions) finds them.

use json_patch::jsonptr::PointerBuf;

use super::id::Id;
use super::kind::DefinitionKind;
use crate::text::NodeId;

/// The structure around a definition. Most structures are requests and answers of the APIs of
/// Marathon and Metronome, which people and backups store as they are.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Envelope {
    /// The file is the definition (marathon: AppsResource.scala:112, 218-226).
    Single,
    /// The file is an array, and the definition is an element of it (marathon:
    /// AppsResource.scala:246-269).
    Array,
    /// `{"apps": […]}`, the answer of `GET /v2/apps` (marathon: AppsResource.scala:96). The body of
    /// a group without an id looks the same; ids have the same meaning in both.
    AppsAnswer,
    /// `{"app": {…}}`, the answer of `GET /v2/apps/{id}` (marathon: AppsResource.scala:188).
    AppAnswer,
    /// `{"*": […]}`, the answer of `GET /v2/apps/{group}/*` (marathon: AppsResource.scala:169-175).
    StarAnswer,
    /// A tree of groups (marathon: docs types/group.raml:47-71).
    Group,
    /// The `spec` of a pod's status in the `pods` of a group. Marathon answers with such groups,
    /// but accepts no `pods` in a request (marathon: docs types/group.raml:9-71).
    GroupAnswer,
    /// The `spec` of a pod's status (marathon: docs types/podStatus.raml).
    PodStatus,
    /// Another JSON structure, which no API has.
    Unknown,
}

/// An app, pod or job in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The kind of the definition.
    pub kind: DefinitionKind,
    /// The object itself.
    pub node: NodeId,
    /// The pointer to [`Definition::node`] from the document's root.
    pub pointer: PointerBuf,
    /// The envelope of the definition.
    pub envelope: Envelope,
    /// The id, with groups and `..` resolved.
    pub id: Id,
    /// The value of the member `id`, if it is there and not `null`.
    pub id_node: Option<NodeId>,
}
