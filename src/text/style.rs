//! The style of a text: how a new line, a new member or a new array in it should look.
//!
//! All of it is taken from the text that is changed. A default is used only if the text has no example.

use super::document::Document;
use super::evidence::{ArrayLayout, Evidence, REACH};
use super::node::NodeId;

/// The style of one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    /// `"\n"` or `"\r\n"`.
    pub newline: &'static str,
    /// One step of indentation.
    pub unit: String,
    /// The text between key and value of a member that has a line of its own.
    pub colon: String,
    /// The text between key and value of a member of an object on one line.
    pub inline_colon: String,
    /// The text between two items of a container on one line.
    pub inline_comma: String,
    /// The text after the opening brace and before the closing brace of an object on one line.
    pub inline_pad: String,
    /// The text after the opening bracket and before the closing bracket of an array on one line.
    pub inline_array_pad: String,
    /// Whether a comma stands at the beginning of the line of the next item, not at the end of a line.
    pub comma_first: bool,
    /// If commas begin lines, the text between the indentation of the container and the item, such as `, `.
    pub comma_lead: String,
    /// Whether an opening brace stands on a line of its own below its key.
    pub brace_below: bool,
    /// Whether the first item stands on the line of its brace. It is true only if commas begin lines and braces
    /// stand below their keys.
    pub item_beside: bool,
    /// The greatest length in bytes of an object of scalars on one line, if such objects mostly stand on one
    /// line.
    pub short_objects: Option<usize>,
    /// The way to write arrays of objects; `None` if the text has no example.
    pub arrays: Option<ArrayLayout>,
    /// The way to write arrays of scalars; `None` if the text has no example.
    pub lists: Option<ArrayLayout>,
}

impl Style {
    /// Returns the style of the subtree of `scope`.
    #[must_use]
    pub fn of(document: &Document, scope: NodeId) -> Self {
        let evidence = Evidence::of(document, scope);
        let colon = evidence
            .colons
            .prevalent()
            .or_else(|| evidence.inline_colons.prevalent())
            .unwrap_or(": ")
            .to_owned();
        let inline_colon = evidence.inline_colons.prevalent().unwrap_or(&colon).to_owned();
        let comma = if inline_colon.ends_with(' ') { ", " } else { "," };
        let comma_first = evidence.comma_first > evidence.comma_last;
        let brace_below = evidence.brace_below > evidence.brace_beside;
        let arrays = evidence.arrays.or_else(|| {
            (!comma_first && is_cuddled(document, scope)).then_some(ArrayLayout::Cuddled)
        });
        Style {
            newline: newline(document, scope),
            unit: evidence.units.prevalent().unwrap_or("  ").into(),
            inline_comma: evidence.inline_commas.prevalent().unwrap_or(comma).into(),
            inline_pad: evidence.inline_pads.prevalent().unwrap_or_default().into(),
            inline_array_pad: evidence.inline_array_pads.prevalent().unwrap_or_default().into(),
            comma_lead: evidence.comma_leads.prevalent().unwrap_or(", ").into(),
            item_beside: comma_first && brace_below && evidence.item_beside > evidence.item_below,
            short_objects: evidence.short_objects(),
            lists: evidence.lists(),
            comma_first,
            brace_below,
            arrays,
            colon,
            inline_colon,
        }
    }

    /// Returns the text between two items on lines of their own, indented by `indent`.
    #[must_use]
    pub fn line_separator(&self, indent: &str) -> String {
        if !self.comma_first {
            return format!(",{}{indent}", self.newline);
        }
        let outer = indent.strip_suffix(self.unit.as_str()).unwrap_or(indent);
        format!("{}{outer}{}", self.newline, self.comma_lead)
    }

    /// Returns the text between an opening bracket, whose items are indented by `indent`, and the first item.
    #[must_use]
    pub fn opening(&self, indent: &str) -> String {
        if self.item_beside {
            return self.comma_lead.split_once(',').map_or("", |(_, blanks)| blanks).to_owned();
        }
        format!("{}{indent}", self.newline)
    }

    /// Returns an indentation one step deeper than `indent`. If `indent` ends with a tab, the step is a tab, even
    /// if other lines have spaces.
    #[must_use]
    pub fn deeper(&self, indent: &str) -> String {
        let tabs = indent.ends_with('\t') && !self.unit.contains('\t');
        format!("{indent}{}", if tabs { "\t" } else { &self.unit })
    }
}

/// Whether the scope is an element of several lines that begins on the line of a bracket or brace: `[{`, `}, {`.
fn is_cuddled(document: &Document, scope: NodeId) -> bool {
    let before = document.reading()[..document.span(scope).start].trim_end_matches([' ', '\t']);
    let beside = before.ends_with('[') || before.ends_with("},");
    beside && document.raw(scope).contains('\n')
}

/// Returns the line ending of the scope. If the scope has none, returns that of the beginning of the text.
fn newline(document: &Document, scope: NodeId) -> &'static str {
    let ending = |text: &[u8]| {
        let at = memchr::memchr(b'\n', text)?;
        Some(if text[..at].ends_with(b"\r") { "\r\n" } else { "\n" })
    };
    let text = document.reading().as_bytes();
    let head = &text[..text.len().min(REACH)];
    ending(document.raw(scope).as_bytes()).or_else(|| ending(head)).unwrap_or("\n")
}
