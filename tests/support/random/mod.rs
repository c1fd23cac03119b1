//! Random JSON, random layouts and random patches that fit, for the properties of the edit engine.

pub(crate) mod layout;
pub(crate) mod patch;

pub(crate) use layout::{Layout, layouts};
pub(crate) use patch::{fresh, patch_for, pointers, seeds};

use proptest::prelude::*;
use serde_json::{Map, Value};

/// A small repeatable source of choices.
#[derive(Debug, Clone)]
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `bound` (splitmix64).
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) >> 33).expect("31 bits fit") % bound.max(1)
    }

    /// True once in `times`.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// Numbers whose text is easily lost.
const NUMBERS: [&str; 14] = [
    "0",
    "-0",
    "7",
    "0.10",
    "16.0",
    "1e3",
    "1E+2",
    "-1.5e-7",
    "1e999",
    "0.0000000000000000000000000001",
    "12345678901234567890123",
    "-9223372036854775809",
    "18446744073709551616",
    "4.35",
];

/// Strings that ask for escapes, look like syntax or sort oddly.
const STRINGS: [&str; 16] = [
    "",
    "a",
    "b",
    "id",
    "a/b",
    "m~n",
    "~1",
    "0",
    "-",
    "\"",
    "\\",
    "é",
    "日本",
    "🦀",
    "x\ny\tz",
    "{\"a\": [1,\r\n2]}",
];

/// A string, often one of a few, so that names meet each other.
pub(crate) fn strings() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(&STRINGS[..]).prop_map(String::from),
        2 => "[a-f]{1,2}",
        1 => any::<String>(),
    ]
}

/// A value that is no container.
pub(crate) fn scalars() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        prop::sample::select(&NUMBERS[..])
            .prop_map(|text| serde_json::from_str(text).expect("a number")),
        strings().prop_map(Value::String),
    ]
}

/// Any value, a few levels deep.
pub(crate) fn values() -> impl Strategy<Value = Value> {
    scalars().prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            2 => prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            3 => prop::collection::vec((strings(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// A value with something in it to edit.
pub(crate) fn documents() -> impl Strategy<Value = Value> {
    prop_oneof![
        1 => values(),
        6 => prop::collection::vec((strings(), values()), 1..7)
            .prop_map(|members| Value::Object(members.into_iter().collect())),
        2 => prop::collection::vec(values(), 1..5).prop_map(Value::Array),
    ]
}
