//! A file's bytes → what can be looked at: JSON, a template of JSON, or neither.

use super::{FileFormat, PlanError};
use crate::rules::Templates;
use crate::source::{Origin, SourceFile};
use crate::text::{Document, Reading, Syntax, SyntaxError, Template};

/// What a file holds.
pub(super) enum Content<'a> {
    /// Strict JSON.
    Json(Document<'a>),
    /// A template, with the readings that are strict JSON.
    Template(Template<'a>, Vec<Reading<'a>>),
    /// Something that is not converted.
    Other(FileFormat),
}

/// Reads a file as what its name and content say it is.
///
/// # Errors
/// It should be JSON and is neither that nor a template of it.
pub(super) fn read(source: &SourceFile, templates: Templates) -> Result<Content<'_>, PlanError> {
    let format = FileFormat::of(source);
    if let Templates::As(syntax) = templates {
        return match template(source, syntax) {
            Ok(content) => Ok(content),
            Err(error) => not_json(source, format, error),
        };
    }
    match format {
        FileFormat::Json => json(source, templates),
        FileFormat::Template if templates == Templates::Auto => {
            let syntax =
                Syntax::by_name(&source.path).or_else(|| Syntax::by_content(&source.bytes, true));
            let content = syntax.map(|syntax| template(source, syntax));
            Ok(content.and_then(Result::ok).unwrap_or(Content::Other(format)))
        }
        FileFormat::CommentedJson => commented(source),
        format => Ok(Content::Other(format)),
    }
}

/// Of a file that should be JSON with comments.
fn commented(source: &SourceFile) -> Result<Content<'_>, PlanError> {
    match template(source, Syntax::Comments) {
        Ok(content) => Ok(content),
        // JSON5 and Hjson have more than comments.
        Err(error) if FileFormat::is_jsonc(source) => Err(PlanError::Syntax(error)),
        Err(_) => Ok(Content::Other(FileFormat::CommentedJson)),
    }
}

/// Of a file that should be JSON.
fn json(source: &SourceFile, templates: Templates) -> Result<Content<'_>, PlanError> {
    let is_auto = templates == Templates::Auto;
    match Document::parse(&source.bytes) {
        Ok(document) => {
            // Strict JSON with expressions in its strings.
            let syntax = Syntax::by_content(&source.bytes, false).filter(|_| is_auto);
            let content = syntax.map(|syntax| template(source, syntax));
            Ok(content.and_then(Result::ok).unwrap_or(Content::Json(document)))
        }
        Err(error) => {
            let syntax = Syntax::by_content(&source.bytes, true).filter(|_| is_auto);
            match syntax.map(|syntax| template(source, syntax)) {
                Some(Ok(content)) => Ok(content),
                _ => match template(source, Syntax::Comments) {
                    Ok(content) => Ok(content),
                    // What is wrong behind the first comment says more.
                    Err(other) if other.offset > error.offset => {
                        not_json(source, FileFormat::Json, other)
                    }
                    Err(_) => not_json(source, FileFormat::Json, error),
                },
            }
        }
    }
}

fn template(source: &SourceFile, syntax: Syntax) -> Result<Content<'_>, SyntaxError> {
    let text = crate::text::utf8(&source.bytes)?;
    let template = Template::parse(text, syntax)?;
    let readings = template.readings()?;
    Ok(Content::Template(template, readings))
}

/// A file that looked like JSON may be something else after all.
fn not_json(
    source: &SourceFile,
    format: FileFormat,
    error: SyntaxError,
) -> Result<Content<'_>, PlanError> {
    match FileFormat::without_json(source) {
        Some(other) => {
            let format = if format == FileFormat::Json { other } else { format };
            Ok(Content::Other(format))
        }
        None if format != FileFormat::Json && source.origin == Origin::Found => {
            Ok(Content::Other(format))
        }
        None => Err(PlanError::Syntax(error)),
    }
}
