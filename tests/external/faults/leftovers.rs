//! Temporary files, of runs that were killed and of runs that are at work.

use std::fs::{self, File};

use super::folder::{APP, Folder, converted};

const NAME: &str = ".web.json.pullconfig-0123456789abcdef";

/// Every verb that searches tells of the file, `apply` removes it; also beside a file that was named or
/// that a plan names.
pub(crate) fn told() {
    let runs: &[&[&str]] = &[
        &["scan", "."],
        &["scan", "apps/web.json"],
        &["scan", "--format", "jsonl"],
        &["diff"],
        &["plan"],
        &["check"],
        &["secrets"],
        &["diff", "--plan", "../plan.json"],
    ];
    for arguments in runs {
        let folder = folder();
        let run = folder.run(arguments);
        let note = format!("note: 1 temporary file of an interrupted run: apps/{NAME}; ");
        let note = match arguments.contains(&"--plan") {
            true => "note: 1 temporary file of an interrupted run: ".to_owned(),
            false => note,
        };
        assert!(run.stderr.contains(&note), "{arguments:?}: {}", run.stderr);
        assert!(!run.stdout.contains(NAME), "{arguments:?}: {}", run.stdout);
        assert!(folder.at("apps").join(NAME).exists());
    }
    let writes: &[&[&str]] =
        &[&["apply"], &["apply", "apps/web.json"], &["apply", "--plan", "../plan.json"]];
    for arguments in writes {
        let folder = folder();
        let run = folder.run(arguments);
        let note = "note: removed 1 temporary file of an interrupted run: ";
        assert!(run.stderr.contains(note), "{arguments:?}: {}", run.stderr);
        assert!(!folder.at("apps").join(NAME).exists());
        assert_eq!(folder.read("apps/web.json"), converted());
    }
}

/// What a killed run has left beside a report or a secret is told of by the next one that writes there.
pub(crate) fn beside_output() {
    for arguments in [
        &["scan", "apps", "-o", "out/report"][..],
        &["apply", "apps", "-o", "out/report"],
        &["plan", "apps", "-o", "out/report"],
        &["secrets", "extract", "config.json", "-o", "out/report"],
        &["scan", "-o", "out/report"],
    ] {
        let folder = Folder::with(&["apps/web.json"]);
        folder.write("config.json", r#"{"auths": {"registry.example": {"auth": "dTpw"}}}"#);
        folder.write(&format!("out/{NAME}"), "half a rep");
        let run = folder.run(arguments);
        let told = run.stderr.matches("1 temporary file of an interrupted run: out/").count();
        assert_eq!(told, 1, "{arguments:?}: {}", run.stderr);
        let is_removed = ["apply", "secrets"].contains(&arguments[0]);
        assert_eq!(!folder.at("out").join(NAME).exists(), is_removed, "{arguments:?}");
    }
}

/// A folder with a definition, what a killed run left beside it, and a plan above.
fn folder() -> Folder {
    let folder = Folder::with(&["apps/web.json"]);
    let plan = folder.path().parent().expect("a temporary folder").join("plan.json");
    fs::write(plan, folder.run(&["plan"]).stdout).expect("a file");
    folder.write(&format!("apps/{NAME}"), APP);
    folder
}

/// A file that another process has locked is not told of, and not touched.
pub(crate) fn alive() {
    let folder = folder();
    let path = folder.at("apps").join(NAME);
    let file = File::options().write(true).open(&path).expect("a file");
    rustix::fs::flock(&file, rustix::fs::FlockOperation::LockExclusive).expect("nobody else");
    for verb in ["scan", "apply"] {
        let run = folder.run(&[verb]);
        assert!(!run.stderr.contains("temporary"), "{verb}: {}", run.stderr);
        assert!(path.exists(), "{verb}");
    }
}

/// A name that only begins like one of ours is a file like any other.
pub(crate) fn lookalike() {
    let names =
        [".web.pullconfig-prod.json", ".web.pullconfig-abcdef", ".pullconfig-0123456789ABCDEF"];
    let folder = Folder::with(&names);
    let run = folder.run(&["scan"]);
    for name in names {
        assert!(run.stdout.contains(&format!("{name}:1:1: convertible")), "{}", run.stdout);
    }
    assert!(!run.stderr.contains("temporary"), "{}", run.stderr);
}
