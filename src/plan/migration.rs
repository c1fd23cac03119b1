//! The plan of one definition: its fate, findings and secrets.

use json_patch::PatchOperation;
use json_patch::jsonptr::PointerBuf;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::engine::{Finding, SecretNeed, Severity};
use crate::images::Date;
use crate::marathon::{CredentialEntry, Definition, DefinitionKind, Envelope, Id};
use crate::rules::RULES;
use crate::text::Position;

/// The fate of a definition without its data.
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
    /// [`Fate::Kept`]
    Kept,
}

impl State {
    /// The states that planning gives a definition. `Left` comes only from a user's choice in the
    /// run.
    pub const PLANNED: &[State] =
        &[State::Convertible, State::Blocked, State::Kept, State::Migrated, State::NoImage];

    /// Returns the name of the state in plan files and in reports for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            State::Convertible => "convertible",
            State::Blocked => "blocked",
            State::Migrated => "migrated",
            State::NoImage => "no-image",
            State::Left => "left",
            State::Kept => "kept",
        }
    }
}

/// A finding with its position in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocatedFinding {
    /// The position of the member, element or value that the finding is about.
    pub position: Position,
    /// The finding.
    pub finding: Finding,
}

impl LocatedFinding {
    /// Whether two findings from different readings of a template say the same about one place. Their
    /// pointers may differ: an element has another index in a reading that lacks an element before it.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        let is_same = || {
            let pointer = self.finding.pointer.clone();
            self.finding == Finding { pointer, ..other.finding.clone() }
        };
        self.position == other.position && is_same()
    }
}

/// All that a run finds out about one definition.
#[derive(Debug, Clone)]
pub struct Migration {
    /// Whether the definition is an app, a pod or a job.
    pub kind: DefinitionKind,
    /// The resolved id.
    pub id: Id,
    /// The envelope of the definition.
    pub envelope: Envelope,
    /// The pointer to the definition from the root of the file.
    pub pointer: PointerBuf,
    /// The position at which the definition begins.
    pub position: Position,
    /// The image. A pod has the image of its first container here.
    pub image: Option<String>,
    /// The credential URIs that the definition fetches.
    pub uris: Vec<String>,
    /// The fate, which tells whether the definition is converted.
    pub fate: Fate,
    /// The findings: those of the rules in the order of the rules, then those that were added afterwards.
    pub findings: Vec<LocatedFinding>,
}

/// The fate of a definition, with the data that this fate has.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// The definition is converted.
    Convertible {
        /// The patch, with pointers from the root of the file; `None` in a survey.
        patch: Option<Vec<PatchOperation>>,
        /// The secrets that must exist before the definition is deployed.
        secrets: Vec<SecretNeed>,
    },
    /// A blocker keeps the definition as it is.
    Blocked {
        /// The secrets that the definition would need after a conversion, as far as they are known.
        wanted: Vec<SecretNeed>,
    },
    /// The definition pulls with a secret, and fetches no credentials or only those that the app
    /// itself reads. Nothing is left to do.
    Migrated {
        /// The secrets that the definition names.
        secrets: Vec<SecretNeed>,
    },
    /// The definition fetches credentials and pulls no image.
    NoImage {
        /// The secrets that the definition names in another alternative of a template.
        secrets: Vec<SecretNeed>,
    },
    /// The definition could be converted, and the user has decided to leave it as it is.
    Left,
    /// The user has decided that the definition stays on the Docker containerizer.
    Kept {
        /// The secrets that the definition would need after a conversion, as far as they are known.
        wanted: Vec<SecretNeed>,
        /// The decisions that keep the definition.
        by: Vec<Kept>,
    },
}

/// A user's decision by which a definition stays on the Docker containerizer, as a plan records it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The reason, in the words of the user.
    pub reason: String,
    /// The last day on which the decision holds; without one it holds for good.
    pub until: Option<Date>,
}

impl Fate {
    /// Returns the fate without its data.
    #[must_use]
    pub fn state(&self) -> State {
        match self {
            Fate::Convertible { .. } => State::Convertible,
            Fate::Blocked { .. } => State::Blocked,
            Fate::Migrated { .. } => State::Migrated,
            Fate::NoImage { .. } => State::NoImage,
            Fate::Left => State::Left,
            Fate::Kept { .. } => State::Kept,
        }
    }

    /// Returns the list of secrets that are or would be needed; `None` for a fate without such a list.
    pub(super) fn needs_mut(&mut self) -> Option<&mut Vec<SecretNeed>> {
        match self {
            Fate::Convertible { secrets, .. }
            | Fate::Migrated { secrets }
            | Fate::NoImage { secrets } => Some(secrets),
            Fate::Blocked { wanted } | Fate::Kept { wanted, .. } => Some(wanted),
            Fate::Left => None,
        }
    }

    /// Returns the secrets that are or would be needed.
    pub(super) fn into_needs(self) -> Vec<SecretNeed> {
        match self {
            Fate::Convertible { secrets, .. }
            | Fate::Migrated { secrets }
            | Fate::NoImage { secrets } => secrets,
            Fate::Blocked { wanted } | Fate::Kept { wanted, .. } => wanted,
            Fate::Left => Vec::new(),
        }
    }
}

impl Migration {
    /// Returns the fate without its data.
    #[must_use]
    pub fn state(&self) -> State {
        self.fate.state()
    }

    /// Returns the patch, with pointers from the root of the file. It is empty in a survey and for
    /// a definition that is not convertible.
    #[must_use]
    pub fn patch(&self) -> &[PatchOperation] {
        match &self.fate {
            Fate::Convertible { patch: Some(patch), .. } => patch,
            _ => &[],
        }
    }

    /// Returns the secrets that must exist before the definition is deployed: those that it names
    /// now or will name after the conversion.
    #[must_use]
    pub fn secrets(&self) -> &[SecretNeed] {
        match &self.fate {
            Fate::Convertible { secrets, .. }
            | Fate::Migrated { secrets }
            | Fate::NoImage { secrets } => secrets,
            Fate::Blocked { .. } | Fate::Kept { .. } | Fate::Left => &[],
        }
    }

    /// Returns the secrets that the definition names now, will name, or would name if it were not
    /// blocked or kept.
    #[must_use]
    pub fn needs(&self) -> &[SecretNeed] {
        match &self.fate {
            Fate::Blocked { wanted } | Fate::Kept { wanted, .. } => wanted,
            _ => self.secrets(),
        }
    }

    /// Returns [`Migration::needs`], to change them.
    pub(super) fn needs_mut(&mut self) -> &mut [SecretNeed] {
        self.fate.needs_mut().map_or(&mut [], Vec::as_mut_slice)
    }

    /// Returns the decisions that keep the definition as it is.
    #[must_use]
    pub fn kept(&self) -> &[Kept] {
        match &self.fate {
            Fate::Kept { by, .. } => by,
            _ => &[],
        }
    }

    /// Makes the definition a blocked one.
    pub(super) fn make_blocked(&mut self) {
        let wanted = std::mem::replace(&mut self.fate, Fate::Left).into_needs();
        self.fate = Fate::Blocked { wanted };
    }

    /// Adds findings about the definition as a whole.
    pub(super) fn add(&mut self, findings: impl IntoIterator<Item = Finding>) {
        let located = |finding| LocatedFinding { position: self.position, finding };
        self.findings.extend(findings.into_iter().map(located));
    }

    /// Adds a finding after the rules have run. It goes to the findings of its rule, in the order
    /// of the rules.
    pub(super) fn insert(&mut self, located: LocatedFinding) {
        let order = |located: &LocatedFinding| {
            let family = located.finding.rule.split('/').next();
            RULES.iter().position(|rule| Some(rule.name) == family)
        };
        let at = self.findings.partition_point(|known| order(known) <= order(&located));
        self.findings.insert(at, located);
    }

    /// Drops the patch, which a survey does not keep.
    pub(super) fn forget_patch(&mut self) {
        if let Fate::Convertible { patch, .. } = &mut self.fate {
            *patch = None;
        }
    }

    /// Whether the definition is migrated and has no findings but notes.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        let is_note = |it: &LocatedFinding| it.finding.severity == Severity::Note;
        self.state() == State::Migrated && self.findings.iter().all(is_note)
    }

    /// Returns the migration of a definition before its fate is decided: it has no findings, and
    /// counts as migrated.
    pub(super) fn undecided(
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

/// Returns the image of a definition, for a pod that of its first container.
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
