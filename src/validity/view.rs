//! Members of a value as Marathon reads them: `null` is absent, and upper and lower case are the
//! same in enumerations. A value of a wrong type counts as absent, because the schema reports it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::Hash;

use memchr::memchr3_iter;
use serde_json::Value;

use crate::text::{has_expression, is_expression};

/// Returns the member `name`, unless it is absent or `null`.
pub(super) fn get<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    crate::text::member(value.as_object()?, name).filter(|member| !member.is_null())
}

/// Returns the member `name` if it is text.
pub(super) fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    get(value, name)?.as_str()
}

/// Returns the member `name`, a word of an enumeration, in capitals.
pub(super) fn word(value: &Value, name: &str) -> Option<String> {
    Some(text(value, name)?.to_ascii_uppercase())
}

/// Returns the member `name` if it is a number.
pub(super) fn number(value: &Value, name: &str) -> Option<f64> {
    get(value, name)?.as_f64()
}

/// Returns the elements of the list `name`. An absent list has none.
pub(super) fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    get(value, name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Returns the names and values of the members of the object `name`. An absent object has none.
pub(super) fn members<'v>(
    value: &'v Value,
    name: &str,
) -> impl Iterator<Item = (&'v String, &'v Value)> {
    get(value, name).and_then(Value::as_object).into_iter().flatten()
}

/// Returns the elements of the list `name`, each after its pointer. `base` is the pointer to
/// `value`.
pub(super) fn elements<'v>(
    value: &'v Value,
    base: &str,
    name: &str,
) -> impl Iterator<Item = (String, &'v Value)> {
    let elements = list(value, name);
    // Most lists are not there, and need no pointer.
    let at = if elements.is_empty() { String::new() } else { member(base, name) };
    let elements = elements.iter().enumerate();
    elements.map(move |(index, element)| (indexed(&at, index), element))
}

/// Returns the objects in the list `name`, each after its pointer. `base` is the pointer to
/// `value`.
pub(super) fn objects<'v>(
    value: &'v Value,
    base: &str,
    name: &str,
) -> impl Iterator<Item = (String, &'v Value)> {
    elements(value, base, name).filter(|(_, element)| element.is_object())
}

/// Returns `pointer` with an index after it.
fn indexed(pointer: &str, index: usize) -> String {
    let index = index.to_string();
    let mut longer = String::with_capacity(pointer.len() + index.len() + 1);
    longer.push_str(pointer);
    longer.push('/');
    longer.push_str(&index);
    longer
}

/// Returns `pointer` with one more member, escaped (RFC 6901).
pub(super) fn member(pointer: &str, name: &str) -> String {
    let mut longer = String::with_capacity(pointer.len() + name.len() + 1);
    longer.push_str(pointer);
    push_member(&mut longer, name);
    longer
}

/// Lengthens `pointer` by one member.
pub(super) fn push_member(pointer: &mut String, name: &str) {
    pointer.push('/');
    if name.contains(['~', '/']) {
        pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
    } else {
        pointer.push_str(name);
    }
}

/// Whether a text holds an expression of a template language, so that its value is unknown.
pub(super) fn is_template(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr3_iter(b'{', b'$', b'<', bytes)
        .any(|at| matches!(bytes.get(at..at + 2), Some(b"{{" | b"${" | b"<%" | b"{%")))
        || has_expression(text)
}

/// Whether a value is an expression of a template: nothing is known of it, not even its type.
pub(super) fn is_unknown(value: &Value) -> bool {
    value.as_str().is_some_and(is_expression)
}

/// Returns a pointer as people write members: `container.volumes[0].mode`.
pub(super) fn dotted(pointer: &str) -> String {
    let mut dotted = String::new();
    for token in pointer.split('/').skip(1) {
        let token = name(token);
        if token.bytes().all(|byte| byte.is_ascii_digit()) && !token.is_empty() {
            dotted.push('[');
            dotted.push_str(&token);
            dotted.push(']');
        } else {
            if !dotted.is_empty() {
                dotted.push('.');
            }
            dotted.push_str(&token);
        }
    }
    dotted
}

/// Returns the name that a token of a pointer stands for.
fn name(token: &str) -> Cow<'_, str> {
    match token.contains('~') {
        true => token.replace("~1", "/").replace("~0", "~").into(),
        false => token.into(),
    }
}

/// Returns the part of `value` that `pointer` names.
pub(super) fn at<'v>(value: &'v Value, pointer: &str) -> Option<&'v Value> {
    if pointer.contains('~') {
        return value.pointer(pointer);
    }
    let mut tokens = pointer.split('/');
    if tokens.next() != Some("") {
        return None;
    }
    tokens.try_fold(value, |value, token| match value {
        Value::Object(members) => members.get(token),
        Value::Array(elements) => elements.get(index(token)?),
        _ => None,
    })
}

/// Returns the index that a token of a pointer stands for (RFC 6901, section 4).
fn index(token: &str) -> Option<usize> {
    let is_index = token == "0" || !token.starts_with(['0', '+']);
    token.parse().ok().filter(|_| is_index)
}

/// The names of the members that an object may have, as bits. Most names that are looked up do not
/// exist, and the test of a bit is fast.
pub(super) struct Names(u64);

impl Names {
    /// Returns the names of the members of `value`.
    pub(super) fn of(value: &Value) -> Self {
        let names = value.as_object().into_iter().flat_map(|members| members.keys());
        Names(names.fold(0, |bits, name| bits | bit(name)))
    }

    /// Whether a member may have this name; if not, none has it.
    pub(super) fn may_hold(&self, name: &str) -> bool {
        self.0 & bit(name) != 0
    }
}

/// Returns one of 64 bits, by the length of a name and its first letter.
fn bit(name: &str) -> u64 {
    let first = name.bytes().next().map_or(0, usize::from);
    1 << ((name.len() * 5 + first) % 64)
}

/// Returns the elements that are equal to an earlier one, each after its index.
pub(super) fn repeated<T: Eq + Hash>(items: &[T]) -> impl Iterator<Item = (usize, &T)> {
    let firsts = first_equals(items);
    items.iter().enumerate().filter(move |(at, _)| firsts[*at] != *at)
}

/// The most elements that are compared one by one; up to this number that is faster than a hash.
const FEW_ITEMS: usize = 16;

/// Returns, for each element, the index of the first that is equal.
pub(super) fn first_equals<T: Eq + Hash>(items: &[T]) -> Vec<usize> {
    let indexed = items.iter().enumerate();
    if items.len() <= FEW_ITEMS {
        let first = |(at, item)| items[..at].iter().position(|it| it == item).unwrap_or(at);
        return indexed.map(first).collect();
    }
    let mut firsts = HashMap::with_capacity(items.len());
    indexed.map(|(at, item)| *firsts.entry(item).or_insert(at)).collect()
}
