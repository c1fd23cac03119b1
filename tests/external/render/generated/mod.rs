//! Random templates in every language, judged by the engines of other people.
//!
//! [`app`] and [`file`] grow definitions, [`list`] puts members and elements into sections and loops
//! and decides where their commas go, and each language writes that down in its own tags, often in
//! odd ones. What comes out is nearly always JSON for nearly all values.

mod app;
mod env;
mod erb;
mod file;
mod go;
mod grower;
mod handlebars;
mod jinja;
mod list;
mod mustache;
mod node;
pub(crate) mod run;
mod shell;
mod tags;

use std::collections::BTreeSet;

use grower::Grower;
use node::Node;

use crate::render::judge::Template;
use crate::render::language::Language;
use crate::render::values::assignments;
use crate::support::random::Dice;

/// A random template with its values.
pub(crate) struct Grown {
    seed: u64,
    node: Node,
    template: Template,
}

impl Grown {
    /// The template of `seed`, with up to so many `sets` of values.
    pub(crate) fn new(seed: u64, language: Language, sets: usize) -> Grown {
        // What is called Mustache may be Handlebars.
        let is_other = language == Language::Mustache && seed % 8 == 7;
        let mut grower = Grower::new(seed, if is_other { Language::Handlebars } else { language });
        let mut node = grower.file();
        if language == Language::Shell {
            let ends = ["cat <<EOF\n", "EOF\n"].map(Node::text);
            let [begin, end] = ends;
            node = Node::All(vec![begin, node, end]);
        }
        let mut values = assignments(&grower.names, &mut Dice(seed));
        values.truncate(sets);
        let stem = if language == Language::Shell { "run" } else { "app.json" };
        let file = format!("{stem}.{}", language.extension());
        let template = Template {
            file,
            text: node.write(),
            values,
            neighbours: neighbours(&node),
            is_only_mustache: false,
        };
        Grown { seed, template, node }
    }
}

/// The texts of definitions on which nothing else may depend: those that stand once, assign nothing, read nothing
/// that is assigned elsewhere, and bring no text from elsewhere that may ask for the names of the others. A
/// template that was made small may have half a definition; its brackets do not match.
pub(crate) fn neighbours(node: &Node) -> Vec<String> {
    fn words(text: &str) -> Vec<&str> {
        let is_word = |c: char| c.is_alphanumeric() || ":=_".contains(c);
        text.split(|c| !is_word(c)).filter(|word| !word.is_empty()).collect()
    }
    let assigns = |text: &str| {
        words(text).iter().any(|word| {
            matches!(*word, "set" | ":=" | "=" | "for" | "macro" | "block" | "template")
        }) || ["#*inline", "{{>", "{{#>"].iter().any(|mark| text.contains(mark))
    };
    let whole = node.write();
    let mut texts = node.definitions();
    let is_matched = |text: &str| {
        let count = |bracket: char| text.matches(bracket).count();
        count('{') == count('}') && count('[') == count(']')
    };
    let is_object = |text: &str| text.starts_with('{') && text.ends_with('}') && is_matched(text);
    let is_once = |text: &str| whole.matches(text).count() == 1;
    // In an inline partial, `@first` is not that of the place where the partial is called.
    let is_partial = whole.contains("#*inline");
    let is_own = |text: &str| !is_partial || !text.contains('@');
    let all = words(&whole);
    let pairs = all.windows(2).filter_map(|pair| match pair {
        ["set", name] | [name, ":=" | "="] => Some(*name),
        _ => None,
    });
    let assigned: BTreeSet<&str> = pairs.collect();
    let reads = |text: &str| words(text).iter().any(|word| assigned.contains(word));
    texts.retain(|text| {
        is_object(text) && is_once(text) && is_own(text) && !assigns(text) && !reads(text)
    });
    texts
}
