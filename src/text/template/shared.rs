//! The meanings and stand-ins that the renderings of a template before and after a change share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::stand_in::StandIns;
use super::tree::Meanings;

/// The meanings and stand-ins that the renderings of a template before and after a change share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub(super) meanings: Meanings,
    /// The stand-ins by the meaning of the expression, its round, and whether the stand-in is a whole string.
    stand_ins: HashMap<(String, u32, bool), String>,
}

impl Shared {
    /// Returns the stand-in of the expression with this meaning in a round of loops. `shown` is the text of the
    /// expression; `is_whole` is whether the stand-in is a whole string, not a part of one. Returns `None` if there are
    /// more expressions than different stand-ins.
    pub(super) fn stand_in(
        &mut self,
        stand_ins: &mut StandIns,
        meaning: String,
        round: u32,
        shown: &str,
        is_whole: bool,
    ) -> Option<String> {
        let known = (meaning, round, is_whole);
        if let Some(found) = self.stand_ins.get(&known) {
            return Some(found.clone());
        }
        let found = stand_ins.another(shown, is_whole)?;
        self.stand_ins.insert(known, found.clone());
        Some(found)
    }
}

/// The stand-ins of all renderings of a template before and after a change, with their expressions.
#[derive(Debug, Clone, Default)]
pub struct RenderedStandIns(pub(super) Arc<Mutex<StandIns>>);

impl RenderedStandIns {
    /// Returns the result of `run`, which gets the stand-ins.
    pub(super) fn with<A>(&self, run: impl FnOnce(&mut StandIns) -> A) -> A {
        run(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
