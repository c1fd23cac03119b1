//! Reads `CODEOWNERS`, a file that tells who reviews which files of a repository.
//!
//! It reads what GitHub and GitLab have in common, and GitLab's sections. A pattern means what it means in a
//! `.gitignore`, but `!` has no meaning. The last pattern that matches a path decides.

use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::repository::Repository;

/// The owners of the files of a repository.
#[derive(Debug)]
pub struct Owners {
    repository: Repository,
    /// The globs of all patterns, in the order of the file.
    globs: GlobSet,
    /// The owners of each glob, as the file spells them, in the order of `globs`. A text may be empty.
    names: Vec<String>,
}

impl Owners {
    /// The paths, from the top of the repository, at which the file may be. The first one that exists is read.
    pub const PLACES: [&str; 4] =
        [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

    /// Reads `text`, the content of the file in `repository`. Lines that have no valid pattern are passed over, as
    /// GitHub does.
    #[must_use]
    pub fn parse(text: &str, repository: Repository) -> Self {
        let mut globs = GlobSetBuilder::new();
        let mut names = Vec::new();
        let mut section = String::new();
        for line in text.lines() {
            let line = line.trim();
            if line.starts_with('[') || line.starts_with("^[") {
                let default = line.rsplit(']').next().unwrap_or_default();
                section = joined(default.split_whitespace());
                continue;
            }
            let (pattern, owners) = split(line);
            if pattern.is_empty() {
                continue;
            }
            let own = joined(owners.split_whitespace().take_while(|word| !word.starts_with('#')));
            let owner = if own.is_empty() { section.clone() } else { own };
            for glob in patterns(&pattern) {
                let glob = GlobBuilder::new(&glob).literal_separator(true).build();
                if let Ok(glob) = glob {
                    globs.add(glob);
                    names.push(owner.clone());
                }
            }
        }
        // Each glob is valid, so the set fails only if it is too large. Then no file has an owner.
        let globs = globs.build().unwrap_or_else(|_| GlobSet::empty());
        Owners { repository, globs, names }
    }

    /// Returns the owners of the file at `path`, in one text; `None` if it has no owner.
    #[must_use]
    pub fn of(&self, path: &Path) -> Option<&str> {
        let last = self.globs.matches(self.repository.name(path)).into_iter().max()?;
        Some(&*self.names[last]).filter(|names| !names.is_empty())
    }
}

fn joined<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.collect::<Vec<_>>().join(" ")
}

/// Splits a line into its pattern and the rest. A blank after a backslash belongs to the pattern. For a comment, both
/// are empty.
fn split(line: &str) -> (String, &str) {
    let mut pattern = String::new();
    let mut characters = line.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '#' if at == 0 => return (String::new(), ""),
            '\\' => match characters.next() {
                Some((_, c @ (' ' | '#'))) => pattern.push(c),
                Some((_, c)) => pattern.extend(['\\', c]),
                None => {}
            },
            c if c.is_whitespace() => return (pattern, &line[at..]),
            c => pattern.push(c),
        }
    }
    (pattern, "")
}

/// Returns the globs of a pattern. A name may be that of a file or of a folder, so that there is one glob for the file,
/// and one for all files below the folder. `docs/` means only the folder, and `docs/*` only files directly in it.
fn patterns(pattern: &str) -> Vec<String> {
    let is_folder = pattern.ends_with('/');
    let bare = pattern.trim_end_matches('/');
    let rooted = bare.trim_start_matches('/');
    let is_anchored = bare.starts_with('/') || rooted.contains('/');
    if rooted.is_empty() {
        return vec!["**".into()];
    }
    let glob = if is_anchored { rooted.to_owned() } else { format!("**/{rooted}") };
    let below = format!("{glob}/**");
    if is_folder {
        vec![below]
    } else if is_anchored && rooted.ends_with("/*") {
        vec![glob]
    } else {
        vec![glob, below]
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Owners, Repository};

    #[test]
    fn the_last_pattern_counts() {
        let repository = || Repository::around(Path::new("/"));
        let owners = Owners::parse(
            "# all\n*  @all\n*.js @js # inline\n/build/logs/ @logs\ndocs/* @docs\napps/ @apps\n/apps/none\n\
             a\\ b/ @blank\n/*/booking/ @booking\n[Data][2] @data\nsql/\n^[More] @more @extra\n/x\n",
            repository(),
        );
        let cases = [
            ("web.json", "@all"),
            ("lib/x.js", "@js"),
            ("build/logs/a/b", "@logs"),
            ("sub/build/logs/a", "@all"),
            ("docs/a.md", "@docs"),
            ("docs/in/a.md", "@all"),
            ("team/apps/a/b.json", "@apps"),
            ("a b/c", "@blank"),
            ("prod/booking/web.json", "@booking"),
            ("booking/web.json", "@all"),
            ("db/sql/a", "@data"),
            ("x/y", "@more @extra"),
        ];
        for (path, owner) in cases {
            assert_eq!(owners.of(Path::new(path)), Some(owner), "{path}");
        }
        assert_eq!(owners.of(Path::new("apps/none/a.json")), None);
        assert_eq!(Owners::parse("", repository()).of(Path::new("a")), None);
    }
}
