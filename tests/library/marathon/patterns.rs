//! Patterns of the user's own: what they match, and the strings that a search can rely on.

use proptest::prelude::*;
use pullconfig::marathon::{DeliveryFailure, Effect, Pattern, Recognition, entries, matches_uri};

use super::{all, document};

fn pattern(text: &str) -> Pattern {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn patterns_are_about_names_or_whole_uris() {
    for (text, uri, expected) in [
        ("login.tgz", "https://files.example.com/a/login.tgz", true),
        ("login.tgz", "https://files.example.com/a/login.tgz?token=1", true),
        ("login.tgz", "https://files.example.com/a/my-login.tgz", false),
        ("login.tgz", "https://files.example.com/login.tgz/x", false),
        ("*-login.*", "file:///etc/registry-login.tar.gz", true),
        ("Login.tgz", "file:///etc/login.tgz", false),
        ("https://*/login.tgz", "https://files.example.com/a/login.tgz", true),
        ("https://files.example.com/*", "https://files.example.com/a/login.tgz?x", true),
        ("https://files.example.com/a/login.tgz", "https://files.example.com/a/login.tgz?x", true),
        ("https://files.example.com/{a,b}/*", "https://files.example.com/b/l", true),
        ("file:///etc/login.tgz", "file:///etc/docker/login.tgz", false),
        ("{{login_uri}}", "{{login_uri}}", true),
        ("{{login_uri}}", "login_uri", false),
        ("{{host}}/login-*.tgz", "{{host}}/login-7.tgz", true),
        ("${HOST}/login.tgz", "${HOST}/login.tgz", true),
        ("login[0-9].tgz", "a/login7.tgz", true),
    ] {
        assert_eq!(matches_uri(&pattern(text), uri, None), expected, "{text} {uri}");
    }
    assert!(matches_uri(&pattern("login.tgz"), "https://files.example.com/x", Some("a/login.tgz")));
}

#[test]
fn needles_are_the_longest_sure_string() {
    for (text, expected) in [
        ("login.tgz", &["login.tgz"][..]),
        ("https://files.example.com/*/login-*.tgz", &["files.example.com"]),
        ("registry.example.com:5000/*", &["registry.example.com:5000"]),
        ("*", &[""]),
        ("*/*", &[""]),
        ("?[abc]", &[""]),
        ("login-[!]*]-x", &["login-"]),
        ("*.{tar.gz,tgz}", &["tar.gz", "tgz"]),
        ("{a,login{1,2}}", &["a", "login"]),
        ("{a,}", &[""]),
        ("{{login_uri}}", &["{{login_uri}}"]),
        (r"a\*bc?d", &["a*bc"]),
        ("größe.tgz", &["e.tgz"]),
    ] {
        assert_eq!(pattern(text).needles(), expected, "{text}");
    }
}

#[test]
fn broken_patterns_are_refused() {
    for text in ["", "[a", "{a", "a}"] {
        assert!(text.parse::<Pattern>().is_err(), "{text}");
    }
}

proptest! {
    /// Most globs are compared part by part. That is what an automaton of them says.
    #[test]
    fn a_glob_of_stars_matches_what_its_automaton_does(
        glob in "[ab/*\\\\?]{1,8}",
        text in "[ab/*?\n]{0,8}",
    ) {
        let built = globset::GlobBuilder::new(&glob)
            .literal_separator(false)
            .backslash_escape(true)
            .build();
        if let (Ok(built), Ok(pattern)) = (built, glob.parse::<Pattern>()) {
            prop_assert_eq!(pattern.matches(&text), built.compile_matcher().is_match(&text));
        }
    }

    #[test]
    fn whatever_matches_holds_a_needle(
        pattern in r"([ab/.]|\*|\?|\[[!]?[ab]\]|\{[ab],[ab.]{1,3}\}|\\\*|\{\{a\}\}){1,8}",
        text in r"[ab/.*{}]{0,10}",
    ) {
        let pattern: Pattern = pattern.parse().expect("a glob");
        let needles = pattern.needles();
        prop_assert!(!needles.is_empty());
        prop_assert!(!pattern.matches(&text) || needles.iter().any(|needle| text.contains(needle)));
    }
}

fn told(patterns: &[&str]) -> Recognition {
    let credentials = patterns.iter().map(|text| pattern(text)).collect();
    Recognition::new(credentials, Vec::new())
}

#[test]
fn entries_by_pattern() {
    let recognition = told(&["login*", "https://vault.example.com/*"]);
    for (entry, expected) in [
        (r#"{"uri": "a/login.tgz"}"#, Some(("login.tgz", Effect::Working))),
        (
            r#"{"uri": "a/login.tgz", "extract": false}"#,
            Some(("login.tgz", Effect::NeverWorked(DeliveryFailure::NotExtracted))),
        ),
        (
            r#"{"uri": "a/login.json"}"#,
            Some(("login.json", Effect::NeverWorked(DeliveryFailure::OtherName))),
        ),
        (
            r#"{"uri": "https://vault.example.com/7", "destPath": ".dockercfg"}"#,
            Some((".dockercfg", Effect::Working)),
        ),
        (r#"{"uri": "a/other.tgz"}"#, None),
    ] {
        let text = format!(r#"{{"id": "/a", "container": {{}}, "fetch": [{entry}]}}"#);
        let document = document(&text);
        let found = entries(&document, &all(&document)[0], &recognition);
        let found = found.first().map(|found| (found.credential.target.as_str(), found.effect));
        assert_eq!(found, expected, "{entry}");
    }
}

/// Words of any length cost the same, and what is too long to be told is not passed over.
#[test]
fn a_name_in_an_endless_word_is_a_mention() {
    let text = format!("{0}/secret.tgz/{0}", "x".repeat(5000));
    assert_eq!(told(&["secret.tgz"]).mentions(text.as_bytes()), [5001]);
    let text = format!("{}/secret.tgz", "x".repeat(4000));
    assert_eq!(told(&["secret.tgz"]).mentions(text.as_bytes()), [0]);
    let text = format!("{}/secret.tgz.bak", "x".repeat(4000));
    assert!(told(&["secret.tgz"]).mentions(text.as_bytes()).is_empty());
}

#[test]
fn mentions_of_the_users_own_credentials() {
    let recognition = told(&["login-*.tgz", "https://vault.example.com/*", "{{ login }}"]);
    for (text, expected) in [
        ("scp login-a.tgz agent:/etc", &[4][..]),
        ("scp /etc/login-a.tgz, then", &[4]),
        (r#"URI="https://vault.example.com/7""#, &[5]),
        ("URI=https://vault.example.com/7;", &[4]),
        (r#""https:\/\/vault.example.com\/7""#, &[1]),
        ("curl -d @login-a.tgz.", &[9]),
        ("my-login-a.tgz", &[]),
        ("http://vault.example.com/7", &[]),
        ("docker.tar.gz and login-1.tgz", &[0, 18]),
    ] {
        assert_eq!(recognition.mentions(text.as_bytes()), expected, "{text}");
    }
}
