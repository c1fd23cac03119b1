//! `secret-space`: a secret that the app may not read.

use super::{Rule, Work};
use crate::marathon::Id;

pub(super) const RULE: Rule = Rule {
    name: "secret-space",
    summary: "The secret's path lies in a space that the app may not read",
    page: include_str!("../../docs/rules/secret-space.md"),
    check,
};

/// A service may read a secret whose namespace (its path without the last segment) is empty, the
/// service's id or one of its ancestors, segment by segment (dcos-docs-site: security/ent, Spaces).
fn check(work: &mut Work) {
    let Id::Absolute(id) = &work.definition().id else { return };
    let unreadable = work.secrets().iter().find(|need| !may_read(id, &need.source));
    if let Some(need) = unreadable {
        let message = format!("the app `{id}` may not read the secret `{}`", need.source);
        work.block(
            "",
            message,
            "choose a path in one of the app's own groups with --secret-source",
        );
    }
}

fn may_read(id: &str, source: &str) -> bool {
    let mut service = id.split('/').filter(|segment| !segment.is_empty());
    let mut namespace: Vec<&str> =
        source.split('/').filter(|segment| !segment.is_empty()).collect();
    namespace.pop();
    namespace.into_iter().all(|segment| service.next() == Some(segment))
}
