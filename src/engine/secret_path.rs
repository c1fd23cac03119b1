//! The paths of secrets in the secret store, described by a text with the placeholders `{id}`, `{group}`,
//! `{top}`, `{registry}` and `{credential}`.
//!
//! Invariant: the text between the placeholders consists of letters, digits, `_`, `-`, `.` and `/`,
//! which every secret store takes.

use std::fmt;
use std::str::FromStr;

use crate::text::begins_with_expression;

/// A placeholder in a [`SecretSource`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Placeholder {
    /// The id of the app or pod.
    Id,
    /// The id of the group around the app or pod.
    Group,
    /// The first segment of the id.
    Top,
    /// The registry of the image.
    Registry,
    /// The name of the credential.
    Credential,
}

/// The placeholders, by the names that stand between braces.
const PLACEHOLDERS: [(&str, Placeholder); 5] = [
    ("id", Placeholder::Id),
    ("group", Placeholder::Group),
    ("top", Placeholder::Top),
    ("registry", Placeholder::Registry),
    ("credential", Placeholder::Credential),
];

/// A part of a [`SecretSource`].
#[derive(Debug, Clone, PartialEq, Eq)]
enum SourcePart {
    /// A text, which stays as it is.
    Text(String),
    /// A placeholder, for which a text is put in.
    Filled(Placeholder),
}

/// The value of `secret-source`: a path with placeholders, which are all known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretSource {
    text: String,
    parts: Vec<SourcePart>,
}

/// The texts that are put in for the placeholders. No text begins with a slash. An expression of a
/// template at the start of the id may still stand for a text that does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fillings<'a> {
    /// The absolute id of the app or pod, without the slash at its start.
    pub(crate) id: &'a str,
    /// The registry of the image, without characters that a path cannot have.
    pub(crate) registry: &'a str,
    /// A name of the credential, without characters that a path cannot have.
    pub(crate) credential: &'a str,
}

/// The reason why a text is no [`SecretSource`], as a clause.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSecretSource {
    /// The text has an unknown placeholder.
    #[error(
        "unknown placeholder `{{{0}}}`; there are {{id}}, {{group}}, {{top}}, {{registry}} and {{credential}}"
    )]
    Unknown(String),
    /// A brace has no partner.
    #[error("a brace is not closed")]
    Unclosed,
    /// The text is empty or has only slashes.
    #[error("the path is empty")]
    Empty,
    /// The text has a character that secret stores do not take.
    #[error(
        "a path in the secret store cannot have {0:?}; take letters, digits, `_`, `-`, `.` and `/`"
    )]
    Character(char),
    /// A segment has a special meaning.
    #[error("a path in the secret store cannot have the segment `{0}`")]
    Segment(String),
}

impl FromStr for SecretSource {
    type Err = BadSecretSource;

    fn from_str(text: &str) -> Result<Self, BadSecretSource> {
        if text.trim_matches('/').is_empty() {
            return Err(BadSecretSource::Empty);
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, inner)) = rest.split_once('{') {
            let (name, after) = inner.split_once('}').ok_or(BadSecretSource::Unclosed)?;
            let known = PLACEHOLDERS.iter().find(|(known, _)| *known == name);
            let (_, placeholder) =
                known.ok_or_else(|| BadSecretSource::Unknown(name.to_owned()))?;
            parts.extend([SourcePart::Text(before.to_owned()), SourcePart::Filled(*placeholder)]);
            rest = after;
        }
        parts.push(SourcePart::Text(rest.to_owned()));
        parts.retain(|part| *part != SourcePart::Text(String::new()));
        let texts = parts.iter().filter_map(|part| match part {
            SourcePart::Text(text) => Some(text),
            SourcePart::Filled(_) => None,
        });
        for character in texts.flat_map(|text| text.chars()) {
            if !(character.is_ascii_alphanumeric() || "_-./".contains(character)) {
                return Err(BadSecretSource::Character(character));
            }
        }
        // DC/OS decodes the content of a secret whose name has this prefix (dcos-docs-site:
        // services/include/advanced.tmpl:241-276).
        let is_special = |segment: &&str| {
            [".", ".."].contains(segment) || segment.starts_with("__dcos_base64__")
        };
        match text.split('/').find(is_special) {
            Some(segment) => Err(BadSecretSource::Segment(segment.to_owned())),
            None => Ok(SecretSource { text: text.to_owned(), parts }),
        }
    }
}

impl SecretSource {
    /// Returns `/{id}/pullConfig`, which gives each app and pod a secret of its own.
    #[must_use]
    pub fn per_definition() -> Self {
        let text = |text: &str| SourcePart::Text(text.into());
        let parts = vec![text("/"), SourcePart::Filled(Placeholder::Id), text("/pullConfig")];
        SecretSource { text: "/{id}/pullConfig".into(), parts }
    }

    /// Returns the text as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn has(&self, placeholder: Placeholder) -> bool {
        self.parts.contains(&SourcePart::Filled(placeholder))
    }

    /// Whether the path depends on the definition's id.
    pub(crate) fn uses_id(&self) -> bool {
        [Placeholder::Id, Placeholder::Group, Placeholder::Top].iter().any(|it| self.has(*it))
    }

    /// Whether the path depends on the id of the group around the definition.
    pub(crate) fn uses_group(&self) -> bool {
        self.has(Placeholder::Group)
    }

    /// Returns the path, with `fillings` in the place of the placeholders.
    ///
    /// The path begins with no slash if an expression of a template would follow it. The text that
    /// the expression stands for may have a slash of its own, and the secret store needs none.
    pub(crate) fn fill(&self, fillings: Fillings) -> String {
        let Fillings { id, registry, credential } = fillings;
        let part = |part: &SourcePart| match part {
            SourcePart::Text(text) => text.clone(),
            SourcePart::Filled(Placeholder::Id) => id.to_owned(),
            SourcePart::Filled(Placeholder::Group) => {
                id.rsplit_once('/').map_or("", |(group, _)| group).to_owned()
            }
            SourcePart::Filled(Placeholder::Top) => {
                id.split('/').next().unwrap_or_default().to_owned()
            }
            SourcePart::Filled(Placeholder::Registry) => registry.to_owned(),
            SourcePart::Filled(Placeholder::Credential) => credential.to_owned(),
        };
        let path: String = self.parts.iter().map(part).collect();
        let path = path.replace("//", "/");
        match path.strip_prefix('/') {
            Some(rest) if begins_with_expression(rest) => rest.to_owned(),
            _ => path,
        }
    }
}

impl fmt::Display for SecretSource {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(&self.text)
    }
}

/// Returns the path of a secret as messages and reports write it: with a slash at the start and
/// none at the end. No slash is put before an expression of a template, because the text that it
/// stands for may begin with one.
#[must_use]
pub fn secret_path(source: &str) -> String {
    let path = source.trim_matches('/');
    if begins_with_expression(path) { path.to_owned() } else { format!("/{path}") }
}

/// Returns `text` as a segment of a path. ASCII letters, digits and `_` stay; the characters
/// between them become one dash.
pub(crate) fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_alphanumeric() || character == '_' {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}
