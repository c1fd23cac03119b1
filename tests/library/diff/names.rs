//! Names in the header: quoting, and where a patch applies.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use pullconfig::diff::{DiffOptions, patch_name, unified};
use tempfile::TempDir;

use super::applied::{appliers, apply, assert_applies, run};
use super::{edits, plain};

#[test]
fn names_are_quoted_as_git_quotes_them() {
    let table: &[(&[u8], &str)] = &[
        (b"web.json", "a/web.json"),
        (b"./apps//web.json", "a/apps/web.json"),
        (b"my apps/web 2.json", "a/my apps/web 2.json"),
        (b"a 2020-01-01 00:00:00", "a/a 2020-01-01 00:00:00"),
        (b"-rf", "a/-rf"),
        (b"tab\there", r#""a/tab\there""#),
        (b"tab\tand space", r#""a/tab\tand space""#),
        (b"\"quoted\"", r#""a/\"quoted\"""#),
        (b"back\\slash", r#""a/back\\slash""#),
        (b"new\nline", r#""a/new\nline""#),
        (b"\x01\x07\x08\x0b\x0c\r\x1b\x7f", r#""a/\001\a\b\v\f\r\033\177""#),
        ("größe.json".as_bytes(), r#""a/gr\303\266\303\237e.json""#),
        (b"latin\xff.json", r#""a/latin\377.json""#),
    ];
    for (name, wanted) in table {
        let name = PathBuf::from(OsStr::from_bytes(name));
        let edits = edits(&[(0, 1, "b")]);
        let diff = unified(&name, b"a\n", &edits, DiffOptions::default());
        assert_eq!(String::from_utf8_lossy(&diff.old_name), *wanted);
        assert_applies(&[(name, b"a\n".to_vec(), edits)], 3);
    }
}

#[test]
fn a_path_out_of_the_folder_is_named_from_a_base_above_or_in_full() {
    let table = [
        ("web.json", "/work/apps", "/work/apps", "web.json"),
        ("./x/../web.json", "/work/apps", "/work/apps", "web.json"),
        ("/work/apps/web.json", "/work/apps", "/work/apps", "web.json"),
        ("../jobs/web.json", "/work/apps", "/work/apps", "/work/jobs/web.json"),
        ("../jobs/web.json", "/work/apps", "/work", "jobs/web.json"),
        ("web.json", "/work/apps", "/work/", "apps/web.json"),
        ("/etc/web.json", "/work/apps", "/work", "/etc/web.json"),
        ("../../../../web.json", "/work/apps", "/work", "/web.json"),
    ];
    for (path, folder, base, wanted) in table {
        let name = patch_name(Path::new(path), Path::new(folder), Path::new(base));
        assert_eq!(name, Path::new(wanted), "{path} from {base}");
    }
}

/// A work tree with `apps/web.json` and `jobs/web.json`, both `a\n` and executable.
fn work_tree() -> TempDir {
    let tree = TempDir::new().expect("a temporary folder");
    for name in ["apps", "jobs"] {
        let path = tree.path().join(name).join("web.json");
        fs::create_dir(tree.path().join(name)).expect("a folder");
        fs::write(&path, "a\n").expect("a file");
        fs::set_permissions(path, Permissions::from_mode(0o755)).expect("a mode");
    }
    if appliers().contains(&"git") {
        let output = run("git", &["init", "-q"], tree.path(), b"");
        assert!(output.status.success(), "{output:?}");
    }
    tree
}

#[test]
fn a_patch_applies_where_it_was_made_and_keeps_the_mode() {
    // (given path, current folder, base and place of applying, changed file or refused)
    let table = [
        ("apps/web.json", "", "", Some("apps")),
        ("web.json", "apps", "apps", Some("apps")),
        ("../jobs/web.json", "apps", "", Some("jobs")),
        ("../jobs/web.json", "apps", "/", Some("jobs")),
    ];
    for program in appliers() {
        for (path, folder, base, wanted) in table {
            let tree = work_tree();
            let top = tree.path().canonicalize().expect("it exists");
            let base = top.join(base);
            let name = patch_name(Path::new(path), &top.join(folder), &base);
            let edits = edits(&[(0, 1, "b")]);
            let patch = plain(&unified(&name, b"a\n", &edits, DiffOptions::default()));
            let output = apply(program, 3, &base, &patch);
            assert!(output.status.success(), "{program} {path}: {output:?}");
            for name in ["apps", "jobs"] {
                let path = top.join(name).join("web.json");
                let text = if wanted == Some(name) { "b\n" } else { "a\n" };
                assert_eq!(fs::read_to_string(&path).expect("a file"), text, "{program} {name}");
                assert_eq!(path.metadata().expect("a file").permissions().mode() & 0o777, 0o755);
            }
        }
    }
}

#[test]
fn a_name_that_still_climbs_out_is_refused_by_git() {
    if !appliers().contains(&"git") {
        return;
    }
    let tree = work_tree();
    let edits = edits(&[(0, 1, "b")]);
    let diff = unified(Path::new("../jobs/web.json"), b"a\n", &edits, DiffOptions::default());
    let output = apply("git", 3, &tree.path().join("apps"), &plain(&diff));
    assert!(!output.status.success());
    assert_eq!(fs::read(tree.path().join("jobs/web.json")).expect("a file"), b"a\n");
}
