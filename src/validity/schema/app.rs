//! The type of an app (marathon: types/app.raml, types/appContainer.raml, types/network.raml).

use super::form::Form;
use super::health::{APP_CHECK, APP_HEALTH_CHECKS, READINESS_CHECKS};
use super::parts::{
    AMOUNT, ANY_PORT, ARTIFACTS, COUNT, DATE, EXECUTOR_RESOURCES, FILLED, FLAG, INTEGER,
    KILL_SELECTION, LABELS, LEGACY_NAME, LINUX_INFO, NETWORKS, PATH_ID, PROTOCOL, PULL_CONFIG,
    RESOURCE_LIMITS, SECRETS, SHARE, TEXT, TEXTS, UNREACHABLE, UNREACHABLE_DEFAULTS, VARIABLE,
    VOLUME_KINDS, list, may, must, set, since,
};
use super::types::Type;
use crate::marathon::Target;

/// An app (types/app.raml:75-340). The `id` is not required, because a `PUT` has it in its URL.
pub(in crate::validity) static APP: Type = Type::Object(&[
    may("id", &PATH_ID),
    may("acceptedResourceRoles", &set(&TEXT)),
    may("args", &TEXTS),
    may("backoffFactor", &Type::Number { least: 1.0, most: f64::INFINITY }).or(&["1.15"]),
    may("backoffSeconds", &COUNT).or(&["1"]),
    may("cmd", &FILLED),
    may("constraints", &set(&TEXTS)),
    may("container", &CONTAINER),
    may("cpus", &AMOUNT).or(&["1"]),
    may("dependencies", &set(&TEXT)),
    may("disk", &AMOUNT).or(&["0"]),
    may("env", &Type::Map { of: &VARIABLE, names: Form::Any }),
    may("executor", &Type::Text { least: 0, most: usize::MAX, form: Form::Executor })
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

/// The times of the last changes, in an answer of Marathon (types/versionInfo.raml).
static VERSION_INFO: Type =
    Type::Object(&[must("lastScalingAt", &DATE), must("lastConfigChangeAt", &DATE)]);

/// types/appContainer.raml:157-174
static CONTAINER: Type = Type::Object(&[
    may("type", &Type::Word(&["MESOS", "DOCKER"])).or(&[r#""DOCKER""#]),
    may("docker", &DOCKER),
    since(Target::V1_8, "linuxInfo", &LINUX_INFO),
    may("volumes", &list(&Type::Either(VOLUME_KINDS))),
    may("portMappings", &list(&PORT_MAPPING)),
]);

/// The `docker` of a container (types/appContainer.raml:112-156).
static DOCKER: Type = Type::Object(&[
    may("credential", &Type::Object(&[must("principal", &TEXT), may("secret", &TEXT)])),
    may("pullConfig", &PULL_CONFIG),
    may("forcePullImage", &FLAG).or(&["false"]),
    must("image", &FILLED),
    may("network", &Type::Word(&["BRIDGE", "HOST", "NONE", "USER"])),
    may("parameters", &list(&Type::Object(&[must("key", &FILLED), must("value", &TEXT)]))),
    may("portMappings", &list(&PORT_MAPPING)),
    may("privileged", &FLAG).or(&["false"]),
]);

/// types/appContainer.raml:44-111
static PORT_MAPPING: Type = Type::Object(&[
    may("containerPort", &ANY_PORT).or(&["0"]),
    may("hostPort", &ANY_PORT),
    may("labels", &LABELS),
    may("name", &LEGACY_NAME),
    may("protocol", &PROTOCOL).or(&[r#""tcp""#]),
    may("servicePort", &ANY_PORT).or(&["0"]),
    may("networkNames", &TEXTS),
]);

/// types/network.raml:135-159
static PORT_DEFINITION: Type = Type::Object(&[
    may("port", &ANY_PORT).or(&["0"]),
    may("labels", &LABELS),
    may("name", &LEGACY_NAME),
    may("protocol", &PROTOCOL).or(&[r#""tcp""#]),
]);

/// types/network.raml:107-134
static IP_ADDRESS: Type = Type::Object(&[
    may("discovery", &Type::Object(&[may("ports", &list(&DISCOVERY_PORT))])),
    may("groups", &TEXTS),
    may("labels", &LABELS),
    may("networkName", &FILLED),
]);

/// types/network.raml:81-97
static DISCOVERY_PORT: Type = Type::Object(&[
    may("number", &ANY_PORT),
    must("name", &LEGACY_NAME),
    may("protocol", &PROTOCOL),
    may("labels", &LABELS),
]);

/// types/app.raml:26-46
static RESIDENCY: Type = Type::Object(&[
    may("relaunchEscalationTimeoutSeconds", &Type::Integer { least: 0, most: i64::MAX }),
    may("taskLostBehavior", &Type::Word(&["WAIT_FOREVER", "RELAUNCH_AFTER_TIMEOUT"])),
]);

/// types/app.raml:47-74
static UPGRADE_STRATEGY: Type =
    Type::Object(&[must("maximumOverCapacity", &SHARE), must("minimumHealthCapacity", &SHARE)]);

/// A group as it is sent to Marathon (types/group.raml:47-71). Any value is an app here, because
/// `validity` judges the apps one by one.
pub(in crate::validity) static GROUP: Type = Type::Object(&[
    may("id", &PATH_ID),
    may("apps", &list(&Type::Anything)),
    may("groups", &list(&GROUP)),
    may("dependencies", &set(&TEXT)),
    may("scaleBy", &AMOUNT),
    may("version", &DATE),
    since(Target::V1_9, "enforceRole", &FLAG),
]);
