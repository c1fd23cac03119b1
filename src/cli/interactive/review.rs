//! The dialogue about a session: the files to ask about, the answers, and the decision about each file.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::answer::{Answer, Offered};
use super::config_change::ConfigChange;
use super::screen;
use super::terminal::{Terminal, Typed};

use crate::cli::options::OptionsByFile;
use crate::cli::session::Session;
use crate::plan::{
    Failure, FileFormat, FileOptions, FilePlan, Migration, ReportedFile, Rewrite, State,
};
use crate::report::named;
use crate::text::TextEdit;

/// The way in which the dialogue ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Ending {
    /// All questions were answered, or the user quit.
    Answered,
    /// A signal ends the program with this exit code.
    Interrupted(u8),
}

/// The place of a file in the dialogue: its index in [`Review::order`].
pub(super) type Turn = usize;

/// The decision about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    /// The file is written.
    Written,
    /// The file stays as it is.
    Left,
}

/// The step that follows an answer.
pub(super) enum NextStep {
    /// Show the same file again and ask.
    Show,
    /// Ask about the same file again, without showing it.
    Ask,
    /// Go on to the next file that is not decided.
    Next,
    /// End the dialogue.
    End(Ending),
}

/// The effect of an answer, with what is needed to undo it.
pub(super) enum Effect {
    /// The files of these turns were decided.
    Decided(Vec<Turn>),
    /// Another change was proposed for a file. The value is the proposal before.
    Proposed(Box<Proposal>),
    /// Definitions of a file were kept by new entries of the configuration.
    Kept(Box<KeptFile>),
}

/// A file whose definitions were kept, with what is needed to undo that.
pub(super) struct KeptFile {
    pub(super) turn: Turn,
    /// The definitions of the file before they were kept.
    pub(super) definitions: Vec<Migration>,
    /// The edits of the file before.
    pub(super) edits: Vec<TextEdit>,
    /// The change of the configuration file.
    pub(super) change: ConfigChange,
}

/// The proposal for a file.
pub(super) struct Proposal {
    pub(super) turn: Turn,
    /// The plan of the file, or its error.
    pub(super) result: Result<FilePlan, Failure>,
    /// The options that answers have chosen for this file alone; `None` if there are none.
    pub(super) own: Option<FileOptions>,
    /// Whether the user has edited the new text.
    pub(super) is_drafted: bool,
}

/// The result of a dialogue.
pub(in crate::cli) struct ReviewResult {
    pub(in crate::cli) ending: Ending,
    /// Whether all written files outlast a power cut.
    pub(in crate::cli) is_durable: bool,
}

/// The text that is shown about a file: its findings and its diff.
struct Shown {
    page: Vec<u8>,
    /// The line above the findings, with the path of the file.
    title: String,
}

/// The dialogue about a session.
pub(in crate::cli) struct Review<'s> {
    pub(super) terminal: Terminal,
    /// All files of the session.
    pub(super) files: &'s mut [ReportedFile],
    /// The options to plan a file again with; `None` if the plans come from a plan file and must not be changed.
    pub(super) options: Option<&'s OptionsByFile>,
    /// Plans of the definitions that filters have left out, and of the files of other clusters.
    pub(super) left_out: &'s [FilePlan],
    /// The options that answers have chosen for single files.
    pub(super) own: BTreeMap<Turn, FileOptions>,
    /// The files whose new text the user has edited.
    pub(super) drafted: BTreeSet<Turn>,
    /// The number of `-v`. From 1 on, notes are shown, too.
    pub(super) verbosity: u8,
    /// The files to ask about, as indices into `files`.
    pub(super) order: Vec<usize>,
    /// The files without changes that have blocked definitions, as indices into `files`. When all other files are
    /// decided, the user is asked whether to go through them.
    waiting: Vec<usize>,
    /// The part of the last page for which the screen had no room.
    rest: Vec<u8>,
    /// The decisions so far.
    pub(super) decisions: BTreeMap<Turn, Decision>,
    /// The effects of the answers that can be undone; that of the last answer is at the end.
    pub(super) effects: Vec<Effect>,
    /// Whether all written files outlast a power cut.
    pub(super) is_durable: bool,
}

impl<'s> Review<'s> {
    /// Prepares the dialogue. With `with_blocked`, files that only have blocked definitions are asked about in the
    /// order of all files, not at the end.
    pub(in crate::cli) fn new(
        terminal: Terminal,
        session: &'s mut Session,
        verbosity: u8,
        with_blocked: bool,
    ) -> Self {
        let Session { files, options, left_out, .. } = session;
        let options = options.as_ref();
        let can_change = options.is_some();
        let is_blocked = |file: &ReportedFile| {
            let plan = file.result.as_ref().ok();
            let mut definitions = plan.into_iter().flat_map(|plan| &plan.definitions);
            file.edited().is_none() && definitions.any(|it| it.state() == State::Blocked)
        };
        let blocked = |&index: &usize| can_change && is_blocked(&files[index]);
        let in_turn =
            |&index: &usize| files[index].edited().is_some() || with_blocked && blocked(&index);
        let order: Vec<usize> = (0..files.len()).filter(in_turn).collect();
        let waiting = (0..files.len()).filter(|index| blocked(index) && !in_turn(index)).collect();
        Review {
            terminal,
            files,
            options,
            left_out,
            own: BTreeMap::new(),
            drafted: BTreeSet::new(),
            verbosity,
            order,
            waiting,
            rest: Vec::new(),
            decisions: BTreeMap::new(),
            effects: Vec::new(),
            is_durable: true,
        }
    }

    /// Asks until all files are decided, or until the user or a signal ends the dialogue. Afterwards the plans have the
    /// decisions in them: the plan of a file that was not written has no edits.
    pub(in crate::cli) fn run(mut self) -> io::Result<ReviewResult> {
        let ending = self.ask();
        if let Ok(Ending::Interrupted(_)) = ending {
            let written = self.decisions.values().filter(|it| **it == Decision::Written).count();
            let files = if written == 1 { "file was" } else { "files were" };
            self.terminal.say(&format!(
                "stopped: {written} {files} converted, the others are as they were"
            ))?;
        }
        for (turn, &index) in self.order.iter().enumerate() {
            let Ok(plan) = &mut self.files[index].result else { continue };
            match self.decisions.get(&turn) {
                Some(Decision::Written) => plan.follow_edits(),
                Some(Decision::Left) | None => plan.leave(),
            }
        }
        Ok(ReviewResult { ending: ending?, is_durable: self.is_durable })
    }

    /// Asks about all files, and then, if the user wants that, about the blocked ones.
    fn ask(&mut self) -> io::Result<Ending> {
        if let Some(ending) = self.ask_from(0)? {
            return Ok(ending);
        }
        let waiting = std::mem::take(&mut self.waiting);
        let question = match waiting.len() {
            0 => return Ok(Ending::Answered),
            1 => "1 file cannot be converted yet. Look at it? [y,n] ".to_owned(),
            count => format!("{count} files cannot be converted yet. Go through them? [y,n] "),
        };
        match self.terminal.key(&format!("\x1b[1;34m{question}\x1b[0m"))? {
            Typed::This('y' | 'Y') => {}
            Typed::Interrupt(code) => return Ok(Ending::Interrupted(code)),
            Typed::This(_) | Typed::Nothing | Typed::End => return Ok(Ending::Answered),
        }
        let first = self.order.len();
        self.order.extend(waiting);
        Ok(self.ask_from(first)?.unwrap_or(Ending::Answered))
    }

    /// Asks about the files from `turn` on. Returns `None` if all of them were decided.
    fn ask_from(&mut self, mut turn: Turn) -> io::Result<Option<Ending>> {
        while turn < self.order.len() {
            if self.decisions.contains_key(&turn) {
                turn += 1;
                continue;
            }
            self.show(turn)?;
            loop {
                match self.question(&mut turn)? {
                    NextStep::Show => self.show(turn)?,
                    NextStep::Ask => {}
                    NextStep::Next => break,
                    NextStep::End(ending) => return Ok(Some(ending)),
                }
            }
        }
        Ok(None)
    }

    /// Asks one question about the file of `turn`, and carries out the answer. An answer that is undone changes `turn`.
    fn question(&mut self, turn: &mut Turn) -> io::Result<NextStep> {
        let offered = self.offered(*turn);
        let what =
            if self.is_edited(*turn) { "Convert this file?" } else { "Cannot be converted yet." };
        let (number, count) = (*turn + 1, self.order.len());
        let mut question = format!("{what} {number}/{count} {} ", offered.keys());
        if question.len() >= self.terminal.size().columns {
            question = question.replace(',', "");
        }
        let key = match self.terminal.key(&format!("\x1b[1;34m{question}\x1b[0m"))? {
            Typed::This(key) => key,
            Typed::Nothing => return Ok(NextStep::Ask),
            Typed::End => return Ok(NextStep::End(Ending::Answered)),
            Typed::Interrupt(code) => return Ok(NextStep::End(Ending::Interrupted(code))),
        };
        match offered.answer(key) {
            Some(answer) => self.answer(answer, turn),
            None => {
                self.terminal.say("that is no answer here; there are:")?;
                self.terminal.say(offered.help().trim_end())?;
                Ok(NextStep::Ask)
            }
        }
    }

    /// Returns the answers that a question about the file offers.
    fn offered(&self, turn: Turn) -> Offered {
        let files = self.open(turn).filter(|&turn| self.is_edited(turn)).count();
        Offered::of(|answer| self.is_possible(answer, turn), files)
    }

    /// Whether a question about the file offers `answer`.
    fn is_possible(&self, answer: Answer, turn: Turn) -> bool {
        match answer {
            Answer::More => !self.rest.is_empty(),
            Answer::Yes => self.is_edited(turn),
            Answer::Keep => {
                self.is_possible(Answer::Source, turn)
                    && self.plan(turn).is_some_and(|plan| !plan.to_keep().is_empty())
            }
            // After the user has edited a text with embedded JSON, it is not known where the JSON stands.
            Answer::Edit => self.options.is_some() && !self.is_embedded(turn),
            // This answer plans the file anew from its content. What the user has edited would be lost.
            Answer::Source => self.options.is_some() && !self.drafted.contains(&turn),
            Answer::Accept => {
                self.is_possible(Answer::Source, turn) && !self.losses(turn).is_empty()
            }
            Answer::Undo => !self.effects.is_empty(),
            _ => true,
        }
    }

    /// Carries out an answer to a question about the file of `turn`.
    fn answer(&mut self, answer: Answer, turn: &mut Turn) -> io::Result<NextStep> {
        match answer {
            Answer::Yes => {
                self.decide(vec![*turn], Decision::Written)?;
                Ok(NextStep::Next)
            }
            Answer::No => {
                self.decide(vec![*turn], Decision::Left)?;
                Ok(NextStep::Next)
            }
            Answer::All => self.all(*turn),
            Answer::LeaveFolder => {
                let folder = self.reported(*turn).path.parent().map(ToOwned::to_owned);
                let is_in = |at: &Turn| {
                    folder.as_ref().is_none_or(|folder| self.reported(*at).path.starts_with(folder))
                };
                let rest = self.open(*turn).filter(is_in).collect();
                self.decide(rest, Decision::Left)?;
                Ok(NextStep::Next)
            }
            Answer::Quit => Ok(NextStep::End(Ending::Answered)),
            Answer::Edit => self.edit(*turn),
            Answer::Source => self.source(*turn),
            Answer::Accept => self.accept(*turn),
            Answer::Keep => self.keep(*turn),
            Answer::More => {
                self.rest = screen::show_first(&self.terminal, &self.rest)?;
                Ok(NextStep::Ask)
            }
            Answer::View => {
                let Shown { page, title } = self.page(*turn, usize::MAX)?;
                screen::show_all(&self.terminal, &page, &title)?;
                self.rest.clear();
                Ok(NextStep::Ask)
            }
            Answer::Undo => self.undo(turn),
            Answer::Help => {
                let offered = self.offered(*turn);
                self.terminal.say(offered.help().trim_end())?;
                Ok(NextStep::Ask)
            }
        }
    }

    /// Converts all files from `turn` on that have changes and are not decided. If there are several, the user is asked
    /// first.
    fn all(&mut self, turn: Turn) -> io::Result<NextStep> {
        let files: Vec<Turn> = self.open(turn).filter(|&it| self.is_edited(it)).collect();
        if files.len() > 1 {
            let question = format!("Convert {} files? [y,n] ", files.len());
            match self.terminal.key(&format!("\x1b[1;34m{question}\x1b[0m"))? {
                Typed::This('y' | 'Y') => {}
                Typed::Interrupt(code) => return Ok(NextStep::End(Ending::Interrupted(code))),
                Typed::This(_) | Typed::Nothing | Typed::End => return Ok(NextStep::Ask),
            }
        }
        self.decide(files, Decision::Written)?;
        // The files that are not decided now have no changes. They are asked about next, or at the end.
        Ok(if self.waiting.is_empty() { NextStep::End(Ending::Answered) } else { NextStep::Next })
    }

    /// Shows the findings and the diff of a file, as far as the screen has room.
    pub(super) fn show(&mut self, turn: Turn) -> io::Result<()> {
        let Shown { page, .. } = self.page(turn, 3)?;
        self.rest = screen::show_first(&self.terminal, &page)?;
        Ok(())
    }

    /// Returns the findings and the diff of a file, with `context` unchanged lines around each change.
    fn page(&self, turn: Turn, context: usize) -> io::Result<Shown> {
        let file = &self.files[self.order[turn]];
        let title = format!("{}/{} {}", turn + 1, self.order.len(), named(&file.path));
        let columns = self.terminal.size().columns;
        let page = screen::page(file, &title, self.verbosity, context, columns)?;
        Ok(Shown { page, title })
    }

    /// Returns the turns of the files from `turn` on that are not decided.
    pub(super) fn open(&self, turn: Turn) -> impl Iterator<Item = Turn> + '_ {
        (turn..self.order.len()).filter(|turn| !self.decisions.contains_key(turn))
    }

    /// Returns the file of `turn`.
    pub(super) fn reported(&self, turn: Turn) -> &ReportedFile {
        &self.files[self.order[turn]]
    }

    /// Returns the plan of the file of `turn`; `None` if the file has an error.
    pub(super) fn plan(&self, turn: Turn) -> Option<&FilePlan> {
        self.reported(turn).result.as_ref().ok()
    }

    /// Returns the file of `turn` with its edits. There may be none.
    pub(super) fn rewrite(&self, turn: Turn) -> Option<&Rewrite> {
        self.plan(turn)?.rewrite.as_ref()
    }

    /// Whether the definitions of the file are JSON that is embedded in another text.
    fn is_embedded(&self, turn: Turn) -> bool {
        let format = self.plan(turn).map(|plan| plan.format);
        matches!(format, Some(FileFormat::Shell | FileFormat::Prose))
    }

    /// Whether the plan of the file has edits, so that the file can be written.
    pub(super) fn is_edited(&self, turn: Turn) -> bool {
        self.reported(turn).edited().is_some()
    }
}
