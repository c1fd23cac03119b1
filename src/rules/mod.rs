//! Definition → operations and findings: what moving to the Mesos containerizer takes.
//!
//! One file per rule. A rule is a pure function over the working definition: it sees what the
//! rules before it did, pushes JSON Patch operations and says what the user has to know. It never
//! looks at text, files or other definitions.

mod container_type;
mod credential_uri;
mod docker_credential;
mod docker_image;
mod docker_network;
mod docker_parameter;
mod docker_port_mappings;
mod duplicate_key;
mod finding;
mod ip_address;
mod mesos_credential_uri;
mod metronome_job;
mod missing_id;
mod options;
mod pod_artifact;
mod pod_in_group;
mod privileged;
mod pull_config;
mod pull_secret;
mod read_only_fields;
mod secret_space;
mod several_credentials;
mod unknown_envelope;
mod work;

pub use finding::{Finding, Severity};
pub use options::{Clear, Options, Target, UnknownTarget};
pub use work::{Outcome, SecretNeed, Subject, Work};

/// One piece of knowledge about the migration.
#[derive(Debug)]
pub struct Rule {
    /// Its only identity: kebab-case, after what is in the file today.
    pub name: &'static str,
    /// What it is about, in one line.
    pub summary: &'static str,
    /// Its page, in Markdown.
    pub page: &'static str,
    check: fn(&mut Work<'_>),
}

/// Every rule, in the order in which they run.
pub static RULES: &[&Rule] = &[
    &duplicate_key::RULE,
    &metronome_job::RULE,
    &pod_in_group::RULE,
    &unknown_envelope::RULE,
    &docker_image::RULE,
    &mesos_credential_uri::RULE,
    &container_type::RULE,
    &ip_address::RULE,
    &docker_network::RULE,
    &docker_port_mappings::RULE,
    &docker_parameter::RULE,
    &privileged::RULE,
    &docker_credential::RULE,
    &missing_id::RULE,
    &several_credentials::RULE,
    &pull_config::RULE,
    &pod_artifact::RULE,
    &secret_space::RULE,
    &credential_uri::RULE,
    &read_only_fields::RULE,
];

/// The rule of that name; for `docker-parameter/dns` that is `docker-parameter`.
#[must_use]
pub fn rule(name: &str) -> Option<&'static Rule> {
    let family = name.split('/').next()?;
    RULES.iter().copied().find(|rule| rule.name == family)
}

/// Runs all rules over one definition.
pub fn run(work: &mut Work<'_>) {
    for rule in RULES {
        work.enter(rule);
        (rule.check)(work);
    }
}
