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
    assert!(settings.contains("\n[[credential]]  # pullconfig.toml:14\n"), "{settings}");
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
fn a_key_of_the_file_in_a_table_is_told_where_to_stand() {
    let above = "keys of the whole file stand above its first `[[…]]`";
    assert!(read("[[image]]\nimage = \"a\"\naccept = []").1.contains(above));
    assert!(!read("nothing = 1").1.contains(above));
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
            "3:1: unknown key `include`; the keys here are `paths`, ",
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
        (
            "[[credential]]\nname = \"a\"\n[[credential]]\nname = \"a\"",
            "4:8: two entries of [[credential]] have the name `a`",
        ),
        ("a = ", "1:5: "),
    ] {
        let (_, errors) = read(text);
        assert!(errors.starts_with(&format!("error: pullconfig.toml:{error}")), "{text}\n{errors}");
    }
}

#[test]
fn clusters_that_make_no_sense_are_refused() {
    for (text, error) in [
        (
            "[[cluster]]\nname = \"-\"\npaths = \"a\"",
            "2:8: the name of a cluster may have letters, digits, `_`, `-` and `.`",
        ),
        ("[[cluster]]\nname = \"a\"\npaths = []", "3:9: `paths` is an empty list; name a path"),
        ("[[cluster]]\nname = \"a\"\npaths = \"[\"", "3:9: bad glob `[`"),
        (
            "[[cluster]]\nname = \"a\"\npaths = \"a\"\n[[cluster]]\nname = \"a\"\npaths = \"b\"",
            "5:8: two entries of [[cluster]] have the name `a`",
        ),
        (
            "[[cluster]]\nname = \"a\"\npaths = \"a\"\ndcos = \"https://D.example/\"\n\
             [[cluster]]\nname = \"b\"\npaths = \"b\"\ndcos = \"https://d.example:443\"",
            "8:8: the clusters `a` and `b` have the same URL, https://d.example:443; make one entry of them",
        ),
        (
            "[[cluster]]\nname = \"a\"\npaths = \"a\"\ndcos = \"dcos.example\"",
            "4:8: expected a URL such as https://dcos.example.com",
        ),
        (
            "[[cluster]]\nname = \"a\"\npaths = \"a\"\ndcos = \"https://u:p@d.example\"",
            "4:8: the URL of a cluster must not contain a login",
        ),
        (
            "[[override]]\npaths = \"a\"\ncluster = \"prod\"",
            "3:11: no [[cluster]] has the name `prod`; the configuration has no cluster",
        ),
        (
            "[[cluster]]\nname = \"dev\"\npaths = \"a\"\n[[credential]]\nname = \"x\"\n\
             cluster = [\"dev\", \"prd\"]",
            "6:11: no [[cluster]] has the name `prd`; the only one is `dev`",
        ),
        (
            "[[credential]]\nname = \"x\"\ncluster = []",
            "3:11: `cluster` is an empty list; name a cluster, or remove the key",
        ),
        (
            "[[cluster]]\nname = \"a\"\npaths = \"a\"\n[[cluster]]\nname = \"b\"\npaths = \"b\"\n\
             [[credential]]\nname = \"x\"\ncluster = \"a\"\n\
             [[image]]\nimage = \"i\"\ncredential = \"x\"\ncluster = \"b\"",
            "12:14: no [[credential]] has the name `x` in the cluster `b`",
        ),
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

/// Later layers win: the default, the file, the cluster, the override, the command line.
#[test]
fn a_cluster_stands_between_the_file_and_its_overrides() {
    let folder = TempDir::new().expect("a folder");
    let clusters = "[[cluster]]\nname = \"dev\"\npaths = [\"dev/\", \"all/\"]\ntarget = \"1.6\"\n\
                    secret-name = \"dev\"\naccept = [\"user\"]\n\
                    [[cluster]]\nname = \"prod\"\npaths = [\"prod/\", \"all/\"]\n";
    let others = "[[override]]\npaths = \"*/old/\"\ntarget = \"1.7\"\n\
                  [[override]]\npaths = \"all/\"\ncluster = \"prod\"\nclear = \"remove\"\n\
                  [[credential]]\nname = \"registry\"\nuri = \"d*\"\ncluster = \"dev\"\nsame = true\n\
                  [[credential]]\nname = \"registry\"\nuri = \"p*\"\ncluster = [\"prod\"]\n\
                  [[image]]\nimage = \"i/*\"\ncredential = \"registry\"\n";
    let text = format!("target = \"1.5\"\naccept = [\"privileged\"]\n{clusters}{others}");
    fs::write(folder.path().join("pullconfig.toml"), &text).expect("a file");
    let holds = |arguments: &[&str]| pullconfig(folder.path(), arguments).stdout;
    let origin = |text: &str, start: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.trim_start().starts_with(start));
        lines.map(|line| line.trim().to_owned()).collect()
    };
    for (arguments, target) in [
        (&["config", "x.json"][..], "target = \"1.5\"  # pullconfig.toml:1"),
        (&["config", "dev/x.json"], "target = \"1.6\"  # pullconfig.toml:6, cluster dev"),
        (&["config", "dev/old/x.json"], "target = \"1.7\"  # pullconfig.toml:14, override"),
        (&["config", "dev/old/x.json", "--target", "1.8"], "target = \"1.8\"  # --target"),
    ] {
        assert_eq!(origin(&holds(arguments), "target"), [target], "{arguments:?}");
    }
    let dev = holds(&["config", "dev/x.json"]);
    assert!(dev.starts_with("# pullconfig.toml\n# cluster: dev (pullconfig.toml:3)\n"), "{dev}");
    assert!(dev.contains("  \"user\",  # pullconfig.toml:8, cluster dev\n"), "{dev}");
    assert_eq!(origin(&dev, "uri"), ["uri = [\"d*\"]"]);
    assert_eq!(origin(&dev, "cluster"), ["cluster = \"dev\""]);
    // No credential is left that the image could have.
    let none = holds(&["config", "x.json"]);
    assert!(none.starts_with("# pullconfig.toml\n# cluster: none\n"), "{none}");
    assert_eq!(origin(&none, "uri"), Vec::<String>::new());
    // A file of both clusters has the settings of each.
    let all = holds(&["config", "all/x.json"]);
    assert_eq!(origin(&all, "target").len(), 2, "{all}");
    assert_eq!(origin(&all, "uri"), ["uri = [\"d*\"]", "uri = [\"p*\"]"]);
    assert_eq!(origin(&all, "clear")[1], "clear = \"remove\"  # pullconfig.toml:18, override");
    let run = holds(&["config"]);
    assert!(run.ends_with("\n# [[cluster]]: dev, prod; [[override]]: 2; `pullconfig config FILE` shows what holds for a file\n"), "{run}");
}

/// One text has to be right for all clusters of a file.
#[test]
fn a_file_for_several_clusters_is_changed_for_all_in_one_way() {
    let folder = TempDir::new().expect("a folder");
    let root = folder.path();
    let app = r#"{"id": "/web", "container": {"docker": {"image": "r.io/web", "privileged": true}}, "uris": ["file:///etc/docker.tar.gz"]}"#;
    fs::write(root.join("app.json"), app).expect("a file");
    let configure = |dev: &str, prod: &str| {
        let cluster = |name: &str, more: &str| {
            format!("[[cluster]]\nname = \"{name}\"\npaths = \"app.json\"\n{more}\n")
        };
        let text = cluster("dev", dev) + &cluster("prod", prod);
        fs::write(root.join("pullconfig.toml"), text).expect("a file");
    };
    // The targets are different, but not the text that comes out.
    configure(
        "target = \"1.8\"\naccept = [\"privileged\"]",
        "target = \"1.9\"\naccept = [\"privileged\"]",
    );
    let run = pullconfig(root, &["scan"]);
    assert!(run.stdout.contains("1 convertible"), "{run:?}");
    for (dev, prod, keys) in [
        ("accept = [\"privileged\"]", "", "accept"),
        (
            "accept = [\"privileged\"]\nsecret-source = \"/dev\"",
            "accept = [\"privileged\"]",
            "secret-source",
        ),
    ] {
        configure(dev, prod);
        for verb in ["scan", "diff", "plan", "apply"] {
            let run = pullconfig(root, &[verb]);
            let error = format!(
                "error: app.json:1:1: it is for the clusters `dev` and `prod`, whose entries would change it in different ways ({keys})"
            );
            assert!(run.stderr.starts_with(&error), "{verb} {dev}\n{run:?}");
        }
        assert_eq!(fs::read_to_string(root.join("app.json")).expect("it is there"), app);
    }
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
        run.stdout.matches("is also needed by").count()
    };
    for verb in ["scan", "apply"] {
        assert_eq!(conflicts(&[verb, "a", "b"], "both.json"), 2, "{verb}");
    }
    assert_eq!(conflicts(&["scan", "-"], "both.json"), 2);
    fs::write(root.join("list"), "a/app.json\nb/app.json\n").expect("a file");
    assert_eq!(conflicts(&["scan", "--files-from", "-"], "list"), 2);
    assert_eq!(conflicts(&["scan", "a"], "both.json"), 0);
}
