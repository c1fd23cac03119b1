//! `home-variable`: the variable `HOME`, which Docker sets and Mesos does not.

use super::app_fields::{self, IMAGE, TextField};
use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "home-variable",
    summary: "The command uses HOME, which Docker sets and the Mesos containerizer does not",
    page: include_str!("../../docs/rules/home-variable.md"),
    check,
};

/// Nothing in Mesos sets `HOME`, and DC/OS gives executors only PATH and SHELL (dcos:
/// gen/dcos-config.yaml:1472-1478). Values of `env` are not expanded, so only texts that a shell
/// may see are searched. Mesos sets what the ENV of an image sets (mesos:
/// isolators/docker/runtime.cpp:181-218).
fn check(context: &mut Context) {
    if !context.leaves_docker() || context.get("/env/HOME").is_some() {
        return;
    }
    // A health check has the environment of the executor, and not that of the image.
    let config = context.image_config(IMAGE);
    let has_home = config.is_some_and(|known| known.config.env_names.iter().any(|it| it == "HOME"));
    let is_open = |text: &TextField| !has_home || text.pointer.starts_with("/healthChecks");
    for text in app_fields::commands(context, uses_home).into_iter().filter(is_open) {
        let message = format!(
            "{} uses the home directory; Docker set `HOME`, the Mesos containerizer does not",
            text.label
        );
        context.warn(&text.pointer, message, "set `HOME` in `env`, or write the path");
    }
}

/// Whether a text holds `$HOME`, `${HOME…}`, or `~/` at a place where a shell expands it.
fn uses_home(text: &str) -> bool {
    let is_variable =
        |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    text.contains("${HOME}")
        || text.contains("${HOME:")
        || text.split("$HOME").skip(1).any(is_variable)
        || text.match_indices("~/").any(|(at, _)| {
            text[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || c == '=' || c == ':')
        })
}
