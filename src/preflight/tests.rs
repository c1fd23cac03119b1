//! Pulls from servers that exist only in these tests: their verdicts, and which server got which header.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::manifest::{LIST, OCI, OCI_INDEX, V2};
use super::{
    Ask, AskLogins, Client, DefaultRegistry, Endpoint, Fault, HostPort, LoginResult, Permissions,
    Pulled, RegistryLogin, RepositoryPull, Request, Response, Transport, run,
};
use crate::images::{PullKey, PullOutcome};
use crate::marathon::MesosVersion;
use crate::secrets::Redacted;
use crate::secrets::docker_config::DockerConfig;
use crate::source::digest;

/// `ann:sesame-opens`
const AUTH: &str = "YW5uOnNlc2FtZS1vcGVucw==";
const PASSWORD: &str = "sesame-opens";
const TOKEN: &str = "token-of-ann";
/// The word for a request without `Authorization`.
const NOTHING: &str = "-";

/// Answers to addresses. The first request for an address gets the first answer of its list, and so on;
/// all further requests get the last one.
#[derive(Default)]
struct Servers {
    answers: BTreeMap<String, Vec<Result<Response, Fault>>>,
    /// The requests: the address, and the kind of the `Authorization`.
    seen: Mutex<Vec<(String, String)>>,
}

impl Transport for Servers {
    fn send(&self, request: &Request) -> Result<Response, Fault> {
        let address = request.address.uri().to_string();
        let authorization = request.authorization.as_ref().map(|it| it.expose().clone());
        let sent = match authorization.as_deref() {
            None => NOTHING.to_owned(),
            Some(text) if text == format!("Basic {AUTH}") => "login".to_owned(),
            Some(text) if text == format!("Bearer {TOKEN}") => "token".to_owned(),
            Some(text) => text.to_owned(),
        };
        let mut seen = self.seen.lock().expect("no panic");
        let before = seen.iter().filter(|(known, _)| *known == address).count();
        seen.push((address.clone(), sent));
        let Some(answers) = self.answers.get(&address) else {
            return Ok(answer(404, &[], b""));
        };
        answers[before.min(answers.len() - 1)].clone()
    }
}

fn answer(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Response {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Response { status, headers: headers.iter().map(owned).collect(), body: body.to_vec() }
}

impl Servers {
    fn with(mut self, address: &str, answer: Response) -> Self {
        self.answers.entry(address.to_owned()).or_default().push(Ok(answer));
        self
    }

    fn failing(mut self, address: &str, fault: Fault) -> Self {
        self.answers.entry(address.to_owned()).or_default().push(Err(fault));
        self
    }

    /// Adds an image of Docker's second schema at `base`, such as `https://reg.example/v2/shop/web`.
    fn with_image(self, base: &str, tag: &str) -> Self {
        self.with(&format!("{base}/manifests/{tag}"), typed(V2, &manifest(V2))).with_config(base)
    }

    fn with_config(self, base: &str) -> Self {
        self.with(&format!("{base}/blobs/{}", config_digest()), answer(200, &[], &config()))
    }

    /// Adds a repository that requires a token from the service at `realm`.
    fn with_token_image(self, base: &str, realm: &str) -> Self {
        let address = format!("{base}/manifests/1");
        let name = base.split("/v2/").nth(1).expect("a repository");
        self.with(&address, answer(401, &[("www-authenticate", &bearer(realm, name))], b""))
            .with(&format!("{realm}?service=reg&scope=repository:{name}:pull"), token())
            .with_image(base, "1")
    }
}

fn typed(media_type: &str, body: &[u8]) -> Response {
    answer(200, &[("content-type", media_type)], body)
}

fn token() -> Response {
    answer(200, &[], json!({ "token": TOKEN }).to_string().as_bytes())
}

fn bearer(realm: &str, repository: &str) -> String {
    format!(r#"Bearer realm="{realm}",service="reg",scope="repository:{repository}:pull""#)
}

fn config() -> Vec<u8> {
    let config = json!({ "Entrypoint": ["/run"], "User": "app", "Cmd": null });
    json!({ "os": "linux", "architecture": "amd64", "config": config }).to_string().into_bytes()
}

fn config_digest() -> String {
    format!("sha256:{}", digest(&config()))
}

fn manifest(media_type: &str) -> Vec<u8> {
    manifest_of(media_type, &config_digest())
}

fn manifest_of(media_type: &str, config: &str) -> Vec<u8> {
    let blob = |digest: &str| json!({ "mediaType": "x", "size": 1, "digest": digest });
    let manifest = json!({
        "schemaVersion": 2, "mediaType": media_type, "config": blob(config), "layers": [blob("sha256:0")]
    });
    manifest.to_string().into_bytes()
}

/// The result of one pull, with its requests.
#[derive(Debug)]
struct Run {
    pulled: Pulled,
    login_result: LoginResult,
    seen: Vec<String>,
}

impl Run {
    fn message(&self) -> &str {
        self.pulled.message.as_deref().unwrap_or_default()
    }

    fn facts(&self) -> Value {
        let known = self.pulled.known.as_ref();
        known.map_or(Value::Null, |known| serde_json::to_value(&known.facts).expect("facts"))
    }
}

/// Options of a pull.
#[derive(Default)]
struct Given<'g> {
    key: Option<&'g str>,
    version: Option<&'g str>,
    realms: &'g [&'g str],
    plain_http: &'g [&'g str],
}

/// Pulls with a login whose key is the registry of the image.
fn pull(servers: Servers, image: &str) -> Run {
    let key = image.split('/').next();
    pull_with(servers, image, &Given { key, ..Given::default() })
}

fn pull_with(servers: Servers, image: &str, given: &Given<'_>) -> Run {
    let hosts =
        |list: &[&str]| list.iter().map(|it| it.parse::<HostPort>().expect("a host")).collect();
    let permissions =
        Permissions { realms: hosts(given.realms), plain_http: hosts(given.plain_http) };
    let client = Client::new(&servers, &permissions);
    let version = given
        .version
        .map_or_else(MesosVersion::default, |it| it.parse::<MesosVersion>().expect("a version"));
    let login = given
        .key
        .map(|host| RegistryLogin { host: host.to_owned(), auth: Redacted::new(AUTH.to_owned()) });
    let endpoint = Endpoint::of(image, &DefaultRegistry::default()).expect("an image");
    let mut repository = RepositoryPull::new(&client, version, endpoint.repository, login.as_ref());
    let pulled = repository.pull(&endpoint.reference);
    let login_result = repository.login_result();
    let seen = std::mem::take(&mut *servers.seen.lock().expect("no panic"));
    let run = Run {
        pulled,
        login_result,
        seen: seen.into_iter().map(|(address, sent)| format!("{sent} {address}")).collect(),
    };
    let shown = format!("{run:?}");
    for secret in [AUTH.trim_end_matches('='), PASSWORD, TOKEN] {
        assert!(!shown.contains(secret), "{secret} is shown: {shown}");
    }
    run
}

const BASE: &str = "https://reg.example/v2/shop/web";
const IMAGE: &str = "reg.example/shop/web:1";

#[test]
fn a_login_is_sent_with_the_first_request() {
    let run = pull(Servers::default().with_image(BASE, "1"), IMAGE);
    assert_eq!((run.pulled.outcome, run.login_result), (PullOutcome::Pulled, LoginResult::Taken));
    let blob = config_digest();
    assert_eq!(
        run.seen,
        [format!("login {BASE}/manifests/1"), format!("login {BASE}/blobs/{blob}")]
    );
    let facts = run.facts();
    assert_eq!(facts["config"]["user"], "app");
    assert_eq!(facts["config"]["entrypoint"], json!(["/run"]));
    let known = run.pulled.known.expect("facts");
    assert_eq!(known.digest, format!("sha256:{}", digest(&manifest(V2))));
    let anonymous = pull_with(Servers::default().with_image(BASE, "1"), IMAGE, &Given::default());
    assert_eq!(
        (anonymous.pulled.outcome, anonymous.login_result),
        (PullOutcome::Pulled, LoginResult::Untold)
    );
    assert_eq!(anonymous.seen[0], format!("{NOTHING} {BASE}/manifests/1"));
}

#[test]
fn a_token_is_got_at_the_registry_itself() {
    let realm = "https://reg.example/token";
    let run = pull(Servers::default().with_token_image(BASE, realm), IMAGE);
    assert_eq!(
        (run.pulled.outcome, run.login_result),
        (PullOutcome::Pulled, LoginResult::Taken),
        "{run:?}"
    );
    let expected = [
        format!("login {BASE}/manifests/1"),
        format!("login {realm}?service=reg&scope=repository:shop/web:pull"),
        format!("token {BASE}/manifests/1"),
        format!("token {BASE}/blobs/{}", config_digest()),
    ];
    assert_eq!(run.seen, expected);
}

#[test]
fn a_foreign_realm_sees_nothing() {
    let realm = "https://auth.evil.example/token";
    let servers = || Servers::default().with_token_image(BASE, realm);
    let run = pull(servers(), IMAGE);
    assert_eq!(run.pulled.outcome, PullOutcome::LoginWithheld);
    assert!(
        run.message().contains("wants the login at another host, `auth.evil.example`"),
        "{}",
        run.message()
    );
    assert_eq!(run.seen, [format!("login {BASE}/manifests/1")]);
    // No token is requested without a login, either, because it would be sent to the registry.
    let run = pull_with(servers(), IMAGE, &Given::default());
    assert_eq!((run.pulled.outcome, run.seen.len()), (PullOutcome::LoginWithheld, 1));
    let given =
        Given { key: Some("reg.example"), realms: &["auth.evil.example"], ..Given::default() };
    let run = pull_with(servers(), IMAGE, &given);
    assert_eq!(run.pulled.outcome, PullOutcome::Pulled);
    assert_eq!(run.seen[1], format!("login {realm}?service=reg&scope=repository:shop/web:pull"));
}

#[test]
fn a_realm_over_http_sees_nothing() {
    for realm in ["http://reg.example/token", "http://127.0.0.1:9/token"] {
        let given = Given {
            key: Some("reg.example"),
            realms: &["127.0.0.1:9"],
            plain_http: &["reg.example", "127.0.0.1:9"],
            ..Given::default()
        };
        let run = pull_with(Servers::default().with_token_image(BASE, realm), IMAGE, &given);
        assert_eq!(run.pulled.outcome, PullOutcome::LoginWithheld, "{realm}");
        assert_eq!(run.seen, [format!("login {BASE}/manifests/1")], "{realm}");
    }
}

#[test]
fn docker_hub_has_its_own_realm() {
    let base = "https://registry-1.docker.io/v2/library/nginx";
    let servers = Servers::default().with_token_image(base, "https://auth.docker.io/token");
    let run =
        pull_with(servers, "nginx:1", &Given { key: Some("index.docker.io"), ..Given::default() });
    assert_eq!(run.pulled.outcome, PullOutcome::Pulled, "{run:?}");
    assert!(run.seen[1].starts_with("login https://auth.docker.io/token?"), "{run:?}");
}

#[test]
fn what_only_looks_like_docker_hub_sees_nothing() {
    let image = "docker.io.evil.example/nginx:1";
    let servers =
        Servers::default().with_image("https://docker.io.evil.example/v2/library/nginx", "1");
    let run =
        pull_with(servers, image, &Given { key: Some("index.docker.io"), ..Given::default() });
    assert_eq!((run.pulled.outcome, run.seen.len()), (PullOutcome::LoginWithheld, 0));
}

#[test]
fn http_to_another_machine_is_for_the_user_to_allow() {
    let base = "http://reg.example/v2/shop/web";
    let image = "reg.example:80/shop/web:1";
    let servers = || Servers::default().with_image(base, "1");
    let run = pull(servers(), image);
    assert_eq!((run.pulled.outcome, run.seen.len()), (PullOutcome::LoginWithheld, 0));
    let given =
        Given { key: Some("reg.example:80"), plain_http: &["reg.example"], ..Given::default() };
    assert_eq!(pull_with(servers(), image, &given).pulled.outcome, PullOutcome::Pulled);
    let run = pull_with(servers(), image, &Given::default());
    assert_eq!(run.pulled.outcome, PullOutcome::Pulled, "nothing is sent that others may not read");
    let local = Servers::default().with_image("http://127.0.0.1:5000/v2/web", "1");
    assert_eq!(pull(local, "127.0.0.1:5000/web:1").pulled.outcome, PullOutcome::Pulled);
}

#[test]
fn redirects_take_the_login_only_to_the_same_server() {
    let blob = config_digest();
    let asked = format!("{BASE}/blobs/{blob}");
    let cases = [
        ("/elsewhere", "login https://reg.example/elsewhere"),
        ("https://reg.example/elsewhere", "login https://reg.example/elsewhere"),
        ("https://REG.example:443/elsewhere", "login https://REG.example:443/elsewhere"),
        ("https://reg.example:8443/elsewhere", "- https://reg.example:8443/elsewhere"),
        ("https://cdn.example/elsewhere", "- https://cdn.example/elsewhere"),
        ("//cdn.example/elsewhere", "- https://cdn.example/elsewhere"),
        ("https://reg.example.evil/elsewhere", "- https://reg.example.evil/elsewhere"),
    ];
    for (location, expected) in cases {
        let address = expected.split_once(' ').expect("two words").1;
        let servers = Servers::default()
            .with(&format!("{BASE}/manifests/1"), typed(V2, &manifest(V2)))
            .with(&asked, answer(307, &[("location", location)], b""))
            .with(address, answer(200, &[], &config()));
        let run = pull(servers, IMAGE);
        assert_eq!(run.pulled.outcome, PullOutcome::Pulled, "{location}: {run:?}");
        assert_eq!(run.seen[2], expected, "{location}");
    }
}

#[test]
fn a_login_that_was_dropped_does_not_come_back() {
    let servers = Servers::default()
        .with(
            &format!("{BASE}/manifests/1"),
            answer(307, &[("location", "https://cdn.example/a")], b""),
        )
        .with("https://cdn.example/a", answer(307, &[("location", "https://reg.example/b")], b""))
        .with("https://reg.example/b", typed(V2, &manifest(V2)))
        .with_config(BASE);
    let run = pull(servers, IMAGE);
    assert_eq!(run.pulled.outcome, PullOutcome::Pulled);
    let first = format!("login {BASE}/manifests/1");
    assert_eq!(
        run.seen[..3],
        [first.as_str(), "- https://cdn.example/a", "- https://reg.example/b"]
    );
}

#[test]
fn redirects_that_are_not_followed() {
    let manifests = format!("{BASE}/manifests/1");
    let around = |location: &str| {
        Servers::default().with(&manifests, answer(302, &[("location", location)], b""))
    };
    let cases = [
        (around("http://reg.example/v2/x"), 1),
        (around("http://127.0.0.1/x"), 1),
        (around("https://ann:pass@reg.example/x"), 1),
        (around("ftp://reg.example/x"), 1),
        (Servers::default().with(&manifests, answer(302, &[], b"")), 1),
        (around(&manifests), 6),
    ];
    for (servers, requests) in cases {
        let run = pull(servers, IMAGE);
        assert_eq!(run.pulled.outcome, PullOutcome::InvalidAnswer, "{run:?}");
        assert_eq!(run.seen.len(), requests, "{run:?}");
    }
    // A token from elsewhere would be sent to the registry.
    let realm = "https://reg.example/token";
    let service = format!("{realm}?service=reg&scope=repository:shop/web:pull");
    let mut servers = Servers::default().with_token_image(BASE, realm);
    let elsewhere = [("location", "https://metadata.example/")];
    servers.answers.insert(service, vec![Ok(answer(302, &elsewhere, b""))]);
    let servers = servers.with("https://metadata.example/", token());
    let run = pull(servers, IMAGE);
    assert_eq!((run.pulled.outcome, run.seen.len()), (PullOutcome::InvalidAnswer, 2), "{run:?}");
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn what_a_registry_says_about_logins() {
    let challenged = |header: &str| {
        Servers::default()
            .with(&format!("{BASE}/manifests/1"), answer(401, &[("www-authenticate", header)], b""))
    };
    let lines = |headers: &[&str]| {
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|it| ("www-authenticate", *it)).collect();
        Servers::default().with(&format!("{BASE}/manifests/1"), answer(401, &headers, b""))
    };
    let bearer = bearer("https://reg.example/token", "shop/web");
    let basic = r#"Basic realm="Registry Realm""#;
    let cases = [
        (
            challenged(basic),
            PullOutcome::Unauthorized,
            LoginResult::Refused,
            "Got unexpected BASIC Authorization response status: 401 Unauthorized from https://reg.example/v2/shop/web/manifests/1",
        ),
        // Of several challenges the last one counts.
        (
            lines(&[&bearer, basic]),
            PullOutcome::Unauthorized,
            LoginResult::Refused,
            "Got unexpected BASIC Authorization response status: 401 Unauthorized from https://reg.example/v2/shop/web/manifests/1",
        ),
        (
            lines(&[basic, &bearer]),
            PullOutcome::InvalidToken,
            LoginResult::Untold,
            "Unexpected HTTP response '404 Not Found' when trying to GET 'https://reg.example/token?***'",
        ),
        (
            challenged("Negotiate x"),
            PullOutcome::InvalidChallenge,
            LoginResult::Untold,
            "Failed to get WWW-Authenticate header from https://reg.example/v2/shop/web/manifests/1: Unexpected auth-param format",
        ),
        (
            challenged("Negotiate realm=x"),
            PullOutcome::InvalidChallenge,
            LoginResult::Untold,
            "Got unsupported auth-scheme: NEGOTIATE from https://reg.example/v2/shop/web/manifests/1",
        ),
        (
            challenged(&format!("{AUTH} realm=x")),
            PullOutcome::InvalidChallenge,
            LoginResult::Untold,
            "Got unsupported auth-scheme: ***== from https://reg.example/v2/shop/web/manifests/1",
        ),
        (
            challenged("Bearer service=x"),
            PullOutcome::InvalidChallenge,
            LoginResult::Untold,
            "Failed to get WWW-Authenticate header from https://reg.example/v2/shop/web/manifests/1: Unexpected auth-param: 'realm' is not defined",
        ),
        (
            lines(&[]),
            PullOutcome::InvalidChallenge,
            LoginResult::Untold,
            "Got unexpected empty WWW-Authenticate header from https://reg.example/v2/shop/web/manifests/1",
        ),
        (
            challenged(
                r#"Bearer realm="https://reg.example/token",service="my registry",scope="s""#,
            ),
            PullOutcome::InvalidToken,
            LoginResult::Untold,
            "Failed to perform 'curl': the registry names no valid address that gives tokens",
        ),
        (
            challenged(r#"Bearer realm="/token",service="s",scope="s""#),
            PullOutcome::InvalidToken,
            LoginResult::Untold,
            "Failed to perform 'curl': the registry names no valid address that gives tokens",
        ),
    ];
    for (servers, outcome, login_result, message) in cases {
        let run = pull(servers, IMAGE);
        assert_eq!(
            (run.pulled.outcome, run.login_result, run.message()),
            (outcome, login_result, message)
        );
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn what_a_service_of_tokens_says() {
    let realm = "https://reg.example/token";
    let service = format!("{realm}?service=reg&scope=repository:shop/web:pull");
    let cases = [
        (
            answer(401, &[], b""),
            PullOutcome::Unauthorized,
            LoginResult::Refused,
            "Unexpected HTTP response '401 Unauthorized' when trying to GET 'https://reg.example/token?***'",
        ),
        (
            answer(403, &[], b""),
            PullOutcome::Unauthorized,
            LoginResult::Untold,
            "Unexpected HTTP response '403 Forbidden' when trying to GET 'https://reg.example/token?***'",
        ),
        (
            answer(503, &[], b""),
            PullOutcome::ServerError,
            LoginResult::Untold,
            "Unexpected HTTP response '503 Service Unavailable' when trying to GET 'https://reg.example/token?***'",
        ),
        (
            answer(200, &[], br#"{"access_token":"x"}"#),
            PullOutcome::InvalidToken,
            LoginResult::Untold,
            "Failed to find token in JSON object",
        ),
        (
            answer(200, &[], br#"{"token":7}"#),
            PullOutcome::InvalidToken,
            LoginResult::Untold,
            "Finding token in JSON object failed",
        ),
        (
            answer(200, &[], b"<html>"),
            PullOutcome::InvalidToken,
            LoginResult::Untold,
            "Parsing the JSON object failed",
        ),
        (
            answer(200, &[], b"{\"token\":\"a\\r\\nX: y\"}"),
            PullOutcome::InvalidToken,
            LoginResult::Taken,
            "the token has characters that a header cannot have",
        ),
    ];
    for (response, outcome, login_result, message) in cases {
        let mut servers = Servers::default().with_token_image(BASE, realm);
        servers.answers.insert(service.clone(), vec![Ok(response)]);
        let run = pull(servers, IMAGE);
        assert_eq!(
            (run.pulled.outcome, run.login_result, run.message()),
            (outcome, login_result, message)
        );
    }
    // A token without the right to pull.
    let mut servers = Servers::default().with_token_image(BASE, realm);
    let refused = answer(401, &[("www-authenticate", &bearer(realm, "shop/web"))], b"");
    servers.answers.insert(format!("{BASE}/manifests/1"), vec![Ok(refused)]);
    let run = pull(servers, IMAGE);
    assert_eq!(
        (run.pulled.outcome, run.login_result),
        (PullOutcome::Unauthorized, LoginResult::Taken)
    );
    assert_eq!(
        run.message(),
        "Unexpected HTTP response '401 Unauthorized' when trying to get the manifest"
    );
}

#[test]
fn a_realm_without_a_scope_is_asked_for_at_the_root() {
    let realm = "https://reg.example/token";
    let servers = || {
        let header = format!(r#"Bearer realm="{realm}""#);
        Servers::default()
            .with(
                &format!("{BASE}/manifests/1"),
                answer(401, &[("www-authenticate", &header)], b""),
            )
            .with_image(BASE, "1")
            .with("https://reg.example/v2", answer(401, &[("www-authenticate", &header)], b""))
            .with(&format!("{realm}?scope=repository:shop/web:pull"), token())
    };
    let run = pull(servers(), IMAGE);
    assert_eq!(run.pulled.outcome, PullOutcome::Pulled, "{run:?}");
    let given = Given { key: Some("reg.example"), version: Some("1.9.0"), ..Given::default() };
    let run = pull_with(servers(), IMAGE, &given);
    assert_eq!((run.pulled.outcome, run.seen.len()), (PullOutcome::InvalidChallenge, 1));
    assert_eq!(run.message(), "Missing 'realm', 'service' or 'scope' in header WWW-Authenticate");
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn manifests_have_their_verdicts() {
    let digest_of = |body: &[u8]| format!("sha256:{}", digest(body));
    let index = json!({ "schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [] }).to_string();
    let list = json!({ "schemaVersion": 2, "mediaType": LIST, "manifests": [] }).to_string();
    let first = json!({
        "fsLayers": [{}],
        "history": [{ "v1Compatibility": json!({ "config": { "User": "old" } }).to_string() }]
    });
    let first = first.to_string();
    let v1 = "application/vnd.docker.distribution.manifest.v1+prettyjws";
    let missing = "Unexpected HTTP response '404 Not Found' when trying to get the manifest";
    let cases: [(&str, Vec<Response>, PullOutcome, &str, Value); 12] = [
        ("1.11", vec![typed(V2, &manifest(V2))], PullOutcome::Pulled, "", json!("app")),
        (
            "1.11",
            vec![typed(&format!("{V2}; charset=utf-8"), &manifest(V2))],
            PullOutcome::MediaType,
            "Unsupported manifest MIME type: application/vnd.docker.distribution.manifest.v2+json; charset=utf-8",
            json!("app"),
        ),
        (
            "1.11",
            vec![answer(404, &[], b""), typed(OCI, &manifest(OCI))],
            PullOutcome::Oci,
            missing,
            json!("app"),
        ),
        (
            "1.11",
            vec![typed(OCI, &manifest(OCI))],
            PullOutcome::Oci,
            "Unsupported manifest MIME type: application/vnd.oci.image.manifest.v1+json",
            json!("app"),
        ),
        (
            "1.11",
            vec![answer(404, &[], b""), typed(OCI_INDEX, index.as_bytes())],
            PullOutcome::OciIndex,
            missing,
            Value::Null,
        ),
        (
            "1.11",
            vec![answer(404, &[], b""), typed(LIST, list.as_bytes())],
            PullOutcome::ManifestList,
            missing,
            Value::Null,
        ),
        ("1.11", vec![answer(404, &[], b"")], PullOutcome::NotFound, missing, Value::Null),
        ("1.11", vec![typed(v1, first.as_bytes())], PullOutcome::Pulled, "", json!("old")),
        (
            "1.11",
            vec![typed("application/json", b"{}")],
            PullOutcome::InvalidManifest,
            "Failed to parse the V2 Schema 1 image manifest: Docker v2 image manifest validation failed: 'fsLayers' field size must be at least one",
            Value::Null,
        ),
        (
            "1.11",
            vec![answer(200, &[], &manifest(V2))],
            PullOutcome::MediaType,
            "No Content-Type present",
            Value::Null,
        ),
        (
            "1.7.2",
            vec![typed(V2, &manifest(V2))],
            PullOutcome::OtherSchema,
            "Unsupported manifest MIME type: application/vnd.docker.distribution.manifest.v2+json",
            json!("app"),
        ),
        ("1.7.2", vec![answer(200, &[], first.as_bytes())], PullOutcome::Pulled, "", json!("old")),
    ];
    for (version, responses, outcome, message, user) in cases {
        let count = responses.len();
        let mut servers = Servers::default().with_config(BASE);
        for response in responses {
            servers = servers.with(&format!("{BASE}/manifests/1"), response);
        }
        let given = Given { key: Some("reg.example"), version: Some(version), ..Given::default() };
        let run = pull_with(servers, IMAGE, &given);
        assert_eq!((run.pulled.outcome, run.message()), (outcome, message), "{version} {run:?}");
        assert_eq!(run.facts()["config"]["user"], user, "{outcome:?}");
        let most = if outcome == PullOutcome::Pulled { 2 } else { 3 };
        assert!(run.seen.len() <= most, "{count} answers, {:?}", run.seen);
    }
    let by_digest = |body: &[u8], name: &str| {
        let servers =
            Servers::default().with(&format!("{BASE}/manifests/{name}"), typed(LIST, body));
        pull(servers, &format!("reg.example/shop/web@{name}")).pulled.outcome
    };
    let list = list.as_bytes();
    assert_eq!(by_digest(list, &digest_of(list)), PullOutcome::ManifestList);
    assert_eq!(by_digest(list, &digest_of(b"other")), PullOutcome::InvalidAnswer);
}

#[test]
fn a_config_has_its_verdict() {
    let empty = b"{}".to_vec();
    let cases = [
        (answer(404, &[], b""), config(), PullOutcome::InvalidConfig),
        (answer(401, &[], b""), config(), PullOutcome::Unauthorized),
        (answer(200, &[], b"other"), config(), PullOutcome::InvalidAnswer),
        (answer(200, &[], b"x"), b"x".to_vec(), PullOutcome::InvalidConfig),
        (answer(200, &[], &empty), empty.clone(), PullOutcome::NoConfig),
    ];
    for (response, config, outcome) in cases {
        let name = format!("sha256:{}", digest(&config));
        let servers = Servers::default()
            .with(&format!("{BASE}/manifests/1"), typed(V2, &manifest_of(V2, &name)))
            .with(&format!("{BASE}/blobs/{name}"), response);
        assert_eq!(pull(servers, IMAGE).pulled.outcome, outcome);
    }
    let outside = manifest_of(V2, "sha256:../../../../token");
    let servers = Servers::default().with(&format!("{BASE}/manifests/1"), typed(V2, &outside));
    let run = pull(servers, IMAGE);
    assert_eq!((run.pulled.outcome, run.seen.len()), (PullOutcome::InvalidConfig, 1));
}

#[test]
fn faults_are_told() {
    let manifests = format!("{BASE}/manifests/1");
    let cases = [
        (
            Fault::Unreachable("no such host".into()),
            PullOutcome::Unreachable,
            "reg.example cannot be reached: no such host",
        ),
        (Fault::TimedOut, PullOutcome::TimedOut, "reg.example gave no answer in time"),
        (
            Fault::TooLarge,
            PullOutcome::InvalidAnswer,
            "reg.example gave an answer of more than 4 MiB",
        ),
        (Fault::HttpOnly, PullOutcome::HttpOnly, "reg.example speaks http, not https"),
        (
            Fault::Certificate("unknown authority".into()),
            PullOutcome::Certificate,
            "reg.example unknown authority; the agents have a trust store of their own",
        ),
    ];
    for (fault, outcome, message) in cases {
        let run = pull(Servers::default().failing(&manifests, fault), IMAGE);
        assert_eq!((run.pulled.outcome, run.message()), (outcome, message));
    }
}

#[test]
fn odd_answers_are_told() {
    let manifests = format!("{BASE}/manifests/1");
    let cases = [
        (
            429,
            PullOutcome::RateLimited,
            "reg.example wants fewer requests (429), so it is not asked any more",
        ),
        (
            500,
            PullOutcome::ServerError,
            "Unexpected HTTP response '500 Internal Server Error' when trying to get the manifest",
        ),
        (
            400,
            PullOutcome::Status,
            "Unexpected HTTP response '400 Bad Request' when trying to get the manifest",
        ),
        (
            403,
            PullOutcome::Unauthorized,
            "Unexpected HTTP response '403 Forbidden' when trying to get the manifest",
        ),
        (
            299,
            PullOutcome::Status,
            "Unexpected HTTP response '299' when trying to get the manifest",
        ),
    ];
    for (status, outcome, message) in cases {
        let run = pull(Servers::default().with(&manifests, answer(status, &[], b"")), IMAGE);
        assert_eq!((run.pulled.outcome, run.message()), (outcome, message));
    }
}

#[test]
fn a_server_that_repeats_the_login_is_not_repeated() {
    let hostile = answer(200, &[("content-type", &format!("text/{AUTH}"))], b"");
    let run = pull(Servers::default().with(&format!("{BASE}/manifests/1"), hostile), IMAGE);
    assert_eq!(run.message(), "Unsupported manifest MIME type: text/***==");
    // The login in a host, in small letters.
    let header =
        bearer(&format!("https://{}.evil.example/t", AUTH.trim_end_matches('=')), "shop/web");
    let hostile = answer(401, &[("www-authenticate", &header)], b"");
    let run = pull(Servers::default().with(&format!("{BASE}/manifests/1"), hostile), IMAGE);
    assert!(run.message().contains("`***.evil.example`"), "{}", run.message());
    // The login in the config of the image.
    let config = json!({ "config": { "Cmd": [format!("Basic {AUTH}"), PASSWORD] } }).to_string();
    let name = format!("sha256:{}", digest(config.as_bytes()));
    let servers = Servers::default()
        .with(&format!("{BASE}/manifests/1"), typed(V2, &manifest_of(V2, &name)))
        .with(&format!("{BASE}/blobs/{name}"), answer(200, &[], config.as_bytes()));
    let run = pull(servers, IMAGE);
    assert_eq!(run.facts()["config"]["cmd"], json!(["Basic ***==", "***"]));
    // The characters that a terminal obeys are escaped.
    let hostile = answer(200, &[("content-type", "a\u{1b}[2Jb")], b"");
    let run = pull(Servers::default().with(&format!("{BASE}/manifests/1"), hostile), IMAGE);
    assert_eq!(run.message(), "Unsupported manifest MIME type: a\\u{1b}[2Jb");
}

#[test]
fn a_host_that_wants_peace_is_left_alone() {
    let servers = Servers::default()
        .with(&format!("{BASE}/manifests/1"), answer(429, &[], b""))
        .with("https://reg.example/v2/shop/db/manifests/1", typed(V2, &manifest(V2)));
    let permissions = Permissions::default();
    let client = Client::new(&servers, &permissions);
    let outcomes = ["reg.example/shop/web:1", "reg.example/shop/db:1"].map(|image| {
        let endpoint = Endpoint::of(image, &DefaultRegistry::default()).expect("an image");
        let mut pull =
            RepositoryPull::new(&client, MesosVersion::default(), endpoint.repository, None);
        pull.pull(&endpoint.reference).outcome
    });
    assert_eq!(outcomes, [PullOutcome::RateLimited, PullOutcome::RateLimited]);
    assert_eq!(client.requests(), 1);
}

#[test]
fn a_host_that_is_too_slow_three_times_is_left_alone() {
    let mut servers = Servers::default();
    for tag in ["1", "2", "3", "4", "5"] {
        servers = servers.failing(&format!("{BASE}/manifests/{tag}"), Fault::TimedOut);
    }
    let permissions = Permissions::default();
    let client = Client::new(&servers, &permissions);
    let endpoint = Endpoint::of(IMAGE, &DefaultRegistry::default()).expect("an image");
    let mut pull = RepositoryPull::new(&client, MesosVersion::default(), endpoint.repository, None);
    for tag in ["1", "2", "3", "4", "5"] {
        assert_eq!(pull.pull(tag).outcome, PullOutcome::TimedOut);
    }
    assert_eq!(client.requests(), 3);
}

/// Runs many pulls with one login. Returns the outcomes and the addresses that got the login.
fn run_all(servers: &Servers, images: &[String]) -> (Vec<PullOutcome>, Vec<String>) {
    let permissions = Permissions::default();
    let clients = [Client::new(servers, &permissions)];
    let text = json!({ "auths": { "reg.example": { "auth": AUTH } } }).to_string();
    let logins = DockerConfig::read(text.as_bytes()).expect("a file").checked().expect("logins");
    let logins = AskLogins::File(Arc::new(logins));
    let asks = images.iter().map(|image| Ask {
        key: PullKey { cluster: None, image: image.clone(), login: Some("a.json".into()) },
        version: MesosVersion::default(),
        default_registry: DefaultRegistry::default(),
        client: 0,
        logins: logins.clone(),
    });
    let asks: Vec<Ask> = asks.collect();
    let told = AtomicUsize::new(0);
    let results = run(&asks, &clients, 8, &|_| _ = told.fetch_add(1, Relaxed));
    assert_eq!(told.into_inner(), images.len());
    let seen = servers.seen.lock().expect("no panic").clone();
    let saw = seen.into_iter().filter(|(_, sent)| sent == "login").map(|(address, _)| address);
    (results.into_iter().map(|pulled| pulled.outcome).collect(), saw.collect())
}

#[test]
fn a_login_that_is_refused_twice_is_spared() {
    let base = |number: usize| format!("https://reg.example/v2/shop/app{number}");
    let refused = || answer(401, &[("www-authenticate", r#"Basic realm="x""#)], b"");
    let images: Vec<String> = (0..40)
        .map(|number| format!("reg.example/shop/app{}:{}", number / 2, number % 2))
        .collect();
    let mut servers = Servers::default();
    for number in 0..20 {
        for tag in ["0", "1"] {
            servers = servers.with(&format!("{}/manifests/{tag}", base(number)), refused());
        }
    }
    let (outcomes, saw) = run_all(&servers, &images);
    assert_eq!(saw.len(), 2, "{saw:?}");
    let count = |outcome| outcomes.iter().filter(|it| **it == outcome).count();
    assert_eq!((count(PullOutcome::Unauthorized), count(PullOutcome::LoginSpared)), (4, 36));
    // Once the registry has accepted the login, a refusal is about one repository only.
    let mut servers = Servers::default().with_image(&base(0), "0").with_image(&base(0), "1");
    for number in 1..20 {
        for tag in ["0", "1"] {
            servers = servers.with(&format!("{}/manifests/{tag}", base(number)), refused());
        }
    }
    let (outcomes, saw) = run_all(&servers, &images);
    assert_eq!(outcomes.iter().filter(|it| **it == PullOutcome::Pulled).count(), 2);
    assert_eq!(outcomes.iter().filter(|it| **it == PullOutcome::LoginSpared).count(), 0);
    assert_eq!(saw.len(), 4 + 19, "{saw:?}");
}

#[test]
fn an_answer_that_says_nothing_about_a_login_does_not_prove_it() {
    let base = |number: usize| format!("https://reg.example/v2/shop/app{number}");
    let refused = || answer(401, &[("www-authenticate", r#"Basic realm="x""#)], b"");
    let images: Vec<String> =
        (0..20).map(|number| format!("reg.example/shop/app{number}:0")).collect();
    for status in [403, 500, 503] {
        let mut servers =
            Servers::default().with(&format!("{}/manifests/0", base(0)), answer(status, &[], b""));
        for number in 1..20 {
            servers = servers.with(&format!("{}/manifests/0", base(number)), refused());
        }
        let (outcomes, saw) = run_all(&servers, &images);
        assert_eq!(saw.len(), 1 + 2, "{status}: {saw:?}");
        let spared = outcomes.iter().filter(|it| **it == PullOutcome::LoginSpared).count();
        assert_eq!(spared, 17, "{status}");
    }
}

#[test]
fn a_file_without_a_login_for_the_registry_is_told() {
    let servers = Servers::default().with(
        "https://reg.example:5000/v2/web/manifests/latest",
        answer(401, &[("www-authenticate", r#"Basic realm="x""#)], b""),
    );
    let (outcomes, saw) = run_all(&servers, &["reg.example:5000/web".into(), "{{image}}".into()]);
    assert_eq!(outcomes, [PullOutcome::Unauthorized, PullOutcome::Expression]);
    assert_eq!(saw, Vec::<String>::new());
}

#[test]
fn all_images_of_a_repository_share_a_token() {
    let realm = "https://reg.example/token";
    let servers = Servers::default()
        .with_token_image(BASE, realm)
        .with_image(BASE, "2")
        .with_image(BASE, "3");
    let permissions = Permissions::default();
    let client = Client::new(&servers, &permissions);
    let endpoint = Endpoint::of(IMAGE, &DefaultRegistry::default()).expect("an image");
    let login = RegistryLogin { host: "reg.example".into(), auth: Redacted::new(AUTH.into()) };
    let mut pull =
        RepositoryPull::new(&client, MesosVersion::default(), endpoint.repository, Some(&login));
    for tag in ["1", "2", "3"] {
        assert_eq!(pull.pull(tag).outcome, PullOutcome::Pulled);
    }
    assert_eq!(client.requests(), 2 + 3 * 2);
}

/// A registry each of whose tokens is valid for `uses` requests.
struct Forgetful {
    uses: usize,
    left: Mutex<usize>,
}

impl Transport for Forgetful {
    fn send(&self, request: &Request) -> Result<Response, Fault> {
        let address = request.address.uri().to_string();
        let mut left = self.left.lock().expect("no panic");
        if address.starts_with("https://reg.example/token") {
            *left = self.uses;
            return Ok(token());
        }
        let sent = request.authorization.as_ref().map(|it| it.expose().clone());
        if *left == 0 || sent != Some(format!("Bearer {TOKEN}")) {
            let challenge = bearer("https://reg.example/token", "shop/web");
            return Ok(answer(401, &[("www-authenticate", &challenge)], b""));
        }
        *left -= 1;
        match address.contains("/manifests/") {
            true => Ok(typed(V2, &manifest(V2))),
            false => Ok(answer(200, &[], &config())),
        }
    }
}

#[test]
fn tokens_that_expire_are_got_anew() {
    // A token that is valid for one request causes two more requests each time.
    for (uses, most) in [(usize::MAX, 2 + 10 * 2), (10, 10 * 2 + 2 * 3), (1, 10 * 2 * 3)] {
        let registry = Forgetful { uses, left: Mutex::new(0) };
        let permissions = Permissions::default();
        let client = Client::new(&registry, &permissions);
        let endpoint = Endpoint::of(IMAGE, &DefaultRegistry::default()).expect("an image");
        let login = RegistryLogin { host: "reg.example".into(), auth: Redacted::new(AUTH.into()) };
        let version = MesosVersion::default();
        let mut pull = RepositoryPull::new(&client, version, endpoint.repository, Some(&login));
        for tag in 0..10 {
            assert_eq!(pull.pull(&tag.to_string()).outcome, PullOutcome::Pulled, "{uses}");
        }
        let asked = usize::try_from(client.requests()).expect("a number");
        assert!(asked <= most, "{asked} requests with tokens for {uses}");
    }
}

/// There are at most two requests for each repository and two for each image.
#[test]
fn many_images_are_asked_for_with_few_requests() {
    let (mut servers, mut images) = (Servers::default(), Vec::new());
    for repository in 0..20 {
        let base = format!("https://reg.example/v2/shop/app{repository}");
        servers = servers.with_token_image(&base, "https://reg.example/token");
        for tag in 1..=10 {
            images.push(format!("reg.example/shop/app{repository}:{tag}"));
            servers = if tag > 1 { servers.with_image(&base, &tag.to_string()) } else { servers };
        }
    }
    let (outcomes, _) = run_all(&servers, &images);
    assert!(outcomes.iter().all(|it| *it == PullOutcome::Pulled), "{outcomes:?}");
    let asked = servers.seen.lock().expect("no panic").len();
    assert!(asked <= 20 * 2 + 200 * 2, "{asked} requests");
}
