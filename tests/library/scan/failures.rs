//! What goes wrong with one file is that file's error, and the run goes on.

use std::fs;

use pullconfig::scan::{Selection, scan};

use super::Tree;

#[test]
fn a_panic_in_the_visitor_is_an_error_of_that_file() {
    let tree = Tree::new("a.json\nb.json\nc.json");
    let scanned = scan(&tree.selection(&[""]), &|file| {
        assert!(!file.path.ends_with("b.json"), "cannot digest this");
        Some(())
    });
    let files = scanned.unwrap().files;
    let errors: Vec<String> =
        files.iter().filter_map(|file| Some(file.result.as_ref().err()?.to_string())).collect();
    let path = tree.path("b.json");
    let text = "internal error (cannot digest this): this is a bug, please report it";
    assert_eq!(errors, [format!("{}: {text}", path.display())]);
    assert_eq!(files.len(), 3);
}

#[test]
fn files_beyond_four_gigabytes_are_not_loaded() {
    let tree = Tree::new("big.json\nsmall.json");
    let file = fs::OpenOptions::new().append(true).open(tree.path("big.json")).unwrap();
    // Sparse: takes no room on the disk.
    file.set_len((4 << 30) + 1).unwrap();
    let expected = ["! big.json: too large: only files up to 4 GiB are loaded", "small.json"];
    tree.finds(&expected);
    assert_eq!(tree.found(&tree.selection(&["big.json"])), [expected[0]]);
}

/// There, some files have no end and others wait for events.
#[cfg(target_os = "linux")]
#[test]
fn views_of_the_kernel_are_not_searched() {
    for path in ["/proc", "/proc/self", "/sys/kernel"] {
        let selection = Selection { paths: vec![path.into()], ..Selection::default() };
        let expected = format!("! {path}: a view of the kernel, not a folder of files");
        assert_eq!(super::found(&selection), [expected]);
    }
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::io::Write;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::UnixListener;
    use std::path::Path;
    use std::process::Command;

    use super::super::{CREDENTIAL, visited};
    use super::{Selection, Tree, fs};

    fn chmod(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Through the program, without root's privileges where the tests have them.
    #[test]
    fn files_of_another_owner_are_read_like_ones_own() {
        let tree = Tree::new("a.json\nb/c.json\nb/d.json");
        chmod(tree.root(), 0o755);
        let mut scan = Command::new("setpriv");
        scan.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
        scan.arg(env!("CARGO_BIN_EXE_pullconfig")).args(["scan", "."]).current_dir(tree.root());
        let answer = scan.output();
        let Some(output) = answer.ok().filter(|output| !output.stdout.is_empty()) else {
            let text = b"skipped: only root can become somebody else, by setpriv\n";
            std::io::stderr().write_all(text).unwrap();
            return;
        };
        let text = String::from_utf8_lossy(&output.stdout);
        let places = text.lines().filter_map(|line| line.split_once(":1:1: "));
        let found: Vec<&str> = places.map(|(file, _)| file).collect();
        assert_eq!(found, ["a.json", "b/c.json", "b/d.json"], "{text}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }

    /// Whoever asks which definitions are still looked at is not to be told "all, by a scan".
    #[test]
    #[cfg(target_os = "linux")]
    fn a_walk_leaves_the_time_of_the_last_access() {
        use std::time::{Duration, SystemTime};
        let tree = Tree::new("a.json\nb.txt: nothing");
        let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        for name in ["a.json", "b.txt"] {
            let file = fs::OpenOptions::new().append(true).open(tree.path(name)).unwrap();
            file.set_times(fs::FileTimes::new().set_accessed(long_ago)).unwrap();
        }
        tree.finds(&["a.json"]);
        for name in ["a.json", "b.txt"] {
            let accessed = fs::metadata(tree.path(name)).unwrap().accessed().unwrap();
            assert_eq!(accessed, long_ago, "{name}");
        }
    }

    #[test]
    fn unreadable_files_and_folders_are_errors() {
        let tree = Tree::new("closed/a.json\nlisted/b.json\nsecret.json\nz.json");
        chmod(&tree.path("secret.json"), 0o000);
        if fs::File::open(tree.path("secret.json")).is_ok() {
            // Past the test harness, which swallows what is merely printed.
            let text = b"skipped: running as root, whom no permission stops\n";
            std::io::stderr().write_all(text).unwrap();
            return;
        }
        chmod(&tree.path("closed"), 0o000);
        chmod(&tree.path("listed"), 0o444);
        let found = tree.found(&tree.selection(&[""]));
        chmod(&tree.path("closed"), 0o755);
        chmod(&tree.path("listed"), 0o755);
        let expected = [
            "! closed: permission denied",
            "! listed/b.json: permission denied",
            "! secret.json: permission denied",
            "z.json",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_folder_whose_path_is_too_long_is_an_error() {
        // Two halves, one moved into the other: no path may have more than 4,096 bytes.
        let half = ["d"; 10].map(|name| name.repeat(250)).join("/");
        let tree = Tree::new(&format!("a.json\n{half}/\nb/{half}/b.json"));
        fs::rename(tree.path("b"), tree.path(&half).join("b")).unwrap();
        let found = tree.found(&tree.selection(&[""]));
        assert_eq!(found[0], "a.json");
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[1].starts_with("! ddd"), "{found:?}");
    }

    #[test]
    fn pipes_and_sockets_are_never_opened() {
        let tree = Tree::new("a.json");
        let made = Command::new("mkfifo").arg(tree.path("pipe")).arg(tree.path(".ignore")).status();
        assert!(made.unwrap().success());
        let _socket = UnixListener::bind(tree.path("socket")).unwrap();
        tree.finds(&["a.json"]);
        for name in ["pipe", "socket"] {
            let expected = [format!("! {name}: not a regular file")];
            assert_eq!(tree.found(&tree.selection(&[name])), expected);
            let files_from = Some(vec![tree.path(name)]);
            let listed = Selection { files_from, ..Selection::default() };
            assert_eq!(tree.found(&listed), expected);
        }
    }

    #[test]
    fn names_need_not_be_utf_8() {
        let tree = Tree::new(".gitignore: *.log");
        for name in [&b"caf\xe9.json"[..], b"caf\xe9.log", b"new\nline.json"] {
            fs::write(tree.root().join(OsStr::from_bytes(name)), CREDENTIAL).unwrap();
        }
        let found = visited(&tree.selection(&[""]));
        let names: Vec<&[u8]> =
            found.iter().map(|file| file.path.file_name().unwrap().as_bytes()).collect();
        assert_eq!(names, [&b"caf\xe9.json"[..], b"new\nline.json"]);
    }

    #[test]
    fn a_file_that_vanishes_while_it_is_scanned_is_no_error() {
        // The first file visited takes the others away; with one thread they are listed by then.
        let tree = Tree::new("a.json\nb.json\nc.json\nd/e.json");
        let one = Selection { threads: std::num::NonZeroUsize::new(1), ..tree.selection(&[""]) };
        let scanned = super::scan(&one, &|file| {
            for other in ["a.json", "b.json", "c.json"] {
                let other = tree.path(other);
                if other != file.path && fs::remove_file(&other).is_ok() {
                    // Neither followed nor complained about.
                    std::os::unix::fs::symlink(".gitignore", other).unwrap();
                }
            }
            let _ = fs::remove_dir_all(tree.path("d"));
            Some(())
        });
        let files = scanned.unwrap().files;
        assert!(files.iter().all(|file| file.result.is_ok()));
        assert_eq!(files.len(), 1);
    }
}
