//! `missing-id`: the default secret path is made of the definition's id.

use super::{Rule, Work, pull_secret};
use crate::marathon::Id;

pub(super) const RULE: Rule = Rule {
    name: "missing-id",
    summary: "The secret's path is made of the id, and there is none that can be told",
    page: include_str!("../../docs/rules/missing-id.md"),
    check,
};

fn check(work: &mut Work) {
    let pulls = pull_secret::pulls(work);
    let Some(template) = pulls.iter().map(|pull| pull.template(work)).find(|it| it.uses_id())
    else {
        return;
    };
    let why = match &work.definition().id {
        Id::Absolute(_) => return work.rely_on("/id"),
        // What an expression stands for may have slashes.
        Id::Templated(id) if template.uses_group() && id.rfind('/') == Some(0) => {
            format!("the group of `{id}` cannot be told before it is rendered")
        }
        Id::Templated(_) => return,
        Id::Unresolvable(why) => (*why).to_owned(),
        Id::Missing | Id::Job(_) => format!("the {} has none", work.definition().kind),
    };
    let pointer = if work.definition().id_node.is_some() { "/id" } else { "" };
    work.block(
        pointer,
        format!("the path of the secret is made of the id, but {why}"),
        "give the definition a full id, or the secret a path without it by --secret-source",
    );
}
