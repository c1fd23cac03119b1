//! The checks of URIs. They must be URIs for `java.net.URI` (marathon: Validation.scala:177-188,
//! AppValidation.scala:283-285, 391; java.net.URI, class comment and `Parser`).

use serde_json::Value;

use super::view::{is_template, list, objects, text};
use super::{Reason, Violations};

const SYNTAX: Reason = Reason("uri-syntax", "marathon: Validation.scala:177-188");

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
        found.add(&SYNTAX, pointer, "Java cannot read this as a URI");
    }
}

/// Whether `new URI(text)` of Java accepts the text.
pub(super) fn is_uri(text: &str) -> bool {
    let (text, fragment) = match text.split_once('#') {
        Some((text, fragment)) => (text, fragment),
        None => (text, ""),
    };
    let is_free = |text: &str| is_made_of(text, |c| is_unreserved(c) || RESERVED.contains(c));
    if !is_free(fragment) {
        return false;
    }
    let end = text.find(['/', '?']).unwrap_or(text.len());
    let hierarchical = match text[..end].find(':') {
        None => text,
        Some(at) => {
            let (scheme, rest) = (&text[..at], &text[at + 1..]);
            let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
            if !is_scheme || rest.is_empty() {
                return false;
            }
            if !rest.starts_with('/') {
                return is_free(rest);
            }
            rest
        }
    };
    let path = match hierarchical.strip_prefix("//") {
        None => hierarchical,
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
            let is_nothing = authority.is_empty() && path.is_empty();
            if is_nothing || !is_authority(authority) {
                return false;
            }
            path
        }
    };
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    is_made_of(path, |c| is_unreserved(c) || ":@&=+$,;/".contains(c)) && is_free(query)
}

/// The characters that have a meaning in a URI.
const RESERVED: &str = ";/?:@&=+$,[]";

/// Whether Java accepts the part of a URI between `//` and the path: a user, a host and a port.
fn is_authority(authority: &str) -> bool {
    if is_made_of(authority, |c| is_unreserved(c) || "$,;:@&=+".contains(c)) {
        return true;
    }
    // The host may be an IPv6 address in brackets.
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let Some((address, port)) = host.strip_prefix('[').and_then(|host| host.split_once(']')) else {
        return false;
    };
    let (address, scope) = address.split_once('%').unwrap_or((address, "0"));
    let port = port.strip_prefix(':').unwrap_or(if port.is_empty() { "0" } else { "x" });
    address.parse::<std::net::Ipv6Addr>().is_ok()
        && !scope.is_empty()
        && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a character has no meaning in a URI.
fn is_unreserved(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-!.~'()*".contains(c)
}

/// Whether each character of a text fits. A character of ASCII fits if `is_one` says so, or if it
/// is escaped with `%`. Any other character fits unless it is a blank or a control character.
fn is_made_of(text: &str, is_one: impl Fn(char) -> bool) -> bool {
    let bytes = text.as_bytes();
    text.char_indices().all(|(at, c)| match c {
        '%' => {
            let digits = bytes.get(at + 1..at + 3);
            digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        }
        c if c.is_ascii() => is_one(c),
        c => !c.is_whitespace() && !c.is_control(),
    })
}
