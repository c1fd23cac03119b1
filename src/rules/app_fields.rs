//! The fields of an app that several rules read, as earlier rules have changed them.
//!
//! A field of the wrong type is left out, because Marathon refuses it with either containerizer.

use serde_json::Value;

use super::shell::{self, SimpleCommand};
use crate::engine::Context;
use crate::marathon::NetworkMode;
use crate::text::token;

/// The pointer to the image of an app.
pub(super) const IMAGE: &str = "/container/docker/image";

/// A text that the app's processes see.
pub(super) struct TextField {
    /// The pointer to the text.
    pub pointer: String,
    /// The name of the text in messages, which never show its content.
    pub label: String,
    /// The content of the text.
    pub text: String,
}

/// The label of `args` in messages.
const ARGUMENTS: &str = "`args`";

/// Returns the texts for which `wanted` is true, among the command, its arguments, the commands of
/// health checks and the values of the environment. The other texts are not copied, because an app
/// may have hundreds.
pub(super) fn texts(context: &Context, wanted: impl Fn(&str) -> bool) -> Vec<TextField> {
    let mut texts = commands(context, &wanted);
    for (name, value) in context.get("/env").and_then(Value::as_object).into_iter().flatten() {
        if let Some(text) = value.as_str().filter(|text| wanted(text)) {
            let pointer = format!("/env/{}", token(name));
            texts.push(TextField { pointer, label: format!("`env.{name}`"), text: text.into() });
        }
    }
    texts
}

/// Returns the texts for which `wanted` is true, among those that a shell may see: all except the
/// environment.
pub(super) fn commands(context: &Context, wanted: impl Fn(&str) -> bool) -> Vec<TextField> {
    let list = |pointer| context.get(pointer).and_then(Value::as_array).into_iter().flatten();
    let wanted = |value: Option<&Value>| {
        value.and_then(Value::as_str).filter(|text| wanted(text)).map(str::to_owned)
    };
    let mut texts = Vec::new();
    if let Some(text) = wanted(context.get("/cmd")) {
        texts.push(TextField { pointer: "/cmd".into(), label: "`cmd`".into(), text });
    }
    for (at, argument) in list("/args").enumerate() {
        if let Some(text) = wanted(Some(argument)) {
            texts.push(TextField { pointer: format!("/args/{at}"), label: ARGUMENTS.into(), text });
        }
    }
    for (at, check) in list("/healthChecks").enumerate() {
        let command = check.get("command").and_then(|command| command.get("value"));
        if let Some(text) = wanted(command) {
            let pointer = format!("/healthChecks/{at}/command/value");
            texts.push(TextField { pointer, label: "a health check".into(), text });
        }
    }
    texts
}

/// Returns those texts that a shell may see and that hold a command for which `does` is true. `may`
/// is a fast search for bytes; texts for which it is false are not read. Each of the `args` is read
/// as a command line; then all of them are read together as one command.
pub(super) fn commands_that(
    context: &Context,
    may: impl Fn(&str) -> bool,
    does: impl Fn(&SimpleCommand) -> bool,
) -> Vec<TextField> {
    let mut texts = commands(context, may);
    let has_arguments = texts.iter().any(|text| text.label == ARGUMENTS);
    texts.retain(|text| shell::commands(&text.text).iter().any(&does));
    if has_arguments && !texts.iter().any(|text| text.label == ARGUMENTS) {
        let arguments = context.get("/args").and_then(Value::as_array).into_iter().flatten();
        let words = arguments.filter_map(|word| word.as_str().map(str::to_owned)).collect();
        let command = SimpleCommand { words, outputs: Vec::new() };
        if does(&command) {
            let text = command.words.join(" ");
            texts.push(TextField { pointer: "/args".into(), label: ARGUMENTS.into(), text });
        }
    }
    texts
}

/// A value of the app or pod, with the pointer to it.
pub(super) struct Field {
    pub(super) pointer: String,
    pub(super) value: Value,
}

/// Returns the elements of a list for which `wanted` is true, with their pointers. There are none
/// if the value is no list.
pub(super) fn elements(
    context: &Context,
    list: &str,
    wanted: impl Fn(&Value) -> bool,
) -> Vec<Field> {
    let elements = context.get(list).and_then(Value::as_array).into_iter().flatten();
    let wanted = elements.enumerate().filter(|(_, value)| wanted(value));
    let field = |(at, value): (usize, &Value)| Field {
        pointer: format!("{list}/{at}"),
        value: value.clone(),
    };
    wanted.map(field).collect()
}

/// Returns the volumes in `container.volumes` for which `wanted` is true, with their pointers.
pub(super) fn volumes(context: &Context, wanted: impl Fn(&Value) -> bool) -> Vec<Field> {
    elements(context, "/container/volumes", wanted)
}

/// Returns the path of a volume in the container.
pub(super) fn container_path(volume: &Value) -> Option<&str> {
    volume.get("containerPath")?.as_str()
}

/// Returns the path of a host volume on the agent, or in the sandbox if it is relative.
pub(super) fn host_path(volume: &Value) -> Option<&str> {
    volume.get("hostPath")?.as_str()
}

/// Whether a volume is the socket of Docker.
pub(super) fn is_docker_socket(volume: &Value) -> bool {
    let paths = [host_path(volume), container_path(volume)];
    paths.into_iter().flatten().any(|path| path.ends_with(DOCKER_SOCKET))
}

/// The end of the path of Docker's socket, as nearly all hosts have it.
pub(super) const DOCKER_SOCKET: &str = "docker.sock";

/// Returns the modes of the app's networks, without those that Marathon does not know. An app
/// without networks is on the agent's network (marathon: AppNormalization.scala:317-337).
pub(super) fn modes(context: &Context) -> impl Iterator<Item = NetworkMode> {
    let networks = context.get("/networks").and_then(Value::as_array).into_iter().flatten();
    networks.filter_map(NetworkMode::of_network)
}

/// Whether the app has a network of its own: a bridge or a container network.
pub(super) fn has_own_network(context: &Context) -> bool {
    modes(context).any(|mode| mode != NetworkMode::Host)
}

/// Returns the networks for which `wanted` is true; `wanted` is called with the mode and the value
/// of a network. Each pointer leads to a place in the file: to the network in `networks`, or to the
/// field that a rule has translated into the network.
pub(super) fn networks(
    context: &Context,
    wanted: impl Fn(NetworkMode, &Value) -> bool,
) -> Vec<Field> {
    let wanted = |network: &Value| {
        NetworkMode::of_network(network).is_some_and(|mode| wanted(mode, network))
    };
    let mut networks = elements(context, "/networks", wanted);
    let written = ["/networks", "/ipAddress", "/container/docker/network"];
    for Field { pointer, .. } in &mut networks {
        if !context.definition_has(pointer) {
            let origin = written.into_iter().find(|pointer| context.definition_has(pointer));
            *pointer = origin.unwrap_or_default().to_owned();
        }
    }
    networks
}

/// Returns the port mappings for which `wanted` is true. Each pointer leads to the place in the
/// file, which is `docker.portMappings` if a rule has moved them from there.
pub(super) fn port_mappings(context: &Context, wanted: impl Fn(&Value) -> bool) -> Vec<Field> {
    let (outer, inner) = ("/container/portMappings", "/container/docker/portMappings");
    let mut mappings = elements(context, outer, wanted);
    for Field { pointer, .. } in &mut mappings {
        let old = pointer.replacen(outer, inner, 1);
        if !context.definition_has(pointer) && context.definition_has(&old) {
            *pointer = old;
        }
    }
    mappings
}
