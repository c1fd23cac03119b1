//! `differs-from-live`: the file does not say what runs. The findings with this name are made where
//! the definitions of a file are compared with the answers of a cluster.

use json_patch::jsonptr::PointerBuf;

use crate::engine::{Cluster, Context, Finding, Rule, Severity};
use crate::live::Standing;
use crate::validity::{Difference, Presence};

pub(super) const RULE: Rule = Rule {
    name: "differs-from-live",
    summary: "The app or pod that runs is not as the file says",
    page: include_str!("../../docs/rules/differs-from-live.md"),
    check,
};

/// The most members that a message names.
const MAX_NAMED: usize = 8;

/// Finds nothing. The findings are made by [`standing`], which needs the answers of a cluster.
fn check(_context: &mut Context) {}

/// Returns the findings about a definition for which `standing` is the result of the comparison
/// with what runs in `cluster`.
#[must_use]
pub fn standing(pointer: &PointerBuf, standing: &Standing, cluster: &Cluster) -> Vec<Finding> {
    let mut findings = Vec::new();
    let running = match cluster.name() {
        Some(name) => format!("the one that runs in {name}"),
        None => "the running one".to_owned(),
    };
    let members = standing.differences();
    match standing {
        Standing::FileBehind(_) => findings.push(finding(
            "differs-from-live/file-behind",
            Severity::Warning,
            pointer,
            format!("{running} has been migrated already: it pulls with a secret, and the file is behind"),
            Some("look at what runs, and take from it what the file lacks"),
        )),
        Standing::NotDeployed(_) => findings.push(finding(
            "differs-from-live/not-deployed",
            Severity::Note,
            pointer,
            format!("the file has been migrated and is not deployed yet: {running} still fetches credentials"),
            None,
        )),
        _ => {}
    }
    if !members.is_empty() {
        findings.push(finding(
            RULE.name,
            Severity::Warning,
            pointer,
            format!("{running} differs in {}", in_words(members)),
            Some("deploying the file changes them; if what runs is right, take it over into the file"),
        ));
    }
    findings
}

/// Returns a finding without a loss. `rule` is the name of the rule, with the detail if there is
/// one.
fn finding(
    rule: &str,
    severity: Severity,
    pointer: &PointerBuf,
    message: String,
    help: Option<&str>,
) -> Finding {
    Finding {
        rule: rule.to_owned(),
        severity,
        pointer: pointer.clone(),
        message,
        help: help.map(str::to_owned),
        loss: None,
        is_accepted: false,
        asks: None,
    }
}

/// Returns the names of members as a text: "`cpus`, `env.A` (only the file has it) and `mem`".
#[must_use]
pub fn in_words(members: &[Difference]) -> String {
    let name = |it: &Difference| match it.presence {
        Presence::Both => format!("`{}`", it.member),
        Presence::First => format!("`{}` (only the file has it)", it.member),
        Presence::Second => format!("`{}` (only the running one has it)", it.member),
    };
    let mut names: Vec<String> = members.iter().take(MAX_NAMED).map(name).collect();
    if members.len() > MAX_NAMED {
        names.push(format!("{} more", members.len() - MAX_NAMED));
    }
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}
