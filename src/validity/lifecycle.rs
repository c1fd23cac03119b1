//! Resources, instances, upgrades and what goes with staying on an agent (marathon:
//! AppValidation.scala:356-382, 417-423, 440-457; SchedulingValidation.scala:44-85;
//! DVDIProvider.scala:183; ResourceRole.scala; UnreachableStrategy.scala:37-60).

use serde_json::Value;

use super::canonical::App;
use super::view::{get, list, number, text};
use super::volumes::kind;
use super::{Reason, Violations};
use crate::marathon::Target;

const LIMIT: Reason = Reason("resource-limit", "marathon: AppValidation.scala:356-382");
const ROLES: Reason = Reason("accepted-roles", "marathon: ResourceRole.scala:24-34");
const SINGLE: Reason =
    Reason("single-instance", "marathon: SchedulingValidation.scala:44-53, 80-84");
const RESIDENT: Reason = Reason(
    "upgrade-of-resident",
    "marathon: SchedulingValidation.scala:54, 70-73; DVDIProvider.scala:183",
);
const UNREACHABLE: Reason = Reason("unreachable-resident", "marathon: AppValidation.scala:417-423");
const STRATEGY: Reason =
    Reason("unreachable-strategy", "marathon: UnreachableStrategy.scala:37-60");
const MIGRATION: Reason = Reason("migration-labels", "marathon: AppValidation.scala:440-457");

pub(super) fn check(app: &App, found: &mut Violations) {
    if let Some(limits) = get(app.value, "resourceLimits") {
        check_limits(limits, app.value, "/resourceLimits", found);
    }
    let is_resident = app.is_resident();
    if get(app.value, "acceptedResourceRoles").is_some() {
        let roles = list(app.value, "acceptedResourceRoles");
        check_roles(roles, is_resident, "/acceptedResourceRoles", found);
    }
    check_upgrade(app, is_resident, found);
    check_unreachable(app.value, is_resident, "/unreachableStrategy", found);
    let label = |name| get(app.value, "labels").and_then(|labels| text(labels, name));
    let api = label("DCOS_MIGRATION_API_VERSION").filter(|version| !version.is_empty());
    let is_filled = |name| label(name).is_some_and(|label| !label.is_empty());
    if let Some(version) = api
        && !(version == "v1"
            && is_filled("DCOS_PACKAGE_FRAMEWORK_NAME")
            && is_filled("DCOS_MIGRATION_API_PATH"))
    {
        let message = "DCOS_MIGRATION_API_VERSION must be v1 and needs DCOS_PACKAGE_FRAMEWORK_NAME and DCOS_MIGRATION_API_PATH";
        found.add(&MIGRATION, "/labels/DCOS_MIGRATION_API_VERSION", message);
    }
}

/// Limits are not below what is asked for; `owner` has that.
pub(super) fn check_limits(limits: &Value, owner: &Value, pointer: &str, found: &mut Violations) {
    if found.target < Target::V1_10 {
        return;
    }
    for (name, default) in [("cpus", 1.0), ("mem", 128.0)] {
        let asked = number(owner, name).unwrap_or(default);
        if number(limits, name).is_some_and(|limit| limit < asked) {
            let message = format!("the limit of `{name}` is below the {asked} that are asked for");
            found.add(&LIMIT, format!("{pointer}/{name}"), message);
        }
    }
}

pub(super) fn check_roles(
    roles: &[Value],
    is_resident: bool,
    pointer: &str,
    found: &mut Violations,
) {
    let roles: Vec<&str> = roles.iter().filter_map(Value::as_str).collect();
    let is_valid = |role: &str| {
        !matches!(role, "" | "." | "..")
            && !role.starts_with('-')
            && !role.contains(['\t', '\n', '\u{b}', '\u{c}', '\r', ' ', '/', '\u{7f}'])
    };
    if roles.is_empty() {
        found.add(&ROLES, pointer, "the list of accepted roles is empty");
    } else if !roles.iter().all(|role| is_valid(role)) {
        found.add(&ROLES, pointer, "an accepted role has a name that is none");
    } else if is_resident && roles.iter().any(|role| *role != "*") {
        let message = "with persistent volumes the accepted roles are [\"*\"]";
        found.add(&ROLES, pointer, message);
    }
}

fn check_upgrade(app: &App, is_resident: bool, found: &mut Violations) {
    let labels = get(app.value, "labels");
    let is_single =
        labels.and_then(|labels| text(labels, "MARATHON_SINGLE_INSTANCE_APP")) == Some("true");
    if is_single && number(app.value, "instances").is_some_and(|instances| instances > 1.0) {
        let message = "the app is labelled MARATHON_SINGLE_INSTANCE_APP and has several instances";
        found.add(&SINGLE, "/instances", message);
    }
    let Some(strategy) = get(app.value, "upgradeStrategy") else { return };
    let over = number(strategy, "maximumOverCapacity").unwrap_or(0.0);
    let healthy = number(strategy, "minimumHealthCapacity").unwrap_or(0.0);
    if is_single && (over != 0.0 || healthy != 0.0) {
        let message =
            "the app is labelled MARATHON_SINGLE_INSTANCE_APP, which needs both capacities to be 0";
        found.add(&SINGLE, "/upgradeStrategy", message);
    }
    let volumes = app.container.map_or(&[][..], |container| list(container, "volumes"));
    let is_dvdi = |volume: &Value| {
        kind(volume) == Some("external")
            && get(volume, "external").is_some_and(|info| text(info, "provider") == Some("dvdi"))
    };
    if (is_resident || volumes.iter().any(is_dvdi)) && over != 0.0 {
        let message = "with persistent or DVDI volumes `maximumOverCapacity` must be 0";
        found.add(&RESIDENT, "/upgradeStrategy/maximumOverCapacity", message);
    }
}

pub(super) fn check_unreachable(
    owner: &Value,
    is_resident: bool,
    pointer: &str,
    found: &mut Violations,
) {
    let Some(strategy) = get(owner, "unreachableStrategy") else { return };
    if !strategy.is_object() {
        return;
    }
    if is_resident {
        let message = "with persistent volumes `unreachableStrategy` must be `disabled`";
        found.add(&UNREACHABLE, pointer, message);
    }
    let seconds = |name| number(strategy, name).unwrap_or(0.0);
    if seconds("inactiveAfterSeconds") > seconds("expungeAfterSeconds") {
        let message = "`inactiveAfterSeconds` must not be above `expungeAfterSeconds`";
        found.add(&STRATEGY, pointer, message);
    }
}
