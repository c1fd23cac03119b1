//! A file or its folder becomes a link to another place with the same bytes, while the run is halted at
//! any of its system calls.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use rustix::process::{Pid, Signal, kill_process};

use super::folder::{APP, Folder, converted};
use super::injected::{Call, calls, strace};

/// What happens meanwhile.
#[derive(Debug, Clone, Copy)]
enum Swap {
    /// The folder is moved away, and a link stands in its place.
    FolderByLink,
    /// The folder is moved away, and another one stands in its place.
    FolderByFolder,
    /// The file is moved away, and a link stands in its place.
    FileByLink,
}

const SWAPS: [Swap; 3] = [Swap::FolderByLink, Swap::FolderByFolder, Swap::FileByLink];

/// Calls that have to do with files.
const DISK: [&str; 12] = [
    "openat",
    "newfstatat",
    "statx",
    "read",
    "write",
    "flock",
    "fchmod",
    "fchown",
    "fsync",
    "renameat",
    "unlinkat",
    "close",
];

impl Swap {
    fn carry_out(self, folder: &Folder) {
        let (inside, outside, aside) =
            (folder.at("tree/apps"), folder.at("outside"), folder.at("aside"));
        match self {
            Swap::FolderByLink => {
                fs::rename(&inside, &aside).expect("a folder");
                symlink(&outside, &inside).expect("a link");
            }
            Swap::FolderByFolder => {
                fs::rename(&inside, &aside).expect("a folder");
                fs::rename(&outside, &inside).expect("a folder");
            }
            Swap::FileByLink => {
                fs::create_dir(&aside).expect("a folder");
                fs::rename(inside.join("web.json"), aside.join("web.json")).expect("a file");
                symlink(outside.join("web.json"), inside.join("web.json")).expect("a link");
            }
        }
    }

    /// The file that was not read.
    fn other(self) -> &'static str {
        match self {
            Swap::FolderByFolder => "tree/apps/web.json",
            _ => "outside/web.json",
        }
    }
}

/// Only the file that was read is written, or none.
pub(crate) fn anywhere() {
    let after = converted();
    let tree = || Folder::with(&["tree/apps/web.json", "outside/web.json"]);
    let mut calls = calls(&tree(), &["tree"]);
    // Between two of these, the disk is as it was.
    calls.retain(|call| call.is_writing && DISK.contains(&&*call.name));
    let swaps: Vec<(&Call, Swap)> =
        calls.iter().flat_map(|call| SWAPS.map(|swap| (call, swap))).collect();
    let refused = swaps.par_iter().filter(|(call, swap)| {
        let folder = tree();
        let Some(code) = swapped(&folder, call, *swap) else { return false };
        let what = format!("{swap:?} at {} {}", call.name, call.nth);
        assert_eq!(folder.read(swap.other()), APP, "{what}: written outside");
        let read = folder.read("aside/web.json");
        let in_place = folder.at("tree/apps/web.json");
        let is_done =
            read == after || !in_place.is_symlink() && folder.read("tree/apps/web.json") == after;
        assert!(is_done || read == APP, "{what}: {read}");
        assert_eq!(code, Some(if is_done { 0 } else { 2 }), "{what}");
        !is_done
    });
    let refused = refused.count();
    assert!(refused * 3 > swaps.len(), "{refused} of {} were refused", swaps.len());
}

/// Swaps when the run has come to the call; the exit code. `None` if it did not get there.
fn swapped(folder: &Folder, call: &Call, swap: Swap) -> Option<Option<i32>> {
    let Call { name, nth, .. } = call;
    let log = folder.at("log");
    let inject = format!("inject={name}:signal=STOP:when={nth}");
    let trace = format!("trace={name}");
    let options = ["-o", log.to_str()?, "-e", &trace, "-e", &inject];
    let mut command = strace(folder, &["tree"], &options);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut run = command.spawn().expect("strace runs");
    let start = Instant::now();
    let process = loop {
        let text = fs::read_to_string(&log).unwrap_or_default();
        if let Some(line) = text.lines().find(|line| line.contains("stopped by SIGSTOP")) {
            let thread = line.split(' ').next().unwrap_or_default();
            break process_of(thread).expect("what is halted is there");
        }
        if run.try_wait().expect("it can be asked").is_some() {
            return None;
        }
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "{name} {nth}: it neither halts nor ends"
        );
        sleep(Duration::from_micros(300));
    };
    swap.carry_out(folder);
    // Each thread counts its own calls, so that another one may halt the process once more.
    loop {
        let _ = kill_process(process, Signal::CONT);
        if let Some(status) = run.try_wait().expect("it can be asked") {
            return Some(status.code());
        }
        assert!(start.elapsed() < Duration::from_secs(60), "{name} {nth}: it does not end");
        sleep(Duration::from_millis(1));
    }
}

/// The process that a thread belongs to.
fn process_of(thread: &str) -> Option<Pid> {
    let status = fs::read_to_string(format!("/proc/{thread}/status")).ok()?;
    let process = status.lines().find_map(|line| line.strip_prefix("Tgid:"))?;
    Pid::from_raw(process.trim().parse().ok()?)
}
