//! `volume`, `mount`, `volume-driver`, `tmpfs`: mounts move to `container.volumes`.
//!
//! Host paths are bind mounts for both containerizers (mesos: containerizer.cpp:296-303). A Docker
//! volume has an equivalent only if a volume driver keeps it (marathon:
//! DVDIProvider.scala:108-180).

use serde_json::{Map, Value, json};

use super::mounted::{VOLUMES, bare};
use super::mounts::{self, Mount, MountSource, NamedVolume, Quirk};
use super::{Parameter, Parameters, block_unreadable, lose};
use crate::edit::Anchor;
use crate::engine::{Context, PreparationKind};
use crate::text::has_expression;

/// `volume`: `--volume-driver` is the driver of all volumes that `--volume` gives.
pub(super) fn volume(context: &mut Context, parameters: &Parameters, parameter: &Parameter) {
    match mounts::volume(&parameter.value, driver(parameters)) {
        Ok(mount) => convert_mount(context, parameters, parameter, mount),
        Err(expected) => block_unreadable(context, parameter, expected),
    }
}

/// Returns the driver that `--volume-driver` names.
fn driver(parameters: &Parameters) -> Option<&str> {
    parameters.last("volume-driver").map(|driver| driver.value.as_str())
}

/// `mount`: a mount names its own driver; `--volume-driver` does not apply.
pub(super) fn mount(context: &mut Context, parameters: &Parameters, parameter: &Parameter) {
    match mounts::mount(&parameter.value) {
        Ok(mount) => convert_mount(context, parameters, parameter, mount),
        Err(expected) => block_unreadable(context, parameter, expected),
    }
}

/// `volume-driver`: only notes that no volume uses the driver, because [`volume`] converts those
/// that use it.
pub(super) fn volume_driver(context: &mut Context, parameters: &Parameters, parameter: &Parameter) {
    let is_used = parameters.all("volume").any(|volume| {
        let mount = mounts::volume(&volume.value, driver(parameters));
        !matches!(mount, Ok(Mount { source: MountSource::Host(_) | MountSource::Anonymous, .. }))
    });
    if !is_used {
        context.note(&parameter.pointer, "no `volume` with a name uses the driver");
    }
}

/// Adds the volume that does what the mount did, or blocks if Marathon has no such volume.
fn convert_mount(
    context: &mut Context,
    parameters: &Parameters,
    parameter: &Parameter,
    mount: Mount,
) {
    for quirk in &mount.quirks {
        report_quirk(context, parameter, *quirk);
    }
    match &mount.source {
        MountSource::Host(path) => {
            let mode = if mount.read_only { "RO" } else { "RW" };
            let volume = json!({"containerPath": mount.target, "hostPath": path, "mode": mode});
            add(context, parameters, parameter, &mount.target, volume);
        }
        MountSource::Named(volume) => external(context, parameters, parameter, volume, &mount),
        MountSource::Anonymous => context.warn(
            &parameter.pointer,
            "a volume without a name lives as long as its container; the path becomes part of the container's own disk",
            "declare a volume if the files must outlive the container",
        ),
        MountSource::Tmpfs => lose_memory(context, parameter, &mount.target),
    }
}

/// `tmpfs`: the value is `TARGET[:OPTIONS]`. Marathon has no volume in memory.
pub(super) fn tmpfs(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    let target = parameter.value.split(':').next().unwrap_or_default();
    if !target.starts_with('/') {
        return block_unreadable(
            context,
            parameter,
            "a mount at an absolute path of the container",
        );
    }
    lose_memory(context, parameter, target);
}

/// Blocks because of a mount in memory at the path `target`, unless the user accepts the loss.
fn lose_memory(context: &mut Context, parameter: &Parameter, target: &str) {
    lose(
        context,
        parameter,
        &format!("`{target}` is kept in memory; Marathon has no such volume"),
        "mount a directory of the sandbox there: a volume whose `hostPath` is relative",
        &format!("`{target}` is whatever the image has there, on the container's own disk"),
    );
}

/// Reports a property of a mount that is lost.
fn report_quirk(context: &mut Context, parameter: &Parameter, quirk: Quirk) {
    match quirk {
        Quirk::Relabel => context.warn(
            &parameter.pointer,
            "Docker gives the files a new SELinux label; the Mesos containerizer does not",
            "where agents enforce SELinux, label the directory on the agents",
        ),
        Quirk::Propagation => context.warn(
            &parameter.pointer,
            "the mount propagation is dropped; Marathon has no field for it",
            "check whether the app depends on mounts that are made below the path while it runs",
        ),
        Quirk::Shared => lose(
            context,
            parameter,
            "mounts made below the path are shared with the agent; Marathon has no field for that",
            "find out whether the app makes such mounts or waits for them",
            "a mount that the app makes below the path is not seen by the agent",
        ),
        Quirk::DriverOptions => lose(
            context,
            parameter,
            "the volume is made with labels, or with options of Docker's own driver",
            "make the volume beforehand, then remove them",
            "the volume is not given its labels or options",
        ),
    }
}

/// Adds an external volume. A volume of a driver belongs to one instance, is writable, and is not
/// used by two tasks during an upgrade (marathon: DVDIProvider.scala:137-178,
/// SchedulingValidation.scala:67-70).
fn external(
    context: &mut Context,
    parameters: &Parameters,
    parameter: &Parameter,
    volume: &NamedVolume,
    mount: &Mount,
) {
    let name = &volume.name;
    let Some(driver) = &volume.driver else {
        let message = format!(
            "`{name}` is a volume that Docker keeps on each agent; the Mesos containerizer has none"
        );
        let help = "copy the data to a directory of the agent and mount that";
        let loss = format!("the app starts without the volume `{name}` and the data in it");
        return lose(context, parameter, &message, help, &loss);
    };
    if !is_driver(driver) {
        let message = format!(
            "the volume's driver is called `{driver}`; Marathon takes lower-case letters, digits and inner dashes only, so no plugin that Docker manages"
        );
        let help = "run the driver on the agents under such a name, or leave the app on Docker";
        return context.block(&parameter.pointer, message, help);
    }
    let is_taken = parameters.mounted(context).has_external(name);
    if let Some(VolumeObstacle { reason, help }) = obstacle(context, mount, is_taken) {
        return context.block(&parameter.pointer, format!("the volume `{name}` {reason}"), help);
    }
    context.ask(
        &parameter.pointer,
        PreparationKind::VolumeDriver.of(driver),
        format!("the volume `{name}` becomes an external volume, for which Marathon needs the feature `external_volumes` and the agents `dvdcli`"),
        "check that the cluster has both before deploying",
    );
    let external = described(volume, driver);
    let volume = json!({"containerPath": mount.target, "external": external, "mode": "RW"});
    add(context, parameters, parameter, &mount.target, volume);
}

/// The reason why a volume cannot be an external volume.
struct VolumeObstacle {
    /// The end of a sentence about the volume.
    reason: &'static str,
    /// The help, as a clause.
    help: &'static str,
}

/// Returns the reason why a volume of a driver cannot be an external volume, if there is such a
/// reason. `is_taken` tells whether the app has an external volume of this name already.
fn obstacle(context: &Context, mount: &Mount, is_taken: bool) -> Option<VolumeObstacle> {
    let obstacle = |reason, help| Some(VolumeObstacle { reason, help });
    let instances = context.get("/instances");
    let over = context
        .get("/upgradeStrategy")
        .map(|strategy| strategy.get("maximumOverCapacity").and_then(Value::as_f64).unwrap_or(1.0));
    if mount.read_only {
        obstacle(
            "is mounted read-only, and Marathon takes external volumes as RW only",
            "mount it `rw`",
        )
    } else if instances.is_some_and(Value::is_string) {
        obstacle(
            "may have one instance only with the Mesos containerizer, and the file does not say how many the app has",
            "write `instances` out, or mount a host path",
        )
    } else if instances.and_then(Value::as_f64).is_some_and(|instances| instances > 1.0) {
        obstacle(
            "may have one instance only with the Mesos containerizer, and the app has several",
            "set `instances` to 1, or mount a host path",
        )
    } else if over.is_some_and(|over| over != 0.0) {
        obstacle(
            "cannot be used by two instances during an upgrade",
            "set `upgradeStrategy.maximumOverCapacity` to 0",
        )
    } else if is_taken {
        obstacle("stands in `container.volumes` as well", "remove one of the two")
    } else {
        None
    }
}

/// Returns the member `external` of a volume. Marathon passes `size` and each option `dvdi/KEY` to
/// the driver, as the options `size` and `KEY` (marathon: DVDIProvider.scala:29-50).
fn described(volume: &NamedVolume, driver: &str) -> Value {
    let mut external = Map::from_iter([("name".to_owned(), json!(volume.name))]);
    if let Some(size) = volume.size {
        external.insert("size".to_owned(), json!(size));
    }
    external.insert("provider".to_owned(), json!("dvdi"));
    let options = volume.options.iter().map(|(key, value)| (format!("dvdi/{key}"), json!(value)));
    let driver = [("dvdi/driver".to_owned(), json!(driver))];
    let options = Map::from_iter(driver.into_iter().chain(options));
    external.insert("options".to_owned(), options.into());
    external.into()
}

/// Whether Marathon accepts the name for a driver (marathon: DVDIProvider.scala:327-332;
/// state/Volume.scala, `LabelPattern`), or it is an expression.
fn is_driver(name: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    has_expression(name)
        || name.bytes().all(is_inner) && !name.starts_with('-') && !name.ends_with('-')
}

/// Adds `volume`, which is mounted at the path `target`, to `container.volumes`.
fn add(
    context: &mut Context,
    parameters: &Parameters,
    parameter: &Parameter,
    target: &str,
    volume: Value,
) {
    let length = match context.get(VOLUMES) {
        None => None,
        Some(Value::Array(volumes)) => Some(volumes.len()),
        Some(_) => {
            return context.block(
                &parameter.pointer,
                "`container.volumes`, where this belongs, is not a list",
                "correct it",
            );
        }
    };
    if !parameters.mounted(context).insert(target, &volume) {
        return context.block(
            &parameter.pointer,
            format!("two volumes are mounted at `{}`", bare(target)),
            "keep the right one",
        );
    }
    match length {
        None if context.has(VOLUMES) => context.replace(VOLUMES, json!([volume])),
        None => {
            let place = Anchor::After(&["portMappings", "docker", "type"]);
            context.add(VOLUMES, json!([volume]), place);
        }
        Some(length) => context.add(&format!("{VOLUMES}/{length}"), volume, Anchor::After(&[])),
    }
}
