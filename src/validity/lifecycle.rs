//! The checks of resources, instances and upgrades, and of resident apps, which stay on one agent
//! (marathon: AppValidation.scala:356-382, 417-423, 440-457; SchedulingValidation.scala:44-85;
//! DVDIProvider.scala:178; ResourceRole.scala; UnreachableStrategy.scala:37-60).

use serde_json::Value;

use super::canonical::{App, Volume};
use super::view::{get, is_template, list, number, text};
use super::{Reason, Violations};
use crate::marathon::{Target, Targets};

const LIMIT: Reason = Reason("resource-limit", "marathon: AppValidation.scala:356-382");
const ROLES: Reason = Reason("accepted-roles", "marathon: ResourceRole.scala:24-34");
const SINGLE: Reason =
    Reason("single-instance", "marathon: SchedulingValidation.scala:44-53, 77-80");
const RESIDENT: Reason = Reason(
    "upgrade-of-resident",
    "marathon: SchedulingValidation.scala:52, 67-70; DVDIProvider.scala:178",
);
const CLUSTER_ROLE: Reason =
    Reason("cluster-role", "marathon: AppValidation.scala:411-415, ResourceRole.scala:14-22");
const RESIDENCY: Reason =
    Reason("residency-without-volume", "marathon 1.5: AppValidation.scala:386-390");
const NEW_RESIDENT: Reason = Reason(
    "upgrade-of-resident",
    "marathon: AppConversion.scala:197-245, SchedulingValidation.scala:52",
);
const UNREACHABLE: Reason = Reason("unreachable-resident", "marathon: AppValidation.scala:417-423");
const STRATEGY: Reason =
    Reason("unreachable-strategy", "marathon: UnreachableStrategy.scala:37-60");
const IGNORED: Reason = Reason("ignored-value", "marathon: UnionVisitor.scala:15-30");
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
    let roles = list(app.value, "acceptedResourceRoles");
    check_cluster_roles(app.value, roles, "/acceptedResourceRoles", found);
    check_residency(app, found);
    check_upgrade(app, is_resident, found);
    check_unreachable(app.value, true, is_resident, "/unreachableStrategy", found);
    let label = |name| get(app.value, "labels").and_then(|labels| text(labels, name));
    let api = label("DCOS_MIGRATION_API_VERSION").filter(|version| !version.is_empty());
    let is_filled = |name| label(name).is_some_and(|label| !label.is_empty());
    if let Some(version) = api
        && !(version == "v1"
            && is_filled("DCOS_PACKAGE_FRAMEWORK_NAME")
            && is_filled("DCOS_MIGRATION_API_PATH"))
    {
        let message = "DCOS_MIGRATION_API_VERSION must be v1, and the labels DCOS_PACKAGE_FRAMEWORK_NAME and DCOS_MIGRATION_API_PATH must be set";
        found.add(&MIGRATION, "/labels/DCOS_MIGRATION_API_VERSION", message);
    }
}

/// Checks `residency`. Marathon 1.5 refuses `residency` without a persistent volume. Later versions
/// refuse it in a new app that is sent by `PUT`, because they give the app an upgrade strategy that
/// resident apps must not have (marathon 1.5: AppValidation.scala:386-390;
/// AppConversion.scala:197-245, SchedulingValidation.scala:52).
fn check_residency(app: &App, found: &mut Violations) {
    if get(app.value, "residency").is_none() {
        return;
    }
    if !app.has_volume("persistent") {
        let message = "`residency` needs a persistent volume";
        found.add(&RESIDENCY, "/residency", message).only(Targets::before(Target::V1_6));
    }
    let is_update = get(app.value, "id").is_none();
    if is_update && get(app.value, "upgradeStrategy").is_none() {
        let message = "without an `upgradeStrategy` a new app gets one that `residency` does not allow; write one with `maximumOverCapacity` 0";
        found.add(&NEW_RESIDENT, "/residency", message).only(Targets::since(Target::V1_6));
    }
}

/// Checks that limits are not below the resources that `owner` asks for, and that the only word for
/// a limit is `unlimited`.
pub(super) fn check_limits(limits: &Value, owner: &Value, pointer: &str, found: &mut Violations) {
    let versions = Targets::since(Target::V1_10);
    for (name, default) in [("cpus", 1.0), ("mem", 128.0)] {
        let asked = number(owner, name).unwrap_or(default);
        if number(limits, name).is_some_and(|limit| limit < asked) {
            let message =
                format!("the limit of `{name}` is lower than the {asked} that `{name}` asks for");
            found.add(&LIMIT, format!("{pointer}/{name}"), message).only(versions);
        }
        if text(limits, name).is_some_and(|word| word != "unlimited" && !is_template(word)) {
            let message = format!("the limit of `{name}` must be a number or `unlimited`");
            found.add(&LIMIT, format!("{pointer}/{name}"), message).only(versions);
        }
    }
}

/// Checks the names of the accepted roles. `is_resident` tells whether the definition has
/// persistent volumes.
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
        found.add(&ROLES, pointer, "the name of an accepted role is not valid");
    } else if is_resident && roles.iter().any(|role| *role != "*") {
        let message = "with persistent volumes the accepted roles must be [\"*\"]";
        found.add(&ROLES, pointer, message);
    }
}

/// Checks roles from 1.9 on: `role` must be one that the cluster knows, and each of the accepted
/// roles must be `*` or that role. `pointer` leads to the list of accepted roles (marathon:
/// AppValidation.scala:411-415, ResourceRole.scala:14-22).
pub(super) fn check_cluster_roles(
    definition: &Value,
    accepted: &[Value],
    pointer: &str,
    found: &mut Violations,
) {
    let role = text(definition, "role").filter(|role| !role.is_empty());
    let is_own = |it: &Value| it.as_str().is_none_or(|it| it == "*" || Some(it) == role);
    let setting = Some("--mesos_role");
    let versions = Targets::since(Target::V1_9);
    if role.is_some_and(|role| !is_template(role)) {
        let message = "`role` must be the role of Marathon, or of the group at the top";
        found.add(&CLUSTER_ROLE, "/role", message).only(versions).unless = setting;
    }
    if !accepted.iter().all(is_own) && role.is_none() {
        let message = "an accepted role must be `*` or the role of Marathon";
        found.add(&CLUSTER_ROLE, pointer, message).only(versions).unless = setting;
    }
    if !accepted.iter().all(is_own) && role.is_some() {
        let message = "an accepted role must be `*` or `role`";
        found.add(&CLUSTER_ROLE, pointer, message).only(versions);
    }
}

/// Checks `upgradeStrategy`, and the label MARATHON_SINGLE_INSTANCE_APP.
fn check_upgrade(app: &App, is_resident: bool, found: &mut Violations) {
    let labels = get(app.value, "labels");
    let is_single =
        labels.and_then(|labels| text(labels, "MARATHON_SINGLE_INSTANCE_APP")) == Some("true");
    if is_single && number(app.value, "instances").is_some_and(|instances| instances > 1.0) {
        let message = "the app has the label MARATHON_SINGLE_INSTANCE_APP, but several instances";
        found.add(&SINGLE, "/instances", message);
    }
    let is_dvdi = |volume: Volume| {
        volume.kind == Some("external")
            && get(volume.value, "external")
                .is_some_and(|info| text(info, "provider") == Some("dvdi"))
    };
    let Some(strategy) = get(app.value, "upgradeStrategy") else {
        if is_single {
            let message = "the label MARATHON_SINGLE_INSTANCE_APP needs an `upgradeStrategy` with both capacities 0; the default has other capacities";
            found.add(&SINGLE, "/upgradeStrategy", message);
        }
        return;
    };
    let over = number(strategy, "maximumOverCapacity").unwrap_or(0.0);
    let healthy = number(strategy, "minimumHealthCapacity").unwrap_or(0.0);
    if is_single && (over != 0.0 || healthy != 0.0) {
        let message = "the label MARATHON_SINGLE_INSTANCE_APP needs both capacities to be 0";
        found.add(&SINGLE, "/upgradeStrategy", message);
    }
    if (is_resident || app.volumes().any(is_dvdi)) && over != 0.0 {
        let message = "with persistent or DVDI volumes `maximumOverCapacity` must be 0";
        found.add(&RESIDENT, "/upgradeStrategy/maximumOverCapacity", message);
    }
}

/// Checks the `unreachableStrategy` in `owner`. `is_app` tells whether the definition is an app:
/// Marathon does not compare the seconds in the strategy of a pod (marathon:
/// PodsValidation.scala:219-228). `is_resident` tells whether the definition has persistent
/// volumes.
pub(super) fn check_unreachable(
    owner: &Value,
    is_app: bool,
    is_resident: bool,
    pointer: &str,
    found: &mut Violations,
) {
    let Some(strategy) = get(owner, "unreachableStrategy") else { return };
    if let Some(word) = strategy.as_str() {
        if word != "disabled" && !is_template(word) {
            let message =
                format!("Marathon reads `{word}` as `disabled`, as it does with any word");
            found.warn(&IGNORED, pointer, message);
        }
        return;
    }
    if is_resident {
        let message = "with persistent volumes `unreachableStrategy` must be `disabled`";
        found.add(&UNREACHABLE, pointer, message);
    }
    let seconds = |name| number(strategy, name).unwrap_or(0.0);
    if is_app && seconds("inactiveAfterSeconds") > seconds("expungeAfterSeconds") {
        let message = "`inactiveAfterSeconds` must not be larger than `expungeAfterSeconds`";
        found.add(&STRATEGY, pointer, message);
    }
}
