//! Finds the reasons for which Marathon would refuse a definition.
//!
//! These modules say in our own words what Marathon requires of a definition that is sent to it:
//! first the types of its members (`schema`, from Marathon's RAML files), then the rules for
//! deprecated members (`deprecated`), then the rules for the canonical form, into which Marathon
//! brings every definition (`canonical`). Members that Marathon does not know are ignored, as
//! Marathon ignores them. A group is judged as a whole (`group`), and the apps in it one by one.
//! Where Marathon behaves differently from what its sources suggest, the behaviour counts:
//! `tests/library/validity/verdicts.rs` compares the checks with the verdicts of Marathon's own
//! code. Each violation names the versions of Marathon that have it (`version`).
//!
//! Conditions of the cluster are not checked: enabled features, other apps, secrets in the store.
//! All features count as enabled. A violation that depends on a setting names the setting. Texts
//! with a template expression are not judged, because their value is unknown.
//!
//! This module is pure, and has an answer for every JSON value.

mod app;
mod canonical;
mod circle;
mod constraints;
mod container;
mod deprecated;
mod difference;
mod external;
mod group;
mod health;
mod id;
mod java_regex;
mod lifecycle;
mod linux;
mod names;
mod network;
mod pod;
mod pod_network;
mod ports;
mod schema;
mod secrets;
mod uri;
mod version;
mod view;
mod volumes;

use serde_json::Value;

pub(crate) use self::network::misplaced as misplaced_networks;
use crate::marathon::{DefinitionKind, Envelope, Target, Targets};
use crate::text::{has_expression, may_be_expression};
pub use difference::{Difference, differences};
pub use names::NAMES;
pub use schema::Presence;
pub use secrets::secrets_need_a_feature;
use version::AskedVersions;

/// One reason for which Marathon refuses a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The place, as a pointer (RFC 6901) from the definition. A missing member is named as if it were
    /// there.
    pub pointer: String,
    /// The name of the reason, in kebab-case. Users choose reasons by these names.
    pub name: &'static str,
    /// The fault: a clause without a final stop. Never quotes what may be confidential.
    pub message: String,
    /// The place in Marathon's sources that says so.
    pub source: &'static str,
    /// The setting with which Marathon accepts the value, if there is one.
    pub unless: Option<&'static str>,
    /// The targets that have this violation; `None` if all targets have it.
    pub versions: Option<Targets>,
    /// The targets that accept the definition, at least with the settings that its violations name
    /// (`unless`).
    pub taken: Targets,
}

/// The versions of Marathon that have a violation, if not all targets have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionBounds {
    /// The versions that have the violation.
    pub versions: Targets,
    /// The advice to deploy only to versions that accept the definition, as a clause; `None` if no
    /// target accepts it.
    pub way_out: Option<String>,
}

impl Violation {
    /// Returns the versions that have this violation, unless all targets have it.
    #[must_use]
    pub fn bounds(&self) -> Option<VersionBounds> {
        let versions = self.versions?;
        Some(VersionBounds { versions, way_out: versions.way_out(self.taken) })
    }

    /// Removes the versions that are not among `versions` from those that have this violation.
    fn only(&mut self, versions: Targets) -> &mut Self {
        self.versions = self.versions.map(|given| given.intersection(versions));
        self
    }
}

/// A value that Marathon understands in another way than its author surely meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The place, as a pointer (RFC 6901) from the definition.
    pub pointer: String,
    /// The name of the reason, in kebab-case. Users choose reasons by these names.
    pub name: &'static str,
    /// The meaning of the value for Marathon: a clause without a final stop. Never quotes what may
    /// be confidential.
    pub message: String,
    /// The place in Marathon's sources that says so.
    pub source: &'static str,
}

/// The reasons and the warnings about a definition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Judgement {
    /// The reasons to refuse the definition. It is accepted if there are none.
    pub violations: Vec<Violation>,
    /// The values that Marathon understands in another way than their author.
    pub warnings: Vec<Warning>,
}

/// Returns the judgement of all Marathon versions in `targets` about the definition `value`: each
/// reason for which at least one of the versions would refuse the definition, and the warnings.
///
/// A Metronome job is not sent to Marathon, so there is nothing to say about it. An app needs no
/// id, because `PUT /v2/apps/{id}` has it in the URL (marathon: AppsResource.scala:218-226).
#[must_use]
pub fn judge(
    kind: DefinitionKind,
    envelope: Envelope,
    value: &Value,
    targets: Targets,
) -> Judgement {
    // A definition in an unknown structure may be in a group, too.
    let is_in_group = matches!(envelope, Envelope::Group | Envelope::Unknown);
    let check = match kind {
        DefinitionKind::App => app::check,
        DefinitionKind::Pod => pod::check,
        DefinitionKind::Job => return Judgement::default(),
    };
    let mut judgement = version::each(targets, is_in_group, |found| check(value, found));
    judgement.violations.retain(|it| is_known(value, it.name, &it.pointer));
    judgement.warnings.retain(|it| is_known(value, it.name, &it.pointer));
    judgement
}

/// Returns the judgement of all Marathon versions in `targets` about the group `value` as a whole.
/// The apps in it are judged one by one, with [`judge`].
#[must_use]
pub fn judge_group(value: &Value, targets: Targets) -> Judgement {
    let mut judgement = version::each(targets, false, |found| group::check(value, found));
    judgement.violations.retain(|it| is_known(value, it.name, &it.pointer));
    judgement
}

/// Returns the reasons to refuse a definition that is the whole file.
#[must_use]
pub fn violations(kind: DefinitionKind, value: &Value, targets: Targets) -> Vec<Violation> {
    judge(kind, Envelope::Single, value, targets).violations
}

/// The names of the reasons that follow from the meaning of a text, not from its form: from what a
/// name refers to, for example.
const BY_MEANING: [&str; 6] = [
    "pull-config-without-secret",
    "repeated-volume-name",
    "reserved-id",
    "root-id",
    "variable-without-secret",
    "volume-without-secret",
];

/// Whether the reason `name` may be reported of the value at `pointer`. It may not if the value is
/// a text with a template expression, or an array with such a text, because the text that will be rendered is unknown; only that
/// a text stands at the place of another type is known. A text that may be an expression, or may be
/// none, has a known form, but no known meaning: the reasons of [`BY_MEANING`] are not reported of
/// such a text.
fn is_known(value: &Value, name: &str, pointer: &str) -> bool {
    let by_meaning = BY_MEANING.contains(&name);
    let is_unknown = |value: &Value| {
        let text = value.as_str();
        text.is_some_and(|text| has_expression(text) || by_meaning && may_be_expression(text))
    };
    match view::at(value, pointer) {
        _ if name == "wrong-type" => true,
        Some(Value::Array(elements)) => !elements.iter().any(is_unknown),
        Some(value) => !is_unknown(value),
        None => true,
    }
}

/// A reason to refuse a value, or to warn: the name of the reason in reports, and the place in
/// Marathon's sources.
struct Reason(&'static str, &'static str);

/// The judgement so far, and the versions of Marathon for which the checks run at the moment: the
/// asked versions.
struct Violations {
    asked: AskedVersions,
    /// Whether the definition may stand in a group, so that its ids count from a path that is not
    /// known here.
    is_in_group: bool,
    judgement: Judgement,
}

impl Violations {
    /// Whether the asked versions are `first` or later. If the answer differs between
    /// them, only the versions for which this answer holds are asked from then on; see [`AskedVersions::since`].
    fn since(&self, first: Target) -> bool {
        self.asked.since(first)
    }

    /// Adds a violation that all asked versions have.
    fn add(
        &mut self,
        reason: &Reason,
        pointer: impl Into<String>,
        message: impl Into<String>,
    ) -> &mut Violation {
        let &Reason(name, source) = reason;
        let (pointer, message) = (pointer.into(), message.into());
        let (versions, taken) = (Some(self.asked.get()), Targets::default());
        let found = &mut self.judgement.violations;
        let at = found.len();
        found.push(Violation { pointer, name, message, source, unless: None, versions, taken });
        &mut found[at]
    }

    /// Adds a warning.
    fn warn(&mut self, reason: &Reason, pointer: impl Into<String>, message: impl Into<String>) {
        let &Reason(name, source) = reason;
        let (pointer, message) = (pointer.into(), message.into());
        self.judgement.warnings.push(Warning { pointer, name, message, source });
    }
}
