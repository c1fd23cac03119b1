//! Migrates one definition: the rules make a patch, the editor makes edits of the patch, and proof
//! P4 shows that nothing is left to do.

use json_patch::jsonptr::{Pointer, PointerBuf};
use serde_json::Value;

use super::PlanError;
use super::keep::kept_regardless;
use super::migration::{Fate, LocatedFinding, Migration};
use crate::edit::{Change, EditError, Placement, Scope, edit_checked};
use crate::engine::{Context, Finding, Options, Outcome, Severity, Subject};
use crate::live::{Live, LiveDefinition};
use crate::marathon::{
    self, ContainerType, CredentialEntry, Definition, DefinitionKind, FoundDefinition, Id,
};
use crate::rules;
use crate::text::{Document, Lines, NodeId, Position, TextEdit};

/// The depth to which definitions are planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// The fate of each definition is found out.
    Survey,
    /// The patches are also carried out on the text, and proved.
    Rewrite,
}

/// A planner of the definitions of one document.
#[derive(Clone, Copy)]
pub(super) struct Planner<'a> {
    pub(super) depth: Depth,
    pub(super) document: &'a Document<'a>,
    /// The lines of the file, which turn offsets of the document into positions.
    pub(super) lines: &'a Lines<'a>,
    pub(super) options: &'a Options,
    /// The running definitions, if the definitions of the document can be compared with them.
    pub(super) live: Option<&'a Live>,
}

/// A definition that was planned, with its proved edits.
pub(super) struct PlannedDefinition {
    pub(super) migration: Migration,
    pub(super) edits: Vec<TextEdit>,
}

/// The result of the rules for one definition, before edits are made of its patch.
pub(super) struct Draft {
    pub(super) migration: Migration,
    /// The details of the conversion, if the definition is convertible.
    pub(super) conversion: Option<Conversion>,
}

/// The details of a conversion that its patch does not tell.
pub(super) struct Conversion {
    /// The placements of the members that the patch adds.
    pub(super) placements: Vec<Placement>,
    /// The value that `json_patch` makes of the definition with the patch.
    pub(super) expected: Value,
}

impl Planner<'_> {
    /// Migrates one definition of a strict JSON file: makes its patch, and the proved edits if the depth
    /// asks for them. Returns `None` if the definition has nothing to do with pull credentials.
    pub(super) fn migrate(
        self,
        found: FoundDefinition,
    ) -> Result<Option<PlannedDefinition>, PlanError> {
        let Planner { depth, document, options, .. } = self;
        let FoundDefinition { definition, entries } = found;
        let Some(Draft { mut migration, conversion }) = self.draft(&definition, entries)? else {
            return Ok(None);
        };
        if depth == Depth::Survey {
            migration.forget_patch();
        }
        let conversion = conversion.filter(|_| depth == Depth::Rewrite);
        let Some(Conversion { placements, expected }) = conversion else {
            return Ok(Some(PlannedDefinition { migration, edits: Vec::new() }));
        };
        let scope = Scope { document, node: definition.node, pointer: &definition.pointer };
        let change = Change::new(migration.patch()).placing(&placements).expecting(expected);
        let prove_nothing_left =
            |after: &Document, value| prove_nothing_left(&definition, after, value, options);
        let edits = edit_checked(scope, change, prove_nothing_left)
            .map_err(|error| unproved(&definition, migration.position, &error))?;
        Ok(Some(PlannedDefinition { migration, edits }))
    }

    /// Runs the rules on one definition. Returns `None` if the definition has nothing to do with pull
    /// credentials.
    pub(super) fn draft(
        self,
        definition: &Definition,
        entries: Vec<CredentialEntry>,
    ) -> Result<Option<Draft>, PlanError> {
        let Planner { depth, document, lines, options, .. } = self;
        let position = lines.position(document.span(definition.node).start);
        let is_migrated = entries.is_empty() && marathon::has_pull_config(document, definition);
        let is_agents_pull = || options.recognition.is_agents_pull(document, definition);
        if entries.is_empty() && !is_migrated && !is_agents_pull() {
            return Ok(None);
        }
        let read = document.value(definition.node).map_err(EditError::Read);
        let value = read.map_err(|error| unproved(definition, position, &error))?;
        let mut migration = Migration::undecided(definition, position, &value, &entries);
        let settled = |migration| Ok(Some(Draft { migration, conversion: None }));
        if !is_migrated && pulls_no_image(document, definition, &value) {
            migration.fate = Fate::NoImage { secrets: Vec::new() };
            return settled(migration);
        }
        let duplicate = || document.duplicate_key_of(definition.node, &value);
        let duplicate = if is_migrated { None } else { duplicate() };
        let live = self.live_definition(&definition.id);
        let subject = Subject { definition, document, entries, duplicate, live };
        let outcome = if is_migrated {
            run_review(&subject, value, options)
        } else {
            run_rules(depth, &subject, value, options)
        };
        let second = subject.duplicate.as_ref().map(|duplicate| lines.position(duplicate.second));
        let located = |finding: Finding| LocatedFinding {
            // A pointer cannot distinguish two members with one name.
            position: second
                .filter(|_| finding.rule == "duplicate-key")
                .unwrap_or_else(|| locate(document, lines, definition, &finding.pointer)),
            finding,
        };
        let (is_blocked, is_settled) = (is_blocked(&outcome), is_settled(&subject, &outcome));
        migration.findings = outcome.findings.into_iter().map(located).collect();
        if let Some(defect) = outcome.defect {
            return Err(unproved(definition, position, &EditError::Unproved(defect)));
        }
        let (secrets, by) = (outcome.secrets, kept_regardless(options, &migration.id));
        let fate = match () {
            () if is_blocked => Fate::Blocked { wanted: secrets },
            () if is_settled => Fate::Migrated { secrets },
            () if !by.is_empty() => Fate::Kept { wanted: secrets, by },
            () => Fate::Convertible { patch: Some(outcome.patch), secrets },
        };
        let is_convertible = matches!(fate, Fate::Convertible { .. });
        migration.fate = fate;
        if !is_convertible {
            return settled(migration);
        }
        let conversion = Conversion { placements: outcome.placements, expected: outcome.value };
        Ok(Some(Draft { migration, conversion: Some(conversion) }))
    }
}

impl<'a> Planner<'a> {
    /// Returns the definition that runs under an id.
    fn live_definition(self, id: &Id) -> Option<LiveDefinition<'a>> {
        match id {
            Id::Absolute(id) => self.live?.get(id),
            _ => None,
        }
    }
}

/// Returns the error of a failed proof of one definition.
pub(super) fn unproved(
    definition: &Definition,
    position: Position,
    cause: &EditError,
) -> PlanError {
    PlanError::Unproved {
        definition: definition.id.to_string(),
        position,
        cause: cause.to_string(),
    }
}

/// Whether a finding is a blocker.
fn is_blocked(outcome: &Outcome) -> bool {
    outcome.findings.iter().any(|finding| finding.severity == Severity::Blocker)
}

/// Whether nothing is left to do: the patch is empty, and all credential URIs stay on purpose.
fn is_settled(subject: &Subject, outcome: &Outcome) -> bool {
    let are_staying = subject.entries.iter().all(|entry| outcome.staying.contains(&entry.pointer));
    outcome.patch.is_empty() && (subject.entries.is_empty() || are_staying && !is_blocked(outcome))
}

/// Returns the outcome of all rules for a definition.
fn run_rules(depth: Depth, subject: &Subject, value: Value, options: &Options) -> Outcome {
    let context = Context::new(subject, value, options);
    let mut context = if depth == Depth::Survey { context.without_tests() } else { context };
    rules::run(&mut context);
    context.finish()
}

/// Returns the value of a definition after its conversion, if the rules can convert it.
pub(super) fn converted(
    document: &Document,
    definition: &Definition,
    entries: Vec<CredentialEntry>,
    value: Value,
    options: &Options,
) -> Option<Value> {
    let subject = Subject { definition, document, entries, duplicate: None, live: None };
    let outcome = run_rules(Depth::Survey, &subject, value, options);
    (outcome.defect.is_none() && !is_blocked(&outcome)).then_some(outcome.value)
}

/// Returns the findings about a definition that pulls with a secret and fetches no credentials.
fn run_review(subject: &Subject, value: Value, options: &Options) -> Outcome {
    let mut context = Context::new(subject, value, options).without_tests().for_review();
    rules::review(&mut context);
    context.finish()
}

/// Makes proof P4: the rules find nothing left to do in the new text of the definition. `after` is
/// this text alone, and `value` is its value.
fn prove_nothing_left(
    definition: &Definition,
    after: &Document,
    value: Value,
    options: &Options,
) -> Result<(), EditError> {
    let definition =
        Definition { node: after.root(), pointer: PointerBuf::new(), ..definition.clone() };
    check_nothing_left(after, &definition, value, options)
}

/// Checks that the rules find nothing left to do in a definition whose value is `value`.
pub(super) fn check_nothing_left(
    document: &Document,
    definition: &Definition,
    value: Value,
    options: &Options,
) -> Result<(), EditError> {
    let entries = marathon::entries(document, definition, &options.recognition);
    let subject = Subject { definition, document, entries, duplicate: None, live: None };
    let outcome = run_rules(Depth::Survey, &subject, value, options);
    if is_settled(&subject, &outcome) {
        return Ok(());
    }
    Err(EditError::Unproved("a second run would change the result again".into()))
}

/// Returns the position of the member or element that `pointer` names in a definition. If it is
/// missing, the nearest value around it counts.
pub(super) fn locate(
    document: &Document,
    lines: &Lines,
    definition: &Definition,
    pointer: &Pointer,
) -> Position {
    let at = pointer.strip_prefix(&definition.pointer).unwrap_or(Pointer::root());
    locate_below(document, lines, definition.node, at)
}

/// Returns the position of the member or element that `at` names below `node`. If it is missing,
/// the nearest value around it counts.
pub(super) fn locate_below(
    document: &Document,
    lines: &Lines,
    node: NodeId,
    at: &Pointer,
) -> Position {
    lines.position(document.span(document.find_nearest(node, at)).start)
}

/// Whether the definition pulls no image that the credentials could be for: an app without a
/// container or with a plain Mesos one, or a job that runs neither `docker` nor `ucr`. A DOCKER
/// container without an image is broken, and a rule tells that.
fn pulls_no_image(document: &Document, definition: &Definition, value: &serde_json::Value) -> bool {
    let has = |pointer| value.pointer(pointer).is_some_and(|member| !member.is_null());
    match definition.kind {
        DefinitionKind::App => {
            marathon::container(document, definition.node).is_none_or(|container| {
                container.docker.is_none() && container.container_type == Ok(ContainerType::Mesos)
            })
        }
        DefinitionKind::Job => !has("/run/docker") && !has("/run/ucr"),
        DefinitionKind::Pod => false,
    }
}
