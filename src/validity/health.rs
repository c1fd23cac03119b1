//! Health and readiness checks (marathon: AppValidation.scala:260-272, 434-437, 466-510).

use serde_json::Value;

use super::canonical::{App, Ports};
use super::schema::integer;
use super::view::{get, is_template, list, objects, text, word};
use super::{Reason, Violations};
use crate::marathon::{ContainerType, Target};

const PORT: Reason = Reason("health-check-port", "marathon: AppValidation.scala:466-478");
const IP_PROTOCOL: Reason =
    Reason("health-check-ip-protocol", "marathon: AppValidation.scala:480-491");
const SEVERAL: Reason =
    Reason("several-mesos-health-checks", "marathon: AppValidation.scala:493-510");
const READINESS: Reason =
    Reason("readiness-check", "marathon: AppValidation.scala:260-272, 434-437");

const MARATHON_PROTOCOLS: [&str; 3] = ["HTTP", "HTTPS", "TCP"];
const MESOS_PROTOCOLS: [&str; 3] = ["MESOS_HTTP", "MESOS_HTTPS", "MESOS_TCP"];

pub(super) fn check(app: &App, found: &mut Violations) {
    let mut without_command = 0;
    for (pointer, check) in objects(app.value, "", "healthChecks") {
        let protocol = word(check, "protocol").unwrap_or_else(|| "HTTP".into());
        let has_command = get(check, "command").is_some();
        let is_mesos = MESOS_PROTOCOLS.contains(&protocol.as_str());
        without_command += usize::from(!has_command && (is_mesos || protocol == "COMMAND"));
        if !has_command && MARATHON_PROTOCOLS.contains(&protocol.as_str()) {
            check_port(app, check, &pointer, found);
        }
        let is_v6 = word(check, "ipProtocol").as_deref() == Some("IPV6");
        let is_docker = app.container_type == Some(ContainerType::Docker);
        if found.target >= Target::V1_6 && is_v6 && !(is_mesos && is_docker) {
            let message = "IPv6 health checks need a container of type DOCKER and a Mesos HTTP, HTTPS or TCP check";
            found.add(&IP_PROTOCOL, format!("{pointer}/ipProtocol"), message);
        }
    }
    if without_command > 1 {
        let message = "an app has at most one health check that Mesos carries out";
        found.add(&SEVERAL, "/healthChecks", message);
    }
    check_readiness(app, found);
}

/// `portIndex` defaults to 0 where the app says anything about ports (marathon:
/// AppNormalization.scala:24-33, 255-258).
fn check_port(app: &App, check: &Value, pointer: &str, found: &mut Violations) {
    let count = app.port_count();
    let has_port = get(check, "port").is_some();
    let is_normalized = !list(app.value, "portDefinitions").is_empty() || app.mappings.is_some();
    let index = match get(check, "portIndex") {
        Some(index) => integer(index),
        None if is_normalized && !has_port => Some(0),
        None => None,
    };
    let is_valid = match index {
        Some(index) => usize::try_from(index).is_ok_and(|index| index < count),
        None => has_port || count == 1,
    };
    if !is_valid {
        let message = match (index, count) {
            (None, _) => "the health check names no port, and the app has not exactly one".into(),
            (Some(index), 0) => {
                format!("the health check names port {index}; the app has no ports")
            }
            (Some(index), 1) => {
                format!("the health check names port {index}; the app has one port, port 0")
            }
            (Some(index), count) => {
                format!("the health check names port {index}; the app has ports 0 to {}", count - 1)
            }
        };
        found.add(&PORT, pointer, message);
    }
}

fn check_readiness(app: &App, found: &mut Violations) {
    if list(app.value, "readinessChecks").len() > 1 {
        found.add(&READINESS, "/readinessChecks", "an app has at most one readiness check");
    }
    let ports = app.mappings.as_ref().or(app.definitions.as_ref());
    for (pointer, check) in objects(app.value, "", "readinessChecks") {
        let name = text(check, "portName").unwrap_or("http-api");
        let is_named = ports.map(Ports::names).into_iter().flatten().any(|port| port == name);
        if !is_named && !is_template(name) {
            let message =
                format!("the readiness check names the port `{name}`, which is not there");
            found.add(&READINESS, format!("{pointer}/portName"), message);
        }
        let seconds = |name, default| get(check, name).and_then(integer).unwrap_or(default);
        if seconds("timeoutSeconds", 10) >= seconds("intervalSeconds", 30) {
            let message = "the timeout of a readiness check must be shorter than its interval";
            found.add(&READINESS, format!("{pointer}/timeoutSeconds"), message);
        }
    }
}
