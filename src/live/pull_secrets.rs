//! The pull secrets of a definition: the secrets that its `pullConfig` members name.

use serde_json::Value;

/// Returns the keys under `secrets` that the `pullConfig` members name.
pub(super) fn pull_secrets(definition: &Value) -> Vec<String> {
    let of_app = definition.pointer("/container/docker");
    let containers = definition.get("containers").and_then(Value::as_array);
    let of_pod = containers.into_iter().flatten().filter_map(|it| it.get("image"));
    let images = of_app.into_iter().chain(of_pod);
    let key = |image: &Value| image.get("pullConfig")?.get("secret")?.as_str().map(str::to_owned);
    images.filter_map(key).collect()
}

/// Removes the `pullConfig` members of a definition, and the secrets that they name. Where a definition and its
/// migrated form are compared, these differences are expected.
pub fn remove_pull_secrets(definition: &mut Value) {
    let keys = pull_secrets(definition);
    if let Some(image) = definition.pointer_mut("/container/docker") {
        remove(image, "pullConfig");
    }
    let containers = definition.get_mut("containers").and_then(Value::as_array_mut);
    for container in containers.into_iter().flatten() {
        if let Some(image) = container.get_mut("image") {
            remove(image, "pullConfig");
        }
    }
    let Some(secrets) = definition.get_mut("secrets") else { return };
    keys.iter().for_each(|key| remove(secrets, key));
    if secrets.as_object().is_some_and(serde_json::Map::is_empty) {
        remove(definition, "secrets");
    }
}

fn remove(value: &mut Value, name: &str) {
    if let Some(members) = value.as_object_mut() {
        members.remove(name);
    }
}
