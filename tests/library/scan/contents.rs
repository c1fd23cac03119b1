//! Files of every size come out whole, whatever chunk a name lies in.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use pullconfig::scan::{ScannedFile, Selection, scan};

use super::{CREDENTIAL, Tree};

const CHUNK: usize = 64 << 10;

#[test]
fn a_name_across_the_border_of_two_chunks_is_found() {
    let tree = Tree::new("");
    let name = br".docker\/config.json";
    let mut expected = Vec::new();
    for border in [CHUNK, 2 * CHUNK, 3 * CHUNK] {
        for before in 0..=name.len() {
            let start = border - before;
            let path = format!("{border}/{start}");
            let mut bytes = vec![b' '; start];
            bytes.extend_from_slice(name);
            tree.write(&path, &bytes);
            bytes.resize(4 * CHUNK, b' ');
            tree.write(&format!("{path}.long"), &bytes);
            expected.extend([path.clone(), format!("{path}.long")]);
        }
    }
    expected.sort();
    let mut found = tree.found(&tree.selection(&[""]));
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn what_one_file_leaves_in_the_buffer_is_not_found_in_the_next() {
    let tree = Tree::new("");
    let mut bytes = vec![b' '; 2 * CHUNK];
    bytes[CHUNK - 5..][..16].copy_from_slice(b"/docker.tar.gz  ");
    tree.write("0", &bytes);
    for (name, size) in [("1", 0), ("2", 3), ("3", CHUNK - 1), ("4", CHUNK), ("5", CHUNK + 1)] {
        tree.write(name, &vec![b'r'; size]);
    }
    let one = Selection { threads: NonZeroUsize::new(1), ..tree.selection(&[""]) };
    assert_eq!(tree.found(&one), ["0"]);
}

#[test]
fn the_visitor_gets_every_byte() {
    let tree = Tree::new("");
    for size in [100, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 300 * CHUNK + 17] {
        let mut bytes: Vec<u8> = (0..size).map(|at| b'a' + (at % 23) as u8).collect();
        let end = bytes.len() - CREDENTIAL.len();
        bytes[end..].copy_from_slice(CREDENTIAL.as_bytes());
        tree.write("file", &bytes);
        for path in ["", "file"] {
            let scanned = scan(&tree.selection(&[path]), &|file| Some(file.bytes)).unwrap();
            let [ScannedFile { result: Ok(seen), .. }] = &scanned.files[..] else {
                unreachable!("one file, no error")
            };
            assert!(*seen == bytes, "{size} bytes");
            assert_eq!(scanned.stats.files, 1);
        }
    }
}

#[test]
fn further_strings_select_too_and_an_empty_one_selects_everything() {
    let tree = Tree::new(
        "a: https://example.com/registry-login
         b: {}
         c: -",
    );
    let also = |needle: &str| Selection { also: vec![needle.into()], ..tree.selection(&[""]) };
    assert_eq!(tree.found(&also("registry-login")), ["a"]);
    assert_eq!(tree.found(&also("")), ["a", "b", "c"]);
}

#[test]
fn a_visitor_may_pass_files_over() {
    let tree = Tree::new("a.json\nb.json");
    let scanned = scan(&tree.selection(&[""]), &|file| {
        file.path.ends_with("b.json").then_some(file.bytes.len())
    });
    let files = scanned.unwrap().files;
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].path, tree.path("b.json"));
}

#[test]
fn progress_ends_at_the_number_of_files_searched() {
    let tree = Tree::new("a.json\nb.json\nc/d.txt: nothing");
    let progress = Arc::new(AtomicU64::new(0));
    let selection =
        Selection { progress: Some(Arc::clone(&progress)), ..tree.selection(&["", "a.json"]) };
    let stats = scan(&selection, &|_| Some(())).unwrap().stats;
    assert_eq!((stats.files, progress.load(Ordering::Relaxed)), (3, 3));
}

#[test]
fn the_result_does_not_depend_on_the_number_of_threads() {
    let tree = Tree::new("");
    for folder in 0..12 {
        for file in 0..40 {
            tree.write(
                &format!("{folder}/{}/{file}.json", folder * file % 7),
                CREDENTIAL.as_bytes(),
            );
        }
    }
    // More than one task reads this folder.
    for file in 0..1000 {
        tree.write(&format!("large/{file}"), CREDENTIAL.as_bytes());
    }
    let run = |threads| {
        let selection = Selection {
            threads: NonZeroUsize::new(threads),
            ..tree.selection(&["3", "", "large/7"])
        };
        let scanned = scan(&selection, &|file| Some(file.bytes.len())).unwrap();
        let paths: Vec<_> = scanned.files.into_iter().map(|file| file.path).collect();
        (paths, scanned.stats)
    };
    let (paths, stats) = run(1);
    assert_eq!(paths.len(), 1480);
    assert!(paths.is_sorted());
    for threads in 2..=16 {
        assert_eq!(run(threads), (paths.clone(), stats), "{threads} threads");
    }
}

#[test]
fn paths_are_ordered_component_by_component() {
    Tree::new("a-b/x\na/x\na.b/x\na/b/x\nA/x").finds(&["A/x", "a/b/x", "a/x", "a-b/x", "a.b/x"]);
}

#[test]
fn utf_16_is_an_error_where_it_names_credentials() {
    let tree = Tree::new("");
    let utf16 = |text: &str, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(order).collect()
    };
    tree.write("big-endian", &utf16(CREDENTIAL, u16::to_be_bytes));
    let long = format!("{}{CREDENTIAL}", " ".repeat(CHUNK));
    tree.write("little-endian", &utf16(&long, u16::to_le_bytes));
    tree.write("other", &utf16("nothing of the kind", u16::to_le_bytes));
    // Without a byte order mark, and in four bytes.
    let bare = format!("{{{CREDENTIAL}");
    let bare16 =
        |order: fn(u16) -> [u8; 2]| bare.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let bare32 = |order: fn(u32) -> [u8; 4]| -> Vec<u8> {
        bare.chars().flat_map(|c| order(u32::from(c))).collect()
    };
    tree.write("bare-16-be", &bare16(u16::to_be_bytes));
    tree.write("bare-16-le", &bare16(u16::to_le_bytes));
    tree.write("bare-32-be", &bare32(u32::to_be_bytes));
    tree.write("bare-32-le", &bare32(u32::to_le_bytes));
    tree.write("marked-32-be", &[&b"\0\0\xFE\xFF"[..], &bare32(u32::to_be_bytes)].concat());
    tree.write("no text", &[1, 0, 2, 0].repeat(CHUNK));
    let text = "looks like UTF-16 or UTF-32; only UTF-8 is read (save the file as UTF-8)";
    let names = [
        "bare-16-be",
        "bare-16-le",
        "bare-32-be",
        "bare-32-le",
        "big-endian",
        "little-endian",
        "marked-32-be",
    ];
    let found = names.map(|name| format!("! {name}: {text}"));
    tree.finds(&found.each_ref().map(String::as_str));
}
