//! The keys and stand-ins that the renderings of a template before and after a change share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::stand_in::StandIns;
use super::tree::Keys;

/// The keys and stand-ins that the renderings of a template before and after a change share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub(super) keys: Keys,
    /// The stand-ins by the key of the expression, the round, and whether it is a whole value.
    stand_ins: HashMap<(String, u32, bool), String>,
}

impl Shared {
    /// Returns the stand-in of the expression with the key `key` in a round of loops. `is_whole` is whether it is a
    /// whole value, not a part of a string. Returns `None` if there are more expressions than different stand-ins.
    pub(super) fn stand_in(
        &mut self,
        stand_ins: &mut StandIns,
        key: String,
        round: u32,
        shown: &str,
        is_whole: bool,
    ) -> Option<String> {
        let known = (key, round, is_whole);
        if let Some(found) = self.stand_ins.get(&known) {
            return Some(found.clone());
        }
        let found = stand_ins.another(shown, is_whole)?;
        self.stand_ins.insert(known, found.clone());
        Some(found)
    }
}

/// The stand-ins of all renderings of a pair, with their expressions.
#[derive(Debug, Clone, Default)]
pub struct RenderedStandIns(pub(super) Arc<Mutex<StandIns>>);

impl RenderedStandIns {
    pub(super) fn with<A>(&self, run: impl FnOnce(&mut StandIns) -> A) -> A {
        run(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
