//! Runs a patch through the real programs and compares with the edits carried out directly.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use pullconfig::diff::unified;
use pullconfig::text::{TextEdit, splice};
use tempfile::TempDir;

use super::{context, plain};

/// Runs `program` in `folder` with `patch` on its input, free of the surrounding git settings.
pub(crate) fn run(program: &str, args: &[&str], folder: &Path, patch: &[u8]) -> Output {
    let mut command = Command::new(program);
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null");
    command.env("GIT_CONFIG_NOSYSTEM", "1");
    command.args(args).current_dir(folder).stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program was there a moment ago");
    let mut input = child.stdin.take().expect("piped");
    // A program that refuses early hangs up; its exit code tells the story.
    let _ = input.write_all(patch);
    drop(input);
    child.wait_with_output().expect("it can be waited for")
}

/// Those of git and patch that exist. What is missing is told past the test's captured output.
pub(crate) fn appliers() -> Vec<&'static str> {
    let exists = |program: &&str| {
        let version = Command::new(program).arg("--version").output();
        if version.is_err() {
            let _ = writeln!(std::io::stderr(), "skipped: {program} is not installed");
        }
        version.is_ok()
    };
    ["git", "patch"].into_iter().filter(exists).collect()
}

pub(crate) fn apply(program: &str, context: usize, folder: &Path, patch: &[u8]) -> Output {
    let args: &[&str] = match (program, context) {
        ("git", 0) => &["apply", "--allow-empty", "--unidiff-zero"],
        ("git", _) => &["apply", "--allow-empty"],
        _ => &["-p1", "--binary", "--batch"],
    };
    run(program, args, folder, patch)
}

/// Applies one patch for all `files` with every program; each must give what `splice` gives.
pub(crate) fn assert_applies(files: &[(PathBuf, Vec<u8>, Vec<TextEdit>)], around: usize) {
    let mut patch = Vec::new();
    for (name, old, edits) in files {
        let diff = unified(name, old, edits, context(around));
        patch.extend(plain(&diff));
        let mut colored = Vec::new();
        diff.write_colored(&mut colored).expect("memory takes all");
        let stripped: Vec<u8> = strip_colors(&colored);
        assert_eq!(stripped.escape_ascii().to_string(), plain(&diff).escape_ascii().to_string());
    }
    for program in appliers() {
        let folder = TempDir::new().expect("a temporary folder");
        for (name, old, _) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
            fs::write(path, old).expect("a file");
        }
        let output = apply(program, around, folder.path(), &patch);
        let text = patch.escape_ascii();
        assert!(output.status.success(), "{program}: {output:?}\n{text}");
        for (name, old, edits) in files {
            let new = fs::read(folder.path().join(name)).expect("the file is still there");
            let wanted = splice(old, edits);
            assert!(new == wanted, "{program}: {}\n{text}", new.escape_ascii());
        }
    }
}

fn strip_colors(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = bytes;
    while let Some(start) = memchr::memmem::find(rest, b"\x1b[") {
        let end = rest[start..].iter().position(|&byte| byte == b'm');
        out.extend_from_slice(&rest[..start]);
        rest = &rest[start + end.expect("a colour ends with m") + 1..];
    }
    out.extend_from_slice(rest);
    out
}
