//! The checks of external volumes (marathon: AppValidation.scala:119-128, 213-250;
//! DVDIProvider.scala:95-180, 270-340; OptionSupport.scala; state/Volume.scala:447-453).

use serde_json::Value;

use super::canonical::App;
use super::schema::integer;
use super::view::{get, is_template, members, number, repeated, text, word};
use super::{Reason, Violations};
use crate::marathon::{ContainerType, Target, Targets};

const NAMES: Reason = Reason("repeated-volume-name", "marathon: AppValidation.scala:120-128");
const NAME: Reason = Reason("external-volume-name", "marathon: AppValidation.scala:224");
const PROVIDER: Reason = Reason(
    "external-volume-provider",
    "marathon: AppValidation.scala:225, ExternalVolumes.scala:33-40",
);
const MOUNT: Reason = Reason("csi-mount", "marathon: VolumeConversion.scala:166-180");
const ACCESS: Reason = Reason("csi-access", "marathon: CSIProvider.scala:64-107");
const DRIVER: Reason = Reason("dvdi-driver", "marathon: DVDIProvider.scala:286-287, 329-332");
const OPTION: Reason =
    Reason("dvdi-option", "marathon: AppValidation.scala:215-217, DVDIProvider.scala:272-277");
const READ_ONLY: Reason = Reason("dvdi-read-only", "marathon: DVDIProvider.scala:137-140, 310-313");
const PATH: Reason = Reason("dvdi-path", "marathon: DVDIProvider.scala:137-157");
const DOCKER_ONLY: Reason =
    Reason("dvdi-option-with-docker", "marathon: DVDIProvider.scala:142-145, 314-317");
const INSTANCES: Reason = Reason("dvdi-instances", "marathon: DVDIProvider.scala:109-112");

pub(super) fn check(app: &App, found: &mut Violations) {
    let external = app.volumes().filter(|volume| volume.kind == Some("external"));
    let volumes: Vec<(String, &Value)> = external.map(|it| (it.pointer, it.value)).collect();
    let named = volumes.iter().filter_map(|(at, volume)| {
        Some((at, text(get(volume, "external")?, "name").filter(|name| !is_template(name))?))
    });
    let named: Vec<(&String, &str)> = named.collect();
    let names: Vec<&str> = named.iter().map(|(_, name)| *name).collect();
    for (index, name) in repeated(&names) {
        let message = format!("two external volumes are called `{name}`");
        found.add(&NAMES, format!("{}/external/name", named[index].0), message);
    }
    let mut has_dvdi = false;
    for (pointer, volume) in &volumes {
        has_dvdi |= check_volume(app, volume, pointer, found);
    }
    check_csi_instances(app, volumes.iter().map(|(_, volume)| *volume), found);
    if let Some(instances) = number(app.value, "instances").filter(|&it| has_dvdi && it > 1.0) {
        let message = format!("`instances` is {instances}; Marathon allows 1 with a DVDI volume");
        found.add(&INSTANCES, "/instances", message);
    }
}

/// Checks an external volume. Returns whether it is a DVDI volume.
fn check_volume(app: &App, volume: &Value, pointer: &str, found: &mut Violations) -> bool {
    let Some(info) = get(volume, "external") else { return false };
    let at = |name: &str| format!("{pointer}/external/{name}");
    let provider = text(info, "provider");
    if let Some(capability) = csi_capability(volume)
        && found.since(Target::V1_11)
    {
        check_csi(volume, capability, pointer, found);
        return false;
    }
    match text(info, "name") {
        Some(name) if is_template(name) => {}
        // Marathon accepts any name from 1.8 on (marathon 1.8.230: AppValidation.scala:234). Before
        // that, it accepts only a label (marathon 1.5.0: AppValidation.scala:229; marathon 1.7.236:
        // AppValidation.scala:234).
        Some(name) if is_label(name) => {}
        Some("") => {
            found.add(&NAME, at("name"), "the name of the external volume is empty");
        }
        Some(_) => {
            let message = "the name of the external volume must be lower-case letters and digits, with dashes only between them";
            found.add(&NAME, at("name"), message).only(Targets::before(Target::V1_8));
        }
        None => {
            found.add(&NAME, at("name"), "the external volume has no name");
        }
    }
    match provider {
        Some("dvdi") => {}
        Some(name) if is_template(name) => return false,
        Some(_) | None => {
            let message = "Marathon does not know the provider of the external volume";
            found.add(&PROVIDER, at("provider"), message);
            return false;
        }
    }
    check_options(info, pointer, found);
    check_dvdi(app, volume, info, pointer, found);
    true
}

/// Returns the `capability` of a CSI volume, or `None` if the external volume is another one.
fn csi_capability(volume: &Value) -> Option<&Value> {
    let info = get(volume, "external")?;
    text(info, "provider").filter(|&provider| provider == "csi")?;
    get(get(info, "options")?, "capability")
}

/// Checks a CSI volume (marathon: CSIProvider.scala:94-107, VolumeConversion.scala:166-192).
fn check_csi(volume: &Value, capability: &Value, pointer: &str, found: &mut Violations) {
    let at = |name: &str| format!("{pointer}/external/options/capability/{name}");
    if text(capability, "accessType") == Some("mount") && get(capability, "fsType").is_none() {
        found.add(&MOUNT, at("fsType"), "the access type `mount` needs `fsType`");
    }
    let access = text(capability, "accessMode").unwrap_or_default();
    if access.ends_with("READER_ONLY") && is_written(volume) {
        let message = "a volume that is only read must have the mode RO";
        found.add(&ACCESS, format!("{pointer}/mode"), message);
    }
}

/// Checks that an app has one instance if one of its CSI volumes is for one node, or if all of them
/// are for one writer and are written (marathon: CSIProvider.scala:74-92).
fn check_csi_instances<'v>(
    app: &App,
    volumes: impl Iterator<Item = &'v Value>,
    found: &mut Violations,
) {
    let access = |volume: &'v Value| {
        let access = text(csi_capability(volume)?, "accessMode").unwrap_or_default();
        Some((access, is_written(volume)))
    };
    let accesses: Vec<(&str, bool)> = volumes.filter_map(access).collect();
    let is_for_one_node = accesses.iter().any(|(access, _)| access.starts_with("SINGLE_NODE"));
    let is_for_one_writer = accesses
        .iter()
        .all(|&(access, is_written)| access == "MULTI_NODE_SINGLE_WRITER" && is_written);
    let has_several = number(app.value, "instances").is_some_and(|instances| instances > 1.0);
    if has_several && !accesses.is_empty() && (is_for_one_node || is_for_one_writer) {
        let message = "the volume is for one node or one writer, so `instances` must be 1";
        found.add(&ACCESS, "/instances", message).only(Targets::since(Target::V1_11));
    }
}

/// Whether the mode of a volume is RW.
fn is_written(volume: &Value) -> bool {
    word(volume, "mode").as_deref() == Some("RW")
}

/// Checks what depends on the containerizer of a DVDI volume, and its path. `info` is the
/// `external` of the volume.
fn check_dvdi(app: &App, volume: &Value, info: &Value, pointer: &str, found: &mut Violations) {
    if matches!(text(volume, "containerPath"), Some("." | "..")) {
        let message = "Marathon does not accept this path of a volume";
        found.add(&PATH, format!("{pointer}/containerPath"), message);
    }
    match app.container_type {
        Some(ContainerType::Mesos) if word(volume, "mode").as_deref() == Some("RO") => {
            let message = "a DVDI volume cannot be read-only in a container of type MESOS";
            found.add(&READ_ONLY, format!("{pointer}/mode"), message);
        }
        Some(ContainerType::Docker) => {
            let only = "with a container of type DOCKER the only option is `dvdi/driver`";
            if members(info, "options").any(|(name, _)| name != "dvdi/driver") {
                found.add(&DOCKER_ONLY, format!("{pointer}/external/options"), only);
            }
            if get(info, "size").is_some() {
                let message = "a DVDI volume takes no `size` with a container of type DOCKER";
                found.add(&DOCKER_ONLY, format!("{pointer}/external/size"), message);
            }
        }
        _ => {}
    }
}

/// Checks the `options` and the `size` of a DVDI volume. `info` is the `external` of the volume,
/// and `pointer` leads to the volume.
fn check_options(info: &Value, pointer: &str, found: &mut Violations) {
    let at = |name: &str| super::view::member(&format!("{pointer}/external/options"), name);
    let driver = get(info, "options").and_then(|options| text(options, "dvdi/driver"));
    match driver {
        Some(driver) if is_template(driver) || is_label(driver) => {}
        Some(_) => {
            found.add(&DRIVER, at("dvdi/driver"), "`dvdi/driver` must be a valid name of a driver");
        }
        None => {
            found.add(&DRIVER, at("dvdi/driver"), "the option `dvdi/driver` is missing");
        }
    }
    for (name, value) in members(info, "options") {
        let is_key =
            name.split_once('/').is_some_and(|(space, key)| is_label(space) && is_key(key));
        if !is_key && !is_template(name) {
            found.add(&OPTION, at(name), format!("`{name}` is not a valid name of an option"));
        }
        let value = value.as_str().unwrap_or_default();
        let fits = match name.as_str() {
            "dvdi/volumetype" | "dvdi/newfstype" => is_label(value),
            "dvdi/iops" => value.parse::<i64>().is_ok_and(|number| number > 0),
            "dvdi/overwritefs" => value.eq_ignore_ascii_case("true"),
            _ => true,
        };
        if driver == Some("rexray") && !fits && !is_template(value) {
            found.add(&OPTION, at(name), format!("rexray does not accept the value of `{name}`"));
        }
    }
    if get(info, "size").and_then(integer) == Some(0) {
        let message = "the size of an external volume must be above 0";
        let at = format!("{pointer}/external/size");
        found.add(&OPTION, at, message).only(Targets::before(Target::V1_11));
    }
}

/// Whether `text` is a label (marathon: state/Volume.scala, `LabelPattern`).
fn is_label(text: &str) -> bool {
    super::schema::Form::Name.matches(text)
}

/// Whether `text` is the name of an option after the slash, as in `dvdi/driver` (marathon:
/// state/Volume.scala, `OptionNamePattern`).
fn is_key(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    is_edge(bytes.first())
        && is_edge(bytes.last())
        && bytes.iter().all(|&byte| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte))
}
