//! New sections in the language of a template, for a condition that it has already.

use super::{Guard, Role, Syntax, Tag, Template};

impl Template<'_> {
    /// The conditions of the template's sections, each once.
    pub fn conditions(&self) -> impl Iterator<Item = &str> {
        let guards = self.outline.blocks.iter().flat_map(|block| &block.guards);
        let mut seen: Vec<&str> = Vec::new();
        guards.filter_map(move |guard| match guard {
            Some(Guard::When { condition, .. }) if !seen.contains(&condition.as_str()) => {
                seen.push(condition);
                Some(condition.as_str())
            }
            _ => None,
        })
    }

    /// `text` in a section at the byte `at` that is there if `condition` holds, or if it does not.
    ///
    /// None if the condition may mean something else there than where the template has it; if it is
    /// that of a loop; or if `text` has expressions that could mean something else in the section.
    #[must_use]
    pub fn section(&self, condition: &str, holds: bool, at: usize, text: &str) -> Option<String> {
        let outline = &self.outline;
        let is_known = |block: &&super::outline::Block| {
            let first = &outline.tags[block.tags[0]];
            let is_it = |guard: &Option<Guard>| matches!(guard, Some(Guard::When { condition: own, .. }) if own == condition);
            block.guards.first().is_some_and(is_it)
                && self.sees_the_same(condition, first.range.start, at)
        };
        let block = outline.blocks.iter().find(is_known)?;
        let (first, last) = (block.tags[0], block.tags[block.tags.len() - 1]);
        let tag = &self.text[outline.tags[first].range.clone()];
        let close = &self.text[outline.tags[last].range.clone()];
        match self.syntax {
            Syntax::Mustache => {
                let inside = tag.strip_prefix("{{")?.strip_suffix("}}")?;
                if let Some(subject) = inside.strip_prefix("#if ") {
                    let word = if holds { "#if" } else { "#unless" };
                    let end = &word[1..];
                    return Some(format!("{{{{{word} {subject}}}}}{text}{{{{/{end}}}}}"));
                }
                let is_plain = condition.split_whitespace().count() == 1
                    && inside.starts_with(['#', '^'])
                    && !condition.is_empty();
                // A section may be a loop, and its names may be those of what it is about.
                let is_safe = !holds || self.comes_from(condition, text);
                let mark = if holds { '#' } else { '^' };
                (is_plain && is_safe)
                    .then(|| format!("{{{{{mark}{condition}}}}}{text}{{{{/{condition}}}}}"))
            }
            Syntax::Jinja => {
                let is_if = tag.trim_start_matches(['{', '%', '-', '+', ' ']).starts_with("if ");
                let not = if holds { "" } else { "not " };
                let own = if holds { condition.to_owned() } else { parenthesised(condition) };
                (is_if && close.contains("endif"))
                    .then(|| format!("{{% if {not}{own} %}}{text}{{% endif %}}"))
            }
            Syntax::Go => {
                let is_if = tag.trim_start_matches(['{', '-', ' ']).starts_with("if ");
                let own = if holds { condition.to_owned() } else { format!("not ({condition})") };
                is_if.then(|| format!("{{{{if {own}}}}}{text}{{{{end}}}}"))
            }
            Syntax::Erb => {
                let code = tag.trim_start_matches(['<', '%', '-', ' ']);
                let is_if = code.starts_with("if ") || code.starts_with("unless ");
                let word = if holds { "if" } else { "unless" };
                is_if.then(|| format!("<% {word} {condition} %>{text}<% end %>"))
            }
            Syntax::Env | Syntax::Shell | Syntax::Spliced | Syntax::Comments => None,
        }
    }

    /// Whether all that `text` has of the template stands in a section of the condition already,
    /// which is no loop as far as can be seen.
    fn comes_from(&self, condition: &str, text: &str) -> bool {
        let outline = &self.outline;
        let own = outline.blocks.iter().filter(|block| {
            matches!(&block.guards[..], [Some(Guard::When { condition: own, holds: true })] if own == condition)
        });
        let mut inside: Vec<&str> = Vec::new();
        for block in own {
            let tags = &outline.tags[block.tags[0] + 1..block.tags[block.tags.len() - 1]];
            inside.extend(tags.iter().map(|tag| &self.text[tag.range.clone()]));
        }
        let is_loop =
            |tag: &&str| tag.trim_matches(['{', '}', '&', ' ']) == "." || tag.contains("last");
        let tags = self.syntax.tags(text).unwrap_or_default();
        !inside.iter().any(is_loop)
            && tags.iter().all(|tag| inside.contains(&&text[tag.range.clone()]))
    }

    /// Whether a section of `condition` at `from` sees the same names as one at `at`: each stands in
    /// alternatives only that bring no names of their own, but for those around both.
    fn sees_the_same(&self, condition: &str, from: usize, at: usize) -> bool {
        let around = |at: usize| {
            let outline = &self.outline;
            let above = |place: &(usize, usize)| {
                outline.before(outline.tags[outline.blocks[place.0].tags[0]].range.start)
            };
            std::iter::successors(outline.before(at), above).collect::<Vec<_>>()
        };
        let (from, at) = (around(from), around(at));
        let brings_names = |place: &(usize, usize)| {
            let is_around_both = from.contains(place) && at.contains(place);
            !is_around_both && self.brings_names(condition, *place)
        };
        !from.iter().any(brings_names) && !at.iter().any(brings_names)
    }

    /// Whether `condition` may mean something else in an alternative than around it.
    fn brings_names(&self, condition: &str, (block, alternative): (usize, usize)) -> bool {
        let outline = &self.outline;
        let first = &outline.tags[outline.blocks[block].tags[0]];
        let is_new_scope = match &outline.blocks[block].guards[alternative] {
            Some(Guard::When { holds, .. }) => match self.syntax {
                Syntax::Mustache => *holds,
                _ => {
                    let tag = &self.text[first.range.clone()];
                    !tag.contains("if ") && !tag.contains("unless ")
                }
            },
            Some(Guard::Fixed(_)) => true,
            None => self.syntax == Syntax::Mustache,
        };
        is_new_scope && !self.reaches_through(condition, (block, alternative))
    }

    /// Whether a section of Mustache that brings names has tags with a path that begins as
    /// `condition` does, so that what it begins with is that of the template.
    fn reaches_through(&self, condition: &str, place: (usize, usize)) -> bool {
        let Some((first, _)) = condition.split_once('.') else { return false };
        let inside = self.outline.inside(place);
        let is_alike = |tag: &Tag| {
            let name = self.text[tag.range.clone()].trim_matches(['{', '}', '&', ' ']);
            tag.role == Role::Expression
                && inside.contains(&tag.range.start)
                && name.split_once('.').is_some_and(|(own, _)| own == first)
        };
        self.syntax == Syntax::Mustache && self.outline.tags.iter().any(is_alike)
    }
}

fn parenthesised(condition: &str) -> String {
    let is_name = condition.chars().all(|c| c.is_alphanumeric() || "._[]'\"".contains(c));
    if is_name { condition.to_owned() } else { format!("({condition})") }
}
