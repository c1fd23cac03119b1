//! Tests of `images.json`, of times, and of the published schema.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::document::ImagesDocument;
use super::{
    ImageConfig, ImageFacts, Images, Pull, PullKey, PullOutcome, Time, Verdict, read, write,
};

fn key(cluster: Option<&str>, image: &str, login: Option<&str>) -> PullKey {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    PullKey { cluster: owned(cluster), image: image.to_owned(), login: owned(login) }
}

fn pull(outcome: PullOutcome, digest: Option<&str>, seconds: u64) -> Pull {
    let asked = Time::after_epoch(seconds);
    Pull { outcome, message: None, digest: digest.map(str::to_owned), asked }
}

fn facts(user: &str) -> ImageFacts {
    let config = ImageConfig { user: Some(user.to_owned()), ..ImageConfig::default() };
    ImageFacts { media_type: "v2".to_owned(), config: Some(config) }
}

fn example() -> Images {
    let mut images = Images::default();
    images.facts.insert("sha256:aa".into(), facts("app"));
    images.facts.insert("sha256:bb".into(), facts("root"));
    let pulls = [
        (key(None, "a", None), pull(PullOutcome::Unauthorized, None, 9)),
        (key(None, "a", Some("one.json")), pull(PullOutcome::Pulled, Some("sha256:aa"), 7)),
        (key(None, "a", Some("two.json")), pull(PullOutcome::Pulled, Some("sha256:bb"), 8)),
        (key(None, "ab", Some("one.json")), pull(PullOutcome::TimedOut, None, 7)),
        (key(Some("eu"), "a", Some("one.json")), pull(PullOutcome::Oci, Some("sha256:aa"), 7)),
    ];
    images.pulls.extend(pulls);
    images
}

#[test]
fn a_document_is_read_as_it_was_written() {
    let images = example();
    let mut text = Vec::new();
    write(&mut text, &images).expect("memory takes all");
    assert_eq!(read(&text), Ok(images));
}

#[test]
fn the_facts_of_an_image_are_those_that_were_asked_last() {
    let images = example();
    let user = |cluster, image| {
        let config = images.facts_of(cluster, image)?.facts.config.as_ref()?;
        config.user.as_deref()
    };
    assert_eq!(user(None, "a"), Some("root"));
    assert_eq!(user(Some("eu"), "a"), Some("app"));
    assert_eq!(user(None, "ab"), None);
    assert_eq!(user(Some("us"), "a"), None);
    let logins: Vec<Option<&str>> =
        images.pulls_of(None, "a").map(|(key, _)| key.login.as_deref()).collect();
    assert_eq!(logins, [None, Some("one.json"), Some("two.json")]);
}

#[test]
fn facts_without_a_pull_are_forgotten() {
    let mut images = example();
    images.pulls.retain(|key, _| key.login.as_deref() != Some("two.json"));
    images.remove_unused_facts();
    assert_eq!(images.facts.keys().collect::<Vec<_>>(), ["sha256:aa"]);
}

#[test]
fn other_documents_are_refused_without_a_quotation() {
    let config = r#"{"version":1,"program":"x","pulls":[{"image":"a","login":"dXNlcjpwYXNz","outcome":"dXNlcjpwYXNz"}],"images":{}}"#;
    let cases = [
        ("", "1:1: not JSON"),
        ("[]", "1:2: not a document that `pullconfig preflight` has written"),
        (
            r#"{"auths":{"reg":{"auth":"dXNlcjpwYXNz"}}}"#,
            "1:41: not a document that `pullconfig preflight` has written",
        ),
        (
            r#"{"version":"dXNlcjpwYXNz"}"#,
            "1:25: not a document that `pullconfig preflight` has written",
        ),
        (
            r#"{"version":2}"#,
            "a document of version 2; this pullconfig reads version 1, so run `pullconfig preflight` again",
        ),
        (config, "1:96: not a document that `pullconfig preflight` has written"),
    ];
    for (text, expected) in cases {
        let said = read(text.as_bytes()).expect_err(text).to_string();
        assert_eq!(said, expected, "{text}");
    }
}

#[test]
fn times_are_spelt_as_in_documents() {
    let cases = [
        (0, "1970-01-01T00:00:00Z"),
        (951_782_399, "2000-02-28T23:59:59Z"),
        (951_782_400, "2000-02-29T00:00:00Z"),
        (951_868_800, "2000-03-01T00:00:00Z"),
        (1_795_851_000, "2026-11-28T07:30:00Z"),
        (4_107_542_400, "2100-03-01T00:00:00Z"),
    ];
    for (seconds, text) in cases {
        assert_eq!(Time::after_epoch(seconds).to_string(), text);
        assert_eq!(text.parse(), Ok(Time::after_epoch(seconds)), "{text}");
    }
    let wrong = [
        "",
        "2026-11-28",
        "2026-11-28T07:30:00",
        "2026-11-28 07:30:00Z",
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-11-31T00:00:00Z",
        "2026-11-28T24:00:00Z",
        "1969-12-31T23:59:59Z",
        "2026-11-28T07:30:00ü",
        "+026-11-28T07:30:00Z",
    ];
    for text in wrong {
        assert!(text.parse::<Time>().is_err(), "{text}");
    }
    let (one, two) = (Time::after_epoch(60), Time::after_epoch(90));
    assert_eq!((two.since(one), one.since(two)), (Duration::from_secs(30), Duration::ZERO));
}

#[test]
fn outcomes_have_names_and_verdicts() {
    let cases = [
        (PullOutcome::Pulled, "pulled", Verdict::Pulled),
        (PullOutcome::OciIndex, "oci-index", Verdict::Refused),
        (PullOutcome::NoLoginFile, "no-login-file", Verdict::Unknown),
    ];
    for (outcome, name, verdict) in cases {
        assert_eq!((outcome.name().as_str(), outcome.verdict()), (name, verdict));
    }
}

#[test]
fn the_published_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/images.schema.json");
    let text = format!("{:#}\n", schemars::schema_for!(ImagesDocument).to_value());
    if std::env::var_os("SCHEMA").is_some_and(|word| word == "overwrite") {
        fs::write(&path, &text).expect("docs can be written");
    }
    let published = fs::read_to_string(&path).unwrap_or_default();
    assert!(text == published, "SCHEMA=overwrite cargo test --lib schema");
}
