//! The JSON reader as a specification: what it accepts, what it refuses and how it says so.

use pullconfig::text::{Document, Lines, NodeKind, Position};
use serde_json::Value;

fn refusal(text: &[u8]) -> String {
    match Document::parse(text) {
        Ok(_) => format!("accepted {:?}", String::from_utf8_lossy(text)),
        Err(error) => error.to_string(),
    }
}

#[test]
fn accepted_texts() {
    let deepest = format!("{}{}", "[".repeat(127), "]".repeat(127));
    let texts = [
        "{}",
        "[]",
        " \t\r\n{} \t\r\n",
        "\u{FEFF}{\"a\": 1}",
        "null",
        "true",
        "false",
        "0",
        "-0",
        "16.0",
        "1e3",
        "1E+0003",
        "-1.50e-07",
        "1e999",
        "12345678901234567890123",
        "\"\"",
        "\"a\u{7f}é日🦀\u{2028}\"",
        r#""\"\\\/\b\f\n\r\t\u0000\u00e9\uD83E\udd80""#,
        r#"{"": {"": [{}, [], null]}}"#,
        "{\"a\":1,\"a\":2}",
        &deepest,
    ];
    for text in texts {
        let document =
            Document::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
        document.cross_check(&|_| true).unwrap_or_else(|error| panic!("{text}: {error}"));
        document.cross_check(&|_| false).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(document.original(), text);
    }
}

#[test]
fn texts_that_end_too_early() {
    let cases = [
        ("", "1:1: the file is empty, expected a JSON value"),
        (" \n", "2:1: the file is empty, expected a JSON value"),
        ("\u{FEFF}", "1:1: the file is empty, expected a JSON value"),
        ("{", "1:2: the file ends before the `{` of line 1 is closed"),
        ("{\"a\"", "1:5: the file ends before the `{` of line 1 is closed"),
        ("{\n\"a\":", "2:5: the file ends before the `{` of line 1 is closed"),
        ("{\"a\": 1", "1:8: the file ends before the `{` of line 1 is closed"),
        ("{\"a\": 1,", "1:9: the file ends before the `{` of line 1 is closed"),
        ("{\n[\n", "2:1: expected a key in double quotes, found `[`"),
        ("{}\n{", "2:1: expected the end of the file after the JSON value, found `{`"),
        ("\n[", "2:2: the file ends before the `[` of line 2 is closed"),
        ("[1", "1:3: the file ends before the `[` of line 1 is closed"),
        ("[1,\n", "2:1: the file ends before the `[` of line 1 is closed"),
        ("{\"a\": [\n", "2:1: the file ends before the `[` of line 1 is closed"),
        ("[\"é", "1:2: the string is never closed"),
        ("\"\\", "1:2: the escape sequence `\\` is incomplete"),
        ("\"\\u12", "1:2: the escape sequence `\\u12` needs four hexadecimal digits"),
        ("[tru", "1:2: expected a value, found `tru`"),
        ("-", "1:2: expected a digit after `-`"),
        ("1.", "1:3: expected a digit after `1.`"),
        ("1e+", "1:4: expected a digit after `1e+`"),
    ];
    for (text, message) in cases {
        assert_eq!(refusal(text.as_bytes()), message, "{text:?}");
    }
}

#[test]
fn texts_that_are_not_json() {
    let cases = [
        ("{\"a\": 1,}", "1:8: there must be no comma before `}`"),
        ("[1,\n]", "1:3: there must be no comma before `]`"),
        ("[1,,2]", "1:4: expected a value, found `,`"),
        ("{,}", "1:2: expected a key in double quotes, found `,`"),
        ("{\"a\": 1\n \"b\": 2}", "2:2: expected `,` or `}`, found `\"`"),
        ("[1 2]", "1:4: expected `,` or `]`, found `2`"),
        ("[1}", "1:3: expected `,` or `]`, found `}`"),
        ("{\"a\" 1}", "1:6: expected `:`, found `1`"),
        ("// x\n{}", "1:1: expected a value, found `//`; JSON has no comments"),
        ("{ /* x */ }", "1:3: expected a key in double quotes, found `/*`; JSON has no comments"),
        ("# x\n{}", "1:1: expected a value, found `#`; JSON has no comments"),
        (
            "{'a': 1}",
            "1:2: expected a key in double quotes, found `'`; strings stand in double quotes",
        ),
        ("['a']", "1:2: expected a value, found `'`; strings stand in double quotes"),
        ("{a: 1}", "1:2: expected a key in double quotes, found `a`"),
        ("{\"a\": “b”}", "1:7: expected a value, found `“`"),
        ("{} {}", "1:4: expected the end of the file after the JSON value, found `{`"),
        ("1 2", "1:3: expected the end of the file after the JSON value, found `2`"),
        ("]", "1:1: expected a value, found `]`"),
        ("01", "1:1: a number must not begin with a zero, found `01`"),
        ("[-007]", "1:2: a number must not begin with a zero, found `-007`"),
        (".5", "1:1: expected a value, found `.5`"),
        ("+1", "1:1: expected a value, found `+1`"),
        ("1.e1", "1:3: expected a digit after `1.`"),
        ("--1", "1:2: expected a digit after `-`"),
        ("0x10", "1:2: expected the end of the file after the JSON value, found `x10`"),
        ("NaN", "1:1: expected a value, found `NaN`"),
        ("{\"a\": hunter2}", "1:7: expected a value, found a word without quotes"),
        ("[.12345]", "1:2: expected a value, found a number"),
        ("[0123456]", "1:2: a number must not begin with a zero, found a number"),
        ("[123456.]", "1:9: expected a digit after `56.`"),
        ("-Infinity", "1:2: expected a digit after `-`"),
        ("True", "1:1: expected a value, found `True`"),
        ("nullx", "1:5: expected the end of the file after the JSON value, found `x`"),
        ("[\u{FEFF}1]", "1:2: expected a value, found a byte order mark"),
        ("\u{FEFF}\u{FEFF}{}", "1:1: expected a value, found a byte order mark"),
        ("\u{A0}{}", "1:1: expected a value, found the character U+00A0"),
        ("\u{C}{}", "1:1: expected a value, found the control character 0x0C"),
        ("\0", "1:1: expected a value, found the control character 0x00"),
        ("{\"a\": {{b}}}", "1:8: expected a key in double quotes, found `{`"),
    ];
    for (text, message) in cases {
        assert_eq!(refusal(text.as_bytes()), message, "{text:?}");
    }
}

#[test]
fn strings_that_are_not_json() {
    let cases = [
        ("\"\\ud800\"", "1:2: the escape sequence `\\ud800` is half of a surrogate pair"),
        ("\"\\udc00\"", "1:2: the escape sequence `\\udc00` is half of a surrogate pair"),
        ("\"\\ud83e\\u0041\"", "1:2: the escape sequence `\\ud83e` is half of a surrogate pair"),
        ("\"é\\x41\"", "1:3: the escape sequence `\\x` is unknown"),
        ("\"\\u12G4\"", "1:2: the escape sequence `\\u12G4` needs four hexadecimal digits"),
        ("\"\\u+123\"", "1:2: the escape sequence `\\u+123` needs four hexadecimal digits"),
        ("\"\\u1\"", "1:2: the escape sequence `\\u1` needs four hexadecimal digits"),
        ("\"a\tb\"", "1:3: a tab in a string must be written `\\t`"),
        ("[1, \"a\nb\"]", "1:5: the string is not closed before the line ends"),
        ("\"a\r\nb\"", "1:1: the string is not closed before the line ends"),
        ("\"a\0b\"", "1:3: the control character 0x00 in a string must be written `\\u0000`"),
        ("\"\u{1f}\"", "1:2: the control character 0x1F in a string must be written `\\u001f`"),
    ];
    for (text, message) in cases {
        assert_eq!(refusal(text.as_bytes()), message, "{text:?}");
    }
}

#[test]
fn bytes_that_are_not_utf8() {
    let cases: [(&[u8], &str); 8] = [
        (b"{\"\xC3\xA9\": \"\xE9\"}", "1:8: the byte 0xE9 is not UTF-8 here"),
        (b"{\n\"a\": \"\xC3", "2:7: the byte 0xC3 is not UTF-8 here"),
        (b"\"\xC0\x80\"", "1:2: the byte 0xC0 is not UTF-8 here"),
        (b"\"\xED\xA0\x80\"", "1:2: the byte 0xED is not UTF-8 here"),
        (b"\xFF\xFE{\0}\0", "1:1: the file looks like UTF-16; JSON must be UTF-8"),
        (b"\xFE\xFF\0{\0}", "1:1: the file looks like UTF-16; JSON must be UTF-8"),
        (b"{\0}\0", "1:1: the file looks like UTF-16; JSON must be UTF-8"),
        (b"\0{\0}", "1:1: the file looks like UTF-16; JSON must be UTF-8"),
    ];
    for (text, message) in cases {
        assert_eq!(refusal(text), message, "{text:?}");
    }
}

#[test]
fn nesting_has_a_limit() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let nested = |depth: usize| {
            let inside = if open == "[" { "" } else { "0" };
            format!("{}{inside}{}", open.repeat(depth), close.repeat(depth))
        };
        assert!(Document::parse(nested(127).as_bytes()).is_ok());
        let column = 127 * open.len() + 1;
        let message = format!("1:{column}: nested deeper than 127 levels");
        assert_eq!(refusal(nested(128).as_bytes()), message);
        assert_eq!(refusal(open.repeat(1_000_000).as_bytes()), message);
    }
}

#[test]
fn duplicate_keys_are_found_after_decoding() {
    let first_and_second = |text: &str| {
        let document = Document::parse(text.as_bytes()).expect("JSON");
        document.duplicate_key(document.root()).map(|twice| (twice.name, twice.first, twice.second))
    };
    assert_eq!(first_and_second("{\"a\": 1, \"b\": {\"a\": 2}}"), None);
    assert_eq!(first_and_second("[{\"a\": 1}, {\"a\": 2}]"), None);
    assert_eq!(first_and_second("{\"a\": 1, \"a\": 2}"), Some(("a".into(), 1, 9)));
    assert_eq!(first_and_second("[{\"é\": 1, \"\\u00E9\": 2}]"), Some(("é".into(), 2, 11)));
    let document = Document::parse(b"{\"a\": 1, \"a\": 2}").expect("JSON");
    let last = document.get(document.root(), "a").expect("there is one");
    assert_eq!(document.raw(last), "2", "the last one counts, as for serde_json");
}

#[test]
fn nodes_keep_their_text() {
    let text = "\u{FEFF}{ \"n\\u0061me\" : [ 12345678901234567890123, 1.50, \"x\\/y\" ] }\r\n";
    let document = Document::parse(text.as_bytes()).expect("JSON");
    let list = document.get(document.root(), "name").expect("found by its decoded name");
    let raw: Vec<&str> = document.elements(list).map(|element| document.raw(element)).collect();
    assert_eq!(raw, ["12345678901234567890123", "1.50", "\"x\\/y\""]);
    let last = document.elements(list).last().expect("three");
    assert_eq!(document.string(last).as_deref(), Some("x/y"));
    assert_eq!(
        document.value(list).expect("a value").to_string(),
        r#"[12345678901234567890123,1.50,"x/y"]"#
    );
}

#[test]
fn lines_and_columns() {
    let long = format!("é{}\n", "x".repeat(10_000));
    let blocks = long.repeat(3);
    let cases = [
        ("", 0, (1, 1)),
        ("ab", 1, (1, 2)),
        ("ab", 9, (1, 3)),
        ("a\nb", 1, (1, 2)),
        ("a\nb", 2, (2, 1)),
        ("a\r\nb", 2, (1, 3)),
        ("a\r\nb", 3, (2, 1)),
        ("a\rb", 2, (1, 3)),
        ("é日🦀x", 9, (1, 4)),
        ("\ta", 1, (1, 2)),
        ("\u{FEFF}ab", 0, (1, 1)),
        ("\u{FEFF}ab", 3, (1, 1)),
        ("\u{FEFF}ab", 4, (1, 2)),
        ("\n\u{FEFF}a", 4, (2, 2)),
        (&blocks, 4096, (1, 4096)),
        (&blocks, 10_002, (1, 10_002)),
        (&blocks, 10_003, (2, 1)),
        (&blocks, 20_008, (3, 2)),
        (&blocks, blocks.len(), (4, 1)),
    ];
    for (text, offset, (line, column)) in cases {
        let position = Lines::new(text.as_bytes()).position(offset);
        assert_eq!(position, Position { line, column }, "{offset} in {:?}", &text.get(..9));
    }
}

/// The one known difference: with its `arbitrary_precision` and `raw_value` features `serde_json`
/// takes an object with one of its own marker names for a number or for a text, when it makes a
/// value. Our tree has the object that is there, and so has the proof; an edit that reaches into
/// such an object fails cleanly, because the patch does.
#[test]
fn marker_names_of_serde_json_are_plain_names_to_us() {
    for name in ["$serde_json::private::Number", "$serde_json::private::RawValue"] {
        let text = format!("{{\"a\": {{\"{name}\": \"1\"}}}}");
        let document = Document::parse(text.as_bytes()).expect("JSON");
        document.cross_check(&|_| true).expect("member by member they are the same");
        let inner = document.get(document.root(), "a").expect("a member");
        assert_eq!(document.kind(inner), NodeKind::Object);
        assert_eq!(document.value(inner).expect("a value"), serde_json::json!(1));
        let broken = text.replace("\"1\"", "\"x\"");
        assert!(Document::parse(broken.as_bytes()).is_ok());
        assert!(serde_json::from_str::<Value>(&broken).is_err());
    }
}

#[test]
fn a_position_leads_back_to_its_offset() {
    let long = format!("{}\n\né\t{}\n", "x".repeat(4095), "y\n".repeat(5000));
    let wide = format!("\u{FEFF}{}\n{}", "aé日🦀".repeat(700), "🦀".repeat(2000));
    let texts = ["", "a", "\n", "a\r\nb\n", "\u{FEFF}a\né\nb", "no\nlast", &long, &wide];
    for text in texts {
        let lines = Lines::new(text.as_bytes());
        let start = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
        for (offset, _) in text.char_indices().filter(|(at, _)| *at >= start) {
            assert_eq!(lines.offset(lines.position(offset)), offset, "{offset} of {text:.20}");
        }
    }
}
