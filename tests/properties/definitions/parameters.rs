//! `docker.parameters` of every kind.

use serde_json::{Value, json};

use super::pieces::{HUSH, Maker};

const VALUES: &[(&str, &[&str])] = &[
    ("add-host", &["db:10.0.0.1"]),
    ("cap-add", &["NET_ADMIN", "ALL"]),
    ("cap-drop", &["ALL"]),
    ("cpu-shares", &["512"]),
    ("cpus", &["2"]),
    ("device", &["/dev/fuse"]),
    ("dns", &["10.0.0.2"]),
    ("dns-search", &["example.com"]),
    ("e", &["A=1"]),
    ("entrypoint", &["/bin/sh", ""]),
    ("env", &["A=1", "LOG_LEVEL=debug", "NAME", "B=x=y", "=", ""]),
    ("env-file", &["/etc/env"]),
    ("expose", &["80"]),
    ("hostname", &["cart"]),
    ("init", &["true"]),
    ("ipc", &["host", "private", "none", "shareable"]),
    ("label", &["a=b"]),
    ("log-driver", &["syslog"]),
    ("log-opt", &["tag=x"]),
    ("memory", &["128m", "64m", "1g", "x"]),
    ("memory-swap", &["-1"]),
    (
        "mount",
        &[
            "type=bind,source=/srv,target=/data",
            "type=bind,src=/srv,dst=/data,readonly",
            "type=tmpfs,destination=/tmp",
            "type=volume,source=v,target=/v",
            "",
        ],
    ),
    ("name", &["cart"]),
    ("net", &["host", "bridge", "overlay", "none", "container:x"]),
    ("network", &["host", "bridge", "overlay"]),
    ("oom-kill-disable", &["true"]),
    ("pid", &["host"]),
    ("privileged", &["true", "false"]),
    ("publish", &["80:80"]),
    ("pull", &["always", "never"]),
    ("read-only", &["true", "false"]),
    ("restart", &["always"]),
    ("rm", &["true"]),
    (
        "security-opt",
        &[
            "seccomp=unconfined",
            "seccomp:unconfined",
            "no-new-privileges",
            "apparmor=unconfined",
            "label=disable",
        ],
    ),
    ("shm-size", &["64m", "1g", "1", "x", "99999999999999999999g"]),
    ("stop-signal", &["SIGTERM", "SIGINT"]),
    ("sysctl", &["net.core.somaxconn=1024"]),
    ("tmpfs", &["/tmp"]),
    ("tty", &["true", "false"]),
    ("ulimit", &["nofile=65536"]),
    ("user", &["root", "0", "0:0", "app", "1000", "a:b"]),
    ("userns", &["host"]),
    ("uts", &["host"]),
    ("v", &["/srv:/data"]),
    (
        "volume",
        &[
            "/srv:/data",
            "/srv:/data:ro",
            "/srv:/data:rw,z",
            "/srv:/data:shared",
            "named:/data",
            "/data",
            "",
            ":",
        ],
    ),
    ("volume-driver", &["rexray", "local"]),
    ("volumes-from", &["other"]),
    ("w", &["/srv"]),
    ("workdir", &["/srv", "/srv/with space"]),
    ("--env", &["A=1"]),
    ("no-such-flag", &["1"]),
];

impl Maker {
    pub(crate) fn parameters(&mut self) -> Value {
        // Most blocked parameters would hide what the others do: half of the lists have only
        // those that are translated or dropped.
        let is_tame = self.once_in(2);
        let tame = ["env", "label", "log-driver", "log-opt", "volume", "expose", "rm", "restart"];
        self.list(4, |maker, _| {
            let (key, values) = maker.pick(VALUES);
            let (key, values) = match is_tame {
                true => {
                    let key = maker.pick(&tame);
                    VALUES.iter().find(|(name, _)| *name == key).map_or((key, values), |it| *it)
                }
                false => (key, values),
            };
            let value = match key {
                "env" if maker.once_in(3) => format!("SECRET_{}={HUSH}", maker.dice.below(3)),
                "volume" if is_tame => {
                    format!("/srv/{}:/mnt/{}", maker.dice.below(9), maker.dice.below(99))
                }
                _ => maker.pick(values).to_owned(),
            };
            let key = if maker.once_in(20) { key.to_ascii_uppercase() } else { key.to_owned() };
            json!({ "key": key, "value": value })
        })
    }
}
