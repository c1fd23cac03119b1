//! The flags about mounts.

use super::super::volumes;
use super::Action::{Block, By, Switch, Warn};
use super::{FlagRow, many, once};

pub(super) static ROWS: &[FlagRow] = &[
    many(&["volume"], By(volumes::volume)),
    many(&["mount"], By(volumes::mount)),
    once(&["volume-driver"], By(volumes::volume_driver)),
    many(&["tmpfs"], By(volumes::tmpfs)),
    many(
        &["volumes-from"],
        Block {
            message: "the volumes are those of another Docker container, which the Mesos containerizer cannot use",
            help: "list the volumes in `container.volumes`",
        },
    ),
    once(
        &["read-only"],
        Switch {
            message: "the root file system is read-only; with the Mesos containerizer it is writable",
            help: "find out whether the app may run without that protection",
            loss: "the app can write to its root file system",
        },
    ),
    many(
        &["storage-opt"],
        Warn {
            message: "options of Docker's storage have no effect; `disk` limits what the app may write",
            help: "set `disk` if the option limits the size",
        },
    ),
];
