//! Which comments belong to an item, and the proof that no other was lost.
//!
//! A comment belongs to the item that it stands behind on one line, or directly above on lines of
//! its own; it goes and moves with that item. All others stay.

use std::collections::HashMap;
use std::ops::Range;

use super::layout::Layout;
use super::tree::{Child, Item};
use crate::text::{NodeId, TextEdit, comments, splice_part};

/// The blanks of JSON. A form feed is none, but may end a comment.
pub(super) const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// What belongs to an item.
#[derive(Debug, Default)]
pub(super) struct Company {
    /// Comments above it or before it on its line, in order.
    pub(super) lead: Vec<Range<usize>>,
    /// The comma that stands before it on its line, where commas lead.
    pub(super) leading_comma: Option<usize>,
    /// The comma behind it on its line.
    pub(super) comma: Option<usize>,
    /// Comments behind it on its line, in order.
    pub(super) trail: Vec<Range<usize>>,
}

impl<'d> Layout<'d> {
    /// What belongs to the item at `span`.
    pub(super) fn company(self, span: &Range<usize>) -> Company {
        let mut company = Company::default();
        self.look_back(span.start, &mut company);
        self.look_ahead(span.end, &mut company);
        company
    }

    fn look_back(self, item: usize, company: &mut Company) {
        let text = self.document.original();
        let mut at = item;
        loop {
            let before = text[..at].trim_end_matches(BLANKS);
            let breaks = text[before.len()..at].matches('\n').count();
            if before.ends_with(',') && breaks == 0 && self.starts_line(before.len() - 1) {
                company.leading_comma = Some(before.len() - 1);
                at = before.len() - 1;
                continue;
            }
            let Some(comment) = self.comment_before(before.len()) else { return };
            let is_above = breaks == 1 && self.starts_line(comment.start);
            let is_beside = breaks == 0 && self.begins_behind_ink(comment.start);
            if !is_above && !is_beside {
                return;
            }
            at = comment.start;
            company.lead.insert(0, comment);
        }
    }

    /// Whether what begins at `at` on an item's line belongs to that item: nothing, a comma or an
    /// opening bracket is before it on the line.
    fn begins_behind_ink(self, at: usize) -> bool {
        let mut at = at;
        loop {
            let before = self.document.original()[..at].trim_end_matches([' ', '\t']);
            match self.comment_before(before.len()) {
                Some(comment) => at = comment.start,
                None => return before.is_empty() || before.ends_with(['\n', ',', '{', '[']),
            }
        }
    }

    fn look_ahead(self, item: usize, company: &mut Company) {
        let text = self.document.original().as_bytes();
        let mut at = item;
        let mut behind_comma = 0;
        loop {
            match text.get(at) {
                Some(b' ' | b'\t') => at += 1,
                Some(b',') if company.comma.is_none() => {
                    company.comma = Some(at);
                    behind_comma = company.trail.len();
                    at += 1;
                }
                Some(b'/' | b'#') => {
                    let Some(comment) = self.comment_at(at) else { break };
                    at = comment.end;
                    company.trail.push(comment);
                }
                _ => break,
            }
        }
        let ends_line = matches!(text.get(at), None | Some(b'\r' | b'\n' | b'}' | b']'));
        if !ends_line && company.comma.is_some() {
            company.trail.truncate(behind_comma);
        }
    }

    fn starts_line(self, at: usize) -> bool {
        let before = self.document.original()[..at].trim_end_matches([' ', '\t']);
        before.is_empty() || before.ends_with(['\n', '\u{FEFF}'])
    }

    fn comment_at(self, at: usize) -> Option<Range<usize>> {
        let comment = self.document.tag_at(at)?;
        (comment.start == at && self.is_comment(&comment)).then_some(comment)
    }

    /// The comment that ends at `at`.
    fn comment_before(self, at: usize) -> Option<Range<usize>> {
        let comment = self.document.tag_at(at.checked_sub(1)?)?;
        (comment.end == at && self.is_comment(&comment)).then_some(comment)
    }

    /// Whether what is hidden at `range` is a comment, not a comma.
    fn is_comment(self, range: &Range<usize>) -> bool {
        self.document.original().as_bytes()[range.start] != b','
    }

    /// Whether children that arrive have comments of their own.
    pub(super) fn bring_comments(self, arrived: &[&Child]) -> bool {
        arrived.iter().filter_map(|child| self.origin(child)).any(|span| {
            let company = self.company(&span);
            !company.lead.is_empty() || !company.trail.is_empty()
        })
    }

    /// Where a child that arrives stood before.
    pub(super) fn origin(self, child: &Child) -> Option<Range<usize>> {
        if let Some(key) = child.key {
            let value = self.document.value_of(key);
            return Some(self.document.span(key).start..self.document.span(value).end);
        }
        let node = match &child.value {
            Item::Raw(node) => Some(*node),
            Item::Container(container) => container.origin,
            Item::Scalar(_) => None,
        };
        // A value that got another name has left the comments of its member behind.
        node.filter(|_| child.name.is_none()).map(|node| self.document.span(node))
    }

    /// A child that arrives in a place without comments, between those that belong to it.
    pub(super) fn among_comments(self, child: &Child, text: String) -> String {
        if !self.document.is_commented() {
            return text;
        }
        let Some(span) = self.origin(child) else { return text };
        let company = self.company(&span);
        let block = |comment: &Range<usize>| self.moved_comment(comment, None);
        let lead = company.lead.iter().map(|comment| block(comment) + " ");
        let trail = company.trail.iter().map(|comment| format!(" {}", block(comment)));
        lead.chain([text]).chain(trail).collect()
    }

    /// A comment for a line that is indented by `indent`; without, as one that ends before its
    /// line does.
    pub(super) fn moved_comment(self, comment: &Range<usize>, indent: Option<&str>) -> String {
        let text = &self.document.original()[comment.clone()];
        let Some(indent) = indent else {
            if self.is_block(comment) {
                return text.to_owned();
            }
            let words =
                text.trim_start_matches(['/', '#']).trim_matches(BLANKS).replace("*/", "* /");
            return format!("/* {words} */");
        };
        let old = self.indent_at(comment.start);
        let mut lines = text.split('\n');
        let mut moved = lines.next().unwrap_or_default().to_owned();
        for line in lines {
            moved.push('\n');
            match line.strip_prefix(&*old) {
                Some(rest) => {
                    moved.push_str(indent);
                    moved.push_str(rest);
                }
                None => moved.push_str(line),
            }
        }
        moved
    }

    pub(super) fn is_block(self, comment: &Range<usize>) -> bool {
        self.document.original()[comment.clone()].starts_with("/*")
    }

    /// The comments of `scope` that `edits` lose, though nothing that they belong to goes in `root`;
    /// and those that they make up.
    pub(super) fn lost_comment(
        self,
        scope: NodeId,
        root: &Item,
        edits: &[TextEdit],
    ) -> Option<String> {
        let document = self.document;
        let span = document.span(scope);
        let before = &document.original()[span.clone()];
        let after = splice_part(document.original().as_bytes(), span.clone(), edits);
        let after = String::from_utf8_lossy(&after);
        let mut may_go = Vec::new();
        gone(self, scope, root, &mut may_go);
        let mut stays_elsewhere = Vec::new();
        moved(root, &mut stays_elsewhere);
        for child in stays_elsewhere {
            let Some(span) = self.origin(child) else { continue };
            let company = self.company(&span);
            may_go.retain(|gone| {
                *gone != span && !company.lead.contains(gone) && !company.trail.contains(gone)
            });
            let node = match (child.key, &child.value) {
                (Some(key), _) => Some(document.value_of(key)),
                (None, Item::Container(container)) => container.origin,
                (None, _) => None,
            };
            if let Some(node) = node {
                gone(self, node, &child.value, &mut may_go);
            }
        }
        let stays = |range: &Range<usize>| {
            let at = span.start + range.start;
            !may_go.iter().any(|gone| gone.contains(&at))
        };
        let mut left: Vec<String> =
            comments(&after).into_iter().map(|it| letters(&after[it])).collect();
        for comment in comments(before).into_iter().filter(stays) {
            let text = &before[comment];
            let letters = letters(text);
            match left.iter().position(|it| *it == letters) {
                Some(at) => drop(left.swap_remove(at)),
                None => return Some(format!("the comment `{}` is lost", text.trim_ascii())),
            }
        }
        if left.is_empty() {
            return None;
        }
        let all = document.original();
        let known: Vec<String> = comments(all).into_iter().map(|it| letters(&all[it])).collect();
        let new = left.into_iter().find(|text| !known.contains(text));
        new.map(|text| format!("the comment `{text}` is new"))
    }
}

/// What a comment says, however it is marked and laid out. A line that becomes a block has to part
/// the marks in it, too.
fn letters(comment: &str) -> String {
    comment.chars().filter(|c| !c.is_ascii_whitespace() && !matches!(c, '/' | '*' | '#')).collect()
}

/// Where comments may go: in and by what `item` does not have of `node` any more.
fn gone(layout: Layout, node: NodeId, item: &Item, out: &mut Vec<Range<usize>>) {
    let document = layout.document;
    match item {
        _ if item.is(node) => {}
        Item::Container(container) if container.origin == Some(node) => {
            let members = document.members(node).map(|(_, value)| value);
            let values: Vec<NodeId> = document.elements(node).chain(members).collect();
            let stays = container.children.iter().filter_map(|child| Some((child.slot?, child)));
            let stays: HashMap<usize, &Child> = stays.collect();
            for (slot, (span, value)) in document.children(node).zip(values).enumerate() {
                match stays.get(&slot) {
                    Some(child) => gone(layout, value, &child.value, out),
                    None => {
                        let company = layout.company(&span);
                        out.extend(company.lead.into_iter().chain(company.trail));
                        out.push(span);
                    }
                }
            }
        }
        _ => out.push(document.span(node)),
    }
}

/// What moves: the children that stand elsewhere in `item` than in the text.
fn moved<'i>(item: &'i Item, out: &mut Vec<&'i Child>) {
    let Item::Container(container) = item else { return };
    for child in &container.children {
        if child.slot.is_none() {
            out.push(child);
        }
        moved(&child.value, out);
    }
}
