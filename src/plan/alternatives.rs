//! Adds to the possible contents of a secret the condition under which a template fetches each of
//! them.

use std::collections::{BTreeMap, BTreeSet};

use super::Migration;
use crate::engine::{SecretContent, SecretNeed};
use crate::text::{Guard, Template};

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

    /// Unites the contents that the alternatives want in one secret.
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
