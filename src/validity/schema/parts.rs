//! Types that apps and pods share, and the small types of which all others consist.

use super::form::Form;
use super::{Member, Shape, ValueKind};
use crate::marathon::Target;

pub(super) const fn must(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, shape, is_required: true, since: Target::V1_5, defaults: &[] }
}

pub(super) const fn may(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, shape, is_required: false, since: Target::V1_5, defaults: &[] }
}

pub(super) const fn since(since: Target, name: &'static str, shape: &'static Shape) -> Member {
    Member { name, shape, is_required: false, since, defaults: &[] }
}

/// Returns a kind of values that is recognised by the member `sign`.
pub(super) const fn kind(sign: &'static str, shape: &'static Shape) -> ValueKind {
    ValueKind { sign, shape, since: Target::V1_5 }
}

/// Returns a kind of values that Marathon knows since the version `since`; see [`kind`].
pub(super) const fn kind_since(
    since: Target,
    sign: &'static str,
    shape: &'static Shape,
) -> ValueKind {
    ValueKind { sign, shape, since }
}

pub(super) const fn list(of: &'static Shape) -> Shape {
    Shape::List { of, least: 0, most: usize::MAX, is_set: false }
}

/// Returns a list that Marathon keeps as a set, so that the order does not count (`uniqueItems` in
/// the RAML files).
pub(super) const fn set(of: &'static Shape) -> Shape {
    Shape::List { of, least: 0, most: usize::MAX, is_set: true }
}

/// Returns a list with at least one element.
pub(super) const fn filled_list(of: &'static Shape) -> Shape {
    Shape::List { of, least: 1, most: usize::MAX, is_set: false }
}

const fn text(least: usize, most: usize, form: Form) -> Shape {
    Shape::Text { least, most, form }
}

const ANY_LENGTH: usize = usize::MAX;

pub(super) static TEXT: Shape = text(0, ANY_LENGTH, Form::Any);
pub(super) static FILLED: Shape = text(1, ANY_LENGTH, Form::Any);
pub(super) static TEXTS: Shape = list(&TEXT);
pub(super) static FLAG: Shape = Shape::Flag;
pub(super) static NAME: Shape = text(1, 63, Form::Name);
pub(super) static LEGACY_NAME: Shape = text(1, ANY_LENGTH, Form::Name);
pub(super) static PATH_ID: Shape = text(1, ANY_LENGTH, Form::Path);
/// The types `Uri` and `Path` (types/stringTypes.raml:32-40).
pub(super) static URI: Shape = text(1, 1024, Form::Any);
/// The type `datetime` in RAML, which is `OffsetDateTime` in Scala (marathon:
/// backend/package.scala:25).
pub(super) static DATE: Shape = text(0, ANY_LENGTH, Form::Date);
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
    Shape::Either(&[kind("secret", &Shape::Object(&[must("secret", &TEXT)])), kind("", &TEXT)]);

/// types/artifact.raml:7-20
pub(super) static ARTIFACTS: Shape = list(&ARTIFACT);
static ARTIFACT: Shape = Shape::Object(&[
    must("uri", &URI),
    may("extract", &FLAG).or(&["true"]),
    may("executable", &FLAG).or(&["false"]),
    may("cache", &FLAG).or(&["false"]),
    may("destPath", &URI),
]);

/// types/network.raml
pub(super) static NETWORKS: Shape = list(&NETWORK);
static NETWORK: Shape = Shape::Object(&[
    may("name", &text(1, 63, Form::NetworkName)),
    may("mode", &Shape::Word(&["container", "container/bridge", "host"])).or(&["\"container\""]),
    may("labels", &LABELS),
]);

/// types/linux.raml
pub(super) static LINUX_INFO: Shape =
    Shape::StrictObject(&[may("seccomp", &SECCOMP), since(Target::V1_9, "ipcInfo", &IPC_INFO)]);
static SECCOMP: Shape = Shape::Object(&[
    may("profileName", &TEXT),
    may("unconfined", &Shape::OrDefault(&FLAG)).or(&["false"]),
]);
static IPC_INFO: Shape = Shape::Object(&[
    must("mode", &Shape::Word(&["PRIVATE", "SHARE_PARENT"])),
    may("shmSize", &INTEGER),
]);

/// types/resources.raml
pub(super) static RESOURCE_LIMITS: Shape =
    Shape::StrictObject(&[may("cpus", &LIMIT), may("mem", &LIMIT)]);
/// A number or a word. `lifecycle` checks that the word is `unlimited`.
static LIMIT: Shape = Shape::Either(&[kind("", &TEXT), kind("", &REAL)]);
pub(super) static EXECUTOR_RESOURCES: Shape = Shape::Object(&[
    may("cpus", &Shape::Number { least: 0.0, most: f64::INFINITY }).or(&["0.1"]),
    may("mem", &Shape::Number { least: 32.0, most: f64::INFINITY }).or(&["32"]),
    may("disk", &Shape::Number { least: 10.0, most: f64::INFINITY }).or(&["10"]),
]);

/// The defaults of `unreachableStrategy` from 1.6 on, and in 1.5 (marathon:
/// UnreachableStrategy.scala:80; lines 33-46 in v1.5.0).
pub(super) const UNREACHABLE_DEFAULTS: &[&str] = &[
    r#"{"inactiveAfterSeconds":0,"expungeAfterSeconds":0}"#,
    r#"{"inactiveAfterSeconds":300,"expungeAfterSeconds":600}"#,
];

/// types/unreachableStrategy.raml
pub(super) static UNREACHABLE: Shape =
    Shape::Either(&[kind("", &TEXT), kind("", &UNREACHABLE_ENABLED)]);
static UNREACHABLE_ENABLED: Shape = Shape::Object(&[
    may("inactiveAfterSeconds", &SIZE).or(&["0", "300"]),
    may("expungeAfterSeconds", &SIZE).or(&["0", "600"]),
]);

/// The kinds of volumes that an app can have, in Marathon's order, each with the member by which it
/// is recognised (types/volumes.raml).
pub(in crate::validity) static VOLUME_KINDS: &[ValueKind] = &[
    kind("persistent", &PERSISTENT_VOLUME),
    kind("external", &EXTERNAL_VOLUME),
    kind("secret", &SECRET_VOLUME),
    kind("hostPath", &HOST_VOLUME),
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
    since(Target::V1_6, "profileName", &TEXT),
    may("constraints", &set(&TEXTS)),
]);
static EXTERNAL: Shape = Shape::Either(&[kind("name", &DVDI), kind_since(Target::V1_11, "", &CSI)]);
static DVDI: Shape = Shape::Object(&[
    may("size", &SIZE),
    may("name", &TEXT),
    may("provider", &TEXT),
    may("options", &LABELS),
    since(Target::V1_8, "shared", &FLAG).or(&["false"]),
]);
static CSI: Shape = Shape::Object(&[
    must("name", &TEXT),
    must("provider", &TEXT),
    must(
        "options",
        &Shape::Object(&[
            must("pluginName", &FILLED),
            must(
                "capability",
                &Shape::Object(&[
                    must("accessMode", &Shape::Exactly(ACCESS_MODES)),
                    must("accessType", &Shape::Exactly(&["block", "mount"])),
                    may("fsType", &TEXT),
                    may("mountFlags", &TEXTS),
                ]),
            ),
            may("nodeStageSecret", &LABELS),
            may("nodePublishSecret", &LABELS),
            may("volumeContext", &LABELS),
        ]),
    ),
]);

/// The access modes of CSI volumes.
const ACCESS_MODES: &[&str] = &[
    "SINGLE_NODE_WRITER",
    "SINGLE_NODE_READER_ONLY",
    "MULTI_NODE_READER_ONLY",
    "MULTI_NODE_SINGLE_WRITER",
    "MULTI_NODE_MULTI_WRITER",
];
