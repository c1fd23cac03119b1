//! Texts without the credentials that URIs in them may have.
//!
//! A URI need not be well-formed: people misspell them, and so do programs that put them together.
//! Invariant: no part of a text before an `@` that may be a login is shown. Three other texts beside an `@` are
//! shown: the digest of an image, a variable such as `@NAME@`, and the host and port before a path that has an `@`.
//! In doubt more is hidden.

use std::borrow::Cow;

/// The text that is shown in place of a login and of a query.
const HIDDEN: &str = "***";

/// The schemes after which a text counts as a URI even without slashes.
const SCHEMES: [&str; 12] =
    ["http", "https", "ftp", "ftps", "sftp", "ssh", "git", "file", "hdfs", "s3", "docker", "oci"];

/// Returns `text` with `***` in place of the user information and the query of every URI in it, also of a
/// misspelt one.
///
/// `https://user:password@host/docker.tar.gz?token=x` becomes `https://***@host/docker.tar.gz?***`.
#[must_use]
pub fn without_login(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| matches!(byte, b'@' | b'?')) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(is_outside).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        hide_in_word(word, &mut out);
        let between = after.find(|c| !is_outside(c)).unwrap_or(after.len());
        out.push_str(&after[..between]);
        rest = &after[between..];
    }
    if out == text { Cow::Borrowed(text) } else { Cow::Owned(out) }
}

/// Whether a character ends a URI, even a misspelt one.
fn is_outside(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '<' | '>')
}

/// Whether a character ends a URI that is spelt right.
fn ends_uri(c: char) -> bool {
    is_outside(c) || matches!(c, '\'' | '`' | ',' | ')')
}

/// Whether a character is a slash, or a backslash in the place of one.
fn is_slash(c: char) -> bool {
    matches!(c, '/' | '\\')
}

/// Adds `word` without its logins and queries. A word may be several URIs without a blank between them.
fn hide_in_word(word: &str, out: &mut String) {
    let mut shown = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(at) = login_end(rest) {
        let login = login_start(&rest[..at]);
        if let Some(length) = variable(&rest[at..]).filter(|_| at == login.start)
            && !rest[..at].ends_with("//")
        {
            let (head, tail) = rest.split_at(at + length);
            shown.push_str(head);
            rest = tail;
            continue;
        }
        // A login may hold another `@`. If a character in it should have been escaped, its last `@` may stand
        // after slashes.
        let is_end = |c: char| is_slash(c) || matches!(c, '?' | '#') || ends_uri(c);
        let end = if login.is_cut { None } else { rest[at..].find(is_end).map(|end| at + end) };
        let at = last_login_end(&rest[..end.unwrap_or(rest.len())]).unwrap_or(at);
        let (head, tail) = rest.split_at(login.start);
        shown.push_str(head);
        shown.push_str(if at > login.start { HIDDEN } else { "" });
        shown.push('@');
        rest = &tail[at - login.start + 1..];
    }
    shown.push_str(rest);
    hide_queries(&shown, out);
}

/// Returns the length of the variable `@NAME@` that `text` begins with.
fn variable(text: &str) -> Option<usize> {
    let name = text.strip_prefix('@')?;
    let end = name.find('@')?;
    let is_name = name[..end].starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name[..end].bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
    is_name.then_some(end + 2)
}

/// Returns the offset of the first `@` of `text` that is not the one of a digest.
fn login_end(text: &str) -> Option<usize> {
    text.match_indices('@').map(|(at, _)| at).find(|&at| !is_digest(&text[at + 1..]))
}

/// Returns the offset of the last `@` of `text` that is not the one of a digest.
fn last_login_end(text: &str) -> Option<usize> {
    text.rmatch_indices('@').map(|(at, _)| at).find(|&at| !is_digest(&text[at + 1..]))
}

/// Whether `text` begins with a digest, as the text after the `@` of an image does.
fn is_digest(text: &str) -> bool {
    let digits = ["sha256:", "sha512:"].iter().find_map(|name| text.strip_prefix(name));
    digits.is_some_and(|digits| digits.bytes().take_while(u8::is_ascii_hexdigit).count() >= 32)
}

/// The beginning of a login.
struct LoginStart {
    /// The offset at which the login begins.
    start: usize,
    /// Whether the login has characters that should have been escaped. Then the first `@` after its beginning
    /// may be a part of it.
    is_cut: bool,
}

/// Returns the beginning of the login that ends at the end of `text`.
fn login_start(text: &str) -> LoginStart {
    let uri = last_uri(text);
    let tail = &text[uri..];
    if let Some(start) = after_slashes(tail) {
        let (start, authority) = (uri + start, &tail[start..]);
        let end = authority.find(|c| is_slash(c) || matches!(c, '?' | '#') || ends_uri(c));
        let Some(end) = end else { return LoginStart { start, is_cut: false } };
        // If a text is where a port can be and is not a number, it is the first part of a password. The text
        // ends at a character of the password that should have been escaped.
        let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
        return match authority[..end].rsplit_once(':') {
            Some((_, port)) if !is_port(port) => LoginStart { start, is_cut: true },
            // The `@` is in the path.
            _ => LoginStart { start: text.rfind(is_slash).map_or(0, |it| it + 1), is_cut: false },
        };
    }
    let begin =
        tail.rfind(|c| ends_uri(c) || matches!(c, '(' | '[' | '{' | '=')).map_or(0, |it| it + 1);
    let tail = &tail[begin..];
    let start = match (tail.find(':'), tail.rfind(is_slash)) {
        // `user@host` is no login: there is no password.
        (None, None) => tail.len(),
        (None, Some(slash)) => slash + 1,
        (Some(colon), _) if SCHEMES.iter().any(|it| tail[..colon].eq_ignore_ascii_case(it)) => {
            colon + 1
        }
        (Some(colon), _) => tail[..colon].rfind(is_slash).map_or(0, |it| it + 1),
    };
    LoginStart { start: uri + begin + start, is_cut: false }
}

/// Returns the beginning of the last `SCHEME://` of `text` that follows a separator, or 0 if there is none.
fn last_uri(text: &str) -> usize {
    let mut ends = text.rmatch_indices("://").map(|(at, _)| at);
    let start = ends.find_map(|at| {
        let begin = text[..at].rfind(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c))?;
        let separator = text[begin..].chars().next()?;
        (ends_uri(separator) || matches!(separator, '(' | '[' | '=' | ';' | '|'))
            .then_some(begin + separator.len_utf8())
    });
    start.unwrap_or(0)
}

/// Returns the offset after the slashes of `https://`, `//`, `https:/\` and the like, if there are any.
fn after_slashes(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find(is_slash).map(|at| from + at) {
        let end = at + text[at..].find(|c| !is_slash(c)).unwrap_or(text.len() - at);
        if text[..at].ends_with(':') || end - at > 1 {
            return Some(end);
        }
        from = end;
    }
    None
}

/// Adds `text`, which has no login, with `***` in place of the queries of its URIs.
fn hide_queries(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('?') {
        let (head, query) = rest.split_at(at + 1);
        let end = query.find(ends_uri).unwrap_or(query.len());
        out.push_str(head);
        let piece = &head[..at];
        let piece = &piece[piece.rfind(ends_uri).map_or(0, |it| it + 1)..];
        let is_uri = after_slashes(piece).is_some()
            || piece.contains("***@")
            || piece.contains('/') && query[..end].contains('=');
        out.push_str(if is_uri { HIDDEN } else { &query[..end] });
        rest = &query[end..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::without_login;

    #[test]
    fn logins_and_queries_are_hidden() {
        let cases = [
            ("file:///etc/docker.tar.gz", "file:///etc/docker.tar.gz"),
            ("https://h/docker.tar.gz", "https://h/docker.tar.gz"),
            ("https://u:p@h/docker.tar.gz", "https://***@h/docker.tar.gz"),
            ("https://u:p@ss@h:8/x?token=t", "https://***@h:8/x?***"),
            ("curl 'ftp://u@h/x?a' https://b:c@d", "curl 'ftp://***@h/x?***' https://***@d"),
            ("https://u:p/a?s,s#@h/docker.tar.gz", "https://***@h/docker.tar.gz"),
            ("https://u:p's)s@h/x?t", "https://***@h/x?***"),
            ("https://h:8080/a@b", "https://h:8080/***@b"),
            ("https://$H:$P/docker.tar.gz", "https://$H:$P/docker.tar.gz"),
            ("no uri: a@b ://", "no uri: a@b ://"),
            ("what is it? docker.tar.gz?", "what is it? docker.tar.gz?"),
            ("h/docker.tar.gz?token=x", "h/docker.tar.gz?***"),
            ("['https://a/x','https://u:p@h'] a", "['https://a/x','https://***@h'] a"),
            ("[https://u:p@h/x,https://v:q@i/y]", "[https://***@h/x,https://***@i/y]"),
        ];
        for (text, shown) in cases {
            assert_eq!(without_login(text), shown);
        }
    }

    #[test]
    fn a_misspelt_uri_is_one() {
        let cases = [
            ("//u:p@h/docker.tar.gz", "//***@h/docker.tar.gz"),
            ("https:u:p@h/docker.tar.gz", "https:***@h/docker.tar.gz"),
            (r"HTTPS:/\u:p@h/docker.tar.gz", r"HTTPS:/\***@h/docker.tar.gz"),
            (r"https:\\u:p@h/docker.tar.gz?t", r"https:\\***@h/docker.tar.gz?***"),
            ("https:///u:p@h/x", "https:///***@h/x"),
            ("https:/u:p@h/x", "https:/***@h/x"),
            ("/u:p@h/x", "/***@h/x"),
            ("u:p@h/x", "***@h/x"),
            ("u:p/w@h/x", "***@h/x"),
            ("uri=u:p@h/x", "uri=***@h/x"),
            ("https://host/u:p@h/x", "https://host/***@h/x"),
            ("https://u:p//w@h/x", "https://***@h/x"),
            ("://u:p@h", "://***@h"),
        ];
        for (text, shown) in cases {
            assert_eq!(without_login(text), shown);
        }
    }

    #[test]
    fn a_variable_is_no_login() {
        let cases = [
            ("(`@TYPE@`)", "(`@TYPE@`)"),
            ("/shop/@APP@/web", "/shop/@APP@/web"),
            ("@REG@/team/web", "@REG@/team/web"),
            ("https://h/@NAME@.tar.gz", "https://h/@NAME@.tar.gz"),
            ("https://@TOKEN@h/x", "https://***@h/x"),
            ("https://u:@PASSWORD@@h/x", "https://***@h/x"),
            ("https://@U@:p@h/x", "https://***@h/x"),
            ("/@X@u:p@h", "/@X@***@h"),
        ];
        for (text, shown) in cases {
            assert_eq!(without_login(text), shown);
        }
    }

    #[test]
    fn an_image_keeps_its_digest() {
        let digest = "a".repeat(64);
        let images = ["reg.example:5000/team/web", "web", "reg.example/team/web:1.2"];
        for image in images {
            let image = format!("the image `{image}@sha256:{digest}` has a tag");
            assert_eq!(without_login(&image), image);
        }
        let login = format!("https://u:p@reg.example/web@sha256:{digest}");
        assert_eq!(without_login(&login), format!("https://***@reg.example/web@sha256:{digest}"));
    }
}
