//! The text of a `pullconfig.toml` → its values, each with its place. The comments on the fields are the
//! descriptions in `docs/pullconfig.schema.json`.

use std::path::PathBuf;
use std::str::FromStr;

use serde::Deserialize;

use super::located::{At, OneOrMany, Parsed};
use crate::engine::{Accept, Clear, SourceTemplate};
use crate::marathon::{Pattern, Target};

/// The configuration of pullconfig.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "pullconfig.toml"))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct ConfigFile {
    /// Where the secrets are stored; {id}, {group}, {top}, {registry} and {credential} are filled in.
    /// By default "/{id}/pullConfig".
    pub(super) secret_source: Option<At<Parsed<SourceTemplate>>>,
    /// The key under `secrets`. By default "pullConfigSecret".
    pub(super) secret_name: Option<At<Parsed<Key>>>,
    /// The Marathon version that the definitions are for, "1.5" to "1.11". Without it, what
    /// any of these refuses is refused.
    pub(super) target: Option<At<Parsed<Target>>>,
    /// Blockers whose lossy way out is taken: names of rules, or globs over them.
    pub(super) accept: Vec<At<Parsed<Accept>>>,
    /// What becomes of a list of URIs whose last entry was the credential. By default "empty".
    pub(super) clear: Option<At<ClearWord>>,
    /// Whether converted apps lose what only Marathon writes: version, tasks and the like.
    pub(super) strip_read_only: Option<At<bool>>,
    /// Only files that match one of these globs are searched; they count from the folder of the file.
    pub(super) include: Vec<At<String>>,
    /// Files and folders that match one of these globs are left out; they count from the folder of the
    /// file.
    pub(super) exclude: Vec<At<String>>,
    /// Further credential URIs. A glob without a slash is compared with the file's name.
    pub(super) credential_names: Vec<At<Parsed<Pattern>>>,
    /// What is special about a credential. The first entry that matches counts.
    pub(super) credential: Vec<At<CredentialTable>>,
    /// Images that apps pull with a login of the agents, without fetching anything.
    pub(super) image: Vec<At<ImageTable>>,
    /// What is different for some paths. Later entries win over earlier ones.
    pub(super) r#override: Vec<At<OverrideTable>>,
}

/// A credential.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "credential", inline))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct CredentialTable {
    /// What to call it: for `[[image]]`, and in the place of {credential}.
    pub(super) name: Option<At<Parsed<Key>>>,
    /// The URIs that deliver it: globs; one without a slash is compared with the file's name. They
    /// are taken for credentials, whatever their names are.
    pub(super) uri: OneOrMany<Pattern>,
    /// The key under `secrets`, in the place of the general one.
    pub(super) secret_name: Option<Parsed<Key>>,
    /// Where its secret is stored, in the place of the general template.
    pub(super) secret_source: Option<Parsed<SourceTemplate>>,
    /// A local copy of what the URIs deliver; counts from the folder of the file. All URIs are then
    /// one and the same credential.
    pub(super) archive: Option<PathBuf>,
    /// Whether all URIs that match are one and the same credential, so that they may share a secret.
    pub(super) same: bool,
}

/// Images that are pulled with a login of the agents.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "image", inline))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ImageTable {
    /// The images, as the definitions spell them: globs, in which `*` matches slashes too.
    pub(super) image: OneOrMany<Pattern>,
    /// The `name` of their credential.
    pub(super) credential: At<Parsed<Key>>,
}

/// What is different for some paths.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "override", inline))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct OverrideTable {
    /// The files and folders: globs as in a .gitignore, which count from the folder of the file.
    pub(super) paths: At<OneOrMany<String>>,
    /// Where the secrets are stored.
    pub(super) secret_source: Option<At<Parsed<SourceTemplate>>>,
    /// The key under `secrets`.
    pub(super) secret_name: Option<At<Parsed<Key>>>,
    /// The Marathon version that the definitions are for.
    pub(super) target: Option<At<Parsed<Target>>>,
    /// Further blockers whose lossy way out is taken.
    #[serde(default)]
    pub(super) accept: Vec<At<Parsed<Accept>>>,
    /// What becomes of a list of URIs whose last entry was the credential.
    pub(super) clear: Option<At<ClearWord>>,
    /// Whether converted apps lose what only Marathon writes.
    pub(super) strip_read_only: Option<At<bool>>,
}

/// What can be chosen for a run and for some paths of it.
pub(super) struct Choices<'f> {
    pub(super) secret_source: &'f Option<At<Parsed<SourceTemplate>>>,
    pub(super) secret_name: &'f Option<At<Parsed<Key>>>,
    pub(super) target: &'f Option<At<Parsed<Target>>>,
    pub(super) accept: &'f [At<Parsed<Accept>>],
    pub(super) clear: &'f Option<At<ClearWord>>,
    pub(super) strip_read_only: &'f Option<At<bool>>,
}

impl ConfigFile {
    pub(super) fn choices(&self) -> Choices<'_> {
        let ConfigFile {
            secret_source, secret_name, target, accept, clear, strip_read_only, ..
        } = self;
        Choices { secret_source, secret_name, target, accept, clear, strip_read_only }
    }
}

impl OverrideTable {
    pub(super) fn choices(&self) -> Choices<'_> {
        let OverrideTable {
            secret_source,
            secret_name,
            target,
            accept,
            clear,
            strip_read_only,
            ..
        } = self;
        Choices { secret_source, secret_name, target, accept, clear, strip_read_only }
    }
}

/// A text that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) text: String,
}

impl FromStr for Key {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() {
            Err("this must not be empty")
        } else {
            Ok(Key { text: text.to_owned() })
        }
    }
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "kebab-case")]
pub(super) enum ClearWord {
    /// "fetch": [] takes the place of the list.
    Empty,
    /// The list goes.
    Remove,
}

impl From<ClearWord> for Clear {
    fn from(word: ClearWord) -> Self {
        match word {
            ClearWord::Empty => Clear::Empty,
            ClearWord::Remove => Clear::Remove,
        }
    }
}
