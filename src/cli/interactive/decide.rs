//! The answers that write files, and the answer that takes them back.
//!
//! Invariant: a file is replaced only if it still holds the text that was shown, or the text that
//! an earlier answer wrote.

use std::io;

use super::review::{Decision, Done, NextStep, Review};
use crate::cli::rewrite::{lost, unflushed, write_bytes};
use crate::plan::Failure;
use crate::report::named;

impl Review<'_> {
    /// Records `fate` for the files at `places`, and writes those that are to be written. A file
    /// that cannot be written is left as it is, and the failure replaces its plan.
    pub(super) fn decide(&mut self, places: Vec<usize>, fate: Decision) -> io::Result<()> {
        let mut decided = Vec::new();
        for place in places {
            self.fates.insert(place, fate);
            if fate == Decision::Left {
                decided.push(place);
                continue;
            }
            let entry = &mut self.files[self.order[place]];
            if entry.edited().is_none() {
                continue;
            }
            let Ok(plan) = &mut entry.result else { continue };
            let Some(change) = &mut plan.rewrite else { continue };
            let (old, new) = (change.source.bytes.clone(), change.rewritten());
            match write_bytes(change, &old, &new) {
                Ok(replaced) => {
                    decided.push(place);
                    self.is_durable &= replaced.unflushed.is_none();
                    let told = lost(&entry.path, &replaced);
                    for text in told.into_iter().chain(unflushed(&entry.path, &replaced)) {
                        self.terminal.say(&text)?;
                    }
                }
                Err(error) => {
                    let message = error.to_string();
                    self.terminal.say(&format!("{}: {message}", named(&entry.path)))?;
                    entry.result = Err(Failure { position: None, message });
                    self.fates.insert(place, Decision::Left);
                    self.forget_proposals(place);
                }
            }
        }
        if !decided.is_empty() {
            self.answers.push(Done::Decided(decided));
        }
        Ok(())
    }

    /// Undoes the last answer, and goes back to its file.
    pub(super) fn undo(&mut self, place: &mut usize) -> io::Result<NextStep> {
        let places = match self.answers.pop() {
            Some(Done::Decided(places)) => places,
            Some(Done::Proposed(before)) => {
                *place = before.place;
                self.restore(*before);
                let shown = named(&self.entry(*place).path);
                self.terminal.say(&format!("{shown}: proposed as before"))?;
                return Ok(NextStep::Show);
            }
            Some(Done::Kept(kept)) => {
                *place = kept.place;
                return self.keep_no_longer(*kept);
            }
            None => return Ok(NextStep::Ask),
        };
        let mut is_undone = false;
        for &at in &places {
            let entry = &mut self.files[self.order[at]];
            let shown = named(&entry.path);
            let change = entry.result.as_mut().ok().and_then(|plan| plan.rewrite.as_mut());
            let said = match (self.fates.get(&at), change) {
                (Some(Decision::Written), Some(change)) => {
                    let (old, new) = (change.source.bytes.clone(), change.rewritten());
                    match write_bytes(change, &new, &old) {
                        Ok(_) => format!("{shown}: restored"),
                        Err(error) => {
                            self.terminal.say(&format!("{shown}: not restored: {error}"))?;
                            continue;
                        }
                    }
                }
                _ => format!("{shown}: to be decided again"),
            };
            self.terminal.say(&said)?;
            self.fates.remove(&at);
            is_undone = true;
        }
        if !is_undone {
            return Ok(NextStep::Ask);
        }
        *place = places[0];
        Ok(NextStep::Show)
    }
}
