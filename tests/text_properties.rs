//! The JSON reader against `serde_json` on random and on spoilt texts.
//!
//! `PROPTEST_CASES=100000 cargo test --release --test text_properties` looks longer.

use proptest::prelude::*;
use pullconfig::text::{Document, Kind, Lines, Position};
use serde_json::Value;

/// What JSON is made of, and what it is mistaken for.
const FRAGMENTS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\"a\"",
    "\"a\":",
    "\\",
    "\\u",
    "\\ud83e\\udd80",
    "d8",
    "é",
    "🦀",
    "0",
    "1",
    "-",
    ".",
    "e",
    "+",
    "true",
    "nul",
    "null",
    " ",
    "\n",
    "\r\n",
    "\t",
    "\u{FEFF}",
    "\0",
    "{}",
    "[1, 2.50]",
    "{\"k\": \"v\"}",
    "/*",
    "//",
    "'",
    "\u{A0}",
    "\u{1}",
];

/// Texts near to JSON: fragments in any order, and arbitrary text.
fn scraps() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::collection::vec(prop::sample::select(FRAGMENTS), 0..12)
            .prop_map(|parts| parts.concat()),
        1 => any::<String>(),
    ]
}

/// A JSON text with one place of it spoilt, or not.
fn spoilt() -> impl Strategy<Value = String> {
    let text = concat!(
        "{\"id\": \"/a\\u00e9\", \"n\": [0, -1.5e+3, true, null, \"\\\"\"],\n",
        "\t\"o\": {\"x\": {}, \"y\": []}, \"s\": \"\\ud83e\\udd80 é\"}\n"
    );
    (any::<prop::sample::Index>(), any::<prop::sample::Index>(), scraps()).prop_map(
        move |(from, to, scrap)| {
            let places: Vec<usize> =
                (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
            let from = from.index(places.len());
            let to = (from + to.index(3)).min(places.len() - 1);
            format!("{}{scrap}{}", &text[..places[from]], &text[places[to]..])
        },
    )
}

/// Both readers accept, or both refuse; what both accept they read alike, node by node.
fn same_verdict(bytes: &[u8]) -> Result<(), TestCaseError> {
    // `serde_json` takes no byte order mark; one at the start is ours to skip.
    let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let theirs = serde_json::from_slice::<Value>(body);
    let document = match (Document::parse(bytes), &theirs) {
        (Ok(document), Ok(_)) => document,
        (Err(_), Err(_)) => return Ok(()),
        (ours, _) => {
            let ours = ours.map(|_| ());
            return Err(TestCaseError::fail(format!("{ours:?} and {theirs:?}")));
        }
    };
    prop_assert!(document.agree(&|_| true).is_ok());
    prop_assert!(document.agree(&|span| span.start % 2 == 0).is_ok());
    prop_assert_eq!(document.value(document.root()).ok(), theirs.ok());
    for node in document.subtree(document.root()) {
        let value = document.value(node).expect("a part of JSON is JSON");
        let part = Document::parse(document.raw(node).as_bytes()).expect("here, too");
        prop_assert_eq!(part.value(part.root()).ok(), Some(value.clone()));
        let string = document.string(node);
        prop_assert_eq!(string.as_deref(), value.as_str());
        prop_assert_eq!(document.elements(node).count(), value.as_array().map_or(0, Vec::len));
        let scalar = matches!(document.kind(node), Kind::Null | Kind::Bool | Kind::Number);
        prop_assert_eq!(scalar, value.is_null() || value.is_boolean() || value.is_number());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_text_gets_the_same_verdict(text in scraps()) {
        same_verdict(text.as_bytes())?;
    }

    #[test]
    fn spoilt_json_gets_the_same_verdict(text in spoilt()) {
        same_verdict(text.as_bytes())?;
    }

    #[test]
    fn random_bytes_get_the_same_verdict(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        same_verdict(&bytes)?;
    }

    #[test]
    fn positions_are_as_counted(text in "[a\né🦀\r]{0,40}", offset in 0..200_usize) {
        let offset = (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
        let before = &text[..offset.expect("0 is one")];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().expect("at least one").chars().count() + 1;
        let position = Lines::new(text.as_bytes()).position(before.len());
        prop_assert_eq!(position, Position { line, column });
    }
}
