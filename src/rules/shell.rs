//! Reads command lines: the commands that a shell would run, their words, and the files that they
//! redirect to.
//!
//! It knows enough of the shell's grammar to find the commands and their programs (POSIX, Shell
//! Command Language 2). It expands nothing.

/// The words after which another command begins (POSIX, Shell Command Language 2.4).
const PREFIXES: [&str; 11] =
    ["!", "do", "elif", "else", "exec", "if", "then", "until", "while", "{", "}"];

/// The programs that start another program, which their arguments name.
pub(super) const STARTERS: [&str; 13] = [
    "ash", "bash", "busybox", "dash", "env", "ksh", "nice", "nohup", "sh", "sudo", "timeout",
    "xargs", "zsh",
];

/// The programs and builtins that run an argument as a command line, with `-c` or as it is.
const READERS: [&str; 9] = ["ash", "bash", "dash", "eval", "ksh", "sh", "su", "trap", "zsh"];

/// The depth to which command lines in the arguments of commands are read.
const MAX_DEPTH: usize = 3;

/// A simple command.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct SimpleCommand {
    /// The words of the command, without quotes.
    pub(super) words: Vec<String>,
    /// The files that the output is redirected to.
    pub(super) outputs: Vec<String>,
}

impl SimpleCommand {
    /// Returns the program's word and the words after it. Words that only prepare a command, and
    /// assignments, are left out.
    pub(super) fn program(&self) -> Option<(&str, &[String])> {
        let prepares =
            |word: &String| PREFIXES.contains(&word.as_str()) || is_assignment(word.as_str());
        let at = self.words.iter().position(|word| !prepares(word))?;
        Some((self.words[at].as_str(), &self.words[at + 1..]))
    }

    /// Returns, for each word that may be the program `name`, the words after it. Such a word is
    /// the program of the command or, if that program starts another one (`sudo`), any word after
    /// it.
    pub(super) fn arguments_of<'c>(&'c self, name: &'c str) -> impl Iterator<Item = &'c [String]> {
        let (program, rest) = self.program().unwrap_or(("", &[]));
        let starts_others = STARTERS.contains(&file_name(program));
        let own = (file_name(program) == name).then_some(rest);
        let others = rest.iter().enumerate().filter(move |(_, word)| file_name(word) == name);
        let others = others.map(|(at, _)| &rest[at + 1..]).filter(move |_| starts_others);
        own.into_iter().chain(others)
    }

    /// Returns the words that are command lines, or have command lines in them.
    fn lines(&self) -> Vec<String> {
        let may_be_line = |word: &&String| {
            let is_separator = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'(' | b'`');
            word.bytes().any(is_separator)
        };
        let mut words = self.words.iter().filter(may_be_line).peekable();
        if words.peek().is_none() {
            return Vec::new();
        }
        let reads = READERS.iter().any(|reader| self.arguments_of(reader).next().is_some());
        let is_line = |word: &&String| reads || word.contains("$(") || word.contains('`');
        words.filter(is_line).cloned().collect()
    }
}

/// Whether `text` holds `word` as a whole, and not as a part of a longer name or as an option that is
/// switched off (`-WORD`).
pub(super) fn has_word(text: &str, word: &str) -> bool {
    let continues = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        !before.ends_with(|c| continues(c) || c == '-') && !after.starts_with(continues)
    })
}

/// Returns `word` as one quoted word for `/bin/sh`.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+,:@%=".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Returns the last component of a path.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether a word has the form `NAME=value`.
fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// Returns the simple commands of a command line, also those in arguments that are command lines
/// themselves (`sh -c '…'`).
pub(super) fn commands(line: &str) -> Vec<SimpleCommand> {
    let mut commands = Vec::new();
    read(line, MAX_DEPTH, &mut commands);
    commands
}

/// Adds the simple commands of a command line, and of the command lines in their arguments, down to
/// `depth` levels of arguments.
fn read(line: &str, depth: usize, commands: &mut Vec<SimpleCommand>) {
    let first = commands.len();
    split(line, commands);
    if depth == 0 {
        return;
    }
    let inner: Vec<String> = commands[first..].iter().flat_map(SimpleCommand::lines).collect();
    for line in inner {
        read(&line, depth - 1, commands);
    }
}

/// The role of the word that is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum WordRole {
    /// A word of the command.
    Word,
    /// A file that output is redirected to.
    Output,
    /// A file or a text that input comes from.
    Input,
}

/// Splits a command line into its simple commands. Substitutions (`$(…)` and backquotes) count as
/// commands of their own.
fn split(line: &str, commands: &mut Vec<SimpleCommand>) {
    let mut splitter =
        Splitter { command: SimpleCommand::default(), word: None, role: WordRole::Word };
    let mut quote = None;
    let mut characters = line.chars().peekable();
    while let Some(c) = characters.next() {
        match (quote, c) {
            (Some(end), _) if c == end => quote = None,
            (Some('"'), '\\') => splitter.extend(characters.next()),
            (Some(_), _) => splitter.extend(Some(c)),
            (None, '\'' | '"') => {
                quote = Some(c);
                splitter.extend(None);
            }
            (None, '\\') => match characters.next() {
                Some('\n') | None => {}
                escaped => splitter.extend(escaped),
            },
            (None, '#') if splitter.word.is_none() => {
                while characters.next_if(|c| *c != '\n').is_some() {}
            }
            (None, '&') if characters.peek() == Some(&'>') => splitter.end_word(),
            (None, '>' | '<') => {
                splitter.end_descriptor();
                splitter.role = if c == '>' { WordRole::Output } else { WordRole::Input };
                while characters.next_if(|c| matches!(c, '>' | '<' | '|' | '&')).is_some() {}
            }
            (None, ';' | '|' | '&' | '\n' | '(' | ')' | '`') => splitter.end_command(commands),
            (None, _) if c.is_whitespace() => splitter.end_word(),
            (None, _) => splitter.extend(Some(c)),
        }
    }
    splitter.end_command(commands);
}

/// The command and the word that are being read.
struct Splitter {
    /// The command without the word that is being read.
    command: SimpleCommand,
    /// The word so far; `None` between words.
    word: Option<String>,
    role: WordRole,
}

impl Splitter {
    /// Adds the character `c`, if there is one, to the word. Begins the word if there is none.
    fn extend(&mut self, c: Option<char>) {
        self.word.get_or_insert_default().extend(c);
    }

    /// Ends the word, if there is one, and adds it to the command.
    fn end_word(&mut self) {
        let Some(word) = self.word.take() else { return };
        match std::mem::replace(&mut self.role, WordRole::Word) {
            WordRole::Word => self.command.words.push(word),
            WordRole::Output => self.command.outputs.push(word),
            WordRole::Input => {}
        }
    }

    /// Ends the word before a redirection. Digits there are the number of a file.
    fn end_descriptor(&mut self) {
        let is_number =
            |word: &String| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        if self.role != WordRole::Word || !self.word.as_ref().is_some_and(is_number) {
            self.end_word();
        }
        self.word = None;
    }

    /// Ends the command, and adds it to `commands` unless it is empty.
    fn end_command(&mut self, commands: &mut Vec<SimpleCommand>) {
        self.end_word();
        self.role = WordRole::Word;
        let command = std::mem::take(&mut self.command);
        if command != SimpleCommand::default() {
            commands.push(command);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SimpleCommand, commands};

    fn command(words: &str, outputs: &str) -> SimpleCommand {
        let list = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        SimpleCommand { words: list(words), outputs: list(outputs) }
    }

    #[test]
    fn a_line_is_split_into_simple_commands() {
        let cases = [
            ("", vec![]),
            ("a b", vec![command("a b", "")]),
            (
                "a && b || c; d | e & f\ng",
                "abcdefg".chars().map(|c| command(&c.to_string(), "")).collect(),
            ),
            (
                "if ! a; then b; fi",
                vec![command("if ! a", ""), command("then b", ""), command("fi", "")],
            ),
            ("a 'b' \"c\" d\\e", vec![command("a b c de", "")]),
            ("a # kill 1\nb#c", vec![command("a", ""), command("b#c", "")]),
            ("a \\\n b", vec![command("a b", "")]),
            // Redirections.
            ("a >b >>c 2> d", vec![command("a", "b c d")]),
            ("a>b 2>&1 &>c >|d", vec![command("a", "b 1 c d")]),
            ("a 2>&- b <c <<EOF", vec![command("a b", "-")]),
            ("a3>b", vec![command("a3", "b")]),
            (">a b", vec![command("b", "a")]),
            ("a > ; b", vec![command("a", ""), command("b", "")]),
            // Command lines in words.
            ("a $(b c)", vec![command("a $", ""), command("b c", "")]),
            ("a `b c`", vec![command("a", ""), command("b c", "")]),
        ];
        for (line, expected) in cases {
            assert_eq!(commands(line), expected, "{line}");
        }
    }

    #[test]
    fn command_lines_in_arguments_are_read() {
        for line in [
            "sh -c 'kill 1'",
            "exec /bin/bash -lc \"a; kill 1\"",
            "trap 'kill 1' EXIT",
            "sudo -u app sh -c 'a && kill 1'",
            "echo \"$(kill 1)\"",
            "sh -c \"sh -c 'kill 1'\"",
            "busybox sh -c 'kill 1'",
        ] {
            let is_there = commands(line).contains(&command("kill 1", ""));
            assert!(is_there, "{line}");
        }
        for line in ["echo 'kill 1'", "grep -c 'kill 1' log", "sh 'kill'"] {
            let is_there = commands(line).contains(&command("kill 1", ""));
            assert!(!is_there, "{line}");
        }
    }

    #[test]
    fn a_program_is_found_behind_those_that_start_it() {
        for line in ["kill 1", "/bin/kill 1", "A=b exec kill 1", "{ kill 1", "sudo -n kill 1"] {
            let found: Vec<SimpleCommand> = commands(line);
            let arguments: Vec<_> = found[0].arguments_of("kill").collect();
            assert_eq!(arguments, [["1".to_owned()]], "{line}");
        }
        for line in ["skill 1", "killall 1", "echo kill 1", "kill-all 1"] {
            assert!(commands(line)[0].arguments_of("kill").next().is_none(), "{line}");
        }
    }
}
