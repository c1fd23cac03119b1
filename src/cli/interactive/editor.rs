//! Lets the user change a text in the editor of their choice.

use std::io::{self, Write as _};
use std::path::Path;
use std::process::Command;

use tempfile::NamedTempFile;

use super::terminal::Terminal;

/// The most bytes of the name of a file that become a part of the name of its draft. A file name may have 255 bytes.
const LONGEST_NAME: usize = 200;

/// A draft: a temporary file for the editor. Only its owner can read it. It is removed when this value is dropped.
pub(super) struct EditorFile(NamedTempFile);

impl EditorFile {
    /// Creates a draft of `text`. Its name ends like that of the file at `path`, so that editors
    /// know the file type.
    pub(super) fn new(path: &Path, text: &[u8]) -> io::Result<Self> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = end_of(&name, LONGEST_NAME);
        let mut file = tempfile::Builder::new()
            .prefix("pullconfig-")
            .suffix(&format!("-{name}"))
            .tempfile()?;
        file.write_all(text)?;
        file.flush()?;
        Ok(EditorFile(file))
    }

    /// Lets the user edit the draft in `$VISUAL`, else `$EDITOR`, else `vi`. The shell splits the
    /// command. Returns the text afterwards, or `None` if the editor failed.
    #[expect(clippy::disallowed_methods, reason = "the terminal is an edge of the process")]
    pub(super) fn edit(&mut self, terminal: &Terminal) -> io::Result<Option<Vec<u8>>> {
        let named = |name| std::env::var(name).ok().filter(|editor| !editor.trim().is_empty());
        let editor = named("VISUAL").or_else(|| named("EDITOR")).unwrap_or_else(|| "vi".into());
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{editor} \"$@\""), &editor]).arg(self.0.path());
        if !terminal.run(command, None)?.success() {
            return Ok(None);
        }
        // The file is opened by its name again, because many editors write a new file and rename
        // it.
        std::fs::read(self.0.path()).map(Some)
    }
}

/// Returns the last `length` bytes of `name`, or fewer if a character would be cut.
fn end_of(name: &str, length: usize) -> &str {
    let start = (name.len().saturating_sub(length)..).find(|&at| name.is_char_boundary(at));
    &name[start.unwrap_or(name.len())..]
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::EditorFile;

    #[test]
    fn the_longest_name_can_be_edited() {
        for name in ["a".repeat(250), "\u{fc}".repeat(125), "\u{20ac}".repeat(83)] {
            let draft = EditorFile::new(Path::new(&format!("{name}.json")), b"").expect("a draft");
            assert!(draft.0.path().to_string_lossy().ends_with(".json"));
        }
    }
}
