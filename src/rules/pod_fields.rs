//! The fields of a pod's containers that several rules read (marathon: docs
//! types/podContainer.raml, pod.raml), and the images of apps and pods.
//!
//! A field of the wrong type is left out, because Marathon refuses it. An argument `container` is
//! the pointer to a container.

use serde_json::Value;

use super::app_fields::{Field, TextField, elements};
use crate::engine::Context;
use crate::marathon::{CredentialEntry, DefinitionKind, Envelope};
use crate::text::token;

/// Returns the texts that the processes of a container see: its command, the environment of the
/// container and of the pod, and the command of the health check.
pub(super) fn texts(context: &Context, container: &str) -> Vec<TextField> {
    let mut texts = Vec::new();
    for owner in ["", container] {
        let environment = format!("{owner}/environment");
        let variables = context.get(&environment).and_then(Value::as_object).into_iter().flatten();
        for (name, value) in variables {
            let Some(text) = value.as_str() else { continue };
            let pointer = format!("{environment}/{}", token(name));
            let label = format!("`environment.{name}`");
            texts.push(TextField { pointer, label, text: text.to_owned() });
        }
    }
    for (owner, label) in [("exec", "`exec.command`"), ("healthCheck/exec", "the health check")] {
        let command = format!("{container}/{owner}/command");
        let mut words = elements(context, &format!("{command}/argv"), Value::is_string);
        let shell = format!("{command}/shell");
        words.extend(context.get(&shell).cloned().map(|value| Field { pointer: shell, value }));
        for Field { pointer, value } in words {
            let Some(text) = value.as_str() else { continue };
            texts.push(TextField { pointer, label: label.to_owned(), text: text.to_owned() });
        }
    }
    texts
}

/// Returns the paths of the volumes that the container mounts: those on the agent and those in the
/// container.
pub(super) fn volume_paths(context: &Context, container: &str) -> Vec<String> {
    let volumes = elements(context, "/volumes", Value::is_object);
    let text = |value: &Value, name: &str| Some(value.get(name)?.as_str()?.to_owned());
    let mut paths = Vec::new();
    for Field { value: mount, .. } in
        elements(context, &format!("{container}/volumeMounts"), Value::is_object)
    {
        let name = text(&mount, "name");
        let mounted = volumes.iter().filter(|volume| text(&volume.value, "name") == name);
        paths.extend(mounted.filter_map(|volume| text(&volume.value, "host")));
        paths.extend(text(&mount, "mountPath"));
    }
    paths
}

/// A container that has credentials among its artifacts.
#[derive(Debug)]
pub(super) struct Carrier<'a> {
    /// The pointer to the container in the pod.
    pub(super) pointer: String,
    /// The credentials among the container's artifacts, each after its index in `artifacts`,
    /// ascending.
    pub(super) entries: Vec<(usize, &'a CredentialEntry)>,
}

impl Carrier<'_> {
    /// Returns the pointer to the first credential among the container's artifacts.
    pub(super) fn place(&self) -> String {
        let first = self.entries.first().map_or(0, |&(index, _)| index);
        format!("{}/artifacts/{first}", self.pointer)
    }

    /// Returns the pointer to the name of the container's image.
    pub(super) fn image_pointer(&self) -> String {
        format!("{}/image/id", self.pointer)
    }

    /// Returns the name of the container's image, if there is one.
    pub(super) fn image<'w>(&self, context: &'w Context) -> Option<&'w str> {
        context.text(&self.image_pointer()).filter(|id| !id.is_empty())
    }

    /// Whether the container gets a new `pullConfig`.
    pub(super) fn needs_secret(&self, context: &Context) -> bool {
        context.get(&format!("{}/image/pullConfig", self.pointer)).is_none()
    }
}

/// Returns the containers to convert: those with credentials among their artifacts. A pod in the
/// answer about a group has none to convert, because the answer is never sent back.
pub(super) fn carriers<'a>(context: &Context<'a>) -> Vec<Carrier<'a>> {
    let mut carriers: Vec<Carrier> = Vec::new();
    let definition = context.definition();
    if definition.kind != DefinitionKind::Pod || definition.envelope == Envelope::GroupAnswer {
        return carriers;
    }
    for entry in context.entries() {
        let pointer = context.pointer_of(entry);
        let Some((container, index)) = pointer.rsplit_once("/artifacts/") else { continue };
        let Ok(index) = index.parse() else { continue };
        match carriers.last_mut().filter(|last| last.pointer == container) {
            Some(last) => last.entries.push((index, entry)),
            None => carriers
                .push(Carrier { pointer: container.to_owned(), entries: vec![(index, entry)] }),
        }
    }
    carriers
}

/// Returns the pointers to the objects that describe images: one in an app, and one for each
/// container of a pod. A definition may lack the object at such a pointer.
pub(super) fn images(context: &Context) -> Vec<String> {
    match context.definition().kind {
        DefinitionKind::App => vec!["/container/docker".to_owned()],
        DefinitionKind::Pod => {
            let containers = context.get("/containers").and_then(Value::as_array);
            let count = containers.map_or(0, Vec::len);
            (0..count).map(|index| format!("/containers/{index}/image")).collect()
        }
        DefinitionKind::Job => Vec::new(),
    }
}

/// Returns the pointer to the name of the image that is described at `image`.
pub(super) fn image_name(context: &Context, image: &str) -> String {
    let member = if context.definition().kind == DefinitionKind::Pod { "id" } else { "image" };
    format!("{image}/{member}")
}
