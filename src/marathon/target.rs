//! The Marathon that definitions are meant for.

use std::fmt;
use std::str::FromStr;

/// The Marathon that the definitions are deployed to: 1.5 to 1.11.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target(u8);

impl Target {
    /// The first with `pullConfig`.
    pub const V1_5: Target = Target(5);
    /// The first with `ipProtocol` in health checks.
    pub const V1_6: Target = Target(6);
    /// The first with `linuxInfo.seccomp` and with `check`, and that takes any name for a DVDI
    /// volume.
    pub const V1_8: Target = Target(8);
    /// The first with `linuxInfo.ipcInfo`.
    pub const V1_9: Target = Target(9);
    /// The first with `resourceLimits`.
    pub const V1_10: Target = Target(10);
    /// The first with CSI volumes.
    pub const V1_11: Target = Target(11);

    /// The versions after this one, ascending.
    pub fn later(self) -> impl Iterator<Item = Target> {
        (self.0 + 1..=Target::V1_11.0).map(Target)
    }

    /// The way out of a reason that only holds before this version, as a clause for a help text:
    /// "from 1.8 on Marathon takes it: `--target 1.8`". Every such reason says it in these words.
    #[must_use]
    pub fn way_out(self) -> String {
        format!("from {self} on Marathon takes it: `--target {self}`")
    }
}

/// Text that is no [`Target`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a Marathon version from 1.5 to 1.11")]
pub struct UnknownTarget;

impl FromStr for Target {
    type Err = UnknownTarget;

    fn from_str(text: &str) -> Result<Self, UnknownTarget> {
        let minor = text.strip_prefix("1.").and_then(|minor| minor.parse().ok());
        minor.filter(|minor| (5..=11).contains(minor)).map(Target).ok_or(UnknownTarget)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "1.{}", self.0)
    }
}
