//! All forms in which credentials are delivered give the same secret.

use super::pack::{Member, Method, bzip2, gzip, tar, xz, zip};
use super::{auth, refusal, secret};

fn config() -> Vec<u8> {
    let auths = format!(
        r#"{{"auths": {{"reg.example:5000": {{"auth": "{}"}}, "https://index.docker.io/v1/": {{"auth": "{}"}}}}}}"#,
        auth("ann:one two"),
        auth("bob:s:e:c"),
    );
    auths.into_bytes()
}

fn dockercfg() -> Vec<u8> {
    format!(
        "{{\n\t\"https://index.docker.io/v1/\": {{\"auth\": \"{}\", \"email\": \"\"}},\n\t\"reg.example:5000\": {{\"email\": \"a@b\", \"auth\": \"{}\"}}\n}}\n",
        auth("bob:s:e:c"),
        auth("ann:one two"),
    )
    .into_bytes()
}

fn expected() -> String {
    format!(
        r#"{{
  "auths": {{
    "https://index.docker.io/v1/": {{
      "auth": "{}"
    }},
    "reg.example:5000": {{
      "auth": "{}"
    }}
  }}
}}
"#,
        auth("bob:s:e:c"),
        auth("ann:one two"),
    )
}

#[test]
fn every_form_gives_the_same_bytes() {
    let (config, dockercfg) = (config(), dockercfg());
    let tars = [
        tar(&[Member::folder(".docker/"), Member::file(".docker/config.json", &config)]),
        tar(&[Member::folder("./"), Member::file("./.docker/config.json", &config)]),
        tar(&[Member::file(".docker//./config.json", &config)]),
        tar(&[Member::file(".dockercfg", &dockercfg)]),
        tar(&[Member::file("readme.txt", b"x"), Member::file("./.dockercfg", &dockercfg)]),
        // As Mesos goes by content, so do we: a config.json under the old name, and the reverse.
        tar(&[Member::file(".dockercfg", &config)]),
        tar(&[Member::file(".docker/config.json", &dockercfg)]),
    ];
    let mut forms: Vec<Vec<u8>> = vec![config.clone(), dockercfg.clone(), gzip(&dockercfg)];
    forms.push([b"\xEF\xBB\xBF", &*config].concat());
    for tar in tars {
        forms.extend([gzip(&tar), bzip2(&tar), xz(&tar), tar]);
    }
    for method in [Method::Store, Method::Deflate] {
        forms.push(zip(&[(".docker/", b""), (".docker/config.json", &config)], method));
        forms.push(zip(&[("./.dockercfg", &dockercfg)], method));
        forms.push(zip(&[(".docker\\config.json", &config)], method));
    }
    for (index, form) in forms.iter().enumerate() {
        assert_eq!(secret(form), expected(), "form {index}");
    }
}

#[test]
fn the_secret_of_a_secret_is_itself() {
    let once = secret(&config());
    assert_eq!(secret(once.as_bytes()), once);
}

#[test]
fn compressed_streams_may_be_several() {
    let tar = tar(&[Member::file(".dockercfg", &dockercfg())]);
    let (head, tail) = tar.split_at(700);
    assert_eq!(secret(&[gzip(head), gzip(tail)].concat()), expected());
    assert_eq!(secret(&[bzip2(head), bzip2(tail)].concat()), expected());
    assert_eq!(secret(&[xz(head), xz(tail)].concat()), expected());
}

#[test]
fn what_docker_never_found_is_not_found() {
    let none = "holds neither `.docker/config.json` nor `.dockercfg` at its root, so Docker never found credentials in it";
    let config = config();
    let hint = ": if that is meant, take it out and give it by itself";
    let cases = [
        ("a", String::new()),
        ("config.json", format!("; it holds `config.json`{hint}")),
        ("docker/config.json", format!("; it holds `docker/config.json`{hint}")),
        (".Docker/config.json", format!("; it holds `.Docker/config.json`{hint}")),
        ("home/ann/.dockercfg", format!("; it holds `home/ann/.dockercfg`{hint}")),
        ("docker.tar.gz", format!("; it holds `docker.tar.gz`{hint}")),
    ];
    for (name, more) in cases {
        let message = format!("{none}{more}");
        assert_eq!(refusal(&gzip(&tar(&[Member::file(name, &config)]))), message);
        assert_eq!(refusal(&zip(&[(name, &config)], Method::Deflate)), message);
    }
    assert_eq!(refusal(&tar(&[])), none);
    assert_eq!(refusal(&zip(&[], Method::Store)), none);
}

#[test]
fn what_is_no_archive_is_said_to_be_none() {
    let unknown = "is neither JSON nor an archive that is known here (tar, alone or with gzip, bzip2 or xz; zip)";
    let cases: [(&[u8], &str); 8] = [
        (b"", "is empty"),
        (b"\x7FELF\0\0\0", unknown),
        (b"<!DOCTYPE html><html>login", "is an HTML page, not what was to be downloaded"),
        (b" \n<HTML><body>404", "is an HTML page, not what was to be downloaded"),
        (b"\x28\xB5\x2F\xFD\x04\0", "is a zstd file; pack it again as tar.gz"),
        (b"7z\xBC\xAF\x27\x1C\0\x04", "is a 7z file; pack it again as tar.gz"),
        (b"Rar!\x1A\x07\x01\0", "is a rar file; pack it again as tar.gz"),
        (b"070701000", "is a cpio file; pack it again as tar.gz"),
    ];
    for (bytes, message) in cases {
        assert_eq!(refusal(bytes), message);
    }
    let tar = gzip(&tar(&[Member::file(".dockercfg", &config())]));
    assert_eq!(refusal(&gzip(&tar)), "is compressed twice; unpack it once");
    assert_eq!(refusal(&xz(&tar)), "is compressed twice; unpack it once");
}
