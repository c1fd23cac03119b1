//! The ways people and programs write JSON down.

use proptest::prelude::*;
use serde_json::Value;

use super::Dice;

/// How one text is written. A layout is consistent unless one of its last fields says otherwise.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    /// `None` writes everything on one line.
    pub(crate) indent: Option<&'static str>,
    pub(crate) newline: Newline,
    pub(crate) colon: &'static str,
    /// Behind the commas of one line.
    pub(crate) comma: &'static str,
    /// Inside the brackets of one line.
    pub(crate) pad: &'static str,
    pub(crate) comma_first: bool,
    /// An opening bracket of a member stands below its key.
    pub(crate) allman: bool,
    /// Containers that hold only scalars stay on one line.
    pub(crate) short_inline: bool,
    /// Names and strings are written with more escapes than needed.
    pub(crate) escapes: bool,
    pub(crate) bom: bool,
    pub(crate) end: &'static str,
    /// Empty lines between members here and there.
    pub(crate) blank_lines: bool,
    /// Blanks at the ends of lines here and there.
    pub(crate) trailing_blanks: bool,
    /// Some containers on one line, some not, whatever they hold.
    pub(crate) uneven: bool,
    /// Decides the "here and there".
    pub(crate) seed: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Newline {
    Lf,
    Crlf,
    Mixed,
}

const INDENTS: [&str; 9] = ["  ", "    ", "\t", " ", "   ", "     ", "        ", "\t  ", ""];

/// Any layout.
pub(crate) fn layouts() -> impl Strategy<Value = Layout> {
    let indent = prop_oneof![
        1 => Just(None),
        4 => prop::sample::select(&INDENTS[..]).prop_map(Some),
    ];
    let newline = prop_oneof![
        4 => Just(Newline::Lf),
        2 => Just(Newline::Crlf),
        1 => Just(Newline::Mixed)
    ];
    let colon = prop::sample::select(&[": ", ": ", ":", " : ", " :"][..]);
    let comma = prop::sample::select(&[" ", " ", ""][..]);
    let pad = prop::sample::select(&["", "", " "][..]);
    let end = prop::sample::select(&["\n", "\n", "", "\n\n"][..]);
    let rare = || prop::bool::weighted(0.15);
    (
        (indent, newline, colon, comma, pad, end),
        (rare(), rare(), any::<bool>(), rare(), rare()),
        (rare(), rare(), rare(), any::<u64>()),
    )
        .prop_map(|(words, habits, dirt)| Layout {
            indent: words.0,
            newline: words.1,
            colon: words.2,
            comma: words.3,
            pad: words.4,
            end: words.5,
            comma_first: habits.0,
            allman: habits.1,
            short_inline: habits.2,
            escapes: habits.3,
            bom: habits.4,
            blank_lines: dirt.0,
            trailing_blanks: dirt.1,
            uneven: dirt.2,
            seed: dirt.3,
        })
}

impl Layout {
    /// `value` written in this layout.
    pub(crate) fn write(&self, value: &Value) -> String {
        let mut writer = Writer { layout: self, dice: Dice(self.seed), out: String::new() };
        if self.bom {
            writer.out.push('\u{FEFF}');
        }
        writer.value(value, 0);
        let mut end = self.end;
        while let Some(rest) = end.strip_prefix('\n') {
            writer.newline();
            end = rest;
        }
        writer.out
    }
}

struct Writer<'l> {
    layout: &'l Layout,
    dice: Dice,
    out: String,
}

impl Writer<'_> {
    fn newline(&mut self) {
        if self.layout.trailing_blanks && self.dice.once_in(5) {
            self.out.push_str("  ");
        }
        self.out.push_str(match self.layout.newline {
            Newline::Crlf => "\r\n",
            Newline::Mixed if self.dice.once_in(3) => "\r\n",
            _ => "\n",
        });
    }

    fn line(&mut self, depth: usize) {
        self.newline();
        self.out.push_str(&self.layout.indent.unwrap_or_default().repeat(depth));
    }

    fn value(&mut self, value: &Value, depth: usize) {
        match value {
            Value::String(text) => self.string(text),
            Value::Array(elements) => {
                let items = elements.iter().map(|element| (None, element)).collect();
                self.container('[', items, ']', depth);
            }
            Value::Object(members) => {
                let items = members.iter().map(|(name, value)| (Some(name), value)).collect();
                self.container('{', items, '}', depth);
            }
            // `serde_json` writes `1e3` as `1e+3`.
            Value::Number(number) if self.layout.escapes => {
                self.out.push_str(&number.to_string().replace("e+", "E"));
            }
            scalar => self.out.push_str(&scalar.to_string()),
        }
    }

    fn container(
        &mut self,
        open: char,
        items: Vec<(Option<&String>, &Value)>,
        close: char,
        depth: usize,
    ) {
        self.out.push(open);
        let flat = |value: &Value| !matches!(value, Value::Array(_) | Value::Object(_));
        let short = items.iter().all(|(_, value)| flat(value));
        let inline = self.layout.indent.is_none()
            || items.is_empty()
            || depth > 0 && self.layout.short_inline && short
            || self.layout.uneven && self.dice.once_in(3) && short;
        let last = items.len().saturating_sub(1);
        let is_empty = items.is_empty();
        for (index, (name, value)) in items.into_iter().enumerate() {
            if inline && index == 0 {
                self.out.push_str(self.layout.pad);
            } else if !inline && (index == 0 || !self.layout.comma_first) {
                if self.layout.blank_lines && self.dice.once_in(4) {
                    self.newline();
                }
                self.line(depth + 1);
            } else if !inline {
                self.line(depth + 1);
                if self.out.ends_with("  ") {
                    self.out.truncate(self.out.len() - 2);
                }
                self.out.push_str(", ");
            }
            self.item(name, value, depth + 1);
            if index < last && inline {
                self.out.push(',');
                self.out.push_str(self.layout.comma);
            } else if index < last && !self.layout.comma_first {
                self.out.push(',');
            }
        }
        if inline && !is_empty {
            self.out.push_str(self.layout.pad);
        } else if !inline {
            self.line(depth);
        }
        self.out.push(close);
    }

    fn item(&mut self, name: Option<&String>, value: &Value, depth: usize) {
        if let Some(name) = name {
            self.string(name);
            let holds = |value: &Value| match value {
                Value::Object(members) => !members.is_empty(),
                _ => false,
            };
            let below = self.layout.allman && self.layout.indent.is_some() && holds(value);
            if below && !(self.layout.short_inline || self.layout.uneven) {
                self.out.push_str(self.layout.colon.trim_end());
                self.line(depth);
            } else {
                self.out.push_str(self.layout.colon);
            }
        }
        self.value(value, depth);
    }

    fn string(&mut self, text: &str) {
        let plain = Value::from(text).to_string();
        if !self.layout.escapes {
            self.out.push_str(&plain);
            return;
        }
        for c in plain.chars() {
            let mut units = [0; 2];
            match c {
                '/' => self.out.push_str("\\/"),
                'a' | '\u{80}'.. => {
                    for unit in c.encode_utf16(&mut units) {
                        self.out.push_str(&format!("\\u{unit:04x}"));
                    }
                }
                _ => self.out.push(c),
            }
        }
    }
}
