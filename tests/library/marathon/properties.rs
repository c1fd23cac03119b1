//! What holds for any JSON at all.

use proptest::prelude::*;
use pullconfig::marathon::{
    Delivery, Image, PathId, Recognition, credential, definitions, fetched,
};

use super::{APP, JOB, POD, all, document};

/// JSON made of definitions and of the words that decide what is what, duplicate keys included.
fn json() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec![
        "id",
        "container",
        "docker",
        "image",
        "type",
        "apps",
        "groups",
        "pods",
        "app",
        "*",
        "spec",
        "containers",
        "uris",
        "fetch",
        "uri",
        "destPath",
        "run",
        "ucr",
        "artifacts",
        "cmd",
        "a/~",
    ]);
    let leaves =
        vec!["1", "null", "true", r#""..""#, r#""/a/b""#, r#""x/.dockercfg""#, APP, POD, JOB];
    prop::sample::select(leaves).prop_map(String::from).prop_recursive(6, 60, 6, move |inner| {
        let member =
            (key.clone(), inner.clone()).prop_map(|(key, value)| format!("{key:?}: {value}"));
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(|list| format!("[{}]", list.join(", "))),
            prop::collection::vec(member, 0..6).prop_map(|list| format!("{{{}}}", list.join(", "))),
        ]
    })
}

proptest! {
    #[test]
    fn pointers_find_their_nodes_and_no_definition_contains_another(json in json(), at in 0.0..1.0) {
        let document = document(&json);
        let (root, found) = (document.root(), all(&document));
        let mut end = 0;
        for definition in &found {
            prop_assert_eq!(document.find(root, &definition.pointer), Some(definition.node));
            prop_assert!(document.span(definition.node).start >= end);
            end = document.span(definition.node).end;
            for entry in fetched(&document, definition, &Recognition::default()) {
                prop_assert_eq!(document.find(root, &entry.pointer), Some(entry.node));
            }
        }
        let offset = (json.len() as f64 * at) as usize;
        let here: Vec<_> = found
            .into_iter()
            .filter(|definition| document.span(definition.node).contains(&offset))
            .collect();
        prop_assert_eq!(definitions(&document, &|span| span.contains(&offset)), here);
    }

    #[test]
    fn resolved_ids_are_canonical(base in "[a./]{0,8}", id in "[a-c./]{0,12}") {
        let path = PathId::root().resolve(&base).resolve(&id).to_string();
        prop_assert_eq!(PathId::root().resolve(&path).to_string(), path);
    }

    #[test]
    fn any_text_splits(text in ".{0,20}", name in prop::option::of("[./dockerfgtaz?]{0,12}")) {
        let image = Image::parse(&text);
        prop_assert!(text.ends_with(image.digest.or(image.tag).unwrap_or(image.repository)));
        let delivery = Delivery {
            uri: &text, dest_path: name.as_deref(), output_file: None, extract: true, executable: false,
        };
        prop_assert_eq!(delivery.credential().map(|it| it.credential), credential(&text, name.as_deref()));
    }
}
