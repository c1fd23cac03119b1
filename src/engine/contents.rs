//! The contents that a secret may have to hold: one, or several with their conditions if the
//! alternatives of a template fetch different credentials.

use std::path::PathBuf;

use crate::engine::SecretContent;

/// A local copy of the file that delivers a content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Archive {
    /// The path of the copy.
    pub path: PathBuf,
    /// Whether the configuration says to which clusters the copy belongs. If not, it is used only
    /// if exactly one cluster needs the content, because a URI may deliver different logins in each
    /// cluster.
    pub is_of_clusters: bool,
}

/// One of the contents that a secret may have to hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PossibleContent {
    /// The content.
    pub content: SecretContent,
    /// A local copy of the content, if there is one.
    pub archive: Option<Archive>,
    /// The name of its login file, if a plan has recorded it.
    pub login_file: Option<String>,
    /// The conditions of the template's alternative that fetches this content, such as `prod and
    /// not eu`. `None` if it is the only content, or if the condition is unknown.
    pub condition: Option<String>,
}

impl PossibleContent {
    /// Returns a content that does not depend on a condition.
    #[must_use]
    pub fn always(content: SecretContent) -> Self {
        PossibleContent { content, archive: None, login_file: None, condition: None }
    }

    /// Returns `contents` in order and without repetitions. The conditions of one content are
    /// joined by `or`; if one of them is unknown, the content has none. A content that is the only
    /// one has no condition.
    #[must_use]
    pub fn united(mut contents: Vec<PossibleContent>) -> Vec<PossibleContent> {
        if let [] | [PossibleContent { condition: None, .. }] = contents.as_slice() {
            return contents;
        }
        contents.sort();
        contents.dedup();
        let mut united: Vec<PossibleContent> = Vec::with_capacity(contents.len());
        for possible in contents {
            match united.last_mut().filter(|last| last.content == possible.content) {
                Some(last) => {
                    let both = last.condition.take().zip(possible.condition);
                    last.condition = both.map(|(one, other)| format!("{one} or {other}"));
                }
                None => united.push(possible),
            }
        }
        if let [only] = united.as_mut_slice() {
            only.condition = None;
        }
        united
    }
}

#[cfg(test)]
mod tests {
    use super::{PossibleContent, SecretContent};

    fn possible(name: &str, condition: Option<&str>) -> PossibleContent {
        let content = SecretContent::Known(name.into());
        let condition = condition.map(str::to_owned);
        PossibleContent { condition, ..PossibleContent::always(content) }
    }

    #[test]
    fn each_content_is_there_once() {
        let cases = [
            (vec![("a", None)], vec![("a", None)]),
            (vec![("a", Some("x")), ("a", Some("not x"))], vec![("a", None)]),
            (
                vec![("b", Some("not x")), ("a", Some("x")), ("b", Some("not x"))],
                vec![("a", Some("x")), ("b", Some("not x"))],
            ),
            (
                vec![("b", Some("z")), ("a", Some("y")), ("a", Some("x"))],
                vec![("a", Some("x or y")), ("b", Some("z"))],
            ),
            // If the condition of one alternative is unknown, the condition of its content is
            // unknown.
            (
                vec![("a", None), ("a", Some("x")), ("b", Some("z"))],
                vec![("a", None), ("b", Some("z"))],
            ),
        ];
        for (given, expected) in cases {
            let list = |list: &[(&str, Option<&str>)]| -> Vec<PossibleContent> {
                list.iter().map(|(name, condition)| possible(name, *condition)).collect()
            };
            assert_eq!(PossibleContent::united(list(&given)), list(&expected), "{given:?}");
        }
    }
}
