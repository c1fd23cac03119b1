//! Types that apps and pods share, and the small ones that all others are made of.

use super::form::Form;
use super::{Member, Shape};
use crate::marathon::Target;

pub(super) const fn must(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, shape, is_required: true, since: Target::V1_5 }
}

pub(super) const fn may(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, shape, is_required: false, since: Target::V1_5 }
}

pub(super) const fn since(since: Target, name: &'static str, shape: &'static Shape) -> Member {
    Member { name, shape, is_required: false, since }
}

pub(super) const fn list(of: &'static Shape) -> Shape {
    Shape::List { of, least: 0, most: usize::MAX }
}

const fn text(least: usize, most: usize, form: Form) -> Shape {
    Shape::Text { least, most, form }
}

const ANY: usize = usize::MAX;

pub(super) static TEXT: Shape = text(0, ANY, Form::Any);
pub(super) static FILLED: Shape = text(1, ANY, Form::Any);
pub(super) static TEXTS: Shape = list(&TEXT);
pub(super) static FLAG: Shape = Shape::Flag;
pub(super) static NAME: Shape = text(1, 63, Form::Name);
pub(super) static LEGACY_NAME: Shape = text(1, ANY, Form::Name);
pub(super) static NAMES: Shape = list(&NAME);
pub(super) static PATH_ID: Shape = text(1, ANY, Form::Path);
/// `Uri` and `Path`: types/stringTypes.raml:32-40.
pub(super) static URI: Shape = text(1, 1024, Form::Any);
pub(super) static LABELS: Shape = Shape::Map { of: &TEXT, names: Form::Any };

pub(super) static COUNT: Shape = Shape::Integer { least: 0, most: i32::MAX as i64 };
pub(super) static INTEGER: Shape = Shape::Integer { least: i32::MIN as i64, most: i32::MAX as i64 };
pub(super) static SIZE: Shape = Shape::Integer { least: 0, most: i64::MAX };
pub(super) static ANY_PORT: Shape = Shape::Integer { least: 0, most: 65_535 };
pub(super) static PORT: Shape = Shape::Integer { least: 1, most: 65_535 };
pub(super) static AMOUNT: Shape = Shape::Number { least: 0.0, most: f64::INFINITY };
pub(super) static SHARE: Shape = Shape::Number { least: 0.0, most: 1.0 };
pub(super) static REAL: Shape = Shape::Number { least: f64::NEG_INFINITY, most: f64::INFINITY };

pub(super) static PROTOCOL: Shape = Shape::Word(&["tcp", "udp", "udp,tcp"]);
pub(super) static KILL_SELECTION: Shape = Shape::Word(&["YOUNGEST_FIRST", "OLDEST_FIRST"]);
static READ_MODE: Shape = Shape::Word(&["RO", "RW"]);

/// types/docker.raml
pub(super) static PULL_CONFIG: Shape = Shape::Object(&[must("secret", &FILLED)]);

/// types/secrets.raml
pub(super) static SECRETS: Shape = Shape::Map { of: &SECRET, names: Form::Any };
static SECRET: Shape = Shape::Object(&[must("source", &FILLED)]);

/// types/environmentVariable.raml
pub(super) static VARIABLE: Shape =
    Shape::Either(&[("secret", &Shape::Object(&[must("secret", &TEXT)])), ("", &TEXT)]);

/// types/artifact.raml:7-20
pub(super) static ARTIFACTS: Shape = list(&ARTIFACT);
static ARTIFACT: Shape = Shape::Object(&[
    must("uri", &URI),
    may("extract", &FLAG),
    may("executable", &FLAG),
    may("cache", &FLAG),
    may("destPath", &URI),
]);

/// types/network.raml
pub(super) static NETWORKS: Shape = list(&NETWORK);
static NETWORK: Shape = Shape::Object(&[
    may("name", &text(1, 63, Form::NetworkName)),
    may("mode", &Shape::Word(&["container", "container/bridge", "host"])),
    may("labels", &LABELS),
]);

/// types/linux.raml
pub(super) static LINUX_INFO: Shape =
    Shape::Object(&[may("seccomp", &SECCOMP), since(Target::V1_9, "ipcInfo", &IPC_INFO)]);
static SECCOMP: Shape = Shape::Object(&[may("profileName", &TEXT), may("unconfined", &FLAG)]);
static IPC_INFO: Shape = Shape::Object(&[
    must("mode", &Shape::Word(&["PRIVATE", "SHARE_PARENT"])),
    may("shmSize", &INTEGER),
]);

/// types/resources.raml
pub(super) static RESOURCE_LIMITS: Shape =
    Shape::Object(&[may("cpus", &LIMIT), may("mem", &LIMIT)]);
static LIMIT: Shape = Shape::Either(&[("", &REAL), ("", &Shape::Word(&["unlimited"]))]);
pub(super) static EXECUTOR_RESOURCES: Shape = Shape::Object(&[
    may("cpus", &Shape::Number { least: 0.1, most: f64::INFINITY }),
    may("mem", &Shape::Number { least: 32.0, most: f64::INFINITY }),
    may("disk", &Shape::Number { least: 10.0, most: f64::INFINITY }),
]);

/// types/unreachableStrategy.raml
pub(super) static UNREACHABLE: Shape = Shape::Either(&[
    ("inactiveAfterSeconds", &UNREACHABLE_ENABLED),
    ("expungeAfterSeconds", &UNREACHABLE_ENABLED),
    ("", &Shape::Word(&["disabled"])),
]);
static UNREACHABLE_ENABLED: Shape =
    Shape::Object(&[may("inactiveAfterSeconds", &SIZE), may("expungeAfterSeconds", &SIZE)]);

/// The kinds of volumes an app can have, in Marathon's order, by the member that tells them apart
/// (types/volumes.raml).
pub(in crate::validity) static VOLUME_KINDS: &[(&str, &Shape)] = &[
    ("persistent", &PERSISTENT_VOLUME),
    ("external", &EXTERNAL_VOLUME),
    ("secret", &SECRET_VOLUME),
    ("hostPath", &HOST_VOLUME),
];
static PERSISTENT_VOLUME: Shape = Shape::Object(&[
    must("containerPath", &FILLED),
    must("persistent", &PERSISTENT),
    must("mode", &READ_MODE),
]);
static EXTERNAL_VOLUME: Shape = Shape::Object(&[
    must("containerPath", &FILLED),
    must("external", &EXTERNAL),
    must("mode", &READ_MODE),
]);
static SECRET_VOLUME: Shape =
    Shape::Object(&[must("containerPath", &FILLED), must("secret", &FILLED)]);
static HOST_VOLUME: Shape = Shape::Object(&[
    must("containerPath", &FILLED),
    must("hostPath", &FILLED),
    must("mode", &READ_MODE),
]);
pub(super) static PERSISTENT: Shape = Shape::Object(&[
    may("type", &Shape::Word(&["root", "path", "mount"])),
    must("size", &SIZE),
    may("maxSize", &SIZE),
    may("profileName", &TEXT),
    may("constraints", &list(&Shape::List { of: &TEXT, least: 2, most: 3 })),
]);
static EXTERNAL: Shape = Shape::Either(&[("name", &DVDI), ("", &CSI)]);
static DVDI: Shape = Shape::Object(&[
    may("size", &SIZE),
    may("name", &TEXT),
    may("provider", &TEXT),
    may("options", &LABELS),
    may("shared", &FLAG),
]);
static CSI: Shape = Shape::Object(&[
    must("name", &TEXT),
    must("provider", &Shape::Word(&["csi"])),
    must(
        "options",
        &Shape::Object(&[
            must("pluginName", &FILLED),
            must(
                "capability",
                &Shape::Object(&[must("accessMode", &TEXT), must("accessType", &TEXT)]),
            ),
        ]),
    ),
]);
