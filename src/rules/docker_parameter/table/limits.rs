//! The flags that limit resources.

use super::super::limits;
use super::Action::{By, Lose, Switch, Warn};
use super::{FlagRow, many, once};

pub(super) static ROWS: &[FlagRow] = &[
    once(&["memory", "memory-reservation"], By(limits::memory)),
    once(
        &["memory-swap", "memory-swappiness", "kernel-memory"],
        Warn {
            message: "limits on swap and kernel memory are dropped; whether the app may swap is set on the agents",
            help: "check that `mem` is enough for the app",
        },
    ),
    once(&["cpus", "cpu-quota", "cpu-period"], By(limits::cpus)),
    once(
        &["cpu-shares"],
        Warn {
            message: "the share of CPU time is dropped; Mesos derives it from `cpus`",
            help: "check that `cpus` is what the app needs",
        },
    ),
    once(
        &["cpuset-cpus", "cpuset-mems"],
        Lose {
            message: "the app is bound to the processors or memory nodes `{}`; Marathon has no field for that",
            help: "find out whether the app works without",
            loss: "the app is not bound to `{}`",
        },
    ),
    once(
        &["cpu-rt-period", "cpu-rt-runtime"],
        Lose {
            message: "the app is given real-time scheduling; Marathon has no field for that",
            help: "find out whether the app works without",
            loss: "the app runs without real-time scheduling",
        },
    ),
    many(
        &["ulimit"],
        Lose {
            message: "the limit `{}` is set for the app; Marathon has no field for it",
            help: "call `ulimit` at the beginning of `cmd`, or raise the limit on the agents",
            loss: "the limits of the agent count instead of `{}`",
        },
    ),
    once(
        &["pids-limit"],
        Warn {
            message: "the limit on processes is dropped; Mesos has none for a single task",
            help: "check that the app does not rely on it",
        },
    ),
    once(
        &["oom-kill-disable"],
        Switch {
            message: "the app is not killed when it has no memory left; with the Mesos containerizer it is",
            help: "give the app enough `mem`",
            loss: "the app is killed when it needs more than `mem`",
        },
    ),
    once(
        &["oom-score-adj"],
        Warn {
            message: "the order in which processes are killed is dropped; Marathon has no field for it",
            help: "check that `mem` is enough for the app",
        },
    ),
    many(
        &["blkio-weight", "blkio-weight-device"],
        Warn {
            message: "weights of disk access are dropped; Marathon has no field for them",
            help: "check that the app does not rely on them",
        },
    ),
    many(
        &["device-read-bps", "device-write-bps", "device-read-iops", "device-write-iops"],
        Lose {
            message: "the rate of disk access is limited to `{}`; Marathon has no field for that",
            help: "find out whether the app may run without that limit",
            loss: "the app uses the disk without the limit `{}`",
        },
    ),
    once(
        &["cgroupns"],
        Warn {
            message: "the cgroup namespace is dropped; Mesos sets up the cgroups of its tasks itself",
            help: "check that the app does not read its cgroups",
        },
    ),
    once(
        &["cgroup-parent"],
        Lose {
            message: "the app is in the cgroup `{}`; Mesos sets up the cgroups of its tasks itself",
            help: "find out what the cgroup limits or counts",
            loss: "the cgroup `{}` neither limits nor counts the app",
        },
    ),
];
