//! One definition → its migration: rules, patch, edits, and the proof that nothing is left to do.

use json_patch::PatchOperation;
use json_patch::jsonptr::{Pointer, PointerBuf};
use serde_json::Value;

use super::{Depth, PlanError, unproved};
use crate::edit::{EditError, Placement, edit};
use crate::engine::{Context, Finding, Options, Outcome, SecretNeed, Severity, Subject};
use crate::marathon::{
    self, ContainerType, CredentialEntry, Definition, DefinitionKind, Envelope, Id,
};
use crate::rules;
use crate::text::{Document, Lines, NodeId, Position, TextEdit};

/// What becomes of a definition, in one word: a [`Fate`] without what it brings along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// [`Fate::Convertible`]
    Convertible,
    /// [`Fate::Blocked`]
    Blocked,
    /// [`Fate::Migrated`]
    Migrated,
    /// [`Fate::NoImage`]
    NoImage,
    /// [`Fate::Left`]
    Left,
}

impl State {
    /// Returns the name of the state in plan files and in reports for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            State::Convertible => "convertible",
            State::Blocked => "blocked",
            State::Migrated => "migrated",
            State::NoImage => "no-image",
            State::Left => "left",
        }
    }
}

/// A finding with its place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// Line and column of the member, element or value.
    pub position: Position,
    /// What there is to say.
    pub finding: Finding,
}

/// All that is known of one definition.
#[derive(Debug, Clone)]
pub struct Migration {
    /// App, pod or job.
    pub kind: DefinitionKind,
    /// Its resolved id.
    pub id: Id,
    /// What it sits in.
    pub envelope: Envelope,
    /// Where it is, from the file's root.
    pub pointer: PointerBuf,
    /// Where it begins.
    pub position: Position,
    /// Its image; of a pod the first container's.
    pub image: Option<String>,
    /// Its credential URIs.
    pub uris: Vec<String>,
    /// What becomes of it.
    pub fate: Fate,
    /// The findings about it, in the order of the rules.
    pub findings: Vec<Located>,
}

/// What becomes of a definition, with what that brings along.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// It is converted.
    Convertible {
        /// The patch from the file's root; `None` in a survey.
        patch: Option<Vec<PatchOperation>>,
        /// The secrets that must exist before it is deployed.
        secrets: Vec<SecretNeed>,
    },
    /// A blocker holds it back; it stays as it is.
    Blocked {
        /// The secrets that it would need, as far as they can be told.
        wanted: Vec<SecretNeed>,
    },
    /// It pulls with a secret and fetches no credentials, or only such as it reads itself: nothing
    /// to do.
    Migrated {
        /// The secrets that it names.
        secrets: Vec<SecretNeed>,
    },
    /// It fetches credentials that have nothing to do with an image.
    NoImage {
        /// The secrets that it names in another alternative of a template.
        secrets: Vec<SecretNeed>,
    },
    /// It could be converted, and the user was asked and left it as it is.
    Left,
}

impl Fate {
    /// Returns the fate without what only one fate brings along.
    #[must_use]
    pub fn state(&self) -> State {
        match self {
            Fate::Convertible { .. } => State::Convertible,
            Fate::Blocked { .. } => State::Blocked,
            Fate::Migrated { .. } => State::Migrated,
            Fate::NoImage { .. } => State::NoImage,
            Fate::Left => State::Left,
        }
    }

    /// Returns the list of secrets that are or would be needed, if this fate has one.
    pub(super) fn needs_mut(&mut self) -> Option<&mut Vec<SecretNeed>> {
        match self {
            Fate::Convertible { secrets, .. }
            | Fate::Migrated { secrets }
            | Fate::NoImage { secrets } => Some(secrets),
            Fate::Blocked { wanted } => Some(wanted),
            Fate::Left => None,
        }
    }

    /// Returns the secrets that are or would be needed.
    pub(super) fn into_needs(self) -> Vec<SecretNeed> {
        match self {
            Fate::Convertible { secrets, .. }
            | Fate::Migrated { secrets }
            | Fate::NoImage { secrets } => secrets,
            Fate::Blocked { wanted } => wanted,
            Fate::Left => Vec::new(),
        }
    }
}

impl Migration {
    /// Returns what becomes of it, in one word.
    #[must_use]
    pub fn state(&self) -> State {
        self.fate.state()
    }

    /// Returns the patch from the file's root; it is empty unless the definition is convertible, and in a
    /// survey.
    #[must_use]
    pub fn patch(&self) -> &[PatchOperation] {
        match &self.fate {
            Fate::Convertible { patch: Some(patch), .. } => patch,
            _ => &[],
        }
    }

    /// Returns the secrets that must exist before it is deployed: those that it names now or will name
    /// after the conversion.
    #[must_use]
    pub fn secrets(&self) -> &[SecretNeed] {
        match &self.fate {
            Fate::Convertible { secrets, .. }
            | Fate::Migrated { secrets }
            | Fate::NoImage { secrets } => secrets,
            Fate::Blocked { .. } | Fate::Left => &[],
        }
    }

    /// Returns the secrets that it names now, will name, or would name if it were not blocked.
    #[must_use]
    pub fn needs(&self) -> &[SecretNeed] {
        match &self.fate {
            Fate::Blocked { wanted } => wanted,
            _ => self.secrets(),
        }
    }

    /// Returns the same as [`Migration::needs`], to be changed.
    pub(super) fn needs_mut(&mut self) -> &mut [SecretNeed] {
        self.fate.needs_mut().map_or(&mut [], Vec::as_mut_slice)
    }

    /// Lets a blocker hold the definition back.
    pub(super) fn hold_back(&mut self) {
        let wanted = std::mem::replace(&mut self.fate, Fate::Left).into_needs();
        self.fate = Fate::Blocked { wanted };
    }

    /// Drops the patch, which a survey does not keep.
    pub(super) fn forget_patch(&mut self) {
        if let Fate::Convertible { patch, .. } = &mut self.fate {
            *patch = None;
        }
    }

    /// Whether nothing is to do and nothing but notes are to be told.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        let is_note = |it: &Located| it.finding.severity == Severity::Note;
        self.state() == State::Migrated && self.findings.iter().all(is_note)
    }

    /// Of a definition that stays as it is.
    fn untouched(
        definition: &Definition,
        position: Position,
        value: &Value,
        entries: &[CredentialEntry],
    ) -> Self {
        Migration {
            kind: definition.kind,
            id: definition.id.clone(),
            envelope: definition.envelope,
            pointer: definition.pointer.clone(),
            position,
            image: image(definition.kind, value),
            uris: entries.iter().map(|entry| entry.uri.clone()).collect(),
            fate: Fate::Migrated { secrets: Vec::new() },
            findings: Vec::new(),
        }
    }
}

/// What the rules make of one definition.
pub(super) struct Draft {
    /// All but the edits.
    pub(super) migration: Migration,
    /// What its patch is to do, if it is convertible.
    pub(super) change: Option<Change>,
}

/// What a patch is to do besides what it says.
pub(super) struct Change {
    /// Where the members that it adds go.
    pub(super) placements: Vec<Placement>,
    /// What `json_patch` makes with it of the definition.
    pub(super) expected: Value,
}

/// Migrates one definition of a document that is not masked; `None` if it has nothing to do with
/// pull credentials.
pub(super) fn migrate(
    depth: Depth,
    document: &Document,
    lines: &Lines,
    definition: &Definition,
    entries: Vec<CredentialEntry>,
    options: &Options,
) -> Result<Option<(Migration, Vec<TextEdit>)>, PlanError> {
    let Some(draft) = draft(depth, document, lines, definition, entries, options)? else {
        return Ok(None);
    };
    let Draft { mut migration, change } = draft;
    if depth == Depth::Survey {
        migration.forget_patch();
    }
    let Some(Change { placements, expected }) = change.filter(|_| depth == Depth::Rewrite) else {
        return Ok(Some((migration, Vec::new())));
    };
    let (node, base) = (definition.node, &definition.pointer);
    let at_rest = |after: &Document, value| at_rest(definition, after, value, options);
    let edits = edit(document, node, base, (migration.patch(), &placements), expected, at_rest)
        .map_err(|error| unproved(definition, migration.position, &error))?;
    Ok(Some((migration, edits)))
}

/// Runs the rules over one definition; `None` if it has nothing to do with pull credentials.
pub(super) fn draft(
    depth: Depth,
    document: &Document,
    lines: &Lines,
    definition: &Definition,
    entries: Vec<CredentialEntry>,
    options: &Options,
) -> Result<Option<Draft>, PlanError> {
    let position = lines.position(document.span(definition.node).start);
    let is_migrated = entries.is_empty() && marathon::has_pull_config(document, definition);
    let is_agents_pull = || options.recognition.is_agents_pull(document, definition);
    if entries.is_empty() && !is_migrated && !is_agents_pull() {
        return Ok(None);
    }
    let read = document.value(definition.node).map_err(EditError::Read);
    let value = read.map_err(|error| unproved(definition, position, &error))?;
    let mut migration = Migration::untouched(definition, position, &value, &entries);
    let settled = |migration| Ok(Some(Draft { migration, change: None }));
    if !is_migrated && pulls_no_image(document, definition, &value) {
        migration.fate = Fate::NoImage { secrets: Vec::new() };
        return settled(migration);
    }
    let duplicate = || document.duplicate_key_of(definition.node, &value);
    let duplicate = if is_migrated { None } else { duplicate() };
    let subject = Subject { definition, document, entries, duplicate };
    let outcome = if is_migrated {
        review(&subject, value, options)
    } else {
        run(depth, &subject, value, options)
    };
    let second = subject.duplicate.as_ref().map(|duplicate| lines.position(duplicate.second));
    let located = |finding: Finding| Located {
        // No pointer tells two members of one name apart.
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
    if is_blocked {
        migration.fate = Fate::Blocked { wanted: outcome.secrets };
        return settled(migration);
    }
    if is_settled {
        migration.fate = Fate::Migrated { secrets: outcome.secrets };
        return settled(migration);
    }
    migration.fate = Fate::Convertible { patch: Some(outcome.patch), secrets: outcome.secrets };
    let change = Change { placements: outcome.placements, expected: outcome.value };
    Ok(Some(Draft { migration, change: Some(change) }))
}

fn is_blocked(outcome: &Outcome) -> bool {
    outcome.findings.iter().any(|finding| finding.severity == Severity::Blocker)
}

/// Whether nothing is left to do: no change, and no credential URI but those that stay on purpose.
fn is_settled(subject: &Subject, outcome: &Outcome) -> bool {
    let are_kept = subject.entries.iter().all(|entry| outcome.kept.contains(&entry.pointer));
    outcome.patch.is_empty() && (subject.entries.is_empty() || are_kept && !is_blocked(outcome))
}

fn run(depth: Depth, subject: &Subject, value: Value, options: &Options) -> Outcome {
    let context = Context::new(subject, value, options);
    let mut context = if depth == Depth::Survey { context.without_tests() } else { context };
    rules::run(&mut context);
    context.finish()
}

/// What there is to say of a definition that pulls with a secret and fetches no credentials.
fn review(subject: &Subject, value: Value, options: &Options) -> Outcome {
    let mut context = Context::new(subject, value, options).without_tests().for_review();
    rules::review(&mut context);
    context.finish()
}

/// Proof P4: the rules find nothing left to do in the new text of the definition.
fn at_rest(
    definition: &Definition,
    after: &Document,
    value: Value,
    options: &Options,
) -> Result<(), EditError> {
    let definition =
        Definition { node: after.root(), pointer: PointerBuf::new(), ..definition.clone() };
    rests(after, &definition, value, options)
}

/// Whether the rules find nothing left to do in a definition, whose value is `value`.
pub(super) fn rests(
    document: &Document,
    definition: &Definition,
    value: Value,
    options: &Options,
) -> Result<(), EditError> {
    let entries = marathon::entries(document, definition, &options.recognition);
    let subject = Subject { definition, document, entries, duplicate: None };
    let outcome = run(Depth::Survey, &subject, value, options);
    if is_settled(&subject, &outcome) {
        return Ok(());
    }
    Err(EditError::Unproved("a second run would change the result again".into()))
}

/// Line and column of what `pointer` names in a definition: a member's key, an element, else the
/// nearest container.
pub(super) fn locate(
    document: &Document,
    lines: &Lines,
    definition: &Definition,
    pointer: &Pointer,
) -> Position {
    let at = pointer.strip_prefix(&definition.pointer).unwrap_or(Pointer::root());
    locate_below(document, lines, definition.node, at)
}

/// Where `at` stands below `node`, or what is around it, if it is missing.
pub(super) fn locate_below(
    document: &Document,
    lines: &Lines,
    node: NodeId,
    at: &Pointer,
) -> Position {
    lines.position(document.span(document.find_nearest(node, at)).start)
}

fn image(kind: DefinitionKind, value: &Value) -> Option<String> {
    let at = |from: &Value, names: &[&str]| {
        let member = names.iter().try_fold(from, |at, name| at.get(name))?;
        member.as_str().map(str::to_owned)
    };
    match kind {
        DefinitionKind::App => at(value, &["container", "docker", "image"]),
        DefinitionKind::Pod => at(value.get("containers")?.get(0)?, &["image", "id"]),
        DefinitionKind::Job => at(value, &["run", "docker", "image"])
            .or_else(|| at(value, &["run", "ucr", "image", "id"])),
    }
}

/// Whether there is no image that the credentials could be for: an app without a container or with
/// a plain Mesos one, a job that runs neither `docker` nor `ucr`. A DOCKER container without an image
/// is broken, which is for the rules to say.
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
