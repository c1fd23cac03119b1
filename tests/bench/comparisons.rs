//! The comparisons: which program on which tree, run in pairs, each with its goal.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::figures::{self, Pairs, Spread};
use crate::growth;
use crate::options::Options;
use crate::program::{Program, Runner};
use crate::rivals::{Rival, pullconfig};
use crate::selection;
use crate::table::{Absence, Goal, Measured, Row, megabytes, seconds};
use crate::trees::Tree;
use crate::uniform::ARRAYS;

const DROP_CACHES: &str = "/proc/sys/vm/drop_caches";

/// One of our verbs against one other program.
struct Comparison {
    /// The group that asks for it.
    group: &'static str,
    tree: Tree,
    verb: &'static str,
    rival: Rival,
    goal: Goal,
}

const fn goal(goal: f64, stretch: f64) -> Goal {
    Goal { goal, stretch: Some(stretch) }
}

const fn plain_goal(goal: f64) -> Goal {
    Goal { goal, stretch: None }
}

const fn against(
    group: &'static str,
    tree: Tree,
    verb: &'static str,
    rival: Rival,
    goal: Goal,
) -> Comparison {
    Comparison { group, tree, verb, rival, goal }
}

const COMPARISONS: [Comparison; 7] = [
    against("a", Tree::Uniform, "scan", Rival::Ripgrep, goal(0.80, 0.60)),
    against("a", Tree::Uniform, "diff", Rival::Ripgrep, goal(1.00, 0.80)),
    against("a", Tree::Uniform, "scan", Rival::Grep, plain_goal(0.45)),
    against("a", Tree::Uniform, "scan", Rival::FindJq, goal(0.10, 0.06)),
    against("b", Tree::Mixed, "scan", Rival::Ripgrep, goal(0.80, 0.60)),
    against("c", Tree::Arrays, "diff", Rival::JqCompact, goal(0.15, 0.08)),
    against("cold", Tree::Uniform, "scan", Rival::Ripgrep, plain_goal(0.45)),
];

/// Bytes of memory per byte of file.
const MEMORY: Goal = goal(4.0, 2.5);

/// Runs what the options ask for; one row for each comparison, also for one that cannot run.
pub(crate) fn rows(options: &Options, runner: &Runner) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for group in &options.groups {
        for comparison in COMPARISONS.iter().filter(|each| each.group == *group) {
            rows.extend(comparison.rows(options, runner)?);
        }
        if *group == "growth" {
            rows.push(growth::row(options, runner)?);
        }
    }
    Ok(rows)
}

impl Comparison {
    fn what(&self) -> String {
        let cold = if self.group == "cold" { ", cold" } else { "" };
        let other = match self.rival {
            Rival::Ripgrep => "rg -l",
            Rival::Grep => "grep -rlF",
            Rival::FindJq => "find, xargs jq",
            Rival::JqCompact => "jq -c .",
        };
        format!("`{}` ({}{cold}) / `{other}`", self.verb, self.tree.name())
    }

    /// The file or folder that is named on the command line.
    fn path(&self) -> &'static str {
        match self.tree {
            Tree::Arrays => ARRAYS[2].0,
            Tree::Uniform | Tree::Mixed => ".",
        }
    }

    /// The row of times and, for the array, the row of memory.
    fn rows(&self, options: &Options, runner: &Runner) -> Result<Vec<Row>> {
        let what = self.what();
        eprintln!("{what}");
        let (folder, census) = self.tree.ready(&options.data)?;
        let pairs = self.pairs(options, runner, &folder);
        let outcome = match &pairs {
            Ok(pairs) => Ok(self.timed(pairs, options, runner, &folder, census.mentions)),
            Err(absence) => Err(absence.clone()),
        };
        let goal = self.goal;
        let mut rows = vec![Row { what, outcome, goal }];
        if self.rival == Rival::JqCompact {
            let outcome = match &pairs {
                Ok(pairs) => memory(runner, pairs, &folder)?,
                Err(absence) => Err(absence.clone()),
            };
            let what = "peak memory of `diff` (c), bytes per byte of file".into();
            rows.push(Row { what, outcome, goal: MEMORY });
        }
        Ok(rows)
    }

    /// Both programs in turn; else why that could not be.
    fn pairs(&self, options: &Options, runner: &Runner, folder: &Path) -> Result<Pairs, Absence> {
        let (ours, theirs) = self.programs(options, folder).map_err(Absence::Skipped)?;
        self.run_pairs(options.runs, runner, &ours, &theirs)
            .map_err(|error| Absence::Failed(format!("{error:#}")))
    }

    fn programs(&self, options: &Options, folder: &Path) -> Result<(Program, Program), String> {
        let theirs = self.rival.program(folder, self.path())?;
        let tool = options.tool.as_deref().ok_or("--no-tool")?;
        if self.group == "cold" {
            let door = OpenOptions::new().write(true).open(DROP_CACHES);
            door.map_err(|error| format!("{DROP_CACHES}: {error}"))?;
        }
        Ok((pullconfig(tool, self.verb, self.path(), folder), theirs))
    }

    /// Ours and theirs in turn; the first pair only warms the cache, unless it is to be cold.
    fn run_pairs(
        &self,
        runs: usize,
        runner: &Runner,
        ours: &Program,
        theirs: &Program,
    ) -> Result<Pairs> {
        let cold = self.group == "cold";
        let pair = || {
            if cold {
                drop_caches()?;
            }
            let first = runner.run_ours(ours)?;
            if cold {
                drop_caches()?;
            }
            Ok((first, runner.run(theirs)?))
        };
        if !cold {
            pair()?;
        }
        Ok(Pairs((0..runs).map(|_| pair()).collect::<Result<_>>()?))
    }

    fn timed(
        &self,
        pairs: &Pairs,
        options: &Options,
        runner: &Runner,
        folder: &Path,
        planted: u64,
    ) -> Measured {
        let tool = options.tool.as_deref().expect("the pairs were run with it");
        let ours = match selection::count(runner, tool, self.verb, self.path(), folder) {
            Ok(count) => count.to_string(),
            Err(error) => format!("{error:#}"),
        };
        let theirs = match self.rival {
            Rival::JqCompact => String::from("–"),
            _ => pairs.0[0].1.lines.to_string(),
        };
        // A scan has the same files to find as its rivals; a diff leaves out what is blocked.
        let doubt = (self.verb == "scan" && ours != theirs).then_some("the selections differ");
        Measured {
            figure: pairs.ratio().expect("at least one pair"),
            cpu: pairs.cpu_ratio(),
            ours: seconds(pairs.ours()),
            theirs: seconds(pairs.theirs()),
            selected: format!("{ours} / {theirs} (planted {planted})"),
            doubt,
        }
    }
}

/// The peak of ours against the size of its file; the ratio to the other's is for the reader.
fn memory(runner: &Runner, pairs: &Pairs, folder: &Path) -> Result<Result<Measured, Absence>> {
    let size = folder.join(ARRAYS[2].0).metadata()?.len() as f64;
    let ours = figures::peak(pairs.0.iter().map(|(ours, _)| ours));
    let theirs = figures::peak(pairs.0.iter().map(|(_, theirs)| theirs));
    let Some(peak) = ours.filter(|_| runner.counts_memory()) else {
        return Ok(Err(Absence::Skipped("GNU time not found".into())));
    };
    Ok(Ok(Measured {
        figure: Spread { median: peak.median / size, min: peak.min / size, max: peak.max / size },
        cpu: None,
        ours: megabytes(ours),
        theirs: megabytes(theirs),
        selected: "–".into(),
        doubt: None,
    }))
}

/// Empties the page cache, and those of folders and file records; dirty pages are written first.
fn drop_caches() -> Result<()> {
    ensure!(Command::new("sync").status()?.success(), "sync failed");
    let mut door = OpenOptions::new().write(true).open(DROP_CACHES)?;
    door.write_all(b"3\n").context(DROP_CACHES)
}
