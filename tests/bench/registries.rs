//! What `preflight` takes for many images in a registry on this machine: requests, time and memory.

#[expect(dead_code, reason = "the tests that share it ask for more")]
#[path = "../external/registries/server.rs"]
mod server;
#[expect(dead_code, reason = "the tests that share it ask for more")]
#[path = "../external/registries/storage.rs"]
mod storage;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::figures::Spread;
use crate::options::Options;
use crate::program::{Program, Runner, Sample, find};
use crate::table::seconds;
use server::{Registry, free_port};
use storage::Storage;

const REPOSITORIES: usize = 200;
const TAGS: usize = 10;

/// The page: a table with one line.
pub(crate) fn page(options: &Options, runner: &Runner, shown: &mut dyn FnMut(&str)) -> Result<()> {
    let Some(tool) = options.tool.as_deref() else {
        shown("registries: skipped: --no-tool");
        return Ok(());
    };
    if find("docker-registry").is_none() {
        shown("registries: skipped: docker-registry not found");
        return Ok(());
    }
    let folder = options.data.join("registries");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    // The edge of a repository: no ignore file above it counts.
    fs::create_dir_all(folder.join(".git"))?;
    let storage = Storage::new(&folder.join("storage"));
    let registry = Registry::start(&folder, &storage, "127.0.0.1", free_port(), "");
    plant(&folder, &storage, &registry.host())?;
    let words = "preflight apps.json --anonymous -v --format jsonl -o images.json --max-age 0";
    let program = Program::new("pullconfig", tool, words.split(' '), &folder);
    // The registry reads its files for the first time.
    runner.run(&program)?;
    let samples: Vec<Sample> =
        (0..options.runs).map(|_| runner.run(&program)).collect::<Result<_>>()?;
    let printed = "preflight apps.json --anonymous --format jsonl --max-age 0";
    let printed = Program::new("pullconfig", tool, printed.split(' '), &folder);
    let requests = requests(&runner.output(&printed)?)?;
    let wall = seconds(Spread::of(samples.iter().map(|sample| sample.wall)));
    let cpu = seconds(Spread::of(samples.iter().filter_map(|sample| sample.cpu)));
    let peak = samples.iter().filter_map(|sample| sample.peak).max().unwrap_or(0) / 1_000_000;
    let facts = fs::metadata(folder.join("images.json"))?.len() as f64 / 1e6;
    let images = REPOSITORIES * TAGS;
    shown("| images | repositories | requests | wall | processor | peak | facts |");
    shown("|---|---|---|---|---|---|---|");
    shown(&format!(
        "| {images} | {REPOSITORIES} | {requests} | {wall} | {cpu} | {peak} MB | {facts:.1} MB |"
    ));
    Ok(())
}

/// Stores the images, each with a config of its own, and writes the apps that pull them.
fn plant(folder: &Path, storage: &Storage, host: &str) -> Result<()> {
    let mut apps = Vec::new();
    for repository in 0..REPOSITORIES {
        for tag in 0..TAGS {
            let name = format!("area/app-{repository}");
            storage.v2_for(&name, &tag.to_string(), &format!("user-{repository}-{tag}"));
            apps.push(json!({
                "id": format!("/area/app-{repository}-{tag}"),
                "container": {"docker": {"image": format!("{host}/{name}:{tag}")}},
                "uris": ["file:///etc/docker.tar.gz"],
            }));
        }
    }
    Ok(fs::write(folder.join("apps.json"), Value::Array(apps).to_string())?)
}

/// Returns the number of requests, which the last line of a report tells.
fn requests(report: &[u8]) -> Result<u64> {
    let last = report.split(|&byte| byte == b'\n').rfind(|line| !line.is_empty());
    let summary: Value = serde_json::from_slice(last.context("no report")?)?;
    summary["data"]["requests"].as_u64().context("no summary")
}
