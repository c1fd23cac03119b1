//! The dialogue about a session: which files are asked about, the answers, and what became of each
//! file.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::answer::{Answer, Offered};
use super::config_change::ConfigChange;
use super::screen;
use super::terminal::{Terminal, Typed};

use crate::cli::options::OptionsByFile;
use crate::cli::session::Session;
use crate::plan::{
    Failure, FileEntry, FileFormat, FileOptions, FilePlan, Migration, Rewrite, State,
};
use crate::report::named;
use crate::text::TextEdit;

/// The way in which the dialogue ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Ending {
    /// All questions were answered, or the user quit.
    Answered,
    /// The program was told to end with this exit code.
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
    /// Files were decided; their places in `order`.
    Decided(Vec<usize>),
    /// Another change is proposed for a file; this is the proposal before.
    Proposed(Box<Proposal>),
    /// Definitions of a file are kept by a new entry of the configuration.
    Kept(Box<KeptFile>),
}

/// A file with definitions that are kept, and what undoes that.
pub(super) struct KeptFile {
    pub(super) place: usize,
    /// The definitions before.
    pub(super) definitions: Vec<Migration>,
    /// The edits before.
    pub(super) edits: Vec<TextEdit>,
    /// The configuration before and after.
    pub(super) change: ConfigChange,
}

/// The proposal for the file at `place` in `order`.
pub(super) struct Proposal {
    pub(super) place: usize,
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
    pub(super) files: &'s mut [FileEntry],
    /// The options to plan a file again with; `None` if the plans must not be changed.
    pub(super) options: Option<&'s OptionsByFile>,
    /// Plans of the definitions that filters have left out.
    pub(super) left_out: &'s [FilePlan],
    /// The options of files that got their own, by place in `order`.
    pub(super) own: BTreeMap<usize, FileOptions>,
    /// The files whose result the user has edited.
    pub(super) drafted: BTreeSet<usize>,
    pub(super) verbosity: u8,
    /// The files to ask about, as indices into `files`.
    pub(super) order: Vec<usize>,
    /// The blocked files that are asked about only if the user wants to.
    waiting: Vec<usize>,
    /// The part of what was shown last for which the screen had no room.
    rest: Vec<u8>,
    /// The decisions, by place in `order`.
    pub(super) fates: BTreeMap<usize, Decision>,
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
        let is_blocked = |file: &FileEntry| {
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
            fates: BTreeMap::new(),
            answers: Vec::new(),
            is_durable: true,
        }
    }

    /// Asks until all files are decided. Afterwards the plans tell what was done: a file that was
    /// left has no edits.
    pub(in crate::cli) fn run(mut self) -> io::Result<ReviewResult> {
        let ending = self.ask();
        if let Ok(Ending::Interrupted(_)) = ending {
            let written = self.fates.values().filter(|fate| **fate == Decision::Written).count();
            let files = if written == 1 { "file was" } else { "files were" };
            self.terminal.say(&format!(
                "stopped: {written} {files} converted, the others are as they were"
            ))?;
        }
        for (place, &index) in self.order.iter().enumerate() {
            let Ok(plan) = &mut self.files[index].result else { continue };
            match self.fates.get(&place) {
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

    /// Asks about the files from `place` on. Returns `None` if all of them were decided.
    fn ask_from(&mut self, mut place: usize) -> io::Result<Option<Ending>> {
        while place < self.order.len() {
            if self.fates.contains_key(&place) {
                place += 1;
                continue;
            }
            self.show(place)?;
            loop {
                match self.question(&mut place)? {
                    NextStep::Show => self.show(place)?,
                    NextStep::Ask => {}
                    NextStep::Next => break,
                    NextStep::End(ending) => return Ok(Some(ending)),
                }
            }
        }
        Ok(None)
    }

    fn question(&mut self, place: &mut usize) -> io::Result<NextStep> {
        let offered = self.offered(*place);
        let what =
            if self.is_edited(*place) { "Convert this file?" } else { "Cannot be converted yet." };
        let (number, count) = (*place + 1, self.order.len());
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
            Some(answer) => self.answer(answer, place),
            None => {
                self.terminal.say("that is no answer here; there are:")?;
                self.terminal.say(offered.help().trim_end())?;
                Ok(NextStep::Ask)
            }
        }
    }

    fn offered(&self, place: usize) -> Offered {
        let files = self.open(place).filter(|&place| self.is_edited(place)).count();
        Offered::of(|answer| self.makes_sense(answer, place), files)
    }

    fn makes_sense(&self, answer: Answer, place: usize) -> bool {
        match answer {
            Answer::More => !self.rest.is_empty(),
            Answer::Yes => self.is_edited(place),
            Answer::Keep => {
                self.makes_sense(Answer::Source, place)
                    && self.plan(place).is_some_and(|plan| !plan.to_keep().is_empty())
            }
            // JSON that is embedded in another text cannot be read again from an edited text.
            Answer::Edit => self.options.is_some() && !self.is_embedded(place),
            // These answers plan from the content of the file, and would discard what the user has
            // edited.
            Answer::Source => self.options.is_some() && !self.drafted.contains(&place),
            Answer::Waive => {
                self.makes_sense(Answer::Source, place) && !self.losses(place).is_empty()
            }
            Answer::Undo => !self.answers.is_empty(),
            _ => true,
        }
    }

    fn answer(&mut self, answer: Answer, place: &mut usize) -> io::Result<NextStep> {
        match answer {
            Answer::Yes => {
                self.decide(vec![*place], Decision::Written)?;
                Ok(NextStep::Next)
            }
            Answer::No => {
                self.decide(vec![*place], Decision::Left)?;
                Ok(NextStep::Next)
            }
            Answer::All => self.all(*place),
            Answer::Done => {
                let folder = self.entry(*place).path.parent().map(ToOwned::to_owned);
                let is_in = |at: &usize| {
                    folder.as_ref().is_none_or(|folder| self.entry(*at).path.starts_with(folder))
                };
                let rest = self.open(*place).filter(is_in).collect();
                self.decide(rest, Decision::Left)?;
                Ok(NextStep::Next)
            }
            Answer::Quit => Ok(NextStep::End(Ending::Answered)),
            Answer::Edit => self.edit(*place),
            Answer::Source => self.source(*place),
            Answer::Waive => self.waive(*place),
            Answer::Keep => self.keep(*place),
            Answer::More => {
                self.rest = screen::show_first(&self.terminal, &self.rest)?;
                Ok(NextStep::Ask)
            }
            Answer::View => {
                let Shown { page, title } = self.page(*place, usize::MAX)?;
                screen::show_all(&self.terminal, &page, &title)?;
                self.rest.clear();
                Ok(NextStep::Ask)
            }
            Answer::Undo => self.undo(place),
            Answer::Help => {
                let offered = self.offered(*place);
                self.terminal.say(offered.help().trim_end())?;
                Ok(NextStep::Ask)
            }
        }
    }

    /// Converts all files from `place` on, after telling how many these are.
    fn all(&mut self, place: usize) -> io::Result<NextStep> {
        let files: Vec<usize> = self.open(place).filter(|&it| self.is_edited(it)).collect();
        if files.len() > 1 {
            let question = format!("Convert {} files? [y,n] ", files.len());
            match self.terminal.key(&format!("\x1b[1;34m{question}\x1b[0m"))? {
                Typed::This('y' | 'Y') => {}
                Typed::Interrupt(code) => return Ok(NextStep::End(Ending::Interrupted(code))),
                Typed::This(_) | Typed::Nothing | Typed::End => return Ok(NextStep::Ask),
            }
        }
        self.decide(files, Decision::Written)?;
        // Only files that cannot be converted may wait now: they came before the others.
        Ok(if self.waiting.is_empty() { NextStep::End(Ending::Answered) } else { NextStep::Next })
    }

    /// Shows what there is to say about a file, and its diff, as far as the screen has room.
    pub(super) fn show(&mut self, place: usize) -> io::Result<()> {
        let Shown { page, .. } = self.page(place, 3)?;
        self.rest = screen::show_first(&self.terminal, &page)?;
        Ok(())
    }

    fn page(&self, place: usize, context: usize) -> io::Result<Shown> {
        let entry = &self.files[self.order[place]];
        let title = format!("{}/{} {}", place + 1, self.order.len(), named(&entry.path));
        let columns = self.terminal.size().columns;
        let page = screen::page(entry, &title, self.verbosity, context, columns)?;
        Ok(Shown { page, title })
    }

    /// Returns the places from `place` on that are not decided.
    pub(super) fn open(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        (place..self.order.len()).filter(|place| !self.fates.contains_key(place))
    }

    pub(super) fn entry(&self, place: usize) -> &FileEntry {
        &self.files[self.order[place]]
    }

    pub(super) fn plan(&self, place: usize) -> Option<&FilePlan> {
        self.entry(place).result.as_ref().ok()
    }

    /// Returns the file at `place` in `order`, and its edits.
    pub(super) fn rewrite(&self, place: usize) -> Option<&Rewrite> {
        self.plan(place)?.rewrite.as_ref()
    }

    fn is_embedded(&self, place: usize) -> bool {
        let format = self.plan(place).map(|plan| plan.format);
        matches!(format, Some(FileFormat::Shell | FileFormat::Prose))
    }

    pub(super) fn is_edited(&self, place: usize) -> bool {
        self.entry(place).edited().is_some()
    }
}
