//! JSON in scripts, with a real shell: a converted script hands on what the conversion of the JSON
//! that the script handed on before is.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]
#![expect(clippy::print_stdout, reason = "what is skipped must be seen")]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

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

fn pullconfig(arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pullconfig"));
    command.args(arguments).current_dir(folder).env_remove("CLICOLOR_FORCE");
    command
}

/// What a script prints, as JSON.
fn printed(script: &str) -> Value {
    let output = Command::new("bash").args(["--norc", "-c", script]).output().expect("bash runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}\n{script}"))
}

/// What becomes of a definition that stands in a file of its own.
fn converted(value: &Value) -> Value {
    let mut child = pullconfig(&["apply", "-q", "-"], Path::new("."))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    child.stdin.take().expect("piped").write_all(value.to_string().as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    serde_json::from_slice(&output.stdout).expect("JSON")
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
        let applied =
            pullconfig(&["apply", "--embedded"], folder.path()).output().expect("it runs");
        let told = String::from_utf8_lossy(&applied.stdout).into_owned();
        assert!(told.contains("1 converted"), "{name}: {told}");
        let after = printed(&fs::read_to_string(&path).expect("the script"));
        assert_eq!(after, converted(&before), "{name}");
        let mut check = pullconfig(&["check", "--embedded", "-q"], folder.path());
        assert!(check.status().expect("it runs").success(), "{name} is refused");
    }
}

#[test]
fn what_would_end_the_quotes_is_held_back() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("deploy.sh");
    for (name, script) in &SCRIPTS[..3] {
        fs::write(&path, script).expect("a file");
        let arguments = ["apply", "--embedded", "--secret-name", "it's"];
        let output = pullconfig(&arguments, folder.path()).output().expect("it runs");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(told.contains("1 blocked"), "{name}: {told}");
        assert_eq!(fs::read_to_string(&path).expect("the script"), *script, "{name}");
    }
}
