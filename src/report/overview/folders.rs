//! Cuts the paths of files to names of folders, by which the files are grouped.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A way to cut the folders of some files to names: `above` is left out at the beginning, and `depth` parts follow.
/// With `above` `apps` and a depth of 1, `apps/web/eu/a.json` is in the folder `web/`.
pub(in crate::report) struct Folders {
    /// The deepest folder that all the files are in.
    pub(super) above: PathBuf,
    /// The number of parts of a path below `above` that make a name.
    depth: usize,
}

impl Folders {
    /// Chooses the depth for `files`: the greatest one up to which there are at most `most` names, and up to which at
    /// most half of the names stand for one file only, because a row for each file would be no overview. It is at
    /// least 1. Each path comes with the label of its clusters, or with an empty text; a name counts once for each
    /// label.
    pub(in crate::report) fn of<'p, P: Iterator<Item = (String, &'p Path)>>(
        files: impl Fn() -> P,
        most: usize,
    ) -> Self {
        let folders = || files().filter_map(|(_, path)| path.parent());
        let mut above = folders().next().unwrap_or(Path::new("")).to_owned();
        while !folders().all(|folder| folder.starts_with(&above)) && above.pop() {}
        let start = above.components().count();
        let deepest = folders().map(|folder| folder.components().count() - start).max();
        let mut cut = Folders { above, depth: 1 };
        for depth in 2..=deepest.unwrap_or(0) {
            let deeper = Folders { above: cut.above.clone(), depth };
            let mut names: BTreeMap<(String, String), usize> = BTreeMap::new();
            for (label, path) in files() {
                *names.entry((label, deeper.name(path))).or_default() += 1;
            }
            let single = names.values().filter(|&&files| files == 1).count();
            if names.len() > most || single > names.len() / 2 {
                break;
            }
            cut = deeper;
        }
        cut
    }

    /// Returns folders whose names have one part more.
    pub(super) fn deeper(self) -> Self {
        Folders { depth: self.depth + 1, ..self }
    }

    /// Returns the heading of a column of these names.
    pub(super) fn heading(&self) -> String {
        match self.above.as_os_str().is_empty() {
            true => "folder".into(),
            false => format!("folder in {}/", self.above.display()),
        }
    }

    /// Returns the name of the folder of the file `path`, with a slash at the end. It is `./` for a file directly in
    /// the folder `above`.
    pub(in crate::report) fn name(&self, path: &Path) -> String {
        let folder = path.parent().unwrap_or(Path::new(""));
        let below = folder.strip_prefix(&self.above).unwrap_or(folder);
        let name: PathBuf = below.components().take(self.depth).collect();
        match name.as_os_str().is_empty() {
            true => "./".into(),
            false => format!("{}/", name.to_string_lossy()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Folders;

    #[test]
    fn folders_are_as_deep_as_there_is_room() {
        let paths = [
            "x/dev/a/1.json",
            "x/dev/a/2.json",
            "x/dev/b/3.json",
            "x/dev/b/4.json",
            "x/prod/a/c/5.json",
            "x/6.json",
        ];
        let names = |most| {
            let files = || paths.iter().map(|path| (String::new(), Path::new(*path)));
            let folders = Folders::of(files, most);
            let mut names = paths.map(|path| folders.name(Path::new(path))).to_vec();
            names.dedup();
            names
        };
        assert_eq!(names(1), ["dev/", "prod/", "./"]);
        assert_eq!(names(3), ["dev/", "prod/", "./"]);
        assert_eq!(names(4), ["dev/a/", "dev/b/", "prod/a/c/", "./"]);
    }

    #[test]
    fn a_row_for_each_file_is_no_overview() {
        let paths = ["dev/a/1.json", "dev/b/2.json", "prod/a/3.json"];
        let files = || paths.iter().map(|path| (String::new(), Path::new(*path)));
        let folders = Folders::of(files, 10);
        assert_eq!(paths.map(|path| folders.name(Path::new(path))), ["dev/", "dev/", "prod/"]);
    }
}
