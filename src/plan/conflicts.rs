//! Finds the definitions that are held back in a run, because another definition wants the same
//! secret for another credential.
//!
//! A secret is a path in one cluster. Definitions with the same id never hold each other back: a
//! cluster has room for only one of them, so that they are for different clusters, or one of them
//! is an old copy. Blocked definitions count too: if one is unblocked later, the path of its secret
//! must not be in use for another credential by then. Invariant: whether a definition is held back
//! depends only on definitions with other ids that want one of its secrets in one of its clusters.

use std::collections::BTreeMap;
use std::collections::hash_map::{Entry, HashMap};

use super::replay::prove;
use super::{FilePlan, Migration, State};
use crate::engine::{Cluster, Finding, PossibleContent, SecretContent, SecretNeed, Severity};
use crate::marathon::Id;
use crate::rules::{blocked_by_template, wanted_by_two};
use crate::text::Lines;

/// A definition that is held back.
#[derive(Debug)]
pub struct HeldBack {
    /// The index of the plan among the plans of the run.
    pub plan: usize,
    /// The index of the definition in its plan.
    pub definition: usize,
    /// The reason.
    pub finding: Finding,
}

/// A secret: its cluster, and its path without slashes at the ends.
type SecretOfCluster<'p> = (&'p Cluster, &'p str);

/// For each list of contents, the first two definitions that want these contents. Two are enough,
/// because [`Want::other`] needs one that is not the definition of the [`Want`].
type Wanting<'p> = BTreeMap<&'p [PossibleContent], Vec<Who<'p>>>;

/// The number of definitions that are noted for each list of contents.
const MAX_NOTED: usize = 2;

/// The identity of a definition. Definitions with the same identity never hold each other back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who<'p> {
    /// The id of the definition.
    Id(&'p str),
    /// The place of the definition, if its id is not known or only the rendering of a template tells
    /// the id. `plan` is the index of the plan, `definition` the index of the definition in the plan.
    Place { plan: usize, definition: usize, id: &'p Id },
}

impl std::fmt::Display for Who<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Who::Id(id) => out.write_str(id),
            Who::Place { id, .. } => id.fmt(out),
        }
    }
}

/// The contents that a definition wants in one secret.
#[derive(Clone, Copy)]
struct Want<'p> {
    /// The index of the plan among the plans of the run.
    plan: usize,
    /// The index of the definition in its plan.
    definition: usize,
    who: Who<'p>,
    secret: SecretOfCluster<'p>,
    /// The contents that the definition may want in the secret.
    contents: &'p [PossibleContent],
}

/// Returns the definitions that are held back, in the order of the plans, each of them once.
#[must_use]
pub fn conflicts(plans: &[&FilePlan]) -> Vec<HeldBack> {
    let contested = contested(plans);
    if contested.is_empty() {
        return Vec::new();
    }
    let mut held: Vec<HeldBack> = Vec::new();
    for want in wants(plans) {
        let Want { plan, definition, .. } = want;
        let is_known = |held: &HeldBack| (held.plan, held.definition) == (plan, definition);
        let Some(wanting) = contested.get(&want.secret) else { continue };
        let Some((other, who)) = want.other(wanting).filter(|_| !held.last().is_some_and(is_known))
        else {
            continue;
        };
        let mine = want.contents.iter().map(|it| &it.content);
        let Some(mine) = mine.clone().find(|mine| *mine != other).or(mine.clone().next()) else {
            continue;
        };
        let pointer = plans[plan].definitions[definition].pointer.clone();
        let finding = wanted_by_two(pointer, want.secret.1, mine, other, &who.to_string());
        held.push(HeldBack { plan, definition, finding });
    }
    held
}

/// Returns the secrets for which definitions want contents that are not surely the same.
fn contested<'p>(plans: &[&'p FilePlan]) -> HashMap<SecretOfCluster<'p>, Wanting<'p>> {
    let mut first: HashMap<SecretOfCluster, &[PossibleContent]> = HashMap::new();
    let mut contested: HashMap<SecretOfCluster, Wanting> = HashMap::new();
    for want in wants(plans) {
        match first.entry(want.secret) {
            Entry::Vacant(vacant) => _ = vacant.insert(want.contents),
            Entry::Occupied(known) if are_surely_same(known.get(), want.contents) => {}
            Entry::Occupied(_) => _ = contested.entry(want.secret).or_default(),
        }
    }
    if contested.is_empty() {
        return contested;
    }
    for want in wants(plans) {
        let Some(wanting) = contested.get_mut(&want.secret) else { continue };
        let all = wanting.entry(want.contents).or_default();
        if all.len() < MAX_NOTED && !all.contains(&want.who) {
            all.push(want.who);
        }
    }
    contested
}

/// Returns what the definitions of all plans want to store, in the order of the plans.
fn wants<'p>(plans: &[&'p FilePlan]) -> impl Iterator<Item = Want<'p>> {
    plans.iter().enumerate().flat_map(|(plan, file)| {
        file.definitions.iter().enumerate().flat_map(move |(definition, migration)| {
            let id = &migration.id;
            let who = match id {
                Id::Absolute(id) => Who::Id(id),
                _ => Who::Place { plan, definition, id },
            };
            // Two ids with the same expression count as different, and so do paths that contain
            // such an id.
            let is_own = move |source: &str| match id {
                Id::Templated(id) => source.contains(id.trim_matches('/')),
                _ => false,
            };
            let is_compared =
                move |need: &&SecretNeed| !need.contents.is_empty() && !is_own(&need.source);
            let needs = migration.needs().iter().filter(is_compared);
            needs.flat_map(move |need| {
                let path = need.source.trim_matches('/');
                let contents = &*need.contents;
                file.clusters_of(need).iter().map(move |cluster| Want {
                    plan,
                    definition,
                    who,
                    secret: (cluster, path),
                    contents,
                })
            })
        })
    })
}

impl<'p> Want<'p> {
    /// Returns another definition that wants other contents for the same secret, and one of these
    /// contents.
    fn other(&self, wanting: &Wanting<'p>) -> Option<(&'p SecretContent, Who<'p>)> {
        let differing =
            wanting.iter().filter(|(contents, _)| !are_surely_same(contents, self.contents));
        let mut others = differing.flat_map(|(contents, all)| {
            all.iter().filter(|who| **who != self.who).map(move |who| (*contents, *who))
        });
        let (contents, who) = others.next()?;
        let is_other =
            |it: &&PossibleContent| !self.contents.iter().any(|mine| mine.content == it.content);
        let content = contents.iter().find(is_other).or(contents.first())?;
        Some((&content.content, who))
    }
}

/// Whether two lists of contents are the same in every rendering: they are equal, and their
/// conditions are known.
fn are_surely_same(one: &[PossibleContent], other: &[PossibleContent]) -> bool {
    let is_told = one.len() < 2 || one.iter().all(|possible| possible.condition.is_some());
    one == other && is_told
}

impl FilePlan {
    /// Holds definitions back: `held` has the index of each definition and the reason. If the edits that
    /// are left cannot be proved alone, the other convertible definitions become blocked, too.
    pub fn hold_back(&mut self, held: Vec<(usize, Finding)>) {
        let mut starts = Vec::new();
        if let Some(rewrite) = &self.rewrite {
            let lines = Lines::new(&rewrite.source.bytes);
            starts = self.definitions.iter().map(|it| lines.offset(it.position)).collect();
        }
        for (index, finding) in held {
            if let Some(rewrite) = &mut self.rewrite
                && self.definitions[index].state() == State::Convertible
            {
                let next = starts.get(index + 1).copied().unwrap_or(usize::MAX);
                let own = starts[index]..next;
                rewrite.edits.retain(|edit| !own.contains(&edit.range.start));
            }
            self.definitions[index].hold_back_for(finding);
        }
        let Some(rewrite) = self.rewrite.as_mut().filter(|it| !it.edits.is_empty()) else { return };
        // The edits that are left were proved together with those that are gone, not alone.
        let Err(reason) = prove(&rewrite.source, &self.definitions, &rewrite.edits) else { return };
        rewrite.edits.clear();
        for definition in self.definitions.iter_mut().filter(|it| it.state() == State::Convertible)
        {
            let finding = blocked_by_template(definition.pointer.clone(), reason.clone());
            definition.hold_back_for(finding);
        }
    }
}

impl Migration {
    /// Adds a blocker that was found after the rules had run, and makes the definition a blocked one.
    fn hold_back_for(&mut self, finding: Finding) {
        let located = super::LocatedFinding { position: self.position, finding };
        if matches!(self.state(), State::Convertible | State::Kept) {
            self.make_blocked();
        }
        // A note tells what was done, but nothing was done.
        self.findings.retain(|located| located.finding.severity > Severity::Note);
        self.insert(located);
    }
}
