//! The flags about how the process is started and stopped.

use super::super::{command, env, user};
use super::Action::{Block, By, Drop, Lose, Warn};
use super::{FlagRow, many, once};

pub(super) static ROWS: &[FlagRow] = &[
    many(&["env"], By(env::env)),
    many(
        &["env-file"],
        Block {
            message: "variables are read from a file of the agent; Marathon cannot do that",
            help: "write the variables to `env`",
        },
    ),
    once(&["user"], By(user::user)),
    many(
        &["group-add"],
        Lose {
            message: "the process is in the group `{}` besides its own; Marathon has no field for that",
            help: "put the user into the group on the agents, then remove it",
            loss: "the process is not in the group `{}` unless its agent puts it there",
        },
    ),
    once(&["entrypoint"], By(command::entrypoint)),
    once(&["workdir"], By(command::workdir)),
    once(&["tty"], By(command::tty)),
    once(&["interactive"], Drop("stdin is empty under both containerizers")),
    once(&["init", "tini"], By(command::init)),
    once(&["stop-signal"], By(command::stop_signal)),
    once(
        &["stop-timeout"],
        Warn {
            message: "this time has no effect; Mesos passes its own to Docker, too",
            help: "set `taskKillGracePeriodSeconds`",
        },
    ),
    once(&["restart"], Drop("Marathon restarts the app; Docker's own policy did harm")),
    once(&["name"], Drop("Mesos names its containers itself and refuses another name since 1.6")),
    once(
        &["rm", "detach", "sig-proxy", "cidfile", "disable-content-trust", "quiet"],
        Drop("Mesos starts and removes the container itself"),
    ),
    many(&["attach"], Drop("Mesos starts and removes the container itself")),
];
