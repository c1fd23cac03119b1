//! `registry-port`: a registry with a port, which may not use TLS.

use super::app_fields::IMAGE;
use crate::engine::{Context, Rule};
use crate::images::{PullOutcome, Verdict};
use crate::marathon::Image;

pub(super) const RULE: Rule = Rule {
    name: "registry-port",
    summary: "The registry has a port; Mesos connects to it with TLS, Docker perhaps without",
    page: include_str!("../../docs/rules/registry-port.md"),
    check,
};

/// Mesos uses plain HTTP for port 80 and for the agent itself, and HTTPS otherwise (mesos:
/// src/docker/spec.cpp:125-147). Mesos has no equivalent of Docker's `insecure-registries`.
fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    let Some(image) = context.text(IMAGE) else { return };
    let registry = Image::parse(image).registry.map(str::to_owned);
    let last = context.image_pulls(IMAGE).max_by_key(|pull| pull.asked);
    let last = last.map(|pull| (pull.outcome, pull.told()));
    if let Some((PullOutcome::HttpOnly, told)) = last {
        return tell_http(context, registry.as_deref(), &told);
    }
    let Some(registry) = registry.filter(|registry| is_doubtful(registry)) else { return };
    let doubt = match last {
        Some((PullOutcome::Certificate, told)) => {
            let message = format!(
                "Mesos pulls from `{registry}` over HTTPS; the machine that asked does not trust its certificate ({told})"
            );
            let help = "make sure that the agents trust the authority of the certificate";
            return context.warn(IMAGE, message, help);
        }
        // The registry has answered over HTTPS.
        Some((outcome, _)) if outcome.verdict() != Verdict::Unknown => return,
        _ => "it fails if the registry speaks plain HTTP (`insecure-registries` of Docker)",
    };
    let message = format!("Mesos pulls from `{registry}` over HTTPS; {doubt}");
    let help = format!("try `curl https://{registry}/v2/` on an agent");
    context.warn(IMAGE, message, &help);
}

/// Whether the registry has a port at which Mesos speaks HTTPS, and the registry perhaps plain
/// HTTP.
fn is_doubtful(registry: &str) -> bool {
    let Some((host, port)) = registry.rsplit_once(':') else { return false };
    !matches!(port, "80" | "443") && !matches!(host, "localhost" | "127.0.0.1")
}

/// Blocks, because the registry speaks plain HTTP. `registry` is `None` for the agents' default
/// registry.
fn tell_http(context: &mut Context, registry: Option<&str>, told: &str) {
    let registry =
        registry.map_or("the agents' `--docker_registry`".into(), |it| format!("`{it}`"));
    // The caller has nothing to carry out: the registry has to change.
    let _accepted = context.block_or_lose(
        IMAGE,
        format!(
            "Mesos pulls from {registry} over HTTPS, and the registry speaks plain HTTP ({told})"
        ),
        "give the registry a certificate that the agents trust",
        "the app does not start until the registry speaks HTTPS",
    );
}
