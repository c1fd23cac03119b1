//! `docs/configuration.md`, `docs/pullconfig.schema.json` and the program say the same of `pullconfig.toml`.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use boon::{Compiler, Schemas};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::folder::root;
use crate::support::program::{Run, program, pullconfig};

fn docs(name: &str) -> PathBuf {
    root().join("docs").join(name)
}

fn page() -> String {
    fs::read_to_string(docs("configuration.md")).expect("the page")
}

/// The complete file that the page shows.
fn example() -> String {
    let page = page();
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
    example.expect("an example").to_owned()
}

/// What the program makes of a configuration, and what it says against it.
fn read(text: &str) -> (String, String) {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("pullconfig.toml"), text).expect("a file");
    let run = pullconfig(folder.path(), &["config"]);
    (run.stdout, run.stderr)
}

/// What the schema says against a configuration.
fn against(text: &str) -> Option<String> {
    let mut schemas = Schemas::new();
    let path = docs("pullconfig.schema.json");
    let location = path.to_str().expect("a path in UTF-8");
    let schema = Compiler::new().compile(location, &mut schemas).expect("a schema");
    let value: Value = toml::from_str(text).expect("TOML");
    schemas.validate(&value, schema).err().map(|error| error.to_string())
}

#[test]
fn the_example_is_read_and_fits_the_schema() {
    let (settings, errors) = read(&example());
    assert_eq!(errors, "");
    assert_eq!(against(&example()), None);
    assert!(settings.contains("\nsecret-source = \"/{top}/{credential}\"  # pullconfig.toml:2\n"));
    assert!(settings.contains("\n[[credential]]  # pullconfig.toml:12\n"), "{settings}");
}

#[test]
fn what_is_printed_can_be_read_again() {
    let (settings, _) = read(&example());
    assert_eq!(against(&settings), None, "{settings}");
    let (again, errors) = read(&settings);
    assert_eq!(errors, "");
    let values = |text: &str| -> Vec<String> {
        let values = text.lines().map(|line| line.split('#').next().unwrap_or_default());
        values.map(|value| value.trim_end().to_owned()).filter(|it| !it.is_empty()).collect()
    };
    assert_eq!(values(&again), values(&settings));
}

#[test]
fn the_program_and_the_schema_refuse_the_same() {
    for (text, error) in [
        ("secret-sourc = \"x\"", "1:1: unknown key `secret-sourc`; did you mean `secret-source`?"),
        ("\n\nexlude = []", "3:1: unknown key `exlude`; did you mean `exclude`?"),
        (
            "[[credential]]\nuri = \"a\"\nsame = 1",
            "3:8: invalid type: integer `1`, expected a boolean",
        ),
        ("[[credential]]\nurl = \"a\"", "2:1: unknown key `url`; did you mean `uri`?"),
        ("[[image]]\nimage = \"a\"", "1:1: missing field `credential`"),
        (
            "[[override]]\npaths = \"a\"\ninclude = []",
            "3:1: unknown key `include`; there are `paths`, ",
        ),
        ("clear = \"all\"", "1:9: unknown variant `all`, expected `empty` or `remove`"),
        ("accept = [\n  1]", "2:3: invalid type: integer `1`, expected a string"),
        ("secret-name = \"\"", "1:15: this must not be empty"),
    ] {
        let (_, errors) = read(text);
        assert!(errors.starts_with(&format!("error: pullconfig.toml:{error}")), "{text}\n{errors}");
        assert!(against(text).is_some(), "{text}");
    }
}

/// What no schema can know.
#[test]
fn the_program_refuses_more() {
    for (text, error) in [
        ("accept = [\"user\",\n  \"usr\"]", "2:3: no rule has such a name"),
        ("target = \"2.0\"", "1:10: expected a Marathon version from 1.5 to 1.11"),
        ("secret-source = \"/{app}/x\"", "1:17: unknown placeholder `{app}`"),
        ("secret-source = \"/a b\"", "1:17: a path in the secret store cannot have ' '"),
        ("secret-source = \"//\"", "1:17: the path is empty"),
        (
            "secret-source = \"a/../b\"",
            "1:17: a path in the secret store cannot have the segment `..`",
        ),
        ("include = [\"a\", \"[\"]", "1:17: bad glob `[`: unclosed character class"),
        ("[[credential]]\nuri = [\"a\",\n\"{\"]", "3:1: unclosed alternate group"),
        ("[[credential]]\nsame = true", "1:1: a credential needs a `uri` or a `name`"),
        (
            "[[image]]\nimage = \"a\"\ncredential = \"b\"",
            "3:14: no [[credential]] has the name `b`",
        ),
        ("[[credential]]\nname = \"a\"\n[[credential]]\nname = \"a\"", "4:8: there are two"),
        ("a = ", "1:5: "),
    ] {
        let (_, errors) = read(text);
        assert!(errors.starts_with(&format!("error: pullconfig.toml:{error}")), "{text}\n{errors}");
    }
}

#[test]
fn every_key_is_described() {
    fn keys(schema: &Value, found: &mut BTreeSet<String>) {
        for (name, value) in schema["properties"].as_object().into_iter().flatten() {
            found.insert(name.clone());
            keys(&value["items"], found);
        }
    }
    let schema = fs::read_to_string(docs("pullconfig.schema.json")).expect("the schema");
    let mut names = BTreeSet::new();
    keys(&serde_json::from_str(&schema).expect("JSON"), &mut names);
    assert!(names.len() > 15, "{names:?}");
    let page = page();
    let told = |name: &&String| {
        page.contains(&format!("`{name}`")) || page.contains(&format!("`[[{name}]]`"))
    };
    let untold: Vec<&String> = names.iter().filter(|name| !told(name)).collect();
    assert!(untold.is_empty(), "{untold:?}");
}

/// What a run brings to light holds for all of it: for stdin, which can be read only once, be it a file
/// or a list of files, and for files that an override rules.
#[test]
fn a_clash_is_told_on_stdin_and_under_overrides() {
    let app = |id: &str, uri: &str| {
        format!(
            r#"{{"id": "{id}", "container": {{"docker": {{"image": "r.io/web"}}}}, "uris": ["{uri}"]}}"#
        )
    };
    let apps = [app("/a/web", "file:///etc/docker.tar.gz"), app("/b/web", "file:///b/.dockercfg")];
    let folder = TempDir::new().expect("a folder");
    let root = folder.path();
    let settings = "secret-source = \"/logins\"\n\n[[override]]\npaths = [\"b\"]\nsecret-source = \"logins\"\n";
    fs::write(root.join("pullconfig.toml"), settings).expect("a file");
    for (name, app) in ["a", "b"].into_iter().zip(&apps) {
        fs::create_dir(root.join(name)).expect("a folder");
        fs::write(root.join(name).join("app.json"), app).expect("a file");
    }
    let list = format!("[{}]", apps.join(",\n"));
    fs::write(root.join("both.json"), &list).expect("a file");
    let conflicts = |arguments: &[&str], stdin: &str| {
        let input = fs::File::open(root.join(stdin)).expect("a file");
        let run = Run::of(program(root, arguments).stdin(input));
        run.stdout.matches("would take the place of").count()
    };
    for verb in ["scan", "apply"] {
        assert_eq!(conflicts(&[verb, "a", "b"], "both.json"), 2, "{verb}");
    }
    assert_eq!(conflicts(&["scan", "-"], "both.json"), 2);
    fs::write(root.join("list"), "a/app.json\nb/app.json\n").expect("a file");
    assert_eq!(conflicts(&["scan", "--files-from", "-"], "list"), 2);
    assert_eq!(conflicts(&["scan", "a"], "both.json"), 0);
}
