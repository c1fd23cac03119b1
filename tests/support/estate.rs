//! A large repository as a company has it: 15 teams, three clusters with the same ids, 2,000 definitions.
//!
//! Twelve teams have a folder in each of `dev/`, `staging/` and `prod/`. Three teams, below `teams/`, name
//! the cluster at the end of the file name. There are single apps, groups, pods, jobs, templates that are
//! rendered for each cluster, and answers of Marathon's API. The text of each file depends on its place
//! alone, so that two estates are byte-equal.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

/// The clusters, and the folders of most teams.
pub(crate) const CLUSTERS: [&str; 3] = ["dev", "staging", "prod"];

/// The teams with a folder in each cluster's folder.
const BY_FOLDER: [&str; 12] = [
    "booking", "catalog", "checkout", "crew", "fleet", "harbour", "identity", "loyalty",
    "payments", "platform", "pricing", "search",
];

/// The teams that have all clusters in one folder.
const BY_NAME: [&str; 3] = ["cargo", "logging", "weather"];

const PARTS: [&str; 12] = [
    "api",
    "worker",
    "frontend",
    "importer",
    "exporter",
    "cache",
    "indexer",
    "gateway",
    "mailer",
    "scheduler",
    "reports",
    "sync",
];

/// The apps of a team with folders that have a file of their own.
const SINGLE: usize = 31;
/// The apps of a team with folders that are in its group.
const GROUPED: usize = 10;
/// The apps of a team with names.
const NAMED: usize = 42;
/// The apps in the answer of each cluster's API.
const EXPORTED: usize = 34;

/// A file of the estate.
pub(crate) struct EstateFile {
    /// The path from the top.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Returns all files.
pub(crate) fn files() -> Vec<EstateFile> {
    let mut files = Vec::new();
    let mut add = |path: String, text: String| files.push(EstateFile { path, text });
    for cluster in CLUSTERS {
        for (number, team) in BY_FOLDER.into_iter().enumerate() {
            let folder = format!("{cluster}/{team}");
            for at in 0..SINGLE {
                let app = app(cluster, team, number, at);
                add(format!("{folder}/{}.json", name(at)), laid_out(&app, number));
            }
            let apps: Vec<Value> =
                (SINGLE..SINGLE + GROUPED).map(|at| app(cluster, team, number, at)).collect();
            let (one, two) = apps.split_at(GROUPED / 2);
            let groups = json!([{"id": "edge", "apps": one}, {"id": "batch", "apps": two}]);
            let group = json!({"id": format!("/{team}"), "groups": relative(groups)});
            add(format!("{folder}/groups.json"), laid_out(&group, number));
            add(format!("{folder}/pods/tracing.json"), laid_out(&pod(cluster, team), number));
            if number.is_multiple_of(4) {
                add(format!("{folder}/jobs/nightly.json"), laid_out(&job(cluster, team), number));
            }
        }
        for (number, team) in BY_NAME.into_iter().enumerate() {
            for at in 0..NAMED {
                let app = app(cluster, team, number + BY_FOLDER.len(), at);
                add(format!("teams/{team}/{}-{cluster}.json", name(at)), laid_out(&app, number));
            }
        }
        let apps: Vec<Value> = (0..EXPORTED).map(|at| exported(cluster, at)).collect();
        add(format!("exports/apps-{cluster}.json"), format!("{:#}\n", json!({"apps": apps})));
    }
    for (number, team) in BY_FOLDER.into_iter().enumerate() {
        add(format!("templates/{team}.json.mustache"), template(team));
        if number.is_multiple_of(3) {
            add(format!("templates/{team}-login.json.j2"), template_with_clusters(team));
        }
    }
    add("README.md".into(), README.into());
    add("agents/login.yml".into(), PLAYBOOK.into());
    add("CODEOWNERS".into(), owners());
    files
}

/// Writes all files below `folder`, which becomes the top of a repository.
pub(crate) fn plant(folder: &Path) {
    fs::create_dir_all(folder.join(".git")).expect("a folder");
    for EstateFile { path, text } in files() {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}

/// The name of an app, which no other app of its team has.
fn name(at: usize) -> String {
    let part = PARTS[at % PARTS.len()];
    if at < PARTS.len() { part.to_owned() } else { format!("{part}-{}", at / PARTS.len() + 1) }
}

/// The URI whose content a team's apps log in with. Each cluster has its own; for two teams in three it
/// has its own name, too.
fn credential(cluster: &str, number: usize) -> String {
    match number % 3 {
        0 => "file:///etc/docker.tar.gz".into(),
        1 => format!("https://artifacts.{cluster}.example.com/docker.tar.gz"),
        _ => format!("https://config.example.com/{cluster}/.dockercfg"),
    }
}

/// An app of a team. What stands in its way depends on its number.
fn app(cluster: &str, team: &str, number: usize, at: usize) -> Value {
    let name = name(at);
    let place = number * 41 + at;
    let mut app = json!({
        "id": format!("/{team}/{name}"),
        "cpus": ([0.1, 0.25, 0.5, 1.0][at % 4]),
        "mem": ([128, 256, 512, 1024][place % 4]),
        "instances": if cluster == "prod" { 3 } else { 1 },
        "env": {"STAGE": cluster, "LOG_LEVEL": "info"},
        "container": {
            "type": "DOCKER",
            "docker": {"image": format!("{}/{team}/{name}:{}.{}", registry(place), at % 9, place % 30)},
            "volumes": volumes(team, place),
        },
        "healthChecks": [{"protocol": "MESOS_HTTP", "path": "/health", "portIndex": 0}],
    });
    if place.is_multiple_of(2) {
        app["container"]["docker"]["network"] = "BRIDGE".into();
        app["container"]["docker"]["portMappings"] =
            json!([{"containerPort": 8080, "hostPort": 0, "protocol": "tcp", "name": "http"}]);
    } else if place % 18 == 7 {
        app["container"]["docker"]["network"] = "USER".into();
        app["ipAddress"] = json!({"networkName": (["quay", "depot"][at % 2])});
    } else {
        app["container"]["docker"]["network"] = "HOST".into();
    }
    if place % 11 == 3 {
        app["args"] = json!(["--listen", "0.0.0.0:8080"]);
    }
    if place % 23 == 5 {
        app["user"] = ["ferry", "nobody"][at % 2].into();
    }
    obstacles(&mut app, place);
    let uri = credential(cluster, number);
    match place % 4 {
        0 => app["fetch"] = json!([{"uri": uri}]),
        1 => app["uris"] = json!([uri, "https://artifacts.example.com/ca.pem"]),
        _ => app["uris"] = json!([uri]),
    }
    app
}

/// Adds what blocks an app, if anything does.
fn obstacles(app: &mut Value, place: usize) {
    let mut parameters = Vec::new();
    let mut parameter =
        |key: &str, value: &str| parameters.push(json!({"key": key, "value": value}));
    match place % 37 {
        2 | 19 => app["container"]["docker"]["privileged"] = true.into(),
        4 => parameter("device", "/dev/ttyUSB0"),
        9 | 24 => parameter("log-driver", "syslog"),
        13 => parameter("dns", "10.0.0.2"),
        17 => {
            app["container"]["docker"]["privileged"] = true.into();
            parameter("ulimit", "nofile=65536");
        }
        21 => parameter("cap-add", "NET_ADMIN"),
        28 => app["user"] = "1000".into(),
        31 => {
            parameter("log-driver", "syslog");
            parameter("hostname", "buoy");
        }
        33 => parameter("env", "TZ=UTC"),
        _ => {}
    }
    if !parameters.is_empty() {
        app["container"]["docker"]["parameters"] = parameters.into();
    }
}

fn registry(place: usize) -> &'static str {
    ["registry.example.com", "registry.example.com", "images.example.net:5000"][place % 3]
}

fn volumes(team: &str, place: usize) -> Value {
    let volume =
        |host: String, path: &str| json!({"hostPath": host, "containerPath": path, "mode": "RO"});
    match place % 7 {
        1 => json!([volume(format!("/srv/{team}"), "/data")]),
        4 => json!([volume("/etc/ferry/tls".into(), "/tls")]),
        5 if place.is_multiple_of(2) => {
            json!([
                volume("/etc/ferry/tls".into(), "/tls"),
                volume("/srv/timetable".into(), "/timetable")
            ])
        }
        _ => json!([]),
    }
}

/// Lets the ids of the apps in groups count from their group.
fn relative(mut groups: Value) -> Value {
    for group in groups.as_array_mut().into_iter().flatten() {
        for app in group["apps"].as_array_mut().into_iter().flatten() {
            let id = app["id"].as_str().unwrap_or_default();
            app["id"] = id.rsplit('/').next().unwrap_or_default().to_owned().into();
        }
    }
    groups
}

fn pod(cluster: &str, team: &str) -> Value {
    json!({
        "id": format!("/{team}/tracing"),
        "containers": [{
            "name": "agent",
            "resources": {"cpus": 0.1, "mem": 64},
            "image": {"kind": "DOCKER", "id": format!("registry.example.com/{team}/tracing:3")},
            "artifacts": [{"uri": format!("https://artifacts.{cluster}.example.com/docker.tar.gz")}],
        }],
    })
}

fn job(cluster: &str, team: &str) -> Value {
    json!({
        "id": format!("{team}.nightly"),
        "run": {
            "cpus": 0.5,
            "mem": 256,
            "disk": 0,
            "docker": {"image": format!("registry.example.com/{team}/nightly:1")},
            "artifacts": [{"uri": format!("https://artifacts.{cluster}.example.com/docker.tar.gz")}],
        },
    })
}

/// An app as the API returns it. One in five is converted already.
fn exported(cluster: &str, at: usize) -> Value {
    let name = name(at);
    let image = format!("registry.example.com/tools/{name}:1");
    let mut app = json!({
        "id": format!("/tools/{name}"),
        "instances": 1,
        "cpus": 0.1,
        "mem": 32,
        "container": {"type": "DOCKER", "docker": {"image": image, "network": "HOST"}},
        "fetch": [{"uri": format!("https://artifacts.{cluster}.example.com/docker.tar.gz")}],
        "version": "2019-03-01T10:00:00.000Z",
        "tasksRunning": 1,
    });
    if at.is_multiple_of(5) {
        app["container"] = json!({
            "type": "MESOS",
            "docker": {"image": image, "pullConfig": {"secret": "pullConfigSecret"}},
        });
        app["secrets"] =
            json!({"pullConfigSecret": {"source": format!("/tools/{name}/pullConfig")}});
        app["fetch"] = json!([]);
    }
    app
}

/// A template that is rendered for each cluster.
fn template(team: &str) -> String {
    let text = r#"{
  "id": "/TEAM/{{service}}",
  "instances": {{instances}},
  "env": {
    "STAGE": "{{cluster}}"
  },
  "container": {
    "type": "DOCKER",
    "docker": {
      "image": "registry.example.com/TEAM/{{service}}:{{tag}}",
      "network": "BRIDGE"{{#public}},
      "portMappings": [{ "containerPort": 8080, "hostPort": 0 }]{{/public}}
    }
  },
  "uris": ["file:///etc/docker.tar.gz"]
}
"#;
    text.replace("TEAM", team)
}

/// A template whose alternatives fetch the credentials of the cluster that it is rendered for.
fn template_with_clusters(team: &str) -> String {
    let text = r#"{
  "id": "/TEAM/login",
  "instances": 2,
  "container": {
    "type": "DOCKER",
    "docker": {
      "image": "registry.example.com/TEAM/login:{{ tag }}",
      "network": "HOST"
    }
  },
{% if cluster == "prod" %}
  "uris": ["https://artifacts.prod.example.com/docker.tar.gz"]
{% else %}
  "uris": ["https://artifacts.dev.example.com/docker.tar.gz"]
{% endif %}
}
"#;
    text.replace("TEAM", team)
}

/// Returns the text of a file in the layout of its team.
fn laid_out(value: &Value, number: usize) -> String {
    let text = format!("{value:#}\n");
    match number % 3 {
        0 => text,
        1 => text.replace("  ", "    "),
        _ => text.replace("  ", "\t"),
    }
}

fn owners() -> String {
    let mut text = String::from("# Who reviews what.\n*  @ferry/operations\n");
    for team in BY_FOLDER {
        text += &format!("/*/{team}/  @ferry/{team}\ntemplates/{team}*  @ferry/{team}\n");
    }
    for team in BY_NAME {
        text += &format!("/teams/{team}/  @ferry/{team}\n");
    }
    text
}

const README: &str = "# Deployments

Every agent has the logins in `file:///etc/docker.tar.gz`.
";

const PLAYBOOK: &str = "- name: log in
  copy: { src: docker.tar.gz, dest: /etc/docker.tar.gz }
";
