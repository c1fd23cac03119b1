//! `network-files`: a command writes to a file in `/etc` that Mesos mounts into the container.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::app_fields::{self, TextField};
use super::shell::{SimpleCommand, file_name};
use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "network-files",
    summary: "A command writes to a file in `/etc` that is the agent's own with Mesos",
    page: include_str!("../../docs/rules/network-files.md"),
    check,
};

const RESOLV_CONF: &str = "/etc/resolv.conf";

const FOLDER: &str = "/etc";
/// Searches for the folder, and not for a file in it, because a command that copies a file may name
/// only the folder.
static FOLDER_FINDER: LazyLock<Finder> = LazyLock::new(|| Finder::new(FOLDER));

/// The files of the agent that a container on the host network gets (mesos:
/// isolators/network/cni/cni.cpp:844-866).
const OF_THE_HOST: [&str; 3] = ["/etc/hosts", "/etc/hostname", RESOLV_CONF];

fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    if app_fields::has_own_network(context) {
        agents_resolver(context);
    } else {
        read_only(context);
    }
}

/// Blocks commands that write to `/etc/resolv.conf` in a container with a network of its own. Where
/// neither CNI nor `--default_container_dns` names a server, Mesos mounts the agent's own file, and
/// not read-only (mesos: isolators/network/cni/cni.cpp:1107-1113, 2172-2173). DC/OS names servers
/// for Docker only (dcos: gen/dcos-config.yaml:473-493). `/etc/hosts` and `/etc/hostname` belong to
/// such a container itself, as with Docker.
fn agents_resolver(context: &mut Context) {
    context.enter_detail("resolv-conf");
    for TextField { pointer, label, .. } in writing(context, &[RESOLV_CONF]) {
        let _ = context.block_or_lose(
            &pointer,
            format!("{label} writes to `{RESOLV_CONF}`; on this network it may be the agent's own file, and then the whole agent gets the change"),
            "give the servers to the agents in `--default_container_dns` or in the CNI network, and do not write to the file",
            "the command may change the agent's own `/etc/resolv.conf`",
        );
    }
}

/// Warns about commands that write to a file of the agent, which is read-only in a container on the
/// host network.
fn read_only(context: &mut Context) {
    context.enter_detail("host");
    // All files are searched at once first. Few apps write to any of them, so most commands are
    // read only once.
    if writing(context, &OF_THE_HOST).is_empty() {
        return;
    }
    let mut told: Vec<String> = Vec::new();
    for path in OF_THE_HOST {
        for TextField { pointer, label, .. } in writing(context, &[path]) {
            if told.contains(&pointer) {
                continue;
            }
            context.warn(
                &pointer,
                format!("{label} writes to `{path}`; on the host network it is the agent's own file now, and cannot be written to"),
                "do not write to the file; make the entry on the agents or in DNS",
            );
            told.push(pointer);
        }
    }
}

/// Returns the texts with a command that writes to one of `paths`.
fn writing(context: &Context, paths: &[&str]) -> Vec<TextField> {
    let may = |text: &str| FOLDER_FINDER.find(text.as_bytes()).is_some();
    app_fields::commands_that(context, may, |command| {
        paths.iter().any(|path| writes(command, path))
    })
}

/// Whether a command writes to the file at `path` in place. Programs that put another file in its
/// place (`mv`, `sed -i`, `ln`, `install`) fail with Docker as well, because the file is a mount there
/// and here: the kernel answers EBUSY (rename(2), unlink(2)).
fn writes(command: &SimpleCommand, path: &str) -> bool {
    // Most commands do not name the file, and the search for their program takes longer than this.
    let mut words = command.words.iter().chain(&command.outputs);
    if !words.any(|word| word.ends_with(file_name(path))) {
        return false;
    }
    let has = |words: &[String]| words.iter().any(|word| word == path);
    let into = |words: &[String]| {
        let operands = || words.iter().filter(|word| !word.starts_with('-'));
        let is_its_name = |word: &String| file_name(word) == file_name(path);
        operands().next_back().is_some_and(|last| {
            last == path || last.trim_end_matches('/') == FOLDER && operands().any(is_its_name)
        })
    };
    let is_output =
        |words: &[String]| words.iter().any(|word| word.strip_prefix("of=") == Some(path));
    has(&command.outputs)
        || ["tee", "sponge", "truncate"].into_iter().any(|it| command.arguments_of(it).any(has))
        || command.arguments_of("cp").any(into)
        || command.arguments_of("dd").any(is_output)
}
