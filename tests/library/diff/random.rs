//! Any edits of any text.

use std::path::PathBuf;

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};
use proptest::sample::select;
use pullconfig::text::TextEdit;

use super::applied::assert_applies;

const WORDS: &[&str] =
    &["{", "}", " \"a\": 1,", "", "\u{feff}x", "\u{2028}", "-- a/f", "\\ No newline"];

/// A piece of text: mostly whole lines, a few of them alike, with every kind of end.
fn text(pieces: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let end = prop_oneof![
        8 => Just("\n"), 2 => Just("\r\n"), 1 => Just("\r"), 1 => Just("")
    ];
    let piece = (select(WORDS), end).prop_map(|(word, end)| format!("{word}{end}"));
    proptest::collection::vec(piece, pieces).prop_map(|pieces| pieces.concat())
}

/// A file and edits at any bytes of it.
fn file() -> impl Strategy<Value = (Vec<u8>, Vec<TextEdit>)> {
    let cuts = proptest::collection::vec((any::<u16>(), 0..8usize, text(0..3)), 0..6);
    (text(0..60), cuts).prop_map(|(old, mut cuts)| {
        cuts.sort_by_key(|cut| usize::from(cut.0) % (old.len() + 1));
        let mut floor = 0;
        let mut edits = Vec::new();
        for (start, len, text) in cuts {
            let start = (usize::from(start) % (old.len() + 1)).max(floor);
            floor = (start + len).min(old.len());
            edits.push(TextEdit { range: start..floor, text });
        }
        (old.into_bytes(), edits)
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(64)
    })]

    #[test]
    fn any_edits_of_any_text_apply(
        files in proptest::collection::vec(file(), 8),
        around in select(&[0, 1, 3, 7, usize::MAX][..]),
    ) {
        let name = |(index, (old, edits))| (PathBuf::from(format!("f{index}")), old, edits);
        let files: Vec<_> = files.into_iter().enumerate().map(name).collect();
        assert_applies(&files, around);
    }
}
