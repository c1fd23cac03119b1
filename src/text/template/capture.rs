//! The tags that capture a text under a name, such as `{% set x %}` in Jinja, and the tags that hand a text to a macro,
//! such as `{% call m() %}`. Each language finds its own. [`printed`](super::printed) then finds those captured texts
//! that are rendered in their place.

/// The sections in which a captured text may stand. In other sections it does not count as rendered in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    /// Any section.
    All,
    /// Only sections that decide whether their text is there; no loop and no section that changes names.
    Deciding,
    /// No section: the captured text stands outside of all sections.
    None,
}

/// A text that a tag captures under a name: the text after `{% set x %}`.
pub(super) struct Capture<'t> {
    /// The name: `x`.
    pub(super) name: &'t str,
    /// The code of the tag that prints the text: `x` of `{{ x }}`.
    pub(super) print: String,
    /// The sections in which the text may stand.
    pub(super) within: Within,
    /// The words that mean something else in a captured text than outside. A text with one of them in a tag does not
    /// count as rendered in its place.
    pub(super) foreign: &'static [&'static str],
}

/// A section that hands its text to a macro: `{% call m() %}…{% endcall %}`.
pub(super) struct Call<'t> {
    /// The name of the macro: `m`.
    pub(super) name: &'t str,
    /// The code of the tag that opens the definition of the macro: `macro m()`.
    pub(super) definition: String,
    /// The code of the tag in the macro that prints the text of the section: `caller()`.
    pub(super) print: &'static str,
    /// The words that mean something else in a macro than outside. A section with one of them in a tag does not count
    /// as rendered in its place.
    pub(super) foreign: &'static [&'static str],
}
