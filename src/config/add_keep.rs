//! The text of a configuration file → the same text with more entries of `[[keep]]` at its end.

use super::file::ConfigFile;

/// A decision to keep one definition as it is.
#[derive(Debug, Clone, Copy)]
pub struct NewKeep<'k> {
    /// The id of the definition.
    pub id: &'k str,
    /// The rules of the definition's blockers. There are none if the definition could be converted.
    pub rules: &'k [&'k str],
    /// The reason, in the words of the user.
    pub reason: &'k str,
}

/// Returns `text` with the decisions `keeps` at its end. The old text stays as it is, with its comments.
///
/// # Errors
/// The text is no configuration, or nothing can be added at its end. The error is a clause.
pub fn with_keeps(text: &str, keeps: &[NewKeep]) -> Result<String, String> {
    let entries = |text: &str| {
        let file: Result<ConfigFile, _> = toml::from_str(text);
        file.map(|file| file.keep.len()).map_err(|error| error.message().to_owned())
    };
    let before = entries(text)?;
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut new = text.to_owned();
    if !new.is_empty() && !new.ends_with('\n') {
        new += end;
    }
    for keep in keeps {
        if !new.is_empty() {
            new += end;
        }
        let mut lines = vec!["[[keep]]".to_owned(), format!("id = {}", quoted(&exactly(keep.id)))];
        let rules: Vec<String> = keep.rules.iter().map(|rule| quoted(rule)).collect();
        match &*rules {
            [] => {}
            [only] => lines.push(format!("rule = {only}")),
            _ => lines.push(format!("rule = [{}]", rules.join(", "))),
        }
        lines.push(format!("reason = {}", quoted(keep.reason)));
        lines.iter().for_each(|line| {
            new += line;
            new += end;
        });
    }
    match entries(&new)? == before + keeps.len() {
        true => Ok(new),
        false => Err("the new entry could not be read back".into()),
    }
}

/// Returns a glob that matches `id` and nothing else.
fn exactly(id: &str) -> String {
    let mut glob = String::new();
    for character in id.chars() {
        if "*?[]{}\\".contains(character) {
            glob.push('\\');
        }
        glob.push(character);
    }
    glob
}

/// Returns `text` as a string of TOML.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::{ConfigFile, NewKeep, with_keeps};

    const KEEP: NewKeep = NewKeep {
        id: "/a[1]",
        rules: &["privileged", "docker-parameter/device"],
        reason: "a \"b\"",
    };

    const ENTRY: &str = r#"[[keep]]
id = '/a\[1\]'
rule = ["privileged", "docker-parameter/device"]
reason = 'a "b"'
"#;

    #[test]
    fn what_is_there_stays() {
        for (before, between) in [
            ("", ""),
            ("# only a comment", "\n\n"),
            ("accept = [] # none\n", "\n"),
            ("[[keep]]\nid = \"/b\" # why\nreason = \"x\"\n", "\n"),
            ("[[override]]\npaths = \"x\"\n\n# the end\n", "\n"),
        ] {
            let text = with_keeps(before, &[KEEP]).expect("it is a configuration");
            assert_eq!(text, format!("{before}{between}{ENTRY}"));
            let file: ConfigFile = toml::from_str(&text).expect("it is read");
            let entry = &file.keep.last().expect("it is there").value;
            assert!(entry.id.list[0].matches("/a[1]") && !entry.id.list[0].matches("/a1"));
        }
    }

    #[test]
    fn line_ends_are_those_of_the_file() {
        let keep = NewKeep { id: "/a", rules: &[], reason: "x" };
        let text = with_keeps("accept = []\r\n", &[keep]).expect("it is a configuration");
        assert_eq!(text, "accept = []\r\n\r\n[[keep]]\r\nid = \"/a\"\r\nreason = \"x\"\r\n");
    }

    #[test]
    fn nothing_is_added_to_what_does_not_allow_it() {
        for text in ["keep = []\n", "accept = [\n", "unknown = 1\n"] {
            assert!(with_keeps(text, &[KEEP]).is_err(), "{text}");
        }
    }
}
