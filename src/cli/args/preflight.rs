//! The arguments of `preflight`.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, ValueEnum, value_parser};

use super::cluster_path::ClusterPath;
use super::files::Files;
use super::migration::MigrationArguments;
use super::planned::PlanFileArguments;
use crate::marathon::MesosVersion;
use crate::preflight::{DefaultRegistry, HostPort};

/// The arguments of `preflight`.
#[derive(Debug, Args)]
pub struct PreflightArguments {
    /// The folder with the login files that the script of `secrets --format sh` takes; with clusters, a
    /// folder with one for each, or CLUSTER=DIR, which may be repeated
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) logins: Vec<ClusterPath>,
    /// Ask without any login
    #[arg(long, conflicts_with = "logins")]
    pub(in crate::cli) anonymous: bool,
    /// Keep the facts in FILE, and ask only for what is missing in it or too old
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// How old facts in FILE may be, such as 30m, 12h or 7d; 0 asks for all anew
    #[arg(long, value_name = "AGE", default_value = "1d")]
    pub(in crate::cli) max_age: Age,
    /// Ask nobody; tell which hosts would be asked with which login
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// How to report
    #[arg(long, value_enum, default_value_t = PreflightFormat::Human)]
    pub(in crate::cli) format: PreflightFormat,
    /// Say nothing but errors
    #[arg(short, long)]
    pub(in crate::cli) quiet: bool,
    /// Also tell what would be pulled
    #[arg(short, long)]
    pub(in crate::cli) verbose: bool,
    #[command(flatten)]
    pub(in crate::cli) agents: AgentArguments,
    #[command(flatten)]
    pub(in crate::cli) planned: PlanFileArguments,
    #[command(flatten)]
    pub(in crate::cli) migration: MigrationArguments,
    #[command(flatten)]
    pub(in crate::cli) files: Files,
}

/// The arguments that say how the agents pull, and where logins may go.
#[derive(Debug, Args)]
#[command(next_help_heading = "Registries")]
pub(in crate::cli) struct AgentArguments {
    /// The version of Mesos on the agents, 1.4 to 1.11 [default: 1.11.0]
    #[arg(long, value_name = "VERSION")]
    pub(in crate::cli) mesos: Option<MesosVersion>,
    /// Trust the authorities whose certificates are in FILE (PEM), too
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) cacert: Option<PathBuf>,
    /// The agents' --docker_registry [default: registry-1.docker.io]
    #[arg(long, value_name = "HOST")]
    pub(in crate::cli) default_registry: Option<DefaultRegistry>,
    /// Let logins go to HOST, which gives tokens for a registry on another host; may be repeated
    #[arg(long, value_name = "HOST")]
    pub(in crate::cli) realm: Vec<HostPort>,
    /// Let logins go to HOST in clear, as the agents send them; may be repeated
    #[arg(long, value_name = "HOST")]
    pub(in crate::cli) plain_http: Vec<HostPort>,
    /// Send up to N requests at a time
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = value_parser!(u8).range(1..=64))]
    pub(in crate::cli) jobs: u8,
}

/// The formats of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum PreflightFormat {
    /// For people
    Human,
    /// For programs: JSON lines
    Jsonl,
    /// For a pull request
    Markdown,
    /// For a browser: a page of its own
    Html,
}

/// A length of time, which the user types as `12h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) struct Age(pub(in crate::cli) Duration);

impl FromStr for Age {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "not an age such as 0, 30m, 12h or 7d".to_owned();
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit = match &text[digits.len()..] {
            "" if digits == "0" => 1,
            "s" => 1,
            "m" => 60,
            "h" => 3_600,
            "d" => 86_400,
            _ => return Err(wrong()),
        };
        let number: u32 = digits.parse().map_err(|_| wrong())?;
        Ok(Age(Duration::from_secs(u64::from(number) * unit)))
    }
}
