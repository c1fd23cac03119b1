//! The command lines that are compared: ours, and what people use instead.

use std::path::{Path, PathBuf};

use crate::program::{Program, find};

/// What the file name of a credential URI can look like, as fixed strings.
const NEEDLES: [&str; 10] = [
    ".dockercfg",
    "docker.tar",
    "docker.tgz",
    "docker.tbz2",
    "docker.txz",
    "docker.zip",
    "dockercfg.tar",
    "dockercfg.t",
    "dockercfg.zip",
    ".docker/config.json",
];

/// Prints the file's name when an app in it fetches a credential.
const JQ_DETECT: &str = r#"select(type == "object")
    | select([.uris[]?, .fetch[]?.uri] | any(.[]; test("\\.dockercfg|docker\\.(t|zip)|dockercfg\\.(t|zip)|\\.docker/config\\.json")))
    | input_filename"#;

/// A program to compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rival {
    /// `rg -l` with the same ignore rules as ours.
    Ripgrep,
    /// `grep -rlF`, which knows no ignore rules.
    Grep,
    /// `find | xargs jq`: the shell script that only detects.
    FindJq,
    /// `jq -c .`: reading and printing one file.
    JqCompact,
}

impl Rival {
    /// Every rival.
    pub(crate) const ALL: [Self; 4] = [Self::Ripgrep, Self::Grep, Self::FindJq, Self::JqCompact];

    /// The program files it is made of, first the one that names it.
    pub(crate) fn parts(self) -> &'static [&'static str] {
        match self {
            Self::Ripgrep => &["rg"],
            Self::Grep => &["grep"],
            Self::FindJq => &["jq", "find", "xargs", "sh"],
            Self::JqCompact => &["jq"],
        }
    }

    /// Its command line in `folder`, on `file` if it reads only one; else which part is missing.
    pub(crate) fn program(self, folder: &Path, file: &str) -> Result<Program, String> {
        let mut found = Vec::new();
        for part in self.parts() {
            found.push(find(part).ok_or_else(|| format!("{part} not found"))?);
        }
        let needles = NEEDLES.iter().flat_map(|needle| ["-e", needle]);
        Ok(match self {
            Self::Ripgrep => {
                let args = ["-l", "--hidden", "--no-require-git", "-g", "!.git", "-F"];
                let args = args.into_iter().chain(needles).chain(["."]);
                Program::new("rg -l", &found[0], args, folder)
            }
            Self::Grep => {
                let args = ["-rlF"].into_iter().chain(needles).chain(["."]);
                Program::new("grep -rlF", &found[0], args, folder)
            }
            Self::FindJq => find_jq(&found, folder),
            Self::JqCompact => Program::new("jq -c .", &found[0], ["-c", ".", file], folder),
        })
    }
}

fn find_jq(found: &[PathBuf], folder: &Path) -> Program {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let script =
        format!("\"$2\" . -name '*.json' -type f -print0 | \"$3\" -0 -P{cores} \"$1\" -r \"$4\"");
    let args = [
        "-c".as_ref(),
        script.as_ref(),
        "sh".as_ref(),
        found[0].as_os_str(),
        found[1].as_os_str(),
        found[2].as_os_str(),
        JQ_DETECT.as_ref(),
    ];
    let name = format!("find, xargs -P{cores} jq");
    Program::new(&name, &found[3], args, folder)
}

/// Our own command line: `verb` on `path`, free of any configuration file above it.
pub(crate) fn pullconfig(tool: &Path, verb: &str, path: &str, folder: &Path) -> Program {
    let name = format!("pullconfig {verb}");
    Program::new(&name, tool, [verb, path], folder)
}

/// Our `scan` in the form that a program reads.
pub(crate) fn pullconfig_listing(tool: &Path, path: &str, folder: &Path) -> Program {
    let args = ["scan", "--format", "jsonl", path];
    Program::new("pullconfig scan --format jsonl", tool, args, folder)
}
