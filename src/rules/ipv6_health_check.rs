//! `ipv6-health-check`: a health check over IPv6.

use serde_json::Value;

use super::app_fields::{self, Field};
use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "ipv6-health-check",
    summary: "A health check connects over IPv6, which Marathon allows with Docker only",
    page: include_str!("../../docs/rules/ipv6-health-check.md"),
    check,
};

/// Marathon refuses such a check for the Mesos containerizer (marathon:
/// AppValidation.scala:480-491).
fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    let is_ipv6 = |check: &Value| {
        let protocol = check.get("ipProtocol").and_then(Value::as_str);
        protocol.is_some_and(|protocol| protocol.eq_ignore_ascii_case("IPv6"))
    };
    for Field { pointer, .. } in app_fields::elements(context, "/healthChecks", is_ipv6) {
        let field = format!("{pointer}/ipProtocol");
        let accepted = context.block_or_lose(
            &field,
            "the health check connects over IPv6, which Marathon refuses for the Mesos containerizer",
            "let the app listen on IPv4 as well and remove `ipProtocol`",
            "the health check connects over IPv4",
        );
        if accepted {
            context.remove(&field);
        }
    }
}
