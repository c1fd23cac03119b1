//! Recognises objects by their members alone; the place of an object is considered in `walk`.

use super::kind::DefinitionKind;
use crate::text::{self, Document, NodeId};

/// Starts of member names as they stand in a text. Every definition has at least one of these
/// members. A search for definitions without credentials looks for them, and for `\u00`, which may
/// be a part of an escaped name.
pub const DEFINITION_SIGNS: &[&str] = &[
    "\"container",
    "\"run\"",
    "\"uris\"",
    "\"fetch\"",
    "\"cmd\"",
    "\"args\"",
    "\"instances\"",
    "\"cpus\"",
    "\"mem\"",
];

/// Returns a member that exists and is not `null`. To Marathon, a `null` member is absent
/// (marathon: type-generator FieldVisitor.scala, `validateOpt`).
pub(super) fn present(document: &Document, node: NodeId, name: &str) -> Option<NodeId> {
    document.get(node, name).filter(|&value| document.kind(value) != text::NodeKind::Null)
}

/// Returns a member that is an object.
pub(super) fn object(document: &Document, node: NodeId, name: &str) -> Option<NodeId> {
    of_kind(document, node, name, text::NodeKind::Object)
}

/// Returns a member that is an array.
pub(super) fn array(document: &Document, node: NodeId, name: &str) -> Option<NodeId> {
    of_kind(document, node, name, text::NodeKind::Array)
}

/// Returns a member that is a string.
pub(super) fn text(document: &Document, node: NodeId, name: &str) -> Option<NodeId> {
    of_kind(document, node, name, text::NodeKind::String)
}

/// Returns a member that has a value of this kind.
fn of_kind(document: &Document, node: NodeId, name: &str, kind: text::NodeKind) -> Option<NodeId> {
    document.get(node, name).filter(|&value| document.kind(value) == kind)
}

/// The shape of an object at a place where definitions are expected. The variants without a kind
/// are envelopes, and [`Envelope`](super::Envelope) describes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ObjectShape {
    Definition(DefinitionKind),
    Group,
    AppsAnswer,
    AppAnswer,
    StarAnswer,
    PodStatus,
    /// No shape that an API has.
    Other,
}

/// Returns the first value that cannot be an answer of an API, because it is no app, pod, job or
/// group, and no envelope of one of these. If the text is an array, the elements are checked; else
/// the whole text.
#[must_use]
pub fn outside_of_answers(document: &Document) -> Option<NodeId> {
    let root = document.root();
    let is_other = |&node: &NodeId| {
        document.kind(node) != text::NodeKind::Object || shape(document, node) == ObjectShape::Other
    };
    match document.kind(root) {
        text::NodeKind::Array => document.elements(root).find(is_other),
        _ => Some(root).filter(is_other),
    }
}

/// Returns the shape of an object at a place where an API has a definition or a list of them.
///
/// `container`, `containers` and `run` are checked before `apps`: an app with an unknown member
/// called `apps` is still an app, because Marathon ignores unknown members (marathon:
/// ObjectVisitor.scala:133-155). An object that is an app only by [`loose_kind`] is recognised
/// last.
pub(super) fn shape(document: &Document, node: NodeId) -> ObjectShape {
    if let Some(kind) = strong_kind(document, node) {
        return ObjectShape::Definition(kind);
    }
    if is_group(document, node) {
        return ObjectShape::Group;
    }
    if array(document, node, "apps").is_some() {
        return ObjectShape::AppsAnswer;
    }
    if array(document, node, "*").is_some() {
        return ObjectShape::StarAnswer;
    }
    if object(document, node, "app").is_some_and(|app| loose_kind(document, app).is_some()) {
        return ObjectShape::AppAnswer;
    }
    if object(document, node, "spec").is_some_and(|spec| is_pod(document, spec)) {
        return ObjectShape::PodStatus;
    }
    loose_kind(document, node).map_or(ObjectShape::Other, ObjectShape::Definition)
}

/// Returns the kind of an object at a place where a definition is expected. There an object is an
/// app already if it has a `uris` or `fetch` with an entry, or an `id` beside a member such as
/// `cmd`.
pub(super) fn loose_kind(document: &Document, node: NodeId) -> Option<DefinitionKind> {
    let is_app =
        || fetches(document, node) || (has_any(document, node, &["id"]) && runs(document, node));
    strong_kind(document, node).or_else(|| is_app().then_some(DefinitionKind::App))
}

/// Returns the kind of an object that has a `container`, `containers` or `run` as definitions have
/// it.
fn strong_kind(document: &Document, node: NodeId) -> Option<DefinitionKind> {
    let container = object(document, node, "container");
    if container.is_some_and(|container| {
        has_any(document, container, &["docker", "type"]) || has_any(document, node, &["id"])
    }) {
        Some(DefinitionKind::App)
    } else if container.is_none() && is_pod(document, node) {
        Some(DefinitionKind::Pod)
    } else if object(document, node, "run").is_some_and(|run| is_run(document, run)) {
        Some(DefinitionKind::Job)
    } else {
        None
    }
}

/// Returns the kind of an object at a place where nothing is expected. The object must have the
/// image of its kind, as a string: descriptions of the format (JSON schemas) have an object in that
/// place.
pub(super) fn strict_kind(document: &Document, node: NodeId) -> Option<DefinitionKind> {
    let docker_image = |owner| {
        object(document, owner, "docker").is_some_and(|it| text(document, it, "image").is_some())
    };
    let image_id = |owner| {
        object(document, owner, "image").is_some_and(|it| text(document, it, "id").is_some())
    };
    if object(document, node, "container").is_some_and(docker_image)
        && (fetches(document, node) || has_any(document, node, &["id"]) || runs(document, node))
    {
        return Some(DefinitionKind::App);
    }
    if is_pod(document, node)
        && array(document, node, "containers")
            .is_some_and(|containers| document.elements(containers).any(image_id))
    {
        return Some(DefinitionKind::Pod);
    }
    let run = object(document, node, "run")?;
    (docker_image(run) || object(document, run, "ucr").is_some_and(image_id))
        .then_some(DefinitionKind::Job)
}

/// Whether an object is a group and not the answer `{"apps": […]}`. A group has `groups`, or it has
/// `apps` or `pods` with another member of a group (marathon: docs types/group.raml).
pub(super) fn is_group(document: &Document, node: NodeId) -> bool {
    let list = |name| array(document, node, name).is_some();
    list("groups")
        || (list("apps") && list("pods"))
        || ((list("apps") || list("pods"))
            && has_any(
                document,
                node,
                &["id", "dependencies", "enforceRole", "version", "scaleBy"],
            ))
}

/// Whether an object is a group with an id. At a place where no group is expected, a group without
/// an id is not recognised.
pub(super) fn is_named_group(document: &Document, node: NodeId) -> bool {
    text(document, node, "id").is_some() && is_group(document, node)
}

/// Whether an object has the `containers` of a pod. The images of a pod are objects (marathon: docs
/// types/podContainer.raml:18-45), those of Kubernetes are strings.
fn is_pod(document: &Document, node: NodeId) -> bool {
    array(document, node, "containers").is_some_and(|containers| {
        !document.elements(containers).any(|container| text(document, container, "image").is_some())
    })
}

/// Whether `run` belongs to a job (metronome: schema/jobspec.schema.json).
fn is_run(document: &Document, run: NodeId) -> bool {
    has_any(document, run, &["docker", "ucr", "artifacts"]) || runs(document, run)
}

/// Whether an object has a member that tells its command, its number of instances or its resources.
fn runs(document: &Document, node: NodeId) -> bool {
    has_any(document, node, &["cmd", "args", "instances", "cpus", "mem"])
}

/// Whether the `uris` or `fetch` of an object have an entry as apps have it.
fn fetches(document: &Document, node: NodeId) -> bool {
    array(document, node, "uris").is_some_and(|uris| {
        document.elements(uris).any(|uri| document.kind(uri) == text::NodeKind::String)
    }) || array(document, node, "fetch").is_some_and(|fetch| {
        document.elements(fetch).any(|artifact| text(document, artifact, "uri").is_some())
    })
}

/// Whether an object has a member with one of these names.
fn has_any(document: &Document, node: NodeId, names: &[&str]) -> bool {
    names.iter().any(|name| document.get(node, name).is_some())
}
