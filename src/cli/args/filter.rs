//! The options that choose among the definitions of a run. All verbs that plan share them; `check` has its own.

use std::collections::BTreeSet;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use super::files::{Files, quoted};
use super::rule_names::RuleNamed;
use crate::engine::Accept;
use crate::marathon::Pattern;
use crate::plan::{Checked, Chosen, Filter, ReportedFile, State};
use crate::validity::NAMES;

/// The arguments that choose among the definitions that were planned.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Filters")]
pub(in crate::cli) struct FilterArguments {
    /// Only definitions in this state; may be repeated
    #[arg(long, value_enum, value_name = "STATE", hide_possible_values = true)]
    state: Vec<State>,
    /// Only definitions with a finding of RULE; may be a glob, and may be repeated
    #[arg(long, value_name = "RULE", value_parser = RuleNamed::<Accept>::parser(), hide_possible_values = true)]
    rule: Vec<Accept>,
    /// Only definitions whose id matches GLOB, such as `/shop/*`; may be repeated
    #[arg(long, value_name = "GLOB")]
    id: Vec<Pattern>,
}

impl FilterArguments {
    /// Returns the filter that the options describe.
    pub(in crate::cli) fn filter(&self) -> Filter {
        let (states, rules, ids) = (self.state.clone(), self.rule.clone(), self.id.clone());
        Filter { states, rules, ids }
    }

    /// Returns these options and the paths as they were typed, for a hint at a command with another verb; `None` if the
    /// paths cannot be repeated (see [`Files::again`]).
    pub(in crate::cli) fn again(&self, files: &Files) -> Option<String> {
        let states = self.state.iter().map(|state| ("--state", state.name().to_owned()));
        let rules = self.rule.iter().map(|rule| ("--rule", rule.to_string()));
        let ids = self.id.iter().map(|id| ("--id", id.as_str().to_owned()));
        let options = states.chain(rules).chain(ids);
        let options = options.map(|(name, value)| format!(" {name} {}", quoted(&value)));
        Some(options.collect::<String>() + &files.again()?)
    }
}

/// The arguments that choose among the definitions that were checked.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Filters")]
pub(in crate::cli) struct CheckFilterArguments {
    /// Only definitions with a reason or a warning called NAME; may be a glob, and may be repeated
    #[arg(long, value_name = "NAME", value_parser = reason)]
    rule: Vec<Accept>,
    /// Only definitions whose id matches GLOB, such as `/shop/*`; may be repeated
    #[arg(long, value_name = "GLOB")]
    id: Vec<Pattern>,
}

/// Parses a glob over the names of violations and warnings. It must match at least one name.
fn reason(text: &str) -> Result<Accept, String> {
    let glob = Accept::compile(text)?;
    match NAMES.iter().any(|name| glob.is_about(name)) {
        true => Ok(glob),
        false => Err("no reason and no warning of `check` has such a name".into()),
    }
}

impl CheckFilterArguments {
    /// Removes the checked definitions that the options do not choose; errors stay. Returns the number of definitions
    /// before, and the options; `None` if no option was given.
    pub(in crate::cli) fn choose(
        &self,
        files: &mut Vec<ReportedFile<Vec<Checked>>>,
    ) -> Option<Chosen> {
        let options = [("--rule", !self.rule.is_empty()), ("--id", !self.id.is_empty())];
        let given = options.into_iter().filter(|(_, is_given)| *is_given);
        let by: Vec<&str> = given.map(|(name, _)| name).collect();
        if by.is_empty() {
            return None;
        }
        let mut of = 0;
        for checked in files.iter_mut().filter_map(|file| file.result.as_mut().ok()) {
            of += checked.len();
            checked.retain(|it| self.takes(it));
        }
        files.retain(|file| file.result.as_ref().map_or(true, |checked| !checked.is_empty()));
        Some(Chosen { of, by, also_for: BTreeSet::new() })
    }

    /// Whether the options choose a definition.
    fn takes(&self, checked: &Checked) -> bool {
        let reasons = checked.violations.iter().map(|it| it.item.name);
        let mut names = reasons.chain(checked.warnings.iter().map(|it| it.item.name));
        let is_id = |id: &str| self.id.iter().any(|glob| glob.matches(id));
        (self.rule.is_empty() || names.any(|name| self.rule.iter().any(|it| it.is_about(name))))
            && (self.id.is_empty() || checked.id.as_str().is_some_and(is_id))
    }
}

impl ValueEnum for State {
    fn value_variants<'a>() -> &'a [State] {
        State::PLANNED
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}
