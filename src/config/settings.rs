//! The settings of a run or of one file, each with its origin, and their text as a `pullconfig.toml`.

use std::fmt::{self, Display, Write as _};

use crate::engine::{Accept, Clear, KnownCredential, KnownImage, Options, SourceTemplate};
use crate::marathon::{Pattern, Recognition, Target, Targets};
use crate::text::without_login;

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
    /// Whether a list of URIs that has become empty stays, as an empty one, or goes.
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

impl Settings {
    /// Returns the text of a `pullconfig.toml` that means the same. A comment after each setting tells
    /// its origin. Logins in URIs are left out.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut out = String::new();
        line(&mut out, "secret-source", &self.secret_source, |source| quoted(source.as_str()));
        line(&mut out, "secret-name", &self.secret_name, |name| quoted(name));
        match self.target.value {
            Some(target) => {
                let origin = &self.target.origin;
                let _ = writeln!(out, "target = {}  # {origin}", quoted(&target.to_string()));
            }
            None => {
                let _ = writeln!(out, "# target: {}  # {}", Targets::ALL, self.target.origin);
            }
        }
        list(&mut out, "accept", &self.accept);
        let clear = |clear: &Clear| match clear {
            Clear::Empty => quoted("empty"),
            Clear::Remove => quoted("remove"),
        };
        line(&mut out, "clear", &self.clear, clear);
        line(&mut out, "strip-read-only", &self.strip_read_only, bool::to_string);
        list(&mut out, "include", &self.include);
        list(&mut out, "exclude", &self.exclude);
        list(&mut out, "credential-names", &self.credential_names);
        self.credentials(&mut out);
        for Setting { value, origin } in &self.images {
            let name = self.credentials.get(value.credential).map(|known| known.value.title());
            let _ = writeln!(out, "\n[[image]]  # {origin}");
            let _ = writeln!(out, "image = {}", quoted(value.pattern.as_str()));
            let _ = writeln!(out, "credential = {}", quoted(name.unwrap_or_default()));
        }
        out
    }

    fn credentials(&self, out: &mut String) {
        for Setting { value: known, origin } in &self.credentials {
            let _ = writeln!(out, "\n[[credential]]  # {origin}");
            let archive = known.archive.as_ref().map(|path| path.to_string_lossy());
            let uris: Vec<String> = known.uris.iter().map(|uri| quoted(uri.as_str())).collect();
            let members = [
                ("name", known.name.as_deref().map(quoted)),
                ("uri", (!uris.is_empty()).then(|| format!("[{}]", uris.join(", ")))),
                ("secret-name", known.key.as_deref().map(quoted)),
                ("secret-source", known.source.as_ref().map(|it| quoted(it.as_str()))),
                ("archive", archive.map(|path| quoted(&path))),
                ("same", known.same.then(|| "true".into())),
            ];
            for (name, value) in members {
                if let Some(value) = value {
                    let _ = writeln!(out, "{name} = {value}");
                }
            }
        }
    }
}

fn line<T>(out: &mut String, name: &str, setting: &Setting<T>, value: impl Fn(&T) -> String) {
    let _ = writeln!(out, "{name} = {}  # {}", value(&setting.value), setting.origin);
}

fn list<T: Display>(out: &mut String, name: &str, settings: &[Setting<T>]) {
    if settings.is_empty() {
        let _ = writeln!(out, "{name} = []  # default");
        return;
    }
    let _ = writeln!(out, "{name} = [");
    for Setting { value, origin } in settings {
        let _ = writeln!(out, "  {},  # {origin}", quoted(&value.to_string()));
    }
    let _ = writeln!(out, "]");
}

fn quoted(text: &str) -> String {
    toml::Value::from(&*without_login(text)).to_string()
}
