//! Several clusters in one repository: equal ids, what paths tell, and what the configuration says.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::estate::{CLUSTERS, plant};
use crate::support::program::pullconfig;

const ONE: &str = "https://files.example.com/docker.tar.gz";
const OTHER: &str = "file:///etc/docker.tar.gz";

fn app(id: &str, uri: &str) -> String {
    let container =
        json!({"type": "DOCKER", "docker": {"image": "r.example/web", "network": "HOST"}});
    json!({"id": id, "cmd": "sleep 1", "container": container, "uris": [uri]}).to_string()
}

fn pod(id: &str) -> String {
    let image = json!({"kind": "DOCKER", "id": "r.example/web"});
    let resources = json!({"cpus": 0.1, "mem": 32});
    let artifact = json!({"uri": ONE, "destPath": ".dockercfg"});
    let container =
        json!({"name": "web", "image": image, "resources": resources, "artifacts": [artifact]});
    json!({"id": id, "containers": [container]}).to_string()
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

/// The events of a type.
fn events(place: &Path, arguments: &[&str], kind: &str) -> Vec<Value> {
    let text = pullconfig(place, &[arguments, &["--format", "jsonl"]].concat()).stdout;
    let values = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    values.filter(|it| it["type"] == kind).map(|it| it["data"].clone()).collect()
}

/// The messages of `duplicate-id`, by file.
fn duplicates(place: &Path, arguments: &[&str]) -> BTreeMap<String, String> {
    let list = if arguments[0] == "check" { "warnings" } else { "findings" };
    let name = if arguments[0] == "check" { "name" } else { "rule" };
    let mut found = BTreeMap::new();
    for event in events(place, arguments, "definition") {
        for it in event[list].as_array().expect("a list").iter() {
            if it[name] == "duplicate-id" {
                let text = |value: &Value| value.as_str().expect("text").to_owned();
                assert!(found.insert(text(&event["path"]), text(&it["message"])).is_none());
            }
        }
    }
    found
}

const PROD_AND_DEV: &str = "[[cluster]]\nname = \"prod\"\npaths = [\"prod/\", \"*.mustache\"]\n\
                            [[cluster]]\nname = \"dev\"\npaths = [\"dev/\", \"*.mustache\"]\n";

#[test]
fn equal_ids_of_one_named_cluster_are_told_once() {
    let (web, old) = (app("/shop/web", ONE), app("shop/web", OTHER));
    let template = app("/{{env}}/api", ONE);
    let folder = folder(&[
        ("pullconfig.toml", PROD_AND_DEV),
        ("dev/web.json", &web),
        ("prod/web.json", &web),
        ("prod/old/web.json", &old),
        ("prod/old/pod.json", &pod("/shop/pod")),
        ("prod/pod.json", &app("/shop/pod", ONE)),
        // Of these nobody knows.
        ("web.json", &web),
        ("other/web.json", &old),
        ("api.json.mustache", &template),
        ("api2.json.mustache", &template),
    ]);
    let there = |place: &str, end: &str| {
        format!(
            "the definition at {place}:1:1 of the same cluster, `prod`, has the same id, and Marathon keeps one of them{end}"
        )
    };
    let differ =
        format!(": that one has the credentials `{OTHER}`, and this one the credentials `{ONE}`");
    let alike = format!(": both have the credentials `{ONE}`");
    for verb in ["scan", "check"] {
        let expected = BTreeMap::from([
            ("prod/pod.json".to_owned(), there("prod/old/pod.json", &alike)),
            ("prod/web.json".to_owned(), there("prod/old/web.json", &differ)),
        ]);
        assert_eq!(duplicates(folder.path(), &[verb]), expected, "{verb}");
        assert!(duplicates(folder.path(), &[verb, "--isolated"]).is_empty(), "{verb}");
        assert!(duplicates(folder.path(), &[verb, "dev", "web.json"]).is_empty(), "{verb}");
    }
}

/// `check` names the secrets of converted definitions, credentials that the configuration describes, and no logins.
#[test]
fn check_tells_what_both_definitions_have() {
    let secret = json!({
        "id": "/shop/web",
        "container": {"type": "MESOS", "docker": {"image": "r.example/web", "pullConfig": {"secret": "s"}}},
        "secrets": {"s": {"source": "shop/web/login"}},
    });
    let described = app("/shop/web", "https://u:hunter2@files.example.com/creds?key=hunter2");
    let plain = json!({"id": "/shop/web", "cmd": "sleep 1"}).to_string();
    let apps = format!("[{secret}, {described}, {plain}]");
    let config = "[[credential]]\nuri = \"https://*files.example.com/creds*\"\n";
    let folder = folder(&[("pullconfig.toml", config), ("apps.json", &apps)]);
    let checked = &events(folder.path(), &["check"], "definition");
    let messages: Vec<&str> = checked
        .iter()
        .flat_map(|it| it["warnings"].as_array().expect("a list"))
        .filter(|it| it["name"] == "duplicate-id")
        .filter_map(|it| it["message"].as_str()?.split_once(": "))
        .map(|(_, contents)| contents)
        .collect();
    let theirs = "that one has the secret `shop/web/login`, and this one";
    let shown = "https://***@files.example.com/creds?***";
    let expected =
        [format!("{theirs} the credentials `{shown}`"), format!("{theirs} no credentials")];
    assert_eq!(messages, expected);
}

#[test]
fn equal_ids_of_one_file_are_told_by_check_unless_their_group_says_so() {
    let two = format!("[{}, {}]", app("/web", ONE), app("/web", ONE));
    let group = format!("{{\"id\": \"/\", \"apps\": [{}, {}]}}", app("web", ONE), app("web", ONE));
    let either = format!(
        "[{{{{#p}}}}{}{{{{/p}}}}{{{{^p}}}}{}{{{{/p}}}}]",
        app("/web", ONE),
        app("/web", OTHER)
    );
    let folder =
        folder(&[("two.json", &two), ("group.json", &group), ("either.json.mustache", &either)]);
    let found = duplicates(folder.path(), &["check"]);
    assert_eq!(found.into_keys().collect::<Vec<_>>(), ["two.json"]);
    let group = events(folder.path(), &["check", "group.json"], "definition");
    assert!(group.iter().any(|it| it["warnings"][0]["name"] == "lost-app"), "{group:?}");
    let found = duplicates(folder.path(), &["scan"]);
    assert_eq!(found.into_keys().collect::<Vec<_>>(), ["group.json", "two.json"]);
}

#[test]
fn every_event_and_result_names_its_clusters() {
    let web = app("/shop/web", ONE);
    let folder = folder(&[
        ("pullconfig.toml", PROD_AND_DEV),
        ("dev/web.json", &web),
        ("dev/broken.json", web.trim_end_matches('}')),
        ("dev/login.sh", "tar czf docker.tar.gz .docker"),
        ("all.json.mustache", &app("/{{env}}/api", ONE)),
        ("web.json", &web),
    ]);
    let cluster = |path: &str| match path {
        "all.json.mustache" => json!(["prod", "dev"]),
        "web.json" => Value::Null,
        _ => json!("dev"),
    };
    for verb in ["scan", "check"] {
        let text = pullconfig(folder.path(), &[verb, "--format", "jsonl"]).stdout;
        let events = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        let about_files: Vec<Value> = events.filter(|it| it["data"]["path"].is_string()).collect();
        assert!(about_files.iter().any(|it| it["type"] == "error"), "{text}");
        for event in about_files {
            let data = &event["data"];
            assert_eq!(data["cluster"], cluster(data["path"].as_str().expect("a path")), "{data}");
        }
        let sarif = pullconfig(folder.path(), &[verb, "-v", "--format", "sarif"]).stdout;
        let log: Value = serde_json::from_str(&sarif).expect("JSON");
        let run = &log["runs"][0];
        let errors = &run["invocations"][0]["toolExecutionNotifications"];
        for result in
            [errors, &run["results"]].into_iter().flat_map(|it| it.as_array().expect("a list"))
        {
            let place = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
            let expected = ["dev/web.json", "dev/broken.json", "dev/login.sh", "all.json.mustache"]
                .into_iter()
                .find(|known| place.as_str().is_some_and(|it| it.ends_with(known)));
            let found = &result["properties"]["cluster"];
            assert_eq!(found, &expected.map_or(Value::Null, cluster), "{result}");
        }
    }
}

#[test]
fn what_paths_tell_is_one_sentence_and_decides_nothing() {
    let web = app("/shop/web", ONE);
    let folder = folder(&[
        ("dev/web.json", &web),
        ("prod/web.json", &app("/shop/web", OTHER)),
        ("dev/api.json", &app("/shop/api", ONE)),
        ("prod/api.json", &app("/shop/api", ONE)),
        ("prod/only.json", &app("/shop/only", ONE)),
        ("dev/old.json", &app("/shop/old", ONE)),
        ("dev/old.json.bak", &app("/shop/old", ONE)),
    ]);
    let scan = pullconfig(folder.path(), &["scan"]).stdout;
    let told: Vec<&str> = scan
        .lines()
        .skip_while(|line| !line.starts_with("  clusters:"))
        .take_while(|line| line.starts_with("  clusters:") || line.starts_with("    "))
        .collect();
    assert_eq!(
        told,
        [
            "  clusters: dev/ and prod/ define the same 2 ids; if these are clusters, `pullconfig config --suggest` prints the entries for them",
            "    1 id is in one of them only (prod/ 1)",
            "    1 id stands in several files of one of them: /shop/old in dev/old.json and dev/old.json.bak",
        ],
        "{scan}"
    );
    let split = &events(folder.path(), &["scan"], "summary")[0]["split"];
    assert_eq!(split["ids"], 2, "{split}");
    for format in ["markdown", "html"] {
        let page = pullconfig(folder.path(), &["scan", "--format", format]).stdout;
        assert!(page.contains("define the same 2 ids; if these are clusters"), "{page}");
    }
    // Where there is nothing to guess, nothing is said.
    fs::write(folder.path().join("pullconfig.toml"), PROD_AND_DEV).expect("a file");
    assert!(!pullconfig(folder.path(), &["scan"]).stdout.contains("clusters:"));
    let refused = pullconfig(folder.path(), &["config", "--suggest"]);
    assert_eq!(refused.code, Some(2));
    assert!(
        refused.stderr.contains("names its clusters already, such as `prod`"),
        "{}",
        refused.stderr
    );
    let prod = pullconfig(folder.path(), &["scan", "prod", "--isolated"]);
    assert!(!prod.stdout.contains("clusters:"));
    let nothing = pullconfig(folder.path(), &["config", "--suggest", "--isolated", "prod"]);
    assert_eq!(nothing.stdout, "# the paths do not tell which cluster a file is for\n");
}

/// The cluster of each definition, by file.
fn clusters(place: &Path) -> BTreeMap<String, Value> {
    let all = events(place, &["scan"], "definition").into_iter();
    all.map(|it| (it["path"].as_str().expect("a path").to_owned(), it["cluster"].clone())).collect()
}

/// Appends what is suggested to the configuration.
fn paste(place: &Path, arguments: &[&str]) -> String {
    let suggested = pullconfig(place, &[&["config", "--suggest"], arguments].concat());
    assert_eq!(suggested.code, Some(0), "{}", suggested.stderr);
    let path = place.join("pullconfig.toml");
    let before = fs::read_to_string(&path).unwrap_or_default();
    fs::write(path, before + &suggested.stdout).expect("a file");
    suggested.stdout
}

#[test]
fn what_is_suggested_can_be_pasted() {
    let web = app("/shop/web", ONE);
    let layouts: [(&str, &str); 6] = [
        ("dev/web.json", "prod/web.json"),
        ("groups/web-dev.json", "groups/web-prod.json"),
        ("a b/[dev]/web.json", "a b/{prod}/web.json"),
        ("web/.dev/x.json", "web/prod/x.json"),
        ("dév/web.json", "dev/web.json"),
        ("eu_dev_web.json.mustache", "eu_prod_web.json.mustache"),
    ];
    for (one, other) in layouts {
        let folder = folder(&[(one, &web), (other, &web), ("x/dev/y/z.json", &app("/z", ONE))]);
        fs::write(folder.path().join("pullconfig.toml"), "accept = [\"user\"]\n").expect("a file");
        let text = paste(folder.path(), &[]);
        assert!(!pullconfig(folder.path(), &["scan"]).stdout.contains("clusters:"), "{text}");
        let found = clusters(folder.path());
        let names = [&found[one], &found[other], &found["x/dev/y/z.json"]];
        assert!(
            names[0].is_string() && names[1].is_string() && names[0] != names[1],
            "{text}{found:?}"
        );
        assert!(names[2].is_null(), "{text}{found:?}");
    }
}

#[test]
fn the_suggestion_for_a_large_repository_is_exact() {
    let folder = TempDir::new().expect("a temporary folder");
    plant(folder.path());
    let text = paste(folder.path(), &[]);
    for cluster in CLUSTERS {
        assert!(text.contains(&format!("name = \"{cluster}\"\n")), "{text}");
    }
    for (path, cluster) in clusters(folder.path()) {
        let is_of = |name: &&str| {
            path.starts_with(&format!("{name}/")) || path.ends_with(&format!("-{name}.json"))
        };
        let expected = CLUSTERS.iter().copied().find(is_of);
        assert_eq!(cluster.as_str(), expected, "{path}\n{text}");
    }
    // Without a configuration of its own, a folder tells the same.
    let inside = pullconfig(&folder.path().join("teams"), &["config", "--suggest", "--isolated"]);
    assert!(inside.stdout.contains("paths = [\"*-prod.json\"]"), "{}", inside.stdout);
}

/// What a blocked definition would need in one cluster is taken in that cluster, and in no other.
#[test]
fn what_is_wanted_in_one_cluster_is_not_taken_in_another() {
    let blocked = app("/shop/build", OTHER).replace("\"HOST\"", "\"HOST\", \"privileged\": true");
    let config = format!(
        "[[cluster]]\nname = \"dev\"\npaths = [\"all/\"]\nsecret-source = \"/{{top}}/login\"\n\
         [[cluster]]\nname = \"prod\"\npaths = [\"all/\", \"prod/\"]\n\
         [[credential]]\nuri = \"{ONE}\"\ncluster = \"prod\"\nsecret-source = \"/{{top}}/login\"\n"
    );
    let web = app("/shop/web", ONE);
    let folder = folder(&[
        ("pullconfig.toml", &config),
        ("all/build.json", &blocked),
        ("prod/web.json", &web),
    ]);
    let events = events(folder.path(), &["scan"], "definition");
    let states: BTreeMap<&str, &str> = events
        .iter()
        .filter_map(|event| Some((event["path"].as_str()?, event["state"].as_str()?)))
        .collect();
    let expected = [("all/build.json", "blocked"), ("prod/web.json", "convertible")];
    assert_eq!(states, BTreeMap::from(expected));
}

/// A URI may hold credentials in one cluster alone, whichever of the file's clusters it is.
#[test]
fn what_is_only_named_is_told_for_every_cluster() {
    for cluster in ["dev", "prod"] {
        let config = format!(
            "[[cluster]]\nname = \"dev\"\npaths = [\"all/\"]\n\
             [[cluster]]\nname = \"prod\"\npaths = [\"all/\"]\n\
             [[credential]]\nuri = \"https://files.example/login\"\ncluster = \"{cluster}\"\n"
        );
        let script = "# fetch https://files.example/login first\n";
        let folder = folder(&[("pullconfig.toml", &config), ("all/deploy.sh", script)]);
        let run = pullconfig(folder.path(), &["scan"]);
        let told = "all/deploy.sh:1:9: mentioned in script: https://files.example/login\n";
        assert!(run.stdout.starts_with(told), "{cluster}: {run:?}");
    }
}

#[test]
fn a_filter_that_takes_nothing_of_a_cluster_says_so() {
    let config = "[[cluster]]\nname = \"dev\"\npaths = [\"dev/\"]\n\
                  [[cluster]]\nname = \"prod\"\npaths = [\"prod/\"]\n";
    let web = app("/web", ONE);
    let folder = folder(&[
        ("pullconfig.toml", config),
        ("dev/web.json", &web),
        ("dev/api.json", &app("/api", ONE)),
        ("prod/web.json", &web),
    ]);
    let first_lines = |state: &str| {
        let arguments = ["scan", "--cluster", "dev", "--state", state, "--summary"];
        let text = pullconfig(folder.path(), &arguments).stdout;
        text.lines().take(2).map(str::to_owned).collect::<Vec<_>>()
    };
    let none = ["0 of 2 by --state", "no definition matches (4 files searched)"];
    assert_eq!(first_lines("blocked"), none);
    let all = ["2 of 2 by --state", "2 convertible in 2 files (4 files searched)"];
    assert_eq!(first_lines("convertible"), all);
}

/// A file for several clusters counts in the chosen one, and the others are named, because it changes for them, too.
#[test]
fn of_a_chosen_cluster_only_its_secrets_are_told() {
    let web = app("/shop/web", ONE);
    let folder = folder(&[
        ("pullconfig.toml", PROD_AND_DEV),
        ("dev/web.json", &web),
        ("prod/web.json", &web),
        ("api.json.mustache", &app("/shop/api", ONE)),
    ]);
    let scan =
        |arguments: &[&str]| pullconfig(folder.path(), &[&["scan"], arguments].concat()).stdout;
    let prod = scan(&["--cluster", "prod"]);
    assert!(
        prod.contains("\n2 of 3 by --cluster; some of the files are for `dev`, too\n"),
        "{prod}"
    );
    assert!(prod.contains("before deploying: 2 secrets must exist"), "{prod}");
    assert!(!scan(&["--cluster", "prod", "--by", "cluster"]).contains("\n  dev "), "{prod}");
    let both = scan(&["--cluster", "prod", "--cluster", "dev"]);
    assert!(both.contains("\n3 of 3 by --cluster\n"), "{both}");
    assert!(both.contains("before deploying: 4 secrets must exist"), "{both}");
    let none = scan(&["--cluster", "-"]);
    assert!(
        none.starts_with("0 of 3 by --cluster\nno definition matches (4 files searched)\n"),
        "{none}"
    );
    let check = pullconfig(folder.path(), &["check", "--cluster", "prod"]).stdout;
    assert!(check.contains("2 of 3 by --cluster\n"), "{check}");
    pullconfig(folder.path(), &["plan", "-q", "-o", "plan.json"]);
    let apply = ["apply", "--plan", "plan.json", "--cluster", "prod"];
    let applied = pullconfig(folder.path(), &apply).stdout;
    assert!(
        applied.contains("2 of 3 by --cluster; some of the files are for `dev`, too\n"),
        "{applied}"
    );
    assert!(applied.contains("before deploying: 2 secrets must exist"), "{applied}");
}

/// Where there are several clusters, the description of a pull request tells the cluster of each secret.
#[test]
fn markdown_tells_the_cluster_of_each_secret() {
    let web = app("/shop/web", ONE);
    let folder = folder(&[
        ("pullconfig.toml", PROD_AND_DEV),
        ("prod/web.json", &web),
        ("api.json.mustache", &app("/shop/api", ONE)),
    ]);
    let scan =
        |arguments: &[&str]| pullconfig(folder.path(), &[&["scan"], arguments].concat()).stdout;
    let page = scan(&["--format", "markdown"]);
    assert!(page.contains("\n| cluster | secret | for | instead of |\n"), "{page}");
    assert!(page.contains("\n| `dev` | `/shop/api/pullConfig` |"), "{page}");
    let page = scan(&["--format", "markdown", "--cluster", "prod"]);
    assert!(page.contains("\n| secret | for | instead of |\n"), "{page}");
}
