//! A text, with or without comments, and a patch that fits → its edits, of which is checked what
//! must hold. What does not hold is a panic.

use json_patch::PatchOperation;
use json_patch::jsonptr::{Pointer, PointerBuf};
use pullconfig::edit::{Change, EditError, Scope, edit};
use pullconfig::text::{Choice, Document, NodeId, Syntax, SyntaxError, Template, TextEdit, splice};
use serde_json::Value;

/// The reading of JSON with comments.
///
/// # Errors
/// It is none.
pub(crate) fn commented(text: &str) -> Result<Document<'_>, SyntaxError> {
    Template::parse(text, Syntax::Comments)?.document(&Choice::default())
}

/// The edits of strict JSON, and the text they make.
///
/// # Errors
/// An object that the patch meets has a name twice.
pub(crate) fn edits(
    text: &str,
    patch: &[PatchOperation],
) -> Result<(Vec<TextEdit>, String), EditError> {
    let old = Document::parse(text.as_bytes()).expect("strict JSON");
    let expected = expected(&old, patch);
    let edits = edit(Scope::whole(&old), Change::new(patch))?;
    let after = carried_out(text, &edits);
    let new = Document::parse(after.as_bytes()).expect("strict JSON");
    says(&new, &expected, (text, patch, &after));
    untouched(&old, &new, patch);
    Ok((edits, after))
}

/// The text that a patch makes of one with comments.
///
/// # Errors
/// As for [`edits`].
pub(crate) fn edited_among_comments(
    text: &str,
    patch: &[PatchOperation],
) -> Result<String, EditError> {
    let old = commented(text).expect("JSON with comments");
    let edits = edit(Scope::whole(&old), Change::new(patch))?;
    let after = carried_out(text, &edits);
    let new =
        commented(&after).unwrap_or_else(|error| panic!("{error}\n{patch:?}\n{text}\n{after}"));
    says(&new, &expected(&old, patch), (text, patch, &after));
    Ok(after)
}

/// What the new text is to say.
fn expected(old: &Document, patch: &[PatchOperation]) -> Value {
    let mut value = old.value(old.root()).expect("JSON");
    json_patch::patch_unsafe(&mut value, patch).expect("the patch fits");
    value
}

/// Edits are sorted and disjoint, and each of them changes something.
fn carried_out(text: &str, edits: &[TextEdit]) -> String {
    let mut at = 0;
    for edit in edits {
        assert!(edit.range.start >= at, "edits overlap\n{edits:?}\n{text}");
        assert_ne!(text[edit.range.clone()], edit.text, "an edit that changes nothing\n{text}");
        at = edit.range.end;
    }
    String::from_utf8(splice(text.as_bytes(), edits)).expect("UTF-8")
}

/// The new text says what it should, whoever reads it.
fn says(new: &Document, expected: &Value, (text, patch, after): (&str, &[PatchOperation], &str)) {
    new.cross_check(&|_| true).expect("P0");
    let found = new.value(new.root()).expect("JSON");
    assert_eq!(found, *expected, "\n{patch:?}\n{text}\n{after}");
}

/// Members that a patch does not mention, nor anything in them, nor anything around them but the
/// objects that they are in, stand in the new text letter for letter.
fn untouched(old: &Document, new: &Document, patch: &[PatchOperation]) {
    let mentioned: Vec<&Pointer> = patch.iter().flat_map(pointers).collect();
    let mut open: Vec<(NodeId, PointerBuf)> = vec![(old.root(), PointerBuf::new())];
    while let Some((node, pointer)) = open.pop() {
        if mentioned.iter().any(|it| *it == pointer) {
            continue;
        }
        if mentioned.iter().any(|it| it.starts_with(&pointer)) {
            let members = old.members(node);
            open.extend(members.map(|(key, value)| {
                let name = old.string(key).expect("a key is a string");
                (value, pointer.with_trailing_token(&*name))
            }));
            continue;
        }
        // Of two members with one name the last is meant.
        if old.find(old.root(), &pointer) != Some(node) {
            continue;
        }
        let there = new.find(new.root(), &pointer).map(|node| new.raw(node));
        assert_eq!(there, Some(old.raw(node)), "{pointer}\n{patch:?}\n{}", old.original());
    }
}

fn pointers(operation: &PatchOperation) -> Vec<&Pointer> {
    match operation {
        PatchOperation::Add(it) => vec![&it.path],
        PatchOperation::Remove(it) => vec![&it.path],
        PatchOperation::Replace(it) => vec![&it.path],
        PatchOperation::Test(it) => vec![&it.path],
        PatchOperation::Move(it) => vec![&it.from, &it.path],
        PatchOperation::Copy(it) => vec![&it.from, &it.path],
    }
}
