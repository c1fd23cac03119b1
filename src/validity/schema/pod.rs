//! The type of a pod (marathon: types/pod.raml, types/podContainer.raml, types/network.raml).

use super::form::Form;
use super::health::{COMMAND, POD_CHECK, POD_HEALTH_CHECK};
use super::parts::{
    AMOUNT, ANY_PORT, ARTIFACTS, COUNT, DATE, EXECUTOR_RESOURCES, FILLED, FLAG, INTEGER,
    KILL_SELECTION, LABELS, LINUX_INFO, NAME, NETWORKS, PATH_ID, PERSISTENT, PORT, PULL_CONFIG,
    RESOURCE_LIMITS, SECRETS, SHARE, TEXT, TEXTS, UNREACHABLE, UNREACHABLE_DEFAULTS, URI, VARIABLE,
    filled_list, kind, kind_since, list, may, must, set, since,
};
use super::types::{Type, ValueKind};
use crate::marathon::Target;

/// A pod (types/pod.raml:117-179). The `id` is not required here, because `id::check_pod` reports a
/// missing one.
pub(in crate::validity) static POD: Type = Type::Object(&[
    may("id", &PATH_ID),
    may("labels", &LABELS),
    may("user", &TEXT),
    may("environment", &ENVIRONMENT),
    must("containers", &filled_list(&CONTAINER)),
    may("secrets", &SECRETS),
    may("volumes", &list(&Type::Either(POD_VOLUMES))),
    may("networks", &NETWORKS),
    may(
        "scaling",
        &Type::Object(&[
            must("kind", &Type::Exactly(&["fixed"])),
            may("instances", &Type::OrDefault(&INTEGER)).or(&["1"]),
        ]),
    )
    .or(&[r#"{"kind":"fixed","instances":1}"#]),
    // Marathon's answers always have `scheduling` and `executorResources`, with their defaults if
    // the pod was sent without them (marathon: PodConversion.scala, `podRamlWriter`).
    may("scheduling", &SCHEDULING).or(&["{}"]),
    may("executorResources", &EXECUTOR_RESOURCES).or(&["{}"]),
    since(Target::V1_9, "role", &FILLED),
    may("version", &DATE),
    since(Target::V1_9, "linuxInfo", &LINUX_INFO),
    since(Target::V1_10, "legacySharedCgroups", &FLAG).or(&["false"]),
]);

/// types/environmentVariable.raml:17-20
static ENVIRONMENT: Type = Type::Map { of: &VARIABLE, names: Form::Variable };

/// types/podContainer.raml:73-127
static CONTAINER: Type = Type::Object(&[
    must("name", &NAME),
    may("exec", &Type::Object(&[must("command", &COMMAND), may("overrideEntrypoint", &FLAG)])),
    must("resources", &RESOURCES),
    since(Target::V1_10, "resourceLimits", &RESOURCE_LIMITS),
    may("endpoints", &list(&ENDPOINT)),
    since(Target::V1_8, "linuxInfo", &LINUX_INFO),
    may("image", &IMAGE),
    may("environment", &ENVIRONMENT),
    may("user", &TEXT),
    may("healthCheck", &POD_HEALTH_CHECK),
    since(Target::V1_8, "check", &POD_CHECK),
    may(
        "volumeMounts",
        &list(&Type::Object(&[
            must("name", &NAME),
            must("mountPath", &URI),
            may("readOnly", &FLAG).or(&["false"]),
        ])),
    ),
    may("artifacts", &ARTIFACTS),
    may("labels", &LABELS),
    may("lifecycle", &Type::Object(&[may("killGracePeriodSeconds", &AMOUNT)])),
    may("tty", &FLAG),
]);

/// types/resources.raml:3-38. No member is required, because all have defaults.
static RESOURCES: Type = Type::Object(&[
    may("cpus", &AMOUNT).or(&["1"]),
    may("mem", &AMOUNT).or(&["128"]),
    may("disk", &AMOUNT).or(&["0"]),
    may("gpus", &COUNT).or(&["0"]),
]);

/// types/podContainer.raml:21-45
static IMAGE: Type = Type::Object(&[
    must("kind", &Type::Word(&["DOCKER", "APPC"])),
    must("id", &URI),
    may("pullConfig", &PULL_CONFIG),
    may("forcePull", &FLAG).or(&["false"]),
    may("labels", &LABELS),
]);

/// types/network.raml:8-55
static ENDPOINT: Type = Type::Object(&[
    must("name", &NAME),
    may("containerPort", &PORT),
    may("hostPort", &ANY_PORT),
    may("protocol", &filled_list(&TEXT)),
    may("labels", &LABELS),
    may("networkNames", &TEXTS),
]);

/// The kinds of volumes that a pod can have, in Marathon's order, each with the member by which it
/// is recognised; none for an ephemeral volume (types/volumes.raml:249-250).
pub(in crate::validity) static POD_VOLUMES: &[ValueKind] = &[
    kind_since(Target::V1_6, "persistent", &PERSISTENT_VOLUME),
    kind("secret", &Type::Object(&[must("name", &FILLED), must("secret", &FILLED)])),
    kind("host", &Type::Object(&[must("name", &NAME), must("host", &TEXT)])),
    kind("", &Type::Object(&[must("name", &NAME)])),
];
/// types/volumes.raml:204-211
static PERSISTENT_VOLUME: Type =
    Type::Object(&[must("name", &FILLED), must("persistent", &PERSISTENT)]);

/// types/pod.raml:36-116
static SCHEDULING: Type = Type::Object(&[
    may(
        "backoff",
        &Type::Object(&[
            may("backoff", &AMOUNT).or(&["1"]),
            may("backoffFactor", &AMOUNT).or(&["1.15"]),
            may("maxLaunchDelay", &AMOUNT).or(&["300", "3600"]),
        ]),
    )
    .or(&["{}"]),
    may(
        "upgrade",
        &Type::Object(&[
            may("minimumHealthCapacity", &SHARE).or(&["1"]),
            may("maximumOverCapacity", &SHARE).or(&["1"]),
        ]),
    )
    .or(&["{}"]),
    may(
        "placement",
        &Type::Object(&[
            may("constraints", &set(&CONSTRAINT)),
            may("acceptedResourceRoles", &set(&TEXT)),
        ]),
    )
    .or(&["{}"]),
    may("killSelection", &KILL_SELECTION).or(&["\"YOUNGEST_FIRST\""]),
    may("unreachableStrategy", &UNREACHABLE).or(UNREACHABLE_DEFAULTS),
]);

/// types/constraint.raml:10-19
static CONSTRAINT: Type = Type::Object(&[
    must("fieldName", &TEXT),
    must(
        "operator",
        &Type::Word(&["UNIQUE", "CLUSTER", "GROUP_BY", "LIKE", "UNLIKE", "MAX_PER", "IS"]),
    ),
    may("value", &TEXT),
]);
