//! Asks registries what the agents will be told: whether the login that a secret will hold pulls an
//! image, whether Mesos can use its manifest, and what its config says.
//!
//! `agent` is the pull of an agent over requests and answers, `client` follows redirects, `permission`
//! decides who may see a login, and `http` carries requests over the network. Nothing else of the
//! program opens a connection, and this part of it does so only for the verb `preflight`.
//!
//! Invariant: a login is sent to nobody but those that [`Permissions`] allow, and no error, message,
//! fact or `Debug` text holds one.

mod agent;
mod challenge;
mod clean;
mod client;
mod endpoint;
mod http;
mod login;
mod manifest;
mod origin;
mod permission;
mod pulled;
mod run;
mod wanted;
mod wire;

#[cfg(test)]
mod tests;

pub use agent::RepositoryPull;
pub use client::Client;
pub use endpoint::{DefaultRegistry, Endpoint, NotAsked, Repository};
pub use http::{Authorities, Http, NoCertificate, Proxies, ProxyAddress};
pub use login::{LoginFate, RegistryLogin};
pub use origin::{Address, HostPort, Origin, Scheme};
pub use permission::{Permissions, Withheld};
pub use pulled::{KnownImage, Pulled};
pub use run::{Ask, AskLogins, run};
pub use wanted::{User, WantedBy, WantedPull, wanted};
pub use wire::{Fault, LARGEST_BODY, Request, Response, Transport};
