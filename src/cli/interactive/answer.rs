//! The keys that answer a question, and what they mean.

/// The possible answers, in the order in which they are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
    All,
    Done,
    Quit,
    Edit,
    Source,
    Waive,
    View,
    Undo,
    Help,
}

/// The key of each answer, and its line in the help.
const ANSWERS: &[(Answer, char, &str)] = &[
    (Answer::Yes, 'y', "convert this file"),
    (Answer::No, 'n', "leave this file as it is"),
    (Answer::All, 'a', "convert this file and all that follow"),
    (Answer::Done, 'd', "leave this file and all that follow in its folder"),
    (Answer::Quit, 'q', "leave this file and all that follow"),
    (Answer::Edit, 'e', "edit the result, then decide"),
    (Answer::Source, 's', "take another secret source for this file"),
    (Answer::Waive, 'w', "accept what a blocker would lose"),
    (Answer::View, 'v', "show the whole file"),
    (Answer::Undo, 'u', "undo the last answer"),
    (Answer::Help, '?', "tell what the keys do"),
];

/// The answers that are possible at one moment.
pub(super) struct Offered(Vec<&'static (Answer, char, &'static str)>);

impl Offered {
    pub(super) fn of(makes_sense: impl Fn(Answer) -> bool) -> Self {
        Offered(ANSWERS.iter().filter(|(answer, ..)| makes_sense(*answer)).collect())
    }

    /// Returns the list of keys, as `[y,n,…]`.
    pub(super) fn keys(&self) -> String {
        let keys: Vec<String> = self.0.iter().map(|(_, key, _)| key.to_string()).collect();
        format!("[{}]", keys.join(","))
    }

    /// Returns the answer that `key` stands for.
    pub(super) fn answer(&self, key: char) -> Option<Answer> {
        let key = key.to_ascii_lowercase();
        self.0.iter().find(|(_, offered, _)| *offered == key).map(|(answer, ..)| *answer)
    }

    /// Returns the help, with one line for each key.
    pub(super) fn help(&self) -> String {
        self.0.iter().map(|(_, key, text)| format!("{key}  {text}\n")).collect()
    }
}
