//! `udp-tcp-port`: one port mapping for two protocols.

use serde_json::Value;

use super::app_fields::{self, Field};
use crate::engine::{Context, Rule};
use crate::marathon::NetworkMode;

pub(super) const RULE: Rule = Rule {
    name: "udp-tcp-port",
    summary: "A port mapping is for `udp,tcp`, which the Mesos containerizer cannot set up",
    page: include_str!("../../docs/rules/udp-tcp-port.md"),
    check,
};

/// Marathon splits the mapping only for Docker (marathon: ContainerSerializer.scala:57-64,
/// 344-359), and iptables refuses `-p udp,tcp` (mesos: port_mapper.cpp:271-287, 455-461). On the
/// bridge every mapping has a host port (marathon: AppNormalization.scala:104-131); on a container
/// network only a mapping that declares one has it.
fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    let is_bridge = app_fields::modes(context).any(|mode| mode == NetworkMode::Bridge);
    let is_container = app_fields::modes(context).any(|mode| mode == NetworkMode::Container);
    let is_unsplit = |mapping: &Value| {
        let protocol = mapping.get("protocol").and_then(Value::as_str);
        let has_host_port = mapping.get("hostPort").is_some_and(|port| !port.is_null());
        protocol.is_some_and(|protocol| protocol.eq_ignore_ascii_case("udp,tcp"))
            && (is_bridge || is_container && has_host_port)
    };
    for Field { pointer, .. } in app_fields::port_mappings(context, is_unsplit) {
        context.block(
            &format!("{pointer}/protocol"),
            "the port mapping is for `udp,tcp`; Marathon does not split it for the Mesos containerizer, and the container does not start",
            "write one mapping for each protocol, each with its own name and service port; choose the host port if both must have the same",
        );
    }
}
