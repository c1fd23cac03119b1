//! How the time of `diff` grows with the size of a file: the exponent over three sizes.

use std::path::Path;

use anyhow::{Context, Result};

use crate::figures::Spread;
use crate::options::Options;
use crate::program::Runner;
use crate::rivals::pullconfig;
use crate::table::{Absence, Goal, Measured, Row, seconds};
use crate::trees::Tree;
use crate::uniform::ARRAYS;

const GROWTH: Goal = Goal { goal: 1.05, stretch: Some(1.00) };

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
