//! What a definition has fetched, and which of it is credentials that work.

use pullconfig::marathon::{DeliveryFailure, Effect, Recognition, credential, entries, fetched};

use super::{all, document};

/// One entry a line: pointer, place, target and effect of a credential.
#[test]
fn entries_in_every_place() {
    for (json, expected) in [
        (
            r#"{"fetch": [{"uri": "a/.dockercfg"}, {}], "uris": [1, "b", "docker.tgz"]}"#,
            &["/fetch/0 Fetch .dockercfg", "/uris/1 Uris -", "/uris/2 Uris docker.tgz"][..],
        ),
        (
            r#"{"containers": [{}, {"artifacts": [{"uri": "x"}, {"uri": "y", "destPath": ".dockercfg"}]}]}"#,
            &[
                "/containers/1/artifacts/0 Artifacts -",
                "/containers/1/artifacts/1 Artifacts .dockercfg",
            ],
        ),
        (
            r#"{"run": {"docker": {}, "artifacts": [{"uri": "file:///etc/docker.zip"}]}}"#,
            &["/run/artifacts/0 Artifacts docker.zip"],
        ),
        (
            r#"{"fetch": [{"uri": "docker.tar", "destPath": ""}, "x"]}"#,
            &["/fetch/0 Fetch docker.tar"],
        ),
    ] {
        let document = document(json);
        let all = fetched(&document, &all(&document)[0], &Recognition::default());
        let lines = all.iter().map(|entry| {
            let target = entry.credential.as_ref().map_or("-", |it| &it.credential.target);
            format!("{} {:?} {target}", entry.pointer, entry.field)
        });
        assert_eq!(lines.collect::<Vec<_>>(), expected, "{json}");
    }
}

#[test]
fn names_of_credential_files() {
    for suffix in ["tar", "tar.gz", "tgz", "tar.bz2", "tbz2", "tar.xz", "txz", "zip"] {
        for stem in ["docker", "dockercfg"] {
            let uri = format!("https://host/{stem}.{suffix}");
            assert!(credential(&uri, None).is_some(), "{uri}");
        }
    }
    for (uri, dest_path, expected) in [
        ("file:///etc/.dockercfg", None, Some(".dockercfg")),
        ("/home/core/dockercfg.tar.gz", None, Some("dockercfg.tar.gz")),
        ("docker.tar.gz", None, Some("docker.tar.gz")),
        ("hdfs://x/.docker/config.json", None, Some(".docker/config.json")),
        (".docker/config.json", None, Some(".docker/config.json")),
        ("https://x/y.json", Some(".docker/config.json"), Some(".docker/config.json")),
        ("https://x/y", Some(".dockercfg"), Some(".dockercfg")),
        ("https://x/docker.tar.gz?token=a/b", None, Some("docker.tar.gz")),
        ("https://x/.dockercfg#a", None, Some(".dockercfg")),
        ("https://x/get?file=/etc/docker.zip", None, Some("docker.zip")),
        ("https://x/docker.tar.gz", Some("login.tar.gz"), Some("docker.tar.gz")),
        ("https://x/docker.tar.gz", Some("other"), None),
        ("https://x/.dockercfg", Some("other"), None),
        ("https://x/config.json", None, None),
        ("https://x/my.docker/config.json", None, None),
        ("https://x/dockercfg", None, None),
        ("https://x/docker.gz", None, None),
        ("https://x/Docker.tar.gz", None, None),
        ("https://x/my-docker.tar.gz", None, None),
        ("https://x/?docker.tar.gz", None, None),
        ("", None, None),
    ] {
        let target = credential(uri, dest_path).map(|found| found.target);
        assert_eq!(target.as_deref(), expected, "{uri} {dest_path:?}");
    }
}

#[test]
fn deliveries_that_work_and_that_never_did() {
    use Effect::{NeverWorked, Working};
    for (json, expected) in [
        (r#""fetch": [{"uri": "a/.dockercfg"}]"#, Working),
        (r#""fetch": [{"uri": "a/.dockercfg", "executable": true, "extract": false}]"#, Working),
        (r#""fetch": [{"uri": "a/docker.tar.gz"}]"#, Working),
        (r#""fetch": [{"uri": "a/docker.tar.gz", "extract": null}]"#, Working),
        (
            r#""fetch": [{"uri": "a/docker.tar.gz", "extract": false}]"#,
            NeverWorked(DeliveryFailure::NotExtracted),
        ),
        (
            r#""fetch": [{"uri": "a/docker.tar.gz", "executable": true}]"#,
            NeverWorked(DeliveryFailure::Executable),
        ),
        (r#""fetch": [{"uri": "a/docker.tar.gz?x"}]"#, NeverWorked(DeliveryFailure::Query)),
        (r#""fetch": [{"uri": "a/docker.tar.gz?x", "destPath": "docker.tar.gz"}]"#, Working),
        (r#""fetch": [{"uri": "a/b", "destPath": "c/docker.tar.gz"}]"#, Working),
        (
            r#""fetch": [{"uri": "a/.docker/config.json"}]"#,
            NeverWorked(DeliveryFailure::ConfigInRoot),
        ),
        (r#""fetch": [{"uri": "a/x", "destPath": "./.docker/config.json"}]"#, Working),
        (
            r#""fetch": [{"uri": "a/x", "destPath": "b/.docker/config.json"}]"#,
            NeverWorked(DeliveryFailure::OtherFolder),
        ),
        (r#""fetch": [{"uri": "x.json", "destPath": ".dockercfg"}]"#, Working),
        (
            r#""fetch": [{"uri": "x.json", "destPath": "b/.dockercfg"}]"#,
            NeverWorked(DeliveryFailure::OtherFolder),
        ),
        (
            r#""fetch": [{"uri": "x.json", "outputFile": ".dockercfg"}]"#,
            NeverWorked(DeliveryFailure::OutputFile),
        ),
        (r#""fetch": [{"uri": "a/.dockercfg", "outputFile": "b"}]"#, Working),
        (r#""uris": ["a/docker.tar.gz"]"#, Working),
        (r#""uris": ["a/.dockercfg"]"#, Working),
        (r#""uris": ["a/docker.tar.gz?x"]"#, NeverWorked(DeliveryFailure::Query)),
        (r#""uris": ["a/get?x=/docker.tar.gz"]"#, NeverWorked(DeliveryFailure::NotExtracted)),
        (r#""fetch": [{"uri": "a/get?x=/docker.tar.gz"}]"#, Working),
    ] {
        let json = format!("{{{json}}}");
        let document = document(&json);
        let effects = entries(&document, &all(&document)[0], &Recognition::default())
            .into_iter()
            .map(|entry| entry.effect);
        assert_eq!(effects.collect::<Vec<_>>(), [expected], "{json}");
    }
}
