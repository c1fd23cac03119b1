//! The demo project with three clusters: the script of each, and the login files.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::dcos::Dcos;
use crate::support::folder::{FLEET, copy, root};
use crate::support::program::pullconfig;

const CLUSTERS: [&str; 3] = ["dev", "staging", "prod"];

/// The demo project with a configuration of its clusters.
fn fleet() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    copy(&root().join(FLEET), folder.path());
    let entry = |name: &str| {
        format!(
            "[[cluster]]\nname = \"{name}\"\npaths = [\"{name}/\", \"*-{name}.json\", \"templates/\"]\n\
             dcos = \"https://{name}.example\"\n"
        )
    };
    fs::write(folder.path().join("pullconfig.toml"), CLUSTERS.map(entry).concat()).expect("a file");
    folder
}

fn script(place: &Path, cluster: &str, more: &[&str]) -> String {
    let arguments = [&["secrets", "--format", "sh", "--cluster", cluster], more].concat();
    let script = pullconfig(place, &arguments);
    assert_eq!(script.code, Some(0), "{}", script.stderr);
    script.stdout
}

/// The login files that a script reads.
fn login_files(script: &str) -> BTreeSet<String> {
    let verbs = ["need '", "want '", "choose '"];
    let lines = script.lines().filter(|line| verbs.iter().any(|verb| line.starts_with(verb)));
    lines.filter_map(|line| line.split('\'').nth(1)).map(str::to_owned).collect()
}

#[test]
fn each_cluster_gets_exactly_its_secrets() {
    let folder = fleet();
    let plan = folder.path().join("plan.json");
    let plan = plan.to_string_lossy();
    pullconfig(folder.path(), &["plan", "-o", &plan]);
    for cluster in CLUSTERS {
        let script = script(folder.path(), cluster, &[]);
        assert_eq!(script, self::script(folder.path(), cluster, &["--plan", &plan]));
        let mut dcos = Dcos::new();
        dcos.provide(&script);
        for other in CLUSTERS.iter().filter(|other| **other != cluster) {
            dcos.attached = format!("https://{other}.example");
            let wrong = dcos.run(&script, "");
            assert_eq!((wrong.code, dcos.secrets().len()), (Some(1), 0), "{}", wrong.stderr);
        }
        dcos.attached = format!("https://{cluster}.example");
        let right = dcos.run(&script, "");
        assert_eq!(right.code, Some(0), "{}", right.stderr);
        let everywhere = ["booking/search", "booking/web", "crew/planner", "notices/mail"];
        let only = if cluster == "prod" { &["booking/ads"][..] } else { &[] };
        let expected: BTreeSet<String> =
            everywhere.iter().chain(only).map(|id| format!("{id}/pullConfig")).collect();
        assert_eq!(dcos.secrets(), expected, "{cluster}");
        let content = match cluster {
            "dev" => "artifacts-dev-fleet-example-docker-tar-gz.json",
            _ => "etc-docker-tar-gz.json",
        };
        assert_eq!(dcos.content("booking/web/pullConfig"), content);
        // What the template fetches is known when it is rendered.
        assert_eq!(dcos.content("notices/mail/pullConfig"), "notices-mail-pullConfig.json");
    }
    // The converted files name the same secrets.
    assert_eq!(pullconfig(folder.path(), &["apply", "-q"]).code, Some(0));
    for cluster in CLUSTERS {
        let script = script(folder.path(), cluster, &[]);
        let kept = script.lines().filter(|line| line.starts_with("keep '")).count();
        assert_eq!(kept, if cluster == "prod" { 5 } else { 4 }, "{script}");
    }
}

/// The names below `DIR/CLUSTER/` are the same for the script and for `preflight`.
#[cfg(feature = "preflight")]
#[test]
fn preflight_finds_the_login_files_of_each_script() {
    let folder = fleet();
    let logins = folder.path().join("logins");
    let login = r#"{"auths": {"registry.fleet.example": {"auth": "dXNlcjpwYXNz"}}}"#;
    let arguments = ["preflight", "--logins", "logins", "--dry-run"];
    for cluster in CLUSTERS {
        let place = logins.join(cluster);
        fs::create_dir_all(&place).expect("a folder");
        for name in login_files(&script(folder.path(), cluster, &[])) {
            fs::write(place.join(name), login).expect("a file");
        }
    }
    let all = pullconfig(folder.path(), &arguments);
    assert!(all.stdout.contains("with the login of etc-docker-tar-gz.json"), "{}", all.stdout);
    assert!(!all.stdout.contains("is missing"), "{}{}", all.stdout, all.stderr);
    for (cluster, name) in [
        ("dev", "artifacts-dev-fleet-example-docker-tar-gz.json"),
        ("prod", "etc-docker-tar-gz.json"),
    ] {
        let file = logins.join(cluster).join(name);
        let moved = logins.join("elsewhere");
        fs::rename(&file, &moved).expect("the file is there");
        let without = pullconfig(folder.path(), &arguments).stdout;
        assert!(without.contains(&format!("logins/{cluster}/{name} is missing")), "{without}");
        fs::rename(&moved, &file).expect("a file");
    }
}

const ONE: &str = "https://files.example.com/docker.tar.gz";

fn app(id: &str, uri: &str) -> String {
    format!(
        r#"{{"id": "{id}", "container": {{"type": "DOCKER", "docker": {{"image": "r.example/web", "network": "HOST"}}}}, "uris": ["{uri}"]}}"#
    )
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (path, text) in files {
        fs::write(folder.path().join(path), text).expect("a file");
    }
    folder
}

#[test]
fn apply_keeps_the_list_of_secrets() {
    let folder = fleet();
    let place = folder.path();
    let list = pullconfig(place, &["secrets", "-v"]).stdout;
    let document = pullconfig(place, &["secrets", "--format", "json"]).stdout;
    let applied = pullconfig(place, &["apply", "--secrets", "list.txt", "dev"]);
    assert_eq!(applied.code, Some(0), "{}", applied.stderr);
    let next = "next: create the secrets that list.txt lists, then deploy; `pullconfig check dev`";
    assert!(applied.stdout.contains(next), "{}", applied.stdout);
    let read = |name: &str| fs::read_to_string(place.join(name)).expect("a file");
    let dev: Vec<&str> =
        list.lines().filter(|line| line.contains("/booking/") && line.starts_with("dev")).collect();
    assert_eq!(read("list.txt").matches("https://artifacts.dev.fleet.example").count(), dev.len());
    // A list that is there is not lost.
    let again = pullconfig(place, &["apply", "--secrets", "list.txt"]);
    assert_eq!(again.code, Some(2));
    assert!(
        again.stderr.contains("list.txt is there already; nothing was changed"),
        "{}",
        again.stderr
    );
    assert!(read("prod/web.json").contains("\"uris\": [\"file:"), "nothing was changed");
    copy(&root().join(FLEET), place);
    let plan = ["plan", "-q", "-o", "plan.json"];
    pullconfig(place, &plan);
    let applied = pullconfig(place, &["apply", "--plan", "plan.json", "--secrets", "list.json"]);
    assert_eq!(applied.code, Some(0), "{}", applied.stderr);
    assert_eq!(read("list.json"), document);
    let without = fleet();
    let told = pullconfig(without.path(), &["apply"]).stdout;
    assert!(told.contains("`pullconfig secrets` on the old files does"), "{told}");
}

#[test]
fn credentials_that_a_plan_shows_alike_are_refused() {
    let folder = folder(&[
        ("a.json", &app("/a", "https://u:one@files.example.com/docker.tar.gz")),
        ("b.json", &app("/b", "https://u:two@files.example.com/docker.tar.gz")),
    ]);
    let place = folder.path();
    let script = ["secrets", "--format", "sh"];
    let of_files = pullconfig(place, &script).stdout;
    assert_eq!(login_files(&of_files).len(), 2, "{of_files}");
    pullconfig(place, &["plan", "-q", "-o", "plan.json"]);
    for format in ["sh", "json"] {
        let refused = pullconfig(place, &["secrets", "--format", format, "--plan", "plan.json"]);
        assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""));
        assert!(
            refused
                .stderr
                .contains("two credentials are `https://***@files.example.com/docker.tar.gz`"),
            "{}",
            refused.stderr
        );
    }
    // The way out that is named.
    let named = |login: &str| {
        format!("[[credential]]\nname = \"{login}\"\nuri = \"https://u:{login}@*\"\n")
    };
    fs::write(place.join("pullconfig.toml"), named("one") + &named("two")).expect("a file");
    pullconfig(place, &["plan", "-q", "-o", "plan.json"]);
    let of_files = pullconfig(place, &script).stdout;
    let of_plan = pullconfig(place, &["secrets", "--format", "sh", "--plan", "plan.json"]);
    assert_eq!(of_plan.stdout, of_files, "{}", of_plan.stderr);
    assert_eq!(login_files(&of_files), BTreeSet::from(["one.json".into(), "two.json".into()]));
}

/// Two templates whose ids hold the same expression are not the same app, in a plan either.
#[test]
fn ids_with_an_expression_stay_such_in_a_plan() {
    let text = app("/{{env}}/web", ONE);
    let folder = folder(&[("a.json.mustache", &text), ("b.json.mustache", &text)]);
    pullconfig(folder.path(), &["plan", "-q", "-o", "plan.json"]);
    let of_files = pullconfig(folder.path(), &["secrets", "--format", "sh"]);
    let of_plan = pullconfig(folder.path(), &["secrets", "--format", "sh", "--plan", "plan.json"]);
    assert_eq!((of_plan.code, &of_plan.stdout), (Some(0), &of_files.stdout), "{}", of_plan.stderr);
}

#[test]
fn a_cluster_without_files_is_told() {
    let folder = fleet();
    let place = folder.path();
    let config = place.join("pullconfig.toml");
    let before = fs::read_to_string(&config).expect("a file");
    let more = "[[cluster]]\nname = \"test\"\npaths = \"tset/\"\n\
                [[cluster]]\nname = \"docs\"\npaths = \"README.md\"\n";
    fs::write(&config, before + more).expect("a file");
    let told = "pullconfig.toml:13: `[[cluster]]` test: its paths match no file\n";
    for arguments in [&["scan"][..], &["scan", "."], &["scan", "--summary"], &["apply"]] {
        let scan = pullconfig(place, arguments).stdout;
        assert!(scan.contains(told), "{scan}");
        assert!(!scan.contains("docs: its paths"), "{scan}");
    }
    for arguments in [&["scan", "dev"][..], &["scan", "dev/web.json"], &["scan", "--isolated"]] {
        let scan = pullconfig(place, arguments).stdout;
        assert!(!scan.contains("match no file"), "{scan}");
    }
    assert!(pullconfig(&place.join("dev"), &["scan", ".."]).stdout.contains("match no file"));
}

/// A credential of another cluster settles nothing.
#[test]
fn what_one_cluster_has_described_is_suggested_for_the_others() {
    let folder = fleet();
    let config = folder.path().join("pullconfig.toml");
    let before = fs::read_to_string(&config).expect("a file");
    let own = "[[credential]]\nuri = \"file:///etc/docker.tar.gz\"\ncluster = \"prod\"\n\
               secret-source = \"/{top}/login\"\n";
    fs::write(&config, before + own).expect("a file");
    let of = |cluster: &str| {
        pullconfig(folder.path(), &["secrets", "--suggest", "--cluster", cluster]).stdout
    };
    assert!(of("staging").contains("uri = \"file:///etc/docker.tar.gz\""), "{}", of("staging"));
    assert!(!of("staging").contains("add to the [[credential]]"), "{}", of("staging"));
    // Of the two contents of the template `prod` has described one.
    assert!(of("prod").starts_with("# nothing to suggest"), "{}", of("prod"));
}

/// What is left of a template after a conflict is proved again, as it is rendered.
#[test]
fn the_rest_of_a_template_is_converted_without_what_is_held_back() {
    let apps = [
        app("/shop/web", ONE),
        app("/pay/api", ONE),
        app("/shop/cart", "file:///etc/docker.tar.gz"),
    ];
    let text = format!("[\n{{{{#all}}}}{},{{{{/all}}}}\n{},\n{}\n]\n", apps[0], apps[1], apps[2]);
    let folder = folder(&[("apps.json.mustache", &text)]);
    let arguments = ["apply", "--secret-source", "/{top}/login"];
    let applied = pullconfig(folder.path(), &arguments);
    assert_eq!(applied.code, Some(0), "{}", applied.stderr);
    assert!(applied.stdout.contains("blocked /shop/web"), "{}", applied.stdout);
    assert!(applied.stdout.contains("blocked /shop/cart"), "{}", applied.stdout);
    assert!(applied.stdout.contains("converted /pay/api"), "{}", applied.stdout);
    let after = fs::read_to_string(folder.path().join("apps.json.mustache")).expect("a file");
    let (before, after): (Vec<&str>, Vec<&str>) = (text.lines().collect(), after.lines().collect());
    assert_eq!((after[1], after.last()), (before[1], before.last()));
    assert!(after.iter().any(|line| *line == before[3]), "{after:?}");
    assert_eq!(after.join("\n").matches("\"type\": \"MESOS\"").count(), 1, "{after:?}");
}

/// What blocks a definition may depend on the options, so that the hint repeats them.
#[test]
fn the_hint_about_blocked_definitions_names_the_options() {
    let folder = fleet();
    let arguments = ["secrets", "--cluster", "prod", "--secret-source", "/elsewhere/login"];
    let told = pullconfig(folder.path(), &arguments).stderr;
    assert!(told.contains("; `pullconfig scan` with the same options tells why"), "{told}");
}
