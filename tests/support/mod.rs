//! What several tests use: folders of fixtures, random values, and what must hold of any input.

#![allow(dead_code, unused_imports, reason = "each test binary uses a part of it")]

pub(crate) mod folder;
pub(crate) mod oracle;
pub(crate) mod random;
pub(crate) mod sprinkle;
