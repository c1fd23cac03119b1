//! `args-without-entrypoint`: arguments for an entrypoint that the image may not have.

use serde_json::Value;

use super::app_fields::IMAGE;
use super::shell::quoted;
use crate::edit::Anchor;
use crate::engine::{Context, KnownImageConfig, PreparationKind, Rule};
use crate::text::may_be_expression;

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
    match context.image_config(IMAGE) {
        Some(known) if known.config.entrypoint.is_empty() => without_entrypoint(context, known),
        Some(_) => {}
        None => unknown(context),
    }
}

/// Asks the user to look for an ENTRYPOINT, because nothing is known of the image.
fn unknown(context: &mut Context) {
    let image = context.text(IMAGE).unwrap_or("IMAGE");
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

/// Blocks, unless the user accepts that a `cmd` starts the same program. A shell must run the
/// `cmd`, and the config of an image does not tell whether the image has a shell.
fn without_entrypoint(context: &mut Context, known: KnownImageConfig) {
    let happens = match known.config.cmd.as_slice() {
        [] => "has nothing to execute".to_owned(),
        [program, ..] => format!("executes `{program}` of the image's CMD with them"),
    };
    let message = format!(
        "the image has no ENTRYPOINT ({}); Docker executes the `args`, the Mesos containerizer {happens}",
        known.told()
    );
    let Some(command) = command(context) else {
        return context.block(
            "/args",
            message,
            "replace `args` by `cmd`: `exec` and the arguments, quoted for the shell; here they are not all known texts",
        );
    };
    let accepted = context.block_or_lose(
        "/args",
        message,
        "replace `args` by `cmd`: `exec` and the arguments, quoted for the shell; the image needs `/bin/sh` for that",
        "the `args` become a `cmd`, for which the image needs `/bin/sh`",
    );
    if accepted {
        match context.has("/cmd") {
            true => context.replace("/cmd", Value::from(command)),
            false => context.add("/cmd", Value::from(command), Anchor::After(&["args"])),
        }
        context.remove("/args");
    }
}

/// Returns the command line that executes the `args`. Returns `None` if one of them is no text, or
/// may be an expression: nobody knows how to quote its value.
fn command(context: &Context) -> Option<String> {
    let words = context.get("/args")?.as_array()?.iter().map(|word| {
        let word = word.as_str().filter(|word| !may_be_expression(word))?;
        Some(quoted(word))
    });
    Some(format!("exec {}", words.collect::<Option<Vec<_>>>()?.join(" ")))
}
