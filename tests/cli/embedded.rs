//! JSON in scripts, with a real shell: a converted script hands on what the conversion of the JSON
//! that the script handed on before is.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]
#![expect(clippy::print_stdout, reason = "what is skipped must be seen")]

use std::fs;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::folder::root;
use crate::support::program::{Run, program, pullconfig};

/// Ways to hand JSON on; `send` prints its argument, and `send_stdin` what it reads.
const SCRIPTS: &[(&str, &str)] = &[
    (
        "literal",
        r#"send '{"id": "/a/b", "container": {"docker": {"image": "r.example/b"}}, "uris": ["file:///etc/docker.tar.gz"]}'"#,
    ),
    (
        "assigned",
        r#"BODY='
{
  "id": "/a/b",
  "container": {"docker": {"image": "r.example/b", "network": "BRIDGE", "portMappings": [{"containerPort": 80}]}},
  "uris": ["file:///etc/docker.tar.gz"]
}'; send "$BODY""#,
    ),
    (
        "spliced",
        r#"send '{"id": "/a/'$NAME'", "instances": '"${COUNT:-3}"',
  "container": {"docker": {"image": "r.example/'"$(echo "$NAME" | tr b d)"':1"}},
  "uris": ["file:///etc/docker.tar.gz"]}'"#,
    ),
    (
        "spliced at all places",
        r#"send '{"id": "/c/'"$NAME"'/'`echo x`'", "env": {"'$NAME'": "it'\''s '$'\x41'' '"'"'"},
  "container": {"type": "DOCKER", "docker": {"image": "'"$REGISTRY"'/b", "forcePullImage": '$FLAG'}},
  "fetch": [{"uri": "file:///etc/docker.tar.gz"}, {"uri": "'https://x.example/y'"}]}'"#,
    ),
    (
        "heredoc",
        r#"send_stdin <<EOF
{"id": "/a/$NAME", "instances": ${COUNT:-3},
  "container": {"docker": {"image": "$REGISTRY/$(echo b)"}}, "uris": ["file:///etc/docker.tar.gz"]}
EOF"#,
    ),
    (
        "quoted heredoc in a string",
        r#"send "$(cat <<'EOF'
{"id": "/a/b", "env": {"A": "$NAME it's"},
  "container": {"docker": {"image": "r.example/b"}}, "uris": ["file:///etc/docker.tar.gz"]}
EOF
)""#,
    ),
];

const BEFORE: &str = "NAME=b; REGISTRY=r.example; FLAG=true\n\
    send() { cat <<< \"$1\"; }\nsend_stdin() { cat; }\n";

/// What a script prints, as JSON.
fn printed(script: &str) -> Value {
    let output = Command::new("bash").args(["--norc", "-c", script]).output().expect("bash runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}\n{script}"))
}

/// What becomes of a definition that stands in a file of its own.
fn converted(value: &Value) -> Value {
    let mut apply = program(root(), &["apply", "-q", "-"]);
    let run = Run::with_input(&mut apply, value.to_string().as_bytes());
    serde_json::from_str(&run.stdout).expect("JSON")
}

#[test]
fn a_converted_script_hands_on_converted_json() {
    if Command::new("bash").arg("--version").output().is_err() {
        println!("skipped: bash is not installed");
        return;
    }
    for (name, script) in SCRIPTS {
        let folder = TempDir::new().expect("a temporary folder");
        let path = folder.path().join("deploy.sh");
        fs::write(&path, format!("{BEFORE}{script}\n")).expect("a file");
        let before = printed(&fs::read_to_string(&path).expect("the script"));
        let told = pullconfig(folder.path(), &["apply", "--embedded"]).stdout;
        assert!(told.contains("1 converted"), "{name}: {told}");
        let after = printed(&fs::read_to_string(&path).expect("the script"));
        assert_eq!(after, converted(&before), "{name}");
        let check = pullconfig(folder.path(), &["check", "--embedded", "-q"]);
        assert_eq!(check.code, Some(0), "{name} is refused");
    }
}

#[test]
fn what_would_end_the_quotes_is_held_back() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("deploy.sh");
    for (name, script) in &SCRIPTS[..3] {
        fs::write(&path, script).expect("a file");
        let arguments = ["apply", "--embedded", "--secret-name", "it's"];
        let told = pullconfig(folder.path(), &arguments).stdout;
        assert!(told.contains("1 blocked"), "{name}: {told}");
        assert_eq!(fs::read_to_string(&path).expect("the script"), *script, "{name}");
    }
}
