//! Finds out which programs a command line starts. It knows enough of the shell's grammar to tell
//! whether all of them have absolute paths or are part of the shell. When in doubt, it assumes that
//! the shell searches for one.

/// The words after which another command begins (POSIX, Shell Command Language 2.4).
const PREFIXES: [&str; 11] =
    ["!", "do", "elif", "else", "exec", "if", "then", "until", "while", "{", "}"];

/// The commands that are part of the shell and start nothing (POSIX, Shell Command Language 2.14
/// and 1.7).
const BUILTINS: [&str; 19] = [
    ":", "[", "break", "cd", "continue", "done", "echo", "exit", "export", "false", "fi", "kill",
    "printf", "read", "set", "test", "true", "unset", "wait",
];

/// The programs that search for another program and start it.
const STARTERS: [&str; 12] =
    ["ash", "bash", "dash", "env", "ksh", "nice", "nohup", "sh", "sudo", "timeout", "xargs", "zsh"];

/// Whether the shell searches `PATH` for a program in `line`.
pub(super) fn searches_path(line: &str) -> bool {
    if line.contains('`') || line.contains("$(") {
        return true;
    }
    commands(line).iter().any(|command| {
        let mut words = command.iter().map(String::as_str);
        let program = words.find(|word| !PREFIXES.contains(word) && !is_assignment(word));
        program.is_some_and(|program| {
            let name = program.rsplit('/').next().unwrap_or(program);
            !BUILTINS.contains(&program) && (!program.starts_with('/') || STARTERS.contains(&name))
        })
    })
}

/// Whether a word has the form `NAME=value`.
fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// Returns the words of each simple command, without quotes.
fn commands(line: &str) -> Vec<Vec<String>> {
    let mut commands = vec![Vec::new()];
    let mut word = String::new();
    let mut quote = None;
    let mut characters = line.chars().peekable();
    while let Some(c) = characters.next() {
        let is_redirection =
            c == '&' && (word.ends_with(['>', '<']) || characters.peek() == Some(&'>'));
        match (quote, c) {
            (Some(end), _) if c == end => quote = None,
            (Some(_), _) => word.push(c),
            (None, '\'' | '"') => quote = Some(c),
            (None, '\\') => word.extend(characters.next()),
            (None, _) if is_redirection => word.push(c),
            (None, ';' | '|' | '&' | '\n' | '(' | ')') => {
                end_word(&mut commands, &mut word);
                commands.push(Vec::new());
            }
            (None, _) if c.is_whitespace() => end_word(&mut commands, &mut word),
            (None, _) => word.push(c),
        }
    }
    end_word(&mut commands, &mut word);
    commands
}

fn end_word(commands: &mut [Vec<String>], word: &mut String) {
    if let Some(command) = commands.last_mut()
        && !word.is_empty()
    {
        command.push(std::mem::take(word));
    }
}

#[cfg(test)]
mod tests {
    use super::searches_path;

    #[test]
    fn programs_by_path_and_builtins_need_no_search() {
        for line in [
            "/usr/local/bin/check",
            "/usr/bin/curl -fsS http://localhost:8080/ >/dev/null 2>&1 || exit 1",
            "exec /bin/check && true",
            "[ -f /tmp/ready ]",
            "if test -e /run/x; then exit 0; else exit 1; fi",
            "cd /srv && ! /srv/busy",
            "LANG=C /bin/check 'a; b | c'",
            "",
        ] {
            assert!(!searches_path(line), "{line}");
        }
    }

    #[test]
    fn other_programs_are_searched() {
        for line in [
            "curl -f http://localhost:$PORT0/",
            "./check.sh",
            "$JAVA_HOME/bin/java -version",
            "/bin/sh -c 'curl localhost'",
            "/usr/bin/env python check.py",
            "cd /srv && node check.js",
            "echo ruok | nc localhost 2181",
            "test \"$(redis-cli ping)\" = PONG",
            "[ `cat /tmp/state` = up ]",
            "timeout 5 /bin/check",
        ] {
            assert!(searches_path(line), "{line}");
        }
    }
}
