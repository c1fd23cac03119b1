//! Tree (b): a repository of many projects, most of whose files are none of our business.
//!
//! Ignore files stand at three levels: the root's ignores `node_modules/`, logs and `dist/`; an
//! area's `target/` and `generated/`; a project's `vendor/`, and it takes back some of the others.
//! A credential URI also stands where no program may look: in ignored folders and in `.git`.

use std::io;
use std::path::Path;

use crate::app::{Kind, WORDS, app};
use crate::layout::Layout;
use crate::planter::{Census, Planter};
use crate::prose;
use crate::random::Random;

const FILES: u64 = 200_000;
const AREAS: usize = 20;
const PROJECTS_PER_AREA: usize = 19;
const PROJECTS: usize = AREAS * PROJECTS_PER_AREA;
/// Files of each kind in a project, apart from its dependencies.
const APPS: usize = 22;
const MANIFESTS: usize = 5;
const SOURCES: usize = 222;
const GENERATED: usize = 20;
const LOGS: usize = 6;
const GIT_OBJECTS: usize = 25_600;

const ROOT_IGNORE: &str = "# What the tools leave behind\nnode_modules/\n*.log\n!keep.log\n\
    /dist/\n.cache\n*.py[cod]\n**/tmp/*.json\n.idea/\n*~\n";
const AREA_IGNORE: &str = "target/\ngenerated/\n*.bak\n";

/// Writes the tree; the number of files is exact, the folders share them evenly.
pub(crate) fn repository(root: &Path) -> io::Result<Census> {
    let mut planter = Planter::new(root)?;
    planter.file(".gitignore", ROOT_IGNORE.as_bytes())?;
    git_store(&mut planter)?;
    for area in 0..AREAS {
        let path = format!("areas/{}/.gitignore", area_name(area));
        planter.file(&path, AREA_IGNORE.as_bytes())?;
    }
    for number in 0..PROJECTS {
        own_files(&mut planter, number)?;
    }
    let left = usize::try_from(FILES - planter.files()).expect("fits");
    for number in 0..PROJECTS {
        let share = left / PROJECTS + usize::from(number < left % PROJECTS);
        dependencies(&mut planter, number, share)?;
    }
    Ok(planter.census())
}

fn area_name(area: usize) -> String {
    format!("{}-{area}", WORDS[area % WORDS.len()])
}

fn project_path(number: usize) -> String {
    let name = WORDS[(number * 7) % WORDS.len()];
    let area = area_name(number / PROJECTS_PER_AREA);
    format!("areas/{area}/{name}-{number}")
}

/// A store as git keeps it; ten of its objects would match if they were read.
fn git_store(planter: &mut Planter) -> io::Result<()> {
    planter.file(".git/HEAD", b"ref: refs/heads/main\n")?;
    planter.file(".git/config", b"[core]\n\trepositoryformatversion = 0\n")?;
    planter.file(".git/info/exclude", b"# nothing\n")?;
    let mut random = Random::new(2_000_000);
    for number in 0..GIT_OBJECTS {
        let mut path = format!(".git/objects/{:02x}/", number % 256);
        for _ in 0..19 {
            path.push_str(&format!("{:02x}", random.below(256)));
        }
        let len = random.within(150..3_000);
        let bytes = random.bytes(len);
        if number % 2_560 == 99 {
            planter.mention(&path, b"blob\n\"uris\": [\"file:///etc/docker.tar.gz\"]\n")?;
        } else {
            planter.file(&path, &bytes)?;
        }
    }
    Ok(())
}

/// What the project's team wrote, and its ignore file.
fn own_files(planter: &mut Planter, number: usize) -> io::Result<()> {
    let base = project_path(number);
    let mut random = Random::new(3_000_000 + number as u64);
    planter.file(&format!("{base}/.gitignore"), project_ignore(number).as_bytes())?;
    for at in 0..APPS {
        let kind = match (at, number % 8) {
            (3, 0..4) => Kind::Convertible,
            (3, 4) => Kind::Blocked,
            _ => Kind::Plain,
        };
        let stage = ["dev", "test", "prod"][at % 3];
        plant_app(planter, &mut random, &format!("{base}/deploy/{stage}/app-{at}.json"), kind)?;
    }
    for at in 0..MANIFESTS {
        plant_manifest(planter, &mut random, &format!("{base}/settings-{at}.json"))?;
    }
    for at in 0..SOURCES {
        let extension = ["js", "py", "js", "yaml", "sh", "js", "md", "py", "yaml", "js"][at % 10];
        let path = format!("{base}/src/part-{}/file-{at}.{extension}", at / 12);
        let want = random.within(500..6_000);
        let mut text = prose::source(&mut random, extension, want);
        if number % 19 == 7 && at == 3 + number % 4 {
            text.push_str(prose::mention(extension));
            planter.mention(&path, text.as_bytes())?;
        } else {
            planter.file(&path, text.as_bytes())?;
        }
    }
    ignored_files(planter, &mut random, &base, number)
}

/// Logs and generated files, which the ignore files above cover, some of them taken back.
fn ignored_files(
    planter: &mut Planter,
    random: &mut Random,
    base: &str,
    number: usize,
) -> io::Result<()> {
    for at in 0..LOGS {
        let name = if at == 0 { "keep".into() } else { format!("run-{at}") };
        let text = prose::source(random, "log", 2_000);
        planter.file(&format!("{base}/logs/{name}.log"), text.as_bytes())?;
    }
    for at in 0..GENERATED {
        if at == 0 {
            let kind = if number % 20 < 2 { Kind::Convertible } else { Kind::Plain };
            plant_app(planter, random, &format!("{base}/generated/app.json"), kind)?;
        } else {
            let text = prose::source(random, "js", 3_000);
            planter.file(&format!("{base}/generated/out-{at}.js"), text.as_bytes())?;
        }
    }
    Ok(())
}

fn project_ignore(number: usize) -> String {
    let mut text = String::from("*.tmp\n/build/\n.env\n");
    if number.is_multiple_of(5) {
        text.push_str("!generated/\n");
    }
    text.push_str(match number % 4 {
        2 => "/vendor/\n",
        3 => "/vendor/*\n!/vendor/kept/\n",
        _ => "",
    });
    text
}

/// Other people's code: `node_modules/`, `target/`, `vendor/`, or a `vendor/` that is kept in part.
fn dependencies(planter: &mut Planter, number: usize, share: usize) -> io::Result<()> {
    let base = project_path(number);
    let mut random = Random::new(4_000_000 + number as u64);
    for at in 0..share {
        let package = format!("{}-{}", WORDS[at / 8 % WORDS.len()], at / 8);
        let folder = match number % 4 {
            0 if at % 16 > 8 => format!("node_modules/{package}/node_modules/inner"),
            0 => format!("node_modules/{package}"),
            1 => format!("target/debug/{package}"),
            2 => format!("vendor/{package}"),
            _ if at % 24 < 8 => format!("vendor/kept/{package}"),
            _ => format!("vendor/{package}"),
        };
        let path = format!("{base}/{folder}/file-{at}");
        if at % 7 == 0 {
            let hit = number % 9 == 4 && at == 7 * (1 + number % 5);
            if hit {
                plant_app(planter, &mut random, &format!("{path}.json"), Kind::Convertible)?;
            } else {
                plant_manifest(planter, &mut random, &format!("{path}.json"))?;
            }
        } else if number % 4 == 1 {
            let len = random.within(2_000..12_000);
            planter.file(&format!("{path}.rmeta"), &random.bytes(len))?;
        } else {
            let extension = if number.is_multiple_of(4) { "js" } else { "py" };
            let want = random.within(500..6_000);
            let text = prose::source(&mut random, extension, want);
            planter.file(&format!("{path}.{extension}"), text.as_bytes())?;
        }
    }
    Ok(())
}

fn plant_app(planter: &mut Planter, random: &mut Random, path: &str, kind: Kind) -> io::Result<()> {
    let layout = Layout::vary(random);
    let want = random.within(1_100..3_800);
    let id = format!("/{}", path.trim_end_matches(".json").trim_start_matches("areas/"));
    let value = app(random, &id, kind, &layout, want);
    let text = layout.file(&value);
    if kind == Kind::Plain {
        planter.file(path, text.as_bytes())
    } else {
        planter.mention(path, text.as_bytes())
    }
}

fn plant_manifest(planter: &mut Planter, random: &mut Random, path: &str) -> io::Result<()> {
    let layout = Layout::vary(random);
    let text = layout.file(&prose::manifest(random));
    planter.file(path, text.as_bytes())
}
