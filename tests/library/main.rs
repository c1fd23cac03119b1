//! Single modules of the library by what they show: texts, edits, diffs, definitions, scans and
//! writing, mostly as tables.

mod circles;
mod diff;
mod edit;
mod edit_layouts;
mod kept_credentials;
mod layers;
mod marathon;
mod scan;
mod text;
mod validity;
mod write;
