//! A stand-in for the DC/OS command line: a shell script that keeps its secrets in a folder and writes
//! down every call.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::support::program::Run;

/// As `dcos security secrets` behaves: `create` refuses what is there, `update` and `get` what is not.
/// `FAIL_AT` names a secret that the store is out of order for.
const PROGRAM: &str = r#"#!/bin/sh
printf '%s\n' "$*" >> "$STORE/calls"
if [ "$*" = "config show core.dcos_url" ]; then echo "${ATTACHED:-https://dcos.example}"; exit; fi
[ "$1 $2" = "security secrets" ] || exit 64
verb=$3
shift 3
file=
if [ "$1" = -f ]; then file=$2; shift 2; fi
[ $# -eq 1 ] || exit 64
[ "$1" != "${FAIL_AT:-}" ] || { echo "503 Service Unavailable" >&2; exit 1; }
name=$(printf '%s' "$1" | tr '/' '+')
case $verb in
    create) [ ! -e "$STORE/secrets/$name" ] || { echo "409 Conflict" >&2; exit 1; } ;;
    update|get) [ -e "$STORE/secrets/$name" ] || { echo "404 Not Found" >&2; exit 1; } ;;
    *) exit 64 ;;
esac
if [ "$verb" = get ]; then cat "$STORE/secrets/$name"; else cp "$file" "$STORE/secrets/$name"; fi
"#;

pub(crate) struct Dcos {
    folder: TempDir,
    /// The URL of the cluster that it is attached to.
    pub(crate) attached: String,
}

impl Dcos {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        fs::create_dir_all(folder.path().join("secrets")).expect("a folder");
        fs::create_dir_all(folder.path().join("logins")).expect("a folder");
        let program = folder.path().join("dcos");
        fs::write(&program, PROGRAM).expect("a program");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("a mode");
        Dcos { folder, attached: "https://dcos.example".into() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    fn logins(&self) -> PathBuf {
        self.folder.path().join("logins")
    }

    /// Puts a file for every one that the script needs or may need; its content is its name.
    pub(crate) fn provide(&self, script: &str) {
        let lines = script.lines().filter(|line| {
            ["need '", "want '", "choose '"].iter().any(|verb| line.starts_with(verb))
        });
        for name in lines.filter_map(|line| line.split('\'').nth(1)) {
            self.put_login(name);
        }
    }

    /// Puts one file with logins; its content is its name.
    pub(crate) fn put_login(&self, name: &str) {
        fs::write(self.logins().join(name), name).expect("a file");
    }

    /// Runs a script with this `dcos` in the path.
    pub(crate) fn run(&self, script: &str, fail_at: &str) -> Run {
        let path = self.folder.path().join("script.sh");
        fs::write(&path, script).expect("a script");
        let search = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new("sh");
        command.arg(&path).arg(self.logins()).current_dir(self.folder.path());
        command.env("PATH", format!("{}:{search}", self.folder.path().display()));
        command.env("ATTACHED", &self.attached);
        Run::of(command.env("STORE", self.folder.path()).env("FAIL_AT", fail_at))
    }

    /// The secrets that are stored.
    pub(crate) fn secrets(&self) -> BTreeSet<String> {
        let names = fs::read_dir(self.folder.path().join("secrets")).expect("a folder").flatten();
        names.map(|name| name.file_name().to_string_lossy().replace('+', "/")).collect()
    }

    /// What a secret holds.
    pub(crate) fn content(&self, secret: &str) -> String {
        let name = secret.replace('/', "+");
        fs::read_to_string(self.folder.path().join("secrets").join(name)).expect("a secret")
    }

    /// All calls so far.
    pub(crate) fn calls(&self) -> Vec<String> {
        let calls = fs::read_to_string(self.folder.path().join("calls")).unwrap_or_default();
        calls.lines().map(str::to_owned).collect()
    }
}
