//! Finds out the format of a file from its name and its content.

use std::fmt;
use std::path::Path;

use crate::source::{Origin, SourceFile};
use crate::text::Syntax;

/// The format that a file is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileFormat {
    /// Strict JSON.
    Json,
    /// JSON with comments or trailing commas.
    CommentedJson,
    /// A template that renders to JSON or to something else.
    Template,
    /// YAML.
    Yaml,
    /// Terraform, Nomad or other HCL.
    Hcl,
    /// A shell script.
    Shell,
    /// Markdown or other prose.
    Prose,
    /// Another text.
    Other,
    /// A file that is not text.
    Binary,
}

impl FileFormat {
    /// Returns the format of a file. The format is JSON if the name says so. If the name tells no
    /// format, it is also JSON if the user has named the file, or if the text begins with a brace
    /// or a bracket.
    pub(super) fn of(source: &SourceFile) -> Self {
        let SourceFile { path, bytes, origin, .. } = source;
        let extension = extension(path);
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
        let named = Self::by_name(path);
        let is_json = extension.is(b"json")
            || named.is_none() && matches!(first, Some(b'{' | b'['))
            || named.is_none() && *origin == Origin::Named;
        match named {
            _ if is_json => FileFormat::Json,
            Some(format) => format,
            None => Self::by_content(bytes),
        }
    }

    /// Returns the format of a file that could not be read as JSON: a template if it has the mark
    /// of one. Returns `None` if its name or the user says that the file must be JSON.
    pub(super) fn without_json(source: &SourceFile) -> Option<Self> {
        let bytes = &source.bytes;
        if is_template(bytes) {
            return Some(FileFormat::Template);
        }
        let should_be = extension(&source.path).is(b"json") || source.origin == Origin::Named;
        (!should_be).then(|| Self::by_content(bytes))
    }

    /// Whether a file has to become JSON. Examples are `web.json`, `web.json.j2`, and a file that
    /// the user has named and whose name tells no format.
    pub(super) fn becomes_json(source: &SourceFile) -> bool {
        let inner = Path::new(source.path.file_stem().unwrap_or_default());
        let is_named = source.origin == Origin::Named && Self::by_name(&source.path).is_none();
        extension(&source.path).is(b"json") || extension(inner).is(b"json") || is_named
    }

    /// Whether a file should be JSON with comments, and nothing else of what JSON5 adds.
    pub(super) fn is_jsonc(source: &SourceFile) -> bool {
        extension(&source.path).is(b"jsonc")
    }

    /// Whether a file is Markdown.
    pub(super) fn is_markdown(source: &SourceFile) -> bool {
        [&b"md"[..], b"markdown"].contains(&extension(&source.path).as_bytes())
    }

    /// Whether a file is a script of a shell that splits text into words as POSIX says. PowerShell
    /// and fish do not.
    pub(super) fn is_shell(source: &SourceFile) -> bool {
        const SHELLS: [&str; 6] = ["sh", "bash", "zsh", "ksh", "dash", "ash"];
        if Self::by_name(&source.path).is_some() {
            let extension = extension(&source.path);
            return SHELLS.iter().any(|shell| extension.is(shell.as_bytes()));
        }
        let line = source.bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
        let line = String::from_utf8_lossy(line.strip_prefix(b"#!").unwrap_or_default());
        let names =
            line.split_ascii_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
        names.take_while(|name| !name.starts_with('-')).any(|name| SHELLS.contains(&name))
    }

    /// Whether the name of a file is that of JSON, JSON with comments or a template.
    pub(super) fn is_for_definitions(path: &Path) -> bool {
        let extension = extension(path);
        let format = || Self::by_extension(&extension);
        extension.is(b"json")
            || matches!(format(), Some(FileFormat::CommentedJson | FileFormat::Template))
    }

    /// Returns the format that the name of a file tells, if it is another one than JSON.
    fn by_name(path: &Path) -> Option<Self> {
        Self::by_extension(&extension(path))
    }

    /// Returns the format that an extension tells, if it is another one than JSON.
    fn by_extension(extension: &Extension) -> Option<Self> {
        Some(match extension.as_bytes() {
            b"jsonc" | b"json5" | b"hjson" => FileFormat::CommentedJson,
            // These names do not tell the language of the template.
            b"tmpl" | b"tpl" | b"template" | b"in" => FileFormat::Template,
            b"yml" | b"yaml" => FileFormat::Yaml,
            b"tf" | b"hcl" | b"nomad" | b"tfvars" => FileFormat::Hcl,
            b"sh" | b"bash" | b"zsh" | b"ksh" | b"fish" | b"ps1" | b"bat" | b"cmd" => {
                FileFormat::Shell
            }
            b"md" | b"markdown" | b"rst" | b"adoc" | b"txt" | b"html" | b"htm" | b"org" => {
                FileFormat::Prose
            }
            other => return Syntax::by_extension(other).map(|_| FileFormat::Template),
        })
    }

    /// Returns the format that the content of a file tells, if its name tells none and it is not JSON.
    fn by_content(bytes: &[u8]) -> Self {
        let head = &bytes[..bytes.len().min(8192)];
        if head.contains(&0) {
            FileFormat::Binary
        } else if head.starts_with(b"#!") {
            FileFormat::Shell
        } else {
            FileFormat::Other
        }
    }
}

/// Whether the text has a mark with which tags of template languages begin.
fn is_template(bytes: &[u8]) -> bool {
    [&b"{{"[..], b"{%", b"<%", b"${"].iter().any(|mark| memchr::memmem::find(bytes, mark).is_some())
}

/// The length of the longest known extension: `handlebars`.
const LONGEST_EXTENSION: usize = 10;

/// The extension of a file's name in lower case. An extension that is longer than [`LONGEST_EXTENSION`]
/// counts as none.
struct Extension {
    bytes: [u8; LONGEST_EXTENSION],
    length: usize,
}

impl Extension {
    fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    fn is(&self, other: &[u8]) -> bool {
        self.as_bytes() == other
    }
}

/// Returns the extension of a path. A scan calls this for every file, so nothing is allocated and
/// the path is not split into its parts.
fn extension(path: &Path) -> Extension {
    let path = path.as_os_str().as_encoded_bytes();
    let is_separator = |byte: u8| std::path::is_separator(char::from(byte));
    let none = Extension { bytes: [0; LONGEST_EXTENSION], length: 0 };
    let first = path.len().saturating_sub(LONGEST_EXTENSION + 1);
    let Some(dot) = memchr::memrchr(b'.', &path[first..]).map(|at| first + at) else {
        return none;
    };
    let text = &path[dot + 1..];
    // A dot at the beginning of a name begins no extension.
    if dot == 0 || is_separator(path[dot - 1]) || text.iter().any(|&byte| is_separator(byte)) {
        return none;
    }
    let mut extension = Extension { length: text.len(), ..none };
    extension.bytes[..text.len()].copy_from_slice(text);
    extension.bytes.make_ascii_lowercase();
    extension
}

impl fmt::Display for FileFormat {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(match self {
            FileFormat::Json => "JSON",
            FileFormat::CommentedJson => "JSON with comments",
            FileFormat::Template => "template",
            FileFormat::Yaml => "YAML",
            FileFormat::Hcl => "HCL",
            FileFormat::Shell => "script",
            FileFormat::Prose => "prose",
            FileFormat::Other => "text",
            FileFormat::Binary => "binary",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{LONGEST_EXTENSION, extension};

    #[test]
    fn an_extension_is_that_of_the_standard_library_in_lower_case() {
        for path in [
            "a.json",
            "a/b.JSON",
            "a.b/c",
            "a.b/c.d/e",
            ".json",
            "a/.json",
            "..",
            "a/..",
            "a.",
            "",
            "a",
            "a.tar.gz",
            "é.jsön",
            "a.HandleBars",
            "a.b.c.",
            "./a.yml",
            "a.b/.c.d",
            "x.longextension",
        ] {
            let expected = Path::new(path).extension().unwrap_or_default();
            let expected = expected.as_encoded_bytes().to_ascii_lowercase();
            let expected = if expected.len() > LONGEST_EXTENSION { Vec::new() } else { expected };
            assert_eq!(extension(Path::new(path)).as_bytes(), expected, "{path}");
        }
    }
}
