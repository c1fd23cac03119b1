//! The table: what becomes of each flag of `docker run`.

mod bookkeeping;
mod limits;
mod networks;
mod privileges;
mod process;
mod volumes;

use super::{Parameter, Parameters};
use crate::engine::Context;

/// What becomes of a parameter. `{}` in a message or loss is its value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Action {
    /// It goes, and nothing is lost.
    Drop(&'static str),
    /// It goes, and somebody should look.
    Warn { message: &'static str, help: &'static str },
    /// It holds the definition back, unless the user takes the loss.
    Lose { message: &'static str, help: &'static str, loss: &'static str },
    /// It is `Lose` where it is on and `Drop` where it is off.
    Switch { message: &'static str, help: &'static str, loss: &'static str },
    /// It holds the definition back; without it the app cannot be what it is.
    Block { message: &'static str, help: &'static str },
    /// It depends.
    By(fn(&mut Context<'_>, &Parameters, &Parameter)),
}

/// Flags with one fate.
#[derive(Debug)]
pub(super) struct Row {
    keys: &'static [&'static str],
    /// Whether the flags can be given several times; of others Docker takes the last.
    pub(super) repeats: bool,
    pub(super) action: Action,
}

/// The row of a flag in its long form.
pub(super) fn row(key: &str) -> Option<&'static Row> {
    TABLE.iter().copied().flatten().find(|row| row.keys.contains(&key))
}

const fn once(keys: &'static [&'static str], action: Action) -> Row {
    Row { keys, repeats: false, action }
}

const fn many(keys: &'static [&'static str], action: Action) -> Row {
    Row { keys, repeats: true, action }
}

static TABLE: &[&[Row]] = &[
    process::ROWS,
    volumes::ROWS,
    networks::ROWS,
    privileges::ROWS,
    limits::ROWS,
    bookkeeping::ROWS,
];
