//! The answer that keeps definitions on the Docker containerizer. It adds entries to the configuration file.

use std::io;
use std::path::{Path, PathBuf};

use super::config_change::ConfigChange;
use super::review::{Decision, Effect, Ending, KeptFile, NextStep, Review, Turn};
use super::terminal::Typed;
use crate::config::{FILE_NAME, NewKeep};
use crate::engine::Severity;
use crate::plan::{Kept, Migration};

impl Review<'_> {
    /// Asks for a reason, and keeps the blocked definitions of the file. If none is blocked, it keeps all.
    pub(super) fn keep(&mut self, turn: Turn) -> io::Result<NextStep> {
        let Some(indices) = self.plan(turn).map(|plan| plan.to_keep()) else {
            return Ok(NextStep::Ask);
        };
        let reason = match self.terminal.line("Reason to keep it on Docker: ")? {
            Typed::This(reason) => reason,
            Typed::Nothing | Typed::End => return Ok(NextStep::Ask),
            Typed::Interrupt(code) => return Ok(NextStep::End(Ending::Interrupted(code))),
        };
        let path = self.options.and_then(|options| options.config.path());
        let path = path.map_or_else(|| PathBuf::from(FILE_NAME), Path::to_owned);
        match self.keep_for(turn, &indices, &reason, &path) {
            Ok(()) => {}
            Err(why) => {
                self.terminal.say(&format!("nothing is kept: {why}"))?;
                return Ok(NextStep::Ask);
            }
        }
        self.terminal.say(&format!("kept; the entry is in {}", path.display()))?;
        if self.is_edited(turn) {
            return Ok(NextStep::Show);
        }
        self.decisions.insert(turn, Decision::Left);
        Ok(NextStep::Next)
    }

    /// Keeps the definitions of the file that have the `indices`, for `reason`. `path` is the configuration file.
    fn keep_for(
        &mut self,
        turn: Turn,
        indices: &[usize],
        reason: &str,
        path: &Path,
    ) -> Result<(), String> {
        let Ok(plan) = &mut self.files[self.order[turn]].result else { return Ok(()) };
        let of = |migration: &Migration| -> Vec<String> {
            let findings = migration.findings.iter().map(|located| &located.finding);
            let blockers = findings.filter(|it| it.severity == Severity::Blocker);
            let mut rules: Vec<String> = blockers.map(|it| it.rule.clone()).collect();
            rules.sort_unstable();
            rules.dedup();
            rules
        };
        let chosen = indices.iter().filter_map(|&index| plan.definitions.get(index));
        let chosen: Vec<(&str, Vec<String>)> =
            chosen.filter_map(|it| Some((it.id.as_str()?, of(it)))).collect();
        let rules: Vec<Vec<&str>> =
            chosen.iter().map(|(_, rules)| rules.iter().map(String::as_str).collect()).collect();
        let keeps: Vec<NewKeep> = chosen
            .iter()
            .zip(&rules)
            .map(|((id, _), rules)| NewKeep { id, rules, reason })
            .collect();
        let change = ConfigChange::adding(path, &keeps)?;
        change.make()?;
        let definitions = plan.definitions.clone();
        let edits = plan.rewrite.as_ref().map(|rewrite| rewrite.edits.clone()).unwrap_or_default();
        plan.keep(indices, &Kept { reason: reason.to_owned(), until: None });
        self.effects.push(Effect::Kept(Box::new(KeptFile { turn, definitions, edits, change })));
        Ok(())
    }

    /// Undoes [`Review::keep`]: removes the entries from the configuration file, and restores the plan of the file.
    pub(super) fn keep_no_longer(&mut self, kept: KeptFile) -> io::Result<NextStep> {
        let KeptFile { turn, definitions, edits, change } = kept;
        if let Err(why) = change.undo() {
            self.terminal.say(&format!("the entry stays: {why}"))?;
            return Ok(NextStep::Ask);
        }
        if let Ok(plan) = &mut self.files[self.order[turn]].result {
            plan.definitions = definitions;
            if let Some(rewrite) = &mut plan.rewrite {
                rewrite.edits = edits;
            }
        }
        self.decisions.remove(&turn);
        self.terminal.say(&format!("the entry is no longer in {}", change.path().display()))?;
        Ok(NextStep::Show)
    }
}
