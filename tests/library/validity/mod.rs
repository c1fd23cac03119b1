//! What Marathon would refuse, in tables: a definition, and the reasons.

#![expect(clippy::too_many_lines, reason = "tables")]

mod groups;
mod names;
mod networks;
mod run;
mod verdicts;

use pullconfig::marathon::{DefinitionKind, Target};
use pullconfig::validity::violations;
use serde_json::{Value, json};

fn names(kind: DefinitionKind, value: &Value, target: &str) -> Vec<&'static str> {
    let target: Target = target.parse().expect("a version");
    violations(kind, value, target.into()).into_iter().map(|violation| violation.name).collect()
}

/// An app that Marathon takes, with `change` merged in (RFC 7396).
pub(crate) fn app(change: Value) -> Value {
    let mut app = json!({
        "id": "/shop/cart",
        "container": {
            "type": "MESOS",
            "docker": { "image": "registry.example.com/shop/cart:4" },
        },
    });
    json_patch::merge(&mut app, &change);
    app
}

fn pod(change: Value) -> Value {
    let mut pod = json!({
        "id": "/shop/cart",
        "containers": [{ "name": "web", "resources": { "cpus": 0.1, "mem": 32 } }],
    });
    json_patch::merge(&mut pod, &change);
    pod
}

pub(crate) fn check(kind: DefinitionKind, cases: &[(Value, &[&str])]) {
    for (value, expected) in cases {
        assert_eq!(names(kind, value, "1.11"), *expected, "{value:#}");
    }
}

#[test]
fn accepted_apps() {
    for change in [
        json!({}),
        json!({ "cmd": "serve", "uris": ["file:///etc/docker.tar.gz"], "fetch": [] }),
        json!({ "container": null, "cmd": "serve" }),
        json!({ "container": { "type": "docker", "docker": { "network": "bridge", "portMappings": [] } } }),
        json!({ "container": { "type": null, "docker": { "parameters": [{ "key": "env", "value": "A=1" }] } } }),
        json!({ "instances": 2.0, "cpus": 0.5, "mem": 1e3, "unknown": [1] }),
        json!({ "networks": [{ "mode": "CONTAINER", "name": "dcos" }, { "name": "dcos-2" }] }),
        json!({ "networks": [{ "mode": "container/bridge", "labels": { "a": "b" } }] }),
        json!({ "healthChecks": [{}], "portDefinitions": [{ "port": 0 }] }),
        json!({ "healthChecks": [{ "portIndex": 0 }], "networks": [{ "mode": "container/bridge" }] }),
        json!({ "readinessChecks": [{ "portName": "default" }] }),
        json!({ "secrets": { "s": { "source": "s" } }, "env": { "A": { "secret": "s" }, "B": "" } }),
        json!({ "constraints": [["hostname", "UNIQUE"], ["rack", "GROUP_BY"], ["zone", "LIKE", "a.*"]] }),
        json!({ "id": "{{service.name}}", "networks": [{ "mode": "{{mode}}" }] }),
        json!({ "unreachableStrategy": "disabled", "resourceLimits": { "cpus": "unlimited", "mem": 512 } }),
    ] {
        let value = app(change);
        assert_eq!(names(DefinitionKind::App, &value, "1.11"), [""; 0], "{value:#}");
    }
}

#[test]
fn types() {
    check(
        DefinitionKind::App,
        &[
            (app(json!({ "instances": "2" })), &["wrong-type"]),
            (app(json!({ "instances": 1.5 })), &["wrong-type"]),
            (app(json!({ "instances": -1 })), &["out-of-range"]),
            (app(json!({ "cpus": -1 })), &["out-of-range"]),
            (app(json!({ "cpus": 0, "mem": 0.0001 })), &[]),
            (app(serde_json::from_str(r#"{"mem": 1e400}"#).expect("JSON")), &[]),
            (app(json!({ "env": { "A": 1 } })), &["wrong-type"]),
            (app(json!({ "id": "/Shop" })), &["wrong-form"]),
            (app(json!({ "cmd": "" })), &["wrong-length"]),
            (app(json!({ "container": { "type": "RKT" } })), &["unknown-value"]),
            (app(json!({ "container": { "docker": { "image": null } } })), &["missing-member"]),
            (app(json!({ "container": { "docker": { "image": "" } } })), &["wrong-length"]),
            (
                app(json!({ "upgradeStrategy": { "minimumHealthCapacity": 1 } })),
                &["missing-member"],
            ),
            (app(json!({ "fetch": [{}] })), &["missing-member"]),
            (json!([]), &["wrong-type"]),
        ],
    );
}

#[test]
fn containers() {
    let docker = |change: Value| {
        let mut value = app(json!({ "container": { "type": "DOCKER" } }));
        json_patch::merge(&mut value, &change);
        value
    };
    check(
        DefinitionKind::App,
        &[
            (
                app(json!({ "container": { "type": "DOCKER", "docker": null } })),
                &["docker-missing"],
            ),
            (
                docker(json!({ "container": { "docker": { "pullConfig": { "secret": "s" } } } })),
                &["pull-config-with-docker"],
            ),
            (
                app(json!({ "container": { "docker": { "pullConfig": { "secret": "s" } } } })),
                &["pull-config-without-secret"],
            ),
            (
                app(json!({ "container": { "docker": { "credential": { "principal": "p" } } } })),
                &["docker-credential"],
            ),
            (
                app(json!({ "container": { "docker": { "network": "HOST" } } })),
                &["docker-network-with-mesos"],
            ),
            (
                app(json!({ "container": { "docker": { "portMappings": [] } } })),
                &["docker-port-mappings-with-mesos"],
            ),
            (
                app(
                    json!({ "container": { "docker": { "parameters": [{ "key": "k", "value": "v" }] } } }),
                ),
                &["docker-parameters-with-mesos"],
            ),
            (app(json!({ "cmd": "serve", "args": ["x"] })), &["cmd-and-args"]),
            (app(json!({ "cmd": "x" })), &["short-cmd"]),
            (app(json!({ "container": null })), &["nothing-to-run"]),
            (docker(json!({ "gpus": 1 })), &["gpus-with-docker"]),
            (
                docker(json!({ "check": { "exec": { "command": { "shell": "true" } } } })),
                &["check-with-docker"],
            ),
            (app(json!({ "uris": ["a"], "fetch": [{ "uri": "b" }] })), &["uris-and-fetch"]),
            (app(json!({ "uris": ["file:///a b"] })), &["uri-syntax"]),
            (app(json!({ "container": { "linuxInfo": { "seccomp": {} } } })), &["seccomp"]),
            (
                app(
                    json!({ "container": { "linuxInfo": { "ipcInfo": { "mode": "share_parent", "shmSize": 1 } } } }),
                ),
                &["shm-size-of-parent"],
            ),
        ],
    );
}

#[test]
fn volumes_and_secrets() {
    let volume = |volume: Value| app(json!({ "container": { "volumes": [volume] } }));
    let dvdi = |change: Value| {
        let mut dvdi = json!({
            "containerPath": "/d", "mode": "RW",
            "external": { "name": "v", "provider": "dvdi", "options": { "dvdi/driver": "rexray" } },
        });
        json_patch::merge(&mut dvdi, &change);
        volume(dvdi)
    };
    check(
        DefinitionKind::App,
        &[
            (volume(json!({ "containerPath": "/d", "hostPath": "/d" })), &["missing-member"]),
            (volume(json!({ "containerPath": "/d", "secret": "s" })), &["volume-without-secret"]),
            (
                volume(
                    json!({ "containerPath": "a/b", "mode": "RW", "persistent": { "size": 1 } }),
                ),
                &["persistent-volume-path"],
            ),
            (
                volume(json!({ "containerPath": "a", "mode": "RO", "persistent": { "size": 0 } })),
                &["persistent-volume-read-only", "persistent-volume-size"],
            ),
            (dvdi(json!({})), &[]),
            (dvdi(json!({ "mode": "RO" })), &["dvdi-read-only"]),
            (dvdi(json!({ "external": { "provider": "nfs" } })), &["external-volume-provider"]),
            (dvdi(json!({ "external": { "options": null } })), &["dvdi-driver"]),
            (dvdi(json!({ "external": { "name": null } })), &["external-volume-name"]),
            (app(json!({ "env": { "A": { "secret": "s" } } })), &["variable-without-secret"]),
            (app(json!({ "secrets": { "s": { "source": "" } } })), &["wrong-length"]),
            (app(json!({ "secrets": { "": { "source": "s" } } })), &["secret-without-key"]),
        ],
    );
}

#[test]
fn pods() {
    let part = |change: Value| {
        let mut part = json!({ "name": "web", "resources": { "cpus": 0.1, "mem": 32 } });
        json_patch::merge(&mut part, &change);
        pod(json!({ "containers": [part] }))
    };
    check(
        DefinitionKind::Pod,
        &[
            (pod(json!({})), &[]),
            (pod(json!({ "containers": [] })), &["wrong-length"]),
            (part(json!({ "resources": null })), &["missing-member"]),
            (part(json!({ "image": { "kind": "APPC", "id": "x" } })), &["unknown-value"]),
            (
                part(
                    json!({ "image": { "kind": "DOCKER", "id": "x", "pullConfig": { "secret": "s" } } }),
                ),
                &["pull-config-without-secret"],
            ),
            (part(json!({ "environment": { "A-B": "x" } })), &["wrong-form"]),
            (part(json!({ "volumeMounts": [{ "name": "v", "mountPath": "v" }] })), &["pod-volume"]),
            (pod(json!({ "volumes": [{ "name": "v" }] })), &["pod-volume"]),
            (part(json!({ "healthCheck": {} })), &["pod-health-check"]),
            (
                part(json!({ "endpoints": [{ "name": "a" }, { "name": "a" }] })),
                &["repeated-endpoint"],
            ),
            (
                pod(json!({ "networks": [{ "mode": "host" }, { "mode": "host" }] })),
                &["mixed-networks"],
            ),
        ],
    );
}

#[test]
fn what_a_version_does_not_know_it_does_not_refuse() {
    let ipv6 = app(json!({ "healthChecks": [{ "protocol": "MESOS_TCP", "ipProtocol": "IPv6" }] }));
    let seccomp = app(json!({ "container": { "linuxInfo": { "seccomp": {} } } }));
    let limits = app(json!({ "resourceLimits": { "cpus": "all" } }));
    for (value, from) in [(ipv6, "1.6"), (seccomp, "1.8"), (limits, "1.10")] {
        assert!(names(DefinitionKind::App, &value, "1.5").is_empty(), "{value:#}");
        assert_eq!(names(DefinitionKind::App, &value, from).len(), 1, "{value:#}");
    }
    let csi = json!({
        "containerPath": "/d", "mode": "RW",
        "external": {
            "name": "v", "provider": "csi",
            "options": {
                "pluginName": "ebs",
                "capability": { "accessMode": "SINGLE_NODE_WRITER", "accessType": "mount", "fsType": "ext4" },
            },
        },
    });
    let csi = app(json!({ "container": { "volumes": [csi] } }));
    assert_eq!(names(DefinitionKind::App, &csi, "1.10"), ["wrong-type"]);
    assert!(names(DefinitionKind::App, &csi, "1.11").is_empty());
}
