//! `pullconfig preflight` against small registries that do what the real ones do not: who saw which
//! header over the network, and that no output has a login in it.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

use std::fs;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use crate::support::program::{Run, program, pullconfig};
use crate::support::registry::{self, Asked, Server, answer};

const PASSWORD: &str = "sesame-opens";
const V2: &str = "Content-Type: application/vnd.docker.distribution.manifest.v2+json";

fn login() -> String {
    format!("Basic {}", STANDARD.encode(format!("ann:{PASSWORD}")))
}

fn digest(body: &[u8]) -> String {
    let bytes: Vec<String> =
        Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{}", bytes.concat())
}

fn config() -> Vec<u8> {
    json!({ "os": "linux", "architecture": "amd64", "config": { "User": "app" } })
        .to_string()
        .into()
}

fn manifest() -> Vec<u8> {
    let blob = |digest: &str| json!({ "mediaType": "x", "size": 1, "digest": digest });
    let manifest = json!({
        "schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "config": blob(&digest(&config())), "layers": [blob("sha256:0")]
    });
    manifest.to_string().into()
}

/// Answers as a registry that has every image.
fn image(asked: &Asked) -> Vec<u8> {
    match asked.path.contains("/manifests/") {
        true => answer("200 OK", &[V2], &manifest()),
        false => answer("200 OK", &[], &config()),
    }
}

/// A project with apps that pull `images`, and a login file for `hosts`.
fn project(images: &[String], hosts: &[String]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    registry::project(folder.path(), images, hosts, &format!("ann:{PASSWORD}"));
    folder
}

/// Runs the verb, and looks for the login in all that comes out of it.
fn run(folder: &TempDir, options: &[&str]) -> Run {
    let arguments = [&["preflight", "apps.json", "--logins", "logins"], options].concat();
    let mut command = program(folder.path(), &arguments);
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]
    {
        command.env_remove(name);
    }
    let run = Run::of(&mut command);
    let facts = fs::read_to_string(folder.path().join("images.json")).unwrap_or_default();
    let bare = STANDARD.encode(format!("ann:{PASSWORD}"));
    for secret in [PASSWORD, bare.trim_end_matches('='), "token-of-ann"] {
        for text in [&run.stdout, &run.stderr, &facts] {
            assert!(!text.contains(secret), "{secret} is shown: {run:?} {facts}");
        }
    }
    run
}

/// The outcomes of a run, image by image.
fn outcomes(folder: &TempDir) -> Vec<String> {
    let text = fs::read_to_string(folder.path().join("images.json")).expect("facts");
    let facts: Value = serde_json::from_str(&text).expect("JSON");
    let pulls = facts["pulls"].as_array().expect("a list");
    pulls.iter().map(|pull| pull["outcome"].as_str().expect("a word").to_owned()).collect()
}

fn one(host: &str) -> Vec<String> {
    vec![format!("{host}/shop/web:1")]
}

fn headers(server: &Server) -> Vec<Option<String>> {
    server.asked().into_iter().map(|asked| asked.authorization).collect()
}

#[test]
fn a_redirect_elsewhere_loses_the_login() {
    let other = Server::start(|_| answer("200 OK", &[], &config()));
    let location = format!("Location: http://{}/blob", other.host());
    let registry = Server::start(move |asked| match asked.path.contains("/manifests/") {
        true => answer("200 OK", &[V2], &manifest()),
        false => answer("307 Temporary Redirect", &[&location], b""),
    });
    let folder = project(&one(&registry.host()), &[registry.host(), other.host()]);
    let run = run(&folder, &["-o", "images.json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(outcomes(&folder), ["pulled"]);
    assert_eq!(headers(&registry), [Some(login()), Some(login())]);
    // The file has a login for that server, too, and an agent sends none either.
    assert_eq!(headers(&other), [None]);
}

/// A registry that wants tokens of a service at `realm`.
fn with_tokens(realm: String) -> Server {
    let challenge = format!(
        r#"WWW-Authenticate: Bearer realm="{realm}",service="reg",scope="repository:shop/web:pull""#
    );
    Server::start(move |asked| match asked.authorization.as_deref() {
        Some("Bearer token-of-ann") => image(asked),
        _ => answer("401 Unauthorized", &[&challenge], b""),
    })
}

#[test]
fn a_service_of_tokens_on_the_same_host_sees_the_login() {
    let service = Server::start(|_| answer("200 OK", &[], br#"{"token":"token-of-ann"}"#));
    let registry = with_tokens(format!("http://{}/token", service.host()));
    let folder = project(&one(&registry.host()), &[registry.host()]);
    let run = run(&folder, &["-o", "images.json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(headers(&service), [Some(login())]);
    let token = || Some("Bearer token-of-ann".to_owned());
    assert_eq!(headers(&registry), [Some(login()), token(), token()]);
}

#[test]
fn a_service_of_tokens_elsewhere_sees_nothing() {
    let service = Server::start(|_| answer("200 OK", &[], br#"{"token":"token-of-ann"}"#));
    let registry = with_tokens(format!("http://localhost:{}/token", service.port));
    let folder = project(&one(&registry.host()), &[registry.host()]);
    let result = run(&folder, &["-o", "images.json"]);
    assert_eq!(result.code, Some(1), "{result:?}");
    assert_eq!(outcomes(&folder), ["login-withheld"]);
    let host = format!("localhost:{}", service.port);
    assert!(
        result.stdout.contains(&format!("wants the login at another host, `{host}`")),
        "{result:?}"
    );
    assert_eq!(service.asked(), []);
    let result = run(&folder, &["-o", "images.json", "--realm", &host]);
    assert_eq!((result.code, outcomes(&folder)), (Some(0), vec!["pulled".to_owned()]));
    assert_eq!(headers(&service), [Some(login())]);
}

#[test]
fn answers_that_are_none() {
    let whole = answer("200 OK", &[V2], &manifest());
    let cut = whole[..whole.len() - 9].to_vec();
    let large = answer("200 OK", &[V2], &vec![b' '; (4 << 20) + 1]);
    let endless = {
        let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
        let chunk = [b"100000\r\n".to_vec(), vec![b' '; 1 << 20], b"\r\n".to_vec()].concat();
        [head, chunk.repeat(6)].concat()
    };
    let echo = answer(
        "200 OK",
        &[&format!("Content-Type: text/{}", STANDARD.encode(format!("ann:{PASSWORD}")))],
        b"",
    );
    let cases = [
        (cut, "invalid-answer", "it broke off"),
        (large, "invalid-answer", "more than 4 MiB"),
        (endless, "invalid-answer", "more than 4 MiB"),
        (b"220 smtp.example ESMTP\r\n".to_vec(), "invalid-answer", "no proper answer"),
        (b"".to_vec(), "invalid-answer", "it broke off"),
        (echo, "media-type", "Unsupported manifest MIME type: text/***"),
    ];
    for (bytes, outcome, message) in cases {
        let registry = Server::start(move |_| bytes.clone());
        let folder = project(&one(&registry.host()), &[registry.host()]);
        let run = run(&folder, &["-o", "images.json"]);
        assert_eq!((run.code, outcomes(&folder)), (Some(1), vec![outcome.to_owned()]), "{run:?}");
        assert!(run.stdout.contains(message), "{run:?}");
    }
}

#[test]
fn a_registry_that_wants_peace_is_asked_no_more() {
    let registry = Server::start(|_| answer("429 Too Many Requests", &["Retry-After: 60"], b""));
    let host = registry.host();
    let images: Vec<String> = (0..30).map(|number| format!("{host}/shop/app{number}:1")).collect();
    let folder = project(&images, &[host]);
    let run = run(&folder, &["-o", "images.json"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_eq!(outcomes(&folder), vec!["rate-limited"; 30]);
    assert_eq!(registry.asked().len(), 1);
}

#[test]
fn a_login_that_is_refused_is_not_tried_everywhere() {
    let refusal = r#"WWW-Authenticate: Basic realm="Registry Realm""#;
    let registry = Server::start(move |_| answer("401 Unauthorized", &[refusal], b""));
    let host = registry.host();
    let images: Vec<String> = (0..30).map(|number| format!("{host}/shop/app{number}:1")).collect();
    let folder = project(&images, &[host]);
    let run = run(&folder, &["-o", "images.json", "--jobs", "16"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_eq!(registry.asked().len(), 2);
    let spared = outcomes(&folder).into_iter().filter(|outcome| outcome == "login-spared");
    assert_eq!(spared.count(), 28);
}

#[test]
fn a_rehearsal_asks_nobody() {
    let registry = Server::start(image);
    let images =
        [one(&registry.host()), vec!["{{image}}".into(), "other.example/web".into()]].concat();
    let folder = project(&images, &[registry.host()]);
    let run = run(&folder, &["--dry-run"]);
    let expected = format!(
        "http://{} with the login of etc-docker-tar-gz.json: 1 image in 1 repository\n\
         https://other.example without a login, because etc-docker-tar-gz.json has none for this host: 1 image in 1 repository\n\
         not asked: {{{{image}}}}: the image is an expression of the template, so its name is not known\n\
         nobody was asked\n",
        registry.host()
    );
    assert_eq!((run.stdout.as_str(), run.code), (expected.as_str(), Some(0)), "{run:?}");
    assert_eq!(registry.asked(), []);
}

/// The conversion removes Docker's name of Docker Hub, so agents pull what is left. An app that is on
/// Mesos already pulls from the host as written.
#[test]
fn the_image_after_the_conversion_is_asked_for() {
    let images = ["docker.io/shop/web:1", "docker.io/shop/api:1", "docker.io/shop/old:1"];
    let folder = project(&images.map(str::to_owned), &["https://index.docker.io/v1/".to_owned()]);
    let path = folder.path().join("apps.json");
    let text = fs::read_to_string(&path).expect("the definitions");
    let mut apps: Value = serde_json::from_str(&text).expect("JSON");
    apps[1]["container"]["docker"]["privileged"] = true.into();
    apps[2]["container"]["type"] = "MESOS".into();
    fs::write(&path, apps.to_string()).expect("written");
    let run = run(&folder, &["--dry-run"]);
    let expected = "\
        https://docker.io with the login of etc-docker-tar-gz.json: 1 image in 1 repository\n\
        https://docker.io without a login: 1 image in 1 repository\n\
        https://registry-1.docker.io with the login of etc-docker-tar-gz.json: 2 images in 2 repositories\n\
        nobody was asked\n";
    assert_eq!((run.stdout.as_str(), run.code), (expected, Some(0)), "{run:?}");
}

#[test]
fn facts_are_asked_for_once() {
    let fails = Arc::new(AtomicUsize::new(1));
    let count = fails.clone();
    let registry = Server::start(move |asked| match asked.path.contains("flaky") {
        true if count.load(SeqCst) > 0 => answer("503 Service Unavailable", &[], b""),
        _ => image(asked),
    });
    let host = registry.host();
    let images = [one(&host), vec![format!("{host}/shop/flaky:1")]].concat();
    let folder = project(&images, &[host]);
    let asked = |options: &[&str]| {
        let before = registry.asked().len();
        let run = run(&folder, &[&["-o", "images.json"], options].concat());
        (run.code, registry.asked().len() - before)
    };
    assert_eq!(asked(&[]), (Some(1), 3));
    assert_eq!(outcomes(&folder), ["server-error", "pulled"]);
    // What is not known is asked again, what is known is not.
    fails.store(0, SeqCst);
    assert_eq!(asked(&[]), (Some(0), 2));
    assert_eq!(asked(&[]), (Some(0), 0));
    assert_eq!(asked(&["--max-age", "0"]), (Some(0), 4));
}

#[test]
fn without_a_login_file_nothing_is_asked() {
    let registry = Server::start(image);
    let folder = project(&one(&registry.host()), &[registry.host()]);
    fs::remove_file(folder.path().join("logins/etc-docker-tar-gz.json")).expect("a file");
    let result = run(&folder, &["-o", "images.json"]);
    assert_eq!((result.code, outcomes(&folder)), (Some(1), vec!["no-login-file".to_owned()]));
    assert!(result.stdout.contains("logins/etc-docker-tar-gz.json is missing"), "{result:?}");
    assert_eq!(registry.asked(), []);
    // The local copy that the configuration names takes its place.
    let auth = STANDARD.encode(format!("ann:{PASSWORD}"));
    let logins = json!({ "auths": { registry.host(): { "auth": auth } } }).to_string();
    fs::write(folder.path().join("copy.json"), logins).expect("a file");
    let settings = "[[credential]]\nuri = \"file:///etc/docker.tar.gz\"\narchive = \"copy.json\"\n";
    fs::write(folder.path().join("pullconfig.toml"), settings).expect("a file");
    let result = run(&folder, &["-o", "images.json"]);
    assert_eq!(result.code, Some(0), "{result:?}");
    assert_eq!(headers(&registry), [Some(login()), Some(login())]);
}

#[test]
fn a_folder_with_the_login_files_is_asked_for() {
    let registry = Server::start(image);
    let folder = project(&one(&registry.host()), &[registry.host()]);
    let preflight = |options: &[&str]| {
        pullconfig(folder.path(), &[&["preflight", "apps.json"], options].concat())
    };
    let result = preflight(&[]);
    assert_eq!(result.code, Some(1), "{result:?}");
    assert!(result.stderr.contains("note: --logins DIR names the folder"), "{result:?}");
    let result = preflight(&["--logins", "login"]);
    assert_eq!(result.code, Some(2), "{result:?}");
    assert_eq!(result.stderr, "error: --logins: login is no folder\n");
    assert_eq!(registry.asked(), []);
    let result = preflight(&["--anonymous"]);
    assert_eq!((result.code, result.stderr.as_str()), (Some(0), ""));
}

#[test]
fn clusters_have_agents_and_logins_of_their_own() {
    let registry = Server::start(image);
    let folder = project(&one(&registry.host()), &[registry.host()]);
    let settings = "[[cluster]]\nname = \"eu\"\npaths = [\"apps.json\"]\n\
                    [[cluster]]\nname = \"us\"\npaths = [\"apps.json\"]\nmesos = \"1.7\"\n";
    fs::write(folder.path().join("pullconfig.toml"), settings).expect("a file");
    fs::create_dir(folder.path().join("logins/eu")).expect("a folder");
    let file = "etc-docker-tar-gz.json";
    let from = folder.path().join("logins").join(file);
    fs::copy(from, folder.path().join("logins/eu").join(file)).expect("a file");
    let result = run(&folder, &["-o", "images.json"]);
    assert_eq!(outcomes(&folder), ["pulled", "no-login-file"], "{result:?}");
    let result = run(&folder, &["--logins", "us=logins/eu", "-o", "images.json"]);
    assert_eq!(outcomes(&folder), ["pulled", "other-schema"], "{result:?}");
    let result = run(&folder, &["--logins", "mars=logins"]);
    assert_eq!(result.code, Some(2), "{result:?}");
    assert!(result.stderr.contains("there is no cluster of this name"), "{result:?}");
}

#[test]
fn another_file_is_not_taken_for_facts() {
    let folder = project(&[], &["reg.example".into()]);
    let run = run(&folder, &["-o", "logins/etc-docker-tar-gz.json"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.stderr.contains("give -o another file"), "{run:?}");
}

/// The images of the next test, and the bytes of each of their configs: together 240 MB.
#[cfg(target_os = "linux")]
const LARGE: (usize, usize) = (60, 4_000_000);

/// A server may fill its answers up to the limit. They are not kept, whatever is in them.
#[test]
#[cfg(target_os = "linux")]
fn memory_does_not_grow_with_bodies() {
    use std::sync::atomic::{AtomicU32, AtomicU64};

    let (count, bytes) = LARGE;
    let (process, peak) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU64::new(0)));
    let (asked_by, highest) = (process.clone(), peak.clone());
    let registry = Server::start(move |asked| {
        highest.fetch_max(peak_of(asked_by.load(SeqCst)), SeqCst);
        let number = asked.path.split("/app").nth(1).unwrap_or_default();
        let number = number.split('/').next().unwrap_or_default();
        // Every other image has its bytes in a member that is a fact, the others in one that is none.
        let is_fact = number.parse::<usize>().is_ok_and(|number| number % 2 == 0);
        let (cmd, other) = if is_fact { (bytes, 1) } else { (1, bytes) };
        let config = json!({
            "config": { "Cmd": ["c".repeat(cmd)] }, "history": "h".repeat(other), "number": number
        });
        let config = config.to_string();
        if asked.path.contains("/blobs/") {
            return answer("200 OK", &[], config.as_bytes());
        }
        let blob = |digest: &str| json!({ "mediaType": "x", "size": 1, "digest": digest });
        let manifest = json!({
            "schemaVersion": 2, "mediaType": V2.trim_start_matches("Content-Type: "),
            "config": blob(&digest(config.as_bytes())), "layers": [blob("sha256:0")]
        });
        answer("200 OK", &[V2], manifest.to_string().as_bytes())
    });
    let images: Vec<String> =
        (0..count).map(|number| format!("{}/shop/app{number}:1", registry.host())).collect();
    let folder = project(&images, &[registry.host()]);
    let arguments = "preflight apps.json --logins logins -o images.json --jobs 2".split(' ');
    let arguments: Vec<&str> = arguments.collect();
    let mut command = program(folder.path(), &arguments);
    for name in ["http_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"] {
        command.env_remove(name);
    }
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    process.store(child.id(), SeqCst);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(outcomes(&folder).iter().all(|outcome| outcome == "pulled"));
    let kept = fs::metadata(folder.path().join("images.json")).expect("facts").len();
    assert!(kept < 200_000, "{kept} bytes of facts");
    let peak = peak.load(SeqCst);
    assert!(peak > 0 && peak < 150_000_000, "{peak} bytes of memory");
}

/// Returns the largest memory that a process has had so far, in bytes.
#[cfg(target_os = "linux")]
fn peak_of(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}
