//! `args-without-entrypoint`: arguments for an entrypoint that the image may not have.

use serde_json::Value;

use crate::engine::{Context, PreparationKind, Rule};

pub(super) const RULE: Rule = Rule {
    name: "args-without-entrypoint",
    summary: "The app has `args`, which mean something else if the image has no ENTRYPOINT",
    page: include_str!("../../docs/rules/args-without-entrypoint.md"),
    check,
};

/// Without an ENTRYPOINT, Docker runs the arguments as the command. Mesos runs the image's CMD
/// followed by the arguments, or nothing (mesos: isolators/docker/runtime.cpp:322-366). Marathon
/// never names a command if there are `args` (marathon: TaskBuilder.scala:258-266), and refuses
/// `cmd` together with them (marathon: AppValidation.scala:512-523).
fn check(context: &mut Context) {
    if !context.leaves_docker() || context.get("/cmd").is_some() {
        return;
    }
    if context.get("/args").and_then(Value::as_array).is_none_or(Vec::is_empty) {
        return;
    }
    let image = context.text("/container/docker/image").unwrap_or("IMAGE");
    let help = format!(
        "look with `docker inspect -f '{{{{json .Config.Entrypoint}}}}' {image}`; if there is none, replace `args` by `cmd`: `exec` and the arguments, quoted for the shell"
    );
    let image = PreparationKind::ImageEntrypoint.of(image);
    context.ask(
        "/args",
        image,
        "if the image has no ENTRYPOINT, Docker executes the `args`, but the Mesos containerizer executes the image's CMD with them, or fails",
        &help,
    );
}
