//! `command-health-check`: a check that ran in the image's environment and no longer does.

use serde_json::Value;

use super::app_fields::{self, Field};
use super::shell::{self, STARTERS};
use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "command-health-check",
    summary: "A COMMAND health check runs without the image's environment and user",
    page: include_str!("../../docs/rules/command-health-check.md"),
    check,
};

/// Docker runs the check with `docker exec`. The Mesos containerizer runs it as root with the
/// executor's environment and the app's `env` (mesos: src/checks/checker_process.cpp:463-474;
/// src/slave/slave.cpp: 6838-6841; launcher/executor.cpp:742-755). A program with an absolute path
/// is found in either case. If the app sets `PATH` itself, all programs are found.
fn check(context: &mut Context) {
    if !context.leaves_docker() || context.text("/env/PATH").is_some() {
        return;
    }
    let searches_path = |check: &Value| {
        let protocol = check.get("protocol").and_then(Value::as_str);
        let command = check.pointer("/command/value").and_then(Value::as_str);
        protocol.is_some_and(|protocol| protocol.eq_ignore_ascii_case("COMMAND"))
            && command.is_some_and(searches_path)
    };
    for Field { pointer, .. } in app_fields::elements(context, "/healthChecks", searches_path) {
        context.warn(
            &format!("{pointer}/command/value"),
            "the health check's command no longer has the image's PATH, ENV, USER and WORKDIR, and may not find its program",
            "give programs with their absolute paths, and variables of the image in `env`",
        );
    }
}

/// The commands that are part of the shell and start nothing (POSIX, Shell Command Language 2.14
/// and 1.7).
const BUILTINS: [&str; 19] = [
    ":", "[", "break", "cd", "continue", "done", "echo", "exit", "export", "false", "fi", "kill",
    "printf", "read", "set", "test", "true", "unset", "wait",
];

/// Whether the shell searches `PATH` for a program in `line`: not if all programs have absolute
/// paths or are part of the shell. When in doubt, it does.
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
