//! `entrypoint`, `workdir`, `init`, `tty`, `pull`, `stop-signal`, `isolation`: how the process is
//! started and stopped.

use serde_json::Value;

use super::{Parameter, Parameters, block_unreadable, lose};
use crate::edit::Anchor;
use crate::engine::{Context, KnownImageConfig};
use crate::images::ImageConfig;
use crate::rules::app_fields::IMAGE;
use crate::rules::shell::quoted;
use crate::text::may_be_expression;

const ARGS: &str = "/args";
const CMD: &str = "/cmd";

/// `entrypoint`: Docker executes it with the `args`. Without `args` it is executed alone, because
/// the CMD of the image belongs to the image's own ENTRYPOINT (moby: daemon/commit.go, `merge`). If
/// there is a `cmd`, the entrypoint takes the place of `/bin/sh`.
pub(super) fn entrypoint(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    let program = parameter.value.as_str();
    let known = context.image_config(IMAGE).filter(|_| context.get(CMD).is_none());
    let is_known = !program.is_empty() && !may_be_expression(program);
    if let (true, Some(known), Some(args)) = (is_known, known, arguments(context)) {
        let config = known.config;
        if config.entrypoint == [program] && (!args.is_empty() || config.cmd.is_empty()) {
            let message = format!("it is the image's own ENTRYPOINT ({})", known.told());
            return context.note(&parameter.pointer, message);
        }
        let words: Vec<String> =
            std::iter::once(program).chain(args.iter().map(String::as_str)).map(quoted).collect();
        let command = format!("exec {}", words.join(" "));
        return start(context, parameter, command, known);
    }
    lose(
        context,
        parameter,
        "another program than the image's entrypoint starts the app; Marathon has no field for that",
        "start the program with `cmd`: `exec PROGRAM ARGUMENTS…`, which needs /bin/sh in the image",
        "the image's own entrypoint starts the app, or /bin/sh starts its `cmd`",
    );
}

/// Returns the `args`, which may be empty. Returns `None` if one of them is no text or may be an
/// expression.
fn arguments(context: &Context) -> Option<Vec<String>> {
    let Some(args) = context.get(ARGS) else { return Some(Vec::new()) };
    let text = |word: &Value| {
        let word = word.as_str().filter(|word| !may_be_expression(word))?;
        Some(word.to_owned())
    };
    args.as_array()?.iter().map(text).collect()
}

/// Returns the words with which Docker starts an app without a `cmd`: the ENTRYPOINT with the
/// `args`, or else with CMD. Returns `None` if there are none, or if some are not fully known.
fn started(context: &Context, config: &ImageConfig) -> Option<Vec<String>> {
    let args = arguments(context)?;
    let args = if args.is_empty() { config.cmd.clone() } else { args };
    let words: Vec<String> = config.entrypoint.iter().cloned().chain(args).collect();
    // Logins in the words of an image are masked in the facts.
    let is_whole = !words.is_empty() && words.iter().all(|word| !word.contains("***"));
    is_whole.then_some(words)
}

/// Lets the `cmd` `command` start the app, which needs `/bin/sh` in the image. Only an image that
/// is started with `/bin/sh` itself is known to have it; for any other image the user has to accept
/// the change.
fn start(context: &mut Context, parameter: &Parameter, command: String, known: KnownImageConfig) {
    let told = known.told();
    let own = known.config.entrypoint.first().or(known.config.cmd.first());
    if own.is_some_and(|program| program == "/bin/sh") {
        context.warn(
            &parameter.pointer,
            format!("the app is now started by a `cmd`, which does the same as the parameter; the image itself is started with `/bin/sh` ({told})"),
            "look at the `cmd`",
        );
    } else {
        let accepted = context.block_or_lose(
            &parameter.pointer,
            format!("a `cmd` can do the same as the parameter, but needs `/bin/sh` in the image, which no registry tells ({told})"),
            "find out whether the image has `/bin/sh`",
            "the app is started by a `cmd`, for which the image needs `/bin/sh`",
        );
        if !accepted {
            return;
        }
    }
    match context.has(CMD) {
        true => context.replace(CMD, command.into()),
        false => context.add(CMD, command.into(), Anchor::After(&["args", "id"])),
    }
    if context.has(ARGS) {
        context.remove(ARGS);
    }
}

/// `workdir`: Marathon has no working directory, but a shell command can change to it first.
pub(super) fn workdir(context: &mut Context, parameters: &Parameters, parameter: &Parameter) {
    let directory = parameter.value.as_str();
    if !directory.starts_with('/') {
        return block_unreadable(context, parameter, "an absolute path");
    }
    let command = context.text(CMD).filter(|command| !command.trim().is_empty());
    match command.map(|command| after_cd(directory, command)) {
        Some(command) => {
            context.warn(
                &parameter.pointer,
                "the command now begins with `cd` into the directory; Docker would create it if it is missing, Mesos does not",
                "check that the image has the directory",
            );
            context.replace(CMD, command.into());
        }
        None if is_settled_by_image(context, parameters, parameter) => {}
        None => lose(
            context,
            parameter,
            "the parameter sets the directory in which the app starts; Marathon has no field for that, and there is no `cmd` that could begin with `cd`",
            "start the app with a `cmd` that begins with `cd`, or set WORKDIR in the image",
            "the app starts in the image's WORKDIR, or in the sandbox if it has none",
        ),
    }
}

/// Settles a `workdir` of an app without `cmd`, if it is known how the image is started. Returns
/// whether the parameter is settled.
fn is_settled_by_image(
    context: &mut Context,
    parameters: &Parameters,
    parameter: &Parameter,
) -> bool {
    let known = context.image_config(IMAGE).filter(|_| context.get(CMD).is_none());
    let Some(known) = known.filter(|_| parameters.last("entrypoint").is_none()) else {
        return false;
    };
    let directory = parameter.value.as_str();
    let own = known.config.working_dir.as_deref().filter(|own| !own.is_empty());
    if own.is_some_and(|own| own.trim_end_matches('/') == directory.trim_end_matches('/')) {
        let message = format!("it is the image's own WORKDIR ({})", known.told());
        context.note(&parameter.pointer, message);
        return true;
    }
    let Some(words) = started(context, known.config) else { return false };
    let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    let command = format!("cd {} && exec {}", quoted(directory), words.join(" "));
    start(context, parameter, command, known);
    true
}

/// Returns the command line that changes to `directory` and then runs `command`: `cd D && COMMAND`.
/// The shell reads `cd D && a & b` as `(cd D && a) & b`, and runs a command after `;` or `||` even
/// if the directory is missing. If `command` has one of these, returns `cd D || exit; COMMAND`.
fn after_cd(directory: &str, command: &str) -> String {
    let is_one_chain =
        !command.contains("||") && !command.replace("&&", "").contains(['&', ';', '\n']);
    let link = if is_one_chain { " &&" } else { " || exit;" };
    format!("cd {}{link} {command}", quoted(directory))
}

/// `init` and `tini`: with the isolator `namespaces/pid` the launcher of Mesos is process 1 and
/// collects dead processes (mesos: launch.cpp:178-210, 1273).
pub(super) fn init(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    if parameter.switch() == Some(false) {
        return context.note(
            &parameter.pointer,
            "the parameter asks for no init process, and Mesos starts none",
        );
    }
    context.warn(
        &parameter.pointer,
        "Docker's init process is dropped; Mesos' launcher cleans up ended processes instead, on agents with the isolator `namespaces/pid`",
        "check that the agents have it if the app leaves child processes behind",
    );
}

/// `tty`: Marathon has the field since 1.5 (marathon: TaskBuilder.scala:191-192).
pub(super) fn tty(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    let Some(wanted) = parameter.switch() else {
        return block_unreadable(context, parameter, "`true` or `false`");
    };
    match context.get("/tty") {
        Some(Value::Bool(present)) if *present == wanted => {}
        Some(_) => {
            context.warn(
                &parameter.pointer,
                "`tty` and the parameter differ; Docker used the parameter, so it replaces `tty`",
                "check whether the app is meant to have a terminal",
            );
            context.replace("/tty", wanted.into());
        }
        None if !wanted => context.note(
            &parameter.pointer,
            "the parameter asks for no terminal, and the app has none anyway",
        ),
        None if context.has("/tty") => context.replace("/tty", true.into()),
        None => context.add("/tty", true.into(), Anchor::After(&["user", "cmd", "args", "id"])),
    }
}

const FORCE: &str = "/container/docker/forcePullImage";

/// `pull`: `always` is `forcePullImage` in Marathon.
pub(super) fn pull(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    if parameter.value != "always" {
        return context.note(&parameter.pointer, "Mesos pulls the image before it starts the app");
    }
    match context.get(FORCE) {
        Some(Value::Bool(true)) => {}
        Some(_) => {
            context.warn(
                &parameter.pointer,
                "`forcePullImage` and the parameter differ; the parameter replaces it",
                "check that the image is meant to be pulled for every start",
            );
            context.replace(FORCE, true.into());
        }
        None if context.has(FORCE) => context.replace(FORCE, true.into()),
        None => context.add(FORCE, true.into(), Anchor::After(&["image"])),
    }
}

/// `stop-signal`: the Mesos containerizer stops a task with SIGTERM, and with SIGKILL after the
/// grace period.
pub(super) fn stop_signal(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    let signal = parameter.value.to_ascii_uppercase();
    if matches!(signal.as_str(), "" | "SIGTERM" | "TERM" | "15") {
        return context.note(&parameter.pointer, "Mesos sends SIGTERM anyway");
    }
    lose(
        context,
        parameter,
        &format!("the app is stopped with `{}`; Mesos sends SIGTERM", parameter.value),
        "let the app end on SIGTERM, or start it in `cmd` with a shell that traps SIGTERM",
        "the app is stopped with SIGTERM, and killed after the grace period",
    );
}

/// `isolation`: a choice that Docker has on Windows.
pub(super) fn isolation(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    if matches!(parameter.value.as_str(), "" | "default") {
        return context.note(&parameter.pointer, "the isolation is the default");
    }
    context.block(
        &parameter.pointer,
        "this isolation exists on Windows only, where the Mesos containerizer runs no images",
        "leave the app on the Docker containerizer",
    );
}
