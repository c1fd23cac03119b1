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
            if let Some(when) = when(template, start, at).filter(|_| !finding.is_accepted) {
                finding.message = format!("{when}: {}", finding.message);
            }
        }
    }

    /// Unites the contents that the alternatives of the template want in one secret.
    pub(super) fn unite_contents(&mut self) {
        self.needs_mut().iter_mut().for_each(SecretNeed::unite);
    }
}

/// A condition under which a part of a definition is in the rendered text.
struct Term<'t> {
    /// The condition as it is written, such as `prod` or, for a loop, `each apps`.
    text: &'t str,
    /// Whether the condition must hold; if not, it must not hold.
    holds: bool,
    /// Whether the condition is that of a loop, which holds in each round.
    is_loop: bool,
}

/// Returns the conditions under which the byte `at` is in the rendered text if the byte at `start` is.
fn terms<'t>(template: &'t Template, start: usize, at: usize) -> Option<Vec<Term<'t>>> {
    let around = template.way_to(start)?;
    let mut own = template.way_to(at)?;
    own.retain(|condition, _| !around.contains_key(condition));
    let terms = own.into_iter().map(|(condition, holds)| {
        let text = Guard::text(condition);
        let text = text.strip_prefix("if ").unwrap_or(text);
        Term { text, holds, is_loop: template.is_loop(condition) }
    });
    Some(terms.collect()).filter(|terms: &Vec<Term>| !terms.is_empty())
}

/// Returns the condition under which the byte `at` is in the rendered text if the byte at `start`
/// is, such as `prod and not eu`.
fn condition(template: &Template, start: usize, at: usize) -> Option<String> {
    let terms = terms(template, start, at)?;
    let terms = terms.iter().map(|term| match term.text {
        text if term.holds => text.to_owned(),
        text if text.contains(' ') => format!("not ({text})"),
        text => format!("not {text}"),
    });
    Some(terms.collect::<Vec<_>>().join(" and "))
}

/// Returns the condition under which the byte `at` is in the rendered text if the byte at `start`
/// is, as a clause such as "for each of `apps`, when `prod` is set and `eu` is not set".
fn when(template: &Template, start: usize, at: usize) -> Option<String> {
    let terms = terms(template, start, at)?;
    let (rounds, others): (Vec<&Term>, Vec<&Term>) =
        terms.iter().partition(|term| term.is_loop && term.holds);
    let rounds = rounds.iter().map(|term| match looped(term.text) {
        Some(list) => format!("for each of `{list}`"),
        None => format!("in each round of `{}`", term.text),
    });
    let mut clauses: Vec<String> = rounds.collect();
    let others: Vec<String> = others.iter().map(|term| holds(term)).collect();
    if !others.is_empty() {
        clauses.push(format!("when {}", others.join(" and ")));
    }
    Some(clauses.join(", "))
}

/// Returns a condition as a clause, such as "`prod` is set".
fn holds(term: &Term) -> String {
    let is_name = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "_.-".contains(c))
    };
    let text = term.text.strip_prefix("with ").unwrap_or(term.text);
    match (looped(text).filter(|_| term.is_loop), term.holds) {
        (Some(list), _) => format!("`{list}` is empty"),
        (None, true) if is_name(text) => format!("`{text}` is set"),
        (None, false) if is_name(text) => format!("`{text}` is not set"),
        (None, true) => format!("`{text}` holds"),
        (None, false) => format!("`{text}` does not hold"),
    }
}

/// Returns the name of the list that a loop goes through: `apps` for the loops `each apps`, `for app in apps`
/// and `apps.each do |app|`.
fn looped(text: &str) -> Option<&str> {
    let written = match text.split_once(' ') {
        Some(("each", list)) => list,
        Some(("range", list)) => list.rsplit(":=").next()?,
        Some(("for", names)) => names.split_once(" in ")?.1,
        _ => text.split_once(".each")?.0,
    };
    Some(written.trim().trim_end_matches(" do"))
}
