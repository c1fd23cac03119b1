//! Checks that `serde_json` reads an expected value from a text.
//!
//! It compares while it reads, and builds no second value. That takes half the time of reading the text
//! into a value first.

use std::collections::VecDeque;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

/// Whether `serde_json` reads `expected` from `text`. Of several members with one name, the last counts.
///
/// # Errors
/// `serde_json` cannot read the text.
pub(super) fn reads_as(text: &[u8], expected: &Value) -> serde_json::Result<bool> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let read = Expected(expected).deserialize(&mut reader).and_then(|()| reader.end());
    // If a name occurs twice, the reader above fails although the value may be the expected one.
    Ok(read.is_ok() || serde_json::from_slice::<Value>(text)? == *expected)
}

/// Reads a text, and fails if its value is not this one.
#[derive(Clone, Copy)]
struct Expected<'v>(&'v Value);

impl<'de> DeserializeSeed<'de> for Expected<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        match self.0 {
            Value::Array(_) => reader.deserialize_seq(self),
            Value::Object(_) => reader.deserialize_map(self),
            Value::String(_) => reader.deserialize_str(self),
            Value::Number(number) => ensure(Number::deserialize(reader)? == *number),
            Value::Null | Value::Bool(_) => ensure(Value::deserialize(reader)? == *self.0),
        }
    }
}

impl<'de> Visitor<'de> for Expected<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("the value that is expected")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        ensure(self.0.as_str() == Some(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        for expected in self.0.as_array().into_iter().flatten() {
            ensure(elements.next_element_seed(Expected(expected))?.is_some())?;
        }
        ensure(elements.next_element::<IgnoredAny>()?.is_none())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut rest: VecDeque<_> = self.0.as_object().into_iter().flatten().collect();
        while let Some(expected) = members.next_key_seed(ExpectedName(&mut rest))? {
            members.next_value_seed(Expected(expected))?;
        }
        ensure(rest.is_empty())
    }
}

/// Reads the name of a member, and takes the member with this name out of the list of expected members. Reading fails
/// if the list has no such member. Mostly the member is the first of the list.
struct ExpectedName<'r, 'v>(&'r mut VecDeque<(&'v String, &'v Value)>);

impl<'de, 'v> DeserializeSeed<'de> for ExpectedName<'_, 'v> {
    type Value = &'v Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<&'v Value, D::Error> {
        reader.deserialize_str(self)
    }
}

impl<'v> Visitor<'_> for ExpectedName<'_, 'v> {
    type Value = &'v Value;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("a name that is expected")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<&'v Value, E> {
        let at = self.0.iter().position(|(name, _)| *name == text);
        let found = at.and_then(|at| self.0.remove(at)).map(|(_, value)| value);
        found.ok_or_else(|| E::custom("another name"))
    }
}

/// Returns an error unless the value that was read is the expected one.
fn ensure<E: Error>(is_same: bool) -> Result<(), E> {
    if is_same { Ok(()) } else { Err(E::custom("another value")) }
}
