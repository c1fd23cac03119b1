//! `image-volume`: the image declares volumes, which only Docker makes.

use serde_json::Value;

use super::app_fields::{IMAGE, container_path};
use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "image-volume",
    summary: "The image has a VOLUME; the Mesos containerizer makes none",
    page: include_str!("../../docs/rules/image-volume.md"),
    check,
};

/// Mesos reads no VOLUME (mesos: include/mesos/docker/v1.proto:44-58). With Mesos the folder
/// belongs to the container's own file system, which is removed with the container, as Docker's
/// volume was.
fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    let Some(known) = context.image_config(IMAGE) else { return };
    let volumes = context.get("/container/volumes").and_then(Value::as_array);
    let is_mounted = |folder: &str| {
        let is_here = |path: &str| path.trim_end_matches('/') == folder.trim_end_matches('/');
        volumes.into_iter().flatten().any(|volume| container_path(volume).is_some_and(is_here))
    };
    let open = known.config.volumes.iter().filter(|folder| !is_mounted(folder));
    let open: Vec<String> = open.map(|folder| format!("`{folder}`")).collect();
    if open.is_empty() {
        return;
    }
    let message = format!(
        "the image has a VOLUME at {} ({}); Docker makes a volume there, the Mesos containerizer does not: the app writes into the container's file system",
        open.join(" and "),
        known.told()
    );
    context.note(IMAGE, message);
}
