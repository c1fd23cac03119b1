//! The text of a `pullconfig.toml` → its values, each with its range of bytes. The comments on the fields are
//! the descriptions in `docs/pullconfig.schema.json`.

use std::path::PathBuf;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use super::dcos::DcosUrl;
use super::layer::Layer;
use super::located::{At, OneOrMany, Parsed};
use super::setting::{Setting, SettingOrigin};
use crate::engine::{Accept, Clear, SecretSource};
use crate::images::Date;
use crate::marathon::{MesosVersion, Pattern, Target};

/// Defines the struct of a table that makes choices. It has fields for the table's own keys, and for the keys that the
/// file as a whole, a `[[cluster]]` and an `[[override]]` all have. These are not shared with `#[serde(flatten)]`,
/// because their ranges of bytes would be lost.
macro_rules! choosing_table {
    ($(#[$attribute:meta])* struct $name:ident { $($own:tt)* }) => {
        #[derive(Debug, Clone, Deserialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        $(#[$attribute])*
        #[serde(deny_unknown_fields, rename_all = "kebab-case")]
        pub(super) struct $name {
            $($own)*
            /// The paths at which secrets are stored; {id}, {group}, {top}, {registry} and {credential} are filled in.
            /// By default "/{id}/pullConfig".
            #[serde(default)]
            secret_source: Option<At<Parsed<SecretSource>>>,
            /// The key under `secrets`. By default "pullConfigSecret".
            #[serde(default)]
            secret_name: Option<At<Parsed<NonEmpty>>>,
            /// The Marathon version that the definitions are for, "1.5" to "1.11". Without it, a
            /// definition is refused if any of these versions refuses it.
            #[serde(default)]
            target: Option<At<Parsed<Target>>>,
            /// The blockers that are accepted, so that definitions are converted with a loss: names of rules, or
            /// globs over them. The lists of several tables are joined.
            #[serde(default)]
            accept: Vec<At<Parsed<Accept>>>,
            /// Whether a list of URIs that becomes empty, because the credential was its only entry, stays as an
            /// empty list or is removed. By default "empty".
            #[serde(default)]
            clear: Option<At<ClearWord>>,
            /// Whether the members that only Marathon writes are removed from converted apps:
            /// version, tasks and the like.
            #[serde(default)]
            strip_read_only: Option<At<bool>>,
            /// Whether converted apps get the USER of their image as `user`, if the facts of images tell it.
            #[serde(default)]
            user_from_image: Option<At<bool>>,
        }

        impl Choosing for $name {
            fn layer(&self, locate: &Locate) -> Layer {
                Layer {
                    secret_source: locate.parsed(&self.secret_source),
                    secret_name: locate.with(&self.secret_name, |key| key.parsed.text.clone()),
                    target: locate.parsed(&self.target),
                    accept: locate.list(&self.accept, |accept| accept.parsed.clone()),
                    clear: locate.with(&self.clear, |word| (*word).into()),
                    strip_read_only: locate.with(&self.strip_read_only, |is_on| *is_on),
                    user_from_image: locate.with(&self.user_from_image, |is_on| *is_on),
                    ..Layer::default()
                }
            }
        }
    };
}

/// A table that makes choices; see `choosing_table!`.
pub(super) trait Choosing {
    /// Returns the choices that the table makes with the keys that all such tables have. `locate` knows the file.
    fn layer(&self, locate: &Locate) -> Layer;
}

/// Turns values with ranges of bytes into settings with origins.
pub(super) struct Locate<'l> {
    /// Returns the origin of a value in the file by the offset of its first byte.
    pub(super) origin: &'l dyn Fn(usize) -> SettingOrigin,
}

impl Locate<'_> {
    /// Returns the setting `value`, which was made from `at` and has its origin.
    pub(super) fn one<T, U>(&self, at: &At<T>, value: U) -> Setting<U> {
        Setting { value, origin: (self.origin)(at.span.start) }
    }

    /// Returns the settings that `value` makes of the elements of `list`.
    pub(super) fn list<T, U>(&self, list: &[At<T>], value: impl Fn(&T) -> U) -> Vec<Setting<U>> {
        list.iter().map(|at| self.one(at, value(&at.value))).collect()
    }

    /// Returns the setting that `value` makes of `at`, if the file has the key.
    fn with<T, U>(&self, at: &Option<At<T>>, value: impl Fn(&T) -> U) -> Option<Setting<U>> {
        at.as_ref().map(|at| self.one(at, value(&at.value)))
    }

    /// Returns the setting with the parsed value of `at`, if the file has the key.
    fn parsed<T: Clone>(&self, at: &Option<At<Parsed<T>>>) -> Option<Setting<T>> {
        self.with(at, |value| value.parsed.clone())
    }
}

choosing_table! {
    /// The configuration of pullconfig.
    #[cfg_attr(test, schemars(title = "pullconfig.toml"))]
    struct ConfigFile {
        /// Only files that match one of these globs are searched. The globs count from the folder of the configuration
        /// file.
        #[serde(default)]
        pub(super) include: Vec<At<String>>,
        /// Files and folders that match one of these globs are left out. The globs count from the folder of the
        /// configuration file.
        #[serde(default)]
        pub(super) exclude: Vec<At<String>>,
        /// The path of the file with the facts of images, which `pullconfig preflight -o` has written. It counts from
        /// the folder of the configuration file.
        #[serde(default)]
        pub(super) images: Option<At<PathBuf>>,
        /// Globs for further credential URIs. A glob without a slash is compared with the name of the file in the URI.
        #[serde(default)]
        pub(super) credential_names: Vec<At<Parsed<Pattern>>>,
        /// The clusters, and the files that are deployed to each.
        #[serde(default)]
        pub(super) cluster: Vec<At<ClusterTable>>,
        /// Credentials with settings of their own. The first entry that matches a URI counts.
        #[serde(default)]
        pub(super) credential: Vec<At<CredentialTable>>,
        /// Images that apps pull with a login of the agents, without fetching anything.
        #[serde(default)]
        pub(super) image: Vec<At<ImageTable>>,
        /// Definitions that stay on the Docker containerizer, by decision.
        #[serde(default)]
        pub(super) keep: Vec<At<KeepTable>>,
        /// Settings that differ for some paths. Later entries win over earlier ones.
        #[serde(default)]
        pub(super) r#override: Vec<At<OverrideTable>>,
    }
}

choosing_table! {
    /// A cluster, with the settings of the files that are deployed to it.
    #[cfg_attr(test, schemars(title = "cluster", inline))]
    struct ClusterTable {
        /// The name of the cluster: letters, digits, `_`, `-` and `.`.
        pub(super) name: At<Parsed<ClusterName>>,
        /// The files that are deployed to the cluster: globs as in a .gitignore, which count from the folder of the
        /// configuration file. A file may be for several clusters.
        pub(super) paths: At<OneOrMany<String>>,
        /// The URL of the DC/OS cluster, as `dcos cluster list` tells it. The script that stores secrets
        /// checks that `dcos` is attached to it.
        #[serde(default)]
        pub(super) dcos: Option<At<Parsed<DcosUrl>>>,
        /// The version of Mesos on the agents of the cluster, "1.4" to "1.11". By default the newest.
        #[serde(default)]
        pub(super) mesos: Option<Parsed<MesosVersion>>,
        /// A file with the certificates of further authorities that the agents trust.
        #[serde(default)]
        pub(super) cacert: Option<PathBuf>,
        /// The registry of images whose name has none: `--docker_registry` of the agents. By default Docker Hub.
        #[serde(default)]
        pub(super) default_registry: Option<String>,
        /// Files with answers of the cluster's Marathon, such as the output of `dcos marathon app list --json`. They
        /// tell what runs.
        #[serde(default)]
        pub(super) live: OneOrMany<PathBuf>,
        /// A file with the answer of the cluster's Marathon to `GET /v2/info`, which tells its version and settings.
        #[serde(default)]
        pub(super) info: Option<PathBuf>,
    }
}

choosing_table! {
    /// Settings that differ for some paths.
    #[cfg_attr(test, schemars(title = "override", inline))]
    struct OverrideTable {
        /// The files and folders for which the settings hold: globs as in a .gitignore, which count from the folder of
        /// the configuration file.
        pub(super) paths: At<OneOrMany<String>>,
        /// The clusters in which the settings hold. Without this key, they hold in all.
        #[serde(default)]
        pub(super) cluster: Option<At<OneOrMany<String>>>,
    }
}

/// A credential.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "credential", inline))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct CredentialTable {
    /// The name of the credential. `[[image]]` refers to it, and it takes the place of {credential} in `secret-source`.
    pub(super) name: Option<At<Parsed<NonEmpty>>>,
    /// Globs for the URIs that deliver the credential. A glob without a slash is compared with the name of the file in
    /// the URI. The URIs count as credentials, whatever their names are.
    pub(super) uri: OneOrMany<Pattern>,
    /// The clusters in which the entry holds. Without this key, it holds in all.
    pub(super) cluster: Option<At<OneOrMany<String>>>,
    /// The key under `secrets`, instead of the general one.
    pub(super) secret_name: Option<Parsed<NonEmpty>>,
    /// The path of the credential's secret, with placeholders, instead of the general one.
    pub(super) secret_source: Option<Parsed<SecretSource>>,
    /// A local copy of the file that the URIs deliver. Its path counts from the folder of the configuration file. With
    /// it, all URIs of the entry are one and the same credential.
    pub(super) archive: Option<PathBuf>,
    /// Whether all URIs of the entry are one and the same credential, so that they may share a secret.
    pub(super) same: bool,
}

/// Images that are pulled with a login of the agents.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "image", inline))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ImageTable {
    /// Globs for the images, as the definitions spell them. `*` matches slashes, too.
    pub(super) image: OneOrMany<Pattern>,
    /// The `name` of the `[[credential]]` that the images are pulled with.
    pub(super) credential: At<Parsed<NonEmpty>>,
    /// The clusters in which the entry holds. Without this key, it holds in all.
    #[serde(default)]
    pub(super) cluster: Option<At<OneOrMany<String>>>,
}

/// A decision that definitions stay as they are. It needs an `id` or `paths`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "keep", inline))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct KeepTable {
    /// Globs for the ids of the definitions. `*` matches slashes, too.
    #[serde(default)]
    pub(super) id: OneOrMany<Pattern>,
    /// The files of the definitions: globs as in a .gitignore, which count from the folder of the
    /// configuration file.
    #[serde(default)]
    pub(super) paths: Option<At<OneOrMany<String>>>,
    /// The clusters in which the decision holds. Without this key, it holds in all.
    #[serde(default)]
    pub(super) cluster: Option<At<OneOrMany<String>>>,
    /// The blockers because of which the definitions stay: names of rules, or globs over them. Without this key, the
    /// definitions stay even if they could be converted.
    #[serde(default)]
    pub(super) rule: OneOrMany<Accept>,
    /// The reason, which reports show.
    pub(super) reason: Parsed<NonEmpty>,
    /// The last day on which the decision holds, until midnight UTC. Without this key, it holds for good.
    #[serde(default)]
    pub(super) until: Option<Day>,
}

/// A day, which TOML calls a local date.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day {
    pub(super) date: Date,
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let refused = "not a date such as 2027-03-01, without quotes";
        let moment = toml::value::Datetime::deserialize(deserializer);
        let moment = moment.map_err(|_| D::Error::custom(refused))?;
        let date = moment.to_string().parse().map_err(|_| D::Error::custom(refused))?;
        Ok(Day { date })
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Day {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date" })
    }
}

/// A text that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NonEmpty {
    pub(super) text: String,
}

impl FromStr for NonEmpty {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() {
            Err("this must not be empty")
        } else {
            Ok(NonEmpty { text: text.to_owned() })
        }
    }
}

/// The name of a cluster. It can be a part of the name of a file. It is not `-`, which on the command line
/// means the files without a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ClusterName {
    pub(super) text: String,
}

impl FromStr for ClusterName {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
        if text.is_empty() || text.starts_with(['-', '.']) || !text.chars().all(is_plain) {
            Err(
                "the name of a cluster may have letters, digits, `_`, `-` and `.`, and must begin with a letter, a digit or `_`",
            )
        } else {
            Ok(ClusterName { text: text.to_owned() })
        }
    }
}

// The value of the key `clear`. This is no `///`, because the schema describes the key.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "kebab-case")]
pub(super) enum ClearWord {
    /// "fetch": [] takes the place of the list.
    Empty,
    /// The list is removed.
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
