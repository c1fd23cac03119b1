//! The type of an app (marathon: types/app.raml, types/appContainer.raml, types/network.raml).

use super::Shape;
use super::form::Form;
use super::health::{APP_CHECK, APP_HEALTH_CHECKS, READINESS_CHECKS};
use super::parts::{
    AMOUNT, ANY_PORT, ARTIFACTS, COUNT, DATE, EXECUTOR_RESOURCES, FILLED, FLAG, INTEGER,
    KILL_SELECTION, LABELS, LEGACY_NAME, LINUX_INFO, NETWORKS, PATH_ID, PROTOCOL, PULL_CONFIG,
    RESOURCE_LIMITS, SECRETS, SHARE, TEXT, TEXTS, UNREACHABLE, UNREACHABLE_DEFAULTS, VARIABLE,
    VOLUME_KINDS, list, may, must, set, since,
};
use crate::marathon::Target;

/// types/app.raml:66-324. The `id` is not required, because a `PUT` has it in its URL.
pub(in crate::validity) static APP: Shape = Shape::Object(&[
    may("id", &PATH_ID),
    may("acceptedResourceRoles", &set(&TEXT)),
    may("args", &TEXTS),
    may("backoffFactor", &Shape::Number { least: 1.0, most: f64::INFINITY }).or(&["1.15"]),
    may("backoffSeconds", &COUNT).or(&["1"]),
    may("cmd", &FILLED),
    may("constraints", &set(&TEXTS)),
    may("container", &CONTAINER),
    may("cpus", &AMOUNT).or(&["1"]),
    may("dependencies", &set(&TEXT)),
    may("disk", &AMOUNT).or(&["0"]),
    may("env", &Shape::Map { of: &VARIABLE, names: Form::Any }),
    may("executor", &Shape::Text { least: 0, most: usize::MAX, form: Form::Executor })
        .or(&[r#""""#]),
    since(Target::V1_6, "executorResources", &EXECUTOR_RESOURCES),
    may("fetch", &ARTIFACTS),
    may("healthChecks", &APP_HEALTH_CHECKS),
    since(Target::V1_8, "check", &APP_CHECK),
    may("instances", &COUNT).or(&["1"]),
    may("labels", &LABELS),
    may("maxLaunchDelaySeconds", &COUNT).or(&["300", "3600"]),
    may("mem", &AMOUNT).or(&["128"]),
    may("gpus", &COUNT).or(&["0"]),
    may("ipAddress", &IP_ADDRESS),
    may("networks", &NETWORKS),
    may("ports", &list(&INTEGER)),
    may("portDefinitions", &list(&PORT_DEFINITION)),
    may("readinessChecks", &READINESS_CHECKS),
    may("residency", &RESIDENCY),
    since(Target::V1_10, "resourceLimits", &RESOURCE_LIMITS),
    may("requirePorts", &FLAG).or(&["false"]),
    may("secrets", &SECRETS),
    may("taskKillGracePeriodSeconds", &COUNT),
    may("upgradeStrategy", &UPGRADE_STRATEGY),
    may("uris", &TEXTS),
    may("user", &TEXT),
    may("killSelection", &KILL_SELECTION).or(&[r#""YOUNGEST_FIRST""#]),
    may("unreachableStrategy", &UNREACHABLE).or(UNREACHABLE_DEFAULTS),
    may("tty", &FLAG).or(&["false"]),
    since(Target::V1_9, "role", &FILLED),
    may("version", &DATE),
    may("versionInfo", &VERSION_INFO),
]);

/// types/versionInfo.raml
static VERSION_INFO: Shape =
    Shape::Object(&[must("lastScalingAt", &DATE), must("lastConfigChangeAt", &DATE)]);

/// types/appContainer.raml:155-185
static CONTAINER: Shape = Shape::Object(&[
    may("type", &Shape::Word(&["MESOS", "DOCKER"])).or(&[r#""DOCKER""#]),
    may("docker", &DOCKER),
    since(Target::V1_8, "linuxInfo", &LINUX_INFO),
    may("volumes", &list(&Shape::Either(VOLUME_KINDS))),
    may("portMappings", &list(&PORT_MAPPING)),
]);

/// types/appContainer.raml:100-154
static DOCKER: Shape = Shape::Object(&[
    may("credential", &Shape::Object(&[must("principal", &TEXT), may("secret", &TEXT)])),
    may("pullConfig", &PULL_CONFIG),
    may("forcePullImage", &FLAG).or(&["false"]),
    must("image", &FILLED),
    may("network", &Shape::Word(&["BRIDGE", "HOST", "NONE", "USER"])),
    may("parameters", &list(&Shape::Object(&[must("key", &FILLED), must("value", &TEXT)]))),
    may("portMappings", &list(&PORT_MAPPING)),
    may("privileged", &FLAG).or(&["false"]),
]);

/// types/appContainer.raml:34-99
static PORT_MAPPING: Shape = Shape::Object(&[
    may("containerPort", &ANY_PORT).or(&["0"]),
    may("hostPort", &ANY_PORT),
    may("labels", &LABELS),
    may("name", &LEGACY_NAME),
    may("protocol", &PROTOCOL).or(&[r#""tcp""#]),
    may("servicePort", &ANY_PORT).or(&["0"]),
    may("networkNames", &TEXTS),
]);

static PORT_DEFINITION: Shape = Shape::Object(&[
    may("port", &ANY_PORT).or(&["0"]),
    may("labels", &LABELS),
    may("name", &LEGACY_NAME),
    may("protocol", &PROTOCOL).or(&[r#""tcp""#]),
]);

static IP_ADDRESS: Shape = Shape::Object(&[
    may("discovery", &Shape::Object(&[may("ports", &list(&DISCOVERY_PORT))])),
    may("groups", &TEXTS),
    may("labels", &LABELS),
    may("networkName", &FILLED),
]);
static DISCOVERY_PORT: Shape = Shape::Object(&[
    may("number", &ANY_PORT),
    must("name", &LEGACY_NAME),
    may("protocol", &PROTOCOL),
    may("labels", &LABELS),
]);

static RESIDENCY: Shape = Shape::Object(&[
    may("relaunchEscalationTimeoutSeconds", &Shape::Integer { least: 0, most: i64::MAX }),
    may("taskLostBehavior", &Shape::Word(&["WAIT_FOREVER", "RELAUNCH_AFTER_TIMEOUT"])),
]);

static UPGRADE_STRATEGY: Shape =
    Shape::Object(&[must("maximumOverCapacity", &SHARE), must("minimumHealthCapacity", &SHARE)]);

/// types/group.raml:47-71. The apps are checked one by one elsewhere.
pub(in crate::validity) static GROUP: Shape = Shape::Object(&[
    may("id", &PATH_ID),
    may("apps", &list(&Shape::Anything)),
    may("groups", &list(&GROUP)),
    may("dependencies", &set(&TEXT)),
    may("scaleBy", &AMOUNT),
    may("version", &DATE),
    since(Target::V1_9, "enforceRole", &FLAG),
]);
