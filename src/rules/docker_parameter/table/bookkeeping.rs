//! The flags about what Docker records of the container, and how it uses the image.

use super::super::{command, networks};
use super::Action::{By, Drop, Warn};
use super::{FlagRow, many, once};

pub(super) static ROWS: &[FlagRow] = &[
    many(&["label"], By(networks::label)),
    many(&["label-file"], Warn { message: networks::LABELS_GO, help: networks::LABELS_GO_HELP }),
    once(&["log-driver"], Drop(LOGS)),
    many(&["log-opt"], Drop(LOGS)),
    once(
        &[
            "health-cmd",
            "health-interval",
            "health-retries",
            "health-timeout",
            "health-start-period",
            "health-start-interval",
            "no-healthcheck",
        ],
        Drop("neither Mesos nor Marathon reads the health that Docker sees"),
    ),
    once(
        &["platform"],
        Warn {
            message: "the platform is dropped; Mesos cannot choose one from an image that has several",
            help: "name an image that is made for the agents' platform",
        },
    ),
    once(&["pull"], By(command::pull)),
];

const LOGS: &str =
    "Mesos writes what the app prints to files in its sandbox, without Docker's log drivers";
