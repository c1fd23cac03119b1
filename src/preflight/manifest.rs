//! Reads manifests and configs of images as Mesos does, and the configs of images that Mesos refuses.
//!
//! Manifests and configs come from a server that nobody vouches for: a wrong type is an error, never a
//! panic.

use serde::Deserialize;
use serde_json::Value;

use crate::images::ImageConfig;

/// The media type of Docker's second schema. Mesos requires exactly this text, without parameters.
pub(super) const V2: &str = "application/vnd.docker.distribution.manifest.v2+json";
/// The media type of Docker's list of manifests.
pub(super) const LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
/// The media type of a manifest of the OCI.
pub(super) const OCI: &str = "application/vnd.oci.image.manifest.v1+json";
/// The media type of an index of the OCI.
pub(super) const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";

/// The value of `Accept` for a manifest of any type.
pub(super) const ACCEPT_ALL: &str = "application/vnd.docker.distribution.manifest.v2+json,application/vnd.docker.distribution.manifest.list.v2+json,application/vnd.oci.image.manifest.v1+json,application/vnd.oci.image.index.v1+json,application/vnd.docker.distribution.manifest.v1+prettyjws,application/vnd.docker.distribution.manifest.v1+json";

/// Whether Mesos reads a manifest of this media type as Docker's first schema.
#[must_use]
pub(super) fn is_v1(media_type: &str) -> bool {
    media_type.starts_with("application/vnd.docker.distribution.manifest.v1")
        || media_type.starts_with("application/json")
}

/// Returns a media type without its parameters.
#[must_use]
pub(super) fn bare(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// The description of a blob in a manifest. A blob is a file that the registry has under its digest, such as a config.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Blob {
    media_type: Option<String>,
    size: Option<u64>,
    /// The digest, such as `sha256:…`.
    pub(super) digest: String,
}

/// A manifest of Docker's second schema, or of the OCI.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    schema_version: Option<u64>,
    media_type: Option<String>,
    config: Option<Blob>,
    #[serde(default)]
    layers: Vec<Blob>,
}

/// Reads a manifest of Docker's second schema. Returns the blob of its config (mesos: src/docker/spec.cpp:347-376;
/// include/mesos/docker/v2_2.proto).
///
/// # Errors
/// Mesos refuses the manifest. The error is the beginning of the message of Mesos.
pub(super) fn v2(body: &[u8]) -> Result<Blob, String> {
    let manifest: Manifest = parsed(body)?;
    let missing = |name: &str| format!("Protobuf parse failed: required `{name}` is missing");
    let config = manifest.config.ok_or_else(|| missing("config"))?;
    let is_whole = |blob: &Blob| blob.media_type.is_some() && blob.size.is_some();
    if !is_whole(&config) || !manifest.layers.iter().all(is_whole) {
        return Err(missing("mediaType` or `size"));
    }
    let failed = |what: &str| Err(format!("Docker v2 s2 image manifest validation failed: {what}"));
    match (manifest.schema_version, manifest.media_type.as_deref()) {
        (None, _) => Err(missing("schemaVersion")),
        (_, None) => Err(missing("mediaType")),
        _ if manifest.layers.is_empty() => failed("'layers' field size must be at least one"),
        _ if !has_digests(&config, &manifest.layers) => failed("Incorrect 'digest' format"),
        (Some(version), _) if version != 2 => failed("'schemaVersion' field must be 2"),
        (_, Some(V2)) => Ok(config),
        _ => failed(&format!("'mediaType' field must be '{V2}'")),
    }
}

fn has_digests(config: &Blob, layers: &[Blob]) -> bool {
    layers.iter().chain([config]).all(|blob| blob.digest.contains(':'))
}

/// Returns the blob of the config that the manifest of an image names, if it names one. The media type of the manifest
/// does not matter.
#[must_use]
pub(super) fn config_of(body: &[u8]) -> Option<Blob> {
    parsed::<Manifest>(body).ok()?.config
}

/// A manifest of Docker's first schema.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FirstSchema {
    #[serde(default)]
    fs_layers: Vec<Value>,
    #[serde(default)]
    history: Vec<History>,
}

/// An element of `history` in a manifest of Docker's first schema: a layer.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct History {
    v1_compatibility: String,
}

/// Reads a manifest of Docker's first schema. Returns its config, which is that of the newest layer (mesos:
/// src/docker/spec.cpp:253-320).
///
/// # Errors
/// Mesos refuses the manifest. The error is the beginning of the message of Mesos.
pub(super) fn v1(body: &[u8]) -> Result<Config, String> {
    let manifest: FirstSchema = parsed(body)?;
    let failed = |what: &str| Err(format!("Docker v2 image manifest validation failed: {what}"));
    let mut first = None;
    for history in &manifest.history {
        let config = config(history.v1_compatibility.as_bytes());
        let config = config.map_err(|_| "Parsing v1Compatibility JSON failed".to_owned())?;
        first = first.or(Some(config));
    }
    match first {
        _ if manifest.fs_layers.is_empty() => failed("'fsLayers' field size must be at least one"),
        None => failed("'history' field size must be at least one"),
        _ if manifest.fs_layers.len() != manifest.history.len() => {
            failed("The size of 'fsLayers' should be equal to the size of 'history'")
        }
        Some(config) => Ok(config),
    }
}

/// The config of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Config {
    /// The facts that the config tells.
    pub(super) facts: ImageConfig,
    /// Whether the config has the member `config`. If it has none, the process of the agent ends (mesos:
    /// src/slave/containerizer/mesos/isolators/docker/runtime.cpp:185).
    pub(super) has_config: bool,
}

/// The JSON text of a config, as far as it is read.
#[derive(Deserialize)]
struct ConfigFile {
    os: Option<String>,
    architecture: Option<String>,
    config: Option<ConfigMember>,
}

/// The member `config` of a config, which tells how the image is run.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct ConfigMember {
    entrypoint: Option<Vec<String>>,
    cmd: Option<Vec<String>>,
    env: Option<Vec<String>>,
    user: Option<String>,
    working_dir: Option<String>,
    stop_signal: Option<String>,
    volumes: Option<serde_json::Map<String, Value>>,
    healthcheck: Option<HealthCheck>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HealthCheck {
    #[serde(default)]
    test: Option<Vec<String>>,
}

/// Reads the config of an image.
///
/// # Errors
/// Mesos cannot read it.
pub(super) fn config(body: &[u8]) -> Result<Config, String> {
    let file: ConfigFile = parsed(body)?;
    let has_config = file.config.is_some();
    let member = file.config.unwrap_or_default();
    let named = |text: Option<String>| text.filter(|text| !text.is_empty());
    let variables = member.env.unwrap_or_default();
    let variable = |name: &str| {
        let mut pairs = variables.iter().filter_map(|variable| variable.split_once('='));
        pairs.rfind(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
    };
    let name = |variable: &String| variable.split('=').next().unwrap_or_default().to_owned();
    let health_check = member.healthcheck.and_then(|check| check.test).unwrap_or_default();
    let is_none = health_check.first().is_some_and(|word| word == "NONE");
    let facts = ImageConfig {
        os: named(file.os),
        architecture: named(file.architecture),
        entrypoint: member.entrypoint.unwrap_or_default(),
        cmd: member.cmd.unwrap_or_default(),
        user: named(member.user),
        working_dir: named(member.working_dir),
        stop_signal: named(member.stop_signal),
        volumes: member.volumes.unwrap_or_default().into_iter().map(|(path, _)| path).collect(),
        health_check: if is_none { Vec::new() } else { health_check },
        env_names: variables.iter().map(name).collect(),
        path: variable("PATH"),
        home: variable("HOME"),
    };
    Ok(Config { facts, has_config })
}

/// Reads JSON. The error quotes nothing of the text.
fn parsed<T: for<'de> Deserialize<'de>>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => "Protobuf parse failed".to_owned(),
        _ => "JSON parse failed".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{V2, config, v1, v2};

    fn manifest() -> Value {
        let blob = |digest: &str| json!({ "mediaType": "x", "size": 1, "digest": digest });
        json!({ "schemaVersion": 2, "mediaType": V2, "config": blob("sha256:c"), "layers": [blob("sha256:l")] })
    }

    #[test]
    fn manifests_are_checked_as_mesos_checks_them() {
        let with = |pointer: &str, value: Value| {
            let mut manifest = manifest();
            *manifest.pointer_mut(pointer).expect(pointer) = value;
            manifest
        };
        let cases = [
            (manifest(), "sha256:c"),
            (
                with("/mediaType", json!("application/vnd.oci.image.manifest.v1+json")),
                "Docker v2 s2 image manifest validation failed: 'mediaType' field must be 'application/vnd.docker.distribution.manifest.v2+json'",
            ),
            (
                with("/mediaType", Value::Null),
                "Protobuf parse failed: required `mediaType` is missing",
            ),
            (
                with("/schemaVersion", json!(1)),
                "Docker v2 s2 image manifest validation failed: 'schemaVersion' field must be 2",
            ),
            (with("/schemaVersion", json!("2")), "Protobuf parse failed"),
            (
                with("/layers", json!([])),
                "Docker v2 s2 image manifest validation failed: 'layers' field size must be at least one",
            ),
            (with("/config", Value::Null), "Protobuf parse failed: required `config` is missing"),
            (
                with("/config/digest", json!("c")),
                "Docker v2 s2 image manifest validation failed: Incorrect 'digest' format",
            ),
            (
                with("/layers/0/size", Value::Null),
                "Protobuf parse failed: required `mediaType` or `size` is missing",
            ),
            (json!([]), "Protobuf parse failed"),
        ];
        for (manifest, expected) in cases {
            let found = v2(manifest.to_string().as_bytes());
            let found = found.map_or_else(|why| why, |blob| blob.digest);
            assert_eq!(found, expected, "{manifest}");
        }
        assert_eq!(v2(b"dXNlcjpwYXNz").expect_err("no JSON"), "JSON parse failed");
    }

    #[test]
    fn the_first_schema_has_its_config_inside() {
        let newest =
            json!({ "os": "linux", "config": { "Cmd": ["run"], "User": "app" } }).to_string();
        let history = |text: &str| json!({ "v1Compatibility": text });
        let manifest =
            json!({ "fsLayers": [{}, {}], "history": [history(&newest), history("{}")] });
        let found = v1(manifest.to_string().as_bytes()).expect("a manifest");
        assert_eq!(
            (found.facts.cmd, found.facts.user),
            (vec!["run".to_owned()], Some("app".to_owned()))
        );
        let cases = [
            (
                json!({}),
                "Docker v2 image manifest validation failed: 'fsLayers' field size must be at least one",
            ),
            (
                json!({ "fsLayers": [{}] }),
                "Docker v2 image manifest validation failed: 'history' field size must be at least one",
            ),
            (
                json!({ "fsLayers": [{}, {}], "history": [history("{}")] }),
                "Docker v2 image manifest validation failed: The size of 'fsLayers' should be equal to the size of 'history'",
            ),
            (
                json!({ "fsLayers": [{}], "history": [history("x")] }),
                "Parsing v1Compatibility JSON failed",
            ),
        ];
        for (manifest, expected) in cases {
            assert_eq!(v1(manifest.to_string().as_bytes()).expect_err(expected), expected);
        }
    }

    #[test]
    fn a_config_tells_its_facts_and_no_values_of_variables() {
        let text = json!({
            "os": "linux", "architecture": "amd64",
            "config": {
                "Entrypoint": null, "Cmd": ["run"], "User": "", "WorkingDir": "/srv", "StopSignal": "SIGQUIT",
                "Env": ["PATH=/bin", "TOKEN=dXNlcjpwYXNz", "HOME=/root", "PATH=/usr/bin", "ODD"],
                "Volumes": { "/data": {} }, "Healthcheck": { "Test": ["CMD-SHELL", "curl localhost"] }
            }
        });
        let found = config(text.to_string().as_bytes()).expect("a config");
        assert!(found.has_config);
        let facts = found.facts;
        assert_eq!(facts.env_names, ["PATH", "TOKEN", "HOME", "PATH", "ODD"]);
        assert_eq!(
            (facts.path.as_deref(), facts.home.as_deref()),
            (Some("/usr/bin"), Some("/root"))
        );
        assert_eq!((facts.user, facts.working_dir.as_deref()), (None, Some("/srv")));
        assert_eq!((facts.entrypoint, facts.volumes), (vec![], vec!["/data".to_owned()]));
        assert_eq!(facts.health_check, ["CMD-SHELL", "curl localhost"]);
        let without = [json!({}), json!({ "config": null })];
        for text in without {
            assert!(!config(text.to_string().as_bytes()).expect("a config").has_config, "{text}");
        }
        let none = json!({ "config": { "Healthcheck": { "Test": ["NONE"] } } }).to_string();
        assert_eq!(
            config(none.as_bytes()).expect("a config").facts.health_check,
            Vec::<String>::new()
        );
        for wrong in [json!([1]), json!({ "config": { "Cmd": "run" } }), json!({ "config": 1 })] {
            assert!(config(wrong.to_string().as_bytes()).is_err(), "{wrong}");
        }
    }
}
