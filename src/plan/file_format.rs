//! What kind of file this is, by name and content.

use std::fmt;
use std::path::Path;

use crate::source::{Origin, SourceFile};
use crate::text::Syntax;

/// What a file was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileFormat {
    /// Strict JSON: converted.
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
    /// Anything else that is text.
    Other,
    /// Bytes that are no text.
    Binary,
}

impl FileFormat {
    /// What a file is: JSON by its name, by being named, or by its first character; else by name.
    pub(super) fn of(source: &SourceFile) -> Self {
        let SourceFile { path, bytes, origin, .. } = source;
        let extension = extension(path);
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
        let named = Self::by_name(path);
        let is_json = extension == "json"
            || named.is_none() && matches!(first, Some(b'{' | b'['))
            || named.is_none() && *origin == Origin::Named;
        match named {
            _ if is_json => FileFormat::Json,
            Some(format) => format,
            None => Self::by_content(bytes),
        }
    }

    /// What a file is that is not strict JSON after all; `None` if JSON is what it should be.
    pub(super) fn without_json(source: &SourceFile) -> Option<Self> {
        let bytes = &source.bytes;
        if is_template(bytes) {
            return Some(FileFormat::Template);
        }
        let should_be = extension(&source.path) == "json" || source.origin == Origin::Named;
        (!should_be).then(|| Self::by_content(bytes))
    }

    /// Whether a file is a template of JSON, or wrong: `web.json`, `web.json.j2`, or one that was named and
    /// whose name says nothing else.
    pub(super) fn becomes_json(source: &SourceFile) -> bool {
        let inner = Path::new(source.path.file_stem().unwrap_or_default());
        let is_named = source.origin == Origin::Named && Self::by_name(&source.path).is_none();
        extension(&source.path) == "json" || extension(inner) == "json" || is_named
    }

    /// Whether a file should be JSON with comments and no more.
    pub(super) fn is_jsonc(source: &SourceFile) -> bool {
        extension(&source.path) == "jsonc"
    }

    /// Whether a file is Markdown.
    pub(super) fn is_markdown(source: &SourceFile) -> bool {
        ["md", "markdown"].contains(&extension(&source.path).as_str())
    }

    /// Whether a file is a script of a shell whose words are those of POSIX: not PowerShell's, fish's
    /// or another language's.
    pub(super) fn is_shell(source: &SourceFile) -> bool {
        const SHELLS: [&str; 6] = ["sh", "bash", "zsh", "ksh", "dash", "ash"];
        let extension = extension(&source.path);
        if Self::by_name(&source.path).is_some() {
            return SHELLS.contains(&extension.as_str());
        }
        let line = source.bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
        let line = String::from_utf8_lossy(line.strip_prefix(b"#!").unwrap_or_default());
        let names =
            line.split_ascii_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
        names.take_while(|name| !name.starts_with('-')).any(|name| SHELLS.contains(&name))
    }

    /// Whether a name is that of JSON or of a template.
    pub(super) fn is_for_definitions(path: &Path) -> bool {
        let definitions = [FileFormat::Json, FileFormat::CommentedJson, FileFormat::Template];
        // Asked of every file: without a copy of its name for most of those that count.
        path.extension().is_some_and(|it| it.eq_ignore_ascii_case("json"))
            || Self::by_name(path).is_some_and(|it| definitions.contains(&it))
    }

    fn by_name(path: &Path) -> Option<Self> {
        if Syntax::by_name(path).is_some() {
            return Some(FileFormat::Template);
        }
        Some(match extension(path).as_str() {
            "jsonc" | "json5" | "hjson" => FileFormat::CommentedJson,
            // Templates of a language that the name does not tell.
            "tmpl" | "tpl" | "template" | "in" => FileFormat::Template,
            "yml" | "yaml" => FileFormat::Yaml,
            "tf" | "hcl" | "nomad" | "tfvars" => FileFormat::Hcl,
            "sh" | "bash" | "zsh" | "ksh" | "fish" | "ps1" | "bat" | "cmd" => FileFormat::Shell,
            "md" | "markdown" | "rst" | "adoc" | "txt" | "html" | "htm" | "org" => {
                FileFormat::Prose
            }
            _ => return None,
        })
    }

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

/// Whether the text holds expressions of a template language.
fn is_template(bytes: &[u8]) -> bool {
    [&b"{{"[..], b"{%", b"<%", b"${"].iter().any(|mark| memchr::memmem::find(bytes, mark).is_some())
}

fn extension(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase()
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
