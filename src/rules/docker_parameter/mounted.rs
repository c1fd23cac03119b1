//! The mounts that an app has in `container.volumes`.

use std::collections::HashSet;

use serde_json::Value;

use crate::engine::Context;

/// The pointer to the volumes of an app.
pub(super) const VOLUMES: &str = "/container/volumes";

/// The mounts of `container.volumes`, including the volumes that earlier parameters have added.
#[derive(Debug, Default)]
pub(super) struct Mounted {
    /// The paths in the container, without a slash at the end.
    paths: HashSet<String>,
    /// The names of external volumes.
    names: HashSet<String>,
}

impl Mounted {
    /// Returns the mounts that the app has now.
    pub(super) fn of(context: &Context) -> Self {
        let volumes = || context.get(VOLUMES).and_then(Value::as_array).into_iter().flatten();
        let path = |volume: &Value| Some(bare(volume.get("containerPath")?.as_str()?).to_owned());
        Mounted {
            paths: volumes().filter_map(path).collect(),
            names: volumes().filter_map(external_name).collect(),
        }
    }

    /// Whether there is an external volume with this name.
    pub(super) fn has_external(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Adds `volume`, which is mounted at the path `target`. Returns `false`, and adds nothing, if
    /// another volume is mounted there.
    pub(super) fn insert(&mut self, target: &str, volume: &Value) -> bool {
        let is_new = self.paths.insert(bare(target).to_owned());
        self.names.extend(external_name(volume).filter(|_| is_new));
        is_new
    }
}

/// Returns the name of an external volume.
fn external_name(volume: &Value) -> Option<String> {
    Some(volume.pointer("/external/name")?.as_str()?.to_owned())
}

/// Returns a path without a slash at the end.
pub(super) fn bare(path: &str) -> &str {
    path.trim_end_matches('/')
}
