//! Paths of secrets for which definitions of a run want different credentials: how they are found, and
//! what rules ask of them.

use std::collections::BTreeMap;
use std::collections::hash_map::{Entry, HashMap};
use std::sync::Arc;

use crate::engine::{PossibleContent, SecretContent};
use crate::marathon::Id;

/// The secrets with a conflict: by path, without slashes at the ends, each content that definitions
/// want there, with the ids of these definitions.
#[derive(Debug, Clone, Default)]
pub struct Conflicts(Arc<BTreeMap<String, BTreeMap<SecretContent, Vec<String>>>>);

/// The most definitions that are kept for one content: one more than a message names, because one
/// of them may be the definition that the message is about.
const OWNERS: usize = 2;

impl Conflicts {
    /// Returns the conflicts among the secrets of all definitions. Each element of `wanted` has the
    /// path, the contents that the secret may have to hold, and the id of the definition.
    #[must_use]
    pub fn among<'w>(
        wanted: impl IntoIterator<Item = (&'w str, &'w [PossibleContent], &'w Id)>,
    ) -> Self {
        let mut first: HashMap<&str, (&[PossibleContent], &Id)> = HashMap::new();
        let mut paths: BTreeMap<String, BTreeMap<SecretContent, Vec<String>>> = BTreeMap::new();
        for (path, contents, who) in wanted {
            let path = path.trim_matches('/');
            let (known, owner) = match first.entry(path) {
                Entry::Vacant(vacant) => {
                    vacant.insert((contents, who));
                    continue;
                }
                Entry::Occupied(known) => *known.get(),
            };
            if is_sure_to_be(known, contents) {
                continue;
            }
            let there = paths.entry(path.to_owned()).or_default();
            for (contents, who) in [(known, owner), (contents, who)] {
                let who = who.to_string();
                for possible in contents {
                    let owners = there.entry(possible.content.clone()).or_default();
                    if owners.len() < OWNERS && !owners.contains(&who) {
                        owners.push(who.clone());
                    }
                }
            }
        }
        Conflicts(Arc::new(paths))
    }

    /// Whether there is no conflict.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there is a conflict at `path`.
    #[must_use]
    pub fn concern(&self, path: &str) -> bool {
        self.0.contains_key(path.trim_matches('/'))
    }

    /// Returns a content other than `content` that a definition wants at `path`, with the id of
    /// that definition: another one than `me`, if there is one.
    pub(crate) fn other(
        &self,
        path: &str,
        content: &SecretContent,
        me: &Id,
    ) -> Option<(&SecretContent, &str)> {
        let me = me.to_string();
        let others = || {
            let contents = self.0.get(path.trim_matches('/')).into_iter().flatten();
            let others = contents.filter(|(other, _)| *other != content);
            others.flat_map(|(other, owners)| owners.iter().map(move |who| (other, who.as_str())))
        };
        others().find(|(_, who)| *who != me).or_else(|| others().next())
    }
}

/// Whether two secrets always have the same content. Contents with unknown conditions are never
/// surely the same.
fn is_sure_to_be(one: &[PossibleContent], other: &[PossibleContent]) -> bool {
    let is_told = one.len() < 2 || one.iter().all(|possible| possible.condition.is_some());
    one == other && is_told
}
