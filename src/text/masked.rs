//! Questions about a document whose reading hides something from the tree: where tags and comments stand, in which arm
//! a byte stands, and which expression a stand-in takes the place of. The mask of the document has the answers.

use std::borrow::Cow;
use std::ops::Range;

use json_patch::jsonptr::{Pointer, PointerBuf};
use serde_json::Value;

use super::document::Document;
use super::template::Mask;

impl Document<'_> {
    /// Whether the document has a mask: it is a reading or a rendering of a template, or JSON with comments.
    #[must_use]
    pub fn is_masked(&self) -> bool {
        self.mask().is_some()
    }

    /// Whether the reading hides comments, and commas after the last item of a container.
    #[must_use]
    pub fn is_commented(&self) -> bool {
        self.mask().is_some_and(Mask::is_commented)
    }

    /// Returns the hidden tag or comment that the byte at `offset` is a part of.
    #[must_use]
    pub fn tag_at(&self, offset: usize) -> Option<Range<usize>> {
        self.mask()?.tag_at(offset)
    }

    /// Returns, in order, the parts of `range` that are blanks in the reading but not in the original: tags,
    /// comments, and arms that are not in this reading. They must stay where they are. In a rendering, these parts are
    /// the opening brackets of arrays in which the template has tags without a text.
    pub fn opaque(&self, range: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
        self.mask().into_iter().flat_map(move |mask| mask.opaque(range.clone()))
    }

    /// Whether `range` has an opaque part, see [`Document::opaque`].
    #[must_use]
    pub fn has_opaque(&self, range: Range<usize>) -> bool {
        self.opaque(range).next().is_some()
    }

    /// Whether the byte at `offset` stands in another arm than the byte at `around`, the beginning of a container
    /// around it.
    #[must_use]
    pub fn is_optional(&self, offset: usize, around: usize) -> bool {
        self.mask().is_some_and(|mask| mask.arm_around(offset) != mask.arm_around(around))
    }

    /// Whether a change at `offset` would cut a tag or an expression in two.
    #[must_use]
    pub fn cuts_tag(&self, offset: usize) -> bool {
        self.mask().is_some_and(|mask| mask.cuts_tag(offset))
    }

    /// Whether `range` cuts no tag and no section in two, and has no tag that changes the delimiters.
    #[must_use]
    pub fn is_balanced(&self, range: Range<usize>) -> bool {
        self.mask().is_none_or(|mask| mask.is_balanced(range))
    }

    /// Returns a text of the reading with the expressions of the original in place of stand-ins.
    #[must_use]
    pub fn restored<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.mask() {
            Some(mask) => Cow::Owned(mask.restored(text)),
            None => Cow::Borrowed(text),
        }
    }

    /// Returns a JSON text with the expressions of the original in place of stand-ins. Returns `None` if an
    /// expression that stood for a whole value would become part of a string.
    #[must_use]
    pub fn restored_json(&self, text: String) -> Option<String> {
        match self.mask() {
            Some(mask) => mask.restored_json(&text),
            None => Some(text),
        }
    }

    /// Replaces the stand-ins in a value of the reading by the expressions of the original.
    pub fn restore_value(&self, value: &mut Value) {
        match value {
            Value::String(text) => restore(self, text),
            Value::Array(elements) => elements.iter_mut().for_each(|it| self.restore_value(it)),
            Value::Object(members) => {
                let old = std::mem::take(members);
                members.extend(old.into_iter().map(|(mut name, mut value)| {
                    restore(self, &mut name);
                    self.restore_value(&mut value);
                    (name, value)
                }));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Returns a pointer into the reading with the expressions of the original in place of stand-ins.
    #[must_use]
    pub fn restored_pointer(&self, pointer: &Pointer) -> PointerBuf {
        let token = |token: json_patch::jsonptr::Token| {
            let mut name = token.decoded().into_owned();
            restore(self, &mut name);
            json_patch::jsonptr::Token::new(name).into_owned()
        };
        PointerBuf::from_tokens(pointer.tokens().map(token))
    }
}

/// Replaces the stand-ins in `text` by the expressions of the original.
fn restore(document: &Document, text: &mut String) {
    if super::has_expression(text) {
        *text = document.restored(text).into_owned();
    }
}
