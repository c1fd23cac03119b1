//! `bridge-network`: the Mesos containerizer uses another bridge, which differs a little from
//! Docker's.

use super::app_fields;
use crate::engine::{Context, Rule};
use crate::marathon::NetworkMode;

pub(super) const RULE: Rule = Rule {
    name: "bridge-network",
    summary: "The app gets a bridge of CNI instead of Docker's",
    page: include_str!("../../docs/rules/bridge-network.md"),
    check,
};

/// Notes the differences between the bridges (mesos: port_mapper.cpp:335-343; dcos:
/// gen/dcos-config.yaml:206-230, gen/calc.py:1347-1348).
fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    if let Some(network) =
        app_fields::networks(context, |mode, _| mode == NetworkMode::Bridge).first()
    {
        context.note(
            &network.pointer,
            "bridge networking changes: ports no longer answer on the agent's own `localhost`; on DC/OS the bridge has the addresses 172.31.254.0/24, for about 250 containers on an agent",
        );
    }
}
