//! The parts of a template that a reading hides, for the document of that reading.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::outline::{ArmId, Outline};
use super::stand_in::StandIns;
use super::tag::Role;

/// The parts of a template that a reading hides, and the expressions for which it has stand-ins.
#[derive(Debug, Clone)]
pub(in crate::text) struct Mask {
    /// The parts that are blanks in the reading but not in the template: tags, comments, and arms that are left
    /// out. They are in the order of the text; each ends before the next begins.
    opaque: Vec<Range<usize>>,
    outline: Arc<Outline>,
    stand_ins: Arc<Mutex<StandIns>>,
    /// Whether the text is JSON with comments, not a template.
    is_commented: bool,
}

impl Mask {
    pub(super) fn new(
        opaque: Vec<Range<usize>>,
        outline: Arc<Outline>,
        stand_ins: Arc<Mutex<StandIns>>,
        is_commented: bool,
    ) -> Self {
        Mask { opaque, outline, stand_ins, is_commented }
    }

    /// Whether the text is JSON with comments, not a template.
    pub(in crate::text) fn is_commented(&self) -> bool {
        self.is_commented
    }

    /// Returns the tag that the byte at `offset` is a part of.
    pub(in crate::text) fn tag_at(&self, offset: usize) -> Option<Range<usize>> {
        self.outline.tag_around(offset).map(|tag| tag.range.clone())
    }

    /// Returns the parts of `range` that are opaque.
    pub(in crate::text) fn opaque(
        &self,
        range: Range<usize>,
    ) -> impl Iterator<Item = Range<usize>> + '_ {
        let first = self.opaque.partition_point(|opaque| opaque.end <= range.start);
        let inside = self.opaque[first..].iter().take_while(move |opaque| opaque.start < range.end);
        inside.map(move |opaque| opaque.start.max(range.start)..opaque.end.min(range.end))
    }

    /// Returns the innermost arm around a byte.
    pub(in crate::text) fn arm_around(&self, offset: usize) -> Option<ArmId> {
        self.outline.arm_around(offset)
    }

    /// Whether `offset` is inside of a tag, after its first byte.
    pub(in crate::text) fn cuts_tag(&self, offset: usize) -> bool {
        self.outline.tag_around(offset).is_some_and(|tag| tag.range.start < offset)
    }

    /// Whether `range` cuts no tag and no section in two, and has no tag that changes the delimiters.
    pub(in crate::text) fn is_balanced(&self, range: Range<usize>) -> bool {
        let tags = &self.outline.tags;
        let first = tags.partition_point(|tag| tag.range.end <= range.start);
        let mut cut = tags[first..].iter().take_while(|tag| tag.range.start < range.end);
        !cut.any(|tag| tag.role == Role::Delimiters)
            && !self.cuts_tag(range.start)
            && !self.cuts_tag(range.end)
            && self.outline.arm_before(range.start) == self.outline.arm_before(range.end)
    }

    /// Returns `text` with the expressions in place of their stand-ins.
    pub(in crate::text) fn restored(&self, text: &str) -> String {
        self.stand_ins().restored(text).into_owned()
    }

    /// Returns a JSON text with the expressions in place of their stand-ins. Returns `None` if an expression that stood
    /// for a whole value would become a part of a string.
    pub(in crate::text) fn restored_json(&self, text: &str) -> Option<String> {
        self.stand_ins().restored_json(text).map(Cow::into_owned)
    }

    fn stand_ins(&self) -> MutexGuard<'_, StandIns> {
        self.stand_ins.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
