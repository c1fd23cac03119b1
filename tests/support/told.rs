//! The answers of Marathon 1.11 about apps and pods, as its writers make them: written from
//! AppConversion.scala (`appWriter`), ContainerConversion.scala, HealthCheckConversion.scala,
//! NetworkConversion.scala, PodConversion.scala and the examples of the API's documentation, without a
//! look at what the program takes for a default.

use serde_json::{Map, Value, json};

/// Returns what `GET /v2/apps` tells of an app with the absolute id `id`, after it was created from
/// `file`. `port` is the first of the service ports that are free.
#[expect(clippy::too_many_lines, reason = "one answer, member by member")]
pub(crate) fn app(file: &Value, id: &str, port: u64) -> Value {
    let docker = &file["container"]["docker"];
    let network = docker["network"].as_str().map(str::to_uppercase);
    let networks = match (&file["networks"], network.as_deref(), &file["ipAddress"]) {
        (Value::Array(networks), ..) if !networks.is_empty() => networks.clone(),
        (_, Some("BRIDGE"), _) => vec![json!({"mode": "container/bridge"})],
        (_, Some("USER"), address) | (_, None, address) if address.is_object() => {
            vec![json!({"name": address["networkName"], "mode": "container"})]
        }
        _ => vec![json!({"mode": "host"})],
    };
    let is_host = networks[0]["mode"] == "host";
    let is_bridge = networks[0]["mode"] == "container/bridge";
    let mut told = json!({
        "id": id,
        "acceptedResourceRoles": file["acceptedResourceRoles"],
        "backoffFactor": 1.15,
        "backoffSeconds": 1,
        "cpus": or(&file["cpus"], json!(1.0)),
        "disk": or(&file["disk"], json!(0.0)),
        "executor": "",
        "instances": or(&file["instances"], json!(1)),
        "mem": or(&file["mem"], json!(128.0)),
        "gpus": 0,
        "maxLaunchDelaySeconds": 300,
        "networks": networks,
        "requirePorts": false,
        "killSelection": "YOUNGEST_FIRST",
        "unreachableStrategy": {"inactiveAfterSeconds": 0, "expungeAfterSeconds": 0},
        "upgradeStrategy": or(&file["upgradeStrategy"],
            json!({"maximumOverCapacity": 1.0, "minimumHealthCapacity": 1.0})),
        "role": "slave_public",
        "version": "2026-11-20T09:15:00.000Z",
        "versionInfo": {
            "lastScalingAt": "2026-11-20T09:15:00.000Z",
            "lastConfigChangeAt": "2026-11-19T07:00:00.000Z",
        },
        "tasksStaged": 0,
        "tasksRunning": 1,
        "tasksHealthy": 1,
        "tasksUnhealthy": 0,
        "deployments": [],
    });
    let told_members = told.as_object_mut().expect("an object");
    // Empty lists and maps are left out.
    told_members.retain(|_, value| !value.is_null());
    for name in [
        "cmd",
        "args",
        "user",
        "env",
        "labels",
        "secrets",
        "constraints",
        "taskKillGracePeriodSeconds",
    ] {
        if !is_empty(&file[name]) {
            told_members.insert(name.into(), file[name].clone());
        }
    }
    let uris = list(&file["uris"]).into_iter().map(|uri| {
        let path = uri.as_str().unwrap_or_default();
        let is_packed =
            [".tar", ".gz", ".tgz", ".zip", ".bz2", ".xz"].iter().any(|it| path.ends_with(it));
        artifact(&json!({"uri": uri, "extract": is_packed}))
    });
    let fetch: Vec<Value> = uris.chain(list(&file["fetch"]).iter().map(artifact)).collect();
    if !fetch.is_empty() {
        told_members.insert("fetch".into(), fetch.into());
    }
    let checks: Vec<Value> = list(&file["healthChecks"]).iter().map(health_check).collect();
    if !checks.is_empty() {
        told_members.insert("healthChecks".into(), checks.into());
    }
    if file["container"].is_object() {
        let kind = file["container"]["type"].as_str().unwrap_or("DOCKER").to_uppercase();
        let mut container = json!({
            "type": kind,
            "docker": {
                "forcePullImage": or(&docker["forcePullImage"], json!(false)),
                "image": docker["image"],
                "parameters": or(&docker["parameters"], json!([])),
                "privileged": or(&docker["privileged"], json!(false)),
            },
            "volumes": or(&file["container"]["volumes"], json!([])),
        });
        if kind == "MESOS" {
            // Defaults of the reader, which the writer of MESOS containers leaves as they are.
            container["docker"]["parameters"] = json!([]);
            container["docker"]["privileged"] = json!(false);
            if docker["pullConfig"].is_object() {
                container["docker"]["pullConfig"] = docker["pullConfig"].clone();
            }
        }
        if !is_host {
            let written = match (&file["container"]["portMappings"], &docker["portMappings"]) {
                (Value::Array(own), _) => Some(own.clone()),
                (_, Value::Array(inner)) => Some(inner.clone()),
                _ => None,
            };
            let written = written.unwrap_or_else(|| vec![json!({"name": "default"})]);
            let mappings = written
                .iter()
                .enumerate()
                .map(|(at, mapping)| port_mapping(mapping, port + at as u64, is_bridge));
            container["portMappings"] = mappings.collect();
        }
        told_members.insert("container".into(), container);
    }
    if is_host {
        let ports = list(&file["ports"]).into_iter().map(|port| json!({"port": port}));
        let ports: Vec<Value> = ports.chain(list(&file["portDefinitions"])).collect();
        let ports = match file["ports"].is_array() || file["portDefinitions"].is_array() {
            true => ports,
            false => vec![json!({"name": "default"})],
        };
        let ports = ports.iter().enumerate().map(|(at, definition)| {
            let mut told = json!({
                "labels": {}, "port": assigned(&definition["port"], port + at as u64),
                "protocol": or(&definition["protocol"], json!("tcp")),
            });
            copy(&mut told, definition, &["name", "labels"]);
            told
        });
        told_members.insert("portDefinitions".into(), ports.collect());
    }
    told
}

/// Returns what `GET /v2/pods` tells of a pod.
pub(crate) fn pod(file: &Value, id: &str) -> Value {
    let mut told = json!({
        "id": id,
        "version": "2026-11-20T09:15:00.000Z",
        "networks": or(&file["networks"], json!([{"mode": "host"}])),
        "scaling": {"kind": "fixed", "instances": or(&file["scaling"]["instances"], json!(1))},
        "scheduling": {
            "backoff": {"backoff": 1.0, "backoffFactor": 1.15, "maxLaunchDelay": 300.0},
            "upgrade": {"minimumHealthCapacity": 1.0, "maximumOverCapacity": 1.0},
            "placement": {},
            "killSelection": "YOUNGEST_FIRST",
            "unreachableStrategy": {"inactiveAfterSeconds": 0, "expungeAfterSeconds": 0},
        },
        "executorResources": {"cpus": 0.1, "mem": 32.0, "disk": 10.0},
        "role": "slave_public",
    });
    if list(&file["networks"]).is_empty() {
        told.as_object_mut().expect("an object").remove("networks");
    }
    copy(&mut told, file, &["labels", "user", "environment", "secrets", "volumes"]);
    let containers = list(&file["containers"]).into_iter().map(|file| {
        let mut told = file.clone();
        let asked = &file["resources"];
        told["resources"] = json!({
            "cpus": or(&asked["cpus"], json!(1.0)), "mem": or(&asked["mem"], json!(128.0)),
            "disk": or(&asked["disk"], json!(0.0)), "gpus": or(&asked["gpus"], json!(0)),
        });
        if file["artifacts"].is_array() {
            told["artifacts"] = list(&file["artifacts"]).iter().map(artifact).collect();
        }
        told
    });
    told["containers"] = containers.collect();
    told
}

fn artifact(file: &Value) -> Value {
    let mut told = json!({
        "uri": file["uri"],
        "extract": or(&file["extract"], json!(true)),
        "executable": or(&file["executable"], json!(false)),
        "cache": or(&file["cache"], json!(false)),
    });
    copy(&mut told, file, &["destPath"]);
    told
}

fn health_check(file: &Value) -> Value {
    let protocol = or(&file["protocol"], json!("HTTP"));
    let mut told = json!({
        "gracePeriodSeconds": or(&file["gracePeriodSeconds"], json!(300)),
        "intervalSeconds": or(&file["intervalSeconds"], json!(60)),
        "maxConsecutiveFailures": or(&file["maxConsecutiveFailures"], json!(3)),
        "timeoutSeconds": or(&file["timeoutSeconds"], json!(20)),
        "delaySeconds": 15,
        "ipProtocol": "IPv4",
        "protocol": protocol,
    });
    match protocol.as_str().unwrap_or_default() {
        "COMMAND" => copy(&mut told, file, &["command", "delaySeconds"]),
        "HTTP" | "HTTPS" => {
            told["ignoreHttp1xx"] = or(&file["ignoreHttp1xx"], json!(false));
            copy(&mut told, file, &["path", "port", "portIndex"]);
        }
        _ => copy(&mut told, file, &["path", "port", "portIndex", "delaySeconds"]),
    }
    if protocol != "COMMAND" && file["port"].is_null() && file["portIndex"].is_null() {
        told["portIndex"] = json!(0);
    }
    told
}

fn port_mapping(file: &Value, port: u64, is_bridge: bool) -> Value {
    let mut told = json!({
        "containerPort": or(&file["containerPort"], json!(0)),
        "labels": {},
        "protocol": or(&file["protocol"], json!("tcp")),
        "servicePort": assigned(&file["servicePort"], port),
    });
    if is_bridge {
        told["hostPort"] = json!(0);
    }
    copy(&mut told, file, &["hostPort", "name", "labels"]);
    told
}

/// Returns a port, or the one that Marathon assigns where none is given.
fn assigned(port: &Value, free: u64) -> Value {
    if port.as_u64().unwrap_or_default() == 0 { free.into() } else { port.clone() }
}

fn or(value: &Value, default: Value) -> Value {
    if value.is_null() { default } else { value.clone() }
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

fn copy(to: &mut Value, from: &Value, names: &[&str]) {
    let to: &mut Map<String, Value> = to.as_object_mut().expect("an object");
    for name in names {
        if !from[*name].is_null() {
            to.insert((*name).to_owned(), from[*name].clone());
        }
    }
}
