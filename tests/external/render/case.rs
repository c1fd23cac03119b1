//! `fixtures/templates/SYNTAX/CASE/`: `before.EXT`, `after.EXT` unless it stays as it is,
//! `values.json` with a list of sets of values, and, where they are needed, `arguments` of the
//! program and the `engine`.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::folder::{entries, root};
use crate::support::program::{Run, program};

/// One template.
pub(crate) struct Case {
    /// `SYNTAX/CASE`.
    pub(crate) name: String,
    /// The name of the file, which may tell its syntax.
    pub(crate) file: String,
    /// The template.
    pub(crate) before: String,
    /// What the fixture says it becomes.
    pub(crate) after: String,
    /// Several sets of values.
    pub(crate) values: Vec<Value>,
    /// The only engine that renders it, if there are several for its syntax.
    pub(crate) engine: Option<String>,
    arguments: String,
    folder: PathBuf,
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

impl Case {
    /// All cases, in the order of their names.
    pub(crate) fn all() -> Vec<Case> {
        let root = root().join("fixtures/templates");
        let syntaxes = entries(&root).into_iter().filter(|path| path.is_dir());
        syntaxes
            .flat_map(|syntax| entries(&syntax))
            .map(|folder| Case::read(&root, &folder))
            .collect()
    }

    fn read(root: &Path, folder: &Path) -> Case {
        let text = |name: &str| fs::read_to_string(folder.join(name)).ok();
        let case = folder.strip_prefix(root).unwrap_or(folder).to_string_lossy().into_owned();
        let files = entries(folder).into_iter().map(|path| name(&path));
        let mut before = files.filter(|name| name.starts_with("before."));
        let file = before.next().unwrap_or_else(|| panic!("{case} has no file before"));
        let values = text("values.json").unwrap_or_else(|| panic!("{case} has no values.json"));
        let values: Vec<Value> =
            serde_json::from_str(&values).unwrap_or_else(|error| panic!("{case}: {error}"));
        assert!(!values.is_empty(), "{case} has no values");
        let before = text(&file).unwrap_or_default();
        Case {
            after: text(&file.replacen("before", "after", 1)).unwrap_or_else(|| before.clone()),
            engine: text("engine").map(|engine| engine.trim().to_owned()),
            arguments: text("arguments").unwrap_or_default(),
            folder: folder.to_owned(),
            name: case,
            file,
            before,
            values,
        }
    }

    /// Makes `after` what the fixture says; a template that stays as it is has no file after.
    pub(crate) fn overwrite(&mut self, after: &str) {
        let path = self.folder.join(self.file.replacen("before", "after", 1));
        if after == self.before {
            let _ = fs::remove_file(&path);
        } else {
            fs::write(&path, after).expect("a file");
        }
        self.after = after.to_owned();
    }
}

/// What the program makes of the templates.
pub(crate) fn after(cases: &[&Case]) -> Vec<String> {
    let befores = cases.iter().map(|&case| (case, case.file.as_str(), case.before.as_str()));
    converted(&befores.collect::<Vec<_>>())
}

/// What the program makes of `texts` (a case, the name of a file and its content), in their order.
///
/// Each in a run of its own: two files of one run may want the same secret for different things.
pub(crate) fn converted(texts: &[(&Case, &str, &str)]) -> Vec<String> {
    texts.iter().map(|(case, file, text)| converted_one(case, file, text)).collect()
}

fn converted_one(case: &Case, file: &str, text: &str) -> String {
    let mut command = program(root(), &["apply", "--quiet", "-", "--stdin-filename", file]);
    command.args(case.arguments.split_whitespace());
    let run = Run::with_input(&mut command, text.as_bytes());
    assert!(run.code == Some(0), "{}: {}\n{text}", case.name, run.stderr);
    run.stdout
}
