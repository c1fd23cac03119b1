//! The rules. Each rule adds operations and findings about a definition that moves to the Mesos
//! containerizer.
//!
//! A rule has one file, or a folder if it has a table (`docker_parameter`). A rule depends only on
//! its [`Context`], which holds the definition as earlier rules have left it. A rule adds JSON
//! Patch operations and findings to the context, and never looks at text, files or other
//! definitions.
//!
//! Next to the rules stand modules that several of them share (`app_fields`, `pod_fields`,
//! `known_login`, `pull_secret`, `shell`), the notes that reports tell once (`everywhere`), the
//! review of definitions that pull with a secret already (`review`), and the names that users
//! accept (`accept`).

mod accept;
mod app_fields;
mod args_without_entrypoint;
mod bridge_network;
mod cgroup_limits;
mod command_health_check;
mod container_network;
mod container_type;
mod credential_in_use;
mod credential_uri;
mod differs_from_live;
mod docker_credential;
mod docker_hub_prefix;
mod docker_image;
mod docker_network;
mod docker_parameter;
mod docker_port_mappings;
mod docker_socket;
mod duplicate_id;
mod duplicate_key;
mod ecr_token;
mod everywhere;
mod executor;
mod external_volume;
mod home_variable;
mod host_path_must_exist;
mod image_health_check;
mod image_manifest;
mod image_stop_signal;
mod image_user;
mod image_volume;
mod image_workdir;
mod ineffective_credential_uri;
mod inert_field;
mod ip_address;
mod ipv6_health_check;
mod kill_grace_period;
mod known_login;
mod marathon_app_docker_image;
mod mesos_credential_uri;
mod metronome_job;
mod misplaced_network;
mod missing_id;
mod moving_tag;
mod network_files;
mod nvcr_io;
mod partial_definition;
mod pod_artifact;
mod pod_fields;
mod pod_in_group;
mod privileged;
mod process_one;
mod pull_config;
mod pull_secret;
mod read_only_fields;
mod registry_port;
mod relative_volume_paths;
mod review;
mod secret_space;
mod several_credentials;
mod shell;
mod special_container_path;
mod template_expression;
mod template_section;
mod udp_tcp_port;
mod unknown_envelope;
mod user;
mod would_be_refused;

pub use accept::BadAccept;
pub use differs_from_live::{in_words, standing};
pub use duplicate_id::{has_the_id_of, is_duplicate, same_id};
pub use everywhere::{EVERYWHERE, Everywhere, everywhere};
pub use review::review;
pub use several_credentials::wanted_by_two;
pub use template_section::blocked_by_template;

use crate::engine::{Context, Rule};

/// All rules, in the order in which they run.
pub static RULES: &[&Rule] = &[
    &duplicate_key::RULE,
    &metronome_job::RULE,
    &pod_in_group::RULE,
    &unknown_envelope::RULE,
    &docker_image::RULE,
    &docker_hub_prefix::RULE,
    &mesos_credential_uri::RULE,
    &container_type::RULE,
    &misplaced_network::RULE,
    &ip_address::RULE,
    &docker_network::RULE,
    &docker_port_mappings::RULE,
    &docker_parameter::RULE,
    &privileged::RULE,
    &docker_credential::RULE,
    &executor::RULE,
    &image_user::RULE,
    &user::RULE,
    &relative_volume_paths::RULE,
    &external_volume::RULE,
    &udp_tcp_port::RULE,
    &ipv6_health_check::RULE,
    &ecr_token::RULE,
    &missing_id::RULE,
    &duplicate_id::RULE,
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
    &nvcr_io::RULE,
    &moving_tag::RULE,
    &container_network::RULE,
    &network_files::RULE,
    &args_without_entrypoint::RULE,
    &image_manifest::RULE,
    &image_workdir::RULE,
    &image_stop_signal::RULE,
    &image_volume::RULE,
    &image_health_check::RULE,
    &command_health_check::RULE,
    &process_one::RULE,
    &docker_socket::RULE,
    &host_path_must_exist::RULE,
    &special_container_path::RULE,
    &marathon_app_docker_image::RULE,
    &cgroup_limits::RULE,
    &home_variable::RULE,
    &inert_field::RULE,
    &bridge_network::RULE,
    &kill_grace_period::RULE,
    &partial_definition::RULE,
    &differs_from_live::RULE,
    &read_only_fields::RULE,
    &would_be_refused::RULE,
];

/// Returns the rule with that name. The name may have a detail: `docker-parameter/dns` is the rule
/// `docker-parameter`.
#[must_use]
pub fn rule(name: &str) -> Option<&'static Rule> {
    let family = name.split('/').next()?;
    RULES.iter().copied().find(|rule| rule.name == family)
}

/// Runs all rules on one definition.
pub fn run(context: &mut Context<'_>) {
    for rule in RULES {
        context.enter(rule);
        (rule.check)(context);
    }
}
