//! Types that apps and pods share, and the small types of which all others consist.

use super::form::Form;
use super::types::{Member, Type, ValueKind};
use crate::marathon::Target;

/// Returns a member that an object must have.
pub(super) const fn must(name: &'static str, value_type: &'static Type) -> Member {
    Member { name, value_type, is_required: true, since: Target::V1_5, defaults: &[] }
}

/// Returns a member that an object may have.
pub(super) const fn may(name: &'static str, value_type: &'static Type) -> Member {
    Member { name, value_type, is_required: false, since: Target::V1_5, defaults: &[] }
}

/// Returns a member that an object may have for Marathon from the version `since` on. Earlier
/// versions ignore the member.
pub(super) const fn since(since: Target, name: &'static str, value_type: &'static Type) -> Member {
    Member { name, value_type, is_required: false, since, defaults: &[] }
}

/// Returns a kind of values that is recognised by the member `sign`, if this is not empty.
pub(super) const fn kind(sign: &'static str, value_type: &'static Type) -> ValueKind {
    ValueKind { sign, value_type, since: Target::V1_5 }
}

/// Returns a kind of values that Marathon knows since the version `since`; see [`kind`].
pub(super) const fn kind_since(
    since: Target,
    sign: &'static str,
    value_type: &'static Type,
) -> ValueKind {
    ValueKind { sign, value_type, since }
}

/// Returns the type of a list of any length, whose elements have the type `of`.
pub(super) const fn list(of: &'static Type) -> Type {
    Type::List { of, least: 0, most: usize::MAX, is_set: false }
}

/// Returns the type of a list that Marathon keeps as a set, so that the order does not count
/// (`uniqueItems` in the RAML files).
pub(super) const fn set(of: &'static Type) -> Type {
    Type::List { of, least: 0, most: usize::MAX, is_set: true }
}

/// Returns the type of a list with at least one element.
pub(super) const fn filled_list(of: &'static Type) -> Type {
    Type::List { of, least: 1, most: usize::MAX, is_set: false }
}

/// Returns the type of a text; see [`Type::Text`].
const fn text(least: usize, most: usize, form: Form) -> Type {
    Type::Text { least, most, form }
}

const ANY_LENGTH: usize = usize::MAX;

pub(super) static TEXT: Type = text(0, ANY_LENGTH, Form::Any);
/// Any text that is not empty.
pub(super) static FILLED: Type = text(1, ANY_LENGTH, Form::Any);
pub(super) static TEXTS: Type = list(&TEXT);
pub(super) static FLAG: Type = Type::Flag;
/// types/stringTypes.raml:6-10
pub(super) static NAME: Type = text(1, 63, Form::Name);
/// A name without a greatest length (types/stringTypes.raml:16-22).
pub(super) static LEGACY_NAME: Type = text(1, ANY_LENGTH, Form::Name);
/// The id of an app, a pod or a group (types/stringTypes.raml:23-31).
pub(super) static PATH_ID: Type = text(1, ANY_LENGTH, Form::Path);
/// A URI, or a path in a container (types/stringTypes.raml:32-39).
pub(super) static URI: Type = text(1, 1024, Form::Any);
/// The type `datetime` in RAML, which is `OffsetDateTime` in Scala (marathon:
/// backend/package.scala:25).
pub(super) static DATE: Type = text(0, ANY_LENGTH, Form::Date);
pub(super) static LABELS: Type = Type::Map { of: &TEXT, names: Form::Any };

/// A whole number of 32 bits, 0 or above.
pub(super) static COUNT: Type = Type::Integer { least: 0, most: i32::MAX as i64 };
/// A whole number of 32 bits.
pub(super) static INTEGER: Type = Type::Integer { least: i32::MIN as i64, most: i32::MAX as i64 };
/// A whole number of 64 bits, 0 or above.
pub(super) static SIZE: Type = Type::Integer { least: 0, most: i64::MAX };
/// A port, 0 for a port that Marathon chooses, or the index of a port (types/numberTypes.raml:8-13).
pub(super) static ANY_PORT: Type = Type::Integer { least: 0, most: 65_535 };
/// types/numberTypes.raml:3-7
pub(super) static PORT: Type = Type::Integer { least: 1, most: 65_535 };
/// A number, 0 or above.
pub(super) static AMOUNT: Type = Type::Number { least: 0.0, most: f64::INFINITY };
/// A number from 0 to 1.
pub(super) static SHARE: Type = Type::Number { least: 0.0, most: 1.0 };
/// Any number.
pub(super) static REAL: Type = Type::Number { least: f64::NEG_INFINITY, most: f64::INFINITY };

/// The protocol of a port (types/stringTypes.raml:53-57).
pub(super) static PROTOCOL: Type = Type::Word(&["tcp", "udp", "udp,tcp"]);
/// types/killSelection.raml:3-7
pub(super) static KILL_SELECTION: Type = Type::Word(&["YOUNGEST_FIRST", "OLDEST_FIRST"]);
/// types/stringTypes.raml:50-52
static READ_MODE: Type = Type::Word(&["RO", "RW"]);

/// types/docker.raml:6-16
pub(super) static PULL_CONFIG: Type = Type::Object(&[must("secret", &FILLED)]);

/// types/secrets.raml:3-19
pub(super) static SECRETS: Type = Type::Map { of: &SECRET, names: Form::Any };
static SECRET: Type = Type::Object(&[must("source", &FILLED)]);

/// The value of an environment variable: a text, or a secret (types/environmentVariable.raml:5-16).
pub(super) static VARIABLE: Type =
    Type::Either(&[kind("secret", &Type::Object(&[must("secret", &TEXT)])), kind("", &TEXT)]);

/// types/artifact.raml:7-27
pub(super) static ARTIFACTS: Type = list(&ARTIFACT);
static ARTIFACT: Type = Type::Object(&[
    must("uri", &URI),
    may("extract", &FLAG).or(&["true"]),
    may("executable", &FLAG).or(&["false"]),
    may("cache", &FLAG).or(&["false"]),
    may("destPath", &URI),
]);

/// types/network.raml:65-80
pub(super) static NETWORKS: Type = list(&NETWORK);
static NETWORK: Type = Type::Object(&[
    may("name", &text(1, 63, Form::NetworkName)),
    may("mode", &Type::Word(&["container", "container/bridge", "host"])).or(&["\"container\""]),
    may("labels", &LABELS),
]);

/// types/linux.raml:29-33
pub(super) static LINUX_INFO: Type =
    Type::StrictObject(&[may("seccomp", &SECCOMP), since(Target::V1_9, "ipcInfo", &IPC_INFO)]);
/// types/linux.raml:6-15
static SECCOMP: Type = Type::Object(&[
    may("profileName", &TEXT),
    may("unconfined", &Type::OrDefault(&FLAG)).or(&["false"]),
]);
/// types/linux.raml:19-28
static IPC_INFO: Type = Type::Object(&[
    must("mode", &Type::Word(&["PRIVATE", "SHARE_PARENT"])),
    may("shmSize", &INTEGER),
]);

/// types/resources.raml:75-86
pub(super) static RESOURCE_LIMITS: Type =
    Type::StrictObject(&[may("cpus", &LIMIT), may("mem", &LIMIT)]);
/// A number, or `unlimited`. Any text fits here: `lifecycle` checks that it is `unlimited`.
static LIMIT: Type = Type::Either(&[kind("", &TEXT), kind("", &REAL)]);
/// types/resources.raml:40-67
pub(super) static EXECUTOR_RESOURCES: Type = Type::Object(&[
    may("cpus", &Type::Number { least: 0.0, most: f64::INFINITY }).or(&["0.1"]),
    may("mem", &Type::Number { least: 32.0, most: f64::INFINITY }).or(&["32"]),
    may("disk", &Type::Number { least: 10.0, most: f64::INFINITY }).or(&["10"]),
]);

/// The defaults of `unreachableStrategy` from 1.6 on, and in 1.5 (marathon:
/// UnreachableStrategy.scala:80; lines 33-46 in v1.5.0).
pub(super) const UNREACHABLE_DEFAULTS: &[&str] = &[
    r#"{"inactiveAfterSeconds":0,"expungeAfterSeconds":0}"#,
    r#"{"inactiveAfterSeconds":300,"expungeAfterSeconds":600}"#,
];

/// Seconds, or `disabled`. Any text fits here: `lifecycle` warns if it is not `disabled`
/// (types/unreachableStrategy.raml:3-33).
pub(super) static UNREACHABLE: Type =
    Type::Either(&[kind("", &TEXT), kind("", &UNREACHABLE_ENABLED)]);
static UNREACHABLE_ENABLED: Type = Type::Object(&[
    may("inactiveAfterSeconds", &SIZE).or(&["0", "300"]),
    may("expungeAfterSeconds", &SIZE).or(&["0", "600"]),
]);

/// The kinds of volumes that an app can have, in Marathon's order, each with the member by which it
/// is recognised (types/volumes.raml:247-248).
pub(in crate::validity) static VOLUME_KINDS: &[ValueKind] = &[
    kind("persistent", &PERSISTENT_VOLUME),
    kind("external", &EXTERNAL_VOLUME),
    kind("secret", &SECRET_VOLUME),
    kind("hostPath", &HOST_VOLUME),
];
static PERSISTENT_VOLUME: Type = Type::Object(&[
    must("containerPath", &FILLED),
    must("persistent", &PERSISTENT),
    must("mode", &READ_MODE),
]);
static EXTERNAL_VOLUME: Type = Type::Object(&[
    must("containerPath", &FILLED),
    must("external", &EXTERNAL),
    must("mode", &READ_MODE),
]);
static SECRET_VOLUME: Type =
    Type::Object(&[must("containerPath", &FILLED), must("secret", &FILLED)]);
static HOST_VOLUME: Type = Type::Object(&[
    must("containerPath", &FILLED),
    must("hostPath", &FILLED),
    must("mode", &READ_MODE),
]);
/// The `persistent` of a volume (types/volumes.raml:119-145).
pub(super) static PERSISTENT: Type = Type::Object(&[
    may("type", &Type::Word(&["root", "path", "mount"])),
    must("size", &SIZE),
    may("maxSize", &SIZE),
    since(Target::V1_6, "profileName", &TEXT),
    may("constraints", &set(&TEXTS)),
]);
/// The `external` of a volume (types/volumes.raml:153).
static EXTERNAL: Type = Type::Either(&[kind("name", &DVDI), kind_since(Target::V1_11, "", &CSI)]);
/// types/volumes.raml:91-112
static DVDI: Type = Type::Object(&[
    may("size", &SIZE),
    may("name", &TEXT),
    may("provider", &TEXT),
    may("options", &LABELS),
    since(Target::V1_8, "shared", &FLAG).or(&["false"]),
]);
/// types/volumes.raml:10-89
static CSI: Type = Type::Object(&[
    must("name", &TEXT),
    must("provider", &TEXT),
    must(
        "options",
        &Type::Object(&[
            must("pluginName", &FILLED),
            must(
                "capability",
                &Type::Object(&[
                    must("accessMode", &Type::Exactly(ACCESS_MODES)),
                    must("accessType", &Type::Exactly(&["block", "mount"])),
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
