//! Markdown with `console` blocks → commands, and back.

use std::path::Path;

use super::bash;

/// A command and what is shown of it.
pub(crate) struct Command {
    pub(crate) text: String,
    /// What it prints.
    pub(crate) expected: String,
}

/// A page, in pieces.
pub(crate) struct Page {
    pub(crate) commands: Vec<Command>,
    /// Its lines; `None` where what a command shows stands.
    lines: Vec<Option<String>>,
}

impl Page {
    /// Reads a page. Its commands are in the blocks that begin with the line `fence`.
    pub(crate) fn read(text: &str, fence: &str) -> Self {
        let mut page = Page { commands: Vec::new(), lines: Vec::new() };
        let mut is_inside = false;
        for line in text.lines() {
            if line.starts_with("```") {
                is_inside = !is_inside && line == fence;
            }
            match page.commands.last_mut() {
                _ if is_inside && line.starts_with("$ ") => {
                    page.commands.push(Command { text: line[2..].into(), expected: String::new() });
                    page.lines.extend([Some(line.to_owned()), None]);
                    continue;
                }
                Some(command)
                    if is_inside && line.starts_with("> ") && command.expected.is_empty() =>
                {
                    command.text += &format!("\n{}", &line[2..]);
                    let at = page.lines.len() - 1;
                    page.lines.insert(at, Some(line.to_owned()));
                    continue;
                }
                Some(command) if is_inside && line != fence => {
                    command.expected += &format!("{line}\n");
                    continue;
                }
                _ => {}
            }
            page.lines.push(Some(line.to_owned()));
        }
        // The blank line between two commands of a block is the page's.
        for command in &mut page.commands {
            command.expected.truncate(command.expected.trim_end_matches('\n').len());
        }
        page
    }

    /// Runs the commands in one shell that begins in `folder`, after the script `before`; what is to be shown
    /// of each.
    pub(crate) fn run(&self, folder: &Path, before: &str) -> Vec<String> {
        const MARK: &str = "@@@";
        let mut script = format!("{before}\n");
        for command in &self.commands {
            script +=
                &format!("{{ {}\n}} 2>&1 </dev/null; printf '\\n{MARK}%s\\n' $?\n", command.text);
        }
        let output = bash(&script, folder).output().expect("bash runs");
        let text = String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n");
        let mut seen = Vec::new();
        let mut rest = text.as_str();
        while let Some((shown, after)) = rest.split_once(&format!("\n{MARK}")) {
            let (code, after) = after.split_once('\n').expect("a code");
            let failed = match code {
                "0" | "1" => String::new(),
                code => format!("exit code {code}\n"),
            };
            seen.push(format!("{failed}{}", shown.trim_end_matches('\n')).trim_end().to_owned());
            rest = after;
        }
        assert_eq!(seen.len(), self.commands.len(), "{}", String::from_utf8_lossy(&output.stderr));
        seen
    }

    /// The page with what the commands show.
    pub(crate) fn written(&self) -> String {
        let mut shown = self.commands.iter().map(|command| command.expected.as_str());
        let mut text = String::new();
        let mut lines = self.lines.iter().peekable();
        while let Some(line) = lines.next() {
            match line {
                Some(line) => text += &format!("{line}\n"),
                None => {
                    let shown = shown.next().unwrap_or_default();
                    if !shown.is_empty() {
                        text += &format!("{shown}\n");
                    }
                    let is_last = lines.peek().is_none_or(|next| {
                        next.as_ref().is_some_and(|next| next.starts_with("```"))
                    });
                    if !is_last {
                        text.push('\n');
                    }
                }
            }
        }
        text
    }
}
