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
    /// Something that is not converted; and what is wrong with it as JSON, if that is what it was
    /// meant to be.
    Other(FileFormat, Option<SyntaxError>),
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
            match syntax.map(|syntax| template(source, syntax)) {
                Some(Ok(content)) => Ok(content),
                Some(Err(error)) => Ok(Content::Other(format, meant(source, error))),
                None => Ok(Content::Other(format, None)),
            }
        }
        FileFormat::CommentedJson => commented(source),
        format => Ok(Content::Other(format, None)),
    }
}

/// Of a file that should be JSON with comments.
fn commented(source: &SourceFile) -> Result<Content<'_>, PlanError> {
    match template(source, Syntax::Comments) {
        Ok(content) => Ok(content),
        // JSON5 and Hjson have more than comments.
        Err(error) if FileFormat::is_jsonc(source) => Err(PlanError::Syntax(error)),
        Err(error) => Ok(Content::Other(FileFormat::CommentedJson, meant(source, error))),
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
        Err(mut error) => {
            let syntax = Syntax::by_content(&source.bytes, true).filter(|_| is_auto);
            for syntax in syntax.into_iter().chain([Syntax::Comments]) {
                match template(source, syntax) {
                    Ok(content) => return Ok(content),
                    // What is wrong behind the first tag or comment says more.
                    Err(other) if other.offset > error.offset => error = other,
                    Err(_) => {}
                }
            }
            not_json(source, FileFormat::Json, error)
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
            Ok(Content::Other(format, meant(source, error)))
        }
        None if format != FileFormat::Json && source.origin == Origin::Found => {
            Ok(Content::Other(format, meant(source, error)))
        }
        None => Err(PlanError::Syntax(error)),
    }
}

/// The error, if the text up to there has a string and so was meant to be JSON.
fn meant(source: &SourceFile, error: SyntaxError) -> Option<SyntaxError> {
    source.bytes[..error.offset].contains(&b'"').then_some(error)
}
