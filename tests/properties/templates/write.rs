//! A grown template → its text, in a language and a layout.

use serde_json::Value;

use super::grow::{Entry, Node, Part};
use super::tokens::{Language, Test};
use crate::support::random::layout::Newline;
use crate::support::random::{Dice, Layout};

/// On which side of an entry its comma stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comma {
    /// There is none: it is the only one, or the one that the others gather around.
    None,
    Before,
    Behind,
}

pub(crate) struct Writer<'l> {
    pub(crate) language: Language,
    pub(crate) layout: &'l Layout,
    pub(crate) dice: Dice,
    pub(crate) out: String,
    /// Whether the containers around stand on one line.
    is_inline: bool,
    depth: usize,
}

impl<'l> Writer<'l> {
    pub(crate) fn new(language: Language, layout: &'l Layout, dice: Dice) -> Self {
        let is_inline = layout.indent.is_none();
        Writer { language, layout, dice, out: String::new(), is_inline, depth: 0 }
    }

    /// The whole text.
    pub(crate) fn file(mut self, node: &Node) -> String {
        if self.layout.bom {
            self.out.push('\u{FEFF}');
        }
        self.node(node);
        for _ in 0..self.layout.end.len() {
            self.newline();
        }
        self.out
    }

    fn newline(&mut self) {
        let is_crlf = match self.layout.newline {
            Newline::Crlf => true,
            Newline::Mixed => self.dice.once_in(3),
            Newline::Lf => false,
        };
        self.out.push_str(if is_crlf { "\r\n" } else { "\n" });
    }

    fn line(&mut self) {
        if self.is_inline {
            return self.out.push_str(self.layout.pad);
        }
        if self.layout.blank_lines && self.dice.once_in(5) {
            self.newline();
        }
        self.newline();
        self.out.push_str(&self.layout.indent.unwrap_or_default().repeat(self.depth));
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Text(parts) => self.text(parts),
            Node::Bare(Part::Text(text)) => self.out.push_str(text),
            Node::Bare(Part::Value(name)) => self.value(name),
            Node::Object(entries) => self.container('{', entries, '}'),
            Node::Array(entries) => self.container('[', entries, ']'),
        }
    }

    fn text(&mut self, parts: &[Part]) {
        self.out.push('"');
        for part in parts {
            match part {
                Part::Text(text) => {
                    let text = Value::from(text.as_str()).to_string();
                    self.out.push_str(&text[1..text.len() - 1]);
                }
                Part::Value(name) => self.value(name),
            }
        }
        self.out.push('"');
    }

    fn container(&mut self, open: char, entries: &[Entry], close: char) {
        self.out.push(open);
        if !entries.is_empty() {
            let was_inline = self.is_inline;
            let is_flat =
                |entry: &Entry| matches!(entry, Entry::Item(_, Node::Text(_) | Node::Bare(_)));
            let is_short =
                self.layout.short_inline && self.depth > 0 && entries.iter().all(is_flat);
            self.is_inline |= is_short || self.layout.uneven && self.dice.once_in(3);
            self.depth += 1;
            self.entries(entries, Comma::None);
            self.depth -= 1;
            self.line();
            self.is_inline = was_inline;
        }
        self.out.push(close);
    }

    /// A run of entries. Without commas around, all gather around one that is always there.
    fn entries(&mut self, entries: &[Entry], comma: Comma) {
        if comma != Comma::None {
            return entries.iter().for_each(|entry| self.entry(entry, comma));
        }
        let always = (0..entries.len()).filter(|&at| entries[at].is_always());
        let always: Vec<usize> = always.collect();
        let middle = match (always.first(), always.last()) {
            (Some(_), Some(&last)) if self.dice.once_in(2) => last,
            (Some(&first), _) if self.dice.once_in(2) => first,
            (Some(_), _) => always[self.dice.below(always.len())],
            _ => 0,
        };
        for (at, entry) in entries.iter().enumerate() {
            self.entry(
                entry,
                match at.cmp(&middle) {
                    std::cmp::Ordering::Less => Comma::Behind,
                    std::cmp::Ordering::Equal => Comma::None,
                    std::cmp::Ordering::Greater => Comma::Before,
                },
            );
        }
    }

    fn entry(&mut self, entry: &Entry, comma: Comma) {
        match entry {
            Entry::Item(name, node) => self.item(name.as_deref(), node, comma),
            Entry::Section(test, with, without) => self.section(test, with, without, comma),
            Entry::Loop(list, item) => self.round(list, item, comma),
        }
    }

    fn item(&mut self, name: Option<&[Part]>, node: &Node, comma: Comma) {
        let leads = comma == Comma::Before;
        if leads && (self.is_inline || !self.layout.comma_first) {
            self.out.push(',');
            if self.is_inline {
                self.out.push_str(self.layout.comma);
            } else {
                self.line();
            }
        } else {
            self.line();
            self.out.push_str(if leads { ", " } else { "" });
        }
        if let Some(name) = name {
            self.text(name);
            self.out.push_str(self.layout.colon);
        }
        self.node(node);
        self.out.push_str(if comma == Comma::Behind { "," } else { "" });
    }

    fn section(&mut self, test: &Test, with: &[Entry], without: &[Entry], comma: Comma) {
        // The comma of both alternatives may stand outside of them.
        let is_always = with.iter().any(Entry::is_always) && without.iter().any(Entry::is_always);
        let outside = comma != Comma::None && is_always && self.dice.once_in(2);
        if outside && comma == Comma::Before {
            self.out.push(',');
        }
        let inside = if outside { Comma::None } else { comma };
        let has_lines = !self.dice.once_in(3);
        let apart =
            comma == Comma::Before && !outside && without.is_empty() && self.dice.once_in(3);
        if apart && let [Entry::Item(name, node)] = with {
            // The comma in a section of its own.
            self.open(test);
            self.out.push(',');
            self.close(test);
            self.tag_line(has_lines);
            self.open(test);
            self.item(name.as_deref(), node, Comma::None);
            self.tag_line(has_lines);
            return self.close(test);
        }
        self.tag_line(has_lines);
        self.open(test);
        self.entries(with, inside);
        self.tag_line(has_lines);
        if !without.is_empty() {
            self.otherwise(test);
            self.entries(without, inside);
            self.tag_line(has_lines);
        }
        self.close(test);
        self.out.push_str(if outside && comma == Comma::Behind { "," } else { "" });
    }

    fn round(&mut self, list: &str, item: &Entry, comma: Comma) {
        let Entry::Item(name, node) = item else { return };
        self.tag_line(true);
        self.put(&match self.language {
            Language::Mustache => format!("{{{{#{list}}}}}"),
            Language::Handlebars => format!("{{{{#each {list}}}}}"),
            Language::Jinja => format!("{{% for item in {list} %}}"),
            Language::Go => format!("{{{{range $index, $item := .{list}}}}}"),
            Language::Erb => format!("<% {list}.each_with_index do |item, index| %>"),
        });
        let is_alone = comma == Comma::None;
        match self.language {
            Language::Go if is_alone => self.out.push_str("{{if $index}},{{end}}"),
            Language::Erb if is_alone => self.out.push_str("<% if index > 0 %>,<% end %>"),
            _ => {}
        }
        self.item(name.as_deref(), node, comma);
        match self.language {
            Language::Mustache if is_alone => self.out.push_str("{{^last}},{{/last}}"),
            Language::Handlebars if is_alone => self.out.push_str("{{#unless @last}},{{/unless}}"),
            Language::Jinja if is_alone => self.out.push_str("{% if not loop.last %},{% endif %}"),
            _ => {}
        }
        self.tag_line(true);
        self.out.push_str(&match self.language {
            Language::Mustache => format!("{{{{/{list}}}}}"),
            Language::Handlebars => "{{/each}}".into(),
            Language::Jinja => "{% endfor %}".into(),
            Language::Go => "{{end}}".into(),
            Language::Erb => "<% end %>".into(),
        });
    }

    fn tag_line(&mut self, has_lines: bool) {
        if !has_lines {
            return;
        }
        self.line();
        if self.dice.once_in(12) {
            self.put(match self.language {
                Language::Mustache | Language::Handlebars => "{{! a word, }}",
                Language::Jinja => "{# a word, #}",
                Language::Go => "{{/* a word, */}}",
                Language::Erb => "<%# a word, %>",
            });
            self.line();
        }
    }
}
