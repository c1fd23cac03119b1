//! The parts of a pod's container that several rules look at (marathon: docs
//! types/podContainer.raml, pod.raml).
//!
//! What has the wrong type is left out, as in `parts`.

use json_patch::jsonptr::Token;
use serde_json::Value;

use super::Work;
use super::parts::{Text, elements};

/// The command, the values of the environment, the pod's included, and the command of the health
/// check.
pub(super) fn texts(work: &Work, container: &str) -> Vec<Text> {
    let mut texts = Vec::new();
    for owner in ["", container] {
        let environment = format!("{owner}/environment");
        let variables = work.get(&environment).and_then(Value::as_object).into_iter().flatten();
        for (name, value) in variables {
            let Some(text) = value.as_str() else { continue };
            let pointer = format!("{environment}/{}", Token::new(name).encoded());
            let label = format!("`environment.{name}`");
            texts.push(Text { pointer, label, text: text.to_owned() });
        }
    }
    for (owner, label) in [("exec", "`exec.command`"), ("healthCheck/exec", "the health check")] {
        let command = format!("{container}/{owner}/command");
        let mut words = elements(work, &format!("{command}/argv"), Value::is_string);
        let shell = format!("{command}/shell");
        words.extend(work.get(&shell).cloned().map(|line| (shell, line)));
        for (pointer, word) in words {
            let Some(text) = word.as_str() else { continue };
            texts.push(Text { pointer, label: label.to_owned(), text: text.to_owned() });
        }
    }
    texts
}

/// The places on the agent and in the container of the volumes that the container mounts.
pub(super) fn volume_paths(work: &Work, container: &str) -> Vec<String> {
    let volumes = elements(work, "/volumes", Value::is_object);
    let text = |value: &Value, name: &str| Some(value.get(name)?.as_str()?.to_owned());
    let mut paths = Vec::new();
    for (_, mount) in elements(work, &format!("{container}/volumeMounts"), Value::is_object) {
        let name = text(&mount, "name");
        let mounted = volumes.iter().filter(|(_, volume)| text(volume, "name") == name);
        paths.extend(mounted.filter_map(|(_, volume)| text(volume, "host")));
        paths.extend(text(&mount, "mountPath"));
    }
    paths
}
