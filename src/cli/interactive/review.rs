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

/// The decision about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    Written,
    Left,
}

/// The step that follows an answer.
pub(super) enum NextStep {
    /// Show the same file again and ask.
    Show,
    /// Ask about the same file again, without showing it.
    Ask,
    /// Go on to the next file without an answer.
    Next,
    End(Ending),
}

/// The effect of an answer, so that it can be undone.
pub(super) enum Done {
    /// Files were decided. They are given by their turns: their indices in `order`.
    Decided(Vec<usize>),
    /// Another change is proposed for a file; this is the proposal before.
    Proposed(Box<Proposal>),
    /// Definitions of a file are kept by a new entry of the configuration.
    Kept(Box<KeptFile>),
}

/// A file with definitions that are kept, and the data to undo that.
pub(super) struct KeptFile {
    /// The index of the file in `order`.
    pub(super) turn: usize,
    /// The definitions before.
    pub(super) definitions: Vec<Migration>,
    /// The edits before.
    pub(super) edits: Vec<TextEdit>,
    /// The configuration before and after.
    pub(super) change: ConfigChange,
}

/// The proposal for a file.
pub(super) struct Proposal {
    /// The index of the file in `order`.
    pub(super) turn: usize,
    pub(super) result: Result<FilePlan, Failure>,
    /// The options of this file alone, if it has some.
    pub(super) own: Option<FileOptions>,
    /// Whether the user has edited the result.
    pub(super) is_drafted: bool,
}

/// The result of a dialogue.
pub(in crate::cli) struct ReviewResult {
    pub(in crate::cli) ending: Ending,
    /// Whether all written files outlast a power cut.
    pub(in crate::cli) is_durable: bool,
}

/// The part of a file that is shown.
struct Shown {
    page: Vec<u8>,
    title: String,
}

/// The dialogue about a session.
pub(in crate::cli) struct Review<'s> {
    pub(super) terminal: Terminal,
    pub(super) files: &'s mut [ReportedFile],
    /// The options to plan a file again with; `None` if the plans must not be changed.
    pub(super) options: Option<&'s OptionsByFile>,
    /// Plans of the definitions that filters have left out, and of the files of other clusters.
    pub(super) left_out: &'s [FilePlan],
    /// The options of files that got their own, by index in `order`.
    pub(super) own: BTreeMap<usize, FileOptions>,
    /// The files whose result the user has edited, by index in `order`.
    pub(super) drafted: BTreeSet<usize>,
    pub(super) verbosity: u8,
    /// The files to ask about, as indices into `files`.
    pub(super) order: Vec<usize>,
    /// The blocked files that are asked about only if the user wants to.
    waiting: Vec<usize>,
    /// The rest of the last page, for which the screen had no room.
    rest: Vec<u8>,
    /// The decisions, by index in `order`.
    pub(super) decisions: BTreeMap<usize, Decision>,
    /// The answers that can be undone, the last at the end.
    pub(super) answers: Vec<Done>,
    /// Whether all written files outlast a power cut.
    pub(super) is_durable: bool,
}

impl<'s> Review<'s> {
    /// Prepares the dialogue. With `with_blocked`, blocked files have their turn among the others.
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
            answers: Vec::new(),
            is_durable: true,
        }
    }

    /// Asks until all files are decided. Afterwards the plans tell the decisions: the plan of a file that was left
    /// has no edits.
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
    fn ask_from(&mut self, mut turn: usize) -> io::Result<Option<Ending>> {
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

    fn question(&mut self, turn: &mut usize) -> io::Result<NextStep> {
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

    fn offered(&self, turn: usize) -> Offered {
        let files = self.open(turn).filter(|&turn| self.is_edited(turn)).count();
        Offered::of(|answer| self.makes_sense(answer, turn), files)
    }

    fn makes_sense(&self, answer: Answer, turn: usize) -> bool {
        match answer {
            Answer::More => !self.rest.is_empty(),
            Answer::Yes => self.is_edited(turn),
            Answer::Keep => {
                self.makes_sense(Answer::Source, turn)
                    && self.plan(turn).is_some_and(|plan| !plan.to_keep().is_empty())
            }
            // JSON that is embedded in another text cannot be read again from an edited text.
            Answer::Edit => self.options.is_some() && !self.is_embedded(turn),
            // These answers plan from the content of the file, and would discard what the user has
            // edited.
            Answer::Source => self.options.is_some() && !self.drafted.contains(&turn),
            Answer::Waive => {
                self.makes_sense(Answer::Source, turn) && !self.losses(turn).is_empty()
            }
            Answer::Undo => !self.answers.is_empty(),
            _ => true,
        }
    }

    fn answer(&mut self, answer: Answer, turn: &mut usize) -> io::Result<NextStep> {
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
            Answer::Done => {
                let folder = self.reported(*turn).path.parent().map(ToOwned::to_owned);
                let is_in = |at: &usize| {
                    folder.as_ref().is_none_or(|folder| self.reported(*at).path.starts_with(folder))
                };
                let rest = self.open(*turn).filter(is_in).collect();
                self.decide(rest, Decision::Left)?;
                Ok(NextStep::Next)
            }
            Answer::Quit => Ok(NextStep::End(Ending::Answered)),
            Answer::Edit => self.edit(*turn),
            Answer::Source => self.source(*turn),
            Answer::Waive => self.waive(*turn),
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

    /// Converts all files from `turn` on. If they are several, the user is asked first.
    fn all(&mut self, turn: usize) -> io::Result<NextStep> {
        let files: Vec<usize> = self.open(turn).filter(|&it| self.is_edited(it)).collect();
        if files.len() > 1 {
            let question = format!("Convert {} files? [y,n] ", files.len());
            match self.terminal.key(&format!("\x1b[1;34m{question}\x1b[0m"))? {
                Typed::This('y' | 'Y') => {}
                Typed::Interrupt(code) => return Ok(NextStep::End(Ending::Interrupted(code))),
                Typed::This(_) | Typed::Nothing | Typed::End => return Ok(NextStep::Ask),
            }
        }
        self.decide(files, Decision::Written)?;
        // The files that are not decided now are blocked ones, which are asked about later.
        Ok(if self.waiting.is_empty() { NextStep::End(Ending::Answered) } else { NextStep::Next })
    }

    /// Shows the findings and the diff of a file, as far as the screen has room.
    pub(super) fn show(&mut self, turn: usize) -> io::Result<()> {
        let Shown { page, .. } = self.page(turn, 3)?;
        self.rest = screen::show_first(&self.terminal, &page)?;
        Ok(())
    }

    fn page(&self, turn: usize, context: usize) -> io::Result<Shown> {
        let file = &self.files[self.order[turn]];
        let title = format!("{}/{} {}", turn + 1, self.order.len(), named(&file.path));
        let columns = self.terminal.size().columns;
        let page = screen::page(file, &title, self.verbosity, context, columns)?;
        Ok(Shown { page, title })
    }

    /// Returns the turns of the files from `turn` on that are not decided.
    pub(super) fn open(&self, turn: usize) -> impl Iterator<Item = usize> + '_ {
        (turn..self.order.len()).filter(|turn| !self.decisions.contains_key(turn))
    }

    pub(super) fn reported(&self, turn: usize) -> &ReportedFile {
        &self.files[self.order[turn]]
    }

    pub(super) fn plan(&self, turn: usize) -> Option<&FilePlan> {
        self.reported(turn).result.as_ref().ok()
    }

    /// Returns the file at the index `turn` of `order`, with its edits.
    pub(super) fn rewrite(&self, turn: usize) -> Option<&Rewrite> {
        self.plan(turn)?.rewrite.as_ref()
    }

    fn is_embedded(&self, turn: usize) -> bool {
        let format = self.plan(turn).map(|plan| plan.format);
        matches!(format, Some(FileFormat::Shell | FileFormat::Prose))
    }

    pub(super) fn is_edited(&self, turn: usize) -> bool {
        self.reported(turn).edited().is_some()
    }
}
