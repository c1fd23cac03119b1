//! What a diff looks like, to the byte.

use std::path::Path;

use pullconfig::diff::{DiffOptions, Stat, UnifiedDiff, unified};
use pullconfig::text::TextEdit;

use super::{context, edits, plain};

fn shown(diff: &UnifiedDiff<'_>) -> String {
    String::from_utf8(plain(diff)).expect("the test has UTF-8 only")
}

const APP: &str = r#"{
  "id": "/web",
  "container": {
    "type": "DOCKER",
    "docker": {
      "image": "registry.example/web:1"
    }
  },
  "cpus": 1,
  "mem": 64,
  "instances": 2,
  "disk": 0,
  "env": {},
  "uris": ["file:///etc/docker.tar.gz"]
}
"#;

fn app_edits() -> Vec<TextEdit> {
    let at = |text: &str| APP.find(text).expect("in the text");
    let kind = at("DOCKER");
    let image = at("web:1\"") + "web:1\"".len();
    let uris = at("\"uris\"");
    let pull = ",\n      \"pullConfig\": {\n        \"secret\": \"pullConfigSecret\"\n      }";
    edits(&[(kind, kind + 6, "MESOS"), (image, image, pull), (uris, at("]") + 1, "\"fetch\": []")])
}

#[test]
fn a_migrated_app_reads_like_a_git_diff() {
    let edits = app_edits();
    let diff =
        unified(Path::new("./apps/web.json"), APP.as_bytes(), &edits, DiffOptions::default());
    let wanted = r#"--- a/apps/web.json
+++ b/apps/web.json
@@ -1,9 +1,12 @@
 {
   "id": "/web",
   "container": {
-    "type": "DOCKER",
+    "type": "MESOS",
     "docker": {
-      "image": "registry.example/web:1"
+      "image": "registry.example/web:1",
+      "pullConfig": {
+        "secret": "pullConfigSecret"
+      }
     }
   },
   "cpus": 1,
@@ -11,5 +14,5 @@
   "instances": 2,
   "disk": 0,
   "env": {},
-  "uris": ["file:///etc/docker.tar.gz"]
+  "fetch": []
 }
"#;
    assert_eq!(shown(&diff), wanted);
    assert_eq!(diff.stat(), Stat { added: 6, removed: 3 });
}

#[test]
fn without_context_only_changed_lines_are_shown() {
    let edits = edits(&[(0, 2, ""), (6, 6, "x\n")]);
    let diff = unified(Path::new("f"), b"a\nb\nc\nd\n", &edits, context(0));
    let wanted = "--- a/f\n+++ b/f\n@@ -1 +0,0 @@\n-a\n@@ -3,0 +3 @@\n+x\n";
    assert_eq!(shown(&diff), wanted);
}

#[test]
fn colors_are_those_of_git_and_stop_before_a_carriage_return() {
    let edits = edits(&[(3, 4, "B")]);
    let diff = unified(Path::new("my file"), b"a\r\nb\r\n", &edits, context(1));
    let mut out = Vec::new();
    diff.write_colored(&mut out).expect("memory takes all");
    let wanted = "\x1b[1m--- a/my file\x1b[0m\t\n\x1b[1m+++ b/my file\x1b[0m\t\n\
         \x1b[36m@@ -1,2 +1,2 @@\x1b[0m\n a\r\n\x1b[31m-b\x1b[0m\r\n\x1b[32m+B\x1b[0m\r\n";
    assert_eq!(String::from_utf8(out).expect("UTF-8"), wanted);
}

#[test]
fn edits_that_change_nothing_give_no_diff() {
    let edits = edits(&[(0, 1, "a"), (2, 2, "")]);
    let diff = unified(Path::new("f"), b"a\nb", &edits, DiffOptions::default());
    assert!(diff.is_empty() && shown(&diff).is_empty());
}
