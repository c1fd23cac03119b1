//! Finds the entries that an update with the definition of a file would remove from the running definition.

use std::collections::BTreeSet;

use serde_json::Value;

use super::LiveDefinition;
use super::pull_secrets::pull_secrets;
use crate::marathon::{DefinitionKind, Envelope};
use crate::text::without_login;

/// Returns the entries of `secrets`, `env` and `fetch` that the running definition has and that an update
/// with `file` would remove, as paths such as `env.LOG_LEVEL`. Credential URIs are not among them, because the
/// migration is meant to remove them. If the file has a pull secret, that of the running definition is not among them
/// either.
///
/// An update of an app is partial: a member that the file lacks stays as it is (marathon:
/// AppsResource.scala:277, AppConversion.scala:206-245). An app in a group, or a pod, is replaced as a whole.
#[must_use]
pub fn removed_entries(file: &Value, envelope: Envelope, live: &LiveDefinition) -> Vec<String> {
    let LiveDefinition { running, value } = live;
    let is_whole = running.kind == DefinitionKind::Pod
        || matches!(envelope, Envelope::Group | Envelope::GroupAnswer);
    let update = Update { is_whole, credentials: running.uris };
    let mut removed = Vec::new();
    update.members(file, value, "secrets", "", &mut removed);
    if !pull_secrets(file).is_empty() {
        let own = pull_secrets(value);
        removed.retain(|name| !own.iter().any(|key| *name == format!("secrets.{key}")));
    }
    match running.kind {
        DefinitionKind::App => {
            update.members(file, value, "env", "", &mut removed);
            update.fetched(file, value, &["fetch", "uris"], "", &mut removed);
        }
        DefinitionKind::Pod => {
            update.members(file, value, "environment", "", &mut removed);
            update.containers(file, value, &mut removed);
        }
        DefinitionKind::Job => {}
    }
    removed
}

/// An update of a running definition.
struct Update<'l> {
    /// Whether the update also removes members that the file lacks.
    is_whole: bool,
    /// The credential URIs that the running definition fetches.
    credentials: &'l [String],
}

impl Update<'_> {
    /// Adds the entries of the object `name` that are removed. `of` is the path of the value that has the object,
    /// with a dot at the end, or empty.
    fn members(&self, file: &Value, live: &Value, name: &str, of: &str, removed: &mut Vec<String>) {
        let Some(live) = live.get(name).and_then(Value::as_object) else { return };
        let file = file.get(name).filter(|it| !it.is_null());
        if file.is_none() && !self.is_whole {
            return;
        }
        let has = |key: &String| {
            file.and_then(|file| file.get(key)).is_some_and(|value| !value.is_null())
        };
        let gone = live.iter().filter(|(key, value)| !value.is_null() && !has(key));
        removed.extend(gone.map(|(key, _)| format!("{of}{name}.{key}")));
    }

    /// Adds the URIs that are removed. `names` are the names of the lists that may have URIs. `of` is the path of the
    /// value that has these lists, with a dot at the end, or empty.
    fn fetched(
        &self,
        file: &Value,
        live: &Value,
        names: &[&str],
        of: &str,
        removed: &mut Vec<String>,
    ) {
        let is_there = |name: &&&str| file.get(**name).is_some_and(Value::is_array);
        if !self.is_whole && names.iter().find(is_there).is_none() {
            return;
        }
        let kept: BTreeSet<&str> = names.iter().flat_map(|name| uris(file, name)).collect();
        let running: BTreeSet<&str> = names.iter().flat_map(|name| uris(live, name)).collect();
        let gone = running.into_iter().filter(|&uri| {
            !kept.contains(uri) && !self.credentials.iter().any(|credential| credential == uri)
        });
        removed.extend(gone.map(|uri| format!("{of}{} {}", names[0], without_login(uri))));
    }

    /// Adds the entries that are removed from the containers of a pod. Containers that the file lacks are not looked
    /// at.
    fn containers(&self, file: &Value, live: &Value, removed: &mut Vec<String>) {
        let containers = |pod: &Value| -> Vec<Value> {
            pod.get("containers").and_then(Value::as_array).cloned().unwrap_or_default()
        };
        let files = containers(file);
        for (index, live) in containers(live).iter().enumerate() {
            let name = live.get("name");
            let Some(file) = files.iter().find(|it| it.get("name") == name) else { continue };
            let of = format!("containers[{index}].");
            self.members(file, live, "environment", &of, removed);
            self.fetched(file, live, &["artifacts"], &of, removed);
        }
    }
}

/// Returns the URIs in a list of texts or of artifacts.
fn uris<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v str> + use<'v> {
    let entries = value.get(name).and_then(Value::as_array).into_iter().flatten();
    entries.filter_map(|entry| entry.as_str().or_else(|| entry.get("uri")?.as_str()))
}
