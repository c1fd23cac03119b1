//! `unknown-envelope`: an app in a structure that Marathon does not define.

use crate::engine::{Context, Rule};
use crate::marathon::{DefinitionKind, Envelope};

pub(super) const RULE: Rule = Rule {
    name: "unknown-envelope",
    summary: "The app sits in a structure that is not one of Marathon's",
    page: include_str!("../../docs/rules/unknown-envelope.md"),
    check,
};

fn check(context: &mut Context) {
    if context.definition().envelope == Envelope::Unknown {
        let kind = match context.definition().kind {
            DefinitionKind::App => "an app",
            DefinitionKind::Pod => "a pod",
            DefinitionKind::Job => "a job",
        };
        context.note("", format!("taken for {kind} because it has an image and a credential URI, in a structure that is not one of Marathon's"));
    }
}
