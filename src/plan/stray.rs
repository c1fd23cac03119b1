//! Finds the running apps and pods that use registry credentials and stand in no file, each with its
//! blockers and the secrets that it would need.

use std::borrow::Cow;
use std::collections::HashSet;

use rayon::prelude::*;
use serde::Serialize;

use super::{Migration, PlanOptions, State, Templates, survey, without_logins};
use crate::engine::{Options, Severity, secret_path};
use crate::live::{Live, Running};
use crate::marathon::DefinitionKind;
use crate::source::{Origin, SourceFile};

/// An app or a pod that fetches registry credentials, or pulls with a login of the agents, and stands in no file of the
/// run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stray {
    /// The name of the cluster in which the stray runs; `None` for the cluster without a name.
    pub cluster: Option<String>,
    /// Whether the stray is an app or a pod.
    pub kind: DefinitionKind,
    /// The id.
    pub id: String,
    /// The image. A pod has the image of its first container here.
    pub image: Option<String>,
    /// The credential URIs that the stray fetches, without logins.
    pub uris: Vec<String>,
    /// The name of the state that the definition would have in a file.
    pub state: &'static str,
    /// The names of the rules that would block the definition.
    pub blockers: Vec<String>,
    /// The paths of the secrets that the definition would need.
    pub secrets: Vec<String>,
}

/// Returns the apps and pods that run with credentials and whose id is not among `ids`, in the
/// order of the ids. `options` are those for files of the cluster.
#[must_use]
pub fn strays(live: &Live, ids: &HashSet<&str>, options: &PlanOptions) -> Vec<Stray> {
    let open = live.iter().filter(|it| it.has_credentials() && !ids.contains(it.id));
    let open: Vec<Running> = open.collect();
    // A running definition is no template, and it is not compared with itself.
    let rules = Options { live: None, ..options.rules.clone() };
    let options = PlanOptions { rules, templates: Templates::None, ..options.clone() };
    open.into_par_iter().map(|running| stray(&running, &options)).collect()
}

/// Plans a running app or pod as if it stood in a file of its own.
fn stray(running: &Running, options: &PlanOptions) -> Stray {
    let source = SourceFile {
        path: "running.json".into(),
        location: None,
        bytes: running.text.into(),
        origin: Origin::Named,
    };
    let plan = survey(source, options);
    let migration = plan.as_ref().ok().and_then(|plan| plan.definitions.first());
    let mut blockers: Vec<String> = migration.map(blockers).unwrap_or_default();
    blockers.dedup();
    let needs = migration.map(Migration::needs).unwrap_or_default();
    Stray {
        cluster: options.clusters.first().and_then(|it| it.name()).map(str::to_owned),
        kind: running.kind,
        id: running.id.to_owned(),
        image: migration.and_then(|it| it.image.clone()),
        uris: without_logins(running.uris).into_iter().map(Cow::into_owned).collect(),
        state: migration.map_or(State::Blocked, Migration::state).name(),
        blockers,
        secrets: needs.iter().map(|need| secret_path(&need.source)).collect(),
    }
}

/// Returns the rules of the blockers of a definition.
fn blockers(migration: &Migration) -> Vec<String> {
    let findings = migration.findings.iter().map(|it| &it.finding);
    let blockers = findings.filter(|it| it.severity == Severity::Blocker);
    blockers.map(|it| it.rule.clone()).collect()
}
