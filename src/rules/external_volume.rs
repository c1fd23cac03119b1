//! `external-volume`: the requirements of the Mesos containerizer for volumes of a Docker volume
//! driver.

use serde_json::Value;

use super::app_fields::{self, Field};
use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "external-volume",
    summary: "An external volume is read-only, shared or perhaps new",
    page: include_str!("../../docs/rules/external-volume.md"),
    check,
};

fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    let provider = "/external/provider";
    let is_dvdi = |volume: &Value| volume.pointer(provider).and_then(Value::as_str) == Some("dvdi");
    for Field { pointer, value: volume } in app_fields::volumes(context, is_dvdi) {
        new_volume(context, &pointer);
        let mode = volume.get("mode").and_then(Value::as_str);
        if mode.is_some_and(|mode| mode.eq_ignore_ascii_case("RO")) {
            read_only(context, &format!("{pointer}/mode"));
        }
        if volume.pointer("/external/shared") == Some(&Value::Bool(true)) {
            shared(context, &format!("{pointer}/external/shared"));
        }
    }
}

/// Notes that a new volume stays empty. Docker copies the image's files into an empty volume; the
/// isolator only mounts the volume (mesos: isolators/docker/volume/isolator.cpp has no code that
/// copies).
fn new_volume(context: &mut Context, pointer: &str) {
    context.enter_detail("new-volume");
    context.note(
        pointer,
        "if the external volume is new, it stays empty; Docker filled it with the image's files at that path",
    );
}

/// Blocks a read-only volume: Marathon accepts only RW for the Mesos containerizer (marathon:
/// DVDIProvider.scala:137-140, 310-313).
fn read_only(context: &mut Context, pointer: &str) {
    context.enter_detail("read-only");
    context.block(
        pointer,
        "the external volume is read-only, which Marathon refuses for the Mesos containerizer",
        "set `mode` to RW if the app may write, or leave it on Docker",
    );
}

/// Reports that several tasks share a volume (mesos: docs/isolators/docker-volume.md:288-296).
fn shared(context: &mut Context, pointer: &str) {
    context.enter_detail("shared");
    context.warn(
        pointer,
        "the external volume is shared, but Docker and the Mesos containerizer must not mount one volume at the same time",
        "convert all apps that use the volume, and stop them before you deploy",
    );
}
