//! The types of health checks, readiness checks and the member `check` (marathon:
//! types/healthCheck.raml, types/check.raml, types/readinessCheck.raml).

use super::parts::{
    ANY_PORT, COUNT, FILLED, FLAG, INTEGER, LEGACY_NAME, NAME, TEXT, URI, filled_list, kind, list,
    may, must, set, since,
};
use super::types::Type;
use crate::marathon::Target;

pub(super) static APP_HEALTH_CHECKS: Type = set(&APP_HEALTH_CHECK);
/// types/healthCheck.raml:64-130
static APP_HEALTH_CHECK: Type = Type::Object(&[
    may("command", &Type::Object(&[must("value", &TEXT)])),
    may("gracePeriodSeconds", &COUNT).or(&["300"]),
    may("ignoreHttp1xx", &FLAG).or(&["false"]),
    may("intervalSeconds", &COUNT).or(&["60"]),
    may("maxConsecutiveFailures", &COUNT).or(&["3"]),
    may("path", &TEXT),
    may("port", &ANY_PORT),
    may("portIndex", &ANY_PORT),
    may(
        "protocol",
        &Type::Word(&["HTTP", "HTTPS", "TCP", "COMMAND", "MESOS_TCP", "MESOS_HTTP", "MESOS_HTTPS"]),
    )
    .or(&["\"HTTP\""]),
    since(Target::V1_6, "ipProtocol", &Type::Word(&["IPv4", "IPv6"])).or(&["\"IPv4\""]),
    may("timeoutSeconds", &INTEGER).or(&["20"]),
    may("delaySeconds", &COUNT).or(&["15"]),
]);

pub(super) static READINESS_CHECKS: Type = list(&READINESS_CHECK);
/// types/readinessCheck.raml:6-66
static READINESS_CHECK: Type = Type::Object(&[
    may("name", &FILLED).or(&["\"readinessCheck\""]),
    may("protocol", &SCHEME).or(&["\"HTTP\""]),
    may("path", &URI).or(&["\"/\""]),
    may("portName", &LEGACY_NAME).or(&["\"http-api\""]),
    may("intervalSeconds", &COUNT).or(&["30"]),
    may("timeoutSeconds", &Type::Integer { least: 1, most: i32::MAX as i64 }).or(&["10"]),
    may(
        "httpStatusCodesForReady",
        &Type::List { of: &INTEGER, least: 1, most: usize::MAX, is_set: true },
    )
    .or(&["[200]"]),
    may("preserveLastResponse", &FLAG).or(&["false"]),
]);
/// types/stringTypes.raml:40-43
static SCHEME: Type = Type::Word(&["HTTP", "HTTPS"]);

/// The `check` of an app (types/check.raml:95-124).
pub(super) static APP_CHECK: Type = Type::Object(&[
    may(
        "http",
        &Type::Object(&[
            may("portIndex", &ANY_PORT),
            may("port", &ANY_PORT),
            may("path", &URI),
            may("scheme", &SCHEME).or(&["\"HTTP\""]),
        ]),
    ),
    may("tcp", &Type::Object(&[may("portIndex", &ANY_PORT), may("port", &ANY_PORT)])),
    may("exec", &EXEC_CHECK),
    may("intervalSeconds", &COUNT).or(&["60"]),
    may("timeoutSeconds", &COUNT).or(&["20"]),
    may("delaySeconds", &COUNT).or(&["15"]),
]);

/// The `healthCheck` of a container of a pod (types/healthCheck.raml:8-50).
pub(super) static POD_HEALTH_CHECK: Type = Type::Object(&[
    may("http", &HTTP_CHECK),
    may("tcp", &TCP_CHECK),
    may("exec", &EXEC_CHECK),
    may("gracePeriodSeconds", &COUNT).or(&["300"]),
    may("intervalSeconds", &COUNT).or(&["60"]),
    may("maxConsecutiveFailures", &COUNT).or(&["3"]),
    may("timeoutSeconds", &COUNT).or(&["20"]),
    may("delaySeconds", &COUNT).or(&["15"]),
]);

/// The `check` of a container of a pod (types/check.raml:66-94).
pub(super) static POD_CHECK: Type = Type::Object(&[
    may("http", &HTTP_CHECK),
    may("tcp", &TCP_CHECK),
    may("exec", &EXEC_CHECK),
    may("intervalSeconds", &COUNT).or(&["60"]),
    may("timeoutSeconds", &COUNT).or(&["20"]),
    may("delaySeconds", &COUNT).or(&["15"]),
]);

/// types/check.raml:7-18
static HTTP_CHECK: Type = Type::Object(&[
    must("endpoint", &NAME),
    may("path", &URI),
    may("scheme", &SCHEME).or(&["\"HTTP\""]),
]);
/// types/check.raml:19-26
static TCP_CHECK: Type = Type::Object(&[must("endpoint", &NAME)]);
/// types/check.raml:27-30
static EXEC_CHECK: Type = Type::Object(&[must("command", &COMMAND)]);

/// A command, as text for a shell or as a list of arguments (types/mesosCommand.raml:20).
pub(super) static COMMAND: Type = Type::Either(&[
    kind("shell", &Type::Object(&[must("shell", &FILLED)])),
    kind("argv", &Type::Object(&[must("argv", &filled_list(&TEXT))])),
]);
