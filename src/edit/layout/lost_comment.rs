//! The proof that the edits lose no comment and invent none.

use std::collections::HashMap;
use std::ops::Range;

use super::Layout;
use crate::edit::tree::{Child, Item};
use crate::text::{NodeId, TextEdit, comments, splice_part};

impl Layout<'_> {
    /// Returns a message if `edits` lose a comment of `scope` that must stay in `root`, or if the new text has
    /// a comment that is nowhere in the document.
    pub(in crate::edit) fn lost_comment(
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
        add_removed(self, scope, root, &mut may_go);
        let mut stays_elsewhere = Vec::new();
        add_moved(root, &mut stays_elsewhere);
        for child in stays_elsewhere {
            let Some(span) = self.old_place(child) else { continue };
            let attached = self.attached(&span);
            may_go.retain(|gone| {
                *gone != span && !attached.lead.contains(gone) && !attached.trail.contains(gone)
            });
            let node = match (child.key, &child.value) {
                (Some(key), _) => Some(document.value_of(key)),
                (None, Item::Container(container)) => container.origin,
                (None, _) => None,
            };
            if let Some(node) = node {
                add_removed(self, node, &child.value, &mut may_go);
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

/// Returns the characters of a comment without comment marks and blanks. They do not change when a comment is
/// moved, indented anew, or turned from a line comment into a block comment.
fn letters(comment: &str) -> String {
    comment.chars().filter(|c| !c.is_ascii_whitespace() && !matches!(c, '/' | '*' | '#')).collect()
}

/// Adds the ranges in which comments may be removed: the parts of `node` that `item` does not have any more,
/// and the comments that belong to these parts.
fn add_removed(layout: Layout, node: NodeId, item: &Item, out: &mut Vec<Range<usize>>) {
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
                    Some(child) => add_removed(layout, value, &child.value, out),
                    None => {
                        let attached = layout.attached(&span);
                        out.extend(attached.lead.into_iter().chain(attached.trail));
                        out.push(span);
                    }
                }
            }
        }
        _ => out.push(document.span(node)),
    }
}

/// Adds the children of `item`, at any depth, that stand elsewhere in the text or are new.
fn add_moved<'i>(item: &'i Item, out: &mut Vec<&'i Child>) {
    let Item::Container(container) = item else { return };
    for child in &container.children {
        if child.slot.is_none() {
            out.push(child);
        }
        add_moved(&child.value, out);
    }
}
