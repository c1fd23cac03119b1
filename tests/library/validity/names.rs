//! The list of names that a check can be filtered by is that of the sources.

#![expect(clippy::disallowed_methods, reason = "the sources are read")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pullconfig::validity::NAMES;

/// The names of reasons in the sources below `folder`.
fn written(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            written(&path, names);
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source file");
        let reasons = text.split("Reason(").skip(1).map(str::trim_start);
        let quoted = reasons.filter_map(|rest| rest.strip_prefix('"')?.split('"').next());
        names.extend(quoted.map(str::to_owned));
    }
}

#[test]
fn each_reason_is_listed() {
    let mut names = BTreeSet::new();
    written(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/validity"), &mut names);
    // Those of `plan/check.rs`.
    names.extend(["comment", "text-behind-json", "secret-space"].map(str::to_owned));
    assert_eq!(NAMES, names.iter().collect::<Vec<_>>());
}
