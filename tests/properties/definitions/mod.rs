//! Random definitions through the whole library: whatever stands in a file, the plan is proved,
//! what is converted is what Marathon takes, and what is not stays as it is.
//!
//! `cargo test --test properties definitions::` goes through 2,000 files, `CASES=100000` through that many;
//! `CASE=4711` through one, which is printed.

#![expect(clippy::disallowed_methods, reason = "tests work with the environment")]
#![expect(clippy::print_stdout, reason = "what was generated is worth seeing")]

mod app;
mod container;
mod envelope;
mod parameters;
mod pieces;
mod pod;
mod properties;

use std::collections::BTreeMap;
use std::sync::Mutex;

use rayon::prelude::*;

use properties::{Case, Counts};
use pullconfig::engine::Options;

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|error| panic!("{name}={text}: {error}")))
}

#[test]
fn every_plan_keeps_its_promises() {
    if let Some(seed) = number("CASE") {
        let case = Case::new(seed);
        let Options { targets, secret_source, secret_name, accept, .. } = &case.options.rules;
        let accept: Vec<String> = accept.iter().map(ToString::to_string).collect();
        println!("{}", String::from_utf8_lossy(&case.bytes));
        println!("-- {targets} {secret_source} {secret_name} {accept:?}");
        println!("{:#?}", properties::check(&case));
        return;
    }
    let cases = number("CASES").unwrap_or(2_000);
    let counts = Mutex::new(Counts::default());
    let failures: Vec<(u64, String)> = (0..cases)
        .into_par_iter()
        .filter_map(|seed| {
            let case = Case::new(seed);
            let result = std::panic::catch_unwind(|| properties::check(&case));
            match result.unwrap_or_else(|_| Err("panics".into())) {
                Ok(found) => counts.lock().expect("no panic while counting").add(found),
                Err(why) => return Some((seed, why)),
            }
            None
        })
        .collect();
    let counts = counts.into_inner().expect("no panic while counting");
    println!("{counts}");
    let mut kinds: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for (seed, why) in &failures {
        kinds.entry(why.lines().next().unwrap_or_default()).or_default().push(*seed);
    }
    let listed: Vec<String> = kinds
        .iter()
        .map(|(why, seeds)| format!("{} × {why}: CASE={}", seeds.len(), seeds[0]))
        .collect();
    assert!(failures.is_empty(), "{} of {cases} files\n{}", failures.len(), listed.join("\n"));
    counts.assert_wide(cases);
}
