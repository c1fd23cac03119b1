//! Reads the content of a file: JSON, a template of JSON, or neither.

use super::foreign::explained;
use super::template::explained as explained_hole;
use super::{FileFormat, PlanError, Templates};
use crate::source::{Origin, SourceFile};
use crate::text::{Document, Position, Reading, Role, Syntax, SyntaxError, Tag, Template, utf8};

/// The content of a file.
pub(super) enum Content<'a> {
    /// Strict JSON.
    Json(Document<'a>),
    /// A template of JSON.
    Template(ReadTemplate<'a>),
    /// A text that is not converted, with the error of the JSON parser if it was meant to be JSON.
    Other(FileFormat, Option<SyntaxError>),
}

/// A template with its readings.
pub(super) struct ReadTemplate<'a> {
    pub(super) template: Template<'a>,
    /// The readings of the template that are strict JSON.
    pub(super) readings: Vec<Reading<'a>>,
}

impl<'a> ReadTemplate<'a> {
    /// Reads `text` as a template of `syntax`.
    ///
    /// # Errors
    /// No reading of the text is strict JSON.
    pub(super) fn new(text: &'a str, syntax: Syntax) -> Result<Self, SyntaxError> {
        let template = Template::parse(text, syntax)?;
        let readings = template.readings().map_err(|error| explained_hole(&template, error))?;
        Ok(ReadTemplate { template, readings })
    }

    /// Returns the format of a file with this content.
    pub(super) fn format(&self) -> FileFormat {
        match self.template.syntax() {
            Syntax::Comments => FileFormat::CommentedJson,
            _ => FileFormat::Template,
        }
    }
}

/// Reads a file in the format that its name and content tell.
///
/// # Errors
/// The file should be JSON and is neither JSON nor a template of it.
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
                Some(Err(error)) => match syntax.and_then(|syntax| certain_error(source, syntax)) {
                    Some(certain) => Err(unreadable(source, certain)),
                    None => Ok(Content::Other(format, if_meant_as_json(source, error))),
                },
                // A template without a tag is its own rendering.
                None if FileFormat::becomes_json(source) => match Document::parse(&source.bytes) {
                    Ok(document) => Ok(Content::Json(document)),
                    Err(error) => Ok(Content::Other(format, if_meant_as_json(source, error))),
                },
                None => Ok(Content::Other(format, None)),
            }
        }
        FileFormat::CommentedJson => commented(source),
        format => Ok(Content::Other(format, None)),
    }
}

/// Reads a file that should be JSON with comments.
fn commented(source: &SourceFile) -> Result<Content<'_>, PlanError> {
    match template(source, Syntax::Comments) {
        Ok(content) => Ok(content),
        // JSON5 and Hjson have more than comments.
        Err(error) if FileFormat::is_jsonc(source) => Err(unreadable(source, error)),
        Err(error) => {
            Ok(Content::Other(FileFormat::CommentedJson, if_meant_as_json(source, error)))
        }
    }
}

/// Reads a file that should be JSON.
fn json(source: &SourceFile, templates: Templates) -> Result<Content<'_>, PlanError> {
    let is_auto = templates == Templates::Auto;
    match Document::parse(&source.bytes) {
        Ok(document) => {
            // Strict JSON may be a template that has its expressions in strings.
            let syntax = Syntax::by_content(&source.bytes, false).filter(|_| is_auto);
            let content = syntax.map(|syntax| template(source, syntax));
            Ok(content.and_then(Result::ok).unwrap_or(Content::Json(document)))
        }
        Err(plain) => {
            let mut error = plain.clone();
            let language = Syntax::by_content(&source.bytes, true).filter(|_| is_auto);
            for syntax in language.into_iter().chain([Syntax::Comments]) {
                match template(source, syntax) {
                    Ok(content) => return Ok(content),
                    // The error that stands later in the text says more.
                    Err(other) if other.offset > error.offset => error = other,
                    Err(_) => {}
                }
            }
            if let Some(certain) = language.and_then(|syntax| certain_error(source, syntax)) {
                return Err(unreadable(source, certain));
            }
            if language.is_some() && error.offset != plain.offset {
                let SyntaxError { position: Position { line, column }, message, .. } = plain;
                error.message += &format!("; as JSON without tags, {line}:{column}: {message}");
            }
            not_json(source, FileFormat::Json, error)
        }
    }
}

/// Returns the error of a file that should be JSON and is broken whatever its expressions become. This
/// is known only of a file that has all its tags inside of strings, so that each tag becomes text.
fn certain_error(source: &SourceFile, syntax: Syntax) -> Option<SyntaxError> {
    if !FileFormat::becomes_json(source) {
        return None;
    }
    let template = Template::parse(utf8(&source.bytes).ok()?, syntax).ok()?;
    let mut bytes = source.bytes.clone();
    for Tag { range, role, .. } in template.tags() {
        if !matches!(role, Role::Expression | Role::Nothing) {
            return None;
        }
        bytes[range.clone()].fill(b'x');
    }
    let is_inside = inside_of_strings(&bytes);
    let is_text = |tag: &Tag| is_inside[tag.range.start];
    // Outside of strings, JSON has none of the characters with which tags and comments begin.
    let is_mark = |(byte, inside): (&u8, &bool)| !inside && b"$%@<#/".contains(byte);
    if !template.tags().all(is_text) || bytes.iter().zip(&is_inside).any(is_mark) {
        return None;
    }
    Document::parse(&bytes).err()
}

/// Returns, for each byte, whether it stands inside of a string. A string ends at the end of its
/// line at the latest.
fn inside_of_strings(bytes: &[u8]) -> Vec<bool> {
    let (mut is_inside, mut is_escaped) = (false, false);
    let step = |&byte: &u8| {
        let was_inside = is_inside;
        match byte {
            b'\n' => is_inside = false,
            b'"' if !is_escaped => is_inside = !is_inside,
            _ => {}
        }
        is_escaped = was_inside && byte == b'\\' && !is_escaped;
        was_inside
    };
    bytes.iter().map(step).collect()
}

/// Reads a file as a template of `syntax`.
fn template(source: &SourceFile, syntax: Syntax) -> Result<Content<'_>, SyntaxError> {
    Ok(Content::Template(ReadTemplate::new(utf8(&source.bytes)?, syntax)?))
}

/// Returns the content of a file that looked like JSON and could not be read as JSON.
fn not_json(
    source: &SourceFile,
    format: FileFormat,
    error: SyntaxError,
) -> Result<Content<'_>, PlanError> {
    match FileFormat::without_json(source) {
        Some(other) => {
            let format = if format == FileFormat::Json { other } else { format };
            Ok(Content::Other(format, if_meant_as_json(source, error)))
        }
        None if format != FileFormat::Json && source.origin == Origin::Found => {
            Ok(Content::Other(format, if_meant_as_json(source, error)))
        }
        None => Err(unreadable(source, error)),
    }
}

/// Returns the error if there is a quote before it: then the text was meant to be JSON.
fn if_meant_as_json(source: &SourceFile, error: SyntaxError) -> Option<SyntaxError> {
    source.bytes[..error.offset].contains(&b'"').then(|| explained(&source.bytes, error))
}

/// Returns the error of a file that should be JSON and is neither JSON nor a template of it.
fn unreadable(source: &SourceFile, error: SyntaxError) -> PlanError {
    PlanError::syntax(explained(&source.bytes, error))
}
