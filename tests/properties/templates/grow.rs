//! A definition → a random template of definitions like it: members and elements in sections, other
//! ones beside them, loops, expressions.

use serde_json::Value;

use super::engine::World;
use super::tokens::{Language, Test};
use crate::support::random::Dice;

/// A value of a template.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    /// A string's inside, with the names of values among it.
    Text(Vec<Part>),
    /// A scalar, or the name of a value in its place.
    Bare(Part),
    Object(Vec<Entry>),
    Array(Vec<Entry>),
}

/// A piece of text.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    Text(String),
    Value(String),
}

/// What stands in a container.
#[derive(Debug, Clone)]
pub(crate) enum Entry {
    /// An element, or a member with its name.
    Item(Option<Vec<Part>>, Node),
    /// Two alternatives.
    Section(Test, Vec<Entry>, Vec<Entry>),
    /// As often as the list is long.
    Loop(String, Box<Entry>),
}

impl Entry {
    /// Whether something of it is there in any case.
    pub(crate) fn is_always(&self) -> bool {
        match self {
            Entry::Item(..) => true,
            Entry::Section(_, with, without) => {
                with.iter().any(Entry::is_always) && without.iter().any(Entry::is_always)
            }
            Entry::Loop(..) => false,
        }
    }
}

/// Grows a template.
pub(crate) struct Grower {
    pub(crate) dice: Dice,
    pub(crate) language: Language,
    /// How many conditions there are.
    pub(crate) conditions: usize,
    /// The values and lists that the template uses.
    pub(crate) world: World,
    /// How deep the section is.
    depth: usize,
}

/// Members that have to be there in each alternative, or the app needs no conversion in some.
const KEPT: [&str; 7] = ["uris", "fetch", "artifacts", "id", "container", "docker", "image"];

/// Members that may say anything.
const FREE: [&str; 4] = ["instances", "cpus", "mem", "disk"];

impl Grower {
    pub(crate) fn new(dice: Dice, language: Language, conditions: usize) -> Self {
        Grower { dice, language, conditions, world: World::default(), depth: 0 }
    }

    /// `value`, which is called `name`.
    pub(crate) fn node(&mut self, name: &str, value: &Value) -> Node {
        match value {
            Value::Object(members) => {
                let mut entries = Vec::new();
                for (key, value) in members {
                    let node = self.node(key, value);
                    entries.push(Entry::Item(Some(vec![Part::Text(key.clone())]), node));
                }
                if name == "labels" || name == "env" {
                    self.add_loop(&mut entries, true);
                }
                Node::Object(self.sections(entries))
            }
            Value::Array(elements) => {
                let elements = elements.iter().map(|it| Entry::Item(None, self.node(name, it)));
                let mut entries: Vec<Entry> = elements.collect();
                let is_list = ["args", "acceptedResourceRoles"].contains(&name);
                if is_list {
                    self.add_loop(&mut entries, false);
                }
                Node::Array(self.sections(entries))
            }
            Value::String(text) => Node::Text(self.text(name, text)),
            scalar => {
                let text = scalar.to_string();
                let is_free = FREE.contains(&name) && self.dice.once_in(2);
                Node::Bare(if is_free { self.value(text) } else { Part::Text(text) })
            }
        }
    }

    /// A value of its own that says `text`.
    fn value(&mut self, text: String) -> Part {
        let name = format!("value{}", self.world.texts.len());
        self.world.texts.insert(name.clone(), text);
        Part::Value(name)
    }

    /// The inside of a string, in which something may be an expression that a rule does not ask for.
    fn text(&mut self, name: &str, text: &str) -> Vec<Part> {
        let is_known = KEPT.contains(&name) && name != "image" || text.contains(['"', '\\', '{']);
        let is_tag = |tag: &str| !tag.is_empty() && !tag.contains(['/', '@']);
        match text.rsplit_once(':') {
            Some((before, tag)) if name == "image" && is_tag(tag) && self.dice.once_in(3) => {
                vec![Part::Text(format!("{before}:")), self.value(tag.to_owned())]
            }
            _ if name == "team" || !is_known && self.dice.once_in(40) && name == "description" => {
                vec![self.value(text.to_owned())]
            }
            _ => vec![Part::Text(text.to_owned())],
        }
    }

    fn add_loop(&mut self, entries: &mut Vec<Entry>, is_object: bool) {
        if !self.dice.once_in(3) {
            return;
        }
        let list = format!("list{}", self.world.lists.len());
        self.world.lists.insert(list.clone(), Vec::new());
        let own = vec![Part::Text("own-".into()), Part::Value("item".into())];
        let item = match is_object {
            true => Entry::Item(Some(own), Node::Text(vec![Part::Value("item".into())])),
            false => Entry::Item(None, Node::Text(own)),
        };
        let at = self.dice.below(entries.len() + 1);
        entries.insert(at, Entry::Loop(list, Box::new(item)));
    }

    fn test(&mut self) -> Test {
        let mut flag = || {
            let name = format!("c{}", self.dice.below(self.conditions));
            self.world.flags.insert(name.clone(), false);
            Test::Is(name)
        };
        let (one, other) = (flag(), flag());
        let has_words = matches!(self.language, Language::Jinja | Language::Go | Language::Erb);
        let test = match self.dice.below(10) {
            0 if has_words => Test::All(vec![one, other]),
            1 if has_words => Test::Any(vec![one, Test::Not(Box::new(other))]),
            _ => one,
        };
        if self.dice.once_in(2) { test } else { Test::Not(Box::new(test)) }
    }

    /// `entries` with sections around some of them, so that a comma can stand between all that may
    /// be there together.
    fn sections(&mut self, entries: Vec<Entry>) -> Vec<Entry> {
        if self.depth > 2 {
            return entries;
        }
        let mut out = Vec::new();
        let mut rest = entries.into_iter().peekable();
        while let Some(first) = rest.next() {
            if !self.dice.once_in(4) {
                out.push(first);
                continue;
            }
            let mut run = vec![first];
            while rest.peek().is_some() && self.dice.once_in(3) {
                run.extend(rest.next());
            }
            self.depth += 1;
            out.push(self.section(run));
            self.depth -= 1;
        }
        let has_anchor = out.iter().any(Entry::is_always) || out.len() < 2;
        if has_anchor {
            return out;
        }
        // Nothing would be there in any case: lets the first be.
        match out.remove(0) {
            Entry::Section(_, with, _) if with.iter().any(Entry::is_always) => {
                with.into_iter().chain(out).collect()
            }
            first => vec![first],
        }
    }

    fn section(&mut self, run: Vec<Entry>) -> Entry {
        let must_stay = run.iter().any(is_kept) && !self.dice.once_in(12);
        let with = if self.dice.once_in(3) { self.sections(run.clone()) } else { run.clone() };
        let without = if must_stay || self.dice.once_in(3) {
            let other: Vec<Entry> = run.iter().filter_map(|entry| self.other(entry)).collect();
            if self.dice.once_in(3) { self.sections(other) } else { other }
        } else {
            Vec::new()
        };
        if with.len() > 1 && !with.iter().any(Entry::is_always)
            || without.len() > 1 && !without.iter().any(Entry::is_always)
        {
            return Entry::Section(self.test(), run, Vec::new());
        }
        Entry::Section(self.test(), with, without)
    }

    /// Something else in the place of `entry`, if anything.
    fn other(&mut self, entry: &Entry) -> Option<Entry> {
        match entry {
            Entry::Item(name, node) => {
                if !is_kept(entry) && self.dice.once_in(4) {
                    return None;
                }
                let key = name.as_deref().map(said).unwrap_or_default();
                Some(Entry::Item(name.clone(), self.other_node(&key, node)))
            }
            other => Some(other.clone()),
        }
    }

    fn other_node(&mut self, name: &str, node: &Node) -> Node {
        match node {
            Node::Bare(Part::Text(text)) if text.parse::<u32>().is_ok() && FREE.contains(&name) => {
                Node::Bare(Part::Text(format!("{text}2")))
            }
            Node::Text(parts) => match (name, said(parts).as_str()) {
                ("network", "HOST") => Node::Text(vec![Part::Text("BRIDGE".into())]),
                ("network", "BRIDGE") => Node::Text(vec![Part::Text("HOST".into())]),
                ("image", text) if !text.contains('@') => {
                    let own = text.split_once('/').map_or(text, |(_, name)| name);
                    Node::Text(vec![Part::Text(format!("other.example.com/{own}"))])
                }
                _ => node.clone(),
            },
            Node::Object(entries) => {
                let keep = |entry: &Entry| self.other(entry);
                let entries: Vec<Entry> = entries.iter().filter_map(keep).collect();
                if entries.len() > 1 && !entries.iter().any(Entry::is_always) {
                    return node.clone();
                }
                Node::Object(entries)
            }
            other => other.clone(),
        }
    }
}

/// What parts say, without the values.
pub(crate) fn said(parts: &[Part]) -> String {
    let text = parts.iter().map(|part| match part {
        Part::Text(text) | Part::Value(text) => text.as_str(),
    });
    text.collect()
}

/// Whether it must not be in some alternatives only.
fn is_kept(entry: &Entry) -> bool {
    match entry {
        Entry::Item(Some(name), _) => KEPT.contains(&said(name).as_str()),
        Entry::Item(None, node) => is_credential(node),
        Entry::Section(_, with, without) => with.iter().chain(without).any(is_kept),
        Entry::Loop(..) => false,
    }
}

fn is_credential(node: &Node) -> bool {
    match node {
        Node::Text(parts) => said(parts).contains("docker"),
        Node::Object(entries) => entries.iter().any(|entry| match entry {
            Entry::Item(_, node) => is_credential(node),
            _ => false,
        }),
        _ => false,
    }
}
