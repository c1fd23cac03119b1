//! Definition → operations and findings: what moving to the Mesos containerizer takes.
//!
//! One file per rule. A rule is a pure function over the working definition: it sees what the
//! rules before it did, pushes JSON Patch operations and says what the user has to know. It never
//! looks at text, files or other definitions.

mod accept;
mod args_without_entrypoint;
mod bridge_network;
mod clashes;
mod command_health_check;
mod container_network;
mod container_type;
mod credential_in_use;
mod credential_uri;
mod docker_credential;
mod docker_hub_prefix;
mod docker_image;
mod docker_network;
mod docker_parameter;
mod docker_port_mappings;
mod duplicate_key;
mod ecr_token;
mod executor;
mod external_volume;
mod finding;
mod home_variable;
mod host_path_must_exist;
mod ineffective_credential_uri;
mod inert_field;
mod ip_address;
mod ipv6_health_check;
mod kill_grace_period;
mod known;
mod marathon_app_docker_image;
mod mesos_credential_uri;
mod metronome_job;
mod missing_id;
mod options;
mod outcome;
mod partial_definition;
mod parts;
mod places;
mod pod_artifact;
mod pod_in_group;
mod pod_parts;
mod possible;
mod privileged;
mod pull_config;
mod pull_secret;
mod read_only_fields;
mod registry_port;
mod relative_volume_paths;
mod review;
mod secret_space;
mod several_credentials;
mod source_template;
mod special_container_path;
mod subject;
mod template_expression;
mod template_section;
mod udp_tcp_port;
mod unknown_envelope;
mod user;
mod work;
mod would_be_refused;

pub use crate::marathon::{Target, UnknownTarget};
pub use accept::{Accept, BadAccept};
pub use clashes::Clashes;
pub use finding::{Finding, Severity};
pub use known::{Content, KnownCredential, KnownImage};
pub use options::{Clear, Options, Templates};
pub use outcome::{Outcome, SecretNeed};
pub use possible::PossibleContent;
pub use review::review;
pub use source_template::{BadTemplate, SourceTemplate, secret_path};
pub use subject::Subject;
pub use template_section::held_back;
pub use work::Work;

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
    &docker_hub_prefix::RULE,
    &mesos_credential_uri::RULE,
    &container_type::RULE,
    &ip_address::RULE,
    &docker_network::RULE,
    &docker_port_mappings::RULE,
    &docker_parameter::RULE,
    &privileged::RULE,
    &docker_credential::RULE,
    &executor::RULE,
    &user::RULE,
    &relative_volume_paths::RULE,
    &external_volume::RULE,
    &udp_tcp_port::RULE,
    &ipv6_health_check::RULE,
    &ecr_token::RULE,
    &missing_id::RULE,
    &template_expression::RULE,
    &template_section::RULE,
    &several_credentials::RULE,
    &pull_config::RULE,
    &credential_in_use::RULE,
    &pod_artifact::RULE,
    &secret_space::RULE,
    &credential_uri::RULE,
    &ineffective_credential_uri::RULE,
    &registry_port::RULE,
    &container_network::RULE,
    &args_without_entrypoint::RULE,
    &command_health_check::RULE,
    &host_path_must_exist::RULE,
    &special_container_path::RULE,
    &marathon_app_docker_image::RULE,
    &home_variable::RULE,
    &inert_field::RULE,
    &bridge_network::RULE,
    &kill_grace_period::RULE,
    &partial_definition::RULE,
    &read_only_fields::RULE,
    &would_be_refused::RULE,
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
