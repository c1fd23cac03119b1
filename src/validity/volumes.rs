//! The checks of the volumes of apps (marathon: AppValidation.scala:117-131, 158-274).

use serde_json::Value;

use super::canonical::{App, Volume};
use super::constraints::is_regex;
use super::schema::integer;
use super::view::{get, is_template, list, text, word};
use super::{Reason, Violations};
use crate::marathon::{Target, Targets};

const SECRET: Reason = Reason("volume-without-secret", "marathon: AppValidation.scala:245-247");
const PATH: Reason = Reason("persistent-volume-path", "marathon: AppValidation.scala:206-208");
const MODE: Reason = Reason("persistent-volume-read-only", "marathon: AppValidation.scala:209");
const SIZE: Reason = Reason("persistent-volume-size", "marathon: AppValidation.scala:168-174, 202");
const PROFILE: Reason = Reason("persistent-volume-profile", "marathon: state/Volume.scala:276-286");
const CONSTRAINT: Reason =
    Reason("persistent-volume-constraint", "marathon: AppValidation.scala:161-166, 176-199");

pub(super) fn check(app: &App, found: &mut Violations) {
    for Volume { pointer, value: volume, kind } in app.volumes() {
        match kind {
            Some("persistent") => check_persistent(volume, &pointer, found),
            Some("secret") => {
                let key = text(volume, "secret").filter(|key| !is_template(key));
                let has = |key| get(app.value, "secrets").is_some_and(|it| it.get(key).is_some());
                if let Some(key) = key.filter(|key| !has(*key)) {
                    let message = format!(
                        "the volume names the secret `{key}`, but `secrets` has no entry for it"
                    );
                    found.add(&SECRET, format!("{pointer}/secret"), message);
                }
            }
            _ => {}
        }
    }
}

fn check_persistent(volume: &Value, pointer: &str, found: &mut Violations) {
    let path = text(volume, "containerPath").unwrap_or_default();
    if !is_template(path) && (path.contains('/') || matches!(path, "" | "." | "..")) {
        let message = "the path of a persistent volume must be one name without slashes";
        found.add(&PATH, format!("{pointer}/containerPath"), message);
    }
    if word(volume, "mode").as_deref() == Some("RO") {
        found.add(&MODE, format!("{pointer}/mode"), "a persistent volume cannot be read-only");
    }
    let Some(info) = get(volume, "persistent") else { return };
    check_info(info, &format!("{pointer}/persistent"), found);
}

/// Checks the profile of a persistent volume of an app or a pod. `info` is the `persistent` of the
/// volume, and `pointer` leads to `info`.
pub(super) fn check_profile(info: &Value, pointer: &str, found: &mut Violations) {
    if text(info, "profileName") == Some("") {
        let at = format!("{pointer}/profileName");
        let versions = Targets::since(Target::V1_6);
        found.add(&PROFILE, at, "`profileName` is empty").only(versions);
    }
}

/// Checks `info`, the `persistent` of an app's volume.
fn check_info(info: &Value, pointer: &str, found: &mut Violations) {
    let size = get(info, "size").and_then(integer).unwrap_or(0);
    let mut refuse = |name: &str, message: &str| {
        found.add(&SIZE, format!("{pointer}/{name}"), message);
    };
    if size <= 0 {
        refuse("size", "a persistent volume needs a size above 0");
    }
    let disk = word(info, "type");
    if let Some(most) = get(info, "maxSize").and_then(integer) {
        if disk.as_deref() != Some("MOUNT") {
            refuse("maxSize", "only volumes of type mount take a `maxSize`");
        }
        if most <= size {
            refuse("maxSize", "`maxSize` must be larger than `size`");
        }
    }
    check_profile(info, pointer, found);
    let constraints = list(info, "constraints");
    if !constraints.is_empty() && disk.is_none_or(|disk| disk == "ROOT") {
        let message = "volumes of type root take no constraints";
        found.add(&CONSTRAINT, format!("{pointer}/constraints"), message);
    }
    for (index, constraint) in constraints.iter().enumerate() {
        let words: Vec<&str> =
            constraint.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let at = format!("{pointer}/constraints/{index}");
        match words[..] {
            ["path", "LIKE" | "UNLIKE", value, ..] if is_regex(value) => {}
            ["path", "LIKE" | "UNLIKE", _, ..] => {
                found.add(
                    &CONSTRAINT,
                    at,
                    "Java cannot read the value of the constraint as a regular expression",
                );
            }
            _ => {
                let message = "a constraint of a volume must be `path`, then LIKE or UNLIKE, then a regular expression";
                found.add(&CONSTRAINT, at, message);
            }
        }
    }
}
