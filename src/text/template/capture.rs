//! Texts that are captured under a name, and blocks that call a macro: the facts that depend on the language, for
//! those that are printed in their place.

/// The sections in which a captured text means the same as at the place where it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    /// In all.
    All,
    /// In those that only decide whether the text is there.
    Deciding,
    /// In none.
    None,
}

/// A text that a tag captures under a name.
pub(super) struct Capture<'t> {
    pub(super) name: &'t str,
    /// The code of the tag that prints it.
    pub(super) print: String,
    pub(super) within: Within,
    /// The words that mean something else in it than outside.
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
