//! Whatever is changed in an archive, reading it ends with a text or an error, never with a panic.

use pullconfig::secrets::archive::find;
use pullconfig::secrets::docker_config::DockerConfig;

use super::auth;
use super::pack::{Member, Method, bzip2, gzip, tar, xz, zip};

/// A sequence of numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }
}

/// Reads `bytes` as far as they can be read.
fn read(bytes: &[u8]) {
    if let Ok(found) = find(bytes)
        && let Ok(config) = DockerConfig::read(found.text.expose())
        && let Ok(logins) = config.checked()
    {
        assert!(logins.secret().expose().starts_with("{\n  \"auths\": {"));
    }
}

#[test]
fn damage_is_no_panic() {
    let login = auth("ann:pass");
    let text = format!(
        r#"{{"auths": {{"reg.example": {{"auth": "{login}", "email": "é"}}}}, "credsStore": "x"}}"#
    );
    let config = text.as_bytes();
    let plain = tar(&[
        Member::new("p", tar::EntryType::XHeader, b"28 path=.docker/config.json\n"),
        Member::file("x", config),
        Member::link("y", tar::EntryType::Symlink, "z"),
        Member::new("l", tar::EntryType::GNULongName, b"some name\0"),
        Member::file("z", b"z"),
    ]);
    let members = [(".docker/", &b""[..]), (".docker/config.json", config), ("x", b"x")];
    let archives = [
        config.to_vec(),
        gzip(&plain),
        bzip2(&plain),
        xz(&plain),
        zip(&members, Method::Deflate),
        zip(&members, Method::Store),
        plain,
    ];
    let mut numbers = Numbers(1);
    for archive in &archives {
        read(archive);
        for _ in 0..400 {
            let mut changed = archive.clone();
            for _ in 0..=numbers.below(3) {
                let at = numbers.below(changed.len());
                changed[at] ^= 1 << numbers.below(8);
            }
            read(&changed);
            changed.truncate(numbers.below(changed.len()) + 1);
            read(&changed);
        }
        for length in 0..archive.len().min(300) {
            read(&archive[..length]);
            read(&archive[archive.len() - length..]);
        }
    }
}
