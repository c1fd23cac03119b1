//! Plans the JSON inside of scripts and Markdown, or tells the reason why it is only mentioned.
//!
//! Each block of JSON is read as a text of its own, so that the time for a file grows with its
//! length and not with the number of its blocks. The construct around a block, such as a heredoc,
//! decides how the block is read. While a block is planned, offsets count from its start; positions
//! always are those of the file.

use std::ops::{Range, RangeInclusive};

use super::content::ReadTemplate;
use super::hits::Hits;
use super::{
    FileFormat, Mention, Migration, PlanError, PlanOptions, Planned, State, Templates, template,
};
use crate::source::SourceFile;
use crate::text::{
    Block, Host, Lines, Position, Syntax, SyntaxError, TextEdit, blocks_of_markdown,
    blocks_of_script, splice,
};

/// Plans the blocks of a file that is no JSON itself. `error` is the error of the JSON parser if
/// the file was meant to be JSON.
///
/// # Errors
/// See [`template::plan`].
pub(super) fn plan(
    source: &SourceFile,
    format: FileFormat,
    error: Option<SyntaxError>,
    hits: &Hits,
    options: &PlanOptions,
) -> Result<Planned, PlanError> {
    // A file that is not UTF-8 has no blocks.
    let text = std::str::from_utf8(&source.bytes).unwrap_or_default();
    let mut all = PlannedBlocks::default();
    // The lines of the other blocks, with the reasons.
    let mut reasons: Vec<(RangeInclusive<usize>, String)> = Vec::new();
    let blocks = blocks(source, format, text);
    for block in blocks.into_iter().filter(|block| hits.are_in(&block.range)) {
        let Part { block, text, start, read } =
            Part::new(text, block, &hits.lines, options.templates);
        let reason = match read {
            Err(unread) if !unread.is_meant_as_json(text, &block) => continue,
            Err(unread) => unread.reason("converted"),
            Ok(ReadTemplate { template, readings }) => {
                let hits = hits.part(&block.range);
                let mut planned = template::plan(&template, readings, &hits, options)
                    .map_err(|error| error.in_file(start))?;
                if planned.definitions.is_empty() {
                    continue;
                }
                if options.embedded {
                    block_if_construct_ends(&block, text, &mut planned, &hits);
                    all.add(&block, planned);
                    continue;
                }
                format!("JSON in {}; --embedded converts it", construct(&block))
            }
        };
        let last = hits.lines.position(block.range.end.saturating_sub(1));
        reasons.push((start.line..=last.line, reason));
    }
    let mut mentions = all.mentions(hits);
    if let Some(error) = error {
        mentions.iter_mut().for_each(|it| it.reason = Some(format!("not converted: {error}")));
    }
    for (lines, reason) in reasons {
        let first = mentions.partition_point(|it| it.position.line < *lines.start());
        let inside = mentions[first..].iter_mut();
        let inside = inside.take_while(|it| it.position.line <= *lines.end());
        inside.for_each(|it| it.reason = Some(reason.clone()));
    }
    let PlannedBlocks { definitions, edits, .. } = all;
    Ok(Planned { definitions, mentions, edits, ..Planned::default() })
}

/// The plans of the blocks of a file that were read and have definitions.
#[derive(Default)]
struct PlannedBlocks {
    definitions: Vec<Migration>,
    edits: Vec<TextEdit>,
    /// The ranges of these blocks. Ranges that overlap are joined.
    blocks: Vec<Range<usize>>,
    mentions: Vec<Mention>,
}

impl PlannedBlocks {
    /// Adds the plan of a block, whose edits count from the start of the block.
    fn add(&mut self, block: &Block, planned: Planned) {
        self.definitions.extend(planned.definitions);
        self.edits.extend(planned.edits.into_iter().map(|edit| edit.moved(block.range.start)));
        self.mentions.extend(planned.mentions);
        match self.blocks.last_mut().filter(|last| block.range.start < last.end) {
            Some(last) => last.end = last.end.max(block.range.end),
            None => self.blocks.push(block.range.clone()),
        }
    }

    /// Returns the mentions of the whole file, no more than one for each line.
    fn mentions(&mut self, hits: &Hits) -> Vec<Mention> {
        let mut mentions = hits.mentions(&self.blocks);
        mentions.append(&mut self.mentions);
        mentions.sort_by_key(|mention| mention.position);
        mentions.dedup_by_key(|mention| mention.position.line);
        mentions
    }
}

/// A block of JSON in a file, and its content.
pub(super) struct Part<'t> {
    pub(super) block: Block,
    /// The text of the block.
    pub(super) text: &'t str,
    /// The position in the file at which the block begins.
    pub(super) start: Position,
    /// The content, or the reason why it was not read. Offsets count from the start of the block.
    pub(super) read: Result<ReadTemplate<'t>, Unread>,
}

impl<'t> Part<'t> {
    fn new(file: &'t str, block: Block, lines: &Lines, templates: Templates) -> Self {
        let (text, start) = (&file[block.range.clone()], lines.position(block.range.start));
        let read = read(text, &block, templates).map_err(|unread| unread.in_file(start));
        Part { block, text, start, read }
    }

    /// Returns the lines of the block, which turn its offsets into positions of the file.
    pub(super) fn lines(&self) -> Lines<'t> {
        Lines::part(self.text.as_bytes(), self.start)
    }
}

/// Blocks the convertible definitions of a block if the construct around it, such as single quotes or an indented code
/// block, would end inside of the changed text.
fn block_if_construct_ends(block: &Block, text: &str, planned: &mut Planned, hits: &Hits) {
    let Planned { definitions, edits, .. } = planned;
    if edits.is_empty() || can_hold(block, text, edits) {
        return;
    }
    edits.clear();
    let reason = format!("the change would end {} around it", construct(block));
    for definition in definitions.iter_mut().filter(|it| it.state() == State::Convertible) {
        template::block(definition, hits, 0, &reason);
    }
}

/// Whether the construct around a block can hold what `edits` make of the block's `text`.
pub(super) fn can_hold(block: &Block, text: &str, edits: &[TextEdit]) -> bool {
    let new = splice(text.as_bytes(), edits);
    std::str::from_utf8(&new).is_ok_and(|new| block.can_hold(new))
}

/// Returns all blocks of a file that is no JSON itself.
pub(super) fn parts(
    source: &SourceFile,
    format: FileFormat,
    templates: Templates,
) -> impl Iterator<Item = Part<'_>> {
    let text = std::str::from_utf8(&source.bytes).unwrap_or_default();
    let lines = Lines::new(text.as_bytes());
    let blocks = blocks(source, format, text).into_iter();
    blocks.map(move |block| Part::new(text, block, &lines, templates))
}

/// Returns the blocks of JSON in a shell script or in Markdown; none for other files.
fn blocks(source: &SourceFile, format: FileFormat, text: &str) -> Vec<Block> {
    match format {
        FileFormat::Shell if FileFormat::is_shell(source) => blocks_of_script(text),
        FileFormat::Prose if FileFormat::is_markdown(source) => blocks_of_markdown(text),
        _ => Vec::new(),
    }
}

/// Returns a noun for the construct around a block.
fn construct(block: &Block) -> &'static str {
    match block.host {
        Host::Heredoc { .. } => "a heredoc",
        Host::Fence | Host::Indented => "a code block",
        Host::Quotes { .. } => "single quotes",
        Host::Unread(what) => what,
    }
}

/// The reason why a block was not read.
pub(super) enum Unread {
    /// The text is of a kind that is not read, for example because the shell changes it first. The noun phrase names the
    /// kind, such as `JSON in double quotes`.
    Changed(&'static str),
    /// The text is not JSON.
    Syntax(SyntaxError),
}

impl Unread {
    /// Whether the block was meant to be JSON. A heredoc or a code block of Markdown that begins
    /// like JSON always was. Other text that begins with a brace may be a pattern or code; it was
    /// meant to be JSON if a quote stands before the place at which it stops being JSON, or anywhere in a text that is not
    /// read at all.
    pub(super) fn is_meant_as_json(&self, text: &str, block: &Block) -> bool {
        let end = match (self, block.host) {
            (_, Host::Heredoc { .. } | Host::Fence | Host::Indented) => return true,
            (Unread::Syntax(error), _) => error.offset,
            (Unread::Changed(_), _) => text.len(),
        };
        text.as_bytes()[..end].contains(&b'"')
    }

    /// Returns the reason with positions of the file, in which the block begins at `start`.
    fn in_file(self, start: Position) -> Self {
        match self {
            Unread::Syntax(error) => Unread::Syntax(error.in_file(start)),
            changed @ Unread::Changed(_) => changed,
        }
    }

    /// Returns a clause that tells why the block was not `done`, where `done` is a word such as
    /// "converted".
    pub(super) fn reason(&self, done: &str) -> String {
        match self {
            Unread::Changed(what) => format!("{what} is not {done}; in a heredoc it would be"),
            Unread::Syntax(error) => format!("not {done}: {error}"),
        }
    }

    /// Returns the position in the file at which the text stops being JSON.
    pub(super) fn position(&self) -> Option<Position> {
        match self {
            Unread::Changed(_) => None,
            Unread::Syntax(error) => Some(error.position),
        }
    }
}

/// Reads the text of a block. If the shell fills in the text, it is read in the language of the shell. Otherwise it is
/// read in the language that `templates` or the text itself tells, or, if that fails, as JSON with or without comments.
fn read<'t>(
    text: &'t str,
    block: &Block,
    templates: Templates,
) -> Result<ReadTemplate<'t>, Unread> {
    let read = |syntax| ReadTemplate::new(text, syntax);
    let by_shell = match block.host {
        Host::Unread(what) => return Err(Unread::Changed(what)),
        Host::Heredoc { expands: true } => Some(Syntax::Shell),
        Host::Quotes { is_spliced: true } => Some(Syntax::Spliced),
        _ => None,
    };
    if let Some(syntax) = by_shell {
        return read(syntax).map_err(Unread::Syntax);
    }
    let template = match templates {
        Templates::None => None,
        Templates::As(syntax) => Some(syntax),
        Templates::Auto => Syntax::by_content(text.as_bytes(), true),
    };
    match template.map(read) {
        Some(Ok(read)) => Ok(read),
        _ => read(Syntax::Comments).map_err(Unread::Syntax),
    }
}
