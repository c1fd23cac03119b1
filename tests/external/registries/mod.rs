//! `pullconfig preflight` against a real registry, Debian's `docker-registry`, on the loopback address:
//! every kind of image that it stores gets the verdict that Mesos would give.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

mod server;
mod storage;
mod tokens;
mod tutorial;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::program::{Run, program};
use crate::support::registry;
use crate::test::Test;
use server::{Registry, free_port};
use storage::{Kinds, Storage};

/// The user whose login is right.
pub(crate) const USER: &str = "ann";
pub(crate) const PASSWORD: &str = "sesame-opens";

/// A case: its name and itself, in an empty folder.
type Case = (&'static str, fn(&Path));

const CASES: [Case; 4] = [
    ("every_kind_of_image_has_its_verdict", kinds),
    ("logins_are_taken_and_refused", logins),
    ("tokens_are_given_for_logins", tokens),
    ("tls_with_an_own_authority", tls),
];

pub(crate) fn tests() -> Vec<Test> {
    let test = |&(name, case): &Case| {
        let run = move || case(tempfile::tempdir().expect("a folder").path());
        Test::new(name, run).needing(["docker-registry", "openssl"])
    };
    let tutorial = Test::new("the_tutorial_shows_what_happens", tutorial::tutorial);
    let tutorial = tutorial.needing(["docker-registry", "openssl", "git", "tar", "bash"]);
    CASES.iter().map(test).chain([tutorial]).collect()
}

/// Writes apps that pull `images`, and the login of `user` for `host`.
fn project(folder: &Path, images: &[String], host: &str, user: &str, password: &str) {
    let login = format!("{user}:{password}");
    registry::project(folder, images, &[host.to_owned()], &login);
}

/// A run and what it found out about each image.
struct Found {
    run: Run,
    facts: Value,
}

impl Found {
    fn outcomes(&self) -> BTreeMap<&str, &str> {
        let pulls = self.facts["pulls"].as_array().expect("a list").iter();
        pulls
            .filter_map(|pull| Some((pull["image"].as_str()?, pull["outcome"].as_str()?)))
            .collect()
    }

    fn of(&self, image: &str) -> &Value {
        let pulls = self.facts["pulls"].as_array().expect("a list");
        pulls.iter().find(|pull| pull["image"] == image).unwrap_or_else(|| panic!("{image}"))
    }

    /// The config of an image.
    fn config(&self, image: &str) -> &Value {
        let digest = self.of(image)["digest"].as_str().unwrap_or_default();
        &self.facts["images"][digest]["config"]
    }

    fn message(&self, image: &str) -> &str {
        self.of(image)["message"].as_str().unwrap_or_default()
    }
}

fn preflight(folder: &Path, options: &[&str]) -> Found {
    let _ = fs::remove_file(folder.join("images.json"));
    let arguments = [&["preflight", "apps.json", "-o", "images.json"], options].concat();
    let mut command = program(folder, &arguments);
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]
    {
        command.env_remove(name);
    }
    let run = Run::of(&mut command);
    let text = fs::read_to_string(folder.join("images.json"));
    let text = text.unwrap_or_else(|error| panic!("{error}: {run:?}"));
    let bare = STANDARD.encode(format!("{USER}:{PASSWORD}"));
    for secret in [PASSWORD, bare.trim_end_matches('='), "eyJ"] {
        for shown in [&run.stdout, &run.stderr, &text] {
            assert!(!shown.contains(secret), "{secret} is shown: {shown}");
        }
    }
    Found { run, facts: serde_json::from_str(&text).expect("JSON") }
}

const WITH_LOGINS: &[&str] = &["--logins", "logins"];

fn kinds(folder: &Path) {
    let Kinds { storage, names } = Kinds::store(&folder.join("storage"));
    let registry = Registry::start(folder, &storage, "127.0.0.1", free_port(), "");
    let host = registry.host();
    let image = |name: &str| format!("{host}/{}", names[name]);
    let all: Vec<String> = names.values().map(|name| format!("{host}/{name}")).collect();
    project(folder, &all, &host, USER, PASSWORD);
    let found = preflight(folder, WITH_LOGINS);
    let missing = "Unexpected HTTP response '404 Not Found' when trying to get the manifest";
    let list =
        "Unsupported manifest MIME type: application/vnd.docker.distribution.manifest.list.v2+json";
    let expected = [
        ("v2 by tag", "pulled", ""),
        ("v2 by digest", "pulled", ""),
        ("list by tag", "pulled", ""),
        ("list by digest", "manifest-list", list),
        ("arm64 list by tag", "manifest-list", missing),
        ("oci by tag", "oci", missing),
        ("oci by digest", "oci", missing),
        ("oci index by tag", "oci-index", missing),
        (
            "no config",
            "no-config",
            "the config of the image has no member `config`; an agent that reads it crashes",
        ),
        ("missing tag", "not-found", missing),
        ("missing repository", "not-found", missing),
    ];
    assert_eq!(expected.len(), names.len());
    for (name, outcome, message) in expected {
        let image = image(name);
        assert_eq!(found.outcomes()[image.as_str()], outcome, "{name}: {:?}", found.run);
        assert_eq!(found.message(&image), message, "{name}");
    }
    assert_eq!(found.run.code, Some(1), "{:?}", found.run);
    for name in ["v2 by tag", "v2 by digest", "list by tag", "oci by tag"] {
        let config = found.config(&image(name));
        assert_eq!(config["user"], "app", "{name}");
        assert_eq!(config["entrypoint"], json!(["/docker-entrypoint.sh"]), "{name}");
    }
    let gone = found.run.stdout.split("not in the registry").nth(1).unwrap_or_default();
    assert_eq!(gone.matches("refused").count(), 2, "{}", found.run.stdout);
    older(folder, &found, &image);
}

/// Before 1.7.3 Mesos asks for the first schema only, which the registry makes of what is there by tag.
fn older(folder: &Path, newest: &Found, image: &dyn Fn(&str) -> String) {
    let found = preflight(folder, &[WITH_LOGINS, &["--mesos", "1.7.2"]].concat());
    for (name, outcome) in [
        ("v2 by tag", "pulled"),
        ("list by tag", "pulled"),
        ("v2 by digest", "other-schema"),
        ("oci by tag", "oci"),
        ("missing tag", "not-found"),
    ] {
        let image = image(name);
        assert_eq!(found.outcomes()[image.as_str()], outcome, "{name}: {:?}", found.run);
    }
    let tagged = image("v2 by tag");
    assert_eq!(found.config(&tagged)["user"], newest.config(&tagged)["user"]);
}

/// `ann:sesame-opens`, as htpasswd writes it.
const HTPASSWD: &str = "ann:$2b$04$1.16QWlZPxKXqhrMhvlxNuf3pEqRax4g3TA2Qian0ZGxrpVYMDO0O\n";

fn logins(folder: &Path) {
    let storage = Storage::new(&folder.join("storage"));
    let names: Vec<String> = (0..5).map(|number| format!("shop/app{number}")).collect();
    names.iter().for_each(|name| storage.v2(name, "1"));
    fs::write(folder.join("htpasswd"), HTPASSWD).expect("a file");
    let auth = format!(
        "auth:\n  htpasswd:\n    realm: Registry Realm\n    path: {}\n",
        folder.join("htpasswd").display()
    );
    let registry = Registry::start(folder, &storage, "127.0.0.1", free_port(), &auth);
    let host = registry.host();
    let images: Vec<String> = names.iter().map(|name| format!("{host}/{name}:1")).collect();
    project(folder, &images, &host, USER, PASSWORD);
    let found = preflight(folder, WITH_LOGINS);
    assert_eq!(found.run.code, Some(0), "{:?}", found.run);
    assert!(found.outcomes().values().all(|outcome| *outcome == "pulled"), "{:?}", found.run);
    let basic = |name: &str| {
        format!(
            "Got unexpected BASIC Authorization response status: 401 Unauthorized from http://{host}/v2/{name}/manifests/1"
        )
    };
    let found = preflight(folder, &["--anonymous"]);
    for (image, name) in images.iter().zip(&names) {
        assert_eq!(found.outcomes()[image.as_str()], "unauthorized", "{:?}", found.run);
        assert_eq!(found.message(image), basic(name));
    }
    project(folder, &images, &host, USER, "wrong-password");
    let found = preflight(folder, WITH_LOGINS);
    let count = |word: &str| found.outcomes().values().filter(|outcome| **outcome == word).count();
    assert_eq!((count("unauthorized"), count("login-spared")), (2, 3), "{:?}", found.run);
}

fn tokens(folder: &Path) {
    let storage = Storage::new(&folder.join("storage"));
    ["shop/web", "shop/secret"].into_iter().for_each(|name| storage.v2(name, "1"));
    let service = tokens::Service::start(folder, &["shop/web"]);
    let auth = format!(
        "auth:\n  token:\n    realm: {}\n    service: reg\n    issuer: tests\n    rootcertbundle: {}\n",
        service.realm(),
        folder.join("token.pem").display()
    );
    let registry = Registry::start(folder, &storage, "127.0.0.1", free_port(), &auth);
    let host = registry.host();
    let image = |name: &str| format!("{host}/shop/{name}:1");
    project(folder, &[image("web"), image("secret")], &host, USER, PASSWORD);
    let found = preflight(folder, WITH_LOGINS);
    assert_eq!(found.outcomes()[image("web").as_str()], "pulled", "{:?}", found.run);
    assert_eq!(found.config(&image("web"))["user"], "app");
    // The token is given, but without the right to pull.
    assert_eq!(found.outcomes()[image("secret").as_str()], "unauthorized", "{:?}", found.run);
    assert_eq!(
        found.message(&image("secret")),
        "Unexpected HTTP response '401 Unauthorized' when trying to get the manifest"
    );
    project(folder, &[image("web")], &host, USER, "wrong-password");
    let found = preflight(folder, WITH_LOGINS);
    assert_eq!(found.outcomes()[image("web").as_str()], "unauthorized", "{:?}", found.run);
}

fn tls(folder: &Path) {
    let storage = Storage::new(&folder.join("storage"));
    storage.v2("shop/web", "1");
    server::authority(folder, "IP:127.0.0.2");
    let tls = format!(
        "  tls:\n    certificate: {}\n    key: {}\n",
        folder.join("server.pem").display(),
        folder.join("server.key").display()
    );
    let registry = Registry::start(folder, &storage, "127.0.0.2", free_port(), &tls);
    let host = registry.host();
    let image = format!("{host}/shop/web:1");
    project(folder, std::slice::from_ref(&image), &host, USER, PASSWORD);
    let found = preflight(folder, &[WITH_LOGINS, &["--cacert", "authority.pem"]].concat());
    assert_eq!(found.outcomes()[image.as_str()], "pulled", "{:?}", found.run);
    let found = preflight(folder, WITH_LOGINS);
    assert_eq!(found.outcomes()[image.as_str()], "certificate", "{:?}", found.run);
    assert!(
        found.message(&image).contains("name the authority with `--cacert FILE`"),
        "{:?}",
        found.run
    );
    drop(registry);
    // The same server without TLS.
    let registry = Registry::start(folder, &storage, "127.0.0.2", free_port(), "");
    let host = registry.host();
    let image = format!("{host}/shop/web:1");
    project(folder, std::slice::from_ref(&image), &host, USER, PASSWORD);
    let found = preflight(folder, WITH_LOGINS);
    assert_eq!(found.outcomes()[image.as_str()], "http-only", "{:?}", found.run);
}
