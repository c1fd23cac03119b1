//! Writes the blockers of the definitions that a run has left as they were, in one line for each rule.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::human::{DIM, Human};
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
        let digits = rows.iter().map(|row| row.all.to_string().len()).max().unwrap_or(1).max(3);
        writeln!(out, "  {DIM}left, by rule (-v lists each definition){DIM:#}")?;
        for BlockerRow { rule, all, .. } in &rows {
            let way = if summary.acceptable.contains(*rule) { " (--accept)" } else { "" };
            let first = places.get(rule).map(String::as_str).unwrap_or_default();
            let rule = visible(rule);
            writeln!(out, "  {all:>digits$}  {rule}{DIM}{way}, first in{DIM:#} {first}")?;
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
