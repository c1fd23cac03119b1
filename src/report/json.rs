//! Writes JSON for programs to a stream.
//!
//! Invariant: the meaning of the JSON does not change. The characters U+007F to U+009F are written as
//! escapes. JSON allows them as they are, but a terminal obeys them; with the escapes, no later stage
//! has to change the text.

use std::io::{self, Write};

/// A writer that takes JSON text in UTF-8 and passes it to a stream, with escapes for the characters U+007F to U+009F.
#[derive(Debug)]
pub struct JsonWriter<W> {
    out: W,
    /// Whether the last byte so far is [`FIRST_BYTE`], which is not written yet: the next byte decides whether it
    /// begins an escape.
    is_pending: bool,
}

/// The first byte, in UTF-8, of the characters U+0080 to U+00BF.
const FIRST_BYTE: u8 = 0xC2;

impl<W: Write> JsonWriter<W> {
    /// Creates a writer that passes its text to `out`.
    pub fn new(out: W) -> Self {
        JsonWriter { out, is_pending: false }
    }
}

impl<W: Write> Write for JsonWriter<W> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        let mut rest = text;
        if let Some(&second) = rest.first().filter(|_| self.is_pending) {
            self.is_pending = false;
            match second {
                0x80..=0x9F => write!(self.out, "\\u00{second:02x}")?,
                _ => self.out.write_all(&[FIRST_BYTE, second])?,
            }
            rest = &rest[1..];
        }
        while let Some(at) = rest.iter().position(|byte| matches!(byte, 0x7F | &FIRST_BYTE)) {
            self.out.write_all(&rest[..at])?;
            let length = match (rest[at], rest.get(at + 1)) {
                (0x7F, _) => {
                    self.out.write_all(b"\\u007f")?;
                    1
                }
                (_, Some(&second @ 0x80..=0x9F)) => {
                    write!(self.out, "\\u00{second:02x}")?;
                    2
                }
                (_, Some(&second)) => {
                    self.out.write_all(&[FIRST_BYTE, second])?;
                    2
                }
                (_, None) => {
                    self.is_pending = true;
                    1
                }
            };
            rest = &rest[at + length..];
        }
        self.out.write_all(rest)?;
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use serde_json::{Value, json};

    use super::JsonWriter;

    #[test]
    fn every_character_comes_back_and_no_control_is_bare() {
        let text: String = ('\0'..'\u{100}').chain("€\u{2028}😀".chars()).collect();
        let value = json!({ text.clone(): text });
        for size in 1..8 {
            let mut out = Vec::new();
            let mut writer = JsonWriter::new(&mut out);
            for part in value.to_string().as_bytes().chunks(size) {
                writer.write_all(part).unwrap();
            }
            let written = String::from_utf8(out).unwrap();
            assert!(!written.contains(char::is_control), "{written}");
            assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), value);
        }
    }
}
