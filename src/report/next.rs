//! The last line of a report for people: the one step that helps most after this run.

use std::path::Path;

use super::Verb;
use super::visible::named;
use crate::plan::Summary;

/// The facts of the command line that the last line of a report depends on.
#[derive(Debug, Clone, Copy)]
pub struct NextHint<'a> {
    /// The arguments that name the files of this run for another verb: ` a b`, or an empty text. `None` if the files
    /// cannot be named again, as those of stdin.
    pub files: Option<&'a str>,
    /// Whether options were given that the verb of the next step needs, too.
    pub has_options: bool,
    /// The file with the list of secrets, if the run has written one.
    pub list: Option<&'a Path>,
}

/// Returns the sentence about the next step; `None` if there is no step to name.
pub(super) fn next(verb: Verb, summary: &Summary, hint: NextHint) -> Option<String> {
    let files = hint.files?;
    let alike = if hint.has_options { "with the same options, " } else { "" };
    let blocker = most_in_the_way(summary);
    let open = summary.convertible + summary.left + summary.blocked;
    let waits_for = |(rule, alone): (&str, usize)| match alone {
        0 => {
            format!("`pullconfig explain {rule}` tells what to do about the most frequent blocker")
        }
        1 => format!(
            "`pullconfig explain {rule}` tells what to do; one definition waits for that alone"
        ),
        _ => format!(
            "`pullconfig explain {rule}` tells what to do; {alone} definitions wait for that alone"
        ),
    };
    match (verb, blocker) {
        (Verb::Apply, _) if summary.convertible > 0 => {
            let secrets = match hint.list {
                Some(list) => format!("create the secrets that {} lists", named(list)),
                None => "create the secrets (the new files do not tell what each must hold; `pullconfig secrets` on the old files does)".into(),
            };
            Some(format!(
                "{secrets}, then deploy; `pullconfig check{files}` tells whether Marathon takes the files"
            ))
        }
        (Verb::Scan, Some((rule, alone))) if alone * 2 > open => Some(waits_for((rule, alone))),
        (Verb::Scan, _) if summary.convertible > 0 => Some(format!(
            "{alike}`pullconfig diff{files}` shows the changes; `pullconfig apply{files} --secrets FILE` makes them, and \
             writes to FILE which secrets you must create"
        )),
        (_, Some(blocker)) => Some(waits_for(blocker)),
        (Verb::Scan, None) if summary.migrated > 0 && open == 0 && summary.failed == 0 => {
            Some(format!(
                "nothing is left to convert; `pullconfig check{files}` tells whether Marathon takes the files, then deploy"
            ))
        }
        _ => None,
    }
}

/// Returns the rule that is the only blocker of most definitions, with the number of these. If each definition has
/// several blockers, it returns the most frequent one, with 0.
fn most_in_the_way(summary: &Summary) -> Option<(&str, usize)> {
    let alone = |rule: &str| summary.alone.get(rule).copied().unwrap_or_default();
    let blockers = summary.blockers.iter().rev();
    let (rule, _) = blockers.max_by_key(|&(rule, &all)| (alone(rule), all))?;
    Some((rule, alone(rule)))
}
