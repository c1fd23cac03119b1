//! Definitions that would break out of a report, and logins that must not be in one.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::printed;
use crate::support::program::pullconfig;

const SCRIPT: &str =
    "</code></script><script>document.title='broken'</script><img src=x onerror=alert(1)>";

fn app(id: &str, image: &str, uri: &str) -> String {
    let (id, image, uri) = (json(id), json(image), json(uri));
    format!(
        "{{\n  \"id\": {id},\n  \"cmd\": {id},\n  \"container\": {{ \"type\": \"DOCKER\", \"docker\": {{ \"image\": {image}, \
         \"network\": \"HOST\", \"parameters\": [{{\"key\": {id}, \"value\": \"v\"}}] }} }},\n  \"uris\": [{uri}]\n}}\n"
    )
}

fn json(text: &str) -> String {
    serde_json::to_string(text).expect("JSON")
}

/// Definitions whose every text is an attack.
pub(super) fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let id = format!("/a|b`c`<b>{SCRIPT}\n@someone %0A::error::x, [l](http://e.example)");
    let image = format!("r.example/{SCRIPT}:1");
    let text = app(&id, &image, "file:///etc/docker.tar.gz");
    fs::write(folder.path().join("a,b:c\n'\"<i>.json"), &text).expect("a file");
    let fine = text.replace(", \"parameters\"", ", \"forcePullImage\": false, \"x\"");
    fs::write(
        folder.path().join("fine.json"),
        fine.replace("\"id\": ", "\"labels\": {}, \"id\": "),
    )
    .expect("a file");
    let script = format!("echo '| `x` {SCRIPT}' docker.tar.gz\n");
    fs::write(folder.path().join("run.sh"), script).expect("a file");
    fs::write(folder.path().join("broken.json"), "{ \"uris\": [\"docker.tar.gz\" }")
        .expect("a file");
    folder
}

pub(super) fn markdown() {
    let folder = folder();
    let text = printed(folder.path(), &["scan", "--format", "markdown"]);
    // Errors have two columns, the blockers four, and the table of folders up to eight.
    let wide = 3..=9;
    for row in text.lines().filter(|line| line.starts_with('|')) {
        let cells = row.replace("\\|", "").matches('|').count();
        assert!(wide.contains(&cells), "{row}");
    }
    // Outside of code nothing is left that means something.
    let mut outside = String::new();
    for line in text.lines() {
        let mut rest = line;
        while let Some(at) = rest.find('`') {
            outside.push_str(&rest[..at]);
            let fence: String = rest[at..].chars().take_while(|c| *c == '`').collect();
            let behind = &rest[at + fence.len()..];
            let end = behind.find(&fence).expect("code ends where it began");
            rest = &behind[end + fence.len()..];
        }
        outside.push_str(rest);
    }
    let outside = outside.replace("<br>", "");
    assert!(!outside.contains('<') && !outside.contains('@'), "{outside}");
    assert!(!outside.contains("](http"), "{outside}");
}

pub(super) fn markdown_is_bounded() {
    let folder = tempfile::tempdir().expect("a folder");
    let apps: Vec<String> = (0..1500)
        .map(|at| {
            app(&format!("/team/application-{at}"), "r.example/a:1", "file:///etc/docker.tar.gz")
        })
        .map(|text| text.replace(", \"parameters\"", ", \"x\""))
        .collect();
    fs::write(folder.path().join("a.json"), format!("[{}]", apps.join(","))).expect("a file");
    let text = printed(folder.path(), &["scan", "--format", "markdown"]);
    let length = text.chars().count();
    assert!((30_000..65_536).contains(&length), "{length} characters");
    // A line of Markdown below HTML needs a blank line between them.
    assert!(text.contains("\n\nThere is no room here for more lists"));
    assert!(text.contains("/team/application-1499"));
    assert!(text.contains("1,500 secrets must exist"), "{}", &text[..300]);
}

pub(super) fn github() {
    let folder = folder();
    let text = printed(folder.path(), &["scan", "-v", "--format", "github"]);
    assert!(text.lines().count() >= 3, "{text}");
    for line in text.lines() {
        let rest = line.strip_prefix("::").expect("a command");
        let (command, message) = rest.split_once("::").expect("a message");
        let (level, properties) = command.split_once(' ').expect("properties");
        assert!(["error", "warning", "notice"].contains(&level), "{line}");
        let names: Vec<&str> = properties
            .split(',')
            .filter_map(|it| it.split_once('='))
            .map(|(name, _)| name)
            .collect();
        let is_general = names == ["title"] && level == "notice";
        assert!(is_general || names == ["file", "line", "col", "title"], "{line}");
        assert!(!message.is_empty());
    }
    let named = "file=a%2Cb%3Ac%0A'\"<i>.json,";
    assert!(text.contains(named), "{text}");
    assert!(text.contains("%250A"), "{text}");
}

pub(super) fn html() {
    let folder = folder();
    let page = printed(folder.path(), &["scan", "-v", "--format", "html"]);
    assert_eq!(page.matches("<script>").count(), 1, "only the page's own");
    assert!(!page.contains("<img") && !page.contains("<i>.json"));
    for outside in ["http://", "https://", "url(", "@import", " src=", "onerror=alert"] {
        let without_text = page.replace("onerror=alert(1)&gt;", "").replace("src=x", "");
        let attributes: Vec<&str> =
            without_text.split('<').filter_map(|tag| tag.split('>').next()).collect();
        let found = attributes
            .iter()
            .any(|tag| tag.contains(outside) && !tag.starts_with("/") && !tag.contains("script"));
        assert!(!found, "{outside} in a tag");
    }
    assert!(page.contains("default-src 'none'; style-src 'sha256-"));
}

/// Every format, and every place in which a URI with a login may stand.
pub(super) fn no_login() {
    let folder = tempfile::tempdir().expect("a folder");
    let uri = "https://joe:hunter2@h.example/docker.tar.gz?token=hunter3";
    let text = app("/a", "r.example/a:1", uri).replace(", \"parameters\"", ", \"x\"");
    fs::write(folder.path().join("a.json"), &text).expect("a file");
    fs::write(folder.path().join("b.json"), app("/b", "r.example/a:1", uri)).expect("a file");
    fs::write(folder.path().join("run.sh"), format!("curl {uri}\n")).expect("a file");
    for verb in ["scan", "apply"] {
        for format in ["human", "jsonl", "sarif", "github", "markdown", "html"] {
            fs::write(folder.path().join("a.json"), &text).expect("a file");
            let output = pullconfig(folder.path(), &[verb, "-v", "--format", format]);
            let said = [output.stdout, output.stderr].concat();

            assert!(said.contains("h.example"), "{verb} {format}: {said}");
            assert!(!said.contains("hunter"), "{verb} {format}: {said}");
        }
    }
}

pub(super) fn output_file() {
    let folder = folder();
    let arguments = ["scan", "--format", "jsonl", "-o", "../report"];
    let inside = folder.path().join("in");
    fs::create_dir(&inside).expect("a folder");
    fs::copy(folder.path().join("fine.json"), inside.join("fine.json")).expect("a copy");
    let report = folder.path().join("report");
    fs::write(&report, "old").expect("a file");
    let link = |path: &Path| std::os::unix::fs::symlink("report", path).expect("a link");
    link(&folder.path().join("link"));
    assert!(pullconfig(&inside, &arguments).stdout.is_empty());
    let text = fs::read_to_string(&report).expect("a report");
    assert!(text.starts_with("{\"type\":\"begin\"") && text.ends_with("}\n"));
    // Through a link, to stdout, and where it cannot be.
    fs::write(&report, "old").expect("a file");
    pullconfig(&inside, &["scan", "--format", "jsonl", "-o", "../link"]);
    assert_eq!(fs::read_to_string(&report).expect("a report"), text);
    assert_eq!(printed(&inside, &["scan", "--format", "jsonl", "-o", "-"]), text);
    let refused = pullconfig(&inside, &["scan", "-o", "no/such/folder"]);
    assert_eq!(refused.code, Some(2));
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 7, "nothing is left behind");
}
