//! No output has a credential in it: every verb, with every flag and format that its own grammar
//! knows, over files with known passwords in every place; stdout, stderr and all files that are
//! left are searched for the passwords, in clear and in base64.
//!
//! Three kinds of passwords differ in where they may be seen:
//!
//! * those in credential files, scripts and broken files: nowhere, but for the secret that
//!   `secrets extract` was told to write;
//! * those in definitions: where the text of definitions is what is asked for, in a diff, a patch
//!   or the converted file (and the changes in an HTML report, the fixes in a SARIF one);
//! * those in `pullconfig.toml`: nowhere.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

mod grammar;
mod inputs;
mod needles;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use grammar::{Invocation, invocations};
use needles::Needles;
use serde_json::Value;
use tempfile::TempDir;

/// A password in files of which nothing is ever shown.
const HIDDEN: &str = "Hidden7sesame";
/// A password in definitions.
const DEFINED: &str = "Defined5sesame";
/// A password in `pullconfig.toml`.
const CONFIGURED: &str = "Configured3sesame";

/// All that came of one run.
struct Seen {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    code: Option<i32>,
}

/// Runs the program in `folder`; what it leaves in the folder for temporary files is kept there.
fn run(folder: &Path, temporary: &Path, invocation: &Invocation) -> Seen {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pullconfig"));
    command.args(&invocation.arguments).current_dir(folder);
    // Nobody is asked over the network, and the address of the proxy has a login, too.
    let proxy = format!("http://ann:{HIDDEN}@127.0.0.1:1");
    command.env("http_proxy", &proxy).env("https_proxy", &proxy).env_remove("no_proxy");
    command.env("TMPDIR", temporary).env("RUST_BACKTRACE", invocation.backtrace);
    command.stdin(match invocation.stdin {
        Some(name) => Stdio::from(fs::File::open(folder.join(name)).expect("an input")),
        None => Stdio::null(),
    });
    let output = command.output().expect("the program runs");
    Seen { stdout: output.stdout, stderr: output.stderr, code: output.status.code() }
}

/// All files below `folder`.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// What a document has beside the patches.
fn without_patches(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| !["patch", "edits", "fixes"].contains(&name.as_str()));
            members.values_mut().for_each(without_patches);
        }
        Value::Array(elements) => elements.iter_mut().for_each(without_patches),
        _ => {}
    }
}

/// What of a text may not have a definition's password in it: of a plan all but the patches, of
/// definitions' text nothing.
fn shown(invocation: &Invocation, text: &[u8]) -> Vec<u8> {
    match serde_json::from_slice::<Value>(text) {
        _ if invocation.shows_definitions() => Vec::new(),
        Ok(mut document) => {
            without_patches(&mut document);
            document.to_string().into_bytes()
        }
        _ => text.to_vec(),
    }
}

/// A folder with the inputs, and one for temporary files.
struct Place {
    folder: TempDir,
    temporary: TempDir,
    before: Vec<(PathBuf, Vec<u8>)>,
}

impl Place {
    fn new() -> Self {
        let (folder, temporary) = (TempDir::new().expect("one"), TempDir::new().expect("one"));
        inputs::write(folder.path());
        let read = |path: PathBuf| (path.clone(), fs::read(path).expect("an input"));
        let before = files(folder.path()).into_iter().map(read).collect();
        Place { folder, temporary, before }
    }

    /// The leaks of one invocation, as lines for a person; and whether it left the inputs alone.
    fn leaks(&self, invocation: &Invocation) -> (Vec<String>, bool) {
        let seen = run(self.folder.path(), self.temporary.path(), invocation);
        assert!(matches!(seen.code, Some(0..=2)), "{invocation:?} ended with {:?}", seen.code);
        let is_secret = invocation.writes_secret_to_stdout() && is_secret(&seen.stdout);
        let mut leaks = search(invocation, "stdout", &seen.stdout, is_secret);
        leaks.extend(search(invocation, "stderr", &seen.stderr, false));
        let mut is_clean = true;
        for path in files(self.folder.path()).into_iter().chain(files(self.temporary.path())) {
            let text = fs::read(&path).expect("a file");
            let old = self.before.iter().find(|(old, _)| *old == path);
            if old.is_some_and(|(_, old)| *old == text) {
                continue;
            }
            is_clean = false;
            // A definition that was converted keeps what it had.
            if old.is_none() || invocation.verb() != "apply" {
                let is_secret = path.ends_with(grammar::SECRET) && invocation.has("extract");
                leaks.extend(search(invocation, &path.to_string_lossy(), &text, is_secret));
            }
        }
        (leaks, is_clean)
    }
}

/// Whether a text is what a secret holds, and nothing else.
fn is_secret(text: &[u8]) -> bool {
    let value: Result<Value, _> = serde_json::from_slice(text);
    let members = value.ok().and_then(|value| value.as_object().cloned()).unwrap_or_default();
    members.keys().eq(["auths"])
}

/// The passwords in one text.
fn search(invocation: &Invocation, place: &str, text: &[u8], is_secret: bool) -> Vec<String> {
    if is_secret {
        return Vec::new();
    }
    let shown = shown(invocation, text);
    let found = [
        Needles::of(HIDDEN).find(text),
        Needles::of(CONFIGURED).find(text),
        Needles::of(DEFINED).find(&shown),
    ];
    let line = |line| format!("pullconfig {}\n    {place}: {line}", invocation.arguments.join(" "));
    found.into_iter().flatten().map(line).collect()
}

/// The leaks of many invocations; a new place for each that changed the one before.
fn all_leaks(invocations: &[Invocation]) -> Vec<String> {
    let mut place = Place::new();
    let mut all = Vec::new();
    for invocation in invocations {
        let (leaks, is_clean) = place.leaks(invocation);
        all.extend(leaks);
        if !is_clean {
            place = Place::new();
        }
    }
    all
}

#[test]
fn no_output_has_a_credential_in_it() {
    let invocations = invocations();
    assert!(invocations.len() > 150, "the suite has gone blind: {}", invocations.len());
    let (one, other) = invocations.split_at(invocations.len() / 2);
    let (one, other) = thread::scope(|scope| {
        let other = scope.spawn(|| all_leaks(other));
        (all_leaks(one), other.join().expect("no panic"))
    });
    let leaks = [one, other].concat();
    let shown = leaks.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(leaks.is_empty(), "{} leaks:\n{shown}", leaks.len());
}

/// The suite is worth nothing if its passwords are not where they should be.
#[test]
fn the_inputs_have_the_passwords_and_the_search_finds_them() {
    let folder = tempfile::tempdir().expect("a folder");
    inputs::write(folder.path());
    let all: Vec<Vec<u8>> =
        files(folder.path()).iter().map(|path| fs::read(path).expect("an input")).collect();
    for password in [HIDDEN, DEFINED] {
        assert!(all.iter().any(|text| Needles::of(password).find(text).is_some()), "{password}");
    }
    let secret = Invocation::new(&["secrets", "extract", inputs::ARCHIVE, "-o", "-"]);
    let seen = run(folder.path(), folder.path(), &secret);
    let encoded = Needles::of(HIDDEN).find(&seen.stdout);
    assert!(encoded.is_some(), "the secret has the password in base64");
    let diff = Invocation::new(&["diff", "."]);
    let seen = run(folder.path(), folder.path(), &diff);
    assert!(Needles::of(DEFINED).find(&seen.stdout).is_some(), "a diff shows the old URI");
}
