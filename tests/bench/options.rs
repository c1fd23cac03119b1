//! The command line after `cargo bench --bench compare --`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::trees::Tree;

/// How to call the program, for a person who got it wrong.
pub(crate) const USAGE: &str = "\
cargo bench --bench compare [-- GROUP… OPTIONS]

groups (default: all)
  a           100,000 app definitions: scan and diff against rg, grep, jq
  b           200,000 mixed files: scan against rg
  c           an array of 100,000 apps: diff against jq, and the peak of memory
  growth      time over 2, 20 and 200 MB, and from N to 2N of each kind of input
  registries  preflight of 2,000 images in 200 repositories of docker-registry
  cold        scan of (a) with the page cache dropped (needs root)

options
  --runs N      counted pairs per comparison (5)
  --data DIR    where the trees are kept (target/bench-data)
  --tool FILE   another build of pullconfig
  --no-tool     only time the other programs
  --make-only   only make the trees
";

/// The groups of comparisons, in the order in which they run.
pub(crate) const GROUPS: [&str; 6] = ["a", "b", "c", "growth", "registries", "cold"];

/// What to run and where.
pub(crate) struct Options {
    /// Subset of [`GROUPS`].
    pub(crate) groups: Vec<&'static str>,
    /// Counted pairs.
    pub(crate) runs: usize,
    /// Where the trees are kept.
    pub(crate) data: PathBuf,
    /// The program under test; `None` times the others alone.
    pub(crate) tool: Option<PathBuf>,
    /// Stop when the trees are there.
    pub(crate) make_only: bool,
    /// Print [`USAGE`] and stop.
    pub(crate) help: bool,
    /// Cargo adds `--bench` when it benchmarks, and leaves it out when it tests.
    pub(crate) called_by_bench: bool,
}

impl Options {
    /// Reads the words after the program's name.
    pub(crate) fn parse(words: impl Iterator<Item = String>) -> Result<Self> {
        let mut options = Self::default();
        let mut words = words;
        while let Some(word) = words.next() {
            let mut value = || words.next().with_context(|| format!("{word} needs a value"));
            match word.as_str() {
                "--bench" => options.called_by_bench = true,
                "--runs" => options.runs = value()?.parse().context("--runs needs a number")?,
                "--data" => options.data = value()?.into(),
                "--tool" => options.tool = Some(value()?.into()),
                "--no-tool" => options.tool = None,
                "--make-only" => options.make_only = true,
                "-h" | "--help" => options.help = true,
                other => match GROUPS.iter().find(|group| **group == other) {
                    Some(group) => options.groups.push(group),
                    None => bail!("`{other}` is neither a group nor an option\n\n{USAGE}"),
                },
            }
        }
        if options.runs == 0 {
            bail!("--runs needs at least 1");
        }
        if options.groups.is_empty() {
            options.groups = GROUPS.to_vec();
        }
        // Cargo runs a benchmark in its package's folder; the programs run in the trees.
        options.data = std::path::absolute(&options.data)?;
        options.tool = options.tool.map(std::path::absolute).transpose()?;
        Ok(options)
    }

    /// Whether one of the groups runs on `tree`.
    pub(crate) fn needs(&self, tree: Tree) -> bool {
        self.groups.iter().any(|group| match *group {
            "a" | "cold" => tree == Tree::Uniform,
            "b" => tree == Tree::Mixed,
            "c" | "growth" => tree == Tree::Arrays,
            _ => false,
        })
    }
}

impl Default for Options {
    fn default() -> Self {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent();
        Self {
            groups: Vec::new(),
            runs: 5,
            data: target.expect("target/tmp has a parent").join("bench-data"),
            tool: Some(env!("CARGO_BIN_EXE_pullconfig").into()),
            make_only: false,
            help: false,
            called_by_bench: false,
        }
    }
}
