//! The table of layers in `src/lib.rs` holds: a module uses only modules of the layers above its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

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
