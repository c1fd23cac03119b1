//! JSON inside scripts and Markdown → its part of the plan, if that is asked for, or why it is only
//! mentioned.
//!
//! Each block is a document of its own, read with everything around it as blanks, so that all
//! positions are those of the file.

use std::ops::Range;

use super::search::Search;
use super::{FileFormat, Mention, PlanError, Planned, State, template};
use crate::rules::{Options, Templates};
use crate::source::{SourceFile, TextEdit, splice};
use crate::text::{
    Block, Host, Position, Reading, Syntax, SyntaxError, Template, blocks_of_markdown,
    blocks_of_script,
};

/// Plans what is embedded in a file that is no JSON itself, for an error if it was meant to be.
///
/// # Errors
/// As for the planning of a template.
pub(super) fn plan(
    source: &SourceFile,
    (format, error): (FileFormat, Option<SyntaxError>),
    search: &Search,
    options: &Options,
) -> Result<Planned, PlanError> {
    let mut mentions = search.mentions(&[]);
    if let Some(error) = error {
        mentions.iter_mut().for_each(|it| it.reason = Some(format!("not converted: {error}")));
    }
    let Ok(text) = std::str::from_utf8(&source.bytes) else {
        return Ok((Vec::new(), mentions, Vec::new()));
    };
    let (mut definitions, mut edits): (Vec<_>, Vec<TextEdit>) = (Vec::new(), Vec::new());
    let blocks = blocks(source, format, text);
    for block in blocks.into_iter().filter(|block| search.hits(&block.range)) {
        let lines = search.lines.position(block.range.start).line
            ..=search.lines.position(block.range.end.saturating_sub(1)).line;
        let inside = |mention: &&mut Mention| lines.contains(&mention.position.line);
        let reason = match read(text, &block, options.templates) {
            Err(unread) if !unread.is_json(text, &block) => continue,
            Err(unread) => unread.reason("converted"),
            Ok((template, readings)) => {
                let mut planned = template::plan(&template, readings, search, options)?;
                if planned.0.is_empty() {
                    continue;
                }
                if options.embedded {
                    keep_inside(&block, text, &mut planned, search);
                    mentions.retain(|mention| planned.1.contains(mention));
                    definitions.extend(planned.0);
                    edits.extend(planned.2);
                    continue;
                }
                format!("JSON in {}; --embedded converts it", place(&block))
            }
        };
        mentions.iter_mut().filter(inside).for_each(|it| it.reason = Some(reason.clone()));
    }
    Ok((definitions, mentions, edits))
}

/// Holds back what would end the block around it before its end.
fn keep_inside(block: &Block, text: &str, planned: &mut Planned, search: &Search) {
    let (definitions, _, edits) = planned;
    if edits.is_empty() || can_hold(block, text, edits) {
        return;
    }
    edits.clear();
    let reason = format!("the change would end {} around it", place(block));
    for definition in definitions.iter_mut().filter(|it| it.state == State::Convertible) {
        template::block(definition, search, block.range.start, &reason);
    }
}

/// Whether a block of `text` can hold what `edits` make of it.
pub(super) fn can_hold(block: &Block, text: &str, edits: &[TextEdit]) -> bool {
    let start = block.range.start;
    let moved = |edit: &TextEdit| TextEdit {
        range: edit.range.start - start..edit.range.end - start,
        ..edit.clone()
    };
    let edits: Vec<TextEdit> = edits.iter().map(moved).collect();
    let new = splice(&text.as_bytes()[block.range.clone()], &edits);
    std::str::from_utf8(&new).is_ok_and(|new| block.can_hold(new))
}

/// All blocks of a file that is no JSON itself, each with what can be read in it.
pub(super) fn parts(
    source: &SourceFile,
    format: FileFormat,
    templates: Templates,
) -> impl Iterator<Item = (Block, Result<Read<'_>, Unread>)> {
    let text = std::str::from_utf8(&source.bytes).unwrap_or_default();
    blocks(source, format, text).into_iter().map(move |block| {
        let read = read(text, &block, templates);
        (block, read)
    })
}

fn blocks(source: &SourceFile, format: FileFormat, text: &str) -> Vec<Block> {
    match format {
        FileFormat::Shell if FileFormat::is_shell(source) => blocks_of_script(text),
        FileFormat::Prose if FileFormat::is_markdown(source) => blocks_of_markdown(text),
        _ => Vec::new(),
    }
}

fn place(block: &Block) -> &'static str {
    match block.host {
        Host::Heredoc { .. } => "a heredoc",
        Host::Fence | Host::Indented => "a code block",
        Host::Quotes { .. } => "single quotes",
        Host::Unread(what) => what,
    }
}

/// A block as it is read.
pub(super) type Read<'t> = (Template<'t>, Vec<Reading<'t>>);

/// Why a block was not read.
pub(super) enum Unread {
    /// Somebody changes it before it is read as JSON: a noun phrase.
    Changed(&'static str),
    /// It is not JSON.
    Syntax(SyntaxError),
}

impl Unread {
    /// Whether the block was meant to be JSON: what begins with a brace may be a pattern, or code.
    pub(super) fn is_json(&self, text: &str, block: &Block) -> bool {
        let end = match (self, block.host) {
            (_, Host::Heredoc { .. } | Host::Fence | Host::Indented) => return true,
            (Unread::Syntax(error), _) => error.offset,
            (Unread::Changed(_), _) => block.range.end,
        };
        text.as_bytes()[block.range.start..end.max(block.range.start)].contains(&b'"')
    }

    /// Says that the block was not `done`, and why.
    pub(super) fn reason(&self, done: &str) -> String {
        match self {
            Unread::Changed(what) => format!("{what} is not {done}; in a heredoc it would be"),
            Unread::Syntax(error) => format!("not {done}: {error}"),
        }
    }

    /// Where in the file it stops being JSON.
    pub(super) fn position(&self) -> Option<Position> {
        match self {
            Unread::Changed(_) => None,
            Unread::Syntax(error) => Some(error.position),
        }
    }
}

/// Reads a block as a shell would give it on, as a template, or as JSON with or without comments.
fn read<'t>(text: &'t str, block: &Block, templates: Templates) -> Result<Read<'t>, Unread> {
    let Range { start, end } = block.range;
    let read = |syntax| {
        let template = Template::part(text, start..end, syntax)?;
        let readings = template.readings()?;
        Ok((template, readings))
    };
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
        Templates::Auto => Syntax::by_content(&text.as_bytes()[start..end], true),
    };
    match template.map(read) {
        Some(Ok(read)) => Ok(read),
        _ => read(Syntax::Comments).map_err(Unread::Syntax),
    }
}
