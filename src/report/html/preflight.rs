//! Writes the report of `preflight` as one HTML page: which images the agents can pull.

use std::io::{self, Write};

use super::escape::escaped;
use super::head;
use crate::report::preflight::{PreflightCounts, ReportedPull, cells, is_gone};
use crate::report::visible::visible;

/// Writes the page: the pulls that would fail or are not known, then the images that the registry does not have,
/// then the other pulls, folded.
///
/// # Errors
/// The stream cannot be written.
pub fn preflight_html(
    out: &mut dyn Write,
    pulls: &[ReportedPull],
    counts: &PreflightCounts,
) -> io::Result<()> {
    head(out, "pullconfig: what the agents can pull")?;
    writeln!(out, "<header><h1>What the agents can pull</h1>")?;
    writeln!(out, "<p><strong>{}</strong></p></header>\n<main>", escaped(&counts.in_words()))?;
    let (pulled, told): (Vec<_>, Vec<_>) = pulls.iter().partition(|it| it.is_pulled());
    let (gone, told): (Vec<&ReportedPull>, Vec<_>) = told.into_iter().partition(|it| is_gone(it));
    if !told.is_empty() {
        writeln!(out, "<section><h2>Would fail, or not known</h2>")?;
        table(out, &told)?;
        writeln!(out, "</section>")?;
    }
    if !gone.is_empty() {
        writeln!(out, "<section><h2>Not in the registry</h2>")?;
        writeln!(
            out,
            "<p>Apps that run these images do so from the caches of the agents, and do not start again, migrated or not.</p>"
        )?;
        table(out, &gone)?;
        writeln!(out, "</section>")?;
    }
    if !pulled.is_empty() {
        let count = pulled.len();
        writeln!(out, "<section><details><summary>Would be pulled: {count}</summary>")?;
        table(out, &pulled)?;
        writeln!(out, "</details></section>")?;
    }
    writeln!(out, "</main>\n</body>\n</html>")
}

/// Writes a table with a row for each of `pulls`.
fn table(out: &mut dyn Write, pulls: &[&ReportedPull]) -> io::Result<()> {
    writeln!(
        out,
        "<table><thead><tr><th>outcome</th><th>image</th><th>login</th><th>why</th><th>definitions</th></tr></thead><tbody>"
    )?;
    for reported in pulls {
        write!(out, "<tr>")?;
        for cell in cells(reported) {
            write!(out, "<td>{}</td>", escaped(&visible(&cell)))?;
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody></table>")
}
