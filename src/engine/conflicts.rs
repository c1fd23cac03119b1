//! All secrets that the definitions of a run want → those that would have to hold two different
//! credentials at once.

use std::collections::BTreeMap;
use std::collections::hash_map::{Entry, HashMap};
use std::sync::Arc;

use crate::engine::{PossibleContent, SecretContent};
use crate::marathon::Id;

/// By path, without slashes at the ends: each content that somebody wants there, and by whom.
#[derive(Debug, Clone, Default)]
pub struct Conflicts(Arc<BTreeMap<String, BTreeMap<SecretContent, Vec<String>>>>);

/// So many definitions are kept that want one content: one more than the one that is told about it.
const OWNERS: usize = 2;

impl Conflicts {
    /// Returns the conflicts among what all definitions of a run want: the path, what the secret may have
    /// to hold, and the definition.
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

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there is one at `path`.
    #[must_use]
    pub fn concern(&self, path: &str) -> bool {
        self.0.contains_key(path.trim_matches('/'))
    }

    /// Another content than `content` that somebody wants at `path`, and who: somebody else than `me`,
    /// if there is one.
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

/// Whether two secrets have the same content whenever both are there. If it depends on conditions that
/// are not told, nobody knows.
fn is_sure_to_be(one: &[PossibleContent], other: &[PossibleContent]) -> bool {
    let is_told = one.len() < 2 || one.iter().all(|possible| possible.condition.is_some());
    one == other && is_told
}
