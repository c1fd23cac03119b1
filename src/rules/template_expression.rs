//! `template-expression`: an id of which it is not known whether it begins with a slash.

use super::source_template::begins_with_expression;
use super::{Rule, Work, pull_secret};

pub(super) const RULE: Rule = Rule {
    name: "template-expression",
    summary: "The id begins with an expression of the template",
    page: include_str!("../../docs/rules/template-expression.md"),
    check,
};

/// Marathon takes an id that begins with a slash for absolute, any other for one in its group
/// (marathon: PathId.scala:68-83).
fn check(work: &mut Work) {
    let pulls = pull_secret::pulls(work);
    if !pulls.iter().any(|pull| pull.template(work).uses_id()) {
        return;
    }
    let (Some(id), Some(own)) = (work.definition().id.as_str(), work.text("/id")) else { return };
    if !begins_with_expression(own) {
        return;
    }
    let (id, own) = (id.to_owned(), own.to_owned());
    if id.trim_start_matches('/').starts_with(&own) {
        work.note("/id", format!("whether `{own}` begins with a slash is not known; the secret's path is written without one in front, so that it names the same secret either way"));
    } else {
        let message = format!(
            "whether `{own}` begins with a slash is not known; the secret's path is made for `{id}`, which it is not if it does"
        );
        let help = "if it does, give the secret's path with --secret-source";
        work.warn("/id", message, help);
    }
}
