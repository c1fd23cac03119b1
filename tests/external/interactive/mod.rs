//! What is used in a terminal, in a real pseudo-terminal: `pullconfig apply -i`, completions in the
//! shells, manual pages, tables and progress.
//!
//! Each page in this folder is a transcript: what each key brings onto the screen. It runs in a copy of
//! `FOLDER.in/`, of the demo repository (`ferry`) or in a large one (`estate`); if there is a `NAME.out/` beside `NAME.md`, its files are as they are afterwards. The
//! words of a page that count:
//!
//! ````text
//! Terminal: 80 × 24        size, before the command; afterwards a change of it
//! Screen: `whole`          screens show all since the start
//! Folder: `shop`           where it runs
//! Environment: `A=b`       before the command; TERM is xterm-256color unless it says otherwise
//! Needs: `less`            a program without which the page is skipped
//! Key: `y`                 a key; `Enter`, `Escape`, `Up`, `Ctrl-C` and the like by name
//! Line: `text`             text and Enter
//! Meanwhile: `command`     something that somebody else does in the folder
//! Exit: `0`                how the command ends
//! ```console               `$ command` and the screen at its first question
//! ```screen                what the screen shows since the last key (above it, its answer)
//! ````
//!
//! `SCREENS=overwrite cargo test --test external interactive::` writes what was seen; read the
//! difference.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

mod colours;
mod endings;
mod script;
mod session;
mod terminal;

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::Failed;
use script::{Action, Script};
use terminal::Terminal;

use crate::support::estate;
use crate::support::folder::{FERRY, copy, root};
use crate::test::Test;

fn pages() -> PathBuf {
    root().join("tests/external/interactive")
}

/// Plays a page; what went wrong.
fn play(page: &Path) -> Result<(), String> {
    let overwrite = std::env::var("SCREENS").is_ok_and(|it| it == "overwrite");
    let mut script = Script::read(&fs::read_to_string(page).expect("a page"));
    let folder = tempfile::tempdir().expect("a folder");
    match script.folder.as_str() {
        "ferry" => copy(&root().join(FERRY), folder.path()),
        "estate" => estate::plant(folder.path()),
        name => copy(&pages().join(name).with_extension("in"), folder.path()),
    }
    let mut terminal = Terminal::start(&script, folder.path());
    for index in 0..script.actions.len() {
        match &mut script.actions[index] {
            Action::Type(bytes) => terminal.send(bytes),
            Action::Resize(size) => terminal.resize(*size),
            Action::Meanwhile(command) => terminal::meanwhile(command, folder.path()),
            Action::Exit(code) => {
                let ended = terminal.wait();
                if ended != *code {
                    return Err(format!("ended with {ended} instead of {code}"));
                }
            }
            Action::See(expected) if overwrite => *expected = terminal.settled(),
            Action::See(expected) => {
                if let Err(seen) = terminal.until(expected) {
                    return Err(format!("expected:\n{expected}\n\nseen:\n{seen}"));
                }
            }
        }
    }
    if overwrite {
        fs::write(page, script.written()).expect("a page");
    }
    let after = page.with_extension("out");
    for entry in walkdir::WalkDir::new(&after).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(&after).expect("below the folder");
            let (seen, expected) = (folder.path().join(name), entry.path());
            let seen = fs::read_to_string(seen).expect("a file");
            if overwrite {
                fs::write(expected, &seen).expect("a file");
            }
            let expected = fs::read_to_string(expected).expect("a file");
            if seen != expected {
                return Err(format!("{}:\n{seen}\ninstead of:\n{expected}", name.display()));
            }
        }
    }
    Ok(())
}

pub(crate) fn tests() -> Vec<Test> {
    let pages = fs::read_dir(pages()).expect("the pages").flatten().map(|entry| entry.path());
    let mut pages: Vec<PathBuf> =
        pages.filter(|path| path.extension().is_some_and(|it| it == "md")).collect();
    pages.sort();
    let page = |path: PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let needs = Script::read(&fs::read_to_string(&path).expect("a page")).needs;
        Test::new(name, move || play(&path).map_err(Failed::from)).needing(needs)
    };
    let mut tests: Vec<Test> = pages.into_iter().map(page).collect();
    tests.extend(colours::tests());
    tests.extend(endings::tests());
    tests.extend(session::tests());
    tests
}
