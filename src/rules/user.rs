//! `user`: the field `user`, which the Docker containerizer ignored.

use serde_json::Value;

use super::app_fields::{self, Field, IMAGE};
use super::docker_parameter::given;
use crate::engine::{Context, PreparationKind, Rule};
use crate::text::may_be_expression;

pub(super) const RULE: Rule = Rule {
    name: "user",
    summary: "The app's `user` owned the sandbox only; now its processes run as that user",
    page: include_str!("../../docs/rules/user.md"),
    check,
};

/// The Docker containerizer never passes the user to Docker (mesos:
/// src/docker/docker.cpp:1067-1242). The Mesos containerizer switches to the user with that name on
/// the agent, and takes a number for a name (mesos: launch.cpp:908-960; stout os/posix/su.hpp,
/// `getuid`).
fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    low_ports(context);
    match context.get("/user") {
        None => default_user(context),
        Some(Value::String(name)) if name.is_empty() => {}
        // The rule `image-user` has added the user, and reports it.
        Some(Value::String(_)) if !context.definition_has("/user") && !has_parameter(context) => {}
        // The rule `docker-parameter` reports the user.
        Some(Value::String(name)) if !is_number(name) && has_parameter(context) => {}
        Some(Value::String(name)) if name == "root" => {
            context.note("/user", "the processes now run as `root`, whatever the image's USER is");
        }
        Some(Value::String(name)) if is_number(name) => context.block(
            "/user",
            "`user` is a number, but the Mesos containerizer looks it up as a name on the agent, and the app does not start",
            "give the name of a user that every agent has, with the id that the image needs (`root` for 0)",
        ),
        Some(Value::String(name)) => {
            let known = context.image_config(IMAGE);
            let before = match known.map(|known| (known.config.user.as_deref(), known.told())) {
                None => "Docker took the image's USER".to_owned(),
                Some((None | Some(""), told)) => {
                    format!("Docker ran them as root, because the image has no USER ({told})")
                }
                Some((Some(user), told)) => {
                    format!("Docker took the image's USER, which is `{user}` ({told})")
                }
            };
            let message = format!(
                "the processes now run as `{name}`; until now `user` only owned the sandbox, and {before}"
            );
            let user = PreparationKind::AgentUser.of(name);
            context.ask(
                "/user",
                user,
                message,
                "make sure that every agent has the user, with the id that the files in the image need",
            );
        }
        Some(_) => context.block("/user", "`user` is not a string", "correct it"),
    }
}

/// Reports the user of an app that names none, if the settings of Marathon are known. It is the
/// user of the framework, Marathon (marathon: MarathonSchedulerDriver.scala:26; mesos: master.cpp,
/// `getUser`).
fn default_user(context: &mut Context) {
    let info = context.options().info.as_ref();
    let Some(name) = info.and_then(|info| info.mesos_user.clone()) else { return };
    if name.is_empty() || name == "root" || has_parameter(context) {
        return;
    }
    let message = format!(
        "the processes now run as `{name}`, Marathon's `--mesos_user`; until now Docker took the image's USER"
    );
    let help = "make sure that every agent has the user and that the image's files are for it, or name another one in `user`";
    context.ask("", PreparationKind::AgentUser.of(&name), message, help);
}

/// Reports the ports below 1024 that the app's user may not listen on. Newer versions of Docker set
/// `net.ipv4.ip_unprivileged_port_start` to 0 in a container with a network of its own, and older ones
/// ran the app as root unless the image has a USER (containerd/nerdctl: issue 4595). Mesos sets
/// nothing.
fn low_ports(context: &mut Context) {
    let default = || context.options().info.as_ref()?.mesos_user.as_deref();
    let Some(name) = context.text("/user").or_else(default).map(str::to_owned) else { return };
    if name.is_empty() || name == "root" || is_number(&name) || may_be_expression(&name) {
        return;
    }
    if !app_fields::has_own_network(context) {
        return;
    }
    let port = |mapping: &Value| mapping.get("containerPort").and_then(Value::as_u64);
    let is_low = |mapping: &Value| port(mapping).is_some_and(|port| (1..1024).contains(&port));
    context.enter_detail("low-port");
    for Field { pointer, value } in app_fields::port_mappings(context, is_low) {
        let port = port(&value).unwrap_or_default();
        context.warn(
            &format!("{pointer}/containerPort"),
            format!("`{name}` may not listen on port {port}; with the Mesos containerizer only root may listen below 1024"),
            "let the app listen on a port from 1024 on and change `containerPort`, or run it as `root`",
        );
    }
    context.enter(&RULE);
}

/// Whether a parameter named the user for Docker.
fn has_parameter(context: &Context) -> bool {
    given(context, "user").is_some_and(|user| !user.is_empty())
}

/// Whether a name is a number, such as `1000` or `1000:1000`.
fn is_number(name: &str) -> bool {
    name.split(':').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}
