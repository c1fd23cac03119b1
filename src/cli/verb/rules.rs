//! `pullconfig rules` and `pullconfig explain`: list the rules, and print the page of a rule.

use std::io::Write as _;

use anyhow::bail;
use similar::get_close_matches;

use crate::cli::status::Status;
use crate::cli::terminal::output::Output;
use crate::report;
use crate::rules::{RULES, rule};

pub(in crate::cli) fn list(output: &Output) -> anyhow::Result<Status> {
    let mut out = output.stdout();
    let width = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    for rule in RULES {
        writeln!(out, "{:width$}  {}", rule.name, rule.summary)?;
    }
    out.finish()?;
    Ok(Status::Clean)
}

pub(in crate::cli) fn explain(name: &str, output: &Output) -> anyhow::Result<Status> {
    let Some(rule) = rule(name) else {
        let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
        let near = get_close_matches(name, &names, 2, 0.6);
        let hint = if near.is_empty() {
            String::new()
        } else {
            format!("; did you mean {}?", near.join(" or "))
        };
        bail!("there is no rule `{name}`{hint} (`pullconfig rules` lists them)");
    };
    let mut out = output.stdout();
    let columns = out.columns();
    let detail = name.split_once('/').map(|(_, detail)| detail);
    report::explain(&mut out, rule, detail, columns)?;
    out.finish()?;
    Ok(Status::Clean)
}
