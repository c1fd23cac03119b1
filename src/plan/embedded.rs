//! JSON inside scripts and Markdown → its part of the plan, if that is asked for, or why it is only
//! mentioned.
//!
//! Each block is a document of its own, read with everything around it as blanks, so that all
//! positions are those of the file.

use std::ops::Range;

use super::search::Search;
use super::{FileFormat, Mention, PlanError, Planned, template};
use crate::rules::{Options, Templates};
use crate::source::{SourceFile, TextEdit};
use crate::text::{
    Block, Host, Reading, Syntax, SyntaxError, Template, blocks_of_markdown, blocks_of_script,
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
    let blocks = blocks(source, format, text);
    let (mut definitions, mut edits): (Vec<_>, Vec<TextEdit>) = (Vec::new(), Vec::new());
    for block in blocks.into_iter().filter(|block| search.hits(&block.range)) {
        let lines = search.lines.position(block.range.start).line
            ..=search.lines.position(block.range.end.saturating_sub(1)).line;
        let inside = |mention: &&mut Mention| lines.contains(&mention.position.line);
        let reason = match read(text, &block, options.templates) {
            _ if block.host == Host::Quotes => {
                "JSON in quotes on a command line is not converted".to_owned()
            }
            Err(error) => format!("not converted: {error}"),
            Ok((template, readings)) => {
                let planned = template::plan(&template, readings, search, options)?;
                if planned.0.is_empty() {
                    continue;
                }
                if options.embedded {
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

/// All that can be read in a file that is no JSON itself, with where it stands.
pub(super) fn parts(source: &SourceFile, format: FileFormat) -> Vec<(Range<usize>, Read<'_>)> {
    let Ok(text) = std::str::from_utf8(&source.bytes) else { return Vec::new() };
    let blocks = blocks(source, format, text).into_iter();
    blocks
        .filter(|block| block.host != Host::Quotes)
        .filter_map(|block| Some((block.range.clone(), read(text, &block, Templates::Auto).ok()?)))
        .collect()
}

fn blocks(source: &SourceFile, format: FileFormat, text: &str) -> Vec<Block> {
    match format {
        FileFormat::Shell => blocks_of_script(text),
        FileFormat::Prose if FileFormat::is_markdown(source) => blocks_of_markdown(text),
        _ => Vec::new(),
    }
}

fn place(block: &Block) -> &'static str {
    match block.host {
        Host::Heredoc { .. } => "a heredoc",
        Host::Fence => "a code block",
        Host::Quotes => "quotes",
    }
}

/// A block as it is read.
pub(super) type Read<'t> = (Template<'t>, Vec<Reading<'t>>);

/// Reads a block as a shell would give it on, as a template, or as JSON with or without comments.
fn read<'t>(text: &'t str, block: &Block, templates: Templates) -> Result<Read<'t>, SyntaxError> {
    let Range { start, end } = block.range;
    let read = |syntax| {
        let template = Template::part(text, start..end, syntax)?;
        let readings = template.readings()?;
        Ok((template, readings))
    };
    if block.host == (Host::Heredoc { expands: true }) {
        return read(Syntax::Shell);
    }
    let template = match templates {
        Templates::None => None,
        Templates::As(syntax) => Some(syntax),
        Templates::Auto => Syntax::by_content(&text.as_bytes()[start..end], true),
    };
    match template.map(read) {
        Some(Ok(read)) => Ok(read),
        _ => read(Syntax::Comments),
    }
}
