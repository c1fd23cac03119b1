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
