//! A password → all ways in which it can stand in a text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem;

/// A password in clear and in base64, wherever it begins in what was encoded.
pub(crate) struct Needles(Vec<String>);

impl Needles {
    pub(crate) fn of(password: &str) -> Self {
        let mut needles = vec![password.to_owned()];
        needles.extend((0..3).map(|before| {
            // Of the encoded text only the letters that the password alone decides.
            let encoded = STANDARD.encode([&b"xx"[..before], password.as_bytes()].concat());
            let from = (8 * before).div_ceil(6);
            let to = 8 * (before + password.len()) / 6;
            encoded[from..to].to_owned()
        }));
        Needles(needles)
    }

    /// The first line of `text` that has one of them.
    pub(crate) fn find(&self, text: &[u8]) -> Option<String> {
        let at = self.0.iter().find_map(|needle| memmem::find(text, needle.as_bytes()))?;
        let text = String::from_utf8_lossy(&text[at.saturating_sub(150)..text.len().min(at + 60)]);
        let lines: Vec<&str> = text.lines().collect();
        lines
            .into_iter()
            .find(|line| self.0.iter().any(|needle| line.contains(needle)))
            .map(str::to_owned)
    }
}

#[test]
fn every_alignment_is_found() {
    let needles = Needles::of("sesame");
    for around in [("", ""), ("u:", ""), ("us:", "x"), ("user:", "\n"), ("ann:", "yz")] {
        let text = format!("{}sesame{}", around.0, around.1);
        assert!(needles.find(STANDARD.encode(&text).as_bytes()).is_some(), "{text}");
    }
    assert!(needles.find(STANDARD.encode("user:mesase").as_bytes()).is_none());
}
