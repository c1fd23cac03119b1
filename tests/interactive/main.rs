//! `pullconfig apply -i` in a real pseudo-terminal.
//!
//! Each page in this folder is a transcript: what each key brings onto the screen. It runs in a copy of
//! `FOLDER.in/`; if there is a `NAME.out/` beside `NAME.md`, its files are as they are afterwards. The
//! words of a page that count:
//!
//! ````text
//! Terminal: 80 × 24        size, before the command; afterwards a change of it
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
//! `SCREENS=overwrite cargo test --test interactive` writes what was seen; read the difference.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]
#![expect(clippy::print_stdout, reason = "what is skipped must be seen")]

mod colours;
mod endings;
mod script;
mod terminal;

use std::fs;
use std::path::{Path, PathBuf};

use script::{Action, Script};
use terminal::Terminal;

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().filter_map(Result::ok) {
        let path = to.join(entry.path().strip_prefix(from).expect("below the folder"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(path).expect("a folder");
        } else {
            fs::copy(entry.path(), path).expect("a file");
        }
    }
}

fn pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interactive")
}

/// Plays a page; what went wrong.
fn play(page: &Path) -> Result<(), String> {
    let overwrite = std::env::var("SCREENS").is_ok_and(|it| it == "overwrite");
    let mut script = Script::read(&fs::read_to_string(page).expect("a page"));
    if let Some(missing) = script.needs.iter().find(|program| !terminal::has(program)) {
        println!("skipped: {}: {missing} is not installed", page.display());
        return Ok(());
    }
    let folder = tempfile::tempdir().expect("a folder");
    copy(&pages().join(&script.folder).with_extension("in"), folder.path());
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

macro_rules! transcripts {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            let page = pages().join(stringify!($name).replace('_', "-")).with_extension("md");
            if let Err(why) = play(&page) {
                panic!("{}: {why}", page.display());
            }
        })*

        #[test]
        fn every_page_is_played() {
            let played = [$(stringify!($name)),*];
            for entry in fs::read_dir(pages()).expect("the pages").flatten() {
                let path = entry.path();
                if path.extension().is_some_and(|it| it == "md") {
                    let name = path.file_stem().unwrap_or_default().to_string_lossy().replace('-', "_");
                    assert!(played.contains(&name.as_str()), "{name} is not played");
                }
            }
        }
    };
}

transcripts! {
    accept
    all
    changed
    dumb
    edit
    edit_blocked
    edit_broken
    folder
    interrupted
    interrupted_dumb
    interrupted_line
    killed
    narrow
    no_pager
    nothing
    pager
    pager_of_choice
    planned
    redirected
    resized
    source
    undo
    view
    yes_and_no
}
