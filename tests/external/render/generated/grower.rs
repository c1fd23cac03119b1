//! What all parts of the generator share: dice, names, layout, the loops around.

use super::node::Node;
use crate::render::language::Language;
use crate::render::values::{Kind, Names};
use crate::support::random::Dice;

/// How a template is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// A member a line.
    Lines,
    /// As few blanks as there can be.
    Short,
    /// Any blanks anywhere.
    Messy,
}

/// A loop or an object around, as names see it.
#[derive(Debug, Clone)]
pub(crate) enum Scope {
    /// What the tag of a loop calls its item, and its number if it does.
    Strings {
        item: String,
        index: Option<String>,
    },
    Objects {
        item: String,
        index: Option<String>,
    },
    /// The subject of a section or a `with`.
    Subject,
}

pub(crate) struct Grower {
    pub(crate) dice: Dice,
    pub(crate) language: Language,
    /// All names so far.
    pub(crate) names: Names,
    pub(crate) scopes: Vec<Scope>,
    /// One condition in so many members.
    pub(crate) calm: usize,
    /// One odd thing in so many places.
    pub(crate) sober: usize,
    /// How many conditions and loops there may still be.
    pub(crate) budget: usize,
    layout: Layout,
    newline: &'static str,
    /// Variables that were assigned.
    pub(crate) assigned: Vec<String>,
    pub(crate) counter: usize,
}

const FLAGS: &[&str] = &["a", "b", "c", "net", "web", "debug"];
const STRINGS: &[&str] = &["name", "ver", "host", "key"];

impl Grower {
    pub(crate) fn new(seed: u64, language: Language) -> Grower {
        let mut dice = Dice(seed);
        Grower {
            calm: [2, 3, 4, 6, 9][dice.below(5)],
            sober: [5, 10, 20, 40, 100, 300][dice.below(6)],
            budget: [1, 2, 3, 4, 5, 6, 8, 11][dice.below(8)],
            layout: [Layout::Lines, Layout::Lines, Layout::Short, Layout::Messy][dice.below(4)],
            newline: if dice.once_in(8) { "\r\n" } else { "\n" },
            language,
            names: Names::new(),
            scopes: Vec::new(),
            assigned: Vec::new(),
            counter: 0,
            dice,
        }
    }

    /// One of `all`.
    pub(crate) fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.dice.below(all.len())].clone()
    }

    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.dice.once_in(times)
    }

    /// Whether there is something odd here.
    pub(crate) fn is_odd(&mut self) -> bool {
        let sober = self.sober;
        self.dice.once_in(sober)
    }

    /// A word that is new in this template.
    pub(crate) fn fresh(&mut self, stem: &str) -> String {
        self.counter += 1;
        format!("{stem}{}", self.counter)
    }

    /// A name of the kind, as the values have it.
    pub(crate) fn name(&mut self, kind: Kind) -> String {
        let pool: &[&str] = match kind {
            Kind::Flag => FLAGS,
            Kind::List => &["vols", "svcs", "items"],
            Kind::Strings => &["us", "tags"],
            Kind::Object => &["svc", "web", "opt"],
            Kind::String => STRINGS,
            Kind::Number => &["n", "count"],
            Kind::Credential => &["cred_uri", "my_cred_uri"],
            Kind::Environment => &["stage"],
            Kind::Mode => &["mode"],
            Kind::Empty => &["empty"],
            Kind::DockerMembers => &["options"],
            Kind::Elements => &["elements"],
        };
        let is_free = |name: &&str| self.names.get(*name).is_none_or(|has| *has == kind);
        let free: Vec<&str> = pool.iter().copied().filter(is_free).collect();
        // The first ones more often, so that names meet each other.
        let at = self.dice.below(free.len()).min(self.dice.below(free.len()));
        let name = match free.get(at) {
            Some(name) => (*name).to_owned(),
            None => format!("{}2", pool[0]),
        };
        let name = if self.language.has_only_variables() { name.to_uppercase() } else { name };
        self.names.insert(name.clone(), kind);
        name
    }

    /// A flag's name: `a`, or one of the subject around.
    pub(crate) fn flag(&mut self) -> String {
        self.name(Kind::Flag)
    }

    /// Blanks between two pieces, `depth` levels deep.
    pub(crate) fn gap(&mut self, depth: usize) -> Node {
        let line = |depth: usize| format!("{}{}", self.newline, "  ".repeat(depth));
        let blank = match self.layout {
            Layout::Lines => line(depth),
            Layout::Short => String::new(),
            Layout::Messy => match self.dice.below(6) {
                0 => String::new(),
                1 => " ".into(),
                2 => line(0),
                3 => format!("{}{}", self.newline, line(depth)),
                _ => line(depth),
            },
        };
        Node::Text(blank)
    }

    /// Blanks by a tag: more often none.
    pub(crate) fn soft_gap(&mut self, depth: usize) -> Node {
        if self.once_in(2) { Node::text("") } else { self.gap(depth) }
    }

    /// A blank behind a colon or a comma, or none.
    pub(crate) fn blank(&mut self) -> &'static str {
        match self.layout {
            Layout::Lines => " ",
            Layout::Short => "",
            Layout::Messy => self.pick(&[" ", "", "  "]),
        }
    }
}
