//! Files with passwords in them.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{CONFIGURED, DEFINED, HIDDEN};

/// An archive that is all right.
pub(crate) const ARCHIVE: &str = "agents/docker.tar.gz";
/// A folder of login files, good and bad, under the names that the script for secrets gives them.
pub(crate) const LOGINS: &str = "logins";
/// A definition that is broken right at a password.
pub(crate) const BROKEN: &str = "broken/word.json";
/// Facts of images, with passwords in the words of an image, and in a message that another program wrote.
pub(crate) const IMAGES: &str = "facts/images.json";
/// A configuration that names a URI with a login.
pub(crate) const CONFIG: &str = "settings/pullconfig.toml";
/// Configurations that are broken right there, or name what there is not.
pub(crate) const BAD_CONFIGS: [&str; 3] =
    ["settings/bad/syntax.toml", "settings/bad/key.toml", "settings/bad/type.toml"];
/// Definitions that can be read.
pub(crate) const DEFINITIONS: [&str; 2] = ["apps/login.json", "apps/all.json"];

fn auth(password: &str) -> String {
    STANDARD.encode(format!("ann:{password}"))
}

fn config() -> String {
    json!({"auths": {"reg.example": {"auth": auth(HIDDEN)}, "b.example": {"auth": STANDARD.encode(format!("us:{HIDDEN}"))}}}).to_string()
}

/// Files that deliver credentials, good and bad: name and content.
fn credentials() -> Vec<(String, Vec<u8>)> {
    let good = config();
    let tar = tar(&[(".docker/config.json", good.as_bytes())]);
    let archive = gzip(&tar);
    let mut damaged = tar.clone();
    damaged[300] ^= 1;
    let entry = |entry: &str| format!("{{\"auths\": {{\"reg.example\": {entry}}}}}");
    let encoded = auth(HIDDEN);
    let bad = [
        entry(&format!("{{\"auth\": {encoded}}}")),
        entry(&format!("{{\"auth\": \"{encoded}")),
        entry(&format!("{{\"auth\": \"{encoded}\" {encoded}}}")),
        entry(&format!("{{\"auth\": \"{HIDDEN}\"}}")),
        entry(&format!("{{\"auth\": \"{}\"}}", auth(&format!("{HIDDEN}\n")))),
        entry(&format!("{{\"auth\": \"{}\"}}", STANDARD.encode(HIDDEN))),
        entry(&format!("{{\"auth\": \"\\{encoded}\"}}")),
        entry(&format!("{{\"auth\": \"{encoded}\", \"auth\": \"{encoded}\"}}")),
        entry(&format!("{{\"identitytoken\": \"{HIDDEN}\"}}")),
        entry(&format!("{{\"username\": \"a:b\", \"password\": \"{HIDDEN}\"}}")),
        entry(&format!("\"{encoded}\"")),
        good.replace("reg.example", &format!("https://ann:{HIDDEN}@reg.example")),
        good.replace("b.example", "https://reg.example"),
        format!("{encoded}\n"),
        format!("machine reg.example login ann password {HIDDEN}\n"),
        format!("\"ann:{HIDDEN}\""),
        format!("<html>{HIDDEN}</html>"),
    ];
    let mut files: Vec<(String, Vec<u8>)> = vec![
        (ARCHIVE.into(), archive.clone()),
        ("agents/docker.tar".into(), tar.clone()),
        ("agents/cut.tar.gz".into(), archive[..archive.len() - 30].to_vec()),
        ("agents/cut.tar".into(), tar[..600].to_vec()),
        ("agents/damaged.tar".into(), damaged),
        ("agents/twice.tar.gz".into(), gzip(&archive)),
        ("agents/deep.tar.gz".into(), gzip(&self::tar(&[("x/.dockercfg", good.as_bytes())]))),
        (".docker/config.json".into(), good.clone().into_bytes()),
        (
            ".dockercfg".into(),
            config().replace("{\"auths\":", "").replace("}}}", "}}").into_bytes(),
        ),
    ];
    files.extend(bad.iter().enumerate().map(|(index, text)| {
        (format!("agents/bad-{index}/.dockercfg"), text.clone().into_bytes())
    }));
    let inside = |text: &String| gzip(&self::tar(&[(".dockercfg", text.as_bytes())]));
    files.extend(
        bad.iter()
            .enumerate()
            .map(|(index, text)| (format!("agents/in-{index}.tgz"), inside(text))),
    );
    files
}

/// The names of all files that deliver credentials, or should.
pub(crate) fn sources() -> Vec<String> {
    credentials().into_iter().map(|(name, _)| name).collect()
}

fn app(id: &str, uri: &str, more: &Value) -> Value {
    let mut app = json!({
        "id": id,
        "container": {"type": "DOCKER", "docker": {"image": "reg.example/a:1", "network": "HOST"}},
        "env": {"PASSWORD": DEFINED, "BASE64": auth(DEFINED), "URL": format!("https://ann:{DEFINED}@db.example/x?p={DEFINED}")},
        "uris": [uri]
    });
    let members = more.as_object().expect("an object").clone();
    app.as_object_mut().expect("an object").extend(members);
    app
}

/// Apps of all states, with passwords where people have them.
fn apps(uri: &str, token: &str) -> Vec<Value> {
    let docker = |more: &Value| {
        let mut docker = json!({"image": "reg.example/a:1"});
        docker.as_object_mut().expect("an object").extend(more.as_object().expect("one").clone());
        json!({"container": {"type": "DOCKER", "docker": docker}})
    };
    let parameter = |key: &str, value: &str| {
        docker(&json!({"parameters": [{"key": key, "value": value.replace("PASS", DEFINED)}]}))
    };
    let check = format!("curl -u ann:{DEFINED} localhost");
    let mut apps = vec![
        app("/login", uri, &json!({})),
        app("/token", token, &json!({})),
        app("/blocked", uri, &docker(&json!({"privileged": true}))),
        app(
            "/command",
            uri,
            &json!({"cmd": format!("docker login -u ann -p {DEFINED} && cat .dockercfg")}),
        ),
        app("/args", token, &json!({"args": ["--password", DEFINED]})),
        app(
            "/check",
            uri,
            &json!({"healthChecks": [{"protocol": "COMMAND", "command": {"value": check}}]}),
        ),
        app("/label", uri, &json!({"labels": {"token": DEFINED}, "user": "root"})),
        app("/env", uri, &parameter("env", "PASSWORD=PASS")),
        app("/env2", uri, &parameter("env", "PASS")),
        app("/label2", uri, &parameter("label", "token=PASS")),
        app("/volume", uri, &parameter("volume", "/x:/PASS:ro,PASS")),
        app("/logopt", uri, &parameter("log-opt", "splunk-token=PASS")),
        app("/entrypoint", uri, &parameter("entrypoint", "sh -c PASS")),
        app("/unknown", uri, &parameter("no-such-thing", "PASS")),
        app(
            "/both",
            uri,
            &json!({"fetch": [{"uri": token, "destPath": ".dockercfg"}], "uris": [uri]}),
        ),
        app(
            "/inert",
            uri,
            &json!({"fetch": [], "uris": [format!("https://ann:{DEFINED}@x.example/.docker/config.json")]}),
        ),
    ];
    apps.extend(misspelt());
    apps
}

/// Apps whose URIs nobody would write so on purpose.
fn misspelt() -> impl Iterator<Item = Value> {
    let uris = [
        "//ann:PASS@x.example/docker.tar.gz",
        "https:ann:PASS@x.example/docker.tar.gz",
        r"HTTPS:/\ann:PASS@x.example/docker.tar.gz",
        "https:///ann:PASS@x.example/docker.tar.gz",
        "ann:PASS@x.example/docker.tar.gz",
        "https://x.example/ann:PASS@x.example/.dockercfg",
        "x.example/docker.tar.gz?token=PASS",
    ];
    uris.into_iter().enumerate().map(|(index, uri)| {
        app(&format!("/misspelt-{index}"), &uri.replace("PASS", DEFINED), &json!({}))
    })
}

/// Definitions of all kinds.
fn definitions() -> Vec<(String, Vec<u8>)> {
    let uri = format!("https://ann:{DEFINED}@files.example/docker.tar.gz");
    let token = format!("https://files.example/docker.tar.gz?token={DEFINED}");
    let apps = apps(&uri, &token);
    let pod = json!({
        "id": "/pod", "containers": [{
            "name": "c", "image": {"kind": "DOCKER", "id": "reg.example/a"}, "artifacts": [{"uri": uri}],
            "environment": {"PASSWORD": DEFINED}, "exec": {"command": {"shell": format!("run {DEFINED}")}}
        }]
    });
    let job = json!({"id": "job", "run": {"cmd": format!("run {DEFINED}"), "docker": {"image": "reg.example/a"}, "artifacts": [{"uri": token}]}});
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for (index, app) in apps.iter().enumerate() {
        let name = if index == 0 { DEFINITIONS[0].into() } else { format!("apps/{index}.json") };
        files.push((name, format!("{app:#}").into_bytes()));
    }
    files.push((DEFINITIONS[1].into(), json!(apps).to_string().into_bytes()));
    files.push(("apps/pod.json".into(), format!("{pod:#}").into_bytes()));
    files.push(("apps/job.json".into(), format!("{job:#}").into_bytes()));
    files
}

/// Login files, good and bad.
fn login_files() -> Vec<(String, String)> {
    vec![
        (format!("{LOGINS}/files-example-docker-tar-gz.json"), config()),
        (
            format!("{LOGINS}/files-example-docker-tar-gz-2.json"),
            config().replace("reg.example", &format!("ann:{HIDDEN}@reg.example")),
        ),
        (
            format!("{LOGINS}/x-example-docker-tar-gz.json"),
            format!("{{\"auths\": {{\"reg.example\": {{\"auth\": \"{HIDDEN}\"}}}}}}"),
        ),
    ]
}

/// Files that only mention a credential file, or that should be definitions and are broken.
fn others() -> Vec<(String, String)> {
    let uri = format!("https://ann:{HIDDEN}@files.example/docker.tar.gz");
    let broken = |name: &str, text: &str| {
        let text = format!(
            "{{\"id\": \"/a\", \"container\": {{}}, \"uris\": [\"docker.tar.gz\"],\n{text}}}\n"
        );
        (format!("broken/{name}.json"), text.replace("PASS", HIDDEN))
    };
    vec![
        broken("word", "\"env\": {\"P\": PASS}"),
        broken("second", "\"env\": {\"P\": \"x\" PASS}"),
        broken("single", "\"env\": {\"P\": 'PASS'}"),
        broken("open", "\"env\": {\"P\": \"PASS\n}"),
        broken("escape", "\"env\": {\"P\": \"\\PASS\"}"),
        broken("escape4", "\"env\": {\"P\": \"\\uPASS\"}"),
        broken("key", "\"env\": {PASS: 1}"),
        broken("uri", "\"uris\": [https://ann:PASS@files.example/docker.tar.gz]"),
        (
            "scripts/fetch.sh".into(),
            format!(
                "curl -u ann:{HIDDEN} {uri} -o docker.tar.gz\nPASSWORD={HIDDEN} get docker.tar.gz\nget {uri}?token={HIDDEN} 'docker.tar.gz'\n"
            ),
        ),
        (
            "scripts/long.sh".into(),
            format!("fetch https://ann:{HIDDEN}@files.example/{}/docker.tar.gz\n", "x".repeat(60)),
        ),
        (
            "scripts/longer.sh".into(),
            format!("fetch https://{}:{HIDDEN}@files.example/docker.tar.gz\n", "user".repeat(20)),
        ),
        (
            "scripts/app.yaml".into(),
            format!("uris: [{uri}] # password {HIDDEN}\npassword: {HIDDEN} # .dockercfg\n"),
        ),
        ("scripts/app.tf".into(), format!("uris = [\"{uri}\"]\n")),
        (
            "scripts/notes.md".into(),
            format!("The login ann/{HIDDEN} is in `docker.tar.gz`, also {HIDDEN}:.dockercfg.\n"),
        ),
        ("list".into(), "apps/login.json\nscripts/fetch.sh\nbroken/word.json\n".into()),
        ("plan.json".into(), format!("{{\"version\": 1, \"files\": [{HIDDEN}]}}\n")),
        (
            CONFIG.into(),
            format!(
                "[[credential]]\nuri = \"https://ann:{CONFIGURED}@files.example/docker.tar.gz\"\nsecret-source = \"shop/pull\"\n"
            ),
        ),
    ]
}

/// Facts of the image of the apps.
fn facts() -> String {
    let pull = |login: &str| {
        json!({
            "image": "reg.example/a:1", "login": login, "outcome": "status", "digest": "sha256:aa",
            "message": format!("Unexpected answer of https://ann:{HIDDEN}@reg.example/v2/"),
            "asked": "2026-11-20T09:00:00Z"
        })
    };
    let config = json!({
        "entrypoint": [], "cmd": ["/bin/sh", "-c", format!("run --password {DEFINED}")],
        "user": "app", "stop_signal": "SIGQUIT", "volumes": ["/data"], "env_names": ["PASSWORD"],
        "health_check": ["CMD-SHELL", format!("curl -u ann:{HIDDEN} localhost")]
    });
    json!({
        "version": 1, "program": "pullconfig",
        "pulls": [pull("files-example-docker-tar-gz.json"), pull("other.json")],
        "images": { "sha256:aa": { "media_type": "x", "config": config } }
    })
    .to_string()
}

/// Writes all of them below `folder`.
pub(crate) fn write(folder: &Path) {
    let others = others().into_iter().chain(login_files()).chain([(IMAGES.to_owned(), facts())]);
    let others = others.map(|(name, text)| (name, text.into_bytes()));
    fs::create_dir(folder.join("written")).expect("a folder");
    for (name, bytes) in credentials().into_iter().chain(definitions()).chain(others) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("written");
    }
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, data) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(data.len() as u64);
        header.set_mode(0o600);
        tar.append_data(&mut header, name, *data).expect("memory");
    }
    tar.into_inner().expect("memory")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}
