//! The types of health checks, readiness checks and the member `check` (marathon:
//! types/healthCheck.raml, types/check.raml, types/readinessCheck.raml).

use super::Shape;
use super::parts::{
    ANY_PORT, COUNT, FILLED, FLAG, INTEGER, LEGACY_NAME, NAME, TEXT, URI, filled_list, kind, list,
    may, must, set, since,
};
use crate::marathon::Target;

pub(super) static APP_HEALTH_CHECKS: Shape = set(&APP_HEALTH_CHECK);
static APP_HEALTH_CHECK: Shape = Shape::Object(&[
    may("command", &Shape::Object(&[must("value", &TEXT)])),
    may("gracePeriodSeconds", &COUNT).or(&["300"]),
    may("ignoreHttp1xx", &FLAG).or(&["false"]),
    may("intervalSeconds", &COUNT).or(&["60"]),
    may("maxConsecutiveFailures", &COUNT).or(&["3"]),
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
    )
    .or(&["\"HTTP\""]),
    since(Target::V1_6, "ipProtocol", &Shape::Word(&["IPv4", "IPv6"])).or(&["\"IPv4\""]),
    may("timeoutSeconds", &INTEGER).or(&["20"]),
    may("delaySeconds", &COUNT).or(&["15"]),
]);

pub(super) static READINESS_CHECKS: Shape = list(&READINESS_CHECK);
static READINESS_CHECK: Shape = Shape::Object(&[
    may("name", &FILLED).or(&["\"readinessCheck\""]),
    may("protocol", &SCHEME).or(&["\"HTTP\""]),
    may("path", &URI).or(&["\"/\""]),
    may("portName", &LEGACY_NAME).or(&["\"http-api\""]),
    may("intervalSeconds", &COUNT).or(&["30"]),
    may("timeoutSeconds", &Shape::Integer { least: 1, most: i32::MAX as i64 }).or(&["10"]),
    may(
        "httpStatusCodesForReady",
        &Shape::List { of: &INTEGER, least: 1, most: usize::MAX, is_set: true },
    )
    .or(&["[200]"]),
    may("preserveLastResponse", &FLAG).or(&["false"]),
]);
static SCHEME: Shape = Shape::Word(&["HTTP", "HTTPS"]);

pub(super) static APP_CHECK: Shape = Shape::Object(&[
    may(
        "http",
        &Shape::Object(&[
            may("portIndex", &ANY_PORT),
            may("port", &ANY_PORT),
            may("path", &URI),
            may("scheme", &SCHEME).or(&["\"HTTP\""]),
        ]),
    ),
    may("tcp", &Shape::Object(&[may("portIndex", &ANY_PORT), may("port", &ANY_PORT)])),
    may("exec", &EXEC_CHECK),
    may("intervalSeconds", &COUNT).or(&["60"]),
    may("timeoutSeconds", &COUNT).or(&["20"]),
    may("delaySeconds", &COUNT).or(&["15"]),
]);

pub(super) static POD_HEALTH_CHECK: Shape = Shape::Object(&[
    may("http", &HTTP_CHECK),
    may("tcp", &TCP_CHECK),
    may("exec", &EXEC_CHECK),
    may("gracePeriodSeconds", &COUNT).or(&["300"]),
    may("intervalSeconds", &COUNT).or(&["60"]),
    may("maxConsecutiveFailures", &COUNT).or(&["3"]),
    may("timeoutSeconds", &COUNT).or(&["20"]),
    may("delaySeconds", &COUNT).or(&["15"]),
]);

/// types/check.raml
pub(super) static POD_CHECK: Shape = Shape::Object(&[
    may("http", &HTTP_CHECK),
    may("tcp", &TCP_CHECK),
    may("exec", &EXEC_CHECK),
    may("intervalSeconds", &COUNT).or(&["60"]),
    may("timeoutSeconds", &COUNT).or(&["20"]),
    may("delaySeconds", &COUNT).or(&["15"]),
]);

static HTTP_CHECK: Shape = Shape::Object(&[
    must("endpoint", &NAME),
    may("path", &URI),
    may("scheme", &SCHEME).or(&["\"HTTP\""]),
]);
static TCP_CHECK: Shape = Shape::Object(&[must("endpoint", &NAME)]);
static EXEC_CHECK: Shape = Shape::Object(&[must("command", &COMMAND)]);

/// types/mesosCommand.raml
pub(super) static COMMAND: Shape = Shape::Either(&[
    kind("shell", &Shape::Object(&[must("shell", &FILLED)])),
    kind("argv", &Shape::Object(&[must("argv", &filled_list(&TEXT))])),
]);
