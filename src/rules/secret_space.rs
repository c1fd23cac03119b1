//! `secret-space`: a secret that the definition may not read, or whose path not every tool takes.

use super::{Rule, Work, secret_path};
use crate::marathon::Id;
use crate::text::has_expression;

pub(super) const RULE: Rule = Rule {
    name: "secret-space",
    summary: "The secret's path lies in a space that the app or pod may not read",
    page: include_str!("../../docs/rules/secret-space.md"),
    check,
};

/// A service may read a secret whose namespace (its path without the last segment) is empty, the
/// service's id or one of its ancestors, segment by segment (dcos-docs-site: security/ent, Spaces).
fn check(work: &mut Work) {
    spelled(work);
    let (Id::Absolute(id) | Id::Templated(id)) = &work.definition().id else { return };
    let Some(need) = work.secrets().iter().find(|need| !may_read(id, &need.source)) else { return };
    let kind = work.definition().kind;
    let message = format!(
        "in DC/OS, the {kind} `{id}` may not read the secret `{}`",
        secret_path(&need.source)
    );
    let token = need.key.replace('~', "~0").replace('/', "~1");
    let in_file = format!("/secrets/{token}/source");
    let (pointer, help) = if work.definition_has(&in_file) {
        (in_file.as_str(), "let `source` be a path in one of its own groups")
    } else {
        ("", "choose a path in one of its own groups with --secret-source")
    };
    // Nothing to carry out: another secret store may have other rules.
    let _ = work.block_or_lose(
        pointer,
        message,
        help,
        "the deployment fails unless your secret store lets it read that path",
    );
}

/// The web interface of DC/OS takes letters, digits, `-` and `_` between slashes (dcos-ui:
/// SecretFormModal.tsx:550-557); its API and command line ask for nothing of the kind, and ids may
/// have dots.
fn spelled(work: &mut Work) {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-');
    let is_odd = |source: &str| !source.bytes().all(is_plain) && !has_expression(source);
    let Some(need) = work.secrets().iter().find(|need| is_odd(&need.source)) else { return };
    let message = format!(
        "the web interface of DC/OS cannot make the secret `{}`: it takes letters, digits, `-` and `_` only; `dcos security secrets create` can",
        secret_path(&need.source)
    );
    work.note("", message);
}

fn may_read(id: &str, source: &str) -> bool {
    let mut service = id.split('/').filter(|segment| !segment.is_empty());
    let mut namespace: Vec<&str> =
        source.split('/').filter(|segment| !segment.is_empty()).collect();
    namespace.pop();
    namespace.into_iter().all(|segment| service.next() == Some(segment))
}
