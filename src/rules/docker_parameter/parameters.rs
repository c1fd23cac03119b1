//! Reads the list of parameters, and normalises their keys to the long form.

use std::cell::{RefCell, RefMut};
use std::collections::HashMap;

use serde_json::Value;

use super::FIELD;
use super::mounted::Mounted;
use crate::engine::Context;

/// A parameter of the list.
#[derive(Debug)]
pub(super) struct Parameter {
    /// The index in the list.
    index: usize,
    /// The pointer to the parameter.
    pub(super) pointer: String,
    /// The long form of the key, in kebab-case.
    pub(super) name: String,
    /// The value.
    pub(super) value: String,
    /// Whether `docker run` accepts no `--KEY=VALUE` with this key.
    pub(super) never_ran: bool,
}

impl Parameter {
    /// Returns whether a switch is on, as Docker's command line reads the value (Go's
    /// `strconv.ParseBool`). Returns `None` for any other value.
    pub(super) fn switch(&self) -> Option<bool> {
        match self.value.as_str() {
            "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
            "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
            _ => None,
        }
    }

    /// Returns the label in the value, if Calico's policies select by it.
    pub(super) fn policy_label(&self) -> Option<PolicyLabel<'_>> {
        let label = self.value.strip_prefix("org.projectcalico.label.")?;
        let (name, value) = label.split_once('=').unwrap_or((label, ""));
        (!name.is_empty()).then_some(PolicyLabel { name, value })
    }
}

/// A label that Calico's policies select by.
pub(super) struct PolicyLabel<'p> {
    /// The name, without the prefix of Calico.
    pub(super) name: &'p str,
    pub(super) value: &'p str,
}

/// All parameters, in their order.
#[derive(Debug)]
pub(super) struct Parameters {
    entries: Vec<Parameter>,
    /// The indices of the parameters, by key.
    by_name: HashMap<String, Vec<usize>>,
    /// The first and the last `env` for each variable.
    variables: HashMap<String, FirstAndLast>,
    /// The first and the last `label` for each label of Calico's policies. The other labels are
    /// counted under "".
    labels: HashMap<String, FirstAndLast>,
    /// The mounts of the app. They are collected when the first volume is added.
    mounted: RefCell<Option<Mounted>>,
}

/// The indices of the first and the last of several parameters.
#[derive(Debug)]
struct FirstAndLast {
    first: usize,
    last: usize,
}

impl FirstAndLast {
    /// Adds a parameter to those with this name. Parameters are added in ascending order.
    fn add(all: &mut HashMap<String, FirstAndLast>, name: &str, index: usize) {
        let first = FirstAndLast { first: index, last: index };
        all.entry(name.to_owned()).or_insert(first).last = index;
    }
}

impl Parameters {
    /// Reads the list. Blocks and returns `None` if Marathon does not accept an entry (marathon:
    /// appContainer.raml:34-43).
    pub(super) fn read(context: &mut Context, entries: &[Value]) -> Option<Self> {
        let mut parameters = Vec::with_capacity(entries.len());
        for (index, entry) in entries.iter().enumerate() {
            let pointer = format!("{FIELD}/{index}");
            match strings(entry) {
                Ok((key, value)) => parameters.push(parameter(index, pointer, key, value)),
                Err(message) => context.block(&pointer, message, "correct it or remove the entry"),
            }
        }
        (parameters.len() == entries.len()).then(|| Parameters::new(parameters))
    }

    fn new(entries: Vec<Parameter>) -> Self {
        let (mut by_name, mut variables) = (HashMap::<_, Vec<_>>::new(), HashMap::new());
        let mut labels = HashMap::new();
        for parameter in &entries {
            let Parameter { index, name, value, .. } = parameter;
            by_name.entry(name.clone()).or_default().push(*index);
            if let Some((variable, _)) = value.split_once('=').filter(|_| name == "env") {
                FirstAndLast::add(&mut variables, variable, *index);
            }
            if name == "label" {
                let label = parameter.policy_label().map_or("", |label| label.name);
                FirstAndLast::add(&mut labels, label, *index);
            }
        }
        Parameters { entries, by_name, variables, labels, mounted: RefCell::default() }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Parameter> {
        self.entries.iter()
    }

    /// Returns the parameters with this key, in their order.
    pub(super) fn all(&self, name: &str) -> impl DoubleEndedIterator<Item = &Parameter> {
        self.by_name.get(name).into_iter().flatten().map(|&index| &self.entries[index])
    }

    /// Returns the last parameter with this key, which wins if a flag can be given only once.
    pub(super) fn last(&self, name: &str) -> Option<&Parameter> {
        self.all(name).next_back()
    }

    /// Whether `parameter` is the first with this key.
    pub(super) fn is_first(&self, parameter: &Parameter) -> bool {
        self.all(&parameter.name).next().is_some_and(|first| first.index == parameter.index)
    }

    /// Whether `parameter` is the last with this key.
    pub(super) fn is_last(&self, parameter: &Parameter) -> bool {
        self.last(&parameter.name).is_some_and(|last| last.index == parameter.index)
    }

    /// Returns the last parameter that sets the variable `variable` of the environment. Returns
    /// `None` unless `parameter` is the first that sets it.
    pub(super) fn last_value(&self, parameter: &Parameter, variable: &str) -> Option<&Parameter> {
        let &FirstAndLast { first, last } = self.variables.get(variable)?;
        (first == parameter.index).then(|| &self.entries[last])
    }

    /// Whether `parameter` is the last that sets this label of Calico's policies.
    pub(super) fn is_last_of_label(&self, parameter: &Parameter, label: &str) -> bool {
        self.labels.get(label).is_some_and(|it| it.last == parameter.index)
    }

    /// Whether `parameter` is the first with a label that no policy selects by.
    pub(super) fn is_first_plain_label(&self, parameter: &Parameter) -> bool {
        self.labels.get("").is_some_and(|it| it.first == parameter.index)
    }

    /// Returns the mounts of the app. A caller that adds a volume must add it here, too.
    pub(super) fn mounted(&self, context: &Context) -> RefMut<'_, Mounted> {
        RefMut::map(self.mounted.borrow_mut(), |mounted| {
            mounted.get_or_insert_with(|| Mounted::of(context))
        })
    }
}

/// Returns the value of the flag `name` that the parameters in the file give: that of the last one.
pub(in crate::rules) fn given(context: &Context, name: &str) -> Option<String> {
    let (original, _, _) = context.so_far();
    let entries = original.value(FIELD)?;
    let mut pairs = entries.as_array()?.iter().filter_map(|entry| strings(entry).ok());
    let (_, value) = pairs.rfind(|(key, _)| long_name(key) == name)?;
    Some(value.to_owned())
}

/// Returns the `key` and the `value` of an entry. The error is a clause.
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

/// Returns the parameter at `index` in the list.
fn parameter(index: usize, pointer: String, key: &str, value: &str) -> Parameter {
    let bare = key.trim_start_matches('-');
    let never_ran = bare.len() < key.len() || bare.chars().count() == 1;
    Parameter { index, pointer, name: long_name(key), value: value.to_owned(), never_ran }
}

/// Returns the long form of a key, in kebab-case.
fn long_name(key: &str) -> String {
    kebab(long(key.trim_start_matches('-')))
}

/// Returns the long form of a flag of `docker run`.
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

/// Returns the key as findings name it. A key that cannot be a flag gets a name with `unknown-`.
/// Such a key is `env K=V`, which has a value in it that findings must not show, or one with a
/// capital letter, because Docker distinguishes upper and lower case in flags.
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
