//! The settings of a run or of one file, each with its origin.

use std::fmt;

use crate::engine::{Accept, Clear, KnownCredential, KnownImage, Options, SourceTemplate};
use crate::marathon::{Pattern, Recognition, Target, Targets};

/// The origin of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingOrigin {
    /// The default, because nobody chose.
    Default,
    /// A line of the configuration file.
    File {
        /// The path of the file, as it is shown.
        path: String,
        /// The line, from 1.
        line: usize,
        /// Whether the line belongs to an override, which applies to some paths only.
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

/// A setting with its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value of the setting.
    pub value: T,
    /// The place where it was chosen.
    pub origin: SettingOrigin,
}

impl<T> Setting<T> {
    pub(super) fn default(value: T) -> Self {
        Setting { value, origin: SettingOrigin::Default }
    }
}

/// All settings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The template for the paths of secrets.
    pub secret_source: Setting<SourceTemplate>,
    /// The key under `secrets`.
    pub secret_name: Setting<String>,
    /// The Marathon version; `None` means all versions.
    pub target: Setting<Option<Target>>,
    /// The blockers that are accepted.
    pub accept: Vec<Setting<Accept>>,
    /// What becomes of a list of URIs that has become empty.
    pub clear: Setting<Clear>,
    /// Whether the members that only Marathon writes are removed.
    pub strip_read_only: Setting<bool>,
    /// The globs for the files that are searched; if there are none, all are.
    pub include: Vec<Setting<String>>,
    /// The globs for the files that are left out.
    pub exclude: Vec<Setting<String>>,
    /// The globs for further credential URIs.
    pub credential_names: Vec<Setting<Pattern>>,
    /// The credentials that the user has described.
    pub credentials: Vec<Setting<KnownCredential>>,
    /// The images that the agents have a login for.
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
    /// Returns the Marathon versions that must accept the definitions.
    #[must_use]
    pub fn targets(&self) -> Targets {
        self.target.value.map_or(Targets::ALL, Targets::from)
    }

    /// Returns the options of the rules. They know nothing of the other files of the run yet.
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
