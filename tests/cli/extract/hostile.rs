//! Archives that nobody made for Docker: a clear refusal, in bounded memory.

use std::process::Command;

use tar::EntryType;

use super::pack::{Member, Method, bzip2, gzip, tar, with_window, xz, zip};
use super::{auth, refusal, secret};
use crate::support::program::Run;

fn config() -> Vec<u8> {
    format!(r#"{{"auths": {{"reg.example": {{"auth": "{}"}}}}}}"#, auth("ann:pass")).into_bytes()
}

#[test]
fn names_and_types_that_mean_harm() {
    let config = config();
    let file = |name| Member::file(name, &config);
    let cases: [(&str, Vec<Member>); 10] = [
        (
            "holds `/.docker/config.json`, an absolute name; pack it again with names below the current folder",
            vec![file("/.docker/config.json")],
        ),
        (
            "holds `x/../.docker/config.json`, a name that leads out of the folder it is unpacked to; nothing of it is trusted",
            vec![file("x/../.docker/config.json")],
        ),
        (
            "holds `../../root/.bashrc`, a name that leads out of the folder it is unpacked to; nothing of it is trusted",
            vec![file(".docker/config.json"), file("../../root/.bashrc")],
        ),
        (
            "holds `.docker/config.json` as a symbolic link; only regular files in a real folder are read",
            vec![Member::link(".docker/config.json", EntryType::Symlink, "/etc/shadow")],
        ),
        (
            "holds `.dockercfg` as a hard link; only regular files in a real folder are read",
            vec![file("a"), Member::link(".dockercfg", EntryType::Link, "a")],
        ),
        (
            "holds `.docker` as a symbolic link; only regular files in a real folder are read",
            vec![Member::link(".docker", EntryType::Symlink, "/etc"), file(".docker/config.json")],
        ),
        (
            "holds `.docker` as a file in a folder's place; only regular files in a real folder are read",
            vec![file(".docker")],
        ),
        (
            "holds `.dockercfg/` as a folder; only regular files in a real folder are read",
            vec![Member::folder(".dockercfg/")],
        ),
        (
            "holds `.dockercfg` as a device; only regular files in a real folder are read",
            vec![Member::new(".dockercfg", EntryType::Char, b"")],
        ),
        (
            "holds `.docker/config.json` as a device; only regular files in a real folder are read",
            vec![Member::new(".docker/config.json", EntryType::Block, b"")],
        ),
    ];
    for (message, members) in cases {
        assert_eq!(refusal(&gzip(&tar(&members))), message);
    }
}

/// What is unpacked there goes wherever the link leads.
#[test]
fn members_below_a_link() {
    let config = config();
    let file = |name| Member::file(name, &config);
    let cases: [(&str, Vec<Member>); 2] = [
        (
            "holds `x/config.json` below a link; what is unpacked there may take the place of another file",
            vec![
                file(".docker/config.json"),
                Member::link("x", EntryType::Symlink, ".docker"),
                file("x/config.json"),
            ],
        ),
        (
            "holds `./a//b/c/config.json` below a link; what is unpacked there may take the place of another file",
            vec![
                file(".docker/config.json"),
                Member::link("a/b/", EntryType::Symlink, "../.docker"),
                file("./a//b/c/config.json"),
            ],
        ),
    ];
    for (message, members) in cases {
        assert_eq!(refusal(&gzip(&tar(&members))), message);
    }
    // A link to which nothing is unpacked is nobody's affair.
    let beside = [file(".dockercfg"), Member::link("x", EntryType::Symlink, "y"), file("xy/z")];
    secret(&tar(&beside));
}

/// However deep it is: `tar` and `unzip` do not count.
#[test]
fn a_name_that_leads_out_at_its_end() {
    let config = config();
    let name = format!("{}{}.dockercfg", "a/".repeat(70), "../".repeat(70));
    let members = [(".dockercfg", &*config), (&*name, &*config)];
    let message = "a name that leads out of the folder it is unpacked to; nothing of it is trusted";
    let refused = refusal(&zip(&members, Method::Deflate));
    assert!(refused.ends_with(message), "{refused}");
}

#[test]
fn members_that_leave_a_doubt() {
    let config = config();
    let file = |name| Member::file(name, &config);
    let cases: [(&str, Vec<Member>); 5] = [
        (
            "holds `.dockercfg` as a pipe; only regular files in a real folder are read",
            vec![Member::new(".dockercfg", EntryType::Fifo, b"")],
        ),
        (
            "holds `.dockercfg` twice; pack it again with the right one",
            vec![file(".dockercfg"), file("./.dockercfg")],
        ),
        (
            "holds both `.docker/config.json` and `.dockercfg`; Docker reads the first: take that one out and give it to `secrets extract` by itself",
            vec![file(".dockercfg"), file(".docker/config.json")],
        ),
        (
            "holds `x` as a sparse file; pack it again without `--sparse`",
            vec![Member::new("x", EntryType::GNUSparse, b""), file(".dockercfg")],
        ),
        (
            "holds `a\\u{1b}[2J\\nb/../c`, a name that leads out of the folder it is unpacked to; nothing of it is trusted",
            vec![file("a\u{1b}[2J\nb/../c")],
        ),
    ];
    for (message, members) in cases {
        assert_eq!(refusal(&gzip(&tar(&members))), message);
    }
}

#[test]
fn zips_that_mean_harm() {
    let config = config();
    let twice = [(".dockercfg", &*config), (".dockercfg", &*config)];
    let cases = [
        ("holds `.dockercfg` twice; pack it again with the right one", zip(&twice, Method::Store)),
        (
            "holds `../.dockercfg`, a name that leads out of the folder it is unpacked to; nothing of it is trusted",
            zip(&[("../.dockercfg", &config)], Method::Deflate),
        ),
        (
            "holds `/.dockercfg`, an absolute name; pack it again with names below the current folder",
            zip(&[("/.dockercfg", &config)], Method::Deflate),
        ),
    ];
    for (message, zip) in cases {
        assert_eq!(refusal(&zip), message);
    }
    // A symbolic link is one by the mode in the central directory: the upper half of the external
    // attributes, 38 bytes from the entry's signature.
    let mut link = zip(&[(".dockercfg", b"/etc/shadow")], Method::Store);
    let entry = link.windows(4).position(|four| four == b"PK\x01\x02").expect("an entry");
    link[entry + 5] = 3;
    link[entry + 40..entry + 42].copy_from_slice(&0o120_777_u16.to_le_bytes());
    let message =
        "holds `.dockercfg` as a symbolic link; only regular files in a real folder are read";
    assert_eq!(refusal(&link), message);
    // Bit 0 of the flags says that a password is needed; the method stands behind them.
    let mut locked = zip(&[(".dockercfg", &config)], Method::Store);
    let entry = locked.windows(4).position(|four| four == b"PK\x01\x02").expect("an entry");
    locked[entry + 8] |= 1;
    let message = "holds `.dockercfg` encrypted; pack it again without a password";
    assert_eq!(refusal(&locked), message);
    locked[entry + 8] &= !1;
    locked[entry + 10] = 93;
    let message = "holds `.dockercfg` in a compression other than deflate; pack it again";
    assert_eq!(refusal(&locked), message);
}

#[test]
fn what_was_cut_off_or_changed() {
    let config = config();
    let plain = tar(&[Member::file(".dockercfg", &config), Member::file("x", &[b'x'; 3000])]);
    let cut = "ends too early; it was cut off";
    for (name, whole) in [
        ("tar", plain.clone()),
        ("gzip", gzip(&plain)),
        ("bzip2", bzip2(&plain)),
        ("xz", xz(&plain)),
        ("zip", zip(&[(".dockercfg", &config)], Method::Deflate)),
    ] {
        // A tar without the zeros at its end is one that tar accepts as well.
        let end = if name == "tar" { whole.len() - 1600 } else { whole.len() - 1 };
        for length in [end, end - 20, end / 2 + 1] {
            assert_eq!(refusal(&whole[..length]), cut, "{name} of {length} bytes");
        }
    }
    let damaged = "is damaged: its contents do not fit its headers or checksums";
    let mut sum = gzip(&plain);
    let at = sum.len() - 6;
    sum[at] ^= 1;
    assert_eq!(refusal(&sum), damaged);
    let mut stored = zip(&[(".dockercfg", &config)], Method::Store);
    let at = stored.windows(4).position(|four| four == b"auth").expect("stored");
    stored[at] ^= 1;
    assert_eq!(refusal(&stored), damaged);
    let mut second = plain;
    second[1024 + 3] ^= 1;
    assert_eq!(refusal(&second), damaged);
}

/// Refusals of what is too large; each also in a process that may not have more than 200 MB.
#[test]
fn bombs_are_stopped_in_bounded_memory() {
    let zeros = vec![0; 70 << 20];
    let large = Member { size: zeros.len() as u64, ..Member::file("zeros", &zeros) };
    let bomb = tar(&[large, Member::file(".dockercfg", &config())]);
    let content = "unpacks to more than 64 MiB; an archive of credentials has a few KB";
    let text = "holds more than 1 MiB of JSON, which no secret takes";
    let long = |kind| {
        let name = vec![b'n'; 2 << 20];
        gzip(&tar(&[Member::new("././@LongLink", kind, &name), Member::file("x", b"")]))
    };
    let header =
        "describes `././@LongLink` with a header of a size that no file of credentials needs";
    let claims = Member { size: 8 << 30, ..Member::file(".dockercfg", b"{}") };
    let window = "asks for more than 72 MiB of memory to be unpacked; pack it again with `xz -6`";
    let small = xz(&tar(&[Member::file(".dockercfg", &config())]));
    let json = [b"{\"auths\": {\"", &*vec![b'x'; 2 << 20], b"\": {}}}"].concat();
    let cases = [
        ("gzip", content, gzip(&bomb)),
        ("bzip2", content, bzip2(&bomb)),
        ("xz", content, xz(&bomb)),
        ("zip", text, zip(&[(".dockercfg", &zeros[..50 << 20])], Method::Deflate)),
        ("member", text, gzip(&tar(&[Member::file(".dockercfg", &json)]))),
        ("json", text, json.clone()),
        ("gzip of json", text, gzip(&json)),
        ("claimed size", text, tar(&[claims])),
        ("long name", header, long(EntryType::GNULongName)),
        ("extended header", header, long(EntryType::XHeader)),
        ("window of 4 GiB", window, with_window(small.clone(), 40)),
        ("window of 96 MiB", window, with_window(small, 29)),
        ("source", "is larger than 16 MiB; an archive of credentials has a few KB", zeros),
    ];
    for (name, message, bytes) in cases {
        assert_eq!(refusal(&bytes), message, "{name}");
        if cfg!(target_os = "linux") {
            let mut limited = Command::new("sh");
            let line = "ulimit -v 204800 && exec \"$0\" secrets extract -";
            limited.args(["-c", line, env!("CARGO_BIN_EXE_pullconfig")]);
            let run = Run::with_input(&mut limited, &bytes);
            assert_eq!(run.stderr, format!("error: <stdin> {message}\n"), "{name}");
        }
    }
}

#[test]
fn names_announced_by_extension_headers() {
    let config = config();
    let record = |key: &str, value: &str| {
        let length = key.len() + value.len() + 3;
        let length = length + (length + 2).to_string().len();
        format!("{length} {key}={value}\n")
    };
    let path = record("path", ".docker/config.json");
    let named =
        [Member::new("pax", EntryType::XHeader, path.as_bytes()), Member::file("x", &config)];
    assert!(super::secret(&tar(&named)).contains("reg.example"));
    let named =
        [Member::new("l", EntryType::GNULongName, b".dockercfg\0"), Member::file("x", &config)];
    assert!(super::secret(&tar(&named)).contains("reg.example"));
    // An announced name hides the one in the header.
    let path = record("path", "x");
    let hidden = [
        Member::new("p", EntryType::XHeader, path.as_bytes()),
        Member::file(".dockercfg", &config),
    ];
    assert!(refusal(&tar(&hidden)).starts_with("holds neither"));
    let size = record("size", "9999999999");
    let huge = [Member::new("p", EntryType::XHeader, size.as_bytes()), Member::file("x", &config)];
    let message = "describes `x` with a header of a size that no file of credentials needs";
    assert_eq!(refusal(&tar(&huge)), message);
    let sparse = record("GNU.sparse.name", ".dockercfg");
    let sparse =
        [Member::new("p", EntryType::XHeader, sparse.as_bytes()), Member::file("x", &config)];
    let message = "holds `.dockercfg` as a sparse file; pack it again without `--sparse`";
    assert_eq!(refusal(&tar(&sparse)), message);
    let broken = [Member::new("p", EntryType::XHeader, b"99 path=x\n"), Member::file("x", &config)];
    let message = "is damaged: its contents do not fit its headers or checksums";
    assert_eq!(refusal(&tar(&broken)), message);
}
