//! The checks of secrets, and of variables that name secrets (marathon:
//! SecretValidation.scala:17-34, EnvVarValidation.scala:24-52).

use serde_json::Value;

use super::view::{get, is_template, member, members, text};
use super::{Reason, Violation, Violations};
use crate::marathon::Targets;

const KEY: Reason = Reason("secret-without-key", "marathon: SecretValidation.scala:30-33");
const VARIABLE: Reason = Reason("variable-without-name", "marathon: EnvVarValidation.scala:24-28");
const SECRET: Reason = Reason(
    "variable-without-secret",
    "marathon: SecretValidation.scala:17-24, EnvVarValidation.scala:48-50",
);

const FEATURE: Reason = Reason(
    "secrets-not-enabled",
    "marathon: AppValidation.scala:74, 396; PodsValidation.scala:123, 252",
);

/// Returns the violation that a definition with secrets has for a Marathon without the feature
/// `secrets`.
#[must_use]
pub fn secrets_need_a_feature(value: &Value) -> Option<Violation> {
    members(value, "secrets").next()?;
    let Reason(name, source) = FEATURE;
    let message =
        "the definition names secrets, but Marathon runs without the feature `secrets`".to_owned();
    let (pointer, taken) = ("/secrets".to_owned(), Targets::default());
    Some(Violation { pointer, name, message, source, unless: None, versions: None, taken })
}

/// Checks the keys of `secrets`.
pub(super) fn check(value: &Value, found: &mut Violations) {
    if members(value, "secrets").any(|(key, _)| key.is_empty()) {
        found.add(&KEY, "/secrets/", "a secret has an empty key");
    }
}

/// Checks the variables in the member `name` of `owner`. `base` is the pointer to `owner` in
/// `definition`.
pub(super) fn check_variables(
    owner: &Value,
    base: &str,
    name: &str,
    definition: &Value,
    found: &mut Violations,
) {
    let at = format!("{base}/{name}");
    for (variable, value) in members(owner, name) {
        if variable.is_empty() {
            found.add(&VARIABLE, member(&at, variable), "a variable has an empty name");
        }
        let Some(key) = text(value, "secret").filter(|key| !is_template(key)) else { continue };
        if get(definition, "secrets").and_then(|secrets| secrets.get(key)).is_none() {
            let message =
                format!("the variable names the secret `{key}`, but `secrets` has no entry for it");
            found.add(&SECRET, member(&at, variable) + "/secret", message);
        }
    }
}
