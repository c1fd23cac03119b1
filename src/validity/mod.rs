//! A definition's value → the reasons that Marathon would give for refusing it.
//!
//! A port, in our own words, of what Marathon asks of a definition that is sent to it: first the
//! types of its members (`schema`, from Marathon's RAML files), then the rules for deprecated
//! members (`deprecated`), then the rules for the form that Marathon brings every definition into
//! (`canonical`). Members that Marathon does not know are ignored, as Marathon ignores them.
//!
//! Not asked: what depends on the cluster (features that are enabled, roles, other apps, whether a
//! secret exists in the store). Features count as enabled. Texts that contain a template expression
//! are not judged, because what they will say is not known.
//!
//! Pure and total: any JSON value gets an answer.

mod app;
mod canonical;
mod constraints;
mod container;
mod deprecated;
mod external;
mod health;
mod id;
mod lifecycle;
mod linux;
mod network;
mod pod;
mod pod_network;
mod ports;
mod schema;
mod secrets;
mod uri;
mod view;
mod volumes;

use serde_json::Value;

use crate::marathon::{Kind, Target};
use crate::text::has_expression;

/// One reason of Marathon's to refuse a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Where, as a pointer (RFC 6901) from the definition. What is missing is named as if it were
    /// there.
    pub pointer: String,
    /// Its stable name, kebab-case.
    pub name: &'static str,
    /// What is wrong: a clause without a final stop. Never quotes what may be confidential.
    pub message: String,
    /// Where Marathon says so.
    pub source: &'static str,
    /// The setting of Marathon that makes it acceptable, if there is one.
    pub unless: Option<&'static str>,
}

/// All reasons that Marathon `target` has to refuse `value`; none means that it is accepted.
///
/// A Metronome job is not sent to Marathon, so there are none for it. A missing id is none, since
/// `PUT /v2/apps/{id}` takes it from the address (marathon: AppsResource.scala:218-226).
#[must_use]
pub fn violations(kind: Kind, value: &Value, target: Target) -> Vec<Violation> {
    let mut found = Violations { target, found: Vec::new() };
    match kind {
        Kind::App => app::check(value, &mut found),
        Kind::Pod => pod::check(value, &mut found),
        Kind::Job => {}
    }
    found.found.retain(|violation| is_known(value, violation));
    found.found
}

/// Whether a reason is about something that is known: what an expression of a template will say is
/// not, once its type is right.
fn is_known(value: &Value, violation: &Violation) -> bool {
    let is_unknown = |value: &Value| value.as_str().is_some_and(has_expression);
    match value.pointer(&violation.pointer) {
        _ if violation.name == "wrong-type" => true,
        Some(Value::Array(elements)) => !elements.iter().any(is_unknown),
        Some(value) => !is_unknown(value),
        None => true,
    }
}

/// A rule of Marathon's: its name here and where it stands there.
struct Reason(&'static str, &'static str);

/// What was found so far.
struct Violations {
    target: Target,
    found: Vec<Violation>,
}

impl Violations {
    fn add(
        &mut self,
        reason: &Reason,
        pointer: impl Into<String>,
        message: impl Into<String>,
    ) -> &mut Violation {
        let &Reason(name, source) = reason;
        let (pointer, message) = (pointer.into(), message.into());
        let at = self.found.len();
        self.found.push(Violation { pointer, name, message, source, unless: None });
        &mut self.found[at]
    }
}
