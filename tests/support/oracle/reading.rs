//! Any bytes → what must hold of how they are read: as JSON, as a template of every language, and
//! inside of scripts and Markdown. What does not hold is a panic.

use pullconfig::text::{
    Document, Lines, NodeKind, Position, Reading, Syntax, SyntaxError, Template,
    blocks_of_markdown, blocks_of_script, has_expression,
};
use serde_json::Value;

/// The template languages, and JSON with comments.
pub(crate) const SYNTAXES: [Syntax; 7] = [
    Syntax::Mustache,
    Syntax::Jinja,
    Syntax::Go,
    Syntax::Erb,
    Syntax::Env,
    Syntax::Shell,
    Syntax::Comments,
];

/// Our reader and `serde_json` accept, or both refuse; what both accept they read alike, node by
/// node.
pub(crate) fn same_verdict(bytes: &[u8]) {
    // `serde_json` takes no byte order mark; one at the start is ours to skip.
    let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let theirs = serde_json::from_slice::<Value>(body);
    let document = match (Document::parse(bytes), &theirs) {
        (Ok(document), Ok(_)) => document,
        (Err(error), Err(_)) => return is_inside(&error, bytes),
        (ours, _) => panic!("{:?} and {theirs:?}", ours.map(|_| ())),
    };
    assert!(document.cross_check(&|_| true).is_ok());
    assert!(document.cross_check(&|span| span.start % 2 == 0).is_ok());
    assert_eq!(document.value(document.root()).ok(), theirs.ok());
    for node in document.subtree(document.root()) {
        let value = document.value(node).expect("a part of JSON is JSON");
        let part = Document::parse(document.raw(node).as_bytes()).expect("here, too");
        assert_eq!(part.value(part.root()).ok(), Some(value.clone()));
        let string = document.string(node);
        assert_eq!(string.as_deref(), value.as_str());
        assert_eq!(document.elements(node).count(), value.as_array().map_or(0, Vec::len));
        let scalar =
            matches!(document.kind(node), NodeKind::Null | NodeKind::Bool | NodeKind::Number);
        assert_eq!(scalar, value.is_null() || value.is_boolean() || value.is_number());
    }
}

/// Every reading of every language is JSON as `serde_json` has it, and differs from the text where
/// there is something to hide and nowhere else.
pub(crate) fn every_reading_stands_for_the_text(text: &str) {
    for syntax in SYNTAXES {
        let read = Template::parse(text, syntax);
        let read = read.and_then(|template| template.readings().map(|it| (template, it)));
        match read {
            Ok((template, readings)) => {
                readings.iter().for_each(|reading| stands_for(reading, &template));
            }
            Err(error) => is_inside(&error, text.as_bytes()),
        }
    }
}

fn stands_for(Reading { choice, document, .. }: &Reading, template: &Template) {
    let (text, reading) = (template.text(), document.reading());
    let wrong =
        |what: &str| format!("{:?} {choice:?} {what}\n{text}\n{reading}", template.syntax());
    assert!(document.cross_check(&|_| true).is_ok(), "{}", wrong("P0"));
    assert_eq!(text.len(), reading.len(), "{}", wrong("length"));
    // A word that holds an expression, such as `1{{x}}`, is hidden as a whole.
    let is_word = |at: usize| {
        let nodes = || document.subtree(document.root());
        let members = nodes().flat_map(|id| document.members(id));
        let pairs = members.filter(|&(_, value)| !document.is_container(value));
        let spans = pairs.map(|(key, value)| document.span(key).start..document.span(value).end);
        let mut spans = spans
            .chain(nodes().filter(|&id| !document.is_container(id)).map(|id| document.span(id)));
        spans.any(|span| span.contains(&at) && !text[span].starts_with('"'))
    };
    for (at, (old, new)) in text.bytes().zip(reading.bytes()).enumerate() {
        let is_hidden = old == new || template.is_tag(at) || document.has_opaque(at..at + 1);
        let is_allowed = is_hidden || is_word(at) || is_stand_in(reading, at);
        assert!(is_allowed, "{} {at}", wrong("a byte that is no tag"));
    }
}

/// Whether a byte is a part of what has the place of an expression, or of an alternative that is not
/// there, in a string.
fn is_stand_in(reading: &str, at: usize) -> bool {
    let start = (0..=at).rev().find(|&start| reading.is_char_boundary(start)).unwrap_or(0);
    reading[start..].chars().next().is_some_and(|c| has_expression(&c.to_string()))
}

/// The blocks of a script and of Markdown are parts of it, in order, and do not overlap.
pub(crate) fn blocks_are_parts(text: &str) {
    for blocks in [blocks_of_script(text), blocks_of_markdown(text)] {
        let mut end = 0;
        for block in blocks {
            assert!(end <= block.range.start, "blocks overlap\n{text}");
            assert!(text.get(block.range.clone()).is_some(), "{block:?}\n{text}");
            end = block.range.end;
        }
    }
}

/// An error is at a place of the file, and its line and column are those of the place.
fn is_inside(error: &SyntaxError, bytes: &[u8]) {
    assert!(error.offset <= bytes.len(), "{error:?}");
    assert_eq!(error.position, position(bytes, error.offset), "{error:?}");
}

/// What [`Lines`] says of an offset, which is what counting says.
pub(crate) fn position(bytes: &[u8], offset: usize) -> Position {
    let before = &bytes[..offset];
    let line = before.rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
    let is_first = line.len() == before.len();
    let line = line.strip_prefix(b"\xEF\xBB\xBF").filter(|_| is_first).unwrap_or(line);
    let counted = Position {
        line: before.iter().filter(|&&byte| byte == b'\n').count() + 1,
        column: line.iter().filter(|&&byte| byte & 0xC0 != 0x80).count() + 1,
    };
    assert_eq!(Lines::new(bytes).position(offset), counted);
    counted
}
