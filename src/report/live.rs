//! Writes the part of the summary for people that compares the files with what runs in the clusters.

use std::io::{self, Write};

use super::Verb;
use super::human::{BOLD, DIM, GREEN, Human, RED, counted};
use super::visible::{named, visible};
use crate::plan::{LiveSummary, OpenDefinition, State, Stray, Summary};
use crate::rules::in_words;
use crate::text::Position;

/// The most rows of a list that are shown; `-v` shows all.
const ROWS_SHOWN: usize = 10;

impl Human {
    /// Writes the standings of the definitions, and the strays. It writes nothing if the run has no answers of
    /// clusters, or if all definitions run as their files say.
    pub(super) fn live(self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        let Some(live) = summary.live.as_ref().filter(|_| !summary.is_deployed()) else {
            return Ok(());
        };
        self.standings_and_strays(out, live)
    }

    /// Writes the standings of the definitions, and the strays. After `apply` the files have changed, so that only
    /// the strays are written.
    pub(super) fn standings_and_strays(
        self,
        out: &mut dyn Write,
        live: &LiveSummary,
    ) -> io::Result<()> {
        if self.verb == Verb::Scan {
            self.standings(out, live)?;
        }
        let Some(strays) = live.strays.as_deref().filter(|strays| !strays.is_empty()) else {
            return Ok(());
        };
        writeln!(out, "  {DIM}{}{DIM:#}", strays_in_words(strays.len()))?;
        self.rows(out, 4, strays, |stray| self.stray(stray))
    }

    /// Writes that all definitions run as their files say. The caller knows that they do.
    pub(super) fn all_run(self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        let Some(live) = &summary.live else { return Ok(()) };
        let all = match live.same {
            1 => "the definition runs as its file says".to_owned(),
            count => format!("all {count} definitions run as their files say"),
        };
        let others = match live.strays {
            Some(_) => "; nothing else in the clusters fetches credentials",
            None => "",
        };
        writeln!(out, "{BOLD}{all}{BOLD:#}{others}")
    }

    /// Writes each standing with the number of its definitions. The definitions that do not run as their files say are
    /// listed.
    fn standings(self, out: &mut dyn Write, live: &LiveSummary) -> io::Result<()> {
        let LiveSummary { same, differs, file_behind, not_deployed, absent, unclear, .. } = *live;
        let of = |name: &str| -> Vec<&OpenDefinition> {
            live.open.iter().filter(|it| it.compared.standing.name() == name).collect()
        };
        let compared = same + differs + file_behind + not_deployed + absent + unclear;
        let heading = counted(compared, "definition is", "definitions are");
        writeln!(out, "  {DIM}{heading} compared with what runs{DIM:#}")?;
        let mut list = |count: usize, name: &str, one: &str, many: &str| {
            if count == 0 {
                return Ok(());
            }
            writeln!(out, "    {count} {}", if count == 1 { one } else { many })?;
            self.rows(out, 6, &of(name), |it| self.open(it))
        };
        list(same, "same", "runs as its file says", "run as their files say")?;
        list(
            differs,
            "differs",
            "runs otherwise than its file says",
            "run otherwise than their files say",
        )?;
        list(
            file_behind,
            "file-behind",
            "has been migrated in the cluster; its file is behind",
            "have been migrated in the cluster; their files are behind",
        )?;
        list(
            not_deployed,
            "not-deployed",
            "has been migrated in its file, and is to be deployed",
            "have been migrated in their files, and are to be deployed",
        )?;
        list(absent, "absent", "does not run", "do not run")?;
        list(
            unclear,
            "unclear",
            "cannot be compared: it has no id, or a template decides",
            "cannot be compared: they have no id, or a template decides",
        )
    }

    /// Returns the head of a row, with the position and the id of a definition; and its text, with the members that
    /// differ.
    fn open(self, open: &OpenDefinition) -> (String, String) {
        let OpenDefinition { path, compared } = open;
        let Position { line, column } = compared.position;
        let cluster = compared.cluster.name().map(|name| format!(" ({name})")).unwrap_or_default();
        let id = compared.id.to_string();
        let head = format!("{}:{line}:{column} {}{cluster}", named(path), visible(&id));
        let members = compared.standing.differences();
        match members.is_empty() {
            true => (head, String::new()),
            false => (head + ":", in_words(members)),
        }
    }

    /// Writes the first rows of a list, or with `-v` all. `text` returns the head and the text of a row.
    fn rows<T>(
        self,
        out: &mut dyn Write,
        indent: usize,
        list: &[T],
        text: impl Fn(&T) -> (String, String),
    ) -> io::Result<()> {
        let shown = if self.verbosity > 0 { list.len() } else { ROWS_SHOWN };
        for item in list.iter().take(shown) {
            let (head, text) = text(item);
            self.below(out, indent, &head, &text)?;
        }
        if list.len() > shown {
            let more = list.len() - shown;
            writeln!(out, "{:indent$}{DIM}{more} more (-v shows them){DIM:#}", "")?;
        }
        Ok(())
    }

    /// Returns the head of a row, with the id of a stray and the state that it would have in a file; and its text, with
    /// the rules that would block it and its secrets.
    fn stray(self, stray: &Stray) -> (String, String) {
        let Stray { cluster, id, state, blockers, secrets, .. } = stray;
        let cluster = cluster.as_ref().map(|name| format!("{name} ")).unwrap_or_default();
        let style = match *state {
            state if state == State::Convertible.name() => GREEN,
            state if state == State::Blocked.name() => RED,
            _ => DIM,
        };
        let head = format!("{}{}: {style}{state}{style:#}", visible(&cluster), visible(id));
        let by = match blockers.is_empty() {
            true => String::new(),
            false => format!("by {}, ", blockers.join(", ")),
        };
        let with = match secrets.as_slice() {
            [] => "without a secret".to_owned(),
            [secret] => format!("with the secret {secret}"),
            secrets => format!("with the secrets {}", secrets.join(", ")),
        };
        (head, by + &with)
    }
}

/// Returns the number of strays, as a clause: `2 apps run with credentials and stand in no file of this run`.
#[must_use]
pub fn strays_in_words(count: usize) -> String {
    let words = if count == 1 {
        "runs with credentials and stands"
    } else {
        "run with credentials and stand"
    };
    format!("{} {words} in no file of this run", counted(count, "app", "apps"))
}

/// Returns the number of strays, as a clause, followed by the ids and states of the first ones.
pub(super) fn strays_with_names(strays: &[Stray]) -> String {
    let name = |Stray { cluster, id, state, .. }: &Stray| match cluster {
        Some(cluster) => format!("{id} in {cluster} ({state})"),
        None => format!("{id} ({state})"),
    };
    let mut names: Vec<String> = strays.iter().take(ROWS_SHOWN).map(name).collect();
    if strays.len() > ROWS_SHOWN {
        names.push(format!("{} more", strays.len() - ROWS_SHOWN));
    }
    format!("{}: {}", strays_in_words(strays.len()), visible(&names.join(", ")))
}
