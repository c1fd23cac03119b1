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
        let end = tail
            .find(|c: char| {
                c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | ',' | ')')
            })
            .unwrap_or(tail.len());
        let (uri, after) = tail.split_at(end);
        let authority = uri.find(['/', '?', '#']).unwrap_or(uri.len());
        let host = uri[..authority].rfind('@').map(|at| &uri[at..]);
        out.push_str(if host.is_some() { "***" } else { "" });
        let uri = host.unwrap_or(uri);
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
            ("s3://bucket/a@b/docker.tar.gz", "s3://bucket/a@b/docker.tar.gz"),
            ("no uri: a@b ://", "no uri: a@b ://"),
        ];
        for (text, shown) in cases {
            assert_eq!(without_login(text), shown);
        }
    }
}
