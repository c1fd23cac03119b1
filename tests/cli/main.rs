//! The program as its users run it: transcripts, verb by verb, with every option.

#[path = "../support/mod.rs"]
mod support;

mod clusters;
mod configuration;
mod demo;
mod docs;
mod embedded;
mod estate;
mod extract;
mod facts;
mod filters;
mod help;
mod keep;
mod leaks;
mod live;
mod options;
mod plan_file;
#[cfg(feature = "preflight")]
mod preflight;
mod secrets;
mod stand_ins;
mod surroundings;
mod transcripts;
