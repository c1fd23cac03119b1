//! The keys and stand-ins that the renderings of a template share with those of the changed template.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::stand_in::Names;
use super::tree::Keys;

/// The keys and stand-ins that the renderings of a template share with those of the changed template.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub(super) keys: Keys,
    stand_ins: HashMap<(String, u32, bool), String>,
}

impl Shared {
    /// Returns the stand-in of an expression, as a whole value or inside of a string; `None` if
    /// there are more than can be told apart.
    pub(super) fn stand_in(
        &mut self,
        names: &mut Names,
        (key, round): (String, u32),
        shown: &str,
        is_whole: bool,
    ) -> Option<String> {
        let known = (key, round, is_whole);
        if let Some(found) = self.stand_ins.get(&known) {
            return Some(found.clone());
        }
        let found = names.another(shown, is_whole)?;
        self.stand_ins.insert(known, found.clone());
        Some(found)
    }
}

/// The expressions that the stand-ins of renderings stand for.
#[derive(Debug, Clone, Default)]
pub struct RenderedNames(pub(super) Arc<Mutex<Names>>);

impl RenderedNames {
    pub(super) fn with<A>(&self, run: impl FnOnce(&mut Names) -> A) -> A {
        run(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
