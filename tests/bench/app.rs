//! Marathon apps as teams write them: the material of all three trees.

use serde_json::{Map, Value, json};

use crate::layout::Layout;
use crate::random::Random;

/// Words that names are made of.
pub(crate) const WORDS: [&str; 32] = [
    "account",
    "alert",
    "archive",
    "audit",
    "basket",
    "billing",
    "catalog",
    "checkout",
    "customer",
    "delivery",
    "edge",
    "export",
    "feed",
    "gateway",
    "image",
    "index",
    "inventory",
    "ledger",
    "metrics",
    "notify",
    "order",
    "payment",
    "pricing",
    "profile",
    "queue",
    "report",
    "router",
    "search",
    "session",
    "stock",
    "tax",
    "worker",
];

const REGISTRIES: [&str; 4] = [
    "registry.example.com",
    "registry.example.com:5000",
    "docker.example.org",
    "images.internal.example.net",
];

const CREDENTIALS: [&str; 6] = [
    "file:///etc/docker.tar.gz",
    "file:///etc/docker.tar.gz",
    "file:///etc/docker/docker.tar.gz",
    "https://config.example.com/marathon/docker.tar.gz",
    "https://config.example.com/platform/.dockercfg",
    "file:///root/.dockercfg",
];

const ARTIFACTS: [&str; 3] = [
    "https://artifacts.example.com/releases/service.tar.gz",
    "https://artifacts.example.com/jre/jre-8u202.tgz",
    "file:///etc/ssl/company-ca.pem",
];

/// What the migration has to do with an app.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing: no credential URI.
    Plain,
    /// A DOCKER app with a credential URI and nothing that stands in the way.
    Convertible,
    /// A DOCKER app with a credential URI and something only a person can resolve.
    Blocked,
}

/// An app of about `want` bytes when it is written in `layout`.
pub(crate) fn app(
    random: &mut Random,
    id: &str,
    kind: Kind,
    layout: &Layout,
    want: usize,
) -> Value {
    let mut app = Map::new();
    app.insert("id".into(), json!(id));
    if random.percent(60) {
        app.insert("cmd".into(), json!(command(random)));
    }
    app.insert("cpus".into(), json!([0.1, 0.25, 0.5, 1.0, 2.0][random.below(5)]));
    app.insert("mem".into(), json!([128, 256, 512, 1024, 4096][random.below(5)]));
    app.insert("instances".into(), json!(random.within(1..6)));
    app.insert("env".into(), json!({}));
    app.insert("labels".into(), labels(random, id));
    fill_container(&mut app, random, kind);
    fill_artifacts(&mut app, random, kind);
    app.insert("healthChecks".into(), health_checks(random));
    if random.percent(50) {
        app.insert("constraints".into(), json!([["hostname", "UNIQUE"]]));
    }
    if random.percent(40) {
        app.insert(
            "upgradeStrategy".into(),
            json!({"minimumHealthCapacity": 0.5, "maximumOverCapacity": 0.2}),
        );
    }
    pad(&mut app, random, layout, want);
    Value::Object(app)
}

fn command(random: &mut Random) -> String {
    let word = random.pick(&WORDS);
    format!("exec /opt/{word}/bin/{word} --listen 0.0.0.0:8080 --config /etc/{word}/main.conf")
}

fn labels(random: &mut Random, id: &str) -> Value {
    let team = random.pick(&WORDS);
    let host = id.trim_matches('/').replace('/', "-");
    let mut labels = json!({
        "HAPROXY_GROUP": "external",
        "HAPROXY_0_VHOST": format!("{host}.example.com"),
        "team": format!("team-{team}"),
    });
    if random.below(500) == 0 {
        labels["note"] = json!("caf\u{e9}");
    }
    labels
}

/// Only some plain apps have no Docker container at all; every candidate has one.
fn fill_container(app: &mut Map<String, Value>, random: &mut Random, kind: Kind) {
    let choice = if kind == Kind::Plain { random.below(100) } else { 0 };
    if choice >= 80 {
        app.insert("portDefinitions".into(), json!([{"port": 0, "name": "http"}]));
        return;
    }
    let image = format!(
        "{}/{}/{}:{}.{}.{}",
        random.pick(&REGISTRIES),
        random.pick(&WORDS),
        random.pick(&WORDS),
        random.below(9),
        random.below(30),
        random.below(99),
    );
    if choice >= 50 {
        app.insert("networks".into(), json!([{"mode": "container/bridge"}]));
        app.insert(
            "container".into(),
            json!({"type": "MESOS", "docker": {"image": image}, "volumes": volumes(random),
                "portMappings": [{"containerPort": 8080, "hostPort": 0, "name": "http"}]}),
        );
        return;
    }
    let docker = docker(random, &image, kind);
    app.insert(
        "container".into(),
        json!({"type": "DOCKER", "docker": docker, "volumes": volumes(random)}),
    );
}

fn docker(random: &mut Random, image: &str, kind: Kind) -> Value {
    let mut docker = json!({"image": image, "forcePullImage": random.percent(30)});
    if random.percent(50) {
        docker["network"] = json!("HOST");
    } else {
        docker["network"] = json!("BRIDGE");
        docker["portMappings"] = json!([
            {"containerPort": 8080, "hostPort": 0, "protocol": "tcp", "name": "http"},
        ]);
    }
    if kind == Kind::Blocked {
        match random.below(3) {
            0 => docker["privileged"] = json!(true),
            1 => docker["parameters"] = json!([{"key": "cap-drop", "value": "ALL"}]),
            _ => {
                docker["parameters"] = json!([
                    {"key": "sysctl", "value": "net.core.somaxconn=1024"},
                    {"key": "log-driver", "value": "json-file"},
                ]);
            }
        }
    }
    docker
}

fn volumes(random: &mut Random) -> Value {
    if random.percent(60) {
        return json!([]);
    }
    let word = random.pick(&WORDS);
    json!([{
        "containerPath": format!("/var/lib/{word}"),
        "hostPath": format!("/srv/data/{word}"),
        "mode": "RW",
    }])
}

/// Puts the credential, and now and then some other artifact, into `uris` or `fetch`.
fn fill_artifacts(app: &mut Map<String, Value>, random: &mut Random, kind: Kind) {
    let mut uris = Vec::new();
    if random.percent(30) {
        uris.push(random.pick(&ARTIFACTS));
    }
    if kind != Kind::Plain {
        uris.push(random.pick(&CREDENTIALS));
    }
    if uris.is_empty() {
        return;
    }
    if random.percent(50) {
        app.insert("uris".into(), json!(uris));
    } else {
        let fetch: Vec<Value> = uris.iter().map(|uri| json!({"uri": uri})).collect();
        app.insert("fetch".into(), json!(fetch));
    }
}

fn health_checks(random: &mut Random) -> Value {
    json!([{
        "protocol": "MESOS_HTTP",
        "path": random.pick(&["/health", "/healthz", "/_status"]),
        "portIndex": 0,
        "gracePeriodSeconds": random.within(30..300),
        "intervalSeconds": 10,
        "timeoutSeconds": 5,
        "maxConsecutiveFailures": 3,
    }])
}

/// Adds environment variables until the app is about `want` bytes long.
fn pad(app: &mut Map<String, Value>, random: &mut Random, layout: &Layout, want: usize) {
    let mut len = layout.file(&Value::Object(app.clone())).len();
    let mut env = Map::new();
    while len < want {
        let key = format!("{}_{}", random.pick(&WORDS).to_uppercase(), env.len());
        let text = match random.below(3) {
            0 => format!("https://{}.example.com/v1", random.pick(&WORDS)),
            1 => random.below(100_000).to_string(),
            _ => format!("{} {}", random.pick(&WORDS), random.pick(&WORDS)),
        };
        len += layout.member_len(&key, &text);
        env.insert(key, Value::String(text));
    }
    app.insert("env".into(), Value::Object(env));
}
