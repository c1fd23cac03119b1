//! Whole files, spoilt: what stands in `fixtures/`, with bytes changed, cut, doubled and mixed.
//!
//! Nothing may panic, nothing of ours may fail its proofs, and a look (`survey`) must tell what the
//! work itself (`plan`) then does. A seed and its spoiling shrink to the smallest that fails.
//!
//! `PROPTEST_CASES=100000 cargo test --release --test properties mutations::` looks longer.

#![expect(clippy::disallowed_methods, reason = "the seeds lie on the disk")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crate::support::oracle::planning::is_refused_or_converted_with_proof;
use proptest::prelude::*;
use proptest::sample::Index;
use pullconfig::plan::{PlanOptions, Templates};
use pullconfig::text::Syntax;

use crate::support::folder::root;

/// What is put where it does not belong: pieces of JSON, of definitions and of templates.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u0000",
    "null",
    "0",
    "-1",
    "1e999",
    "true",
    "\"\"",
    "{}",
    "[]",
    "\r\n",
    "\t",
    "\u{FEFF}",
    "\0",
    "é",
    "/",
    "..",
    "~1",
    "//",
    "/*",
    "*/",
    "#",
    "{{",
    "}}",
    "{{#a}}",
    "{{/a}}",
    "{{^a}}",
    "{% if a %}",
    "{% endif %}",
    "${A}",
    "<%= a %>",
    "<% end %>",
    "\"uris\": [\"file:///etc/docker.tar.gz\"]",
    "\"fetch\": null",
    "\"container\": {}",
    "\"docker\": {\"image\": \"r.example.com/a\"}",
    "\"id\": \"/a\"",
    "\"id\": 1",
    "\"type\": \"mesos\"",
    "\"networks\": [{\"mode\": \"host\"}]",
    "\"secrets\": []",
    "\"parameters\": [{}]",
];

/// A file of `fixtures/`: its path there and its bytes.
static SEEDS: LazyLock<Vec<(PathBuf, Vec<u8>)>> = LazyLock::new(|| {
    let root = root().join("fixtures");
    let files = walkdir::WalkDir::new(root).sort_by_file_name().into_iter();
    let paths = files.map(|entry| entry.expect("readable").into_path());
    let before = paths.filter(|path| {
        path.is_file() && path.file_name().is_none_or(|name| name != "findings.jsonl")
    });
    before.map(|path| (path.clone(), fs::read(path).expect("readable"))).collect()
});

/// One thing done to a file; places are shares of its length.
#[derive(Debug, Clone)]
enum Spoiling {
    Flip(Index, u8),
    Cut(Index, usize),
    Double(Index, usize),
    Insert(Index, &'static str),
    /// From here on, the file is another one from there on.
    Cross(Index, Index, Index),
}

fn spoiling() -> impl Strategy<Value = Spoiling> {
    let place = any::<Index>;
    prop_oneof![
        (place(), any::<u8>()).prop_map(|(at, byte)| Spoiling::Flip(at, byte)),
        (place(), 1..40_usize).prop_map(|(at, length)| Spoiling::Cut(at, length)),
        (place(), 1..200_usize).prop_map(|(at, length)| Spoiling::Double(at, length)),
        (place(), prop::sample::select(PIECES)).prop_map(|(at, piece)| Spoiling::Insert(at, piece)),
        (place(), place(), place()).prop_map(|(at, seed, from)| Spoiling::Cross(at, seed, from)),
    ]
}

fn spoil(bytes: &mut Vec<u8>, spoiling: &Spoiling) {
    let place = |at: &Index, bytes: &[u8]| at.index(bytes.len() + 1);
    let span = |at: &Index, length: usize, bytes: &[u8]| {
        let at = place(at, bytes);
        at..bytes.len().min(at + length)
    };
    match spoiling {
        Spoiling::Flip(at, byte) => {
            let at = at.index(bytes.len().max(1));
            if let Some(old) = bytes.get_mut(at) {
                *old ^= byte;
            }
        }
        Spoiling::Cut(at, length) => drop(bytes.drain(span(at, *length, bytes))),
        Spoiling::Double(at, length) => {
            let span = span(at, *length, bytes);
            let copy = bytes[span.clone()].to_vec();
            bytes.splice(span.end..span.end, copy);
        }
        Spoiling::Insert(at, piece) => {
            let at = place(at, bytes);
            bytes.splice(at..at, piece.bytes());
        }
        Spoiling::Cross(at, seed, from) => {
            let (_, other) = seed.get(SEEDS.as_slice());
            bytes.truncate(place(at, bytes));
            bytes.extend_from_slice(&other[place(from, other)..]);
        }
    }
}

/// What the fuzz targets have found, made small.
#[test]
fn what_once_came_out_wrong_is_refused_or_converted_with_proof() {
    let found = [
        // The NUL in the tag became a line break.
        (
            Syntax::Go,
            "{\"id\": \"/a\", \"container\": {\"type\": \"DOCKER\", \"docker\": {\"image\": \"a\", \
            \"portMappings\": [{{range \0}}{{end}}]}}, \"uris\": [\"docker.tar\"]}",
        ),
        // The second line of the tag went to the left with what is around it.
        (
            Syntax::Go,
            "{\n\"id\": \"/a\",\n\"container\": {\n  \"docker\": {\n    \"image\": \"a\",\n    \
            \"portMappings\": [\n      {{range \"\n        \"}}{{end}}\n    ]\n  }\n},\n\
            \"uris\": [\"docker.tar\"]\n}",
        ),
    ];
    for (syntax, text) in found {
        let options = PlanOptions { templates: Templates::As(syntax), ..PlanOptions::default() };
        is_refused_or_converted_with_proof(Path::new("app.json"), text.as_bytes(), &options);
    }
}

proptest! {
    #[test]
    fn spoilt_files_are_refused_or_converted_with_proof(
        seed in any::<Index>(),
        spoilings in prop::collection::vec(spoiling(), 0..4),
    ) {
        let (path, bytes) = seed.get(SEEDS.as_slice());
        let mut bytes = bytes.clone();
        spoilings.iter().for_each(|spoiling| spoil(&mut bytes, spoiling));
        is_refused_or_converted_with_proof(path, &bytes, &PlanOptions::default());
    }
}
