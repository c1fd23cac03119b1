//! How time grows with the size of what is looked at: over three sizes of one file, and from N to 2N
//! of each kind of input, verb by verb.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};

use crate::figures::Spread;
use crate::inputs::{INPUTS, Input};
use crate::options::Options;
use crate::program::{Program, Runner, Sample};
use crate::rivals::pullconfig;
use crate::table::{Absence, Goal, Measured, Row, seconds};
use crate::trees::Tree;
use crate::uniform::ARRAYS;

const GROWTH: Goal = Goal { goal: 1.05, stretch: Some(1.00) };

/// What a column is called, and the words of its command line.
type Verb = (&'static str, &'static [&'static str]);

/// The columns of the page. What `apply --plan` carries out is planned before, untimed.
const VERBS: [Verb; 8] = [
    ("`scan`", &["scan"]),
    ("`scan --format sarif`", &["scan", "--format", "sarif"]),
    ("`diff`", &["diff"]),
    ("`apply`", &["apply"]),
    ("`plan`", &["plan"]),
    (APPLY_PLAN, &["apply", "--plan", PLAN]),
    ("`check`", &["check"]),
    ("`secrets`", &["secrets"]),
];

const APPLY_PLAN: &str = "`apply --plan`";

/// The plan, beside the folder that is planned.
const PLAN: &str = "../growth.plan.json";

/// The page: the exponent and the seconds of each verb on each kind of input, and the peak of memory.
///
/// A line for each input as it is done, so that a long run shows something.
pub(crate) fn page(options: &Options, runner: &Runner, shown: &mut dyn FnMut(&str)) -> Result<()> {
    let Some(tool) = options.tool.as_deref() else {
        shown("growth, input by input: skipped: --no-tool");
        return Ok(());
    };
    let columns: Vec<&str> = VERBS.iter().map(|(name, _)| *name).collect();
    shown(&format!("| N → 2N | N | {} | peak of 2N |", columns.join(" | ")));
    shown(&format!("|---|---|{}---|", "---|".repeat(VERBS.len())));
    for input in &INPUTS {
        eprintln!("growth: {}", input.what);
        let mut line = format!("| {} | {} |", input.what, input.count);
        let mut peak = 0;
        for verb in VERBS {
            let cell = match cell(options, runner, tool, input, verb) {
                Ok((cell, bytes)) => {
                    peak = peak.max(bytes);
                    cell
                }
                Err(error) => format!("failed: {error:#}"),
            };
            write!(line, " {cell} |").expect("a String takes everything");
        }
        shown(&format!("{line} {} MB |", peak / 1_000_000));
    }
    Ok(())
}

/// What one verb takes for N and for 2N: the median of the runs' exponents, and the seconds; and its
/// peak of memory in bytes.
fn cell(
    options: &Options,
    runner: &Runner,
    tool: &Path,
    input: &Input,
    verb: Verb,
) -> Result<(String, u64)> {
    let place = Place { folder: &options.data.join("growth"), runner, tool };
    let mut rounds: Vec<[Sample; 2]> = Vec::new();
    for _ in 0..options.runs {
        rounds.push([
            place.sample(input, input.count, verb)?,
            place.sample(input, 2 * input.count, verb)?,
        ]);
    }
    let time = |sample: &Sample| sample.cpu.unwrap_or(sample.wall).max(0.01);
    let seconds = |at: usize| {
        let spread = Spread::of(rounds.iter().map(|round| time(&round[at])));
        spread.map_or(0.0, |spread| spread.median)
    };
    let exponent = Spread::of(rounds.iter().map(|[one, two]| (time(two) / time(one)).log2()));
    let exponent = exponent.context("no runs")?.median;
    let (one, two) = (seconds(0), seconds(1));
    let peak = rounds.iter().filter_map(|round| round[1].peak).max().unwrap_or(0);
    // Where a run takes hardly any time, its start is most of it, and the exponent says nothing.
    let exponent = if two < 0.1 { "–".into() } else { format!("{exponent:.2}") };
    Ok((format!("{exponent} ({one:.2}, {two:.2} s)"), peak))
}

/// Where inputs are made and looked at.
struct Place<'p> {
    folder: &'p Path,
    runner: &'p Runner,
    tool: &'p Path,
}

impl Place<'_> {
    /// One run of a verb on so many of a kind of input, made for it.
    fn sample(&self, input: &Input, count: usize, (name, words): Verb) -> Result<Sample> {
        input.plant(self.folder, count)?;
        let embedded = input.is_embedded.then_some("--embedded");
        let program = |words: &mut dyn Iterator<Item = &'static str>| {
            Program::new("pullconfig", self.tool, words, self.folder)
        };
        if name != APPLY_PLAN {
            return self.runner.run(&program(&mut words.iter().copied().chain(embedded)));
        }
        let planned = ["plan", "-q", "-o", PLAN];
        self.runner.run(&program(&mut planned.into_iter().chain(embedded)))?;
        self.runner.run(&program(&mut words.iter().copied()))
    }
}

/// How the time of `diff` grows from 2 to 20 to 200 MB.
pub(crate) fn row(options: &Options, runner: &Runner) -> Result<Row> {
    let what = String::from("growth of `diff` over 2, 20, 200 MB, exponent");
    eprintln!("{what}");
    let (folder, _) = Tree::Arrays.ready(&options.data)?;
    let outcome = match options.tool.as_deref() {
        None => Err(Absence::Skipped("--no-tool".into())),
        Some(tool) => exponents(tool, &folder, options.runs, runner)
            .map_err(|error| Absence::Failed(format!("{error:#}"))),
    };
    Ok(Row { what, outcome, goal: GROWTH })
}

fn exponents(tool: &Path, folder: &Path, runs: usize, runner: &Runner) -> Result<Measured> {
    let mut sizes = Vec::new();
    let mut programs = Vec::new();
    for (name, _) in ARRAYS {
        sizes.push(folder.join(name).metadata()?.len() as f64);
        programs.push(pullconfig(tool, "diff", name, folder));
    }
    let mut rounds = Vec::new();
    for _ in 0..=runs {
        let walls: Result<Vec<f64>> =
            programs.iter().map(|program| Ok(runner.run_ours(program)?.wall)).collect();
        rounds.push(walls?);
    }
    // The first round only warms the cache.
    let rounds = &rounds[1..];
    let slopes = rounds.iter().map(|walls| {
        let points: Vec<(f64, f64)> = sizes.iter().copied().zip(walls.iter().copied()).collect();
        exponent(&points)
    });
    let medians =
        (0..sizes.len()).map(|at| seconds(Spread::of(rounds.iter().map(|walls| walls[at]))));
    Ok(Measured {
        ours: medians.collect::<Vec<_>>().join(", "),
        figure: Spread::of(slopes).context("no runs")?,
        cpu: None,
        theirs: "–".into(),
        selected: "–".into(),
        doubt: None,
    })
}

/// Slope of the line through `points` on logarithmic scales: 1 is linear growth.
fn exponent(points: &[(f64, f64)]) -> f64 {
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let count = logs.len() as f64;
    let mean_x = logs.iter().map(|(x, _)| x).sum::<f64>() / count;
    let mean_y = logs.iter().map(|(_, y)| y).sum::<f64>() / count;
    let rise: f64 = logs.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    let run: f64 = logs.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    rise / run
}
