//! `read-only-fields`: members that only Marathon writes, in a file that was exported from it.

use crate::engine::{Context, Rule};
use crate::marathon::{DefinitionKind, Envelope};

pub(super) const RULE: Rule = Rule {
    name: "read-only-fields",
    summary: "The app was exported with members that only Marathon writes",
    page: include_str!("../../docs/rules/read-only-fields.md"),
    check,
};

/// The members of an app that Marathon adds to an answer (marathon: docs types/app.raml:323-326,
/// 352-378).
const READ_ONLY: [&str; 11] = [
    "deployments",
    "lastTaskFailure",
    "readinessCheckResults",
    "tasks",
    "tasksHealthy",
    "tasksRunning",
    "tasksStaged",
    "tasksStats",
    "tasksUnhealthy",
    "version",
    "versionInfo",
];

/// Marathon ignores these members, with one exception: a partial update with `version` must have no
/// other member than `id` (marathon: AppValidation.scala:329-339). An app in a group is no partial
/// update (marathon: docs types/group.raml:52-55). A definition that is not converted keeps them.
fn check(context: &mut Context) {
    let (_, operations, _) = context.so_far();
    if context.definition().kind != DefinitionKind::App || operations.is_empty() {
        return;
    }
    if context.options().strip_read_only {
        let found: Vec<&str> =
            READ_ONLY.into_iter().filter(|name| context.has(&format!("/{name}"))).collect();
        for name in &found {
            context.remove(&format!("/{name}"));
        }
        if !found.is_empty() {
            context
                .note("", format!("removes what only Marathon writes: `{}`", found.join("`, `")));
        }
    } else if context.get("/version").is_some() && context.definition().envelope != Envelope::Group
    {
        context.note(
            "/version",
            "`PUT` is a partial update by default, and Marathon refuses `version` in one; --strip-read-only removes it",
        );
    }
}
