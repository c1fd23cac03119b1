//! Which lines belong together, and what is marked in them.

use proptest::prelude::*;
use pullconfig::diff::{Marked, Pair, pairs};

/// `old|new` for each row, with what is marked in brackets and `-` for no line.
fn rows(old: &str, new: &str) -> Vec<String> {
    let (old, new): (Vec<&[u8]>, Vec<&[u8]>) =
        (old.lines().map(str::as_bytes).collect(), new.lines().map(str::as_bytes).collect());
    let side = |lines: &[&[u8]], side: &Option<Marked>| match side {
        None => "-".to_owned(),
        Some(marked) => {
            let text = std::str::from_utf8(lines[marked.line]).expect("text");
            let mut out = String::new();
            let mut at = 0;
            for range in &marked.changed {
                out += &format!("{}[{}]", &text[at..range.start], &text[range.clone()]);
                at = range.end;
            }
            out + &text[at..]
        }
    };
    let row = |pair: &Pair| format!("{} | {}", side(&old, &pair.old), side(&new, &pair.new));
    pairs(&old, &new).iter().map(row).collect()
}

#[test]
fn words_are_marked_where_lines_are_alike() {
    assert_eq!(
        rows(r#""type": "DOCKER","#, r#""type": "MESOS","#),
        [r#""type": "[DOCKER]", | "type": "[MESOS]","#]
    );
    assert_eq!(rows("]", "],"), ["] | ][,]"]);
    assert_eq!(rows(r#""Größe": 1"#, r#""Größe": 2"#), [r#""Größe": [1] | "Größe": [2]"#]);
}

#[test]
fn the_depth_of_a_line_is_not_marked() {
    assert_eq!(rows("      \"a\": [", "  \"a\": ["), ["      \"a\": [ |   \"a\": ["]);
}

#[test]
fn what_has_nothing_in_common_stands_side_by_side() {
    assert_eq!(
        rows("\"uris\": [", "\"networks\": {\n  \"mode\": 1"),
        ["\"uris\": [ | \"networks\": {", "- |   \"mode\": 1"]
    );
    // A line is found behind others that are new.
    assert_eq!(
        rows("\"portMappings\": [", "\"pullConfig\": {}\n\"portMappings\": ["),
        ["- | \"pullConfig\": {}", "\"portMappings\": [ | \"portMappings\": ["]
    );
}

proptest! {
    /// Every line comes once and in order; without what is marked, lines that belong together are equal
    /// but for their depth.
    #[test]
    fn nothing_is_lost(old in "([ ab:\",]{0,8}\n){0,6}", new in "([ ab:\",]{0,8}\n){0,6}") {
        let (old, new): (Vec<&[u8]>, Vec<&[u8]>) =
            (old.lines().map(str::as_bytes).collect(), new.lines().map(str::as_bytes).collect());
        let pairs = pairs(&old, &new);
        let olds: Vec<usize> = pairs.iter().filter_map(|it| Some(it.old.as_ref()?.line)).collect();
        let news: Vec<usize> = pairs.iter().filter_map(|it| Some(it.new.as_ref()?.line)).collect();
        prop_assert_eq!(olds, (0..old.len()).collect::<Vec<_>>());
        prop_assert_eq!(news, (0..new.len()).collect::<Vec<_>>());
        for pair in &pairs {
            let (Some(a), Some(b)) = (&pair.old, &pair.new) else { continue };
            if a.changed.is_empty() && b.changed.is_empty() { continue }
            let rest = |line: &[u8], marked: &Marked| {
                let is_kept = |at: &usize| !marked.changed.iter().any(|range| range.contains(at));
                let kept: Vec<u8> = (0..line.len()).filter(is_kept).map(|at| line[at]).collect();
                kept.trim_ascii_start().to_vec()
            };
            prop_assert_eq!(rest(old[a.line], a), rest(new[b.line], b));
        }
    }
}
