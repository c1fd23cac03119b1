//! Writes the blockers of the definitions that a run has left as they were, in one line for each rule.

use std::collections::BTreeMap;
use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

use super::human::{DIM, Human, grouped};
use super::summary::{BlockerRow, blockers};
use super::visible::{named, visible};
use crate::engine::Severity;
use crate::plan::{ReportedFile, State, Summary};

impl Human {
    /// Writes a line for each rule that blocks definitions: the number of these definitions, and the position of the
    /// rule's first blocker.
    pub(super) fn left(
        self,
        out: &mut dyn Write,
        files: &[ReportedFile],
        summary: &Summary,
    ) -> io::Result<()> {
        let rows = blockers(summary);
        if rows.is_empty() {
            return Ok(());
        }
        let places = first_places(files);
        let digits = rows.iter().map(|row| grouped(row.all).len()).max().unwrap_or(1).max(3);
        writeln!(out, "  {DIM}left, by rule (-v lists each definition){DIM:#}")?;
        for BlockerRow { rule, all, .. } in &rows {
            let way = if summary.acceptable.contains(*rule) { " (--accept)" } else { "" };
            let first = places.get(rule).map(String::as_str).unwrap_or_default();
            let (rule, all) = (visible(rule), grouped(all));
            let used = 4 + digits + rule.width() + way.len() + ", first in ".len();
            // If the screen has no room for the position, it has a line of its own.
            let is_long = self.columns.is_some_and(|columns| columns < used + first.width());
            let gap = if is_long { format!("\n{:1$}", "", digits + 4) } else { " ".to_owned() };
            writeln!(out, "  {all:>digits$}  {rule}{DIM}{way}, first in{DIM:#}{gap}{first}")?;
        }
        Ok(())
    }
}

/// Returns the position of the first blocker of each rule, as `path:line:column`.
fn first_places(files: &[ReportedFile]) -> BTreeMap<&str, String> {
    let mut places = BTreeMap::new();
    for file in files {
        let Ok(plan) = &file.result else { continue };
        let blocked = plan.definitions.iter().filter(|it| it.state() == State::Blocked);
        let findings = blocked.flat_map(|it| &it.findings);
        for located in findings.filter(|it| it.finding.severity == Severity::Blocker) {
            places.entry(located.finding.rule.as_str()).or_insert_with(|| {
                let at = located.position;
                format!("{}:{}:{}", named(&file.path), at.line, at.column)
            });
        }
    }
    places
}
