//! A page → what to do and what to see.

/// What happens next.
pub(super) enum Action {
    Type(Vec<u8>),
    Resize((u16, u16)),
    Meanwhile(String),
    See(String),
    Exit(u32),
}

/// A page.
pub(super) struct Script {
    /// Columns and rows.
    pub(super) size: (u16, u16),
    pub(super) environment: Vec<(String, String)>,
    pub(super) needs: Vec<String>,
    /// Whether screens go on across keys.
    pub(super) is_whole: bool,
    pub(super) folder: String,
    pub(super) command: String,
    pub(super) actions: Vec<Action>,
    /// The page itself, with `None` for the content of each block.
    page: Vec<Option<String>>,
}

impl Script {
    pub(super) fn read(text: &str) -> Self {
        let mut script = Script {
            size: (80, 24),
            environment: vec![("TERM".into(), "xterm-256color".into())],
            needs: Vec::new(),
            is_whole: false,
            folder: String::new(),
            command: String::new(),
            actions: Vec::new(),
            page: Vec::new(),
        };
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            script.page.push(Some(line.to_owned()));
            if line == "```console" || line == "```screen" {
                let mut block: Vec<&str> =
                    lines.by_ref().take_while(|line| *line != "```").collect();
                if line == "```console" {
                    let command = block.remove(0);
                    script.page.push(Some(command.to_owned()));
                    script.command = command.strip_prefix("$ ").expect("a command").to_owned();
                }
                script.actions.push(Action::See(block.join("\n")));
                script.page.extend([None, Some("```".to_owned())]);
            } else if let Some((word, rest)) = line.split_once(": ") {
                script.directive(word, rest);
            }
        }
        script
    }

    fn directive(&mut self, word: &str, rest: &str) {
        let code = rest.split('`').nth(1).unwrap_or_default();
        match word {
            "Terminal" => {
                let mut numbers = rest.split(" × ").map(|number| number.trim().parse());
                let mut number = || numbers.next().and_then(Result::ok).expect("a number");
                let size = (number(), number());
                if self.command.is_empty() {
                    self.size = size;
                } else {
                    self.actions.push(Action::Resize(size));
                }
            }
            "Environment" => {
                let (name, value) = code.split_once('=').expect("NAME=value");
                self.environment.push((name.into(), value.into()));
            }
            "Screen" => self.is_whole = code == "whole",
            "Folder" => self.folder = code.into(),
            "Needs" => self.needs.push(code.into()),
            "Key" => self.actions.push(Action::Type(key(code))),
            "Line" => self.actions.push(Action::Type(format!("{code}\r").into_bytes())),
            "Meanwhile" => self.actions.push(Action::Meanwhile(code.into())),
            "Exit" => self.actions.push(Action::Exit(code.parse().expect("a number"))),
            _ => {}
        }
    }

    /// The page with the screens of the actions.
    pub(super) fn written(&self) -> String {
        let mut screens = self.actions.iter().filter_map(|action| match action {
            Action::See(screen) => Some(screen.as_str()),
            _ => None,
        });
        let line = |line: &Option<String>| match line {
            Some(line) => line.clone(),
            None => screens.next().unwrap_or_default().to_owned(),
        };
        self.page.iter().map(line).collect::<Vec<_>>().join("\n") + "\n"
    }
}

fn key(name: &str) -> Vec<u8> {
    match name {
        "Enter" => b"\r".to_vec(),
        "Tab" => b"\t".to_vec(),
        "Escape" => b"\x1b".to_vec(),
        "Up" => b"\x1b[A".to_vec(),
        "Backspace" => b"\x7f".to_vec(),
        "Ctrl-C" => vec![3],
        "Ctrl-D" => vec![4],
        "Ctrl-U" => vec![0x15],
        "Ctrl-Z" => vec![0x1a],
        _ => name.as_bytes().to_vec(),
    }
}
