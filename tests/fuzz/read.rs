//! Any bytes, read as JSON, as a template of every language, and as a script or Markdown.

#![no_main]

#[path = "../support/oracle/reading.rs"]
mod reading;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    reading::same_verdict(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        reading::every_reading_stands_for_the_text(text);
        reading::blocks_are_parts(text);
        let middle = (0..=text.len() / 2).rev().find(|&at| text.is_char_boundary(at));
        reading::position(bytes, middle.unwrap_or(0));
    }
});
