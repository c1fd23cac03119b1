//! Tries pulls as the agents would do them: finds out whether the login of a secret pulls an image, whether Mesos can
//! use the manifest of the image, and what its config says.
//!
//! `agent` does the pull of an agent, `client` follows redirects, `permission` decides which servers may
//! get a login, and `http` sends requests over the network. No other part of the program opens a
//! connection, and this part does so only for the verb `preflight`.
//!
//! Invariant: a login is sent only to servers that [`Permissions`] allow, and no error, message,
//! fact or `Debug` text holds a login.

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
pub use login::{LoginResult, RegistryLogin};
pub use origin::{Address, HostPort, Origin, Scheme};
pub use permission::{Permissions, Withheld};
pub use pulled::{KnownImage, Pulled};
pub use run::{Ask, AskLogins, run};
pub use wanted::{User, WantedBy, WantedPull, wanted};
pub use wire::{Fault, LARGEST_BODY, Request, Response, Transport};
