//! Results → a Markdown table, the goal beside each figure.

use std::fmt::Write;

use crate::figures::Spread;

/// What is hoped for; lower is better.
#[derive(Clone, Copy)]
pub(crate) struct Goal {
    /// Good enough.
    pub(crate) goal: f64,
    /// As good as seems possible; `None` where nobody has tried.
    pub(crate) stretch: Option<f64>,
}

impl Goal {
    fn verdict(self, figure: f64) -> &'static str {
        if self.stretch.is_some_and(|stretch| figure <= stretch) {
            "stretch goal met"
        } else if figure <= self.goal {
            "goal met"
        } else {
            "**goal missed**"
        }
    }
}

/// One line of the table.
pub(crate) struct Row {
    /// What is compared, and on which tree.
    pub(crate) what: String,
    /// The figure that has a goal.
    pub(crate) outcome: Result<Measured, Absence>,
    /// What it should be.
    pub(crate) goal: Goal,
}

/// What a comparison brought.
pub(crate) struct Measured {
    /// The figure, to be held against the goal.
    pub(crate) figure: Spread,
    /// The same in processor time.
    pub(crate) cpu: Option<Spread>,
    /// The absolute figures of ours.
    pub(crate) ours: String,
    /// The absolute figures of the other.
    pub(crate) theirs: String,
    /// How many files each of the two selected.
    pub(crate) selected: String,
    /// Why the figure may not mean what it seems to.
    pub(crate) doubt: Option<&'static str>,
}

/// Why a comparison brought nothing.
#[derive(Clone)]
pub(crate) enum Absence {
    /// It could not run, and why.
    Skipped(String),
    /// A program did not do its work, so that its time means nothing.
    Failed(String),
}

/// The table, with its head.
pub(crate) fn markdown(rows: &[Row]) -> String {
    let mut out = String::from(
        "| comparison | ratio (min–max) | goal | stretch | verdict | cpu ratio | ours | other | selected, ours / other |\n\
         |---|---|---|---|---|---|---|---|---|\n",
    );
    for row in rows {
        let Goal { goal, stretch } = row.goal;
        let stretch = stretch.map_or(String::from("–"), |stretch| format!("{stretch:.2}"));
        let what = &row.what;
        let line = match &row.outcome {
            Ok(Measured { figure, cpu, ours, theirs, selected, doubt }) => {
                let verdict = match doubt {
                    Some(doubt) => format!("**{doubt}**"),
                    None => row.goal.verdict(figure.median).to_owned(),
                };
                let cpu = cpu.map_or(String::from("–"), |cpu| format!("{:.2}", cpu.median));
                let figure = ratio(*figure);
                format!(
                    "{figure} | {goal:.2} | {stretch} | {verdict} | {cpu} | {ours} | {theirs} | {selected}"
                )
            }
            Err(Absence::Skipped(why)) => {
                format!("skipped: {why} | {goal:.2} | {stretch} | not measured | – | – | – | –")
            }
            Err(Absence::Failed(why)) => {
                format!("failed: {why} | {goal:.2} | {stretch} | not measured | – | – | – | –")
            }
        };
        writeln!(out, "| {what} | {line} |").expect("a String takes everything");
    }
    out
}

/// `0.62 (0.60–0.65)`
pub(crate) fn ratio(spread: Spread) -> String {
    let Spread { median, min, max } = spread;
    format!("{median:.3} ({min:.3}–{max:.3})")
}

/// `1.42 s (1.40–1.47)`
pub(crate) fn seconds(spread: Option<Spread>) -> String {
    spread.map_or(String::from("–"), |Spread { median, min, max }| {
        format!("{median:.3} s ({min:.3}–{max:.3})")
    })
}

/// `386 MB`
pub(crate) fn megabytes(spread: Option<Spread>) -> String {
    spread.map_or(String::from("–"), |spread| format!("{:.0} MB", spread.median / 1e6))
}
