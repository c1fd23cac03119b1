//! Templates of which each alternative fetches other credentials: the list tells all of them, and the
//! script asks for the one that holds.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use super::dcos::Dcos;
use crate::support::program::pullconfig;

const A: &str = "https://a.example/docker.tar.gz";
const B: &str = "https://b.example/docker.tar.gz";
const C: &str = "https://c.example/docker.tar.gz";

/// An app with a template for what it fetches; of `A`, `B` and `C` stand the letters.
fn app(id: &str, fetched: &str) -> String {
    let fetched = fetched.replace("@A", A).replace("@B", B).replace("@C", C);
    format!(
        "{{\n  \"id\": \"{id}\",\n  {fetched}\n  \"container\": {{\"docker\": {{\"image\": \"registry.example.com/x:1\"}}}}\n}}\n"
    )
}

fn folder(files: &[(&str, String)]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

/// Contents and their conditions.
type Contents = Vec<(String, Option<String>)>;

/// The path and the contents of each secret, as `--format json` tells them.
fn contents(folder: &TempDir, arguments: &[&str]) -> Vec<(String, Contents)> {
    let list =
        pullconfig(folder.path(), &[&["secrets", "--format", "json"], arguments].concat()).stdout;
    let list: Value = serde_json::from_str(&list).expect("JSON");
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let secret = |secret: &Value| {
        let contents = secret["contents"].as_array().expect("a list").iter();
        let contents =
            contents.map(|it| (text(&it["content"]).expect("a content"), text(&it["condition"])));
        (text(&secret["secret"]).expect("a path"), contents.collect())
    };
    list["secrets"].as_array().expect("a list").iter().map(secret).collect()
}

/// The name of a file, what is fetched in it, and the contents of its secret with their conditions.
type Case = (&'static str, &'static str, &'static [(&'static str, Option<&'static str>)]);

const CASES: [Case; 8] = [
    (
        "app.json.mustache",
        r#"{{#prod}}"uris": ["@A"],{{/prod}}{{^prod}}"uris": ["@B"],{{/prod}}"#,
        &[(A, Some("prod")), (B, Some("not prod"))],
    ),
    (
        "app.json.hbs",
        r#""uris": [{{#if prod}}"@A"{{else}}"@B"{{/if}}],"#,
        &[(A, Some("prod")), (B, Some("not prod"))],
    ),
    (
        "app.json.j2",
        r#"{% if env == "prod" %}"uris": ["@A"],{% elif eu %}"uris": ["@B"],{% else %}"uris": ["@C"],{% endif %}"#,
        &[
            (A, Some("env == \"prod\"")),
            (B, Some("not (env == \"prod\") and eu")),
            (C, Some("not (env == \"prod\") and not eu")),
        ],
    ),
    (
        "app.json.gotmpl",
        r#""uris": [{{ if eq .env "prod" }}"@A"{{ else }}"@B"{{ end }}],"#,
        &[(A, Some("eq .env \"prod\"")), (B, Some("not (eq .env \"prod\")"))],
    ),
    (
        "app.json.erb",
        r#""fetch": [{"uri": <% if prod %>"@A"<% else %>"@B"<% end %>}],"#,
        &[(A, Some("prod")), (B, Some("not prod"))],
    ),
    // What stands around the whole app makes no difference between its contents.
    (
        "enabled.json.hbs",
        r#"{{#if prod}}"uris": ["@A"],{{else}}"uris": ["@B"],{{/if}}"#,
        &[(A, Some("prod")), (B, Some("not prod"))],
    ),
    // One content in all alternatives depends on nothing.
    (
        "same.json.mustache",
        r#"{{#prod}}"uris": ["@A"],{{/prod}}{{^prod}}"fetch": [{"uri": "@A"}],{{/prod}}"#,
        &[(A, None)],
    ),
    // Two alternatives fetch the same, a third one does not.
    (
        "two-of-three.json.j2",
        r#"{% if x %}"uris": ["@A"],{% elif y %}"uris": ["@B"],{% else %}"uris": ["@A"],{% endif %}"#,
        &[(A, Some("not x and not y or x")), (B, Some("not x and y"))],
    ),
];

#[test]
fn each_alternative_is_told_with_its_condition() {
    for (name, fetched, expected) in CASES {
        let text = match name {
            "enabled.json.hbs" => {
                format!("{{{{#if on}}}}{}{{{{/if}}}}", app("/shop/web", fetched))
            }
            _ => app("/shop/web", fetched),
        };
        let folder = folder(&[(name, text)]);
        let expected: Contents =
            expected.iter().map(|(uri, when)| ((*uri).into(), when.map(str::to_owned))).collect();
        let expected = vec![("shop/web/pullConfig".to_owned(), expected)];
        assert_eq!(contents(&folder, &[]), expected, "{name}");
    }
}

const BY_PROD: &str = r#"{{#prod}}"uris": ["@A"],{{/prod}}{{^prod}}"uris": ["@B"],{{/prod}}"#;

#[test]
fn the_table_leaves_no_alternative_out() {
    let arms =
        (0..6).map(|arm| format!("{{% elif x{arm} %}}\"uris\": [\"https://{arm}/docker.tgz\"],"));
    let arms: String = arms.collect();
    let arms = format!(
        "{{% if prod %}}\"uris\": [\"@A\"],{arms}{{% else %}}\"uris\": [\"@B\"],{{% endif %}}"
    );
    let folder = folder(&[("app.json.j2", app("/shop/web", &arms))]);
    let table = pullconfig(folder.path(), &["secrets"]).stdout;
    let from: Vec<&str> = table.lines().skip(1).collect();
    assert_eq!(from.len(), 8, "{table}");
    assert!(from[0].contains("https://0/docker.tgz if not prod and x0 "), "{table}");
    assert!(from[1..].iter().all(|line| line.trim_start().starts_with("or https://")), "{table}");
}

#[test]
fn the_script_asks_instead_of_choosing() {
    let folder = folder(&[
        ("web.json.mustache", app("/shop/web", BY_PROD)),
        ("cart.json", app("/shop/cart", r#""uris": ["@A"],"#)),
    ]);
    let script = pullconfig(folder.path(), &["secrets", "--format", "sh"]).stdout;
    let dcos = Dcos::new();
    dcos.put_login("a-example-docker-tar-gz.json");
    let asked = dcos.run(&script, "");
    assert_eq!((asked.code, dcos.calls().len()), (Some(1), 0), "{}", asked.stderr);
    let lines: Vec<&str> = asked.stderr.lines().collect();
    assert!(lines[0].starts_with("error: missing or empty in "), "{}", asked.stderr);
    assert_eq!(
        lines[1..],
        [
            "    shop-web-pullConfig.json: the logins of shop/web/pullConfig in this cluster, one of".to_owned(),
            format!("        {A} if prod"),
            format!("        {B} if not prod")
        ]
    );

    dcos.put_login("shop-web-pullConfig.json");
    let stored = dcos.run(&script, "");
    assert_eq!(stored.code, Some(0), "{}", stored.stderr);
    assert_eq!(dcos.content("shop/web/pullConfig"), "shop-web-pullConfig.json");
    assert_eq!(dcos.content("shop/cart/pullConfig"), "a-example-docker-tar-gz.json");
}

#[test]
fn a_local_copy_of_each_is_named() {
    let config = format!(
        "[[credential]]\nname = \"agents\"\nuri = \"{A}\"\narchive = \"a.tar.gz\"\n\
         [[credential]]\nname = \"test\"\nuri = \"{B}\"\narchive = \"b.tar.gz\"\n"
    );
    let folder =
        folder(&[("web.json.mustache", app("/shop/web", BY_PROD)), ("pullconfig.toml", config)]);
    let script = pullconfig(folder.path(), &["secrets", "--format", "sh"]).stdout;
    let (_, end) = script.split_once("# one of these").expect("the choice");
    assert_eq!(
        end,
        "\n\
         # agents if prod\n\
         #   pullconfig secrets extract 'a.tar.gz' -o 'shop-web-pullConfig.json'\n\
         # test if not prod\n\
         #   pullconfig secrets extract 'b.tar.gz' -o 'shop-web-pullConfig.json'\n\
         put 'shop-web-pullConfig.json' 'shop/web/pullConfig'  # /shop/web\n"
    );
}

#[test]
fn paths_that_only_the_template_knows_are_told_with_all_contents() {
    let folder = folder(&[
        ("one.json.mustache", app("{{name}}", BY_PROD)),
        ("two.json.mustache", app("{{name}}", r#""uris": ["@C"],"#)),
    ]);
    let script = pullconfig(folder.path(), &["secrets", "--format", "sh"]).stdout;
    let (_, end) = script.split_once("# not stored").expect("what is left out");
    for line in [
        format!("#     {A} if prod in one.json.mustache"),
        format!("#     {B} if not prod in one.json.mustache"),
        format!("#     {C} in two.json.mustache"),
    ] {
        assert!(end.lines().any(|it| it == line), "{end}");
    }
}

/// Ids and templates of apps that share a path, and whether all of them can be converted.
#[test]
fn a_path_is_shared_by_those_only_that_want_the_same_for_sure() {
    let by_eu = BY_PROD.replace("prod", "eu");
    let twice = r#"{{#prod}}"uris": ["@A", "@A"],{{/prod}}{{^prod}}"uris": ["@B"],{{/prod}}"#;
    let (a, b) = (r#""uris": ["@A"],"#, r#""uris": ["@B"],"#);
    for (one, other, are_shared) in [
        (a, a, true),
        (a, b, false),
        (BY_PROD, BY_PROD, true),
        (BY_PROD, twice, true),
        // Nobody knows whether `eu` holds where `prod` does.
        (BY_PROD, &by_eu, false),
        (BY_PROD, a, false),
        (a, BY_PROD, false),
        // What a template holds back counts, too.
        (r#"{{#prod}}"uris": ["@A"],{{/prod}}"#, b, false),
    ] {
        let folder = folder(&[
            ("one.json.mustache", app("/shop/one", one)),
            ("two.json.mustache", app("/shop/two", other)),
        ]);
        let arguments = ["scan", "--secret-source", "/shop/pull", "--format", "jsonl"];
        let report = pullconfig(folder.path(), &arguments).stdout;
        let states: Vec<String> = report
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
            .filter(|event| event["type"] == "definition")
            .map(|event| event["data"]["state"].as_str().unwrap_or_default().to_owned())
            .collect();
        let expected = if are_shared { "convertible" } else { "blocked" };
        assert_eq!(states, [expected, expected], "{one} and {other}");
    }
}

#[test]
fn each_alternative_has_a_path_of_its_own_if_the_template_of_paths_says_so() {
    let folder = folder(&[("web.json.mustache", app("/shop/web", BY_PROD))]);
    let found = contents(&folder, &["--secret-source", "/shop/{credential}"]);
    let only = |uri: &str| vec![(uri.to_owned(), None)];
    let expected = [
        ("shop/a-example-docker-tar-gz".to_owned(), only(A)),
        ("shop/b-example-docker-tar-gz".to_owned(), only(B)),
    ];
    assert_eq!(found, expected);
}
