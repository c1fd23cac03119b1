//! The parts of an app that several rules look at, as the rules so far have left them.
//!
//! What has the wrong type is left out: Marathon refuses it, whichever containerizer it names.

use json_patch::jsonptr::Token;
use serde_json::Value;

use super::Work;

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
pub(super) fn texts(work: &Work, wanted: impl Fn(&str) -> bool) -> Vec<Text> {
    let mut texts = commands(work, &wanted);
    for (name, value) in work.get("/env").and_then(Value::as_object).into_iter().flatten() {
        if let Some(text) = value.as_str().filter(|text| wanted(text)) {
            let pointer = format!("/env/{}", Token::new(name).encoded());
            texts.push(Text { pointer, label: format!("`env.{name}`"), text: text.into() });
        }
    }
    texts
}

/// Those that are `wanted` of what a shell may see: all but the environment.
pub(super) fn commands(work: &Work, wanted: impl Fn(&str) -> bool) -> Vec<Text> {
    let list = |pointer| work.get(pointer).and_then(Value::as_array).into_iter().flatten();
    let mut texts = Vec::new();
    let mut push = |pointer: String, label: &str, value: Option<&Value>| {
        if let Some(text) = value.and_then(Value::as_str).filter(|text| wanted(text)) {
            texts.push(Text { pointer, label: label.into(), text: text.into() });
        }
    };
    push("/cmd".into(), "`cmd`", work.get("/cmd"));
    for (at, argument) in list("/args").enumerate() {
        push(format!("/args/{at}"), "`args`", Some(argument));
    }
    for (at, check) in list("/healthChecks").enumerate() {
        let command = check.get("command").and_then(|command| command.get("value"));
        push(format!("/healthChecks/{at}/command/value"), "a health check", command);
    }
    texts
}

/// The elements of a list with their pointers; none if it is no list.
pub(super) fn elements(work: &Work, list: &str) -> Vec<(String, Value)> {
    let elements = work.get(list).and_then(Value::as_array).into_iter().flatten();
    elements.enumerate().map(|(at, value)| (format!("{list}/{at}"), value.clone())).collect()
}

/// A volume of the app.
pub(super) struct Volume {
    /// Where it stands.
    pub pointer: String,
    /// The object.
    pub value: Value,
}

impl Volume {
    /// Its place in the container.
    pub(super) fn container_path(&self) -> Option<&str> {
        self.value.get("containerPath")?.as_str()
    }

    /// Its place on the agent, or, relative, in the sandbox, if it is a host volume.
    pub(super) fn host_path(&self) -> Option<&str> {
        self.value.get("hostPath")?.as_str()
    }
}

/// `container.volumes`.
pub(super) fn volumes(work: &Work) -> Vec<Volume> {
    let volume = |(pointer, value)| Volume { pointer, value };
    elements(work, "/container/volumes").into_iter().map(volume).collect()
}

/// What the app is connected to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// The agent's own network.
    Host,
    /// The bridge.
    Bridge,
    /// A container network with its name, unless it is Marathon's default one.
    Container(Option<String>),
}

/// A network of the app.
pub(super) struct Network {
    /// Where it stands in the file: an entry of `networks` or what was translated into one.
    pub pointer: String,
    /// Its mode; none if it has none that Marathon knows.
    pub mode: Option<Mode>,
    /// Its labels, if it has some.
    pub labels: Option<Value>,
}

/// The networks of the app; none means the agent's own (marathon: AppNormalization.scala:317-337).
/// An entry without a mode is a container network (marathon: docs types/network.raml).
pub(super) fn networks(work: &Work) -> Vec<Network> {
    let written = ["/networks", "/ipAddress", "/container/docker/network"];
    let origin = written.into_iter().find(|pointer| work.definition_has(pointer));
    let network = |(pointer, value): (String, Value)| {
        let mode = match value.get("mode").filter(|mode| !mode.is_null()) {
            None => Some("container".to_owned()),
            Some(mode) => mode.as_str().map(str::to_ascii_lowercase),
        };
        let name = || value.get("name").and_then(Value::as_str).map(str::to_owned);
        let mode = match mode.as_deref() {
            Some("host") => Some(Mode::Host),
            Some("container/bridge") => Some(Mode::Bridge),
            Some("container") => Some(Mode::Container(name())),
            _ => None,
        };
        let is_written = work.definition_has(&pointer);
        let pointer = if is_written { pointer } else { origin.unwrap_or_default().to_owned() };
        let labels = value
            .get("labels")
            .filter(|labels| labels.as_object().is_some_and(|labels| !labels.is_empty()));
        Network { pointer, mode, labels: labels.cloned() }
    };
    elements(work, "/networks").into_iter().map(network).collect()
}

/// The port mappings, with their pointers in the file.
pub(super) fn port_mappings(work: &Work) -> Vec<(String, Value)> {
    let (outer, inner) = ("/container/portMappings", "/container/docker/portMappings");
    let mut mappings = elements(work, outer);
    for (at, (pointer, _)) in mappings.iter_mut().enumerate() {
        let old = format!("{inner}/{at}");
        if !work.definition_has(pointer) && work.definition_has(&old) {
            *pointer = old;
        }
    }
    mappings
}
