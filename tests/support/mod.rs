//! What several tests use: folders of fixtures, runs of the program, random values, and what must hold of any input.

#![allow(dead_code, unused_imports, reason = "each test binary uses a part of it")]

pub(crate) mod estate;
pub(crate) mod folder;
pub(crate) mod oracle;
pub(crate) mod program;
pub(crate) mod random;
pub(crate) mod registry;
pub(crate) mod sprinkle;
pub(crate) mod told;
