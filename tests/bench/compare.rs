//! Compares pullconfig as a whole process with what people use instead, and prints the ratios.
//!
//! `cargo bench --bench compare` makes the trees once (about 2 GB), runs each pair of programs in
//! turn and prints a Markdown table with the goal beside each figure. It judges no figure: a slow
//! machine is not a fault. A comparison that cannot run says so in its row; one in which a program
//! did not do its work makes the exit code 1.
//!
//! ```text
//! random → layout, app, prose → planter → uniform, mixed → trees     what is measured on
//! inputs                                                               one kind of thing, N times
//! rivals → program → figures → comparisons, growth, registries, alone → table      how it is measured
//! ```
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the table is the product of this program; progress goes beside it"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "it makes trees on the disk and finds programs through the environment"
)]

mod alone;
mod app;
mod comparisons;
mod figures;
mod growth;
mod inputs;
mod layout;
mod mixed;
mod options;
mod planter;
mod program;
mod prose;
mod random;
mod registries;
mod rivals;
mod selection;
mod table;
mod trees;
mod uniform;

use std::fs;
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::options::{Options, USAGE};
use crate::program::{Runner, find};
use crate::rivals::Rival;
use crate::table::Absence;
use crate::trees::Tree;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode> {
    let options = Options::parse(std::env::args().skip(1))?;
    if options.help {
        print!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    }
    if !options.called_by_bench {
        println!("skipped: the benchmark runs under `cargo bench` only");
        return Ok(ExitCode::SUCCESS);
    }
    for tree in [Tree::Uniform, Tree::Mixed, Tree::Arrays] {
        if options.needs(tree) {
            let (root, census) = tree.ready(&options.data)?;
            let (files, megabytes) = (census.files, census.bytes / 1_000_000);
            let mentions = census.mentions;
            println!(
                "* ({}) {}: {files} files, {megabytes} MB, {mentions} with a credential URI",
                tree.name(),
                root.display(),
            );
        }
    }
    if options.make_only {
        return Ok(ExitCode::SUCCESS);
    }
    println!("{}", machine());
    let runner = Runner::new(&options.data)?;
    let rows = comparisons::rows(&options, &runner)?;
    println!("{}", table::markdown(&rows));
    if options.groups.contains(&"growth") {
        growth::page(&options, &runner, &mut |line| println!("{line}"))?;
    }
    if options.groups.contains(&"registries") {
        registries::page(&options, &runner, &mut |line| println!("{line}"))?;
    }
    if options.tool.is_none() {
        println!("{}", alone::markdown(&options, &runner)?);
    }
    let failed = rows.iter().any(|row| matches!(row.outcome, Err(Absence::Failed(_))));
    Ok(ExitCode::from(u8::from(failed)))
}

/// What the figures were taken on: processor, kernel, and the other programs' versions.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.map_or("unknown processor", |text| text.trim_start_matches([' ', '\t', ':']));
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let mut lines = vec![format!("* {cores} cores, {model}, Linux {}", kernel.trim())];
    let mut names: Vec<&str> = Rival::ALL.iter().map(|rival| rival.parts()[0]).collect();
    names.dedup();
    for name in names {
        let output = find(name).map(|file| Command::new(file).arg("--version").output());
        lines.push(match output {
            Some(Ok(output)) => {
                let text = String::from_utf8_lossy(&output.stdout).into_owned();
                format!("* {}", text.lines().next().unwrap_or(name))
            }
            _ => format!("* {name} not found"),
        });
    }
    lines.join("\n") + "\n"
}
