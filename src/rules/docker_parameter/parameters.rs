//! The list as it stands → parameters under the long form of their keys.

use serde_json::Value;

use super::FIELD;
use crate::rules::Work;

/// One entry of the list.
#[derive(Debug)]
pub(super) struct Parameter {
    index: usize,
    /// Where it stands.
    pub(super) pointer: String,
    /// The long form of its key, in characters of kebab-case.
    pub(super) name: String,
    /// Its value.
    pub(super) value: String,
    /// Whether its key is one that no `docker run` takes as `--KEY=VALUE`.
    pub(super) never_ran: bool,
}

impl Parameter {
    /// The value of a switch as Docker's command line reads it (Go's `strconv.ParseBool`).
    pub(super) fn switch(&self) -> Option<bool> {
        match self.value.as_str() {
            "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
            "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
            _ => None,
        }
    }
}

/// All entries, in their order.
#[derive(Debug)]
pub(super) struct Parameters(Vec<Parameter>);

impl Parameters {
    /// Reads the list; blocks and gives `None` if an entry is not what Marathon takes (marathon:
    /// appContainer.raml:34-43).
    pub(super) fn read(work: &mut Work, entries: &[Value]) -> Option<Self> {
        let mut parameters = Vec::with_capacity(entries.len());
        for (index, entry) in entries.iter().enumerate() {
            let pointer = format!("{FIELD}/{index}");
            match strings(entry) {
                Ok((key, value)) => parameters.push(parameter(index, pointer, key, value)),
                Err(message) => work.block(&pointer, message, "correct it or remove the entry"),
            }
        }
        (parameters.len() == entries.len()).then_some(Parameters(parameters))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Parameter> {
        self.0.iter()
    }

    /// The entries with this key.
    pub(super) fn all(&self, name: &str) -> impl DoubleEndedIterator<Item = &Parameter> {
        self.0.iter().filter(move |parameter| parameter.name == name)
    }

    /// The entry that holds where a flag can be given only once.
    pub(super) fn last(&self, name: &str) -> Option<&Parameter> {
        self.all(name).next_back()
    }

    pub(super) fn is_first(&self, parameter: &Parameter) -> bool {
        self.all(&parameter.name).next().is_some_and(|first| first.index == parameter.index)
    }

    pub(super) fn is_last(&self, parameter: &Parameter) -> bool {
        self.last(&parameter.name).is_some_and(|last| last.index == parameter.index)
    }
}

fn strings(entry: &Value) -> Result<(&str, &str), &'static str> {
    if !entry.is_object() {
        return Err("the entry of `docker.parameters` is not an object with `key` and `value`");
    }
    let key = match entry.get("key") {
        Some(Value::String(key)) if !key.is_empty() => key,
        Some(Value::String(_)) => return Err("the Docker parameter has an empty `key`"),
        None | Some(Value::Null) => return Err("the Docker parameter has no `key`"),
        Some(_) => return Err("the `key` of the Docker parameter is not a string"),
    };
    match entry.get("value") {
        Some(Value::String(value)) => Ok((key, value)),
        None | Some(Value::Null) => Err("the Docker parameter has no `value`"),
        Some(_) => Err("the `value` of the Docker parameter is not a string"),
    }
}

fn parameter(index: usize, pointer: String, key: &str, value: &str) -> Parameter {
    let bare = key.trim_start_matches('-');
    let never_ran = bare.len() < key.len() || bare.chars().count() == 1;
    Parameter { index, pointer, name: kebab(long(bare)), value: value.to_owned(), never_ran }
}

/// The long form of a flag of `docker run`.
fn long(key: &str) -> &str {
    match key {
        "a" => "attach",
        "c" => "cpu-shares",
        "d" => "detach",
        "e" => "env",
        "h" => "hostname",
        "i" => "interactive",
        "l" => "label",
        "m" => "memory",
        "p" => "publish",
        "P" => "publish-all",
        "q" => "quiet",
        "t" => "tty",
        "u" => "user",
        "v" => "volume",
        "w" => "workdir",
        "dns-opt" => "dns-option",
        "net" => "network",
        "net-alias" => "network-alias",
        long => long,
    }
}

/// A name for findings that cannot carry a value along, as in a key `env K=V`; a letter that is
/// not small makes another flag to Docker, so it makes another name.
fn kebab(key: &str) -> String {
    let end = key.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(key.len());
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if end == key.len() && key.chars().all(plain) && !key.is_empty() {
        return key.to_owned();
    }
    let name: String = key[..end]
        .chars()
        .map(|c| c.to_ascii_lowercase())
        .map(|c| if plain(c) { c } else { '-' })
        .collect();
    format!("unknown-{}", name.trim_matches('-')).trim_end_matches('-').to_owned()
}
