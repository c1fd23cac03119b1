//! The free names of a template → sets of values for them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::support::random::Dice;

/// How many sets of values a template is rendered with at most.
pub(crate) const SETS: usize = 64;

/// What a name may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// Anything that a condition may ask for: absent, false, true, `""`, a string, 0, a list, an
    /// object.
    Flag,
    /// Objects, none to three.
    List,
    /// Strings, none to three.
    Strings,
    /// An object that has some of the names, or nothing.
    Object,
    String,
    Number,
    /// A URI of credentials.
    Credential,
    /// `prod` and others.
    Environment,
    /// One of a few letters.
    Mode,
    /// An empty string.
    Empty,
    /// A text with members of `docker` and their commas.
    DockerMembers,
    /// A text with entries of `uris` and their commas.
    Elements,
}

/// The free names of a template.
pub(crate) type Names = BTreeMap<String, Kind>;

/// Sets of values for `names`: all that there are if they are few.
pub(crate) fn assignments(names: &Names, dice: &mut Dice) -> Vec<Value> {
    let choices: Vec<(&String, Vec<Value>)> =
        names.iter().map(|(name, kind)| (name, choices(*kind, name, names, dice))).collect();
    let product = choices.iter().try_fold(1_usize, |all, (_, of)| all.checked_mul(of.len()));
    let set = |mut pick: Box<dyn FnMut(usize) -> usize + '_>| {
        let member = |(name, of): &(&String, Vec<Value>)| {
            ((*name).clone(), of[pick(of.len()) % of.len()].clone())
        };
        Value::Object(choices.iter().map(member).collect::<Map<_, _>>())
    };
    if let Some(product) = product.filter(|product| *product <= SETS) {
        let nth = |mut number: usize| {
            set(Box::new(move |of| {
                let digit = number % of;
                number /= of;
                digit
            }))
        };
        let mut sets: Vec<Value> = (0..product).map(nth).collect();
        for at in (1..sets.len()).rev() {
            sets.swap(at, dice.below(at + 1));
        }
        return sets;
    }
    // Without anything, with everything, and then by chance; each kind begins with these two.
    let mut sets = vec![set(Box::new(|_| 0)), set(Box::new(|_| 1))];
    while sets.len() < SETS {
        // Half of the sets hold what templates are written for.
        let plain = sets.len() % 2 == 0;
        let mut dice = Dice(dice.below(usize::MAX >> 1) as u64);
        sets.push(set(Box::new(move |of| dice.below(if plain { of.min(2) } else { of }))));
    }
    sets
}

/// What a name may hold; first nothing, then something.
fn choices(kind: Kind, name: &str, names: &Names, dice: &mut Dice) -> Vec<Value> {
    match kind {
        Kind::Flag => vec![
            json!(false),
            json!(true),
            Value::Null,
            json!("x"),
            json!(""),
            json!(0),
            // A function to Mustache, a string to all others.
            json!("λ"),
            json!([]),
            object(name, names, dice, Some(false)),
            object(name, names, dice, Some(true)),
            object(name, names, dice, None),
            list(name, names, dice, 2),
        ],
        Kind::List => {
            let mut lists = vec![json!([]), list(name, names, dice, 2)];
            lists.extend([1, 3, 2].map(|length| list(name, names, dice, length)));
            lists
        }
        Kind::Strings => {
            vec![json!([]), json!(["u1", "u2"]), json!(["u1"]), json!(["u1", "u2", "u3"])]
        }
        Kind::Object => vec![
            object(name, names, dice, None),
            object(name, names, dice, None),
            Value::Null,
            json!({}),
            object(name, names, dice, Some(true)),
        ],
        Kind::String => vec![json!("x1"), json!("some-name")],
        Kind::Number => vec![json!(1), json!(20)],
        Kind::Credential => {
            vec![json!("file:///etc/docker.tar.gz"), json!("https://r.example/.dockercfg")]
        }
        Kind::Environment => vec![json!("dev"), json!("prod"), json!("")],
        Kind::Mode => vec![json!("a"), json!("b"), json!("c")],
        Kind::Empty => vec![json!("")],
        Kind::Elements => {
            vec![json!(""), json!("\"http://a/more.tgz\","), json!("\"http://a/other.tgz\",")]
        }
        Kind::DockerMembers => {
            vec![json!(""), json!("\"network\": \"BRIDGE\","), json!("\"forcePullImage\": true,")]
        }
    }
}

fn list(name: &str, names: &Names, dice: &mut Dice, length: usize) -> Value {
    let item = |index: usize, dice: &mut Dice| {
        let mut item = object(name, names, dice, None);
        item["name"] = json!(format!("n{index}"));
        item["sid"] = json!(format!("s{index}"));
        item["first"] = json!(index == 0);
        item["last"] = json!(index + 1 == length);
        item
    };
    (0..length).map(|index| item(index, dice)).collect()
}

/// An object with some of the names as flags; whether it has `own`, and what that is, if it is said.
fn object(own: &str, names: &Names, dice: &mut Dice, has_own: Option<bool>) -> Value {
    let mut members = Map::new();
    members.insert("name".into(), json!("inner"));
    members.insert("sid".into(), json!("s0"));
    let flags =
        names.iter().filter(|(_, kind)| **kind == Kind::Flag).map(|(name, _)| name.as_str());
    let mut flags: Vec<&str> = flags.collect();
    flags.extend(["k1", "k2", "net"]);
    for flag in flags.into_iter().filter(|flag| *flag != own) {
        match dice.below(4) {
            0 => members.insert(flag.into(), json!(true)),
            1 => members.insert(flag.into(), json!(false)),
            _ => None,
        };
    }
    match has_own {
        Some(it) => members.insert(own.into(), json!(it)),
        None => None,
    };
    let inner = (0..dice.below(3)).map(|index| json!({ "name": format!("m{index}"), "sid": "t" }));
    members.insert("m0".into(), inner.collect());
    Value::Object(members)
}
