//! Fills in the conditions of what a secret may have to hold: which alternative of a template fetches
//! which credential.

use std::collections::{BTreeMap, BTreeSet};

use super::Migration;
use crate::engine::{SecretContent, SecretNeed};
use crate::text::{Guard, Template};

/// Where the credential URIs of a definition stand, by what they deliver; in bytes.
pub(super) type Places = BTreeMap<SecretContent, BTreeSet<usize>>;

impl Migration {
    /// Notes with each content when the alternative is there that fetches it, among those of a definition
    /// that begins at `start`. Nothing is noted of a content that several alternatives fetch, and of one
    /// that no URI delivers.
    pub(super) fn tell_conditions(&mut self, template: &Template, start: usize, places: &Places) {
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

    /// Puts together what the alternatives want of each secret.
    pub(super) fn unite_contents(&mut self) {
        self.needs_mut().iter_mut().for_each(SecretNeed::unite);
    }
}

/// What has to hold for the byte `at` to be there if that at `start` is: `prod and not eu`.
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
