//! Compares the plans of a run with the JSON lines of an earlier run.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, Write};

use serde::Deserialize;

use super::human::{BOLD, DIM, counted, grouped};
use super::visible::visible;
use crate::plan::{ReportedFile, State};

/// The most definitions that are named for each kind of change; `-v` names all.
const NAMED: usize = 5;

/// The path of the file of a definition, and its id, or its pointer if it has no id. By both, it is found again in
/// another run.
type Key = (String, String);

/// The states of the definitions of an earlier run.
#[derive(Debug, Default)]
pub struct EarlierRun {
    /// The states of the definitions with a key, in the order of the file. There are several if definitions of the file
    /// have one id.
    states: BTreeMap<Key, VecDeque<String>>,
}

/// A JSON line of a report, with the members that are needed here.
#[derive(Deserialize)]
struct Line {
    r#type: String,
    #[serde(default)]
    data: Data,
}

/// The data of a line.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Data {
    path: Option<String>,
    id: Option<String>,
    pointer: String,
    state: Option<String>,
}

impl EarlierRun {
    /// Reads the JSON lines that `scan` or `apply` has written.
    ///
    /// # Errors
    /// A line is not of such a report, or the last line, `summary`, is missing. The error is a clause.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut earlier = EarlierRun::default();
        let mut is_complete = false;
        for (number, line) in text.lines().enumerate().map(|(index, line)| (index + 1, line)) {
            let line: Line = serde_json::from_str(line).map_err(|_| {
                format!("line {number} is no line of `scan` or `apply` with `--format jsonl`")
            })?;
            is_complete = line.r#type == "summary";
            let Data { path: Some(path), id, pointer, state: Some(state) } = line.data else {
                continue;
            };
            if line.r#type == "definition" {
                earlier.states.entry((path, id.unwrap_or(pointer))).or_default().push_back(state);
            }
        }
        if is_complete { Ok(earlier) } else { Err("it has no line `summary` at its end".into()) }
    }

    /// Removes and returns the first state that is left for the key `path` and `id`.
    fn take(&mut self, path: &str, id: &str) -> Option<String> {
        self.states.get_mut(&(path.to_owned(), id.to_owned()))?.pop_front()
    }

    /// Writes the definitions that have changed since the earlier run.
    ///
    /// # Errors
    /// The stream cannot be written.
    pub fn compare(
        mut self,
        out: &mut dyn Write,
        files: &[ReportedFile],
        verbosity: u8,
    ) -> io::Result<()> {
        let mut groups: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for file in files {
            let Ok(plan) = &file.result else { continue };
            let path = file.path.to_string_lossy();
            for definition in &plan.definitions {
                let id = definition.id.as_str().unwrap_or(definition.pointer.as_str());
                let before = self.take(&path, id);
                let group = match (before.as_deref(), definition.state()) {
                    (None, _) => "new",
                    (Some("migrated" | "converted"), State::Migrated) => continue,
                    (Some(_), State::Migrated) => "newly converted",
                    (Some("blocked"), State::Blocked) => continue,
                    (Some(_), State::Blocked) => "newly blocked",
                    (Some("kept"), State::Kept) => continue,
                    (Some(_), State::Kept) => "newly kept",
                    (Some("blocked"), _) => "no longer blocked",
                    _ => continue,
                };
                groups.entry(group).or_default().push(format!("{path} {id}"));
            }
        }
        let gone = self.states.into_iter().flat_map(|((path, id), states)| {
            states.into_iter().map(move |_| format!("{path} {id}"))
        });
        let gone: Vec<String> = gone.collect();
        if !gone.is_empty() {
            groups.insert("gone", gone);
        }
        writeln!(out, "{BOLD}since the earlier run{BOLD:#}")?;
        if groups.is_empty() {
            return writeln!(out, "  nothing has changed");
        }
        for name in
            ["newly converted", "newly kept", "no longer blocked", "newly blocked", "new", "gone"]
        {
            let Some(all) = groups.get(name) else { continue };
            writeln!(out, "  {name}: {}", counted(all.len(), "definition", "definitions"))?;
            let shown = if verbosity > 0 { all.len() } else { NAMED };
            for definition in all.iter().take(shown) {
                writeln!(out, "    {DIM}{}{DIM:#}", visible(definition))?;
            }
            if all.len() > shown {
                writeln!(
                    out,
                    "    {DIM}{} more (-v shows them){DIM:#}",
                    grouped(all.len() - shown)
                )?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::EarlierRun;

    #[test]
    fn what_is_no_complete_report_is_refused() {
        let begin = r#"{"type":"begin","data":{"version":1}}"#;
        for (text, why) in [
            ("", "it has no line `summary` at its end"),
            (begin, "it has no line `summary` at its end"),
            ("{}", "line 1 is no line of `scan` or `apply` with `--format jsonl`"),
            ("[\n", "line 1 is no line of `scan` or `apply` with `--format jsonl`"),
        ] {
            assert_eq!(EarlierRun::read(text).expect_err(text), why);
        }
        let text = format!("{begin}\n{{\"type\":\"summary\",\"data\":{{\"blocked\":0}}}}\n");
        assert!(EarlierRun::read(&text).is_ok());
    }

    #[test]
    fn definitions_with_one_id_are_told_apart_by_their_order() {
        let line = |state: &str| {
            format!(
                r#"{{"type":"definition","data":{{"path":"a.json","id":"/a","state":"{state}"}}}}"#
            )
        };
        let end = r#"{"type":"summary","data":{}}"#;
        let text = [&line("blocked"), &line("convertible"), end].join("\n");
        let mut earlier = EarlierRun::read(&text).expect("it is complete");
        let states: Vec<Option<String>> = (0..3).map(|_| earlier.take("a.json", "/a")).collect();
        assert_eq!(states, [Some("blocked".into()), Some("convertible".into()), None]);
    }
}
