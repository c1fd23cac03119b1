//! Forms of text (marathon: types/stringTypes.raml, types/environmentVariable.raml, types/app.raml).

/// A form that a text must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validity) enum Form {
    Any,
    /// `[a-z0-9]([-a-z0-9]*[a-z0-9])?`
    Name,
    /// The same with `_` inside.
    NetworkName,
    /// Segments of names with dots, or `..`, between slashes.
    Path,
    /// `[a-zA-Z_][a-zA-Z0-9_]{0,253}`
    Variable,
    /// `//cmd`, nothing, or a path without empty segments.
    Executor,
}

impl Form {
    /// Whether the whole text has this form.
    pub(in crate::validity) fn matches(self, text: &str) -> bool {
        match self {
            Form::Any => true,
            Form::Name => is_name(text, |_| false),
            Form::NetworkName => is_name(text, |byte| byte == b'_'),
            Form::Path => text.split('/').all(|segment| {
                matches!(segment, "" | "..")
                    || segment.split('.').all(|label| is_name(label, |_| false))
            }),
            Form::Variable => {
                let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
                text.len() <= 254
                    && text.bytes().all(is_inner)
                    && text.bytes().next().is_some_and(|first| !first.is_ascii_digit())
            }
            Form::Executor => {
                let path = text.strip_prefix('/').unwrap_or(text);
                text.is_empty() || text == "//cmd" || path.split('/').all(|part| !part.is_empty())
            }
        }
    }

    /// What is expected, in words that follow "must be".
    pub(super) fn describe(self) -> &'static str {
        match self {
            Form::Any => "text",
            Form::Name => "lower-case letters, digits and inner dashes",
            Form::NetworkName => "lower-case letters, digits and inner dashes or underscores",
            Form::Path => {
                "names of lower-case letters, digits and inner dashes, joined by dots and slashes"
            }
            Form::Variable => "letters, digits and underscores, without a digit in front",
            Form::Executor => "`//cmd`, empty or the path of an executor",
        }
    }
}

/// Lower-case letters and digits, inside also dashes and what `inner` allows.
fn is_name(text: &str, inner: impl Fn(u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    let is_edge =
        |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    is_edge(bytes.first())
        && is_edge(bytes.last())
        && bytes.iter().all(|&byte| is_edge(Some(&byte)) || byte == b'-' || inner(byte))
}
