//! A folder with definitions, and runs in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::support::program::{Run, program};

/// A definition that can be converted.
pub(crate) const APP: &str = r#"{
  "id": "/web",
  "cmd": "true",
  "container": {"type": "DOCKER", "docker": {"image": "registry.example/web:1", "network": "HOST"}},
  "uris": ["file:///etc/docker.tar.gz"]
}
"#;

/// A temporary folder.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn empty() -> Self {
        Folder(TempDir::new().expect("a temporary folder"))
    }

    /// With definitions of these names.
    pub(crate) fn with(names: &[&str]) -> Self {
        let folder = Self::empty();
        names.iter().for_each(|name| folder.write(name, APP));
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.at(name);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.at(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names in the folder, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        Self::names_in(self.path())
    }

    /// The names in any folder, sorted.
    pub(crate) fn names_in(folder: &Path) -> Vec<String> {
        let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
        let names = fs::read_dir(folder).expect("a folder").map(name);
        let mut names: Vec<String> = names.map(|it| it.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(self.path(), arguments);
        command.stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&mut self.command(arguments))
    }

    /// A run whose stdout nobody reads.
    pub(crate) fn run_unread(&self, arguments: &[&str], input: Option<&str>) -> Run {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        let mut command = self.command(arguments);
        if let Some(input) = input {
            command.stdin(fs::File::open(self.at(input)).expect("a file"));
        }
        command.stdout(writer).stderr(Stdio::piped());
        drop(reader);
        let child = command.spawn().expect("it runs");
        drop(command);
        child.wait_with_output().expect("it ends").into()
    }
}

/// What the definition becomes.
pub(crate) fn converted() -> String {
    let folder = Folder::with(&["web.json"]);
    assert_eq!(folder.run(&["apply", "web.json"]).code, Some(0));
    folder.read("web.json")
}
