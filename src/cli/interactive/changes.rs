//! The answers that change the proposal for a file: another path for its secrets, an accepted loss, or a text
//! that the user has edited. Nothing is written here.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::mem;

use super::editor::EditorFile;
use super::review::{Effect, Ending, NextStep, Proposal, Review, Turn};
use super::terminal::Typed;
use crate::engine::{Accept, SecretSource, Severity};
use crate::plan::{
    FileOptions, FilePlan, HandEdit, Positioned, Rewrite, conflicts, edit_by_hand, plan_for_all,
};
use crate::report::named;

/// Evaluates to the value that the user has typed. If there is none, the function that uses the macro returns the step
/// `$nothing`; after Ctrl-C or a signal, it returns the end of the dialogue.
macro_rules! typed {
    ($typed:expr, $nothing:expr) => {
        match $typed {
            Typed::This(typed) => typed,
            Typed::Nothing | Typed::End => return Ok($nothing),
            Typed::Interrupt(code) => return Ok(NextStep::End(Ending::Interrupted(code))),
        }
    };
}

impl Review<'_> {
    /// Asks for another path of secrets, and plans the file again with it.
    pub(super) fn source(&mut self, turn: Turn) -> io::Result<NextStep> {
        let Some(mut options) = self.options_of(turn) else { return Ok(NextStep::Ask) };
        let sources: BTreeSet<&str> =
            options.each.iter().map(|it| it.rules.secret_source.as_str()).collect();
        let sources: Vec<&str> = sources.into_iter().collect();
        self.terminal.say(&format!("so far {}", sources.join(", ")))?;
        let line = self.terminal.line("Secret source (as for --secret-source): ")?;
        let line = typed!(line, NextStep::Ask);
        match line.parse::<SecretSource>() {
            Ok(source) => options.each.iter_mut().for_each(|it| it.rules.store_at(source.clone())),
            Err(why) => {
                self.terminal.say(&format!("{why}"))?;
                return Ok(NextStep::Ask);
            }
        }
        self.plan_again(turn, options)
    }

    /// Returns the blockers of the file that can be accepted: the loss of each, by the name of the rule.
    pub(super) fn losses(&self, turn: Turn) -> BTreeMap<String, String> {
        let definitions = self.plan(turn).into_iter().flat_map(|plan| &plan.definitions);
        let findings = definitions.flat_map(|it| &it.findings).map(|located| &located.finding);
        let blockers = findings.filter(|it| it.severity == Severity::Blocker);
        blockers.filter_map(|it| Some((it.rule.clone(), it.loss.clone()?))).collect()
    }

    /// Asks about each blocker that can be accepted whether the user accepts its loss. If the user accepts one, the
    /// file is planned again.
    pub(super) fn accept(&mut self, turn: Turn) -> io::Result<NextStep> {
        let Some(mut options) = self.options_of(turn) else { return Ok(NextStep::Ask) };
        let mut is_changed = false;
        for (rule, loss) in self.losses(turn) {
            self.terminal.say(&format!("if you accept: {loss}"))?;
            let key = self.terminal.key(&format!("Accept {rule} for this file? [y,n] "))?;
            if typed!(key, NextStep::Ask).eq_ignore_ascii_case(&'y') {
                // The name of a rule holds no wildcard.
                let accept: Accept = rule.parse().map_err(io::Error::other)?;
                options.each.iter_mut().for_each(|it| it.rules.accept.push(accept.clone()));
                is_changed = true;
            }
        }
        if is_changed { self.plan_again(turn, options) } else { Ok(NextStep::Ask) }
    }

    /// Lets the user edit the new text of the file, until it is valid or the user gives up.
    pub(super) fn edit(&mut self, turn: Turn) -> io::Result<NextStep> {
        let Some(options) = self.options_of(turn) else { return Ok(NextStep::Ask) };
        let Some(before) = self.rewrite(turn).map(Rewrite::rewritten) else {
            return Ok(NextStep::Ask);
        };
        let path = self.reported(turn).path.clone();
        let mut draft = match EditorFile::new(&path, &before) {
            Ok(draft) => draft,
            Err(error) => {
                self.terminal.say(&format!("no draft for the editor: {error}"))?;
                return Ok(NextStep::Ask);
            }
        };
        loop {
            let text = match draft.edit(&self.terminal) {
                Ok(Some(text)) => text,
                Ok(None) => {
                    self.terminal.say("the editor failed; nothing was taken")?;
                    return Ok(NextStep::Ask);
                }
                Err(error) => {
                    self.terminal.say(&format!("the editor failed: {error}; nothing was taken"))?;
                    return Ok(NextStep::Ask);
                }
            };
            let Some(plan) = self.plan(turn).filter(|_| text != before) else {
                self.terminal.say("nothing was changed")?;
                return Ok(NextStep::Ask);
            };
            let why = match edit_by_hand(plan, text, &options) {
                Ok(HandEdit { plan, refused }) => {
                    self.propose(turn, plan, None);
                    self.show(turn)?;
                    for Positioned { position: at, item: why } in refused {
                        let position = format!("{}:{}:{}", named(&path), at.line, at.column);
                        self.terminal
                            .say(&format!("{position}: Marathon would refuse it: {why}"))?;
                    }
                    return Ok(NextStep::Ask);
                }
                Err(why) => why,
            };
            let at = why.position().map(|at| format!(":{}:{}", at.line, at.column));
            self.terminal.say(&format!("{}{}: {why}", named(&path), at.unwrap_or_default()))?;
            let again = self.terminal.key("Edit it again? [y,n] ")?;
            if !typed!(again, NextStep::Ask).eq_ignore_ascii_case(&'y') {
                return Ok(NextStep::Ask);
            }
        }
    }

    /// Makes `plan` the proposal for the file. The plan was made with `options`; without `options`, the user has edited
    /// it.
    fn propose(&mut self, turn: Turn, plan: FilePlan, options: Option<FileOptions>) {
        let result = mem::replace(&mut self.files[self.order[turn]].result, Ok(plan));
        let (own, is_drafted) = (self.own.get(&turn).cloned(), self.drafted.contains(&turn));
        match options {
            Some(options) => _ = self.own.insert(turn, options),
            None => _ = self.drafted.insert(turn),
        }
        self.effects.push(Effect::Proposed(Box::new(Proposal { turn, result, own, is_drafted })));
    }

    /// Restores the proposal `before` for its file.
    pub(super) fn restore(&mut self, before: Proposal) {
        self.files[self.order[before.turn]].result = before.result;
        match before.own {
            Some(own) => _ = self.own.insert(before.turn, own),
            None => _ = self.own.remove(&before.turn),
        }
        if !before.is_drafted {
            self.drafted.remove(&before.turn);
        }
    }

    /// Forgets the earlier proposals for a file that could not be written, so that none of them is restored.
    pub(super) fn forget_proposals(&mut self, turn: Turn) {
        self.effects.retain(|done| !matches!(done, Effect::Proposed(it) if it.turn == turn));
    }

    /// Returns the options to plan the file with; `None` if it must not be planned again.
    fn options_of(&self, turn: Turn) -> Option<FileOptions> {
        let own = || self.own.get(&turn).cloned();
        let of_session = || Some(self.options?.of(&self.reported(turn).path).as_ref().clone());
        own().or_else(of_session)
    }

    /// Plans the file again with `options`, and proposes the result.
    fn plan_again(&mut self, turn: Turn, mut options: FileOptions) -> io::Result<NextStep> {
        let Some(source) = self.rewrite(turn).map(|rewrite| rewrite.source.clone()) else {
            return Ok(NextStep::Ask);
        };
        // Only the definitions that were shown are changed, even if the new plan could change more.
        let positions = self.plan(turn).map(FilePlan::places).unwrap_or_default();
        let is_partial = !self.left_out.is_empty();
        if is_partial {
            options.change_only(&positions);
        }
        match plan_for_all(source.clone(), &options) {
            Ok(mut plan) => {
                if is_partial {
                    plan.choose(|definition| positions.contains(&definition.position));
                }
                // Answers may have resolved conflicts, and may have made new ones.
                let others = self.files.iter().filter(|file| file.path != source.path);
                let mut all = vec![&plan];
                all.extend(others.filter_map(|file| file.result.as_ref().ok()));
                all.extend(self.left_out);
                let conflicts = conflicts(&all).into_iter().filter(|held| held.plan == 0);
                let held = conflicts.map(|held| (held.definition, held.finding)).collect();
                plan.hold_back(held);
                self.propose(turn, plan, Some(options));
                Ok(NextStep::Show)
            }
            Err(why) => {
                self.terminal.say(&why.to_string())?;
                Ok(NextStep::Ask)
            }
        }
    }
}
