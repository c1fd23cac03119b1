//! Where there is nobody to ask.

use std::process::{Command, Stdio};

use super::pages;
use crate::support::folder::copy;
use crate::test::Test;

fn without_a_terminal() {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&pages().join("shop.in"), folder.path());
    let before = std::fs::read(folder.path().join("apps/cart.json")).expect("a file");
    let mut command = Command::new("setsid");
    command.args(["-w", env!("CARGO_BIN_EXE_pullconfig"), "apply", "-i"]);
    let output = command.current_dir(folder.path()).stdin(Stdio::null()).output();
    let output = output.expect("setsid runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(stderr, "error: -i asks on a terminal, and this process has none\n");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(std::fs::read(folder.path().join("apps/cart.json")).expect("a file") == before);
}

pub(super) fn tests() -> Vec<Test> {
    vec![
        Test::new("without_a_terminal_it_is_a_usage_error", without_a_terminal).needing(["setsid"]),
    ]
}
