//! Text for a report, without the credentials that a URI in it may carry.

use std::borrow::Cow;

/// `text` with `***` for the user information and for the query of every URI in it.
///
/// `https://user:password@host/docker.tar.gz?token=x` becomes `https://***@host/docker.tar.gz?***`.
#[must_use]
pub fn without_login(text: &str) -> Cow<'_, str> {
    if !text.contains("://") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (head, tail) = rest.split_at(at + 3);
        out.push_str(head);
        let login = login_end(tail);
        out.push_str(if login.is_some() { "***" } else { "" });
        let tail = &tail[login.unwrap_or(0)..];
        let (uri, after) = tail.split_at(tail.find(ends_uri).unwrap_or(tail.len()));
        match uri.split_once('?') {
            Some((path, _)) => {
                out.push_str(path);
                out.push_str("?***");
            }
            None => out.push_str(uri),
        }
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn ends_uri(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | ',' | ')')
}

/// Where the `@` stands that ends the login of a URI, `tail` being what follows its `://`.
fn login_end(tail: &str) -> Option<usize> {
    let end = tail.find(|c| matches!(c, '/' | '?' | '#') || ends_uri(c)).unwrap_or(tail.len());
    let authority = &tail[..end];
    if let Some(at) = authority.rfind('@') {
        return Some(at);
    }
    // What looks like a port and is no number is a password, cut off by a character that should
    // have been escaped in it.
    let (_, port) = authority.rsplit_once(':')?;
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit());
    let is_outside = |c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>');
    let whole = &tail[..tail.find(is_outside).unwrap_or(tail.len())];
    if is_port { None } else { whole.rfind('@') }
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
            ("https://h:8080/a@b", "https://h:8080/a@b"),
            ("https://$H:$P/docker.tar.gz", "https://$H:$P/docker.tar.gz"),
            ("s3://bucket/a@b/docker.tar.gz", "s3://bucket/a@b/docker.tar.gz"),
            ("no uri: a@b ://", "no uri: a@b ://"),
        ];
        for (text, shown) in cases {
            assert_eq!(without_login(text), shown);
        }
    }
}
