//! Adds the conditions of a template to the possible contents of a secret, and to the messages of
//! findings.

use std::collections::{BTreeMap, BTreeSet};

use super::{LocatedFinding, Migration};
use crate::engine::{SecretContent, SecretNeed};
use crate::marathon::Definition;
use crate::text::{Document, Guard, Template};

/// The offsets of the credential URIs of a definition, by the content that they deliver.
pub(super) type UriOffsets = BTreeMap<SecretContent, BTreeSet<usize>>;

impl Migration {
    /// Adds to each content of a definition that begins at `start` the condition under which it is
    /// fetched. A content that several alternatives fetch, or that no URI delivers, gets none.
    pub(super) fn tell_conditions(
        &mut self,
        template: &Template,
        start: usize,
        places: &UriOffsets,
    ) {
        for possible in self.needs_mut().iter_mut().flat_map(|need| &mut need.contents) {
            let places = places.get(&possible.content).into_iter().flatten();
            let conditions: BTreeSet<_> =
                places.map(|&at| condition(template, start, at)).collect();
            possible.condition = match conditions.len() {
                1 => conditions.into_iter().next().flatten(),
                _ => None,
            };
        }
    }

    /// Adds a condition to the message of each finding about a place that only some alternatives
    /// have. The messages of accepted findings stay as they are.
    pub(super) fn tell_when(
        &mut self,
        template: &Template,
        document: &Document,
        definition: &Definition,
    ) {
        let start = document.span(definition.node).start;
        for LocatedFinding { finding, .. } in &mut self.findings {
            let Some(local) = finding.pointer.strip_prefix(&definition.pointer) else { continue };
            let at = document.span(document.find_nearest(definition.node, local)).start;
            if let Some(condition) = condition(template, start, at).filter(|_| !finding.is_accepted)
            {
                finding.message = format!("when {}: {}", holds(&condition), finding.message);
            }
        }
    }

    /// Unites the contents that the alternatives of the template want in one secret.
    pub(super) fn unite_contents(&mut self) {
        self.needs_mut().iter_mut().for_each(SecretNeed::unite);
    }
}

/// Returns the condition under which the byte `at` is in the rendered text if the byte at `start`
/// is: `prod and not eu`.
fn condition(template: &Template, start: usize, at: usize) -> Option<String> {
    let around = template.way_to(start)?;
    let mut own = template.way_to(at)?;
    own.retain(|condition, _| !around.contains_key(condition));
    let own = own.into_iter().map(|(condition, holds)| {
        let text = Guard::text(condition);
        (text.strip_prefix("if ").unwrap_or(text), holds)
    });
    let terms = own.map(|(condition, holds)| match condition {
        _ if holds => condition.to_owned(),
        _ if condition.contains(' ') => format!("not ({condition})"),
        _ => format!("not {condition}"),
    });
    Some(terms.collect::<Vec<_>>().join(" and ")).filter(|text| !text.is_empty())
}

/// Returns a condition as a clause: "`prod` is set".
fn holds(condition: &str) -> String {
    let is_name = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "_.-".contains(c))
    };
    match condition.strip_prefix("not ") {
        None if is_name(condition) => format!("`{condition}` is set"),
        Some(name) if is_name(name) => format!("`{name}` is not set"),
        _ => format!("`{condition}` holds"),
    }
}
