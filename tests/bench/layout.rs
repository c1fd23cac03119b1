//! JSON values → text, in the many ways people lay JSON out.
//!
//! serde_json prints in one style only; a tree in which every file looks alike would flatter a
//! program that tunes itself to that style.

use serde_json::Value;

use crate::random::Random;

/// Longest array of scalars that a person still writes on one line.
const INLINE_LIMIT: usize = 60;

/// How one file is written.
pub(crate) struct Layout {
    /// One level of indentation; `None` puts the whole file on one line.
    indent: Option<&'static str>,
    newline: &'static str,
    comma: &'static str,
    colon: &'static str,
    /// Short arrays of scalars stay on one line.
    inline_scalars: bool,
    final_newline: bool,
    /// Letters beyond ASCII are written as escapes.
    ascii: bool,
}

impl Layout {
    /// What most editors produce.
    pub(crate) const COMMON: Self = Self {
        indent: Some("  "),
        newline: "\n",
        comma: ",",
        colon: ": ",
        inline_scalars: false,
        final_newline: true,
        ascii: false,
    };

    /// A layout as it may be met in the wild.
    pub(crate) fn vary(random: &mut Random) -> Self {
        let indent = match random.below(100) {
            0..50 => Some("  "),
            50..75 => Some("    "),
            75..85 => Some("\t"),
            85..90 => Some("   "),
            _ => None,
        };
        let minified = indent.is_none() && random.percent(50);
        Self {
            indent,
            newline: if random.percent(5) { "\r\n" } else { "\n" },
            comma: if indent.is_none() && !minified { ", " } else { "," },
            colon: if minified { ":" } else { ": " },
            inline_scalars: random.percent(50),
            final_newline: random.percent(90),
            ascii: random.percent(50),
        }
    }

    /// The text of a file that holds `value`.
    pub(crate) fn file(&self, value: &Value) -> String {
        let mut out = String::with_capacity(4096);
        self.write(value, 0, &mut out);
        if self.final_newline {
            out.push_str(self.newline);
        }
        out
    }

    /// How many bytes a string member two levels deep takes.
    pub(crate) fn member_len(&self, key: &str, text: &str) -> usize {
        let lead = self.indent.map_or(0, |unit| 2 * unit.len() + self.newline.len());
        lead + key.len() + text.len() + 4 + self.comma.len() + self.colon.len()
    }

    /// Appends `value` as it stands `depth` levels deep.
    pub(crate) fn write(&self, value: &Value, depth: usize, out: &mut String) {
        match value {
            Value::Object(members) if !members.is_empty() => {
                out.push('{');
                for (at, (key, item)) in members.iter().enumerate() {
                    self.lead(at, depth + 1, out);
                    out.push_str(&Value::from(key.as_str()).to_string());
                    out.push_str(self.colon);
                    self.write(item, depth + 1, out);
                }
                self.line(depth, out);
                out.push('}');
            }
            Value::Array(items) if !items.is_empty() && !self.stays_inline(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    self.lead(at, depth + 1, out);
                    self.write(item, depth + 1, out);
                }
                self.line(depth, out);
                out.push(']');
            }
            Value::Array(items) => {
                let texts: Vec<String> = items.iter().map(Value::to_string).collect();
                out.push('[');
                out.push_str(&texts.join(", "));
                out.push(']');
            }
            scalar if self.ascii => out.push_str(&scalar.to_string().replace('\u{e9}', "\\u00e9")),
            scalar => out.push_str(&scalar.to_string()),
        }
    }

    fn stays_inline(&self, items: &[Value]) -> bool {
        self.inline_scalars
            && self.indent.is_some()
            && items.iter().all(|item| !item.is_object() && !item.is_array())
            && items.iter().map(|item| item.to_string().len() + 2).sum::<usize>() <= INLINE_LIMIT
    }

    fn lead(&self, at: usize, depth: usize, out: &mut String) {
        if at > 0 {
            out.push_str(self.comma);
        }
        self.line(depth, out);
    }

    fn line(&self, depth: usize, out: &mut String) {
        if let Some(unit) = self.indent {
            out.push_str(self.newline);
            for _ in 0..depth {
                out.push_str(unit);
            }
        }
    }
}
