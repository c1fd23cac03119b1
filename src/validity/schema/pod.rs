//! The type of a pod (marathon: types/pod.raml, types/podContainer.raml, types/network.raml).

use super::form::Form;
use super::health::{COMMAND, POD_CHECK, POD_HEALTH_CHECK};
use super::parts::{
    AMOUNT, ANY_PORT, ARTIFACTS, COUNT, DATE, EXECUTOR_RESOURCES, FILLED, FLAG, INTEGER,
    KILL_SELECTION, LABELS, LINUX_INFO, NAME, NETWORKS, PATH_ID, PERSISTENT, PORT, PULL_CONFIG,
    RESOURCE_LIMITS, SECRETS, SHARE, TEXT, TEXTS, UNREACHABLE, UNREACHABLE_DEFAULTS, URI, VARIABLE,
    filled_list, kind, kind_since, list, may, must, set, since,
};
use super::{Shape, ValueKind};
use crate::marathon::Target;

/// types/pod.raml:118-190. `id::check_pod` reports a missing `id`.
pub(in crate::validity) static POD: Shape = Shape::Object(&[
    may("id", &PATH_ID),
    may("labels", &LABELS),
    may("user", &TEXT),
    may("environment", &ENVIRONMENT),
    must("containers", &filled_list(&CONTAINER)),
    may("secrets", &SECRETS),
    may("volumes", &list(&Shape::Either(POD_VOLUMES))),
    may("networks", &NETWORKS),
    may(
        "scaling",
        &Shape::Object(&[
            must("kind", &Shape::Exactly(&["fixed"])),
            may("instances", &Shape::OrDefault(&INTEGER)).or(&["1"]),
        ]),
    )
    .or(&[r#"{"kind":"fixed","instances":1}"#]),
    // Marathon's answers have `scheduling` and `executorResources` in any case: its reader puts the
    // defaults into a pod that is sent without them (marathon: PodConversion.scala,
    // `podRamlWriter`).
    may("scheduling", &SCHEDULING).or(&["{}"]),
    may("executorResources", &EXECUTOR_RESOURCES).or(&["{}"]),
    since(Target::V1_9, "role", &FILLED),
    may("version", &DATE),
    since(Target::V1_9, "linuxInfo", &LINUX_INFO),
    since(Target::V1_10, "legacySharedCgroups", &FLAG).or(&["false"]),
]);

static ENVIRONMENT: Shape = Shape::Map { of: &VARIABLE, names: Form::Variable };

/// types/podContainer.raml:70-140
static CONTAINER: Shape = Shape::Object(&[
    must("name", &NAME),
    may("exec", &Shape::Object(&[must("command", &COMMAND), may("overrideEntrypoint", &FLAG)])),
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
        &list(&Shape::Object(&[
            must("name", &NAME),
            must("mountPath", &URI),
            may("readOnly", &FLAG).or(&["false"]),
        ])),
    ),
    may("artifacts", &ARTIFACTS),
    may("labels", &LABELS),
    may("lifecycle", &Shape::Object(&[may("killGracePeriodSeconds", &AMOUNT)])),
    may("tty", &FLAG),
]);

/// types/resources.raml. No member is required, because all have defaults.
static RESOURCES: Shape = Shape::Object(&[
    may("cpus", &AMOUNT).or(&["1"]),
    may("mem", &AMOUNT).or(&["128"]),
    may("disk", &AMOUNT).or(&["0"]),
    may("gpus", &COUNT).or(&["0"]),
]);

/// types/podContainer.raml:18-45
static IMAGE: Shape = Shape::Object(&[
    must("kind", &Shape::Word(&["DOCKER", "APPC"])),
    must("id", &URI),
    may("pullConfig", &PULL_CONFIG),
    may("forcePull", &FLAG).or(&["false"]),
    may("labels", &LABELS),
]);

/// types/network.raml:8-50
static ENDPOINT: Shape = Shape::Object(&[
    must("name", &NAME),
    may("containerPort", &PORT),
    may("hostPort", &ANY_PORT),
    may("protocol", &filled_list(&TEXT)),
    may("labels", &LABELS),
    may("networkNames", &TEXTS),
]);

/// The kinds of volumes that a pod can have, in Marathon's order (types/volumes.raml).
pub(in crate::validity) static POD_VOLUMES: &[ValueKind] = &[
    kind_since(Target::V1_6, "persistent", &PERSISTENT_VOLUME),
    kind("secret", &Shape::Object(&[must("name", &FILLED), must("secret", &FILLED)])),
    kind("host", &Shape::Object(&[must("name", &NAME), must("host", &TEXT)])),
    kind("", &Shape::Object(&[must("name", &NAME)])),
];
static PERSISTENT_VOLUME: Shape =
    Shape::Object(&[must("name", &FILLED), must("persistent", &PERSISTENT)]);

static SCHEDULING: Shape = Shape::Object(&[
    may(
        "backoff",
        &Shape::Object(&[
            may("backoff", &AMOUNT).or(&["1"]),
            may("backoffFactor", &AMOUNT).or(&["1.15"]),
            may("maxLaunchDelay", &AMOUNT).or(&["300", "3600"]),
        ]),
    )
    .or(&["{}"]),
    may(
        "upgrade",
        &Shape::Object(&[
            may("minimumHealthCapacity", &SHARE).or(&["1"]),
            may("maximumOverCapacity", &SHARE).or(&["1"]),
        ]),
    )
    .or(&["{}"]),
    may(
        "placement",
        &Shape::Object(&[
            may("constraints", &set(&CONSTRAINT)),
            may("acceptedResourceRoles", &set(&TEXT)),
        ]),
    )
    .or(&["{}"]),
    may("killSelection", &KILL_SELECTION).or(&["\"YOUNGEST_FIRST\""]),
    may("unreachableStrategy", &UNREACHABLE).or(UNREACHABLE_DEFAULTS),
]);

static CONSTRAINT: Shape = Shape::Object(&[
    must("fieldName", &TEXT),
    must(
        "operator",
        &Shape::Word(&["UNIQUE", "CLUSTER", "GROUP_BY", "LIKE", "UNLIKE", "MAX_PER", "IS"]),
    ),
    may("value", &TEXT),
]);
