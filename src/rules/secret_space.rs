//! `secret-space`: a secret that the definition may not read, or whose path some tools refuse.

use crate::engine::{Context, Rule, SecretNeed, secret_path};
use crate::marathon::{Id, may_read};
use crate::text::{may_be_expression, token};

pub(super) const RULE: Rule = Rule {
    name: "secret-space",
    summary: "The secret's path lies in a space that the app or pod may not read",
    page: include_str!("../../docs/rules/secret-space.md"),
    check,
};

/// Notes a secret that the web interface cannot make, and reports a secret that the definition may
/// not read. If a template expression decides whether it may, the secret is reported, too.
fn check(context: &mut Context) {
    note_spelling(context);
    report(context, |may_read| may_read != Some(true));
}

/// Reports a secret that a migrated definition may not read. If a template expression decides
/// whether it may, the secret is not reported.
pub(super) fn review(context: &mut Context) {
    report(context, |may_read| may_read == Some(false));
}

/// Reports the first secret for which `is_wrong` is true. `is_wrong` is called with the result of
/// [`may_read`].
fn report(context: &mut Context, is_wrong: impl Fn(Option<bool>) -> bool) {
    let (Id::Absolute(id) | Id::Templated(id)) = &context.definition().id else { return };
    let may = |need: &SecretNeed| may_read(id, &need.source);
    let Some(need) = context.secrets().iter().find(|need| is_wrong(may(need))) else { return };
    let (kind, path) = (context.definition().kind, secret_path(&need.source));
    let message = match may(need) {
        None => format!(
            "in DC/OS, the {kind} `{id}` may perhaps not read the secret `{path}`: one of the two has an expression"
        ),
        Some(_) => format!("in DC/OS, the {kind} `{id}` may not read the secret `{path}`"),
    };
    let in_file = format!("/secrets/{}/source", token(&need.key));
    let (pointer, help) = if context.definition_has(&in_file) {
        (in_file.as_str(), "let `source` be a path in one of its own groups")
    } else {
        ("", "choose a path in one of its own groups with --secret-source")
    };
    // The caller has nothing to carry out: another secret store may have other rules.
    let _ = context.block_or_lose(
        pointer,
        message,
        help,
        "the deployment fails unless your secret store lets it read that path",
    );
}

/// Notes the first secret that the web interface of DC/OS cannot make. It accepts letters, digits,
/// `-` and `_` between slashes (dcos-ui: SecretFormModal.tsx:550-557). Its API and command line
/// have no such rule, and ids may have dots.
fn note_spelling(context: &mut Context) {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-');
    let is_odd = |source: &str| !source.bytes().all(is_plain) && !may_be_expression(source);
    let Some(need) = context.secrets().iter().find(|need| is_odd(&need.source)) else { return };
    let message = format!(
        "the web interface of DC/OS cannot make the secret `{}`: it takes letters, digits, `-` and `_` only; `dcos security secrets create` can",
        secret_path(&need.source)
    );
    context.note("", message);
}
