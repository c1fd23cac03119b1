//! The table of layers in `src/lib.rs` holds: a module uses only modules of the layers above its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::circles::CrateFiles;

#[expect(clippy::disallowed_methods, reason = "tests work on the disk")]
fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Module → layer, from the table: `//! | 1 | [`marathon`], [`edit`] |`.
fn layers(lib: &str) -> BTreeMap<String, usize> {
    let mut layers = BTreeMap::new();
    for line in lib.lines().filter_map(|line| line.strip_prefix("//! | ")) {
        let Some((number, modules)) = line.split_once(" | ") else { continue };
        let digits = number.split(|c: char| !c.is_ascii_digit()).next();
        let Some(number) = digits.and_then(|digits| digits.parse().ok()) else { continue };
        for module in modules.split('`').skip(1).step_by(2) {
            layers.insert(module.to_owned(), number);
        }
    }
    layers
}

#[test]
fn modules_use_only_the_layers_above() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let layers = layers(&read(&src.join("lib.rs")));
    let mut files = Vec::new();
    sources(&src, &mut files);
    let mut uses = 0;
    for file in files {
        let local = file.strip_prefix(&src).expect("below src").with_extension("");
        let module = local.iter().next().unwrap_or_default().to_string_lossy().into_owned();
        let Some(&layer) = layers.get(&module) else {
            assert!(["lib", "main"].contains(&module.as_str()), "`{module}` is in no layer");
            continue;
        };
        for used in read(&file).split("crate::").skip(1) {
            let used: String =
                used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let Some(&above) = layers.get(&used) else { continue };
            uses += 1;
            assert!(
                used == module || above < layer,
                "{}: `{module}` (layer {layer}) uses `{used}` (layer {above})",
                file.display()
            );
        }
    }
    assert!(uses > 50, "the test has gone blind");
}

/// What the editor may use: it could stand as a crate of its own.
const WALL: [(&str, &[&str]); 3] =
    [("text", &["text"]), ("edit", &["edit", "text"]), ("diff", &["diff", "text"])];

#[test]
fn the_editor_knows_nothing_of_marathon() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut uses = 0;
    for (module, allowed) in WALL {
        let mut files = Vec::new();
        sources(&src.join(module), &mut files);
        for file in files {
            for used in read(&file).split("crate::").skip(1) {
                let used = used.split(|c: char| !c.is_alphanumeric() && c != '_').next();
                let used = used.unwrap_or_default();
                assert!(allowed.contains(&used), "{}: uses `{used}`", file.display());
                uses += 1;
            }
        }
    }
    assert!(uses > 20, "the test has gone blind");
}

#[test]
fn files_use_each_other_in_no_circle() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let local = |file: &Path| {
        let local = file.strip_prefix(&src).expect("below src");
        (local.to_string_lossy().replace('\\', "/"), read(file))
    };
    let files = files.iter().map(|file| local(file)).filter(|(file, _)| file != "main.rs");
    let found = CrateFiles::new(files.collect()).circles();
    assert!(found.is_empty(), "circles of imports: {found:#?}");
}

#[test]
fn a_circle_of_two_files_is_found() {
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let files = vec![
        file("a.rs", "use crate::b::B;\npub struct A(Option<Box<B>>);\n"),
        file("b.rs", "use crate::a::A;\npub struct B(A);\n"),
        file("c.rs", "use crate::a::A;\npub struct C(A);\n"),
    ];
    assert_eq!(CrateFiles::new(files).circles(), [["a.rs", "b.rs"]]);
}
