//! `container-network`: the Mesos containerizer looks for a Docker network among the CNI networks.

use serde_json::Value;

use super::app_fields::{self, Field};
use crate::engine::{Context, PreparationKind, Rule};
use crate::marathon::NetworkMode;

pub(super) const RULE: Rule = Rule {
    name: "container-network",
    summary: "A container network must exist in CNI; Docker has networks of its own",
    page: include_str!("../../docs/rules/container-network.md"),
    check,
};

/// The IPv6 overlay of DC/OS, which the Mesos containerizer cannot join (dcos-docs-site:
/// 2.1/networking/SDN). The port mapper fails because there is no IPv4 address (mesos:
/// port_mapper.cpp, `handleAddCommand`).
const IPV6: &str = "dcos6";

/// DC/OS sets up `dcos` and `calico` for both containerizers (dcos: gen/dcos-config.yaml:190-199;
/// dcos-docs-site: networking/SDN), and halves the addresses of `dcos` (dcos-docs-site:
/// 2.2/networking/SDN/dcos-overlay/index.md:319).
fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    let is_container = |mode: NetworkMode, _: &Value| mode == NetworkMode::Container;
    for Field { pointer, value: network } in app_fields::networks(context, is_container) {
        let pointer = pointer.as_str();
        let default = context.options().info.as_ref();
        let default = default.and_then(|info| info.default_network_name.as_deref());
        match network.get("name").and_then(Value::as_str).or(default) {
            Some(IPV6) => context.block(
                pointer,
                "the network `dcos6` is for Docker containers only; DC/OS gives the Mesos containerizer no IPv6 network",
                "choose an IPv4 network, or leave the app on Docker",
            ),
            Some("dcos") => {
                context.enter_detail("dcos");
                context.note(
                    pointer,
                    "DC/OS has the network `dcos` for Docker and for CNI; each has one half of an agent's addresses, so only one half can be used if all apps move",
                );
                context.enter(&RULE);
            }
            Some("calico") => {
                context.note(pointer, "DC/OS has the network `calico` for Docker and for CNI");
            }
            Some(name) => context.ask(
                pointer,
                PreparationKind::CniNetwork.of(name),
                format!("`{name}` was a Docker network; now the agents must have a CNI network of that name"),
                "make sure that they have one (`docker network create` makes no CNI network)",
            ),
            // The settings of Marathon are known and name no default. The rule `would-be-refused`
            // reports that Marathon refuses the app.
            None if context.options().info.is_some() => {}
            // The rule that has made the network has warned that it has no name.
            None if !context.definition_has("/networks") => {}
            None => context.warn(
                pointer,
                "Marathon's `--default_network_name` was a Docker network; now the agents must have a CNI network of that name",
                "make sure that they have one (`docker network create` makes no CNI network)",
            ),
        }
    }
    virtual_address(context);
}

/// Notes a virtual address on a container network (dcos-docs-site:
/// 2.2/networking/SDN/cni-plugins/index.md:61).
fn virtual_address(context: &mut Context) {
    if !app_fields::modes(context).any(|mode| mode == NetworkMode::Container) {
        return;
    }
    let has_vip = |mapping: &Value| {
        let labels = mapping.get("labels").and_then(Value::as_object);
        labels.is_some_and(|labels| labels.keys().any(|name| name.starts_with("VIP_")))
    };
    if let Some(Field { pointer, .. }) = app_fields::port_mappings(context, has_vip).first() {
        context.enter_detail("virtual-address");
        context.note(
            &format!("{pointer}/labels"),
            "on RHEL 7.5 DC/OS's load balancer (`VIP_`) does not work as expected for Mesos containers on a container network",
        );
    }
}
