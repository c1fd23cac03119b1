//! Networks, ports, and the health checks that go by them.

use pullconfig::marathon::{DefinitionKind, Envelope, Targets};
use pullconfig::validity::judge;
use serde_json::{Value, json};

use super::{app, check};

#[test]
fn networks_and_ports() {
    let bridge = json!([{ "mode": "container/bridge" }]);
    let mapped = |mappings: Value| {
        app(json!({ "networks": bridge, "container": { "portMappings": mappings } }))
    };
    check(
        DefinitionKind::App,
        &[
            (
                app(json!({ "networks": [{ "mode": "host", "name": "dcos" }] })),
                &["host-network-name"],
            ),
            (
                app(json!({ "networks": [{ "mode": "container/bridge", "name": "x" }] })),
                &["bridge-network-name"],
            ),
            (
                app(json!({ "networks": [{ "mode": "container" }] })),
                &["container-network-without-name"],
            ),
            (app(json!({ "networks": [{ "name": "a" }, { "name": "a" }] })), &["repeated-network"]),
            (
                app(json!({ "networks": [{ "mode": "host" }, { "name": "a" }] })),
                &["mixed-networks"],
            ),
            (
                app(
                    json!({ "networks": [{ "name": "a" }, { "name": "b" }], "container": { "type": "DOCKER" } }),
                ),
                &["several-container-networks"],
            ),
            (
                app(json!({ "ipAddress": {}, "networks": [{ "name": "a" }] })),
                &["ip-address-and-networks"],
            ),
            (mapped(json!([{ "name": "a" }, { "name": "a" }])), &["repeated-port-name"]),
            (mapped(json!([{ "containerPort": 70_000 }])), &["out-of-range"]),
            (mapped(json!([{ "protocol": "sctp" }])), &["unknown-value"]),
            (mapped(json!([{ "networkNames": ["dcos"] }])), &["port-network-name"]),
            (app(json!({ "ports": [80, 80] })), &["repeated-port"]),
            (
                app(json!({ "ports": [80], "portDefinitions": [{ "port": 81 }] })),
                &["ports-and-port-definitions"],
            ),
            (
                app(json!({ "portDefinitions": [{ "port": 80 }, { "port": 80 }] })),
                &["repeated-port"],
            ),
            (
                app(
                    json!({ "networks": bridge, "container": { "portMappings": [] }, "healthChecks": [{ "portIndex": 0 }] }),
                ),
                &["health-check-port"],
            ),
            (app(json!({ "healthChecks": [{ "portIndex": 1 }] })), &["health-check-port"]),
            (
                app(
                    json!({ "healthChecks": [{ "protocol": "MESOS_HTTP", "ipProtocol": "ipv6" }] }),
                ),
                &["health-check-ip-protocol"],
            ),
            (
                app(
                    json!({ "healthChecks": [{ "protocol": "MESOS_HTTP" }, { "protocol": "MESOS_TCP" }] }),
                ),
                &["several-mesos-health-checks"],
            ),
        ],
    );
}

#[test]
fn networks_where_marathon_does_not_look_are_warned_of() {
    for (members, expected) in [
        (json!({ "network": "BRIDGE" }), Some("/network")),
        (
            json!({ "container": { "type": "MESOS", "network": "BRIDGE" } }),
            Some("/container/network"),
        ),
        (
            json!({ "networks": [{ "mode": "host" }], "container": { "type": "MESOS", "networks": [{ "name": "a" }] } }),
            Some("/container/networks"),
        ),
        (
            json!({ "networks": [{ "mode": "container/bridge" }], "container": { "type": "MESOS", "network": "BRIDGE" } }),
            None,
        ),
        (json!({ "network": "host" }), None),
        (json!({ "network": null }), None),
    ] {
        let value = app(members);
        let judgement = judge(DefinitionKind::App, Envelope::Single, &value, Targets::ALL);
        let found: Vec<(&str, &str)> =
            judgement.warnings.iter().map(|it| (it.name, it.pointer.as_str())).collect();
        let expected: Vec<_> = expected.map(|at| ("misplaced-network", at)).into_iter().collect();
        assert_eq!(found, expected, "{value}");
    }
}
