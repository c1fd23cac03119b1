//! `user`: the user that the process runs as.

use super::{Parameter, Parameters, lose};
use crate::edit::Anchor;
use crate::engine::{Context, PreparationKind};
use crate::text::has_expression;

const USER: &str = "/user";

/// Whether the app's process is root, as far as the definition tells.
pub(super) fn is_root(context: &Context, parameters: &Parameters) -> bool {
    match parameters.last("user").map(|user| user.value.as_str()).filter(|user| !user.is_empty()) {
        Some(user) => is_root_name(user),
        None => context.text(USER).is_none_or(|user| user == "root"),
    }
}

/// Whether a user is root, with no group or the group of root.
fn is_root_name(user: &str) -> bool {
    let (user, group) = user.split_once(':').unwrap_or((user, "root"));
    [user, group].iter().all(|name| matches!(*name, "root" | "0"))
}

/// `user`: Mesos looks for the literal text among the agent's users, so that neither a number nor a
/// group works (mesos: launch.cpp:908-960).
pub(super) fn user(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    let text = parameter.value.as_str();
    if text.is_empty() {
        return context
            .note(&parameter.pointer, "the parameter names no user, so the image decides");
    }
    if is_root_name(text) {
        set(context, parameter, "root");
        return;
    }
    let (name, group) =
        text.split_once(':').map_or((text, None), |(name, group)| (name, Some(group)));
    if name.is_empty() || name.bytes().all(|byte| byte.is_ascii_digit()) {
        let other = match context.text(USER).filter(|user| !user.is_empty()) {
            Some(user) => format!("as `{user}`, whom Mesos looks up on the agent,"),
            None => "as the user that Mesos chooses, usually root,".to_owned(),
        };
        return lose(
            context,
            parameter,
            &format!(
                "the process runs as `{text}`; Mesos takes the name of a user that every agent has, not a number"
            ),
            "make such a user on the agents and name it in `user`",
            &format!("the process runs {other} instead of `{text}`"),
        );
    }
    if group.is_some() {
        let accepted = context.block_or_lose(
            &parameter.pointer,
            format!("the process runs as `{text}`; Mesos takes a user without a group"),
            "give the user that group on the agents, then name only the user",
            &format!("the process runs with the groups that `{name}` has on the agent"),
        );
        if !accepted {
            return;
        }
    }
    if set(context, parameter, name) {
        ask_for_user(context, parameter, name);
    }
}

/// Asks for a user of this name on every agent.
fn ask_for_user(context: &mut Context, parameter: &Parameter, name: &str) {
    let help = match has_expression(name) {
        // The expression may become an empty text, a number or a user with a group. Docker accepts all of
        // them, and runs the process as the user of the image if the text is empty.
        true => {
            "the value must be the name of a user: not empty, no number and no group; check that every agent has the user, with the number it has in the image"
        }
        false => "check that every agent has the user, with the number it has in the image",
    };
    context.ask(
        &parameter.pointer,
        PreparationKind::AgentUser.of(name),
        format!("the process keeps running as `{name}`, whom Mesos looks up on the agent and not in the image"),
        help,
    );
}

/// Sets `user` to `name`. With Docker, the `user` of an app only owned the sandbox (mesos:
/// docker.cpp:1067-1242). Blocks and returns `false` if the app names another user.
fn set(context: &mut Context, parameter: &Parameter, name: &str) -> bool {
    match context.get(USER) {
        None if context.has(USER) => context.replace(USER, name.into()),
        None => context.add(USER, name.into(), Anchor::After(&["cmd", "args", "id"])),
        Some(present) if present == name => {}
        Some(_) => {
            let message = format!("`--user {name}` and `user` disagree, and Mesos has only one");
            context.block(
                &parameter.pointer,
                message,
                "set `user` to the one you want and remove the parameter",
            );
            return false;
        }
    }
    true
}
