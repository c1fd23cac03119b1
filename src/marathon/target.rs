//! The versions of Marathon that definitions are meant for.

use std::fmt;
use std::str::FromStr;

/// A version of Marathon to which definitions are deployed: 1.5 to 1.11.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target(u8);

impl Target {
    /// The first version with `pullConfig`.
    pub const V1_5: Target = Target(5);
    /// The first version with `ipProtocol` in health checks.
    pub const V1_6: Target = Target(6);
    /// The version after 1.6. Only Marathon 1.6 accepts ids whose last segment is a reserved word.
    pub const V1_7: Target = Target(7);
    /// The first version with `linuxInfo.seccomp` and with `check`, and the first that accepts any
    /// name for a DVDI volume (marathon 1.8.230: AppValidation.scala:234).
    pub const V1_8: Target = Target(8);
    /// The first version with `linuxInfo.ipcInfo`.
    pub const V1_9: Target = Target(9);
    /// The first version with `resourceLimits`.
    pub const V1_10: Target = Target(10);
    /// The first version with CSI volumes.
    pub const V1_11: Target = Target(11);

    /// Returns the help for a violation that exists only before this version, as a clause: "from
    /// 1.8 on Marathon takes it: `--target 1.8`". Every such violation uses these words.
    #[must_use]
    pub fn way_out(self) -> String {
        format!("from {self} on Marathon takes it: `--target {self}`")
    }
}

/// A set of versions of Marathon. The default is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Targets(u16);

impl Targets {
    /// All versions from 1.5 to 1.11.
    pub const ALL: Targets = Targets(0b1111_1110_0000);

    /// Returns the lowest version, if there is one.
    #[must_use]
    pub fn lowest(self) -> Option<Target> {
        self.iter().next()
    }

    /// Returns all versions, ascending.
    pub fn iter(self) -> impl Iterator<Item = Target> {
        (0..u16::BITS as u8).map(Target).filter(move |target| self.contains(*target))
    }

    /// Whether `target` is one of the versions.
    #[must_use]
    pub fn contains(self, target: Target) -> bool {
        self.0 & (1 << target.0) != 0
    }

    /// Whether no version is before `first`.
    #[must_use]
    pub fn all_since(self, first: Target) -> bool {
        self.lowest().is_none_or(|lowest| lowest >= first)
    }

    /// Returns the versions that are in one of the sets, or in both.
    #[must_use]
    pub fn union(self, others: Targets) -> Targets {
        Targets(self.0 | others.0)
    }

    /// Returns the help for a violation that these versions have, as a clause: "from 1.8 on
    /// Marathon takes it: `--target 1.8`". `taken` are the versions that accept the definition; if
    /// there are none, returns `None`.
    #[must_use]
    pub fn way_out(self, taken: Targets) -> Option<String> {
        let last = self.iter().last()?;
        let (before, after) = taken.split(last);
        match (after.lowest(), before.iter().last()) {
            (Some(first), _) if after == Targets::ALL.split(first).1 => Some(first.way_out()),
            (Some(first), _) => Some(format!("Marathon {first} takes it: `--target {first}`")),
            (None, Some(last)) if before == Targets::ALL.split(Target(last.0 + 1)).0 => {
                Some(format!("up to {last} Marathon takes it: `--target {last}`"))
            }
            (None, Some(last)) => Some(format!("Marathon {last} takes it: `--target {last}`")),
            (None, None) => None,
        }
    }

    /// Returns all versions before `first`.
    #[must_use]
    pub const fn before(first: Target) -> Targets {
        Targets(Targets::ALL.0 & ((1 << first.0) - 1))
    }

    /// Returns `first` and all later versions.
    #[must_use]
    pub const fn since(first: Target) -> Targets {
        Targets(Targets::ALL.0 & !((1 << first.0) - 1))
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the versions that are in both sets.
    #[must_use]
    pub fn intersection(self, others: Targets) -> Targets {
        Targets(self.0 & others.0)
    }

    /// Returns the versions that are not in `others`.
    #[must_use]
    pub fn without(self, others: Targets) -> Targets {
        Targets(self.0 & !others.0)
    }

    /// Splits the set into its versions before `first`, and the others: `first` and later.
    #[must_use]
    pub fn split(self, first: Target) -> (Targets, Targets) {
        let before = (1 << first.0) - 1;
        (Targets(self.0 & before), Targets(self.0 & !before))
    }
}

impl fmt::Display for Targets {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let mut rest = *self;
        let mut comma = "";
        while let Some(first) = rest.lowest() {
            let length = (rest.0 >> first.0).trailing_ones() as u8;
            let (_, later) = rest.split(Target(first.0 + length));
            let last = Target(first.0 + length - 1);
            write!(out, "{comma}{first}")?;
            if last > first {
                write!(out, " to {last}")?;
            }
            (rest, comma) = (later, ", ");
        }
        Ok(())
    }
}

impl From<Target> for Targets {
    fn from(target: Target) -> Self {
        Targets(1 << target.0)
    }
}

/// The error about a text that is no [`Target`].
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
