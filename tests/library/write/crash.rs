//! SIGKILL at any moment.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use pullconfig::source::TEMPORARY_MARK;
use tempfile::TempDir;

use super::{child, names, replace, skipped};

const FILES: usize = 8;
const KILLS: u32 = 60;

/// Long enough for several writes, different in every byte and in length.
fn old() -> Vec<u8> {
    vec![b'o'; 200_000]
}

fn new() -> Vec<u8> {
    vec![b'n'; 300_000]
}

fn name(index: usize) -> String {
    format!("app-{index}.json")
}

/// The child: turns each file over, from old to new or back, until killed.
pub(crate) fn replace_for_ever(folder: &Path) {
    loop {
        for index in 0..FILES {
            let path = folder.join(name(index));
            let now = fs::read(&path).expect("a file");
            let next = if now == old() { new() } else { old() };
            replace(&path, &now, &next).expect("nobody else is here");
        }
    }
}

/// Deletes what killed children left, which must bear the mark. Says how many there were.
fn remove_strays(folder: &Path) -> usize {
    let mut strays = names(folder);
    strays.retain(|name| !name.starts_with("app-"));
    for name in &strays {
        assert!(name.starts_with(".app-") && name.contains(TEMPORARY_MARK), "{name}");
        fs::remove_file(folder.join(name)).expect("own file");
    }
    strays.len()
}

#[test]
fn a_killed_run_leaves_every_file_wholly_old_or_wholly_new() {
    let folder = TempDir::new().unwrap();
    let paths: Vec<_> = (0..FILES).map(|index| folder.path().join(name(index))).collect();
    let (old, new) = (old(), new());
    for path in &paths {
        fs::write(path, &old).unwrap();
    }
    let (mut strays, mut turned) = (0, 0);
    for kill in 0..KILLS {
        let before: Vec<_> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
        let mut command = child::command("replace for ever", folder.path());
        let mut child = command.stdout(Stdio::null()).spawn().unwrap();
        // Moments spread over some 50 ms, in steps that do not fall in with the child's.
        std::thread::sleep(Duration::from_micros(u64::from(kill) * 7919 % 50_000));
        child.kill().unwrap();
        child.wait().unwrap();
        for (path, before) in paths.iter().zip(before) {
            let now = fs::read(path).unwrap();
            assert!(now == old || now == new, "{} after kill {kill}", path.display());
            turned += usize::from(now != before);
        }
        strays += remove_strays(folder.path());
    }
    if turned == 0 || strays == 0 {
        // A machine too slow or too fast for these moments proves nothing.
        skipped(&format!("SIGKILL at work: {turned} files turned, {strays} strays"));
    }
}
