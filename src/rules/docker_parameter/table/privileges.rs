//! The flags about what the process may access.

use super::super::{command, limits, linux_info, privileges};
use super::Action::{By, Lose, Switch};
use super::{FlagRow, many, once};

pub(super) static ROWS: &[FlagRow] = &[
    many(&["cap-add"], By(privileges::cap_add)),
    many(
        &["cap-drop"],
        Lose {
            message: "the capability `{}` is taken from the app; Marathon has no field for that",
            help: "find out whether the app may run with it, or take it from all apps on the agents",
            loss: "the app keeps the capability `{}`, so its confinement is weaker",
        },
    ),
    once(
        &["privileged"],
        Switch {
            message: "the app runs privileged, which the Mesos containerizer does not offer",
            help: "find out which privilege it needs, and whether it works without",
            loss: "the app starts without privileges",
        },
    ),
    many(&["device"], By(privileges::device)),
    many(
        &["device-cgroup-rule"],
        Lose {
            message: "the app may use devices by the rule `{}`; Marathon has no field for that",
            help: "leave the app on the Docker containerizer, or find out whether it works without",
            loss: "the device rule `{}` does not apply",
        },
    ),
    once(&["gpus"], By(limits::gpus)),
    once(&["runtime"], By(privileges::runtime)),
    many(&["security-opt"], By(linux_info::security_opt)),
    many(
        &["sysctl"],
        Lose {
            message: "the app asks for the kernel setting `{}`; containers of Mesos cannot change any",
            help: "make the setting on the agents, or find out whether the app works without",
            loss: "the app runs without the kernel setting `{}` unless its agent has it",
        },
    ),
    once(&["shm-size"], By(linux_info::shm_size)),
    once(&["ipc"], By(linux_info::ipc)),
    once(&["pid"], By(privileges::pid)),
    once(&["userns"], By(privileges::userns)),
    once(&["isolation"], By(command::isolation)),
];
