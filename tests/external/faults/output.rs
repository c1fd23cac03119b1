//! `-o FILE`, where FILE is there already.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};

use super::folder::{APP, Folder};

/// A file of the user's that the run reads is never replaced, by whatever name it is called, and
/// nothing has been done when that is said.
pub(crate) fn foreign() {
    let folder = Folder::with(&["apps/a.json", "apps/b.json"]);
    folder.write("apps/notes.md", "Our notes.\n");
    folder.write("list", "apps/a.json\n");
    folder.write("pullconfig.toml", "");
    folder.write("apps/report.txt", "The report (1 file searched)\nthat I wrote\n");
    symlink("apps/a.json", folder.at("link")).expect("a link");
    fs::hard_link(folder.at("apps/b.json"), folder.at("hard")).expect("a link");
    let named =
        |path: &str| format!("error: the report would replace {path}, which this run reads");
    let plan = folder.run(&["plan", "apps/a.json", "-o", "../plan.json"]);
    assert_ne!(plan.code, Some(2), "{}", plan.stderr);
    let table: &[(&[&str], &str)] = &[
        (&["apply", "apps/a.json"], "apps/a.json"),
        (&["apply", "-q", "apps/a.json"], "apps/a.json"),
        (&["diff", "apps/a.json"], "apps/a.json"),
        (&["plan", "apps/a.json"], "apps/a.json"),
        (&["scan", "apps/a.json"], "apps/a.json"),
        (&["check", "apps/a.json"], "apps/a.json"),
        (&["apply", "apps"], "./apps/../apps/b.json"),
        (&["apply", "apps"], "link"),
        (&["apply", "apps/b.json"], "hard"),
        (&["apply", "apps"], "apps/notes.md"),
        (&["apply", "apps"], "apps/report.txt"),
        (&["apply", "--files-from", "list"], "list"),
        (&["apply", "--files-from", "list"], "apps/a.json"),
        (&["apply", "apps/a.json"], "pullconfig.toml"),
        (&["apply", "--plan", "../plan.json"], "../plan.json"),
        (&["apply", "--plan", "../plan.json"], "apps/a.json"),
    ];
    for (arguments, output) in table {
        let arguments = [arguments, &["-o", output][..]].concat();
        let before = folder.run(&["diff", "apps"]).stdout;
        let run = folder.run(&arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.starts_with(&named(output)), "{arguments:?}: {}", run.stderr);
        assert_eq!(folder.run(&["diff", "apps"]).stdout, before, "{arguments:?}");
        assert_eq!(folder.read("apps/notes.md"), "Our notes.\n");
    }
    assert_eq!(folder.read("apps/a.json"), APP);
    let secret = r#"{"auths": {"registry.example": {"auth": "dTpw"}}}"#;
    folder.write("config.json", secret);
    let run = folder.run(&["secrets", "extract", "config.json", "-o", "./config.json", "--force"]);
    assert!(run.stderr.contains("which this run reads"), "{}", run.stderr);
    assert_eq!(folder.read("config.json"), secret);
}

/// An earlier document of ours is left out of the search, and replaced; so is an empty file.
pub(crate) fn own() {
    let formats = ["human", "jsonl", "sarif", "github", "markdown", "html"];
    let reports = |verb: &'static str| formats.map(|format| vec![verb, "--format", format]);
    let mut runs: Vec<Vec<&str>> = reports("scan").into_iter().chain(reports("apply")).collect();
    runs.extend(
        ["human", "jsonl", "sarif", "github"].map(|it| vec!["check", "-v", "--format", it]),
    );
    runs.extend([
        vec!["plan"],
        vec!["diff"],
        vec!["diff", "--stat"],
        vec!["scan", "-v", "--color", "always"],
        vec!["diff", "--color", "always"],
    ]);
    for arguments in runs {
        for is_blocked in [false, true] {
            let folder = Folder::with(&["a.json"]);
            if is_blocked {
                folder.write("b.json", &APP.replace("\"HOST\"", "\"HOST\", \"privileged\": true"));
            }
            folder.write("out", "");
            for round in 0..2 {
                let arguments = [&arguments[..], &["-o", "out", "."]].concat();
                let run = folder.run(&arguments);
                let text = folder.read("out");
                let said = format!("{arguments:?} {round}: {}", run.stderr);
                assert!(matches!(run.code, Some(0 | 1)), "{said}");
                let is_read =
                    ["out:1", "\"out\"", ">out<", "file=out"].iter().any(|it| text.contains(it));
                assert!(!is_read, "{said}\n{text}");
            }
        }
    }
}

/// Devices and pipes take a report, read-only files and folders do not, and a file that the run does
/// not read is replaced whatever it holds.
pub(crate) fn elsewhere() {
    let folder = Folder::with(&["apps/a.json"]);
    folder.write("other.txt", "something else");
    folder.write("protected", "");
    fs::set_permissions(folder.at("protected"), Permissions::from_mode(0o444)).expect("own file");
    let refused = [
        ("protected", "cannot write to protected: it is read-only (chmod u+w to have it replaced)"),
        ("apps", "cannot write to apps: it is a folder"),
        ("nowhere/out", "cannot write to nowhere/out: No such file or directory (os error 2)"),
    ];
    for (output, wanted) in refused {
        let run = folder.run(&["apply", "apps", "-o", output]);
        assert_eq!((run.code, &*run.stderr), (Some(2), &*format!("error: {wanted}\n")), "{output}");
        assert_eq!(folder.read("apps/a.json"), APP);
    }
    for output in ["/dev/null", "/dev/stderr", "other.txt", "apps/new.txt"] {
        let run = folder.run(&["scan", "apps", "-o", output]);
        assert_eq!(run.code, Some(1), "{output}: {}", run.stderr);
    }
    assert!(folder.read("other.txt").contains("convertible /web"));
}

/// A report that was for its owner only is so from its first byte on.
pub(crate) fn attributes() {
    let folder = Folder::with(&["apps/a.json"]);
    folder.write("plan.json", "");
    fs::set_permissions(folder.at("plan.json"), Permissions::from_mode(0o600)).expect("own file");
    let is_root = fs::metadata(folder.path()).expect("a folder").uid() == 0;
    if is_root {
        chown(folder.at("plan.json"), Some(1234), Some(5678)).expect("root may");
    }
    assert_eq!(folder.run(&["plan", "apps", "-o", "plan.json"]).code, Some(1));
    let metadata = fs::metadata(folder.at("plan.json")).expect("a file");
    assert_eq!(metadata.mode() & 0o7777, 0o600);
    if is_root {
        assert_eq!((metadata.uid(), metadata.gid()), (1234, 5678));
    }
}
