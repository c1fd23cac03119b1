//! The answers that decide about files and write them, and the answer that undoes the last one.
//!
//! Invariant: a file is replaced only if it still holds the text that was shown, or the text that
//! an earlier answer wrote.

use std::io;

use super::review::{Decision, Effect, NextStep, Review, Turn};
use crate::cli::rewrite::{lost, unflushed, write_bytes};
use crate::plan::Failure;
use crate::report::named;

impl Review<'_> {
    /// Records `decision` for the files of `turns`. If the decision is to write, the files are written now. If a file
    /// cannot be written, it stays as it is, and the failure replaces its plan.
    pub(super) fn decide(&mut self, turns: Vec<Turn>, decision: Decision) -> io::Result<()> {
        let mut decided = Vec::new();
        for turn in turns {
            self.decisions.insert(turn, decision);
            if decision == Decision::Left {
                decided.push(turn);
                continue;
            }
            let file = &mut self.files[self.order[turn]];
            if file.edited().is_none() {
                continue;
            }
            let Ok(plan) = &mut file.result else { continue };
            let Some(change) = &mut plan.rewrite else { continue };
            let (old, new) = (change.source.bytes.clone(), change.rewritten());
            match write_bytes(change, &old, &new) {
                Ok(replaced) => {
                    decided.push(turn);
                    self.is_durable &= replaced.unflushed.is_none();
                    let told = lost(&file.path, &replaced);
                    for text in told.into_iter().chain(unflushed(&file.path, &replaced)) {
                        self.terminal.say(&text)?;
                    }
                }
                Err(error) => {
                    let message = error.to_string();
                    self.terminal.say(&format!("{}: {message}", named(&file.path)))?;
                    file.result = Err(Failure { position: None, message });
                    self.decisions.insert(turn, Decision::Left);
                    self.forget_proposals(turn);
                }
            }
        }
        if !decided.is_empty() {
            self.effects.push(Effect::Decided(decided));
        }
        Ok(())
    }

    /// Undoes the last answer, and sets `turn` to its file.
    pub(super) fn undo(&mut self, turn: &mut Turn) -> io::Result<NextStep> {
        let turns = match self.effects.pop() {
            Some(Effect::Decided(turns)) => turns,
            Some(Effect::Proposed(before)) => {
                *turn = before.turn;
                self.restore(*before);
                let shown = named(&self.reported(*turn).path);
                self.terminal.say(&format!("{shown}: proposed as before"))?;
                return Ok(NextStep::Show);
            }
            Some(Effect::Kept(kept)) => {
                *turn = kept.turn;
                return self.keep_no_longer(*kept);
            }
            None => return Ok(NextStep::Ask),
        };
        let mut is_undone = false;
        for &at in &turns {
            let file = &mut self.files[self.order[at]];
            let shown = named(&file.path);
            let change = file.result.as_mut().ok().and_then(|plan| plan.rewrite.as_mut());
            let said = match (self.decisions.get(&at), change) {
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
            self.decisions.remove(&at);
            is_undone = true;
        }
        if !is_undone {
            return Ok(NextStep::Ask);
        }
        *turn = turns[0];
        Ok(NextStep::Show)
    }
}
