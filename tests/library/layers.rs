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
        let Some(number) = number.chars().next().and_then(|digit| digit.to_digit(10)) else {
            continue;
        };
        for module in modules.split('`').skip(1).step_by(2) {
            layers.insert(module.to_owned(), number as usize);
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

/// The circles that are left, each with its reason: files that use each other's items, directly or by
/// way of one another.
const CIRCLES: [(&str, &[&str]); 2] = [
    (
        "the parameters of a container are sorted into kinds, and each kind is made of parameters",
        &[
            "rules/docker_parameter/networks.rs",
            "rules/docker_parameter/parameters.rs",
            "rules/docker_parameter/volumes.rs",
        ],
    ),
    (
        "a document knows its mask and its index; a template makes documents and their masks",
        &[
            "text/document.rs",
            "text/index.rs",
            "text/template/choice.rs",
            "text/template/live.rs",
            "text/template/mask.rs",
            "text/template/mod.rs",
        ],
    ),
];

#[test]
fn files_use_each_other_in_no_other_circle() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let local = |file: &Path| {
        let local = file.strip_prefix(&src).expect("below src");
        (local.to_string_lossy().replace('\\', "/"), read(file))
    };
    let files = files.iter().map(|file| local(file)).filter(|(file, _)| file != "main.rs");
    let found = CrateFiles::new(files.collect()).circles();
    let known: Vec<Vec<String>> = CIRCLES
        .iter()
        .map(|(_, files)| files.iter().map(|file| (*file).to_owned()).collect())
        .collect();
    for circle in &found {
        assert!(known.contains(circle), "a new circle of imports: {circle:#?}");
    }
    for (reason, files) in CIRCLES {
        let is_there = found.iter().any(|circle| circle == files);
        assert!(is_there, "this circle is gone, so strike it off the list: {reason}");
    }
}
