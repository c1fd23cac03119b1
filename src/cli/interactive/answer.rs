//! The answers of the user to a question about a file, and the key for each.

/// An answer. The help in [`ANSWERS`] tells its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    More,
    Yes,
    No,
    All,
    LeaveFolder,
    Quit,
    Edit,
    Source,
    Accept,
    Keep,
    View,
    Undo,
    Help,
}

/// An answer with its key.
struct AnswerKey {
    answer: Answer,
    key: char,
    /// The meaning of the answer, as the help has it.
    help: &'static str,
}

/// All answers with their keys, in the order in which a question offers them.
const ANSWERS: &[AnswerKey] = &[
    AnswerKey { answer: Answer::More, key: ' ', help: "show more of it" },
    AnswerKey { answer: Answer::Yes, key: 'y', help: "convert this file" },
    AnswerKey { answer: Answer::No, key: 'n', help: "leave this file as it is" },
    AnswerKey { answer: Answer::All, key: 'a', help: "convert this file and all that follow" },
    AnswerKey {
        answer: Answer::LeaveFolder,
        key: 'd',
        help: "leave this file and all that follow in its folder",
    },
    AnswerKey { answer: Answer::Quit, key: 'q', help: "leave this file and all that follow" },
    AnswerKey { answer: Answer::Edit, key: 'e', help: "edit the result, then decide" },
    AnswerKey {
        answer: Answer::Source,
        key: 's',
        help: "take another secret source for this file",
    },
    AnswerKey { answer: Answer::Accept, key: 'w', help: "accept what a blocker would lose" },
    AnswerKey {
        answer: Answer::Keep,
        key: 'k',
        help: "keep it on Docker: adds an entry to pullconfig.toml, after asking for the reason",
    },
    AnswerKey { answer: Answer::View, key: 'v', help: "show the whole file" },
    AnswerKey { answer: Answer::Undo, key: 'u', help: "undo the last answer" },
    AnswerKey { answer: Answer::Help, key: '?', help: "tell what the keys do" },
];

/// The answers that one question offers.
pub(super) struct Offered {
    answers: Vec<&'static AnswerKey>,
    /// The number of files that [`Answer::All`] would convert.
    files: usize,
}

impl Offered {
    /// Returns the answers that are possible. `files` is the number of files that [`Answer::All`] would convert.
    pub(super) fn of(is_possible: impl Fn(Answer) -> bool, files: usize) -> Self {
        Offered { answers: ANSWERS.iter().filter(|it| is_possible(it.answer)).collect(), files }
    }

    /// Returns the list of keys, as `[y,n,…]`.
    pub(super) fn keys(&self) -> String {
        let name = |it: &&AnswerKey| match it.key {
            ' ' => "space".to_owned(),
            key => key.to_string(),
        };
        let keys: Vec<String> = self.answers.iter().map(name).collect();
        format!("[{}]", keys.join(","))
    }

    /// Returns the answer that `key` stands for; `None` if it is not offered.
    pub(super) fn answer(&self, key: char) -> Option<Answer> {
        let key = key.to_ascii_lowercase();
        self.answers.iter().find(|it| it.key == key).map(|it| it.answer)
    }

    /// Returns the help, with one line for each key.
    pub(super) fn help(&self) -> String {
        let line = |it: &&AnswerKey| match it.answer {
            Answer::More => format!("space: {}\n", it.help),
            Answer::All => format!("{}  {} ({})\n", it.key, it.help, self.files),
            _ => format!("{}  {}\n", it.key, it.help),
        };
        self.answers.iter().map(line).collect()
    }
}
