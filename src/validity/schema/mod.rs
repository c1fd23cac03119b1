//! The types of members, as Marathon's RAML files describe them (marathon:
//! docs/docs/rest-api/public/api/v2/types/*.raml), and as Marathon reads them: `null` is absent,
//! upper and lower case are the same in enumerations, `1.0` and `1e0` are integers, and members
//! that are not listed are ignored (marathon: EnumVisitor.scala:27-46, FieldVisitor.scala:27-52,
//! ObjectVisitor.scala:133-155).
//!
//! `app` and `pod` are tables of these types, made of `parts` and `health`; the comment of a type
//! names the RAML file that describes the type, and the types after it that have no comment.
//! `check` holds a value against its type, and `differ` compares two values of one type.

mod app;
mod check;
mod differ;
mod form;
mod health;
mod number;
mod parts;
mod pod;
mod types;
mod value_path;

pub(super) use app::{APP, GROUP};
pub(super) use check::{MISSING, WRONG_TYPE, check, first_kind, is_object};
pub use differ::Presence;
pub(super) use differ::differences;
pub(super) use form::Form;
pub(super) use number::integer;
pub(super) use parts::VOLUME_KINDS;
pub(super) use pod::{POD, POD_VOLUMES};
