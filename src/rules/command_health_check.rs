//! `command-health-check`: a check that ran in the image's environment and no longer does.

use serde_json::Value;

use super::app_fields::{self, Field, IMAGE};
use super::shell::{self, STARTERS};
use crate::engine::{Context, KnownImageConfig, Rule};
use crate::text::token;

pub(super) const RULE: Rule = Rule {
    name: "command-health-check",
    summary: "A COMMAND health check runs without the image's environment and user",
    page: include_str!("../../docs/rules/command-health-check.md"),
    check,
};

/// Docker runs the check with `docker exec`. The Mesos containerizer runs it as root with the
/// executor's environment and the app's `env` (mesos: src/checks/checker_process.cpp:463-474;
/// src/slave/slave.cpp:6838-6841; launcher/executor.cpp:742-755). A program with an absolute path
/// is found in either case. If the app sets `PATH` itself, all programs are found.
fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    let known = context.image_config(IMAGE);
    let has_path = context.text("/env/PATH").is_some();
    for Field { pointer, value } in app_fields::elements(context, "/healthChecks", is_command) {
        let command = value.pointer("/command/value").and_then(Value::as_str).unwrap_or_default();
        let pointer = format!("{pointer}/command/value");
        if let Some(known) = known {
            tell_variable(context, &pointer, command, known);
        }
        if !has_path && searches_path(command) {
            tell_path(context, &pointer, known);
        }
    }
}

/// Whether a health check is a command.
fn is_command(check: &Value) -> bool {
    let protocol = check.get("protocol").and_then(Value::as_str);
    protocol.is_some_and(|protocol| protocol.eq_ignore_ascii_case("COMMAND"))
        && check.pointer("/command/value").is_some_and(Value::is_string)
}

/// Warns about a variable of the image that the command uses. [`tell_path`] warns about PATH, and
/// the rule `home-variable` about HOME.
fn tell_variable(context: &mut Context, pointer: &str, command: &str, known: KnownImageConfig) {
    let is_of_app = |name: &str| context.has(&format!("/env/{}", token(name)));
    let mut names =
        known.config.env_names.iter().filter(|name| !["PATH", "HOME"].contains(&name.as_str()));
    let Some(name) = names.find(|name| uses(command, name) && !is_of_app(name)) else { return };
    let message = format!(
        "the health check's command uses `{name}`, which the image sets ({}) and the check no longer has",
        known.told()
    );
    context.warn(pointer, message, "set the variable in `env`, too");
}

/// Whether a command line names a variable.
fn uses(line: &str, name: &str) -> bool {
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let follows = |start: &str| {
        line.match_indices(start)
            .any(|(at, _)| line[at + start.len()..].strip_prefix(name).is_some_and(ends))
    };
    follows("$") || follows("${")
}

/// The folders in which the executors of DC/OS search for programs (dcos: gen/dcos-config.yaml:1472-1478).
const PATH_OF_EXECUTORS: [&str; 2] = ["/usr/bin", "/bin"];

/// Warns that the program of a command may not be found, unless the image has no other folders in
/// its PATH than the executors.
fn tell_path(context: &mut Context, pointer: &str, known: Option<KnownImageConfig>) {
    let path = known.and_then(|known| known.config.path.as_deref()).filter(|path| !path.is_empty());
    let is_of_executors = |path: &str| path.split(':').all(|it| PATH_OF_EXECUTORS.contains(&it));
    let help = match path {
        Some(path) if is_of_executors(path) => return,
        Some(path) => format!(
            "set `PATH` in `env` to that of the image, `{path}`, or give programs with their absolute paths; and variables of the image in `env`"
        ),
        None => {
            "give programs with their absolute paths, and variables of the image in `env`".into()
        }
    };
    context.warn(
        pointer,
        "the health check's command no longer has the image's PATH, ENV, USER and WORKDIR, and may not find its program",
        &help,
    );
}

/// The commands that are part of the shell and start nothing (POSIX, Shell Command Language 2.14
/// and 1.7).
const BUILTINS: [&str; 19] = [
    ":", "[", "break", "cd", "continue", "done", "echo", "exit", "export", "false", "fi", "kill",
    "printf", "read", "set", "test", "true", "unset", "wait",
];

/// Whether the shell may search `PATH` for a program in `line`. It does not if all programs have
/// absolute paths or are part of the shell.
fn searches_path(line: &str) -> bool {
    if line.contains('`') || line.contains("$(") {
        return true;
    }
    shell::commands(line).iter().any(|command| {
        command.program().is_some_and(|(program, _)| {
            let name = shell::file_name(program);
            !BUILTINS.contains(&program) && (!program.starts_with('/') || STARTERS.contains(&name))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::searches_path;

    #[test]
    fn programs_by_path_and_builtins_need_no_search() {
        for line in [
            "/usr/local/bin/check",
            "/usr/bin/curl -fsS http://localhost:8080/ >/dev/null 2>&1 || exit 1",
            "exec /bin/check && true",
            "[ -f /tmp/ready ]",
            "if test -e /run/x; then exit 0; else exit 1; fi",
            "cd /srv && ! /srv/busy",
            "LANG=C /bin/check 'a; b | c'",
            "",
        ] {
            assert!(!searches_path(line), "{line}");
        }
    }

    #[test]
    fn other_programs_are_searched() {
        for line in [
            "curl -f http://localhost:$PORT0/",
            "./check.sh",
            "$JAVA_HOME/bin/java -version",
            "/bin/sh -c 'curl localhost'",
            "/usr/bin/env python check.py",
            "cd /srv && node check.js",
            "echo ruok | nc localhost 2181",
            "test \"$(redis-cli ping)\" = PONG",
            "[ `cat /tmp/state` = up ]",
            "timeout 5 /bin/check",
        ] {
            assert!(searches_path(line), "{line}");
        }
    }
}
