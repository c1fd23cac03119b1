//! The settings of a run or of one file, and their text as a `pullconfig.toml`.

use std::fmt::{Display, Write as _};
use std::path::PathBuf;

use super::layer::Layer;
use super::ruled::{ConfiguredCredential, ConfiguredImage, ConfiguredKeep};
use super::setting::Setting;
use crate::engine::{Accept, Clear, Cluster, KnownImage, Options, SecretSource};
use crate::marathon::{Pattern, Recognition, Target, Targets};
use crate::text::without_login;

/// The settings of a run, or of a file in some of its clusters.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The clusters in which the settings hold.
    pub clusters: Vec<Cluster>,
    /// The path of secrets, with placeholders.
    pub secret_source: Setting<SecretSource>,
    /// The key under `secrets`.
    pub secret_name: Setting<String>,
    /// The Marathon version that must accept the definitions; `None` means all versions.
    pub target: Setting<Option<Target>>,
    /// The blockers that are accepted.
    pub accept: Vec<Setting<Accept>>,
    /// Whether a list of URIs that becomes empty stays in the definition or is removed.
    pub clear: Setting<Clear>,
    /// Whether the members that only Marathon writes are removed from converted apps.
    pub strip_read_only: Setting<bool>,
    /// Whether converted apps get the USER of their image as `user`.
    pub user_from_image: Setting<bool>,
    /// The file with the facts of images, if there is one.
    pub facts: Setting<Option<PathBuf>>,
    /// The globs for the files that are searched. If there are none, all files are searched.
    pub include: Vec<Setting<String>>,
    /// The globs for the files that are left out.
    pub exclude: Vec<Setting<String>>,
    /// The globs for further credential URIs.
    pub credential_names: Vec<Setting<Pattern>>,
    /// The credentials that the user has described.
    pub credentials: Vec<Setting<ConfiguredCredential>>,
    /// The images that the agents have a login for.
    pub images: Vec<Setting<ConfiguredImage>>,
    /// The decisions that definitions stay as they are.
    pub keeps: Vec<Setting<ConfiguredKeep>>,
}

impl Default for Settings {
    fn default() -> Self {
        let options = Options::default();
        Settings {
            clusters: vec![Cluster::default()],
            secret_source: Setting::default(options.secret_source),
            secret_name: Setting::default(options.secret_name),
            target: Setting::default(None),
            accept: Vec::new(),
            clear: Setting::default(options.clear),
            strip_read_only: Setting::default(options.strip_read_only),
            user_from_image: Setting::default(options.user_from_image),
            facts: Setting::default(None),
            include: Vec::new(),
            exclude: Vec::new(),
            credential_names: Vec::new(),
            credentials: Vec::new(),
            images: Vec::new(),
            keeps: Vec::new(),
        }
    }
}

impl Settings {
    /// Returns the Marathon versions that must accept the definitions.
    #[must_use]
    pub fn targets(&self) -> Targets {
        self.target.value.map_or(Targets::ALL, Targets::from)
    }

    /// Applies the choices of a later layer. They replace the settings so far. Lists are joined, except for `include`.
    pub(super) fn apply(&mut self, later: &Layer) {
        let Layer {
            secret_source,
            secret_name,
            target,
            accept,
            clear,
            strip_read_only,
            user_from_image,
            facts,
            include,
            exclude,
            credential_names,
        } = later.clone();
        replace(&mut self.secret_source, secret_source);
        replace(&mut self.secret_name, secret_name);
        let target = target.map(|Setting { value, origin }| Setting { value: Some(value), origin });
        replace(&mut self.target, target);
        replace(&mut self.clear, clear);
        replace(&mut self.strip_read_only, strip_read_only);
        replace(&mut self.user_from_image, user_from_image);
        replace(&mut self.facts, facts);
        if !include.is_empty() {
            self.include = include;
        }
        self.accept.extend(accept);
        self.exclude.extend(exclude);
        self.credential_names.extend(credential_names);
    }

    /// Whether the settings lead to the same plan of a file as `other`. Keys that hold for the whole run are not
    /// compared.
    #[must_use]
    pub fn is_like(&self, other: &Settings) -> bool {
        self.differences(other).is_empty()
    }

    /// Returns the names of the keys whose values differ from those of `other`. Keys that hold for the whole run are
    /// not compared.
    #[must_use]
    pub fn differences(&self, other: &Settings) -> Vec<&'static str> {
        let keys = [
            ("secret-source", self.secret_source.value == other.secret_source.value),
            ("secret-name", self.secret_name.value == other.secret_name.value),
            ("target", self.target.value == other.target.value),
            ("accept", is_equal(&self.accept, &other.accept)),
            ("clear", self.clear.value == other.clear.value),
            ("strip-read-only", self.strip_read_only.value == other.strip_read_only.value),
            ("user-from-image", self.user_from_image.value == other.user_from_image.value),
            ("credential", is_equal(&self.credentials, &other.credentials)),
            ("image", is_equal(&self.images, &other.images)),
            ("keep", is_equal(&self.keeps, &other.keeps)),
        ];
        keys.iter().filter(|(_, is_like)| !is_like).map(|(key, _)| *key).collect()
    }

    /// Returns the options of the rules.
    #[must_use]
    pub fn options(&self) -> Options {
        let configured = self.credentials.iter().map(|setting| &setting.value);
        let credentials: Vec<_> = configured.map(|credential| credential.known.clone()).collect();
        let image = |image: &Setting<ConfiguredImage>| {
            let ConfiguredImage { pattern, credential: name, .. } = &image.value;
            let credential = credentials.iter().position(|it| it.name.as_ref() == Some(name))?;
            Some(KnownImage { pattern: pattern.clone(), credential })
        };
        let images: Vec<KnownImage> = self.images.iter().filter_map(image).collect();
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
            keeps: self.keeps.iter().map(|setting| setting.value.keep.clone()).collect(),
            strip_read_only: self.strip_read_only.value,
            user_from_image: self.user_from_image.value,
            ..Options::default()
        }
    }
}

/// Replaces `setting` if there is a `later` choice.
fn replace<T>(setting: &mut Setting<T>, later: Option<Setting<T>>) {
    if let Some(later) = later {
        *setting = later;
    }
}

/// Whether both lists have the same values. Their origins may differ.
fn is_equal<T: PartialEq>(one: &[Setting<T>], other: &[Setting<T>]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.value == other.value)
}

fn values<T: Clone>(settings: &[Setting<T>]) -> Vec<T> {
    settings.iter().map(|setting| setting.value.clone()).collect()
}

impl Settings {
    /// Returns the text of a `pullconfig.toml` with these settings. The comment after a setting tells its origin.
    /// Logins in URIs are left out.
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
        line(&mut out, "user-from-image", &self.user_from_image, bool::to_string);
        if let Some(path) = &self.facts.value {
            let origin = &self.facts.origin;
            let _ = writeln!(out, "images = {}  # {origin}", quoted(&path.to_string_lossy()));
        }
        list(&mut out, "include", &self.include);
        list(&mut out, "exclude", &self.exclude);
        list(&mut out, "credential-names", &self.credential_names);
        self.credentials(&mut out);
        for Setting { value: image, origin } in &self.images {
            let _ = writeln!(out, "\n[[image]]  # {origin}");
            let _ = writeln!(out, "image = {}", quoted(image.pattern.as_str()));
            let _ = writeln!(out, "credential = {}", quoted(&image.credential));
            if let Some(clusters) = named(&image.clusters) {
                let _ = writeln!(out, "cluster = {clusters}");
            }
        }
        self.keeps(&mut out);
        out
    }

    fn keeps(&self, out: &mut String) {
        for Setting { value: ConfiguredKeep { clusters, paths, keep, .. }, origin } in &self.keeps {
            let _ = writeln!(out, "\n[[keep]]  # {origin}");
            let texts = |texts: &mut dyn Iterator<Item = String>| {
                let texts: Vec<String> = texts.map(|text| quoted(&text)).collect();
                (!texts.is_empty()).then(|| format!("[{}]", texts.join(", ")))
            };
            let members = [
                ("id", texts(&mut keep.ids.iter().map(|glob| glob.as_str().to_owned()))),
                ("paths", texts(&mut paths.iter().cloned())),
                ("cluster", named(clusters)),
                ("rule", texts(&mut keep.rules.iter().map(ToString::to_string))),
                ("reason", Some(quoted(&keep.reason))),
                ("until", keep.until.map(|date| date.to_string())),
            ];
            for (name, value) in members {
                if let Some(value) = value {
                    let _ = writeln!(out, "{name} = {value}");
                }
            }
        }
    }

    fn credentials(&self, out: &mut String) {
        for Setting { value: ConfiguredCredential { known, clusters }, origin } in &self.credentials
        {
            let _ = writeln!(out, "\n[[credential]]  # {origin}");
            let archive = known.archive.as_ref().map(|path| path.to_string_lossy());
            let uris: Vec<String> = known.uris.iter().map(|uri| quoted(uri.as_str())).collect();
            let members = [
                ("name", known.name.as_deref().map(quoted)),
                ("uri", (!uris.is_empty()).then(|| format!("[{}]", uris.join(", ")))),
                ("cluster", named(clusters)),
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

/// Returns the value of the key `cluster` of an entry as TOML; `None` if the entry holds in all clusters.
fn named(clusters: &[Cluster]) -> Option<String> {
    let names: Vec<String> = clusters.iter().map(|it| quoted(&it.to_string())).collect();
    match names.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        _ => Some(format!("[{}]", names.join(", "))),
    }
}

/// Writes the line of one setting.
fn line<T>(out: &mut String, name: &str, setting: &Setting<T>, value: impl Fn(&T) -> String) {
    let _ = writeln!(out, "{name} = {}  # {}", value(&setting.value), setting.origin);
}

/// Writes a list of settings, each on a line of its own.
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

/// Returns `text` as a string of TOML, without logins.
fn quoted(text: &str) -> String {
    toml::Value::from(&*without_login(text)).to_string()
}
