//! The plan of one definition: what becomes of it, why, and what it needs.

use json_patch::PatchOperation;
use json_patch::jsonptr::PointerBuf;
use serde_json::Value;

use crate::engine::{Finding, SecretNeed, Severity};
use crate::marathon::{CredentialEntry, Definition, DefinitionKind, Envelope, Id};
use crate::text::Position;

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
    pub(super) fn untouched(
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
