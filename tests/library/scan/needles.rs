//! Which bytes make a file worth reading, and which of them are a credential's name.

use proptest::prelude::*;
use pullconfig::marathon::mentions;
use pullconfig::scan::Needles;

const NAMES: &[&str] = &[
    ".dockercfg",
    "docker.tar",
    "docker.tar.gz",
    "docker.tgz",
    "docker.tar.bz2",
    "docker.tbz2",
    "docker.tar.xz",
    "docker.txz",
    "docker.zip",
    "dockercfg.tar",
    "dockercfg.tar.gz",
    "dockercfg.tgz",
    "dockercfg.tar.bz2",
    "dockercfg.tbz2",
    "dockercfg.tar.xz",
    "dockercfg.txz",
    "dockercfg.zip",
    ".docker/config.json",
    r".docker\/config.json",
];

fn is_selected(bytes: &[u8]) -> bool {
    Needles::new(&[], None).search(bytes, &mut |_| {})
}

#[test]
fn every_credential_name_selects_a_file_and_is_a_mention() {
    for name in NAMES {
        for (before, after) in [
            ("", ""),
            ("/", ""),
            (r"\/", "\""),
            ("\"", "?token=x"),
            ("=", "#top"),
            (" ", "."),
            ("'", ","),
            ("(", ")"),
            ("@", ". Then"),
            ("%2F", "&x"),
            (r"a\n", r"\n"),
            ("\n", "\n"),
        ] {
            let text = format!("xyz {before}{name}{after}");
            assert!(is_selected(text.as_bytes()), "{text}");
            assert_eq!(mentions(text.as_bytes()), [4 + before.len()], "{text}");
        }
    }
}

#[test]
fn parts_of_longer_names_are_no_mentions() {
    for text in [
        "mydocker.tar.gz",
        "my-docker.tar.gz",
        "my_docker.tar.gz",
        "my.docker.tar.gz",
        "1docker.tgz",
        "docker.tar.gzip",
        "docker.tar.gz.bak",
        "docker.tar.gz~",
        "docker.tar.g",
        "docker.tarball",
        "docker.tgz-old",
        "home.dockercfg",
        ".dockercfg2",
        ".dockercfg.json",
        "x.docker/config.json",
        ".docker/config.json5",
        "docker/config.json",
        "docker",
        "dockercfg",
        "Docker.tar.gz",
        r"a\\ndocker.tar.gz",
    ] {
        assert_eq!(mentions(text.as_bytes()), [0; 0], "{text}");
    }
}

#[test]
fn mentions_are_ascending_and_complete() {
    let text =
        b".dockercfg .docker/config.json docker.tar.gz,docker.zip;/.dockercfg.tar.gz docker.tar";
    assert_eq!(mentions(text), [0, 11, 31, 45, 75]);
}

#[test]
fn escapes_and_migrated_definitions_are_selected_but_are_no_mentions() {
    for text in [r#"docker\u002etar.gz"#, r#"{"pullConfig": {}}"#] {
        assert!(is_selected(text.as_bytes()), "{text}");
        assert_eq!(mentions(text.as_bytes()), [0; 0], "{text}");
    }
    for text in ["", "d", "pullConfig", r"\u2028", r#"{"type": "DOCKER", "docker": {}}"#] {
        assert!(!is_selected(text.as_bytes()), "{text}");
    }
}

#[test]
fn very_many_strings_are_searched_for_as_well() {
    let many: Vec<Vec<u8>> = (0..500).map(|n| format!("needle-{n}-").into_bytes()).collect();
    let needles = Needles::new(&many, None);
    assert_eq!(needles.overlap(), ".docker\\/config.json".len() - 1);
    let hits = |bytes: &[u8]| needles.search(bytes, &mut |_| {});
    assert!(hits(b"a needle-499- in the hay"));
    assert!(hits(b"/docker.tar.gz"));
    assert!(!hits(b"needle-500-"));
}

#[test]
fn marks_select_nothing_and_are_told_one_by_one() {
    let many: Vec<Vec<u8>> = (0..500).map(|n| format!("needle-{n}-").into_bytes()).collect();
    for extra in [&many[..0], &many[..1], &many] {
        let needles = Needles::new(extra, Some(b"\"image\""));
        let told = |text: &str| {
            let mut ends = Vec::new();
            let is_selected = needles.search(text.as_bytes(), &mut |end| ends.push(end));
            (is_selected, ends)
        };
        assert_eq!(told(""), (false, vec![]));
        assert_eq!(told(r#""image""#), (false, vec![7]));
        assert_eq!(told(r#"{"image": "a", "b": {"image":"image""image"}}"#).1, [8, 28, 36, 43]);
        // A string that begins in the mark.
        assert!(told(r#""image"pullConfig""#).0);
        let long = format!("{:100}\"image\"{:100}\"image\"{:50}", "", "", "");
        assert_eq!(told(&long), (false, vec![107, 214]));
        assert!(told(&(long + "/docker.tar.gz")).0);
    }
}

proptest! {
    /// What is reported later must have been selected first.
    #[test]
    fn whatever_mentions_something_is_selected(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                ".", "docker", "cfg", ".tar", ".gz", ".tgz", ".tbz2", ".xz", ".txz", ".zip", "/",
                "\\", "config.json", "u00", "\"", "pullConfig", " ", "x", "%2f", "n",
            ]),
            0..24,
        )
    ) {
        let text = parts.concat();
        let found = mentions(text.as_bytes());
        prop_assert!(found.is_sorted());
        prop_assert!(found.is_empty() || is_selected(text.as_bytes()), "{}", text);
        for at in found {
            prop_assert!(NAMES.iter().any(|name| text[at..].starts_with(name)));
        }
    }
}
