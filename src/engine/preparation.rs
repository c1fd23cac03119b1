//! A preparation: something that must be there, or must be known, before a definition is deployed.

use serde::{Deserialize, Serialize};

/// The kinds of preparations, in the order in which reports tell them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PreparationKind {
    /// A path on every agent.
    AgentPath,
    /// A user on every agent.
    AgentUser,
    /// A network of the Container Network Interface (CNI) on every agent.
    CniNetwork,
    /// A volume driver on every agent. Mesos reaches it by the program `dvdcli`.
    VolumeDriver,
    /// An image of which somebody must know whether it has an ENTRYPOINT.
    ImageEntrypoint,
}

impl PreparationKind {
    /// Returns the name of the kind in reports for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            PreparationKind::AgentPath => "agent-path",
            PreparationKind::AgentUser => "agent-user",
            PreparationKind::CniNetwork => "cni-network",
            PreparationKind::VolumeDriver => "volume-driver",
            PreparationKind::ImageEntrypoint => "image-entrypoint",
        }
    }

    /// Returns the preparation of this kind about `name`.
    #[must_use]
    pub fn of(self, name: impl Into<String>) -> Preparation {
        Preparation { kind: self, name: name.into() }
    }

    /// Returns the heading of a list of preparations of this kind.
    #[must_use]
    pub fn task(self) -> &'static str {
        match self {
            PreparationKind::AgentPath => "create on the agents",
            PreparationKind::AgentUser => "users that every agent needs",
            PreparationKind::CniNetwork => "CNI networks that every agent needs",
            PreparationKind::VolumeDriver => "volume drivers that every agent needs, with `dvdcli`",
            PreparationKind::ImageEntrypoint => "images whose ENTRYPOINT must be known",
        }
    }
}

/// Something that must be there, or must be known, before the definition is deployed. Equal
/// preparations are done once for all definitions that ask for them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Preparation {
    /// The kind of thing.
    pub kind: PreparationKind,
    /// The thing: a path, a name or an image. It may hold expressions of a template.
    pub name: String,
}
