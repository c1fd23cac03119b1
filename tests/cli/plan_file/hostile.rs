//! Plans that were altered: nothing is written that was not planned.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use crate::support::program::pullconfig;

const APP: &str = r#"{
  "id": "/a",
  "container": { "type": "DOCKER", "docker": { "image": "r.example.com/a", "network": "HOST" } },
  "uris": [ "file:///etc/docker.tar.gz" ],
  "cmd": "sleep 1000"
}
"#;

/// A folder `root` with one app, its plan, and a folder `outside` with a copy of the app.
struct Place {
    folder: TempDir,
    plan: Value,
}

impl Place {
    fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        for name in ["root", "outside"] {
            fs::create_dir(folder.path().join(name)).expect("a folder");
            fs::write(folder.path().join(name).join("a.json"), APP).expect("a file");
        }
        let run = pullconfig(&folder.path().join("root"), &["plan"]);
        let plan = serde_json::from_str(&run.stdout).expect("a plan");
        Place { folder, plan }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// Carries the plan out; the first line of stderr. No file may have changed.
    fn refused(&self) -> String {
        fs::write(self.path("plan.json"), self.plan.to_string()).expect("a plan");
        let arguments = ["apply", "--plan", "plan.json", "--root", "root"];
        let run = pullconfig(self.folder.path(), &arguments);
        assert_eq!(run.code, Some(2), "{}{}", run.stdout, run.stderr);
        for name in ["root/a.json", "outside/a.json"] {
            assert_eq!(fs::read_to_string(self.path(name)).expect("a file"), APP, "{name}");
        }
        run.stderr.lines().next().unwrap_or_default().to_owned()
    }

    fn file(&mut self) -> &mut Value {
        &mut self.plan["files"][0]
    }

    /// Replaces `old` in the texts of the edits and gives the result its right digest.
    fn rewrite(&mut self, start: usize, end: usize, text: &str) {
        let edits = self.file()["edits"].as_array_mut().expect("edits");
        edits.push(json!({"start": start, "end": end, "text": text}));
        edits.sort_by_key(|edit| edit["start"].as_u64());
        let mut result = Vec::new();
        let mut at = 0;
        for edit in edits {
            let offset = |name: &str| edit[name].as_u64().and_then(|n| usize::try_from(n).ok());
            result.extend_from_slice(&APP.as_bytes()[at..offset("start").expect("a start")]);
            result.extend_from_slice(edit["text"].as_str().expect("a text").as_bytes());
            at = offset("end").expect("an end");
        }
        result.extend_from_slice(&APP.as_bytes()[at..]);
        self.file()["result_sha256"] = sha256(&result).into();
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn paths_that_lead_out_of_the_root() {
    let place = Place::new();
    let outside = place.path("outside/a.json").to_string_lossy().into_owned();
    for path in ["../outside/a.json", "x/../../outside/a.json", "./a.json/..", &outside, ""] {
        let mut place = Place::new();
        place.file()["path"] = path.into();
        let said = place.refused();
        assert!(
            said.ends_with("the plan's path leads out of the root folder; left as it is"),
            "{said}"
        );
    }
}

#[test]
fn paths_that_are_no_utf_8() {
    let mut place = Place::new();
    place.file()["path"] = "a\u{fffd}.json".into();
    let said = place.refused();
    let wanted = "the plan's path is not the file's, which is not UTF-8; left as it is";
    assert!(said.ends_with(wanted), "{said}");
}

#[test]
fn a_state_that_the_plan_contradicts() {
    for state in ["blocked", "migrated", "no-image", "left"] {
        let mut place = Place::new();
        place.file()["definitions"][0]["state"] = state.into();
        let said = place.refused();
        let wanted = "the plan for it is damaged (a definition's state is not what its image, its patch \
                      and its findings say); left as it is";
        assert!(said.ends_with(wanted), "{said}");
    }
    // Nothing is to be done to it, and it has an image.
    let mut place = Place::new();
    let file = place.file();
    (file["edits"], file["result_sha256"]) = (json!([]), file["sha256"].clone());
    let definition = &mut file["definitions"][0];
    (definition["patch"], definition["findings"]) = (json!([]), json!([]));
    definition["state"] = "no-image".into();
    let said = place.refused();
    assert!(said.contains("a definition's state is not what its image"), "{said}");
}

#[test]
fn what_is_no_plan_is_not_quoted() {
    let folder = TempDir::new().expect("a folder");
    for (text, said) in [
        (r#""https://ann:sesame@h/x""#, "invalid type, expected an object"),
        (r#"{"version": "https://ann:sesame@h/x"}"#, "invalid type, expected u64"),
        (r#"{"version": 1, "files": "sesame"}"#, "invalid type, expected a sequence"),
        (r#"{"version": 1, "files": ["sesame"]}"#, "invalid type, expected an object"),
        (
            r#"{"version": 1, "files": [{"path": "a", "cluster": {"sesame": 1}}]}"#,
            "`cluster` is neither a name nor a list of names",
        ),
        (
            r#"{"version": 1, "files": [{"path": "a", "sha256": "", "result_sha256": "", "edits": [],
            "definitions": [{"kind": "sesame"}]}]}"#,
            "",
        ),
        ("password = sesame", "expected value"),
    ] {
        fs::write(folder.path().join("plan"), text).expect("a file");
        let run = pullconfig(folder.path(), &["apply", "--plan", "plan"]);
        assert_eq!(run.code, Some(2));
        assert!(run.stderr.contains(&format!("not a plan: {said}")), "{}", run.stderr);
        assert!(!run.stderr.contains("sesame"), "{}", run.stderr);
    }
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_of_the_root() {
    use std::os::unix::fs::symlink;
    for (link, to, path) in
        [("root/b.json", "../outside/a.json", "b.json"), ("root/b", "../outside", "b/a.json")]
    {
        let mut place = Place::new();
        symlink(to, place.path(link)).expect("a link");
        place.file()["path"] = path.into();
        let said = place.refused();
        assert!(said.ends_with("a link leads out of the root folder; left as it is"), "{said}");
    }
}

#[test]
fn one_file_twice() {
    let mut place = Place::new();
    let mut files = place.plan["files"].as_array().expect("files").clone();
    files.push(files[0].clone());
    place.plan["files"] = files.into();
    assert!(place.refused().ends_with("the plan names it twice; left as it is"));
}

#[test]
fn an_edit_that_no_patch_asks_for() {
    let mut place = Place::new();
    let at = APP.find("sleep").expect("a command");
    place.rewrite(at, at + 5, "rm -rf");
    let said = place.refused();
    assert!(said.contains("does not say what the patch asks for"), "{said}");
}

#[test]
fn an_edit_outside_of_the_definitions() {
    let mut place = Place::new();
    place.rewrite(APP.len(), APP.len(), "\n");
    let said = place.refused();
    assert!(said.contains("an edit lies outside of the definitions"), "{said}");
}

#[test]
fn a_patch_that_the_edits_do_not_carry_out() {
    let mut place = Place::new();
    let patch = place.file()["definitions"][0]["patch"].as_array_mut().expect("a patch");
    patch.push(json!({"op": "replace", "path": "/cmd", "value": "true"}));
    let said = place.refused();
    assert!(said.contains("does not say what the patch asks for"), "{said}");
}

/// Each of them could double what the one before has made.
#[test]
fn a_copy_is_no_operation_of_a_plan() {
    let mut place = Place::new();
    let patch = place.file()["definitions"][0]["patch"].as_array_mut().expect("a patch");
    patch.push(json!({"op": "copy", "from": "/container", "path": "/container/docker/again"}));
    let error = place.refused();
    assert!(error.contains("an operation is a `copy`, which no plan holds"), "{error}");
}

#[test]
fn a_move_from_one_definition_into_another() {
    let place = || {
        let mut place = Place::new();
        let (one, other) = (APP.trim_end(), APP.trim_end().replace("\"/a\"", "\"/b\""));
        let apps = format!("[{one},\n{other}]\n");
        fs::write(place.path("root/a.json"), &apps).expect("a file");
        let run = pullconfig(&place.path("root"), &["plan"]);
        place.plan = serde_json::from_str(&run.stdout).expect("a plan");
        (place, apps)
    };
    for (from, path) in [("/1/cmd", "/0/args"), ("/0/cmd", "/1/args"), ("/1/cmd", "/2")] {
        let (mut place, apps) = place();
        let patch = place.file()["definitions"][0]["patch"].as_array_mut().expect("a patch");
        patch.push(json!({"op": "move", "from": from, "path": path}));
        fs::write(place.path("plan.json"), place.plan.to_string()).expect("a plan");
        let run =
            pullconfig(place.folder.path(), &["apply", "--plan", "plan.json", "--root", "root"]);
        assert_eq!(run.code, Some(2), "{}{}", run.stdout, run.stderr);
        assert!(run.stderr.contains("lies outside the value to be edited"), "{}", run.stderr);
        assert_eq!(fs::read_to_string(place.path("root/a.json")).expect("a file"), apps);
    }
}

#[test]
fn a_result_of_more_than_a_conversion_adds() {
    let mut place = Place::new();
    place.rewrite(0, 1, &"x".repeat(100_000));
    let error = place.refused();
    assert!(error.contains("bytes to a file of"), "{error}");
}

#[test]
fn a_result_with_another_digest() {
    let mut place = Place::new();
    place.file()["result_sha256"] = sha256(b"another").into();
    let said = place.refused();
    assert!(said.contains("its edits do not lead to its result"), "{said}");
}

#[test]
fn a_conversion_without_edits() {
    let mut place = Place::new();
    place.file()["edits"] = json!([]);
    let said = place.refused();
    assert!(said.contains("the plan for it is damaged (it has no edits)"), "{said}");
}

#[test]
fn edits_out_of_order_or_out_of_the_file() {
    let mut place = Place::new();
    place.file()["edits"].as_array_mut().expect("edits").reverse();
    let said = place.refused();
    assert!(said.contains("its edits are out of order"), "{said}");
    for range in [(5, 3), (APP.len(), APP.len() + 9), (usize::MAX, usize::MAX)] {
        let mut place = Place::new();
        let edit = json!({"start": range.0, "end": range.1, "text": ""});
        place.file()["edits"].as_array_mut().expect("edits").push(edit);
        let said = place.refused();
        assert!(said.contains("the plan for it is damaged"), "{said}");
    }
}

#[test]
fn a_file_that_holds_no_definition() {
    for text in ["alias ls=true\n", "{\"cmd\": \"true\"}\n"] {
        let mut place = Place::new();
        fs::write(place.path("root/other"), text).expect("a file");
        let file = place.file();
        file["path"] = "other".into();
        file["sha256"] = sha256(text.as_bytes()).into();
        let said = place.refused();
        assert!(said.contains("the plan for it is damaged"), "{said}");
        assert_eq!(fs::read_to_string(place.path("root/other")).expect("a file"), text);
    }
}

#[test]
fn what_a_plan_says_does_not_control_the_terminal() {
    let mut place = Place::new();
    let definition = &mut place.file()["definitions"][0];
    definition["id"] = "/a\u{1b}[2J".into();
    definition["findings"] = json!([{"rule": "r\u{1b}[2J", "severity": "warning", "line": 1,
        "column": 1, "pointer": "", "message": "m\u{1b}[2J", "help": "h\u{1b}[2J",
        "loss": "l\u{1b}[2J"}]);
    fs::write(place.path("plan.json"), place.plan.to_string()).expect("a plan");
    let arguments = ["apply", "--plan", "plan.json", "--root", "root", "--color", "always"];
    let run = pullconfig(place.folder.path(), &arguments);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stdout.contains(r"/a\u{1b}[2J"), "{}", run.stdout);
    assert!(!run.stdout.contains("\u{1b}[2J"), "{}", run.stdout);
    assert!(Path::new(&place.path("root/a.json")).exists());
}
