//! A place in a text → the word that a report shows of it: the path or URI around a name.
//!
//! Not the line. A script that fetches an archive has its password in the same line more often than
//! not, and nobody can tell which word of it that is. Logins inside of a URI are the report's to
//! mask.

/// Words that are longer are shown from their last slash on.
const SHOWN: usize = 160;

/// The word around the byte at `offset`; empty if its line is binary.
pub(super) fn word_at(bytes: &[u8], offset: usize) -> String {
    let start = memchr::memrchr(b'\n', &bytes[..offset]).map_or(0, |newline| newline + 1);
    let end =
        memchr::memchr(b'\n', &bytes[offset..]).map_or(bytes.len(), |newline| offset + newline);
    if bytes[start..end].contains(&0) {
        return String::new();
    }
    let before = &bytes[start..offset];
    let before = &before[before.iter().rposition(ends_word).map_or(0, |at| at + 1)..];
    let after = &bytes[offset..end];
    let after = &after[..after.iter().position(ends_word).unwrap_or(after.len())];
    let is_long = before.len() + after.len() > SHOWN;
    let (before, after) = match memchr::memmem::rfind(before, b"://") {
        Some(colon) if !is_long => (&before[scheme(&before[..colon])..], after),
        _ => (path(before, is_long), &after[..path_end(after)]),
    };
    let word = [before, after].concat();
    let word = String::from_utf8_lossy(&word);
    let word = word.trim_start_matches('}').trim_end_matches(['.', ':', '!']);
    let mut shown = String::with_capacity(word.len());
    for c in word.chars() {
        match c.is_control() {
            true => shown.extend(c.escape_default()),
            false => shown.push(c),
        }
    }
    shown
}

fn ends_word(byte: &u8) -> bool {
    byte.is_ascii_whitespace() || b"\"'`<>()[],;|\\".contains(byte)
}

/// Where the scheme begins that `text` ends with.
fn scheme(text: &[u8]) -> usize {
    let is_in_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
    text.iter().rposition(|byte| !is_in_scheme(byte)).map_or(0, |at| at + 1)
}

/// The part of `before` that leads to the name; what is in front of a path may be a password. Of a
/// long one its last slash.
fn path(before: &[u8], is_long: bool) -> &[u8] {
    let is_outside = |byte: &u8| b":=@?&#".contains(byte);
    let path = &before[before.iter().rposition(is_outside).map_or(0, |at| at + 1)..];
    let slash = path.iter().rposition(|&byte| byte == b'/').filter(|_| is_long);
    &path[slash.unwrap_or(0)..]
}

/// Where a path ends that begins with the name in `after`.
fn path_end(after: &[u8]) -> usize {
    let end = after.iter().position(|byte| b":=@?&#".contains(byte)).unwrap_or(after.len());
    end.min(SHOWN)
}

#[cfg(test)]
mod tests {
    use super::word_at;

    #[test]
    fn the_path_or_uri_is_shown_and_nothing_beside_it() {
        let cases = [
            ("scp docker.tar.gz agent:/etc/", "docker.tar.gz"),
            ("  \"uri\": \"file:///etc/docker.tar.gz\",", "file:///etc/docker.tar.gz"),
            ("curl -u a:pw https://h/docker.tar.gz -o x", "https://h/docker.tar.gz"),
            ("X=https://a:pw@h/docker.tar.gz?t=1", "https://a:pw@h/docker.tar.gz?t=1"),
            ("a:pw@h:/etc/docker.tar.gz", "/etc/docker.tar.gz"),
            ("P=pw/docker.tar.gz?t=pw", "pw/docker.tar.gz"),
            ("$DIR/docker.tar.gz&t=pw", "$DIR/docker.tar.gz"),
            ("{{ dir }}/docker.tar.gz", "/docker.tar.gz"),
            ("{{dir}}/docker.tar.gz.", "{{dir}}/docker.tar.gz"),
            ("(see `docker.tar.gz`)", "docker.tar.gz"),
            ("a\\n docker.tar.gz\\n", "docker.tar.gz"),
            ("x\u{7f}/docker.tar.gz", r"x\u{7f}/docker.tar.gz"),
        ];
        for (line, word) in cases {
            let offset = line.find("docker").expect("the name");
            assert_eq!(word_at(line.as_bytes(), offset), word, "{line}");
        }
        let long = format!("https://{}:pw@h/a/docker.tar.gz", "u".repeat(200));
        assert_eq!(word_at(long.as_bytes(), long.find("docker").expect("it")), "/docker.tar.gz");
        assert_eq!(word_at(b"\0docker.tar", 1), "");
    }
}
