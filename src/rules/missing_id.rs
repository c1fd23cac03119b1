//! `missing-id`: the path of the secret is made from the id, and the id is not known.

use super::pull_secret;
use crate::engine::{Context, Rule};
use crate::marathon::Id;

pub(super) const RULE: Rule = Rule {
    name: "missing-id",
    summary: "The secret's path is made from the id, and the file does not tell the id",
    page: include_str!("../../docs/rules/missing-id.md"),
    check,
};

fn check(context: &mut Context) {
    let pulls = pull_secret::pulls(context);
    let Some(template) =
        pulls.iter().map(|pull| pull.secret_source(context)).find(|it| it.uses_id())
    else {
        return;
    };
    let why = match &context.definition().id {
        Id::Absolute(_) => return context.rely_on("/id"),
        // The value of an expression may have slashes.
        Id::Templated(id) if template.uses_group() && id.rfind('/') == Some(0) => {
            format!("the group of `{id}` is not known before it is rendered")
        }
        Id::Templated(_) => return,
        Id::Unresolvable(why) => (*why).to_owned(),
        Id::Missing | Id::Job(_) => format!("the {} has none", context.definition().kind),
    };
    let pointer = if context.definition().id_node.is_some() { "/id" } else { "" };
    context.block(
        pointer,
        format!("the path of the secret is made from the id, but {why}"),
        "write the full id, or give a --secret-source without it",
    );
}
