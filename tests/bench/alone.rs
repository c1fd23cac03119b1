//! The other programs without ours: what a machine makes of the trees.

use std::fmt::Write;

use anyhow::Result;

use crate::figures::{self, Spread};
use crate::options::Options;
use crate::program::{Program, Runner, Sample};
use crate::rivals::Rival;
use crate::table::{megabytes, ratio, seconds};
use crate::trees::Tree;
use crate::uniform::ARRAYS;

const CASES: [(&str, Tree, &[Rival]); 3] = [
    ("a", Tree::Uniform, &[Rival::Ripgrep, Rival::Grep, Rival::FindJq]),
    ("b", Tree::Mixed, &[Rival::Ripgrep, Rival::Grep, Rival::FindJq]),
    ("c", Tree::Arrays, &[Rival::JqCompact]),
];

/// A table of the others' times on each tree; the ratio is to the first program of the tree.
pub(crate) fn markdown(options: &Options, runner: &Runner) -> Result<String> {
    let mut out = String::from(
        "| program | tree | wall | cpu | peak | ratio to the first | lines of output |\n\
         |---|---|---|---|---|---|---|\n",
    );
    for (group, tree, rivals) in CASES {
        if !options.groups.contains(&group) {
            continue;
        }
        let (folder, _) = tree.ready(&options.data)?;
        let mut programs = Vec::new();
        for rival in rivals {
            match rival.program(&folder, ARRAYS[2].0) {
                Ok(program) => programs.push(program),
                Err(why) => writeln!(out, "| skipped: {why} | {group} | – | – | – | – | – |")?,
            }
        }
        out.push_str(&in_turn(group, &programs, options.runs, runner)?);
    }
    Ok(out)
}

/// Runs the programs in turn, one round to warm up, and describes each in a line.
fn in_turn(group: &str, programs: &[Program], runs: usize, runner: &Runner) -> Result<String> {
    let mut rounds: Vec<Vec<Sample>> = Vec::new();
    for round in 0..=runs {
        eprintln!("({group}) round {round} of {runs}");
        let samples: Result<Vec<Sample>> = programs.iter().map(|each| runner.run(each)).collect();
        rounds.push(samples?);
    }
    let rounds = &rounds[1..];
    let mut out = String::new();
    for (at, program) in programs.iter().enumerate() {
        let wall = Spread::of(rounds.iter().map(|round| round[at].wall));
        let cpu = Spread::of(rounds.iter().filter_map(|round| round[at].cpu));
        let peak = figures::peak(rounds.iter().map(|round| &round[at]));
        let to_first = Spread::of(rounds.iter().map(|round| round[at].wall / round[0].wall));
        writeln!(
            out,
            "| {} | {group} | {} | {} | {} | {} | {} |",
            program.name,
            seconds(wall),
            seconds(cpu),
            megabytes(peak),
            to_first.map_or_else(String::new, ratio),
            rounds[0][at].lines,
        )?;
    }
    Ok(out)
}
