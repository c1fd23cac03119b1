//! `executor`: a custom executor, which would have to run inside the image.

use crate::engine::{Context, Rule};

pub(super) const RULE: Rule = Rule {
    name: "executor",
    summary: "The app has an executor of its own, which would have to run inside the image",
    page: include_str!("../../docs/rules/executor.md"),
    check,
};

/// Marathon passes the container to the executor itself (marathon: TaskBuilder.scala:67-93). An
/// empty name and `//cmd` mean the command executor (marathon: Executor.scala:8-13).
fn check(context: &mut Context) {
    let Some(executor) = context.get("/executor").filter(|_| context.leaves_docker()) else {
        return;
    };
    if !matches!(executor.as_str(), Some("" | "//cmd")) {
        context.block(
            "/executor",
            "the app has an executor of its own, which would run inside the image and need Mesos' library there",
            "remove the executor, or leave the app on Docker",
        );
    }
}
