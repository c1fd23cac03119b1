//! Health, readiness and generic checks (marathon: types/healthCheck.raml, types/check.raml,
//! types/readinessCheck.raml).

use super::Shape;
use super::parts::{
    ANY_PORT, COUNT, FILLED, FLAG, INTEGER, LEGACY_NAME, NAME, TEXT, URI, kind, list, may, must,
    since,
};
use crate::marathon::Target;

pub(super) static APP_HEALTH_CHECKS: Shape = list(&APP_HEALTH_CHECK);
static APP_HEALTH_CHECK: Shape = Shape::Object(&[
    may("command", &Shape::Object(&[must("value", &TEXT)])),
    may("gracePeriodSeconds", &COUNT),
    may("ignoreHttp1xx", &FLAG),
    may("intervalSeconds", &COUNT),
    may("maxConsecutiveFailures", &COUNT),
    may("path", &TEXT),
    may("port", &ANY_PORT),
    may("portIndex", &ANY_PORT),
    may(
        "protocol",
        &Shape::Word(&[
            "HTTP",
            "HTTPS",
            "TCP",
            "COMMAND",
            "MESOS_TCP",
            "MESOS_HTTP",
            "MESOS_HTTPS",
        ]),
    ),
    since(Target::V1_6, "ipProtocol", &Shape::Word(&["IPv4", "IPv6"])),
    may("timeoutSeconds", &INTEGER),
    may("delaySeconds", &COUNT),
]);

pub(super) static READINESS_CHECKS: Shape = list(&READINESS_CHECK);
static READINESS_CHECK: Shape = Shape::Object(&[
    may("name", &FILLED),
    may("protocol", &SCHEME),
    may("path", &URI),
    may("portName", &LEGACY_NAME),
    may("intervalSeconds", &COUNT),
    may("timeoutSeconds", &Shape::Integer { least: 1, most: i32::MAX as i64 }),
    may("httpStatusCodesForReady", &Shape::List { of: &INTEGER, least: 1, most: usize::MAX }),
    may("preserveLastResponse", &FLAG),
]);
static SCHEME: Shape = Shape::Word(&["HTTP", "HTTPS"]);

pub(super) static APP_CHECK: Shape = Shape::Object(&[
    may(
        "http",
        &Shape::Object(&[
            may("portIndex", &ANY_PORT),
            may("port", &ANY_PORT),
            may("path", &URI),
            may("scheme", &SCHEME),
        ]),
    ),
    may("tcp", &Shape::Object(&[may("portIndex", &ANY_PORT), may("port", &ANY_PORT)])),
    may("exec", &EXEC_CHECK),
    may("intervalSeconds", &COUNT),
    may("timeoutSeconds", &COUNT),
    may("delaySeconds", &COUNT),
]);

pub(super) static POD_HEALTH_CHECK: Shape = Shape::Object(&[
    may("http", &HTTP_CHECK),
    may("tcp", &TCP_CHECK),
    may("exec", &EXEC_CHECK),
    may("gracePeriodSeconds", &COUNT),
    may("intervalSeconds", &COUNT),
    may("maxConsecutiveFailures", &COUNT),
    may("timeoutSeconds", &COUNT),
    may("delaySeconds", &COUNT),
]);

/// types/check.raml
pub(super) static POD_CHECK: Shape = Shape::Object(&[
    may("http", &HTTP_CHECK),
    may("tcp", &TCP_CHECK),
    may("exec", &EXEC_CHECK),
    may("intervalSeconds", &COUNT),
    may("timeoutSeconds", &COUNT),
    may("delaySeconds", &COUNT),
]);

static HTTP_CHECK: Shape =
    Shape::Object(&[must("endpoint", &NAME), may("path", &URI), may("scheme", &SCHEME)]);
static TCP_CHECK: Shape = Shape::Object(&[must("endpoint", &NAME)]);
static EXEC_CHECK: Shape = Shape::Object(&[must("command", &COMMAND)]);

/// types/mesosCommand.raml
pub(super) static COMMAND: Shape = Shape::Either(&[
    kind("shell", &Shape::Object(&[must("shell", &FILLED)])),
    kind(
        "argv",
        &Shape::Object(&[must("argv", &Shape::List { of: &TEXT, least: 1, most: usize::MAX })]),
    ),
]);
