//! `cgroup-limits`: before Mesos 1.7 a container does not see its own limits.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::app_fields;
use super::shell::has_word;
use crate::engine::{Context, Rule};
use crate::marathon::{Target, Targets};

pub(super) const RULE: Rule = Rule {
    name: "cgroup-limits",
    summary: "The app reads its memory limit from its cgroup, which Mesos shows from 1.7 on",
    page: include_str!("../../docs/rules/cgroup-limits.md"),
    check,
};

const FOLDER: &str = "/sys/fs/cgroup";

// The search is prepared once, because an app has many texts, most of them short.
static FOLDER_FINDER: LazyLock<Finder> = LazyLock::new(|| Finder::new(FOLDER));
/// Each name in [`BY_CONTAINER`] has one of these parts.
static PARTS: LazyLock<[Finder; 2]> = LazyLock::new(|| ["RAM", "UseC"].map(Finder::new));

/// The options with which a JVM sizes its heap by the memory of the container.
const BY_CONTAINER: [&str; 7] = [
    "InitialRAMPercentage",
    "MaxRAMFraction",
    "MaxRAMPercentage",
    "MinRAMFraction",
    "MinRAMPercentage",
    "UseCGroupMemoryLimitForHeap",
    "UseContainerSupport",
];

/// The length in bytes of the shortest text that may be reported. That is the length of [`FOLDER`]:
/// no name in [`BY_CONTAINER`] is shorter.
const SHORTEST: usize = FOLDER.len();

/// The options with which a JVM does not ask for the memory of the container.
const BY_NUMBER: [&str; 3] = ["-Xmx", "MaxHeapSize=", "MaxRAM="];

/// From 1.7 on, Mesos mounts the container's cgroups (mesos: CHANGELOG, 1.7.0, MESOS-8327). DC/OS
/// 1.12 has Mesos 1.7 and Marathon 1.7, so the version of Marathon tells that of Mesos.
fn check(context: &mut Context) {
    let is_old = |targets: Targets| !targets.all_since(Target::V1_7);
    if !context.leaves_docker() || !is_old(context.options().targets) {
        return;
    }
    let names_folder = |text: &str| FOLDER_FINDER.find(text.as_bytes()).is_some();
    let found = app_fields::texts(context, |text| {
        text.len() >= SHORTEST && (names_folder(text) || sizes_by_container(text))
    });
    if found.is_empty() {
        return;
    }
    let has_number = |text: &str| BY_NUMBER.iter().any(|option| text.contains(option));
    // One warning about the JVM is enough, and none is needed if a text sets the heap by a number.
    let mut is_settled = !app_fields::texts(context, has_number).is_empty();
    for text in found {
        let (message, help) = if names_folder(&text.text) {
            (
                format!(
                    "{} uses `{FOLDER}`, which a container does not have before Mesos 1.7",
                    text.label
                ),
                "take the limit from `MARATHON_APP_RESOURCE_MEM`; if your Mesos is 1.7 or later: `--target 1.7`",
            )
        } else if is_settled {
            continue;
        } else {
            is_settled = true;
            (
                format!(
                    "{} lets the JVM size its heap by the container's memory; before Mesos 1.7 the JVM takes the agent's memory instead",
                    text.label
                ),
                "give `-Xmx`; if your Mesos is 1.7 or later: `--target 1.7`",
            )
        };
        context.warn(&text.pointer, message, help);
    }
}

/// Whether a text has one of the options [`BY_CONTAINER`]. An option that is switched off
/// (`-XX:-UseContainerSupport`) does not count.
fn sizes_by_container(text: &str) -> bool {
    let may = PARTS.iter().any(|part| part.find(text.as_bytes()).is_some());
    may && BY_CONTAINER.iter().any(|option| has_word(text, option))
}
