//! Versions of Mesos, as far as their pulls differ.

use std::fmt;
use std::str::FromStr;

/// A version of Mesos from 1.4 to 1.11.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MesosVersion {
    minor: u8,
    patch: u8,
}

/// The default is the newest version.
impl Default for MesosVersion {
    fn default() -> Self {
        MesosVersion { minor: 11, patch: 0 }
    }
}

/// The error about a text that is no [`MesosVersion`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a version of Mesos from 1.4 to 1.11, such as 1.9 or 1.7.3")]
pub struct NoVersion;

impl MesosVersion {
    /// Returns the value of `Accept` in a request for a manifest (mesos:
    /// src/uri/fetchers/docker.cpp:785-793 in 1.11.0, 622 in 1.7.2).
    #[must_use]
    pub fn accept_header(self) -> &'static str {
        match self.takes_v2() {
            true => {
                "application/vnd.docker.distribution.manifest.v2+json,application/vnd.docker.distribution.manifest.v1+json,application/vnd.docker.distribution.manifest.v1+prettyjws"
            }
            false => "application/vnd.docker.distribution.manifest.v1+json",
        }
    }

    /// Whether this version reads manifests of Docker's schema 2.
    #[must_use]
    pub fn takes_v2(self) -> bool {
        self >= MesosVersion { minor: 7, patch: 3 }
    }

    /// Whether this version helps itself if a registry's challenge lacks the realm or the scope: it
    /// asks `/v2` for the realm, and composes the scope (MESOS-10092).
    #[must_use]
    pub fn asks_root(self) -> bool {
        match self.minor {
            7 => self.patch >= 3,
            8 => self.patch >= 2,
            9 => self.patch >= 1,
            minor => minor >= 10,
        }
    }
}

impl FromStr for MesosVersion {
    type Err = NoVersion;

    fn from_str(text: &str) -> Result<Self, NoVersion> {
        let mut parts = text.split('.').map(str::parse::<u8>);
        let mut next = || parts.next().transpose().map_err(|_| NoVersion);
        let (major, minor, patch, more) = (next()?, next()?, next()?, next()?);
        match (major, minor, more) {
            (Some(1), Some(minor @ 4..=11), None) => {
                Ok(MesosVersion { minor, patch: patch.unwrap_or(0) })
            }
            _ => Err(NoVersion),
        }
    }
}

impl fmt::Display for MesosVersion {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "1.{}.{}", self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::MesosVersion;

    #[test]
    fn versions_differ_in_what_they_ask_for() {
        let cases = [
            ("1.4", false, false),
            ("1.7", false, false),
            ("1.7.2", false, false),
            ("1.7.3", true, true),
            ("1.8", true, false),
            ("1.8.1", true, false),
            ("1.9.0", true, false),
            ("1.10", true, true),
            ("1.11.0", true, true),
        ];
        for (text, takes_v2, asks_root) in cases {
            let version: MesosVersion = text.parse().expect(text);
            assert_eq!((version.takes_v2(), version.asks_root()), (takes_v2, asks_root), "{text}");
        }
        assert_eq!("1.11".parse(), Ok(MesosVersion::default()));
        for wrong in ["", "1", "1.3", "1.12", "2.4", "1.7.x", "1.7.3.1", "v1.9", "1.9-rc1"] {
            assert!(wrong.parse::<MesosVersion>().is_err(), "{wrong}");
        }
    }
}
