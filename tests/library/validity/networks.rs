//! Networks, ports, and the health checks that go by them.

use pullconfig::marathon::DefinitionKind;
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
