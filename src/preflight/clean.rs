//! Hides logins and tokens in texts that come from a server, before the texts are shown or written.
//!
//! A server may repeat a login or token: in a media type, in the host of a redirect, or in the config of an
//! image.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::images::ImageConfig;
use crate::secrets::Redacted;
use crate::text::without_login;

/// The least length of a hidden text. A shorter one would often match a part of an innocent word.
const SHORTEST: usize = 4;

/// The texts that must not be shown.
#[derive(Debug, Default, Clone)]
pub(super) struct Cleaner {
    secrets: Vec<Redacted<String>>,
}

impl Cleaner {
    /// Hides a login from now on: `auth`, which is the text after `Basic`, and what it encodes: `USER:PASSWORD` and the
    /// password alone.
    pub(super) fn hide_login(&mut self, auth: &Redacted<String>) {
        self.hide(auth.expose().clone());
        let plain = STANDARD.decode(auth.expose()).ok().and_then(|it| String::from_utf8(it).ok());
        let Some(plain) = plain.map(Redacted::new) else { return };
        self.hide(plain.expose().clone());
        if let Some((_, password)) = plain.expose().split_once(':') {
            self.hide(password.to_owned());
        }
    }

    /// Hides a token from now on.
    pub(super) fn hide_token(&mut self, token: &Redacted<String>) {
        self.hide(token.expose().clone());
    }

    /// Hides `secret` from now on, unless it is shorter than [`SHORTEST`].
    fn hide(&mut self, secret: String) {
        // A server may repeat base64 without its padding.
        let secret = secret.trim_end_matches('=').to_owned();
        if secret.len() >= SHORTEST && !self.secrets.iter().any(|it| *it.expose() == secret) {
            self.secrets.push(Redacted::new(secret));
            // A longer text is replaced first, because it may contain a shorter one.
            self.secrets.sort_by_key(|it| std::cmp::Reverse(it.expose().len()));
        }
    }

    /// Returns `text` with `***` in place of the hidden texts, and of the logins and queries of URIs.
    #[must_use]
    pub(super) fn clean(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.secrets {
            text = without(&text, secret.expose());
        }
        without_login(&text).into_owned()
    }

    /// Cleans all texts of a config.
    #[must_use]
    pub(super) fn config(&self, config: ImageConfig) -> ImageConfig {
        let one = |text: Option<String>| text.map(|text| self.clean(&text));
        let all = |list: Vec<String>| list.iter().map(|text| self.clean(text)).collect();
        ImageConfig {
            os: one(config.os),
            architecture: one(config.architecture),
            entrypoint: all(config.entrypoint),
            cmd: all(config.cmd),
            user: one(config.user),
            working_dir: one(config.working_dir),
            stop_signal: one(config.stop_signal),
            volumes: all(config.volumes),
            health_check: all(config.health_check),
            env_names: all(config.env_names),
            path: one(config.path),
            home: one(config.home),
        }
    }
}

/// Returns `text` with `***` in place of `secret`. Capital and small letters count as equal, because the host of a
/// redirect, which may repeat a secret, is written in small letters.
fn without(text: &str, secret: &str) -> String {
    let (haystack, needle) = (text.to_ascii_lowercase(), secret.to_ascii_lowercase());
    let mut out = String::new();
    let mut rest = 0;
    while let Some(at) = haystack[rest..].find(&needle) {
        out.push_str(&text[rest..rest + at]);
        out.push_str("***");
        rest += at + needle.len();
    }
    out.push_str(&text[rest..]);
    out
}

#[cfg(test)]
mod tests {
    use super::Cleaner;
    use crate::images::ImageConfig;
    use crate::secrets::Redacted;

    #[test]
    fn logins_and_tokens_are_taken_out() {
        let mut cleaner = Cleaner::default();
        // ann:sésame-secret
        cleaner.hide_login(&Redacted::new("YW5uOnPDqXNhbWUtc2VjcmV0".into()));
        cleaner.hide_token(&Redacted::new("eyJ.abc".into()));
        let cases = [
            ("Basic YW5uOnPDqXNhbWUtc2VjcmV0", "Basic ***"),
            ("yw5uonpdqxnhbwutc2vjcmv0.evil.example", "***.evil.example"),
            ("is sésame-secret wrong, ann:sésame-secret?", "is *** wrong, ***?"),
            ("Bearer eyJ.abc!", "Bearer ***!"),
            ("https://ann:x@reg/?a=b", "https://***@reg/?***"),
            ("nothing, ünchanged", "nothing, ünchanged"),
        ];
        for (text, expected) in cases {
            assert_eq!(cleaner.clean(text), expected, "{text}");
        }
        let config = ImageConfig {
            cmd: vec!["eyJ.abc".into()],
            user: Some("sésame-secret".into()),
            ..Default::default()
        };
        let config = cleaner.config(config);
        assert_eq!((config.cmd, config.user), (vec!["***".to_owned()], Some("***".to_owned())));
        assert!(!format!("{cleaner:?}").contains("eyJ"));
    }

    #[test]
    fn padding_does_not_hide_a_login() {
        let mut cleaner = Cleaner::default();
        // ann:secret
        cleaner.hide_login(&Redacted::new("YW5uOnNlY3JldA==".into()));
        assert_eq!(cleaner.clean("a YW5uOnNlY3JldA== b YW5uOnNlY3JldA c"), "a ***== b *** c");
    }
}
