//! The table of the flags of `docker run`, with the treatment of each.

mod bookkeeping;
mod limits;
mod networks;
mod privileges;
mod process;
mod volumes;

use super::{Parameter, Parameters};
use crate::engine::Context;

/// The treatment of a parameter. `{}` in a message or a loss stands for the value of the parameter.
#[derive(Debug, Clone, Copy)]
pub(super) enum Action {
    /// The parameter is removed, and nothing is lost.
    Drop(&'static str),
    /// The parameter is removed, and somebody should check the app.
    Warn { message: &'static str, help: &'static str },
    /// The parameter blocks the definition, unless the user accepts the loss.
    Lose { message: &'static str, help: &'static str, loss: &'static str },
    /// The parameter is a switch. It blocks like `Lose` if it is on, and is removed if it is off.
    Switch { message: &'static str, help: &'static str, loss: &'static str },
    /// The parameter blocks the definition, because the app cannot work without it.
    Block { message: &'static str, help: &'static str },
    /// A function decides.
    By(fn(&mut Context<'_>, &Parameters, &Parameter)),
}

/// A row of the table: flags that are treated alike.
#[derive(Debug)]
pub(super) struct FlagRow {
    /// The long names of the flags.
    keys: &'static [&'static str],
    /// Whether the flags can be given several times. If not, Docker uses the last one.
    pub(super) repeats: bool,
    pub(super) action: Action,
}

/// Returns the row of the flag with this long name.
pub(super) fn row(key: &str) -> Option<&'static FlagRow> {
    TABLE.iter().copied().flatten().find(|row| row.keys.contains(&key))
}

/// Returns the row of flags that can be given once.
const fn once(keys: &'static [&'static str], action: Action) -> FlagRow {
    FlagRow { keys, repeats: false, action }
}

/// Returns the row of flags that can be given several times.
const fn many(keys: &'static [&'static str], action: Action) -> FlagRow {
    FlagRow { keys, repeats: true, action }
}

/// All rows.
static TABLE: &[&[FlagRow]] = &[
    process::ROWS,
    volumes::ROWS,
    networks::ROWS,
    privileges::ROWS,
    limits::ROWS,
    bookkeeping::ROWS,
];
