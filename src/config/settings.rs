//! What holds for a run or for one file, each choice with its origin.

use std::fmt;

use crate::engine::{Accept, Clear, KnownCredential, KnownImage, Options, SourceTemplate};
use crate::marathon::{Pattern, Recognition, Target, Targets};

/// Where a choice came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingOrigin {
    /// Nobody chose.
    Default,
    /// A line of the configuration file.
    File {
        /// The file, as it is shown.
        path: String,
        /// The line, from 1.
        line: usize,
        /// Whether it holds for some paths only.
        is_override: bool,
    },
    /// An option of the command line.
    Flag(&'static str),
}

impl fmt::Display for SettingOrigin {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            SettingOrigin::Default => out.write_str("default"),
            SettingOrigin::File { path, line, is_override: false } => write!(out, "{path}:{line}"),
            SettingOrigin::File { path, line, is_override: true } => {
                write!(out, "{path}:{line}, override")
            }
            SettingOrigin::Flag(name) => out.write_str(name),
        }
    }
}

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T> {
    /// What was chosen.
    pub value: T,
    /// Where.
    pub origin: SettingOrigin,
}

impl<T> Setting<T> {
    pub(super) fn default(value: T) -> Self {
        Setting { value, origin: SettingOrigin::Default }
    }
}

/// All choices.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where secrets are stored.
    pub secret_source: Setting<SourceTemplate>,
    /// The key under `secrets`.
    pub secret_name: Setting<String>,
    /// The Marathon version; none for all.
    pub target: Setting<Option<Target>>,
    /// Blockers that are accepted.
    pub accept: Vec<Setting<Accept>>,
    /// What becomes of emptied lists.
    pub clear: Setting<Clear>,
    /// Whether read-only members go.
    pub strip_read_only: Setting<bool>,
    /// What alone is searched.
    pub include: Vec<Setting<String>>,
    /// What is left out.
    pub exclude: Vec<Setting<String>>,
    /// Further credential URIs.
    pub credential_names: Vec<Setting<Pattern>>,
    /// What is special about a credential.
    pub credentials: Vec<Setting<KnownCredential>>,
    /// Images that the agents are logged in for.
    pub images: Vec<Setting<KnownImage>>,
}

impl Default for Settings {
    fn default() -> Self {
        let options = Options::default();
        Settings {
            secret_source: Setting::default(options.secret_source),
            secret_name: Setting::default(options.secret_name),
            target: Setting::default(None),
            accept: Vec::new(),
            clear: Setting::default(options.clear),
            strip_read_only: Setting::default(options.strip_read_only),
            include: Vec::new(),
            exclude: Vec::new(),
            credential_names: Vec::new(),
            credentials: Vec::new(),
            images: Vec::new(),
        }
    }
}

impl Settings {
    /// The Marathons that must take the definitions.
    #[must_use]
    pub fn targets(&self) -> Targets {
        self.target.value.map_or(Targets::ALL, Targets::from)
    }

    /// What the rules need to know. Of other files of the run they know nothing yet.
    #[must_use]
    pub fn options(&self) -> Options {
        let credentials = values(&self.credentials);
        let images = values(&self.images);
        let told = credentials.iter().flat_map(|known| known.uris.iter().cloned());
        let recognition = Recognition::new(
            told.chain(values(&self.credential_names)).collect(),
            images.iter().map(|known| known.pattern.clone()).collect(),
        );
        Options {
            secret_source: self.secret_source.value.clone(),
            secret_name: self.secret_name.value.clone(),
            clear: self.clear.value,
            targets: self.targets(),
            accept: values(&self.accept),
            recognition,
            credentials,
            images,
            strip_read_only: self.strip_read_only.value,
            ..Options::default()
        }
    }
}

fn values<T: Clone>(settings: &[Setting<T>]) -> Vec<T> {
    settings.iter().map(|setting| setting.value.clone()).collect()
}
