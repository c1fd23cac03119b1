//! Every option of every verb has an effect that can be seen, or is refused: nothing that is typed is
//! passed over in silence.
//!
//! The verbs and their options are asked of the program itself. A new one without a case here fails.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;

use clap::CommandFactory as _;
use pullconfig::cli::CommandLine;
use tempfile::TempDir;

use crate::support::folder::tree;
use crate::support::program::{Run, program};

/// The files that the verbs work on: something for each option to act on.
const FILES: &[(&str, &str)] = &[
    (".git/HEAD", "ref: refs/heads/main\n"),
    (".gitignore", "ignored/\n"),
    (
        "pullconfig.toml",
        "exclude = [\"left-out\"]\nsecret-name = \"configured\"\n\
      [[override]]\npaths = [\"special/\"]\nsecret-source = \"/special/{id}\"\n",
    ),
    ("other.toml", "exclude = [\"apps\"]\nsecret-name = \"other\"\n"),
    (
        "apps/web.json",
        r#"{
  "id": "/shop/web", "cmd": "./run", "args": ["./run"], "version": "2020-01-01T00:00:00.000Z",
  "container": {"docker": {"image": "r.example/web", "privileged": true}},
  "uris": ["file:///etc/docker.tar.gz"]
}
"#,
    ),
    (
        "apps/cart.json",
        r#"{
  "id": "/shop/cart", "instances": 1, "version": "2020-01-01T00:00:00.000Z",
  "container": {"docker": {"image": "r.example/cart"}},
  "uris": ["file:///etc/docker.tar.gz"]
}
"#,
    ),
    (
        "apps/batch.json",
        r#"{
  "id": "/shop/batch", "container": {"docker": {"image": "r.example/batch", "privileged": true}},
  "uris": ["file:///etc/docker.tar.gz"]
}
"#,
    ),
    (
        "apps/list.json",
        r#"{
  "id": "/shop/list", "cmd": "x y", "networks": [{"mode": "container"}],
  "container": {"docker": {"image": "r.example/list"}}, "uris": ["file:///etc/docker.tar.gz"]
}
"#,
    ),
    (
        "apps/new.json",
        r#"{
  "id": "/shop/new",
  "container": {"docker": {"image": "r.example/new", "parameters": [{"key": "shm-size", "value": "64m"}]}},
  "uris": ["file:///etc/docker.tar.gz"]
}
"#,
    ),
    (
        "apps/volume.json",
        r#"{
  "id": "/shop/volume", "instances": 1,
  "container": {
    "docker": {
      "image": "r.example/volume",
      "parameters": [{"key": "volume-driver", "value": "pxd"}, {"key": "volume", "value": "px_vol:/data"}]
    }
  },
  "uris": ["file:///etc/docker.tar.gz"]
}
"#,
    ),
    (
        "apps/limits.json",
        r#"{
  "id": "/shop/limits", "cmd": "x y", "cpus": 2, "resourceLimits": {"cpus": 1},
  "container": {"docker": {"image": "r.example/limits"}}, "uris": ["file:///etc/docker.tar.gz"]
}
"#,
    ),
    (
        "apps/odd.json",
        r#"{
  "id": "/shop/odd", "container": {"docker": {"image": "r.example/odd"}},
  "uris": ["file:///etc/odd.cred"]
}
"#,
    ),
    (
        "apps/rendered.json.tpl",
        "{\n  \"id\": \"/shop/rendered\", \"args\": [\"x\"], \"cmd\": \"x y\",\n\
      \"container\": {\"docker\": {\"image\": \"r.example/x\"}, \"volumes\": [{{volumes}}]},\n\
      \"uris\": [\"file:///etc/docker.tar.gz\"]\n}\n",
    ),
    (
        "ignored/app.json",
        r#"{"id": "/ignored", "args": ["x"], "cmd": "x y", "container": {"docker": {"image": "r.example/i"}}, "uris": ["file:///etc/docker.tar.gz"]}"#,
    ),
    (
        "left-out/app.json",
        r#"{"id": "/left-out", "args": ["x"], "cmd": "x y", "container": {"docker": {"image": "r.example/l"}}, "uris": ["file:///etc/docker.tar.gz"]}"#,
    ),
    (
        "deploy.sh",
        "cat <<'EOF'\n{\"id\": \"/deployed\", \"container\": {\"docker\": {}}, \"uris\": [\"file:///etc/docker.tar.gz\"]}\nEOF\n\
      cat <<'EOF'\n{\"id\": \"/deployed/too\", \"container\": {\"docker\": {\"image\": \"r.example/d\"}}, \"uris\": [\"file:///etc/docker.tar.gz\"]}\nEOF\n",
    ),
    ("names", "apps/cart.json\napps/list.json\n"),
    ("names-0", "apps/cart.json\0apps/list.json\0"),
    (
        "login.json",
        r#"{"auths": {"r.example": {"auth": "YTpi"}, "other.example": {"auth": "YTpi"}}}"#,
    ),
    ("taken.json", "{}"),
    (
        "info",
        r#"{"version": "1.9.100", "marathon_config": {"mesos_user": "nobody", "features": []}}"#,
    ),
    (
        "running",
        r#"[{"id": "/shop/stray", "container": {"docker": {"image": "r.example/s"}}, "fetch": [{"uri": "file:///etc/docker.tar.gz"}]}]"#,
    ),
    (
        "images.json",
        r#"{
  "version": 1, "program": "pullconfig 0.1.0", "images": {},
  "pulls": [{"image": "r.example/cart", "login": "etc-docker-tar-gz.json", "outcome": "pulled", "digest": null, "asked": "2999-01-01T00:00:00Z"}]
}
"#,
    ),
];

/// Where nobody listens, so that what asks a registry gets an answer at once.
const NOBODY: &str = "127.0.0.1:1";

/// What is typed without the option, and with it.
struct Case {
    without: &'static [&'static str],
    with: &'static [&'static str],
    /// A file that is read from stdin.
    stdin: Option<&'static str>,
}

const fn case(without: &'static [&'static str], with: &'static [&'static str]) -> Case {
    Case { without, with, stdin: None }
}

/// The case of an option where it acts alike in all verbs that have it.
fn general(option: &str) -> Option<Case> {
    Some(match option {
        "paths" | "path" => case(&[], &["special/app.json"]),
        "include" => case(&[], &["--include", "cart.json"]),
        "exclude" => case(&[], &["--exclude", "apps"]),
        "no_ignore" => case(&[], &["--no-ignore"]),
        "files_from" => case(&[], &["--files-from", "names"]),
        "null" => case(&["--files-from", "names-0"], &["--files-from", "names-0", "-0"]),
        "stdin_filename" => Case {
            without: &["-"],
            with: &["-", "--stdin-filename", "special/app.json"],
            stdin: Some("apps/cart.json"),
        },
        "template_syntax" => case(&[], &["--template-syntax", "none"]),
        "embedded" => case(&[], &["--embedded"]),
        // No cluster is configured; that the name is looked for makes a difference.
        "clusters" => case(&[], &["--cluster", "none"]),
        // How many there are makes no difference to what is found; that the number is read does.
        "threads" => case(&[], &["--threads", "0"]),
        "config" => case(&[], &["--config", "other.toml"]),
        "isolated" => case(&[], &["--isolated"]),
        "secret_source" => case(&[], &["--secret-source", "/else/{id}"]),
        "secret_name" => case(&[], &["--secret-name", "else"]),
        "credential" => case(&[], &["--credential", "odd.cred"]),
        "accept" => case(&[], &["--accept", "privileged"]),
        "target" => case(&[], &["--target", "1.10"]),
        "info" => case(&[], &["--info", "info"]),
        "live" => case(&[], &["--live", "running"]),
        // No such file; that it is looked for makes a difference.
        "images" => case(&[], &["--images", "none.json"]),
        "strip_read_only" => case(&[], &["--strip-read-only"]),
        "state" => case(&[], &["--state", "migrated"]),
        "rule" => case(&[], &["--rule", "privileged"]),
        "id" => case(&[], &["--id", "/shop/cart"]),
        "format" => case(&[], &["--format", "jsonl"]),
        "output" => case(&[], &["-o", "report"]),
        "since" => case(&[], &["--since", "names"]),
        "all" => case(&[], &["--all"]),
        "quiet" => case(&[], &["-q"]),
        "verbose" => case(&[], &["-v"]),
        "color" => case(&[], &["--color", "always"]),
        _ => return None,
    })
}

/// Facts that are newer than any run, of one image.
const KNOWN: &[&str] = &["-o", "images.json", "apps/cart.json"];

/// The case of an option of `secrets extract`.
fn extract(option: &str) -> Option<Case> {
    Some(match option {
        "source" => case(&["apps"], &["login.json"]),
        "output" => case(&["login.json"], &["login.json", "-o", "secret"]),
        "force" => case(
            &["login.json", "-o", "taken.json"],
            &["login.json", "-o", "taken.json", "--force"],
        ),
        "only" => case(&["login.json"], &["login.json", "--only", "r.example"]),
        "definitions" => case(&["login.json"], &["login.json", "--for", "apps"]),
        "verbose" => case(&["login.json", "--for", "apps"], &["login.json", "--for", "apps", "-v"]),
        // Only its errors have colours.
        "color" => case(&["apps"], &["apps", "--color", "always"]),
        _ => return None,
    })
}

/// The case of an option of one verb.
fn special(verb: &str, option: &str) -> Option<Case> {
    Some(match (verb, option) {
        ("plan", "quiet") => case(&["-o", "plan"], &["-o", "plan", "-q"]),
        ("plan", "root") => case(&[], &["--root", ".."]),
        ("scan", "summary") => case(&[], &["--summary"]),
        ("scan", "by") => case(&["--summary"], &["--by", "registry"]),
        ("diff", "unified") => case(&[], &["-U0"]),
        ("diff", "stat") => case(&[], &["--stat"]),
        ("diff" | "apply" | "preflight" | "secrets", "plan") => case(&[], &["--plan", "plan.json"]),
        ("diff" | "apply" | "preflight", "root") => {
            case(&["--plan", "plan.json"], &["--plan", "plan.json", "--root", "apps"])
        }
        ("apply", "interactive") => case(&[], &["-i"]),
        ("apply", "secrets") => case(&[], &["--secrets", "list"]),
        ("apply", "strict") => case(&[], &["--strict"]),
        ("check", "stdin_filename") => Case {
            without: &["-"],
            with: &["-", "--stdin-filename", "special/app.json"],
            stdin: Some("apps/web.json"),
        },
        ("secrets", "format") => case(&[], &["--format", "json"]),
        ("secrets", "secret_name") => {
            case(&["--format", "json"], &["--format", "json", "--secret-name", "else"])
        }
        ("config" | "secrets", "suggest") => case(&[], &["--suggest"]),
        ("secrets", "verbose") => case(
            &["--accept", "*", "--secret-source", "/{top}"],
            &["--accept", "*", "--secret-source", "/{top}", "-v"],
        ),
        ("secrets extract", _) => return extract(option),
        // These print no colours of their own; an error has some.
        ("plan" | "config", "color") => {
            case(&["--config", "none"], &["--config", "none", "--color", "always"])
        }
        ("man", "color") => case(&["names"], &["names", "--color", "always"]),
        ("explain", "color") => case(&["nothing"], &["nothing", "--color", "always"]),
        ("completions", "shell") => case(&["bash"], &["zsh"]),
        ("man", "folder") => case(&[], &["pages"]),
        ("explain", "rule") => case(&["user"], &["privileged"]),
        _ => return None,
    })
}

/// The case of an option that acts in this verb as in no other.
fn own(verb: &str, option: &str) -> Option<Case> {
    let asking = if verb == "preflight" { asking(option) } else { None };
    asking.or_else(|| special(verb, option))
}

/// The case of an option of `preflight`.
fn asking(option: &str) -> Option<Case> {
    Some(match option {
        "logins" => case(&[], &["--logins", "apps"]),
        "anonymous" => case(&[], &["--anonymous"]),
        "dry_run" => case(&[], &["--dry-run"]),
        "max_age" => case(KNOWN, &["-o", "images.json", "apps/cart.json", "--max-age", "0"]),
        "verbose" => case(KNOWN, &["-o", "images.json", "apps/cart.json", "-v"]),
        "default_registry" => case(&[], &["--default-registry", "a/b"]),
        "cacert" => case(&[], &["--cacert", "none.pem"]),
        "plain_http" => case(&[], &["--plain-http", "a/b"]),
        "realm" => case(&[], &["--realm", "a/b"]),
        // These make a difference only to what a registry answers, or to how a secret is called; that
        // they are read does.
        "mesos" => case(&[], &["--mesos", "0.28"]),
        "jobs" => case(&[], &["--jobs", "0"]),
        "secret_source" => case(&[], &["--secret-source", "/{nothing}"]),
        "secret_name" => case(&[], &["--secret-name", ""]),
        _ => return None,
    })
}

/// Options that have nothing to act on: where nothing has a colour and nothing can fail.
const IDLE: &[(&str, &str)] = &[("rules", "color"), ("completions", "color")];

/// What a run said and did.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    code: Option<i32>,
    stdout: String,
    stderr: String,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

fn project(verb: &str) -> TempDir {
    let is_asking = verb == "preflight";
    let folder = TempDir::new().expect("a temporary folder");
    for (name, text) in FILES {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        let text = if is_asking { text.replace("r.example", NOBODY) } else { (*text).to_owned() };
        fs::write(path, text).expect("a file");
    }
    fs::create_dir(folder.path().join("special")).expect("a folder");
    let app = fs::read(folder.path().join("apps/web.json")).expect("a file");
    fs::write(folder.path().join("special/app.json"), app).expect("a file");
    let plan = run(folder.path(), &["plan", "-q", "-o", "plan.json", "apps/cart.json"], None);
    assert_eq!(plan.code, Some(1), "{plan:?}");
    folder
}

fn run(folder: &Path, arguments: &[&str], stdin: Option<&str>) -> Seen {
    let stdin = match stdin {
        Some(name) => fs::File::open(folder.join(name)).expect("a file").into(),
        None => Stdio::null(),
    };
    let run = Run::of(program(folder, arguments).stdin(stdin).env("COLUMNS", "100"));
    Seen { code: run.code, stdout: run.stdout, stderr: run.stderr, files: tree(folder) }
}

/// What a run with these arguments says and does in a fresh project.
fn seen(verb: &str, arguments: &[&str], stdin: Option<&str>) -> Seen {
    let folder = project(verb);
    let arguments: Vec<&str> = verb.split(' ').chain(arguments.iter().copied()).collect();
    run(folder.path(), &arguments, stdin)
}

/// All verbs with the names of their options and arguments.
fn verbs() -> BTreeMap<String, BTreeSet<String>> {
    fn add(command: &clap::Command, path: &str, found: &mut BTreeMap<String, BTreeSet<String>>) {
        for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
            let path = format!("{path} {}", verb.get_name()).trim().to_owned();
            let options = verb.get_arguments().map(|it| it.get_id().to_string());
            let own = |id: &String| !matches!(id.as_str(), "help" | "version");
            found.insert(path.clone(), options.filter(own).collect());
            add(verb, &path, found);
        }
    }
    let mut command = CommandLine::command();
    command.build();
    let mut found = BTreeMap::new();
    add(&command, "", &mut found);
    found
}

#[test]
fn every_option_of_every_verb_acts_or_is_refused() {
    let verbs = verbs();
    let wrong: Vec<String> = thread::scope(|scope| {
        let walks: Vec<_> =
            verbs.iter().map(|(verb, options)| scope.spawn(|| idle(verb, options))).collect();
        walks.into_iter().flat_map(|walk| walk.join().expect("no panic")).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The options of a verb that do nothing.
fn idle(verb: &str, options: &BTreeSet<String>) -> Vec<String> {
    let mut wrong = Vec::new();
    for option in options.iter().filter(|option| !IDLE.contains(&(verb, option))) {
        let Some(case) = own(verb, option).or_else(|| general(option)) else {
            wrong.push(format!("`{verb}`: no case for {option}"));
            continue;
        };
        let without = seen(verb, case.without, case.stdin);
        if without == seen(verb, case.with, case.stdin) {
            wrong.push(format!("`{verb} {}` does nothing", case.with.join(" ")));
        }
    }
    wrong
}

#[test]
fn options_before_the_verb_are_those_behind_it() {
    for (verb, options) in verbs() {
        for (option, id) in [("-v", "verbose"), ("-q", "quiet")] {
            let arguments: &[&str] = match verb.as_str() {
                "secrets extract" => &["login.json"],
                "completions" => &["bash"],
                "explain" => &["user"],
                _ => &[],
            };
            let folder = project(&verb);
            let words: Vec<&str> = [option].into_iter().chain(verb.split(' ')).collect();
            let words: Vec<&str> = words.into_iter().chain(arguments.iter().copied()).collect();
            let before = run(folder.path(), &words, None);
            if options.contains(id) {
                let behind: Vec<&str> = arguments.iter().copied().chain([option]).collect();
                assert_eq!(before, seen(&verb, &behind, None), "{words:?}");
            } else {
                let message = format!("`pullconfig {verb}` has no option '{option}'");
                assert_eq!(before.code, Some(2), "{words:?}");
                assert!(before.stderr.contains(&message), "{words:?}: {}", before.stderr);
                assert_eq!(before.stdout, "", "{words:?}");
            }
        }
    }
}
