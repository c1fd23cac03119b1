//! The script.

use std::fs;
use std::process::Command;

use tempfile::TempDir;

use super::dcos::Dcos;
use super::referenced;
use crate::support::folder::ferry;
use crate::support::program::{Run, pullconfig};

#[test]
fn it_creates_what_the_converted_repository_references() {
    let (demo, dcos) = (ferry(), Dcos::new());
    let script = pullconfig(demo.path(), &["secrets", "--format", "sh"]);
    assert_eq!(script.code, Some(0), "{}", script.stderr);
    assert_eq!(pullconfig(demo.path(), &["apply", "-q"]).code, Some(0));
    let referenced = referenced(demo.path());
    assert!(referenced.len() > 20, "{referenced:?}");
    dcos.provide(&script.stdout);
    let first = dcos.run(&script.stdout, "");
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    assert_eq!(dcos.secrets(), referenced);
    assert_eq!(first.stdout.lines().count(), referenced.len());
    assert!(first.stdout.lines().all(|line| line.starts_with("created ")), "{}", first.stdout);
    assert_eq!(dcos.content("payments/ledger/pullConfig"), "etc-docker-tar-gz.json");
    assert_eq!(dcos.content("booking/search/pullConfig"), "home-core-dockercfg.json");
    assert_eq!(dcos.content("platform/metrics/pullConfig"), "platform-metrics-pullConfig.json");

    let again = dcos.run(&script.stdout, "");
    assert_eq!(again.code, Some(0), "{}", again.stderr);
    assert_eq!(dcos.secrets(), referenced);
    let kept: Vec<&str> =
        again.stdout.lines().filter(|line| !line.starts_with("updated ")).collect();
    assert_eq!(kept, ["kept platform/metrics/pullConfig"]);

    // The converted files tell no more where the logins were, but still which secrets there must be.
    let after = pullconfig(demo.path(), &["secrets", "--format", "sh"]).stdout;
    let fresh = Dcos::new();
    fresh.provide(&after);
    fresh.run(&after, "");
    assert_eq!(fresh.secrets(), referenced);
}

#[test]
fn it_ends_at_the_first_error() {
    let (demo, dcos) = (ferry(), Dcos::new());
    let script = pullconfig(demo.path(), &["secrets", "--format", "sh"]).stdout;
    let missing = dcos.run(&script, "");
    let writes = |call: &&String| !call.contains(" get ");
    assert_eq!((missing.code, dcos.calls().iter().filter(writes).count()), (Some(1), 0));
    assert!(missing.stderr.starts_with("error: missing or empty in "), "{}", missing.stderr);
    // All files are told at once.
    let needed =
        script.lines().filter(|line| line.starts_with("need ") || line.starts_with("want "));
    assert_eq!(missing.stderr.matches(".json: ").count(), needed.count(), "{}", missing.stderr);

    dcos.provide(&script);
    let failed = dcos.run(&script, "crew/planner/pullConfig");
    assert_eq!(failed.code, Some(1));
    assert!(failed.stderr.contains("503 Service Unavailable"), "{}", failed.stderr);
    assert!(failed.stderr.ends_with("error: crew/planner/pullConfig was not stored\n"));
    assert!(dcos.calls().last().is_some_and(|call| call.ends_with(" crew/planner/pullConfig")));

    assert_eq!(dcos.run(&script, "").code, Some(0), "it goes on where it ended");
}

/// Definitions that try to get out of quotes and comments, and URIs with passwords.
fn hostile() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let app = |id: &str, uri: &str| {
        serde_json::json!({
            "id": id,
            "container": { "docker": { "image": "registry.example.com/\ntouch owned;/x:1" } },
            "uris": [uri],
        })
    };
    let apps = serde_json::json!([
        app("/a'; touch owned; '", "file:///etc/docker.tar.gz"),
        app("/a\ntouch owned\n", "file:///etc/docker.tar.gz"),
        app("/$(touch owned)", "https://user:hunter2@h/docker.tgz?token=hunter2"),
        app("/`touch owned`", "https://h/\ntouch owned\n/docker.tgz"),
        app("/-f", "file:///x'$(touch owned)/docker.tgz"),
    ]);
    fs::write(folder.path().join("apps.json"), apps.to_string()).expect("a file");
    let alternatives = r#"{
        "id": "/alternatives",
        {% if x == "'; touch owned; '
            touch owned" or y == "https://user:hunter2@h/" %}
            "uris": ["https://user:hunter2@h/docker.tgz"],
        {% else %}
            "uris": ["file:///x'$(touch owned)\ntouch owned/docker.tgz"],
        {% endif %}
        "container": { "docker": { "image": "registry.example.com/x:1" } }
    }"#;
    fs::write(folder.path().join("alternatives.json.j2"), alternatives).expect("a file");
    folder
}

#[test]
fn nothing_gets_out_of_its_quotes() {
    let folder = hostile();
    let accept = ["secrets", "--format", "sh", "--accept", "*"];
    let mut scripts = vec![pullconfig(folder.path(), &accept).stdout];
    // Names that are there already are taken as they are.
    for source in ["a'; touch owned; '", "a\ntouch owned\n", "$(touch owned)", "a b", "-x"] {
        let app = serde_json::json!({
            "id": "/x'\n touch owned",
            "container": { "type": "MESOS", "docker": {
                "image": "r.example.com/x", "pullConfig": { "secret": "s" } } },
            "secrets": { "s": { "source": source } },
        });
        fs::write(folder.path().join("apps.json"), app.to_string()).expect("a file");
        scripts.push(pullconfig(folder.path(), &accept).stdout);
    }
    for script in scripts {
        let dcos = Dcos::new();
        dcos.provide(&script);
        let run = dcos.run(&script, "");
        assert_eq!(run.code, Some(0), "{script}\n{}", run.stderr);
        assert!(!dcos.path().join("owned").exists(), "{script}");
        assert!(!script.contains("hunter2"), "{script}");
        let stored = dcos.secrets();
        assert!(stored.iter().all(|path| !path.starts_with('-') && !path.contains('$')));
    }
}

#[test]
fn shells_and_shellcheck_have_nothing_against_it() {
    let (demo, folder) = (ferry(), TempDir::new().expect("a folder"));
    let path = folder.path().join("script.sh");
    fs::write(&path, pullconfig(demo.path(), &["secrets", "--format", "sh"]).stdout)
        .expect("a file");
    for (program, option) in [("sh", "-n"), ("dash", "-n"), ("bash", "-n"), ("shellcheck", "-x")] {
        let mut command = Command::new(program);
        if command.arg("--version").output().is_err() {
            println!("skipped: {program} is not installed");
            continue;
        }
        let said = Run::of(Command::new(program).arg(option).arg(&path));
        assert_eq!((said.code, said.stdout), (Some(0), String::new()), "{program}");
    }
}

#[test]
fn an_archive_of_the_configuration_is_where_the_logins_come_from() {
    let demo = ferry();
    let config = "[[credential]]\nname = \"agents\"\nuri = \"file:///etc/docker.tar.gz\"\n\
                  archive = \"../it's/docker.tar.gz\"\n";
    fs::write(demo.path().join("pullconfig.toml"), config).expect("a file");
    let script = pullconfig(demo.path(), &["secrets", "--format", "sh"]).stdout;
    let line = r"#   pullconfig secrets extract '../it'\''s/docker.tar.gz' -o 'agents.json'";
    assert!(script.lines().any(|it| it == line), "{script}");
    assert!(script.contains("\nneed 'agents.json' '"), "{script}");
}

/// Returns a folder in which two clusters have an app of the same id; what their agents have at one path is not
/// the same.
fn two_clusters() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let root = folder.path();
    let app = r#"{"id": "/shop/web", "container": {"type": "DOCKER", "docker": {"image": "r.example/web"}}, "uris": ["file:///etc/docker.tar.gz"]}"#;
    for name in ["dev", "prod"] {
        fs::create_dir(root.join(name)).expect("a folder");
        fs::write(root.join(name).join("web.json"), app).expect("a file");
    }
    folder
}

const CLUSTERS: &str = "[[cluster]]\nname = \"dev\"\npaths = \"dev/\"\ndcos = \"https://dev.example\"\n\
                        [[cluster]]\nname = \"prod\"\npaths = \"prod/\"\ndcos = \"https://prod.example/\"\n";

fn script(folder: &TempDir, arguments: &[&str]) -> Run {
    pullconfig(folder.path(), &[&["secrets", "--format", "sh"], arguments].concat())
}

/// Nobody has said which clusters there are; folder by folder there is no doubt.
#[test]
fn no_script_is_made_for_two_clusters_at_once() {
    let folder = two_clusters();
    let refused = script(&folder, &[]);
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""));
    let why = "`/shop/web` is defined in dev/web.json and in prod/web.json";
    assert!(refused.stderr.contains(why), "{}", refused.stderr);
    assert_eq!(script(&folder, &["prod"]).code, Some(0));
    fs::write(folder.path().join("pullconfig.toml"), CLUSTERS).expect("a file");
    let several = script(&folder, &[]).stderr;
    assert!(several.contains("there are secrets of `dev`, `prod`; choose one"), "{several}");
    let unknown = script(&folder, &["--cluster", "x"]).stderr;
    assert!(unknown.contains("there are `dev`, `prod`"), "{unknown}");
}

#[test]
fn a_script_stores_the_secrets_of_its_cluster_and_refuses_another() {
    let folder = two_clusters();
    let own = "[[credential]]\nuri = \"*\"\ncluster = \"prod\"\nsecret-source = \"/{top}/pull\"\n";
    fs::write(folder.path().join("pullconfig.toml"), format!("{CLUSTERS}{own}")).expect("a file");
    let table = pullconfig(folder.path(), &["secrets"]).stdout;
    let rows: Vec<Vec<&str>> =
        table.lines().map(|line| line.split_whitespace().take(2).collect()).collect();
    let (dev, prod) = (vec!["dev", "/shop/web/pullConfig"], vec!["prod", "/shop/pull"]);
    assert_eq!(rows, [vec!["CLUSTER", "SECRET"], dev, prod]);
    let prod = script(&folder, &["--cluster", "prod"]).stdout;
    let plan = pullconfig(folder.path(), &["plan", "-o", "plan.json"]);
    assert_eq!(plan.code, Some(1), "{}", plan.stderr);
    let of_plan = script(&folder, &["--cluster", "prod", "--plan", "plan.json"]);
    assert_eq!(of_plan.stdout, prod, "{}", of_plan.stderr);
    let mut dcos = Dcos::new();
    dcos.provide(&prod);
    for attached in ["https://dev.example", "http://prod.example", "https://prod.example:8443"] {
        dcos.attached = attached.into();
        let wrong = dcos.run(&prod, "");
        assert_eq!((wrong.code, dcos.secrets().len()), (Some(1), 0), "{attached}");
        let why = "this script is for the cluster prod (https://prod.example:443), but `dcos` is attached to";
        assert_eq!(wrong.stderr, format!("error: {why} {attached}\n"));
    }
    dcos.attached = "https://PROD.example:443/".into();
    let right = dcos.run(&prod, "");
    assert_eq!(right.stdout, "created shop/pull\n", "{}", right.stderr);
    assert_eq!(dcos.content("shop/pull"), "etc-docker-tar-gz.json");
}

/// Of two definitions with one id nobody knows which is deployed.
#[test]
fn a_path_of_which_equal_ids_want_different_contents_is_refused() {
    let folder = two_clusters();
    let root = folder.path();
    fs::write(root.join("pullconfig.toml"), CLUSTERS).expect("a file");
    let web = fs::read_to_string(root.join("prod/web.json")).expect("a file");
    let copy = |id: &str, uri: &str| web.replace("/shop/web", id).replace("file:///etc", uri);
    fs::write(root.join("prod/web-old.json"), copy("/shop/web", "https://x.example"))
        .expect("a file");
    // These want the same.
    fs::write(root.join("prod/api.json"), copy("/shop/api", "file:///etc")).expect("a file");
    fs::write(root.join("prod/api-old.json"), copy("/shop/api", "file:///etc")).expect("a file");
    let script = script(&folder, &["--cluster", "prod"]);
    assert_eq!(script.code, Some(0), "{}", script.stderr);
    let mut dcos = Dcos::new();
    dcos.attached = "https://prod.example".into();
    dcos.provide(&script.stdout);
    let run = dcos.run(&script.stdout, "");
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), "created shop/api/pullConfig\n"));
    assert_eq!(
        run.stderr,
        "error: shop/web/pullConfig was not stored: the definitions at prod/web-old.json:1:1 and prod/web.json:1:1 have one id; remove the one that is not deployed\n"
    );
}

/// A local copy that may be another cluster's is told and not used.
#[test]
fn an_archive_of_an_unknown_cluster_is_not_used() {
    let folder = two_clusters();
    let run = |cluster: &str| {
        let copy = "[[credential]]\nuri = \"*\"\narchive = \"a.tar.gz\"\n";
        let config = format!("{CLUSTERS}{copy}{cluster}");
        fs::write(folder.path().join("pullconfig.toml"), config).expect("a file");
        script(&folder, &["--cluster", "prod"])
    };
    let unclear = run("");
    assert!(unclear.stdout.contains("not used: 'a.tar.gz'"), "{}", unclear.stdout);
    assert!(unclear.stderr.contains("a.tar.gz is the local copy"), "{}", unclear.stderr);
    let clear = run("cluster = \"prod\"\n");
    assert!(clear.stdout.contains("secrets extract 'a.tar.gz'"), "{}", clear.stdout);
}

/// A credential with a name whose URIs need not be the same.
const NAMED: &str = "[[credential]]\nname = \"files\"\nuri = \"https://files.example.com/*\"\n";

#[test]
fn a_credential_with_a_name_is_called_so_wherever_it_gets_a_name() {
    let folder = TempDir::new().expect("a folder");
    let app = |id: &str, uri: &str| {
        serde_json::json!({
            "id": id,
            "container": { "docker": { "image": "registry.example.com/x:1" } },
            "uris": [uri],
        })
    };
    let (one, two) = ("https://files.example.com/a.tgz", "https://files.example.com/b.tgz");
    let apps = serde_json::json!([app("/shop/web", one), app("/shop/cart", one), app("/x", two)]);
    fs::write(folder.path().join("apps.json"), apps.to_string()).expect("a file");
    fs::write(folder.path().join("pullconfig.toml"), NAMED).expect("a file");

    // Two contents of one name are two files.
    let script = pullconfig(folder.path(), &["secrets", "--format", "sh"]).stdout;
    let puts: Vec<&str> = script.lines().filter(|line| line.starts_with("put '")).collect();
    assert_eq!(
        puts,
        [
            "put 'files.json' 'shop/cart/pullConfig'  # /shop/cart",
            "put 'files.json' 'shop/web/pullConfig'  # /shop/web",
            "put 'files-2.json' 'x/pullConfig'  # /x",
        ]
    );

    // Two contents of one name never come to one path.
    let paths = |source: &str| {
        let list = pullconfig(folder.path(), &["secrets", "--secret-source", source]);
        let rows = list.stdout.lines().skip(1).filter(|line| line.starts_with('/'));
        let rows = rows.map(|line| line.split(' ').next().unwrap_or_default().to_owned());
        rows.collect::<Vec<_>>()
    };
    assert_eq!(paths("/{top}/{credential}"), ["/shop/files", "/x/files"]);
    assert_eq!(paths("/{credential}"), [""; 0]);

    let suggested = pullconfig(folder.path(), &["secrets", "--suggest"]).stdout;
    let clash = serde_json::json!([app("/shop/web", one), app("/shop/cart", two)]);
    assert!(suggested.contains("# secret-source = \"/shop/pullConfig\"\n"), "{suggested}");
    fs::write(folder.path().join("apps.json"), clash.to_string()).expect("a file");
    let shared = pullconfig(folder.path(), &["scan", "--secret-source", "/{credential}"]).stdout;
    assert!(shared.contains("several-credentials: the secret `/files` is also needed"), "{shared}");
}

/// Two containers of one pod may name one secret, of which the file says only in one what it holds.
#[test]
fn what_one_container_fetches_is_stored_for_the_other_as_well() {
    let folder = TempDir::new().expect("a folder");
    let container = |name: &str, pull_config: serde_json::Value| {
        serde_json::json!({
            "name": name,
            "resources": { "cpus": 1, "mem": 32 },
            "image": {
                "kind": "DOCKER", "id": "registry.example.com/x:1", "pullConfig": pull_config },
            "artifacts": [{ "uri": "file:///etc/docker.tar.gz" }],
        })
    };
    let named = container("a", serde_json::json!({ "secret": "pullConfigSecret" }));
    let pod = serde_json::json!({
        "id": "/pod",
        "containers": [named, container("b", serde_json::Value::Null)],
        "secrets": { "pullConfigSecret": { "source": "pod/pullConfig" } },
    });
    fs::write(folder.path().join("pod.json"), pod.to_string()).expect("a file");
    let script = pullconfig(folder.path(), &["secrets", "--format", "sh"]).stdout;
    let stored = "\nput 'etc-docker-tar-gz.json' 'pod/pullConfig'  # /pod\n";
    assert!(script.ends_with(stored), "{script}");
}
