//! The facts that a language tells of texts that are captured under a name, and of blocks that call a macro.
//! [`printed`](super::printed) uses them to find the captured texts that are printed where they stand.

/// The sections in which a captured text may stand, if it must mean the same as in the place where it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    /// All sections.
    All,
    /// Only sections that decide whether their text is there.
    Deciding,
    /// No sections.
    None,
}

/// A text that a tag captures under a name.
pub(super) struct Capture<'t> {
    pub(super) name: &'t str,
    /// The code of the tag that prints the text.
    pub(super) print: String,
    pub(super) within: Within,
    /// The words that mean something else in the text than outside.
    pub(super) foreign: &'static [&'static str],
}

/// A block that calls a macro and hands its text to it.
pub(super) struct Call<'t> {
    /// The name of the macro.
    pub(super) name: &'t str,
    /// The code of the tag that opens the macro.
    pub(super) definition: String,
    /// The code of the tag in the macro that prints the text of the block.
    pub(super) print: &'static str,
    /// The words that mean something else in a macro than outside.
    pub(super) foreign: &'static [&'static str],
}
