//! URIs, as `java.net.URI` reads them (marathon: Validation.scala:236-247,
//! AppValidation.scala:283-285, 391; ArtifactValidation.scala). The list of what it refuses is not
//! complete: what is named here is refused.

use serde_json::Value;

use super::view::{is_template, list, objects, text};
use super::{Reason, Violations};

const SYNTAX: Reason = Reason("uri-syntax", "marathon: Validation.scala:236-247");

pub(super) fn check(value: &Value, found: &mut Violations) {
    for (index, uri) in list(value, "uris").iter().enumerate() {
        if let Some(uri) = uri.as_str() {
            check_uri(uri, format!("/uris/{index}"), found);
        }
    }
    for (pointer, artifact) in objects(value, "", "fetch") {
        if let Some(uri) = text(artifact, "uri") {
            check_uri(uri, format!("{pointer}/uri"), found);
        }
    }
}

fn check_uri(uri: &str, pointer: String, found: &mut Violations) {
    if !is_template(uri) && !is_uri(uri) {
        found.add(&SYNTAX, pointer, "the URI holds characters that a URI cannot hold");
    }
}

/// Illegal characters, broken escapes, a second `#`, and a scheme with nothing behind it
/// (java.net.URI, class comment and RFC 2396).
fn is_uri(uri: &str) -> bool {
    let is_legal = |c: char| !c.is_whitespace() && !c.is_control() && !"\"<>\\^`{|}".contains(c);
    let is_escaped = |(at, _): (usize, &str)| {
        let digits = uri.as_bytes().get(at + 1..at + 3);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    let scheme_alone =
        uri.strip_suffix(':').is_some_and(|scheme| !scheme.contains(['/', '?', '#']));
    uri.chars().all(is_legal)
        && uri.match_indices('%').all(is_escaped)
        && uri.matches('#').count() <= 1
        && !scheme_alone
        && !uri.starts_with(':')
}
