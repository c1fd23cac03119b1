//! What must hold of any input, tried on random input.

#[path = "../support/mod.rs"]
mod support;

mod clusters;
mod comments;
mod definitions;
mod edit;
mod mutations;
mod templates;
mod text;
