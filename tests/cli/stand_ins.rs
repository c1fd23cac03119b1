//! Expressions of templates come out as the file has them, whatever the report: the texts that stand for
//! them while the file is read are seen by nobody.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

use std::fs;

use tempfile::TempDir;

use crate::support::folder::{copy, root, tree};
use crate::support::program::pullconfig;

/// An app with an expression in each text that a finding, a preparation or a secret may show.
const APP: &str = r#"{
  "id": "/shop/{{name}}",
  "args": ["serve", "--title", "{{title}}"],
  "user": "{{user}}",
  "container": {
    "type": "DOCKER",
    "docker": {
      "image": "{{registry}}/shop/{{name}}:{{tag}}",
      "network": "USER",
      "parameters": [
        { "key": "label", "value": "{{label}}" },
        { "key": "volume", "value": "{{data}}:/data" },
        { "key": "volume-driver", "value": "{{driver}}" },
        { "key": "sysctl", "value": "net.core.somaxconn={{queue}}" }
      ]
    },
    "volumes": [{ "containerPath": "/srv/{{name}}", "hostPath": "/srv/{{name}}", "mode": "RW" }]
  },
  "ipAddress": { "networkName": "{{network}}" },
  "uris": ["{{files}}/docker.tar.gz"]
}
"#;

/// A command line for each way in which a verb shows definitions.
const RUNS: &[&[&str]] = &[
    &["scan", "-v"],
    &["scan", "--summary", "-v"],
    &["scan", "--format", "jsonl"],
    &["scan", "--format", "sarif"],
    &["scan", "--format", "github"],
    &["scan", "--format", "markdown"],
    &["scan", "--format", "html"],
    &["scan", "--by", "registry", "--summary"],
    &["diff"],
    &["diff", "--stat"],
    &["plan"],
    &["secrets"],
    &["secrets", "--suggest"],
    &["secrets", "--format", "json"],
    &["secrets", "--format", "sh"],
    &["check", "-v"],
    &["check", "--format", "jsonl"],
    &["apply", "--format", "jsonl"],
];

fn is_stand_in(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}' | '\u{7f}'..='\u{9f}')
}

/// Whether `text` has a stand-in, as it is or escaped.
fn shows_one(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.contains(is_stand_in)
        || ["u{7f}", "u007f", "ufdd", "ufde"].iter().any(|it| text.contains(it))
}

#[test]
fn no_output_has_a_stand_in() {
    let folder = TempDir::new().expect("a temporary folder");
    copy(&root().join("fixtures/templates"), folder.path());
    let app = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
    app("app.json.mustache", APP);
    app("app.json.j2", APP);
    app("app.json.tmpl", &APP.replace("{{", "{{ ."));
    app("app.json.erb", &APP.replace("{{", "<%= ").replace("}}", " %>"));
    app("env/app.json", &APP.replace("{{", "${").replace("}}", "}"));
    app(
        "env/pod.json",
        r#"{ "id": "/p/$A", "containers": [{ "name": "$A", "image": { "kind": "DOCKER", "id": "$REGISTRY/$A" }, "artifacts": [{ "uri": "$FILES/docker.tar.gz" }] }] }"#,
    );
    for accepted in [&[][..], &["--accept", "*"]] {
        for run in RUNS {
            if !accepted.is_empty() && matches!(run[0], "check") {
                continue;
            }
            let arguments = [run, accepted].concat();
            let run = pullconfig(folder.path(), &arguments);
            assert!(!shows_one(&run.stdout), "{arguments:?}\n{}", run.stdout);
            assert!(!shows_one(&run.stderr), "{arguments:?}\n{}", run.stderr);
        }
        for (path, bytes) in tree(folder.path()) {
            assert!(!shows_one(&String::from_utf8_lossy(&bytes)), "{}", path.display());
        }
    }
}
