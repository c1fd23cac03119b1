//! The checks of health checks and readiness checks (marathon: AppValidation.scala:260-272,
//! 434-437, 466-510).

use serde_json::Value;

use super::canonical::{App, Ports};
use super::schema::integer;
use super::view::{elements, get, is_template, list, text, word};
use super::{Reason, Violations};
use crate::marathon::{ContainerType, Target, Targets};

const PORT: Reason = Reason("health-check-port", "marathon: AppValidation.scala:466-478");
const IP_PROTOCOL: Reason =
    Reason("health-check-ip-protocol", "marathon: AppValidation.scala:480-491");
const SEVERAL: Reason =
    Reason("several-mesos-health-checks", "marathon: AppValidation.scala:493-510");
const COMMAND: Reason =
    Reason("health-check-command", "marathon: HealthCheckConversion.scala:205-216, 270-272");
const MESOS_PORT: Reason = Reason("health-check-port", "marathon: AppDefinition.scala:643-652");
const CHECK_PORT: Reason = Reason("check-port", "marathon: AppDefinition.scala:654-662");
const CHECK_KIND: Reason = Reason("check-kind", "marathon: CheckConversion.scala:19, 60-91");
const READINESS: Reason =
    Reason("readiness-check", "marathon: AppValidation.scala:260-272, 434-437");

const MARATHON_PROTOCOLS: [&str; 3] = ["HTTP", "HTTPS", "TCP"];
const MESOS_PROTOCOLS: [&str; 3] = ["MESOS_HTTP", "MESOS_HTTPS", "MESOS_TCP"];

pub(super) fn check(app: &App, found: &mut Violations) {
    let is_alone = list(app.value, "healthChecks").len() < 2;
    let mut without_command = Vec::new();
    for (pointer, check) in elements(app.value, "", "healthChecks") {
        let protocol = word(check, "protocol").unwrap_or_else(|| "HTTP".into());
        let has_command = get(check, "command").is_some();
        let is_mesos = MESOS_PROTOCOLS.contains(&protocol.as_str());
        if !is_alone && !has_command && (is_mesos || protocol == "COMMAND") {
            // Marathon keeps health checks as a set, in which two equal checks are one.
            let identity = identity(check, is_normalized(app));
            if without_command.len() < 2 && !without_command.contains(&identity) {
                without_command.push(identity);
            }
        }
        if !has_command && MARATHON_PROTOCOLS.contains(&protocol.as_str()) {
            check_port(app, check, app.port_count(), &PORT, &pointer, found);
        }
        if !has_command && is_mesos {
            check_port(app, check, app.checked_port_count(), &MESOS_PORT, &pointer, found);
        }
        check_command(check, &protocol, has_command, &pointer, found);
        let is_v6 = word(check, "ipProtocol").as_deref() == Some("IPV6");
        let is_docker = app.container_type == Some(ContainerType::Docker);
        if is_v6 && !(is_mesos && is_docker) {
            let message = "an IPv6 health check needs a container of type DOCKER and the protocol MESOS_HTTP, MESOS_HTTPS or MESOS_TCP";
            let at = format!("{pointer}/ipProtocol");
            found.add(&IP_PROTOCOL, at, message).only(Targets::since(Target::V1_6));
        }
    }
    if without_command.len() > 1 {
        let message = "several health checks are run by Mesos (COMMAND, MESOS_HTTP, …); an app may have only one of these";
        found.add(&SEVERAL, "/healthChecks", message);
    }
    found.within(Targets::since(Target::V1_8), |found| check_check(app, found));
    check_readiness(app, found);
}

/// Whether Marathon sets an absent `portIndex` to 0, as it does if the app has port definitions or
/// port mappings (marathon: AppNormalization.scala:24-33, 255-258).
fn is_normalized(app: &App) -> bool {
    let has_mappings = app.mappings.as_ref().is_some_and(|mappings| mappings.count() > 0);
    !list(app.value, "portDefinitions").is_empty() || has_mappings
}

/// Returns the values by which Marathon compares health checks: their members, with the defaults of
/// absent ones (marathon: types/healthCheck.raml). `is_normalized` is what [`is_normalized`]
/// returns for the app.
fn identity(check: &Value, is_normalized: bool) -> Vec<Value> {
    let integer = |name: &str, default: Value| {
        let number = get(check, name).and_then(integer);
        number.map_or(default, |number| number.into())
    };
    let has_place = get(check, "port").is_some() || get(check, "portIndex").is_some();
    let protocol = word(check, "protocol").unwrap_or_else(|| "HTTP".into());
    let index = match is_normalized && !has_place && protocol != "COMMAND" {
        true => 0.into(),
        false => integer("portIndex", Value::Null),
    };
    vec![
        integer("gracePeriodSeconds", 300.into()),
        integer("intervalSeconds", 60.into()),
        integer("maxConsecutiveFailures", 3.into()),
        integer("timeoutSeconds", 20.into()),
        integer("delaySeconds", 15.into()),
        integer("port", Value::Null),
        index,
        get(check, "ignoreHttp1xx").cloned().unwrap_or_default(),
        get(check, "path").cloned().unwrap_or_default(),
        word(check, "ipProtocol").unwrap_or_else(|| "IPV4".into()).into(),
        protocol.into(),
    ]
}

/// Checks that a health check has `command` if its protocol is COMMAND, and only then. Otherwise
/// Marathon ends in an exception (HTTP 500).
fn check_command(
    check: &Value,
    protocol: &str,
    has_command: bool,
    pointer: &str,
    found: &mut Violations,
) {
    let message = match (has_command, protocol) {
        (true, "COMMAND") if get(check, "path").is_some() || get(check, "port").is_some() => {
            "a health check with `command` takes neither `path` nor `port`"
        }
        (true, "COMMAND") => return,
        (true, _) if is_template(protocol) => return,
        (true, _) => "a health check with `command` needs the protocol COMMAND",
        (false, "COMMAND") => "a health check of the protocol COMMAND needs `command`",
        (false, _) => return,
    };
    found.add(&COMMAND, pointer, message);
}

/// Checks the member `check`, which exists from 1.8 on.
fn check_check(app: &App, found: &mut Violations) {
    let Some(check) = get(app.value, "check") else { return };
    check_kind(check, "/check", found);
    for kind in ["http", "tcp"] {
        let pointer = format!("/check/{kind}");
        if let Some(check) = get(check, kind) {
            let index = get(check, "portIndex").and_then(integer);
            let has_port = get(check, "port").is_some();
            check_port_index(
                index,
                has_port,
                app.checked_port_count(),
                &CHECK_PORT,
                &pointer,
                found,
            );
        }
    }
}

/// Checks that a `check` is of exactly one kind, and that its scheme is HTTP. Otherwise Marathon
/// ends in an exception (HTTP 500).
fn check_kind(check: &Value, pointer: &str, found: &mut Violations) {
    let kinds = ["http", "tcp", "exec"].into_iter().filter(|kind| get(check, kind).is_some());
    if kinds.count() != 1 {
        found.add(&CHECK_KIND, pointer, "a check needs exactly one of `http`, `tcp` and `exec`");
    }
    if get(check, "http").and_then(|http| word(http, "scheme")).as_deref() == Some("HTTPS") {
        let at = format!("{pointer}/http/scheme");
        found.add(&CHECK_KIND, at, "the `scheme` of a check must be HTTP");
    }
}

/// Checks that a health check names a port that the app has. `count` is the number of ports.
fn check_port(
    app: &App,
    check: &Value,
    count: usize,
    reason: &Reason,
    pointer: &str,
    found: &mut Violations,
) {
    let has_port = get(check, "port").is_some();
    let index = match get(check, "portIndex") {
        Some(index) => integer(index),
        None if is_normalized(app) && !has_port => Some(0),
        None => None,
    };
    check_port_index(index, has_port, count, reason, pointer, found);
}

/// Checks that a check names a port that the app has. `index` is the `portIndex` of the check,
/// `has_port` whether the check has a `port`, and `count` the number of ports of the app.
fn check_port_index(
    index: Option<i64>,
    has_port: bool,
    count: usize,
    reason: &Reason,
    pointer: &str,
    found: &mut Violations,
) {
    let is_valid = match index {
        Some(index) => usize::try_from(index).is_ok_and(|index| index < count),
        None => has_port || count == 1,
    };
    if !is_valid {
        let check = if reason.0 == CHECK_PORT.0 { "check" } else { "health check" };
        let message = match (index, count) {
            (None, _) => "names no port, and the app does not have exactly one port".into(),
            (Some(index), 0) => format!("has the port index {index}, but the app has no ports"),
            (Some(index), 1) => {
                format!("has the port index {index}, but the app has only one port, with index 0")
            }
            (Some(index), count) => {
                format!(
                    "has the port index {index}, but the app has only the indexes 0 to {}",
                    count - 1
                )
            }
        };
        found.add(reason, pointer, format!("the {check} {message}"));
    }
}

fn check_readiness(app: &App, found: &mut Violations) {
    if list(app.value, "readinessChecks").len() > 1 {
        found.add(&READINESS, "/readinessChecks", "an app may have only one readiness check");
    }
    let ports = app.mappings.as_ref().or(app.definitions.as_ref());
    for (pointer, check) in elements(app.value, "", "readinessChecks") {
        let name = text(check, "portName").unwrap_or("http-api");
        let is_named = ports.map(Ports::names).into_iter().flatten().any(|port| port == name);
        if !is_named && !is_template(name) {
            let message = format!(
                "the readiness check names the port `{name}`, but no port of the app has this name"
            );
            found.add(&READINESS, format!("{pointer}/portName"), message);
        }
        let seconds = |name, default| get(check, name).and_then(integer).unwrap_or(default);
        if seconds("timeoutSeconds", 10) >= seconds("intervalSeconds", 30) {
            let message = "the timeout of a readiness check must be shorter than its interval";
            found.add(&READINESS, format!("{pointer}/timeoutSeconds"), message);
        }
    }
}
