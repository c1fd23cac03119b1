//! A disk without room: a file system of a few pages, in a name space of its own.

use std::io::Write as _;
use std::process::Command;

use serde_json::{Value, json};

use super::folder::{APP, Folder, converted};

/// Runs on a disk of 64 KiB that holds what the folder `apps` holds and has `free` bytes left; then copies
/// all that is there into the folder `back`.
const SCRIPT: &str = r#"
    set -e
    mkdir disk back
    mount -t tmpfs -o size=64k none disk
    cp apps/* disk
    cd disk
    cat /dev/zero > filler 2> /dev/null || true
    truncate -s "-$1" filler
    code=0
    "$2" apply -j1 . > ../stdout 2> ../stderr || code=$?
    rm filler
    cp -a . ../back
    exit $code
"#;

fn isolated(folder: &Folder, words: &[&str]) -> Command {
    let mut command = Command::new("unshare");
    command.args(["-r", "-m"]).args(words).current_dir(folder.path());
    command
}

/// Of what has no room nothing is changed, and that is told; what has room is converted.
pub(crate) fn disk() {
    let folder = Folder::empty();
    let probe = isolated(&folder, &["mount", "-t", "tmpfs", "none", "."]).output();
    if !probe.expect("unshare runs").status.success() {
        let _ = writeln!(std::io::stderr(), "skipped: a full disk: no name spaces for users here");
        return;
    }
    let mut large: Value = serde_json::from_str(APP).expect("JSON");
    large["env"] = json!({"LARGE": "x".repeat(20_000)});
    let large = large.to_string();
    for (free, is_converted) in [("0", false), ("8192", true)] {
        let folder = Folder::with(&["apps/a.json"]);
        folder.write("apps/b.json", &large);
        let tool = env!("CARGO_BIN_EXE_pullconfig");
        let output = isolated(&folder, &["sh", "-c", SCRIPT, "sh", free, tool]).output();
        let output = output.expect("unshare runs");
        let what = format!("{free} bytes: {output:?}");
        let (stdout, stderr) = (folder.read("stdout"), folder.read("stderr"));
        assert_eq!(output.status.code(), Some(2), "{what} {stderr}");
        let failed = stderr.matches("No space left on device").count();
        assert_eq!(failed, if is_converted { 1 } else { 2 }, "{what} {stderr}");
        assert_eq!(stdout.contains("a.json:1:1: converted"), is_converted, "{what} {stdout}");
        let back = Folder::names_in(&folder.at("back"));
        assert_eq!(back, ["a.json", "b.json"], "{what}");
        let expected = if is_converted { converted() } else { APP.to_owned() };
        assert_eq!(folder.read("back/a.json"), expected, "{what}");
        assert_eq!(folder.read("back/b.json"), large, "{what}");
    }
}
