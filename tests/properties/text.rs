//! The JSON reader against `serde_json`, and the readers of templates, scripts and Markdown, on
//! random and on spoilt texts.
//!
//! `PROPTEST_CASES=100000 cargo test --release --test properties text::` looks longer.

use crate::support::oracle::reading::{
    blocks_are_parts, every_reading_stands_for_the_text, position, same_verdict,
};
use proptest::prelude::*;
use pullconfig::text::{Lines, Syntax, Template};

/// What JSON and templates of it are made of, and what they are mistaken for.
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
    "*/",
    "#",
    "'",
    "{{",
    "}}",
    "{{#a}}",
    "{{^a}}",
    "{{/a}}",
    "{{a}}",
    "{{if .a}}",
    "{{else}}",
    "{{end}}",
    "{% if a %}",
    "{% else %}",
    "{% endif %}",
    "<% if a %>",
    "<% end %>",
    "<%= a %>",
    "<%",
    "%>",
    ">",
    "{%",
    "%}",
    "{#",
    "#}",
    "${a}",
    "$(",
    ")",
    "`",
    "\ncat <<E\n",
    "\nE\n",
    "\n```json\n",
    "\n```\n",
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

/// What the fuzz targets have found, made small.
#[test]
fn what_once_broke_a_reader_is_read() {
    for text in ["<%>", "{{a}}{% if a %}"] {
        same_verdict(text.as_bytes());
        every_reading_stands_for_the_text(text);
        blocks_are_parts(text);
    }
}

/// All alternatives of 500 conditions are read in seconds; those of 1,000 took twenty.
#[test]
fn more_conditions_than_can_be_read_are_an_error_at_the_first_of_them() {
    let section = |n| format!("\"a{n}\": 1,{{{{#c{n}}}}} \"b{n}\": 1,{{{{/c{n}}}}}\n");
    let text: String = (1..5000).map(section).collect();
    let text = format!("{{{text}\"z\": 1}}");
    let template = Template::parse(&text, Syntax::Mustache).expect("a template");
    let error = template.readings().map(|readings| readings.len()).map_err(|it| it.to_string());
    assert_eq!(
        error,
        Err("501:11: this is condition 501 of the template, and that is too many; split the file"
            .into())
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_text_gets_the_same_verdict(text in scraps()) {
        same_verdict(text.as_bytes());
    }

    #[test]
    fn spoilt_json_gets_the_same_verdict(text in spoilt()) {
        same_verdict(text.as_bytes());
    }

    #[test]
    fn random_text_is_read_in_every_language(text in scraps()) {
        every_reading_stands_for_the_text(&text);
        blocks_are_parts(&text);
    }

    #[test]
    fn random_bytes_get_the_same_verdict(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        same_verdict(&bytes);
    }

    #[test]
    fn positions_are_as_counted(text in "[a\né🦀\r]{0,40}", offset in 0..200_usize) {
        let offset = (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
        let offset = offset.expect("0 is one");
        prop_assert_eq!(Lines::new(text.as_bytes()).offset(position(text.as_bytes(), offset)), offset);
    }
}
