//! The parts of an app that several rules look at, as the rules so far have left them.
//!
//! What has the wrong type is left out: Marathon refuses it, whichever containerizer it names.

use serde_json::Value;

use crate::engine::Context;
use crate::text::token;

/// A text that the app's processes get to see.
pub(super) struct Text {
    /// Where it stands.
    pub pointer: String,
    /// What to call it in a message; never its content.
    pub label: String,
    /// The text.
    pub text: String,
}

/// Those that are `wanted` of: the command, its arguments, the commands of health checks and the
/// values of the environment. Apps have hundreds of them; most cost nothing but a look.
pub(super) fn texts(context: &Context, wanted: impl Fn(&str) -> bool) -> Vec<Text> {
    let mut texts = commands(context, &wanted);
    for (name, value) in context.get("/env").and_then(Value::as_object).into_iter().flatten() {
        if let Some(text) = value.as_str().filter(|text| wanted(text)) {
            let pointer = format!("/env/{}", token(name));
            texts.push(Text { pointer, label: format!("`env.{name}`"), text: text.into() });
        }
    }
    texts
}

/// Those that are `wanted` of what a shell may see: all but the environment.
pub(super) fn commands(context: &Context, wanted: impl Fn(&str) -> bool) -> Vec<Text> {
    let list = |pointer| context.get(pointer).and_then(Value::as_array).into_iter().flatten();
    let mut texts = Vec::new();
    let mut push = |pointer: String, label: &str, value: Option<&Value>| {
        if let Some(text) = value.and_then(Value::as_str).filter(|text| wanted(text)) {
            texts.push(Text { pointer, label: label.into(), text: text.into() });
        }
    };
    push("/cmd".into(), "`cmd`", context.get("/cmd"));
    for (at, argument) in list("/args").enumerate() {
        push(format!("/args/{at}"), "`args`", Some(argument));
    }
    for (at, check) in list("/healthChecks").enumerate() {
        let command = check.get("command").and_then(|command| command.get("value"));
        push(format!("/healthChecks/{at}/command/value"), "a health check", command);
    }
    texts
}

/// The elements of a list that are `wanted`, with their pointers; none if it is no list.
pub(super) fn elements(
    context: &Context,
    list: &str,
    wanted: impl Fn(&Value) -> bool,
) -> Vec<(String, Value)> {
    let elements = context.get(list).and_then(Value::as_array).into_iter().flatten();
    let wanted = elements.enumerate().filter(|(_, value)| wanted(value));
    wanted.map(|(at, value)| (format!("{list}/{at}"), value.clone())).collect()
}

/// The entries of `container.volumes` that are `wanted`, with their pointers.
pub(super) fn volumes(context: &Context, wanted: impl Fn(&Value) -> bool) -> Vec<(String, Value)> {
    elements(context, "/container/volumes", wanted)
}

/// A volume's place in the container.
pub(super) fn container_path(volume: &Value) -> Option<&str> {
    volume.get("containerPath")?.as_str()
}

/// A volume's place on the agent, or, relative, in the sandbox, if it is a host volume.
pub(super) fn host_path(volume: &Value) -> Option<&str> {
    volume.get("hostPath")?.as_str()
}

/// What the app is connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// The agent's own network.
    Host,
    /// The bridge.
    Bridge,
    /// A container network.
    Container,
}

impl Mode {
    /// What an entry of `networks` says; none if it is no mode that Marathon knows. Without one it is
    /// a container network (marathon: docs types/network.raml).
    fn of(network: &Value) -> Option<Self> {
        let Some(mode) = network.get("mode").filter(|mode| !mode.is_null()) else {
            return Some(Mode::Container);
        };
        let words = [
            ("host", Mode::Host),
            ("container/bridge", Mode::Bridge),
            ("container", Mode::Container),
        ];
        let mode = mode.as_str()?;
        words.into_iter().find(|(word, _)| mode.eq_ignore_ascii_case(word)).map(|(_, mode)| mode)
    }
}

/// The modes of the app's networks that have one; none means the agent's own (marathon:
/// AppNormalization.scala:317-337).
pub(super) fn modes(context: &Context) -> impl Iterator<Item = Mode> {
    let networks = context.get("/networks").and_then(Value::as_array).into_iter().flatten();
    networks.filter_map(Mode::of)
}

/// The networks of the app that are `wanted` by their mode and their value, with their pointers in
/// the file: an entry of `networks` or what was translated into one.
pub(super) fn networks(
    context: &Context,
    wanted: impl Fn(Mode, &Value) -> bool,
) -> Vec<(String, Value)> {
    let wanted = |network: &Value| Mode::of(network).is_some_and(|mode| wanted(mode, network));
    let mut networks = elements(context, "/networks", wanted);
    let written = ["/networks", "/ipAddress", "/container/docker/network"];
    for (pointer, _) in &mut networks {
        if !context.definition_has(pointer) {
            let origin = written.into_iter().find(|pointer| context.definition_has(pointer));
            *pointer = origin.unwrap_or_default().to_owned();
        }
    }
    networks
}

/// The port mappings that are `wanted`, with their pointers in the file.
pub(super) fn port_mappings(
    context: &Context,
    wanted: impl Fn(&Value) -> bool,
) -> Vec<(String, Value)> {
    let (outer, inner) = ("/container/portMappings", "/container/docker/portMappings");
    let mut mappings = elements(context, outer, wanted);
    for (pointer, _) in &mut mappings {
        let old = pointer.replacen(outer, inner, 1);
        if !context.definition_has(pointer) && context.definition_has(&old) {
            *pointer = old;
        }
    }
    mappings
}
