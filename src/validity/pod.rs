//! The checks of a pod (marathon: PodsValidation.scala:27-290, PodNormalization.scala).

use std::collections::HashSet;

use serde_json::Value;

use super::canonical::written_networks;
use super::schema::{self, POD, POD_VOLUMES, first_kind, integer};
use super::view::{get, is_template, list, number, objects, repeated, text, word};
use super::{
    Reason, Violations, constraints, id, lifecycle, linux, network, pod_network, secrets, volumes,
};
use crate::marathon::{Target, Targets};

const PULL_SECRET: Reason =
    Reason("pull-config-without-secret", "marathon: PodsValidation.scala:119-133");
const VOLUME: Reason =
    Reason("pod-volume", "marathon: PodsValidation.scala:135-144, 176-179, 243-246");
const VOLUME_SECRET: Reason =
    Reason("volume-without-secret", "marathon: PodsValidation.scala:146-150");
const CONTAINER: Reason = Reason("pod-container", "marathon: PodsValidation.scala:248-251");
const HEALTH: Reason = Reason("pod-health-check", "marathon: PodsValidation.scala:37-93");
const CGROUPS: Reason =
    Reason("limits-with-shared-cgroups", "marathon: PodsValidation.scala:169-173");
const IMAGE: Reason = Reason("unknown-value", "marathon 1.9: types/podContainer.raml:18-24");
const SCALING: Reason = Reason("out-of-range", "marathon: PodsValidation.scala:181-191");
const USER: Reason = Reason("empty-user", "marathon: PodsValidation.scala:239");
const UPGRADE: Reason = Reason("upgrade-of-resident", "marathon: SchedulingValidation.scala:62-75");

/// Adds the violations of a pod, and the warnings about it.
pub(super) fn check(pod: &Value, found: &mut Violations) {
    if !schema::is_object(pod, found) {
        return;
    }
    schema::check(&POD, pod, found);
    id::check_pod(pod, found);
    if text(pod, "user") == Some("") {
        found.add(&USER, "/user", "`user` is empty");
    }
    secrets::check(pod, found);
    secrets::check_variables(pod, "", "environment", pod, found);
    let networks = written_networks(pod);
    network::check(&networks, found);
    let containers: Vec<(String, &Value)> = objects(pod, "", "containers").collect();
    let volumes = names(list(pod, "volumes"));
    for (pointer, container) in &containers {
        check_container(pod, container, &volumes, pointer, found);
        pod_network::check_endpoints(container, pointer, &networks, found);
    }
    pod_network::check_unique(&containers, found);
    check_names(&containers, found);
    check_volumes(pod, &containers, found);
    linux::check_pod(pod, found);
    check_scheduling(pod, found);
}

/// Returns the names of `items`.
fn names(items: &[Value]) -> HashSet<&str> {
    items.iter().filter_map(|item| text(item, "name")).collect()
}

/// Checks the container at `pointer`. `volumes` are the names of the pod's volumes.
fn check_container(
    pod: &Value,
    container: &Value,
    volumes: &HashSet<&str>,
    pointer: &str,
    found: &mut Violations,
) {
    let key = get(container, "image")
        .and_then(|image| get(image, "pullConfig"))
        .and_then(|config| text(config, "secret"));
    if let Some(key) = key.filter(|key| !is_template(key) && !has_secret(pod, key)) {
        let message =
            format!("`pullConfig` names the secret `{key}`, but `secrets` has no entry for it");
        found.add(&PULL_SECRET, format!("{pointer}/image/pullConfig/secret"), message);
    }
    secrets::check_variables(container, pointer, "environment", pod, found);
    if let (Some(limits), Some(resources)) =
        (get(container, "resourceLimits"), get(container, "resources"))
    {
        lifecycle::check_limits(limits, resources, &format!("{pointer}/resourceLimits"), found);
    }
    let is_shared = get(pod, "legacySharedCgroups").and_then(Value::as_bool) == Some(true);
    if is_shared && get(container, "resourceLimits").is_some() {
        let message = "a pod with `legacySharedCgroups` takes no `resourceLimits`";
        let at = format!("{pointer}/resourceLimits");
        found.add(&CGROUPS, at, message).only(Targets::since(Target::V1_10));
    }
    let kind = get(container, "image").and_then(|image| word(image, "kind"));
    if kind.as_deref() == Some("APPC") {
        let message = "Marathon 1.9 and later take no images of the kind APPC";
        let at = format!("{pointer}/image/kind");
        found.add(&IMAGE, at, message).only(Targets::since(Target::V1_9));
    }
    linux::check_container(container, pointer, found);
    for (at, mount) in objects(container, pointer, "volumeMounts") {
        let name = text(mount, "name").unwrap_or_default();
        if !volumes.contains(name) && !is_template(name) {
            let message = format!(
                "the container mounts the volume `{name}`, but the pod has none of this name"
            );
            found.add(&VOLUME, format!("{at}/name"), message);
        }
    }
    if let Some(check) = get(container, "healthCheck") {
        check_health(container, check, &format!("{pointer}/healthCheck"), found);
    }
}

/// Whether the `secrets` of a pod have an entry for `key`.
fn has_secret(pod: &Value, key: &str) -> bool {
    get(pod, "secrets").is_some_and(|secrets| secrets.get(key).is_some())
}

/// Checks `check`, the health check of a container.
fn check_health(container: &Value, check: &Value, pointer: &str, found: &mut Violations) {
    let seconds = |name, default| get(check, name).and_then(integer).unwrap_or(default);
    if seconds("timeoutSeconds", 20) >= seconds("intervalSeconds", 60) {
        let message = "the timeout of a health check must be shorter than its interval";
        found.add(&HEALTH, format!("{pointer}/timeoutSeconds"), message);
    }
    let kinds = ["http", "tcp", "exec"].into_iter().filter(|kind| get(check, kind).is_some());
    if kinds.count() != 1 {
        let message = "a health check needs exactly one of `http`, `tcp` and `exec`";
        found.add(&HEALTH, pointer, message);
    }
    for kind in ["http", "tcp"] {
        let endpoint = get(check, kind).and_then(|check| text(check, "endpoint"));
        let Some(endpoint) = endpoint.filter(|endpoint| !is_template(endpoint)) else { continue };
        let mut endpoints = objects(container, "", "endpoints");
        if !endpoints.any(|(_, it)| text(it, "name") == Some(endpoint)) {
            let message = format!(
                "the health check names the endpoint `{endpoint}`, but the container has none of this name"
            );
            found.add(&HEALTH, format!("{pointer}/{kind}/endpoint"), message);
        }
    }
}

/// Checks that the names of containers are unique. Each container stands after its pointer.
fn check_names(containers: &[(String, &Value)], found: &mut Violations) {
    let names: Vec<Option<&str>> =
        containers.iter().map(|(_, container)| text(container, "name")).collect();
    for (index, name) in repeated(&names) {
        if let Some(name) = name {
            let message = format!("two containers are called `{name}`");
            found.add(&CONTAINER, format!("{}/name", containers[index].0), message);
        }
    }
}

/// Checks the volumes of a pod. `containers` are its containers, each after its pointer.
fn check_volumes(pod: &Value, containers: &[(String, &Value)], found: &mut Violations) {
    let volumes: Vec<(String, &Value)> = objects(pod, "", "volumes").collect();
    let names: Vec<Option<&str>> = volumes.iter().map(|(_, volume)| text(volume, "name")).collect();
    for (index, name) in repeated(&names) {
        if let Some(name) = name {
            let message = format!("two volumes are called `{name}`");
            found.add(&VOLUME, format!("{}/name", volumes[index].0), message);
        }
    }
    let mounts = containers.iter().flat_map(|(_, container)| list(container, "volumeMounts"));
    let mounted: HashSet<&str> = mounts.filter_map(|mount| text(mount, "name")).collect();
    for (pointer, volume) in &volumes {
        let name = text(volume, "name");
        if name.is_some_and(|name| !is_template(name) && !mounted.contains(name)) {
            found.add(&VOLUME, &**pointer, "no container mounts the volume");
        }
        let kind = volume_kind(volume, found);
        if kind == Some("persistent")
            && let Some(info) = get(volume, "persistent")
        {
            let at = format!("{pointer}/persistent");
            constraints::check_volume(info, &at, found);
            volumes::check_profile(info, &at, found);
        }
        let key = text(volume, "secret").filter(|key| kind == Some("secret") && !is_template(key));
        if let Some(key) = key.filter(|key| !has_secret(pod, key)) {
            let message =
                format!("the volume names the secret `{key}`, but `secrets` has no entry for it");
            found.add(&VOLUME_SECRET, format!("{pointer}/secret"), message);
        }
    }
}

/// Returns the kind of a volume as Marathon reads it: the first of `persistent`, `secret` and
/// `host` whose type fits; an empty text for an ephemeral volume, and `None` if no kind fits.
fn volume_kind(volume: &Value, found: &Violations) -> Option<&'static str> {
    first_kind(POD_VOLUMES, volume, &found.asked).map(|kind| kind.sign)
}

/// Checks `scheduling` and `scaling`.
fn check_scheduling(pod: &Value, found: &mut Violations) {
    let instances = get(pod, "scaling").and_then(|it| get(it, "instances")).and_then(integer);
    if instances.is_some_and(|instances| instances < 0) {
        found.add(&SCALING, "/scaling/instances", "`scaling.instances` must be at least 0");
    }
    let placement = get(pod, "scheduling").and_then(|scheduling| get(scheduling, "placement"));
    let accepted = placement.map_or(&[][..], |it| list(it, "acceptedResourceRoles"));
    let at = "/scheduling/placement/acceptedResourceRoles";
    lifecycle::check_cluster_roles(pod, accepted, at, found);
    let Some(scheduling) = get(pod, "scheduling") else { return };
    let is_resident =
        list(pod, "volumes").iter().any(|it| volume_kind(it, found) == Some("persistent"));
    let over =
        get(scheduling, "upgrade").map(|it| number(it, "maximumOverCapacity").unwrap_or(1.0));
    if is_resident && over.is_some_and(|over| over != 0.0) {
        let message = "with persistent volumes `maximumOverCapacity` must be 0";
        found.add(&UPGRADE, "/scheduling/upgrade", message);
    }
    lifecycle::check_unreachable(
        scheduling,
        false,
        is_resident,
        "/scheduling/unreachableStrategy",
        found,
    );
    let Some(placement) = get(scheduling, "placement") else { return };
    constraints::check_placement(placement, "/scheduling/placement", found);
    let roles = list(placement, "acceptedResourceRoles");
    if !roles.is_empty() {
        let pointer = "/scheduling/placement/acceptedResourceRoles";
        lifecycle::check_roles(roles, is_resident, pointer, found);
    }
}
