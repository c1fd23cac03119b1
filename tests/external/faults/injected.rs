//! Every system call of `apply` fails once, and the process ends at each of them once, by the hand of
//! strace.
//!
//! With `-j 1` all is done by the main thread, so that its calls can be counted: the third `openat` of
//! one run is the third of the next.
//!
//! `FAULTS=all` tries every error at every call; by default there is one for each, and more for those
//! that write.

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

use pullconfig::source::is_temporary_name;
use pullconfig::write::{Leftover, leftover};
use rayon::prelude::*;

use super::folder::{APP, Folder, converted};

const NAMES: [&str; 3] = ["a.json", "b.json", "c.json"];

/// What a system call may say.
const ERRORS: [&str; 9] =
    ["EIO", "EPERM", "EINTR", "ENOSPC", "EACCES", "ENOMEM", "EMFILE", "ENOSYS", "EINVAL"];

/// Calls that no program expects to fail, and that the system does not fail in this way.
const NEVER_FAIL: [&str; 3] = ["futex", "exit_group", "exit"];

/// Those of them that are tried at each call that has to do with writing.
const WRITING: usize = 3;

/// A system call of the main thread: the `nth` of this name.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) name: String,
    pub(crate) nth: usize,
    /// Whether the search is over.
    pub(crate) is_writing: bool,
}

/// The calls that a run makes.
pub(crate) fn calls(folder: &Folder, names: &[&str]) -> Vec<Call> {
    let log = Folder::empty();
    let path = log.at("log");
    let path = path.to_str().expect("UTF-8");
    let output = traced(folder, names, &["-o", path]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let log = log.read("log");
    let main = log.split(' ').next().expect("the first call is the main thread's");
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut calls, mut is_writing) = (Vec::new(), false);
    for line in log.lines() {
        let Some((thread, call)) = line.split_once(' ') else { continue };
        let Some((name, arguments)) = call.trim_start().split_once('(') else { continue };
        if thread != main || name.contains(' ') {
            continue;
        }
        is_writing |= name == "openat" && arguments.starts_with("AT_FDCWD, \"/\", ");
        let nth = counts.entry(name).or_default();
        *nth += 1;
        calls.push(Call { name: name.to_owned(), nth: *nth, is_writing });
    }
    calls
}

/// A run under strace.
pub(crate) fn strace(folder: &Folder, names: &[&str], options: &[&str]) -> Command {
    strace_of(folder, &[&["apply", "-j1"], names].concat(), options)
}

/// A run of any verb under strace.
fn strace_of(folder: &Folder, arguments: &[&str], options: &[&str]) -> Command {
    let mut command = Command::new("strace");
    command.args(["-f", "-qq"]).args(options).arg(env!("CARGO_BIN_EXE_pullconfig"));
    command.args(arguments).current_dir(folder.path());
    command
}

fn traced(folder: &Folder, names: &[&str], options: &[&str]) -> Output {
    strace(folder, names, options).output().expect("strace runs")
}

fn injected(folder: &Folder, names: &[&str], call: &Call, fault: &str) -> Output {
    let Call { name, nth, .. } = call;
    let inject = format!("inject={name}:{fault}:when={nth}");
    let trace = format!("trace={name}");
    let options = ["-o", "/dev/null", "-e", &trace, "-e", &inject];
    traced(folder, names, &options)
}

/// Told past the captured output, for whoever wants to know how much was tried.
fn told(what: &str) {
    let _ = writeln!(std::io::stderr(), "{what}");
}

/// Each file is wholly old or wholly new. With the names of temporary files.
fn whole(folder: &Folder, names: &[&str], after: &str, what: &str) -> Vec<String> {
    for name in names {
        let text = folder.read(name);
        assert!(text == APP || text == after, "{what}: {name} is torn: {text}");
    }
    let mut others = folder.names();
    others.retain(|name| !names.contains(&name.as_str()));
    let is_ours = |name: &String| is_temporary_name(name.as_ref());
    assert!(others.iter().all(is_ours), "{what}: {others:?}");
    others
}

/// Whatever was going on, each file is whole, and what is left over can be told from a file of a run that
/// goes on, and is removed.
pub(crate) fn kills() {
    let after = converted();
    let (killed, strays) = (AtomicUsize::new(0), AtomicUsize::new(0));
    for count in [1, 3] {
        let names = &NAMES[..count];
        let mut calls = calls(&Folder::with(names), names);
        // Until the files are searched, the runs are alike.
        calls.retain(|call| count == 1 || call.is_writing);
        calls.par_iter().for_each(|call| {
            let folder = Folder::with(names);
            let output = injected(&folder, names, call, "signal=KILL");
            let what = format!("killed at {} {}", call.name, call.nth);
            killed.fetch_add(usize::from(output.status.signal() == Some(9)), Ordering::Relaxed);
            let others = whole(&folder, names, &after, &what);
            strays.fetch_add(others.len(), Ordering::Relaxed);
            assert!(others.len() <= 1, "{what}: {others:?}");
            for name in &others {
                let removed = leftover(&folder.at(name), true);
                assert!(matches!(removed, Leftover::Removed), "{what}: {removed:?}");
            }
        });
        assert!(killed.load(Ordering::Relaxed) * 10 > calls.len() * 9, "{killed:?} of {calls:?}");
    }
    assert!(strays.load(Ordering::Relaxed) > 10, "{strays:?} temporary files were left");
    told(&format!("{} kills, {} temporary files left", killed.into_inner(), strays.into_inner()));
}

/// A run that a call has failed tells so, or has done all the same; in both cases it tells the truth about
/// every file, and leaves no temporary one.
pub(crate) fn errors() {
    let after = converted();
    let is_all = std::env::var("FAULTS").is_ok_and(|value| value == "all");
    let (mut tried, mut failed) = (0, 0);
    for count in [1, 3] {
        let names = &NAMES[..count];
        let calls = calls(&Folder::with(names), names);
        let calls = calls
            .iter()
            .filter(|call| count == 1 || call.is_writing)
            .filter(|call| !NEVER_FAIL.contains(&&*call.name))
            .enumerate();
        let faults: Vec<(&Call, &str)> = calls
            .flat_map(|(index, call)| {
                let errors = match call.is_writing {
                    _ if is_all => ERRORS.len(),
                    true if count == 1 => WRITING,
                    _ => 1,
                };
                (0..errors).map(move |error| (call, ERRORS[(index + error) % ERRORS.len()]))
            })
            .collect();
        tried += faults.len();
        failed +=
            faults.par_iter().filter(|(call, error)| fails(names, &after, call, error)).count();
    }
    told(&format!("{tried} system errors, {failed} of them end in a failure of the run"));
    assert!(failed > 20, "{failed} of {tried}");
}

/// Whether the run fails; checks that it tells the truth.
fn fails(names: &[&str], after: &str, call: &Call, error: &str) -> bool {
    let folder = Folder::with(names);
    let output = injected(&folder, names, call, &format!("error={error}"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    let what =
        format!("{error} from {} {}: {:?}\n{stdout}{stderr}", call.name, call.nth, output.status);
    let others = whole(&folder, names, after, &what);
    assert!(others.is_empty() || call.name == "unlinkat", "{what}: {others:?}");
    for name in names {
        let is_new = fs::read_to_string(folder.at(name)).is_ok_and(|text| text == after);
        let is_told = stdout.contains(&format!("{name}:1:1: converted"));
        assert!(is_new || !is_told, "{what}: {name} is not converted");
        assert!(is_told || !is_new || call.name == "write", "{what}: {name} is converted");
        assert!(is_new || !output.status.success(), "{what}: {name} failed in silence");
    }
    // What fails before `main` has no words.
    let is_told = output.status.success() || !stderr.is_empty() || !call.is_writing;
    assert!(is_told, "{what}: not a word");
    !output.status.success()
}

/// A folder that cannot be flushed: the file is converted, counts as converted, and it is told that a power
/// cut may undo it.
pub(crate) fn unflushed() {
    let folder = Folder::with(&["a.json"]);
    // The first is of the file, the second of its folder.
    let call = Call { name: "fsync".into(), nth: 2, is_writing: true };
    let output = injected(&folder, &["a.json"], &call, "error=EIO");
    let (stdout, stderr) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    let told = "error: a.json: converted, but its folder could not be flushed to disk, and a power cut \
                may undo it: Input/output error";
    assert!(stderr.contains(told), "{stderr}");
    assert!(stdout.contains("1 converted in 1 file"), "{stdout}");
    assert!(stdout.contains("1 secret must exist"), "{stdout}");
    assert_eq!(folder.read("a.json"), converted());
}

/// A plan that only its owner may read is so at every moment, also the temporary file of a run that is
/// killed.
pub(crate) fn private() {
    let mut seen = 0;
    for name in ["write", "fsync", "fchmod", "fchown", "renameat"] {
        for nth in 1..=4 {
            let folder = Folder::with(&["apps/a.json"]);
            folder.write("plan.json", "");
            let private = Permissions::from_mode(0o600);
            fs::set_permissions(folder.at("plan.json"), private).expect("own file");
            let inject = format!("inject={name}:signal=KILL:when={nth}");
            let options = ["-o", "/dev/null", "-e", &inject];
            let arguments = ["plan", "apps", "-o", "plan.json"];
            strace_of(&folder, &arguments, &options).output().expect("strace runs");
            for name in folder.names().iter().filter(|name| name.contains("plan.json")) {
                let mode = fs::metadata(folder.at(name)).expect("a file").permissions().mode();
                assert_eq!(mode & 0o777, 0o600, "{name}");
                seen += usize::from(name != "plan.json");
            }
        }
    }
    assert!(seen > 2, "{seen} temporary files were left");
}
