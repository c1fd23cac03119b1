//! Which files of the crate use items of which others, by their `use` lines and the paths in their code.
//!
//! A name is followed through re-exports to the file that defines it. `mod.rs` knows the files of its
//! folder by nature; only paths that begin with `crate` or `super` count.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// Names of modules from the root of the crate, then perhaps that of an item.
type ModulePath = Vec<String>;

/// The files of the crate, each by the path of its module.
pub(super) struct CrateFiles {
    modules: BTreeMap<ModulePath, Module>,
}

struct Module {
    /// The path of the file below `src/`.
    file: String,
    /// The code without comments, `use` lines and tests.
    code: String,
    /// What the `use` lines bring in, by the name it has here.
    imports: HashMap<String, Import>,
}

struct Import {
    path: ModulePath,
    /// Whether the path begins with `crate` or `super`.
    counts: bool,
}

/// The item at the end of a path.
struct Target {
    /// The module that defines it.
    module: ModulePath,
    /// Whether it is that module itself.
    is_module: bool,
}

impl CrateFiles {
    /// Takes the files apart; `files` are their paths below `src/` with their texts.
    pub(super) fn new(files: Vec<(String, String)>) -> Self {
        let mut modules = BTreeMap::new();
        for (file, text) in files {
            let local = Path::new(&file).with_extension("");
            let mut path: ModulePath =
                local.iter().map(|name| name.to_string_lossy().into_owned()).collect();
            if path.last().is_some_and(|last| last == "mod" || last == "lib") {
                path.pop();
            }
            let module = Module { file, code: without_comments(&text), imports: HashMap::new() };
            modules.insert(path, module);
        }
        let paths: BTreeSet<ModulePath> = modules.keys().cloned().collect();
        for (path, module) in &mut modules {
            let (uses, code) = parted(&module.code);
            for (segments, name) in uses.iter().flat_map(|line| expanded(line)) {
                let Some(target) = absolute(path, &segments, &paths) else { continue };
                let counts = segments[0] == "crate" || segments[0] == "super";
                module.imports.insert(name, Import { path: target, counts });
            }
            module.code = code;
        }
        CrateFiles { modules }
    }

    /// Returns the circles, each as the paths of its files in order.
    pub(super) fn circles(&self) -> Vec<Vec<String>> {
        let edges: BTreeMap<&ModulePath, BTreeSet<ModulePath>> =
            self.modules.keys().map(|path| (path, self.used_by(path))).collect();
        let reach: BTreeMap<&ModulePath, BTreeSet<&ModulePath>> =
            self.modules.keys().map(|path| (path, reachable(path, &edges))).collect();
        let mut circles = BTreeSet::new();
        for (path, reached) in &reach {
            if reached.contains(path) {
                let around = reached.iter().filter(|other| reach[*other].contains(path));
                let files: BTreeSet<String> =
                    around.map(|other| self.modules[*other].file.clone()).collect();
                circles.insert(files);
            }
        }
        circles.into_iter().map(|files| files.into_iter().collect()).collect()
    }

    /// Returns the modules of whose files the one at `path` uses something.
    fn used_by(&self, path: &ModulePath) -> BTreeSet<ModulePath> {
        let module = &self.modules[path];
        let mut used = BTreeSet::new();
        for (name, import) in module.imports.iter().filter(|(_, import)| import.counts) {
            let target = self.target(&import.path);
            let names = if target.is_module { names_after(&module.code, name) } else { Vec::new() };
            if names.is_empty() {
                used.insert(target.module);
            }
            for item in names {
                used.insert(self.target(&[&import.path[..], &[item]].concat()).module);
            }
        }
        let paths: BTreeSet<ModulePath> = self.modules.keys().cloned().collect();
        for start in ["crate", "super"] {
            for at in starts(&module.code, &format!("{start}::")) {
                let segments = segments(&module.code[at..]);
                if let Some(target) = absolute(path, &segments, &paths) {
                    used.insert(self.target(&target).module);
                }
            }
        }
        used.remove(path);
        used
    }

    /// Follows a path to the file that defines what it names.
    fn target(&self, path: &[String]) -> Target {
        let mut depth = 0;
        while depth < path.len() && self.modules.contains_key(&path[..=depth]) {
            depth += 1;
        }
        let module = path[..depth].to_vec();
        let Some(name) = path.get(depth) else { return Target { module, is_module: true } };
        match self.modules[&module].imports.get(name) {
            // A name that is imported under itself would be followed for ever.
            Some(import) if !path.starts_with(&import.path) => {
                self.target(&[&import.path[..], &path[depth + 1..]].concat())
            }
            _ => Target { module, is_module: false },
        }
    }
}

/// Returns the modules that can be reached from `start` in one step or more.
fn reachable<'m>(
    start: &'m ModulePath,
    edges: &'m BTreeMap<&ModulePath, BTreeSet<ModulePath>>,
) -> BTreeSet<&'m ModulePath> {
    let mut seen = BTreeSet::new();
    let mut open = vec![start];
    while let Some(path) = open.pop() {
        open.extend(edges[path].iter().filter(|next| seen.insert(*next)));
    }
    seen
}

/// Returns the text without comments and without the tests at its end.
fn without_comments(text: &str) -> String {
    let end = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
    let lines = text[..end].lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Returns the trees of the `use` lines, and the rest of the code.
fn parted(code: &str) -> (Vec<String>, String) {
    let (mut uses, mut rest, mut last) = (Vec::new(), String::new(), 0);
    for at in starts(code, "use ") {
        if at < last {
            continue;
        }
        let Some(length) = code[at..].find(';') else { continue };
        uses.push(code[at + "use ".len()..at + length].to_owned());
        rest.push_str(&code[last..at]);
        last = at + length;
    }
    rest.push_str(&code[last..]);
    (uses, rest)
}

/// Returns the paths in the tree of a `use` line, each with the name that it brings in.
fn expanded(tree: &str) -> Vec<(ModulePath, String)> {
    let tree = tree.trim();
    let Some((head, body)) = tree.split_once('{') else {
        let (path, alias) = tree.split_once(" as ").map_or((tree, None), |(a, b)| (a, Some(b)));
        let path: ModulePath = path.split("::").map(|name| name.trim().to_owned()).collect();
        let name =
            alias.map_or_else(|| path[path.len() - 1].clone(), |name| name.trim().to_owned());
        return vec![(path, name)];
    };
    let head: ModulePath = head
        .split("::")
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    let body = body.rsplit_once('}').map_or(body, |(body, _)| body);
    let mut depth = 0;
    let is_comma = |c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    };
    let parts = body.split(is_comma).filter(|part| !part.trim().is_empty());
    let within = |(path, name): (ModulePath, String)| match (path.as_slice(), head.last()) {
        ([own], Some(last)) if own == "self" => (head.clone(), last.clone()),
        _ => ([&head[..], &path[..]].concat(), name),
    };
    parts.flat_map(expanded).map(within).collect()
}

/// Returns a path from the root of the crate; none if it leads to another crate.
fn absolute(
    module: &ModulePath,
    segments: &[String],
    modules: &BTreeSet<ModulePath>,
) -> Option<ModulePath> {
    let supers = segments.iter().take_while(|segment| *segment == "super").count();
    match segments.first()?.as_str() {
        "crate" => Some(segments[1..].to_vec()),
        "self" => Some([&module[..], &segments[1..]].concat()),
        "super" => {
            let around = &module[..module.len().checked_sub(supers)?];
            Some([around, &segments[supers..]].concat())
        }
        first => {
            let child = [&module[..], &[first.to_owned()]].concat();
            modules.contains(&child).then(|| [&module[..], segments].concat())
        }
    }
}

/// Returns where `word` begins in `code`, not in the middle of another word or path.
fn starts(code: &str, word: &str) -> Vec<usize> {
    let begins =
        |at: &usize| !code[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
    code.match_indices(word).map(|(at, _)| at).filter(begins).collect()
}

/// Returns the names of the path that begins `code`.
fn segments(code: &str) -> ModulePath {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let path = code.split(|c| !is_part(c)).next().unwrap_or_default();
    path.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Returns the names that stand after `module::` in the code.
fn names_after(code: &str, module: &str) -> Vec<String> {
    let paths = starts(code, &format!("{module}::"));
    paths.into_iter().filter_map(|at| segments(&code[at..]).get(1).cloned()).collect()
}
