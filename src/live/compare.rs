//! A definition of a file and one that runs → the members in which they differ.

use serde_json::Value;

use super::canonical::canonical;
use super::{Info, LiveDefinition};
use crate::marathon::{DefinitionKind, Envelope, PathId, Targets};
use crate::validity::{Difference, differences};

/// How a definition in a file stands to what runs under its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// The definition runs as the file says.
    Same,
    /// The running definition differs from the one in the file.
    Differs(Vec<Difference>),
    /// The running definition is migrated, and the one in the file is not. The differences are those that
    /// the migration does not make.
    FileBehind(Vec<Difference>),
    /// The definition in the file is migrated, and the running one still fetches credentials. The
    /// differences are those that the migration does not make.
    NotDeployed(Vec<Difference>),
    /// No app and no pod runs under the id.
    Absent,
    /// The standing is unknown, because the definition has no id, or because a template makes its id or text.
    Unclear,
}

impl Standing {
    /// Returns the members that differ.
    #[must_use]
    pub fn differences(&self) -> &[Difference] {
        match self {
            Standing::Differs(members)
            | Standing::FileBehind(members)
            | Standing::NotDeployed(members) => members,
            Standing::Same | Standing::Absent | Standing::Unclear => &[],
        }
    }

    /// Returns the name in reports for programs.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Standing::Same => "same",
            Standing::Differs(_) => "differs",
            Standing::FileBehind(_) => "file-behind",
            Standing::NotDeployed(_) => "not-deployed",
            Standing::Absent => "absent",
            Standing::Unclear => "unclear",
        }
    }
}

/// Returns the members in which `file`, a definition in an envelope of the kind `envelope`, differs from what runs.
/// Defaults that Marathon fills in do not count, nor do ports and roles that Marathon has assigned because the file has
/// none.
#[must_use]
pub fn compare(
    file: &Value,
    envelope: Envelope,
    live: &LiveDefinition,
    info: Option<&Info>,
) -> Vec<Difference> {
    let LiveDefinition { running, value } = live;
    let id = PathId::root().resolve(running.id);
    let group = match envelope {
        Envelope::Group | Envelope::GroupAnswer => id.parent().unwrap_or_default(),
        _ => PathId::root(),
    };
    let mut first = canonical(running.kind, file, &group, info);
    let mut second = canonical(running.kind, value, &PathId::root(), info);
    accepted_roles(running.kind, &mut first, &mut second);
    leave_open(&mut first, &mut second);
    let versions = info.and_then(|info| info.target).map_or(Targets::ALL, Targets::from);
    differences(running.kind, &first, &second, versions)
}

/// Removes from both definitions the accepted roles that Marathon 1.9 removes, and 1.10 if it is configured to: those
/// that are neither `*` nor the role of the running definition. An app without remaining roles accepts `*` (marathon
/// v1.9.100: AppNormalization.scala:205-215; PodNormalization.scala:68-73). Marathon adds no accepted roles
/// to a definition without any (marathon: AppConversion.scala:46, 183).
fn accepted_roles(kind: DefinitionKind, file: &mut Value, running: &mut Value) {
    // Marathon before 1.9 knows no roles of definitions, and removes no accepted role.
    let Some(role) = running.get("role").and_then(Value::as_str).map(str::to_owned) else { return };
    let owner = if kind == DefinitionKind::Pod { "/scheduling/placement" } else { "" };
    for definition in [file, running] {
        let roles =
            definition.pointer_mut(owner).and_then(|it| it.get_mut("acceptedResourceRoles"));
        let Some(Value::Array(roles)) = roles else { continue };
        let had_some = !roles.is_empty();
        roles.retain(|it| it.as_str().is_none_or(|it| it == "*" || it == role));
        if had_some && roles.is_empty() && kind == DefinitionKind::App {
            roles.push("*".into());
        }
    }
}

/// Removes from both definitions what the file leaves to Marathon: ports that are missing or 0, a missing role, and the
/// missing name of a network.
fn leave_open(file: &mut Value, running: &mut Value) {
    if file.get("role").is_none_or(Value::is_null) {
        remove(running, "role");
    }
    pairs(file, running, "networks", |file, running| {
        if file.get("name").is_none_or(Value::is_null) {
            remove(running, "name");
        }
    });
    pairs(file, running, "portDefinitions", |file, running| open_port(file, running, "port"));
    if let (Some(file), Some(running)) = (file.get_mut("container"), running.get_mut("container")) {
        pairs(file, running, "portMappings", |file, running| {
            open_port(file, running, "servicePort");
        });
    }
}

/// Removes the port `name` from both values if the file leaves it to Marathon.
fn open_port(file: &mut Value, running: &mut Value, name: &str) {
    let port = file.get(name);
    if port.is_none_or(|port| port.is_null() || port.as_f64() == Some(0.0)) {
        remove(file, name);
        remove(running, name);
    }
}

fn remove(value: &mut Value, name: &str) {
    if let Some(members) = value.as_object_mut() {
        members.remove(name);
    }
}

/// Calls `change` with the first elements of both lists `name`, then with the second ones, and so on.
fn pairs(
    file: &mut Value,
    running: &mut Value,
    name: &str,
    change: impl Fn(&mut Value, &mut Value),
) {
    let lists = (file.get_mut(name), running.get_mut(name));
    if let (Some(Value::Array(file)), Some(Value::Array(running))) = lists {
        file.iter_mut().zip(running).for_each(|(file, running)| change(file, running));
    }
}
