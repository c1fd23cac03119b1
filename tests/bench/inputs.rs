//! One kind of input each, as much of it as is asked for: what a run may hold many of.

use std::fs;
use std::io;
use std::path::Path;

use serde_json::{Value, json};

/// Where everything but many files is written.
const FILE: &str = "apps.json";

/// A kind of input.
pub(crate) struct Input {
    /// What there are many of.
    pub(crate) what: &'static str,
    /// How many are measured first; then twice as many are.
    pub(crate) count: usize,
    /// Whether it takes `--embedded` to be converted.
    pub(crate) is_embedded: bool,
    /// The files for so many: path and text.
    files: fn(usize) -> Vec<(String, String)>,
}

impl Input {
    /// Writes `count` of them into `folder`, which is emptied before.
    pub(crate) fn plant(&self, folder: &Path, count: usize) -> io::Result<()> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        // The edge of a repository: no ignore file above it counts.
        fs::create_dir_all(folder.join(".git"))?;
        for (path, text) in (self.files)(count) {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("a folder"))?;
            fs::write(path, text)?;
        }
        Ok(())
    }
}

const fn plain(
    what: &'static str,
    count: usize,
    files: fn(usize) -> Vec<(String, String)>,
) -> Input {
    Input { what, count, is_embedded: false, files }
}

const fn embedded(
    what: &'static str,
    count: usize,
    files: fn(usize) -> Vec<(String, String)>,
) -> Input {
    Input { what, count, is_embedded: true, files }
}

/// Every kind.
pub(crate) const INPUTS: [Input; 22] = [
    plain("apps on one line", 16_000, |n| one(FILE, array(n, ",", false))),
    plain("apps on many lines", 16_000, |n| one(FILE, array(n, ",\n", true))),
    plain("groups", 16_000, groups),
    plain("apps in JSON with comments", 4_000, |n| {
        one("apps.jsonc", format!("// all\n{}", array(n, ",\n// next\n", true)))
    }),
    plain("apps in a template", 2_000, |n| {
        one(FILE, array(n, ",\n", true).replace("\"run\"", "\"{{run}}\""))
    }),
    plain("files", 8_000, |n| {
        (0..n).map(|at| (format!("{}/{at}.json", at % 50), text(&app(at)))).collect()
    }),
    plain("mentions on one line", 100_000, |n| {
        one("notes.txt", "file:///etc/docker.tar.gz ".repeat(n))
    }),
    plain("mentions on many lines", 50_000, |n| {
        one("notes.txt", "file:///etc/docker.tar.gz\n".repeat(n))
    }),
    embedded("heredocs", 4_000, |n| {
        one("run.sh", each(n, |app| format!("curl -d @- x <<'EOF'\n{app}\nEOF\n")))
    }),
    embedded("blocks of Markdown", 4_000, |n| {
        one("notes.md", each(n, |app| format!("```json\n{app}\n```\n\n")))
    }),
    embedded("`curl '{…}'`", 4_000, |n| {
        one("run.sh", each(n, |app| format!("curl -d '{app}' x\n")))
    }),
    plain("`credential-names`", 8_000, |n| {
        let names: String = (0..n).map(|at| format!("\"cred-{at}.tgz\",")).collect();
        configured(format!("credential-names = [{names}]"))
    }),
    plain("`[[credential]]`", 8_000, |n| {
        configured(tables(n, |at| {
            format!("[[credential]]\nname = \"n{at}\"\nuri = \"https://h/{at}.tgz\"\n")
        }))
    }),
    plain("`[[image]]`", 8_000, |n| {
        let image = |at| format!("[[image]]\nimage = \"r/x{at}*\"\ncredential = \"n\"\n");
        configured(format!("[[credential]]\nname = \"n\"\n{}", tables(n, image)))
    }),
    plain("patterns of `.gitignore`", 5_000, |n| {
        let mut files = one(FILE, text(&app(0)));
        files.push((".gitignore".into(), (0..n).map(|at| format!("/x{at}/*.log\n")).collect()));
        files
    }),
    plain("parameters", 16_000, parameters),
    plain("equal URIs", 32_000, |n| {
        let mut app = app(0);
        app["uris"] = vec!["file:///etc/docker.tar.gz"; n].into();
        one(FILE, text(&app))
    }),
    plain("URIs, every other a credential", 16_000, |n| {
        let uri = |at| match at % 2 {
            0 => format!("https://h/{at}.tgz"),
            _ => String::from("file:///etc/docker.tar.gz"),
        };
        let mut app = app(0);
        app["uris"] = (0..n).map(uri).collect();
        one(FILE, text(&app))
    }),
    plain("containers of a pod", 8_000, |n| pod(n, false)),
    plain("secrets of a pod", 8_000, |n| {
        let mut files = pod(n, true);
        files.push(("pullconfig.toml".into(), "secret-source = \"{id}/{registry}\"\n".into()));
        files
    }),
    plain("refusals of Marathon", 8_000, |n| {
        let mut app = app(0);
        app["constraints"] = vec![json!(["x", "FOO"]); n].into();
        one(FILE, text(&app))
    }),
    plain("apps that run and no file has", 16_000, |n| {
        let mut files = configured(
            "[[cluster]]\nname = \"main\"\npaths = [\"**\"]\nlive = \"answers\"\n".into(),
        );
        // The file has the first of them.
        files.push(("answers".into(), array(n, ",", false)));
        files
    }),
];

fn one(path: &str, text: String) -> Vec<(String, String)> {
    vec![(path.into(), text)]
}

fn text(value: &Value) -> String {
    value.to_string()
}

fn app(at: usize) -> Value {
    json!({
        "id": format!("/area/app-{at}"),
        "cmd": "run",
        "container": {
            "type": "DOCKER",
            "docker": {"image": "registry.example.com/area/app:1", "network": "HOST"},
        },
        "uris": ["file:///etc/docker.tar.gz"],
    })
}

fn array(count: usize, separator: &str, is_pretty: bool) -> String {
    let shown = |at| if is_pretty { format!("{:#}", app(at)) } else { text(&app(at)) };
    let apps: Vec<String> = (0..count).map(shown).collect();
    format!("[{}]\n", apps.join(separator))
}

fn each(count: usize, made: impl Fn(&str) -> String) -> String {
    (0..count).map(|at| made(&text(&app(at)))).collect()
}

fn groups(count: usize) -> Vec<(String, String)> {
    let group = |at| json!({"id": format!("g{at}"), "apps": [app(at)]});
    let groups: Vec<Value> = (0..count).map(group).collect();
    one(FILE, text(&json!({"id": "/", "groups": groups})))
}

fn tables(count: usize, made: impl Fn(usize) -> String) -> String {
    (0..count).map(made).collect()
}

fn configured(config: String) -> Vec<(String, String)> {
    let mut files = one(FILE, text(&app(0)));
    files.push(("pullconfig.toml".into(), config));
    files
}

fn parameters(count: usize) -> Vec<(String, String)> {
    let mut app = app(0);
    let parameter = |at| match at % 3 {
        0 => json!({"key": "env", "value": format!("K{at}=v")}),
        1 => json!({"key": "label", "value": format!("k{at}=v")}),
        _ => json!({"key": "volume", "value": format!("/h{at}:/c{at}:ro")}),
    };
    app["container"]["docker"]["parameters"] = (0..count).map(parameter).collect();
    one(FILE, text(&app))
}

fn pod(count: usize, is_each_of_its_own: bool) -> Vec<(String, String)> {
    let container = |at| {
        let host = if is_each_of_its_own { format!("h{at}") } else { "registry".into() };
        json!({
            "name": format!("c{at}"),
            "resources": {"cpus": 1, "mem": 32},
            "image": {"kind": "DOCKER", "id": format!("{host}.example.com/area/app:{at}")},
            "artifacts": [{"uri": "file:///etc/docker.tar.gz"}],
        })
    };
    let containers: Vec<Value> = (0..count).map(container).collect();
    one(FILE, text(&json!({"id": "/pod", "containers": containers})))
}
