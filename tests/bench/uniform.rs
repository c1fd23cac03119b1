//! Tree (a), folders full of app definitions, and the files of (c), one long array of apps.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::app::{Kind, WORDS, app};
use crate::layout::Layout;
use crate::planter::{Census, Planter};
use crate::random::Random;

const FILES: usize = 100_000;
const FOLDERS: usize = 2_000;
/// Folders per folder.
const FAN_OUT: usize = 6;

/// Sizes of the three arrays of (c), smallest first: name and number of apps.
pub(crate) const ARRAYS: [(&str, usize); 3] =
    [("apps-1k.json", 1_000), ("apps-10k.json", 10_000), ("apps-100k.json", 100_000)];

/// Writes (a): 100,000 apps, one a file, 2 % of them with a credential URI, an eighth of those blocked.
pub(crate) fn folders(root: &Path) -> io::Result<Census> {
    let mut planter = Planter::new(root)?;
    // The edge of a repository: no program may look for ignore files above it.
    planter.folder(".git")?;
    for folder in 0..FOLDERS {
        let path = folder_path(folder);
        for place in 0..FILES / FOLDERS {
            let number = folder * (FILES / FOLDERS) + place;
            let mut random = Random::new(number as u64);
            let layout = Layout::vary(&mut random);
            let kind = match number % 400 {
                17 => Kind::Blocked,
                rest if rest % 50 == 17 => Kind::Convertible,
                _ => Kind::Plain,
            };
            let name = format!("{}-{number}", random.pick(&WORDS));
            let want = random.within(1_100..3_800);
            let value = app(&mut random, &format!("/{path}{name}"), kind, &layout, want);
            let path = format!("{path}{name}.json");
            let text = layout.file(&value);
            if kind == Kind::Plain {
                planter.file(&path, text.as_bytes())?;
            } else {
                planter.mention(&path, text.as_bytes())?;
            }
        }
    }
    Ok(planter.census())
}

/// The path of the folder with this number, with a slash at its end; 0 is the root.
fn folder_path(number: usize) -> String {
    if number == 0 {
        return String::new();
    }
    let parent = folder_path((number - 1) / FAN_OUT);
    format!("{parent}{}-{number}/", WORDS[number % WORDS.len()])
}

/// Writes (c): arrays of apps, 1 % to convert and 1 % blocked.
pub(crate) fn arrays(root: &Path) -> io::Result<Census> {
    let planter = Planter::new(root)?;
    planter.folder(".git")?;
    let mut census = planter.census();
    for (name, count) in ARRAYS {
        census.bytes += array(&root.join(name), count)?;
        census.files += 1;
        census.mentions += 1;
    }
    Ok(census)
}

fn array(path: &Path, count: usize) -> io::Result<u64> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut text = String::new();
    let mut bytes = 0;
    for number in 0..count {
        let mut random = Random::new(1_000_000 + number as u64);
        let kind = match number % 100 {
            31 => Kind::Convertible,
            67 => Kind::Blocked,
            _ => Kind::Plain,
        };
        let (area, word) = (random.pick(&WORDS), random.pick(&WORDS));
        let id = format!("/{area}/{word}-{number}");
        let want = random.within(1_445..2_245);
        let value = app(&mut random, &id, kind, &Layout::COMMON, want);
        text.clear();
        text.push_str(if number == 0 { "[\n  " } else { ",\n  " });
        Layout::COMMON.write(&value, 1, &mut text);
        bytes += text.len() as u64;
        file.write_all(text.as_bytes())?;
    }
    file.write_all(b"\n]\n")?;
    file.flush()?;
    Ok(bytes + 3)
}
