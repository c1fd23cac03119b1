//! The options that say how definitions are migrated.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use super::facts::FactArguments;
use super::rule_names::RuleNamed;
use crate::config::{Layer, Setting};
use crate::engine::{Accept, SecretSource};
use crate::marathon::Pattern;
use crate::marathon::Target;

/// The arguments that say how definitions are migrated.
#[derive(Debug, Args)]
#[command(next_help_heading = "Migration")]
pub(in crate::cli) struct MigrationArguments {
    /// Where the secrets are stored; {id}, {group}, {top}, {registry} and {credential} are filled in
    /// [default: /{id}/pullConfig]
    #[arg(long, value_name = "TEMPLATE")]
    secret_source: Option<SecretSource>,
    /// The key under `secrets` [default: pullConfigSecret]
    #[arg(long, value_name = "KEY", value_parser = NonEmptyStringValueParser::new())]
    secret_name: Option<String>,
    /// Take the URIs that match GLOB for registry credentials too; may be repeated. A GLOB without a
    /// slash is compared with the file's name
    #[arg(long, value_name = "GLOB")]
    credential: Vec<Pattern>,
    /// Convert although the blocker RULE loses something; may be repeated, and may be a glob such
    /// as `docker-parameter/dns*`
    #[arg(long, value_name = "RULE", value_parser = RuleNamed::<Accept>::parser(), hide_possible_values = true)]
    accept: Vec<Accept>,
    /// The Marathon version that the definitions are for, 1.5 to 1.11; without it, a definition is
    /// refused if any of these versions refuses it
    #[arg(long, value_name = "VERSION")]
    target: Option<Target>,
    /// Remove from converted apps what only Marathon writes: version, versionInfo, tasks, …
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    strip_read_only: Option<bool>,
    #[command(flatten)]
    facts: FactArguments,
}

impl MigrationArguments {
    /// Whether an option was given that changes the converted text, but not which secrets must exist.
    pub(in crate::cli) fn is_about_texts(&self) -> bool {
        self.strip_read_only.is_some()
    }

    /// Whether an option was given that names a file with facts.
    #[cfg(feature = "preflight")]
    pub(in crate::cli) fn has_facts(&self) -> bool {
        self.facts.is_given()
    }

    /// Whether one of these options was given.
    pub(in crate::cli) fn has_options(&self) -> bool {
        self.secret_source.is_some()
            || self.secret_name.is_some()
            || self.target.is_some()
            || self.strip_read_only.is_some()
            || !self.accept.is_empty()
            || !self.credential.is_empty()
            || self.facts.is_given()
    }

    /// Returns the options that were given, as the last layer of the configuration.
    pub(in crate::cli) fn given(&self) -> Layer {
        let MigrationArguments {
            secret_source,
            secret_name,
            credential,
            accept,
            target,
            strip_read_only,
            facts,
        } = self;
        facts.add_to(Layer {
            secret_source: secret_source.clone().map(|it| Setting::flag("--secret-source", it)),
            secret_name: secret_name.clone().map(|it| Setting::flag("--secret-name", it)),
            target: target.map(|it| Setting::flag("--target", it)),
            accept: Setting::flags("--accept", accept),
            strip_read_only: strip_read_only.map(|it| Setting::flag("--strip-read-only", it)),
            credential_names: Setting::flags("--credential", credential),
            ..Layer::default()
        })
    }
}
