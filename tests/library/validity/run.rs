//! Rules that reading Marathon's sources alone had got wrong, each with what its own code says when it is
//! run. A case is an app or a pod, the versions, and the reasons.

use pullconfig::marathon::{DefinitionKind, Envelope, Targets};
use pullconfig::validity::judge;
use serde_json::{Value, json};

use super::names;

const ALL: [&str; 7] = ["1.5", "1.6", "1.7", "1.8", "1.9", "1.10", "1.11"];

/// Asserts that the versions between `first` and `last` give `reasons`, and the others none.
fn only(kind: DefinitionKind, value: &Value, first: &str, last: &str, reasons: &[&str]) {
    let at = |version| ALL.iter().position(|it| *it == version).expect("a version");
    for version in ALL {
        let is_inside = (at(first)..=at(last)).contains(&at(version));
        let expected = if is_inside { reasons } else { &[] };
        assert_eq!(names(kind, value, version), expected, "{version} {value:#}");
    }
}

fn always(kind: DefinitionKind, value: Value, reasons: &[&str]) {
    only(kind, &value, "1.5", "1.11", reasons);
}

fn app(text: &str) -> Value {
    let mut app = json!({"id": "/a", "cmd": "serve"});
    json_patch::merge(&mut app, &serde_json::from_str(text).expect("JSON"));
    app
}

fn pod(text: &str, container: &str) -> Value {
    let mut first = json!({"name": "c", "resources": {}});
    json_patch::merge(&mut first, &serde_json::from_str(container).expect("JSON"));
    let mut pod = json!({"id": "/p", "containers": [first]});
    json_patch::merge(&mut pod, &serde_json::from_str(text).expect("JSON"));
    pod
}

fn warnings(kind: DefinitionKind, value: &Value) -> Vec<&'static str> {
    let judgement = judge(kind, Envelope::Single, value, Targets::ALL);
    judgement.warnings.into_iter().map(|warning| warning.name).collect()
}

/// RAML's limits of doubles become whole numbers (RamlTypeGenerator.scala:168-175), and those of
/// elements of lists are not generated.
#[test]
fn limits_are_not_all_asked() {
    for text in [
        r#"{"cpus": 0, "mem": 0.00001}"#,
        r#"{"cpus": 1e400}"#,
        r#"{"ports": [70000, -1]}"#,
        r#"{"uris": [""]}"#,
        r#"{"executorResources": {"cpus": 0.01}}"#,
        r#"{"readinessChecks": [{"portName": "default", "httpStatusCodesForReady": [9999]}]}"#,
    ] {
        always(DefinitionKind::App, app(text), &[]);
    }
    let long = json!({"id": "/a", "cmd": "serve", "uris": ["x".repeat(2000)]});
    always(DefinitionKind::App, long, &[]);
    let endpoint = r#"{"endpoints": [{"name": "e", "protocol": ["TCP"]}]}"#;
    always(DefinitionKind::Pod, pod("{}", endpoint), &[]);
    always(DefinitionKind::Pod, pod("{}", r#"{"resources": {"cpus": 0, "mem": 0.0001}}"#), &[]);
}

/// Objects whose members may all be absent read from anything (ObjectVisitor.scala:133-155).
#[test]
fn what_is_not_looked_at_is_warned_of() {
    for (text, count) in [
        (r#"{"networks": ["x", null]}"#, 2),
        (r#"{"unreachableStrategy": 5}"#, 1),
        (r#"{"unreachableStrategy": "Disabled"}"#, 1),
        (r#"{"container": {"type": "MESOS", "portMappings": [3]}}"#, 1),
    ] {
        let value = app(text);
        let judgement = judge(DefinitionKind::App, Envelope::Single, &value, Targets::ALL);
        let firm = judgement.violations.iter().filter(|it| it.unless.is_none());
        let reasons: Vec<&str> = firm.map(|it| it.name).collect();
        assert!(reasons.iter().all(|it| *it == "repeated-network"), "{value}: {reasons:?}");
        assert_eq!(warnings(DefinitionKind::App, &value), vec!["ignored-value"; count], "{value}");
    }
    for (text, container) in [
        ("{}", r#"{"resources": "x"}"#),
        (r#"{"scaling": {"kind": "fixed", "instances": "x"}}"#, "{}"),
        (r#"{"scheduling": {"unreachableStrategy": true}}"#, "{}"),
    ] {
        let value = pod(text, container);
        always(DefinitionKind::Pod, value.clone(), &[]);
        assert_eq!(warnings(DefinitionKind::Pod, &value), ["ignored-value"], "{value}");
    }
    let null = json!({"id": "/p", "containers": [{"name": "c", "resources": null}]});
    always(DefinitionKind::Pod, null, &[]);
    // Play's own reader wants an object.
    let app = json!({"id": "/a", "cmd": "serve", "resourceLimits": "x"});
    only(DefinitionKind::App, &app, "1.10", "1.11", &["wrong-type"]);
}

#[test]
fn something_must_run() {
    let nothing = json!({"id": "/a", "container": {"type": "MESOS"}});
    always(DefinitionKind::App, nothing, &["nothing-to-run"]);
    let image = json!({"id": "/a", "container": {"type": "MESOS", "docker": {"image": "x"}}});
    always(DefinitionKind::App, image, &[]);
    let appc = json!({"id": "/a", "container": {"type": "MESOS", "appc": {"image": "x"}}});
    only(DefinitionKind::App, &appc, "1.9", "1.11", &["nothing-to-run"]);
    always(
        DefinitionKind::App,
        json!({"id": "/a", "cmd": "serve", "container": true}),
        &["docker-missing"],
    );
}

#[test]
fn single_instances() {
    let label = r#"{"labels": {"MARATHON_SINGLE_INSTANCE_APP": "true"}"#;
    always(DefinitionKind::App, app(&format!("{label}}}")), &["single-instance"]);
    let zero = r#""upgradeStrategy": {"minimumHealthCapacity": 0, "maximumOverCapacity": 0}"#;
    always(DefinitionKind::App, app(&format!("{label}, {zero}}}")), &[]);
}

#[test]
fn health_checks() {
    let checks = |text: &str| app(&format!(r#"{{"healthChecks": [{text}]}}"#));
    always(
        DefinitionKind::App,
        checks(r#"{"protocol": "MESOS_HTTP", "portIndex": 3}"#),
        &["health-check-port"],
    );
    always(DefinitionKind::App, checks(r#"{"protocol": "MESOS_TCP"}"#), &[]);
    let two = app(r#"{"healthChecks": [{"protocol": "MESOS_TCP"}], "ports": [1, 2]}"#);
    always(DefinitionKind::App, two, &["health-check-port"]);
    // Off the host, and without a container, an app gets one with one port.
    let off = app(
        r#"{"healthChecks": [{"protocol": "MESOS_TCP"}], "networks": [{"mode": "container/bridge"}]}"#,
    );
    always(DefinitionKind::App, off, &[]);
    // Two that say the same are one.
    let same = r#"{"protocol": "MESOS_TCP"}, {"protocol": "mesos_tcp", "timeoutSeconds": 20}"#;
    always(DefinitionKind::App, checks(same), &[]);
    let other = r#"{"protocol": "MESOS_TCP"}, {"protocol": "MESOS_TCP", "timeoutSeconds": 5}"#;
    always(DefinitionKind::App, checks(other), &["several-mesos-health-checks"]);
    for text in [
        r#"{"command": {"value": "true"}}"#,
        r#"{"protocol": "COMMAND"}"#,
        r#"{"protocol": "COMMAND", "command": {"value": "true"}, "path": "/"}"#,
        r#"{"protocol": "COMMAND", "command": {"value": "true"}, "port": 80}"#,
    ] {
        always(DefinitionKind::App, checks(text), &["health-check-command"]);
    }
    let right = r#"{"protocol": "COMMAND", "command": {"value": "true"}, "portIndex": 9}"#;
    always(DefinitionKind::App, checks(right), &[]);
}

#[test]
fn checks() {
    let check = |text: &str| app(&format!(r#"{{"check": {text}}}"#));
    only(DefinitionKind::App, &check("{}"), "1.8", "1.11", &["check-kind"]);
    only(
        DefinitionKind::App,
        &check(r#"{"http": {"scheme": "HTTPS"}}"#),
        "1.8",
        "1.11",
        &["check-kind"],
    );
    only(
        DefinitionKind::App,
        &check(r#"{"tcp": {"portIndex": 1}}"#),
        "1.8",
        "1.11",
        &["check-port"],
    );
    always(DefinitionKind::App, check(r#"{"tcp": {}}"#), &[]);
    // A pod's is read, and no more.
    always(DefinitionKind::Pod, pod("{}", r#"{"check": {}}"#), &[]);
    only(
        DefinitionKind::Pod,
        &pod("{}", r#"{"check": {"tcp": {"endpoint": ""}}}"#),
        "1.8",
        "1.11",
        &["wrong-length"],
    );
    only(
        DefinitionKind::Pod,
        &pod("{}", r#"{"check": {"exec": {}}}"#),
        "1.8",
        "1.11",
        &["missing-member"],
    );
}

#[test]
fn constraints() {
    let constraint = |text: &str| app(&format!(r#"{{"constraints": [{text}]}}"#));
    always(
        DefinitionKind::App,
        constraint(r#"["hostname", "unique"]"#),
        &["constraint-operator-case"],
    );
    only(DefinitionKind::App, &constraint(r#"["a", "IS", "x"]"#), "1.5", "1.5", &["constraint"]);
    always(DefinitionKind::App, constraint(r#"["a"]"#), &["constraint"]);
    for (expression, is_right) in [
        ("a{,2}", false),
        ("a{2,1}", false),
        ("*", false),
        ("(a", false),
        ("a)", false),
        ("[a", false),
        ("[z-a]", false),
        ("\\\\y", false),
        ("", true),
        ("a{2,}", true),
        ("[]a]", true),
        ("(?<n>x)|(?i)[a&&b]", true),
        ("\\\\Q(\\\\E\\\\d+?", true),
        ("^a*+$", true),
    ] {
        let value = constraint(&format!(r#"["a", "LIKE", "{expression}"]"#));
        let expected: &[&str] = if is_right { &[] } else { &["constraint"] };
        always(DefinitionKind::App, value, expected);
    }
    // A pod's volume: its operator is taken without being judged before.
    let volume = |constraint: &str| {
        let info = format!(r#"{{"size": 1, "type": "mount", "constraints": [{constraint}]}}"#);
        pod(
            &format!(r#"{{"volumes": [{{"name": "v", "persistent": {info}}}]}}"#),
            r#"{"volumeMounts": [{"name": "v", "mountPath": "/v"}]}"#,
        )
    };
    always(DefinitionKind::Pod, volume(r#"["a", "LIKE", "x"]"#), &[]);
    only(DefinitionKind::Pod, &volume(r#"["a", "FOO", "x"]"#), "1.6", "1.11", &["constraint"]);
}

#[test]
fn residents() {
    let without = app(r#"{"residency": {}}"#);
    only(DefinitionKind::App, &without, "1.5", "1.5", &["residency-without-volume"]);
    let update = json!({"cmd": "serve", "residency": {}});
    assert_eq!(names(DefinitionKind::App, &update, "1.11"), ["upgrade-of-resident"]);
    let profile = json!({"id": "/a", "cmd": "serve", "container": {"type": "MESOS", "volumes": [
        {"containerPath": "d", "mode": "RW", "persistent": {"size": 1, "profileName": ""}}]}});
    only(DefinitionKind::App, &profile, "1.6", "1.11", &["persistent-volume-profile"]);
    const MOUNTS: &str = r#"{"volumeMounts": [{"name": "v", "mountPath": "/v"}]}"#;
    let profile = pod(
        r#"{"volumes": [{"name": "v", "persistent": {"size": 1, "profileName": ""}}]}"#,
        MOUNTS,
    );
    only(DefinitionKind::Pod, &profile, "1.6", "1.11", &["persistent-volume-profile"]);
    // Without a size it is an ephemeral volume.
    let pod = pod(
        r#"{"volumes": [{"name": "v", "persistent": {}}], "scheduling": {"upgrade": {"maximumOverCapacity": 1}}}"#,
        MOUNTS,
    );
    always(DefinitionKind::Pod, pod, &[]);
}

#[test]
fn ids_and_dates() {
    for (id, reasons) in [
        (json!("/x/.."), &["root-id"][..]),
        (json!("x/../y"), &[]),
        (json!(null), &["missing-member"]),
    ] {
        always(DefinitionKind::App, json!({"id": id, "cmd": "serve"}), reasons);
    }
    let restart = json!({"id": "/x/restart", "cmd": "serve"});
    assert_eq!(names(DefinitionKind::App, &restart, "1.5"), ["reserved-id"]);
    assert!(names(DefinitionKind::App, &restart, "1.6").is_empty());
    assert_eq!(names(DefinitionKind::App, &restart, "1.7"), ["reserved-id"]);
    for (id, reasons) in [
        (json!("/p"), &[][..]),
        (json!("p"), &["pod-id"]),
        (json!("/p/../q"), &["pod-id"]),
        (json!("/"), &["root-id"]),
        (json!(null), &["pod-id"]),
    ] {
        let pod = json!({"id": id, "containers": [{"name": "c", "resources": {}}]});
        always(DefinitionKind::Pod, pod, reasons);
    }
    for (dependency, reasons) in [
        ("/a", &["circular-dependency"][..]),
        ("a", &["circular-dependency"]),
        ("/", &["circular-dependency"]),
        ("/b", &[]),
        ("/B", &["wrong-form"]),
    ] {
        let value = app(&format!(r#"{{"dependencies": ["{dependency}"]}}"#));
        always(DefinitionKind::App, value, reasons);
    }
    for (date, is_date) in [
        ("2015-01-01T00:00:00.000Z", true),
        ("2016-02-29t00:00z", true),
        ("2015-01-01T00:00:00+01:00", true),
        ("2015-02-29T00:00:00Z", false),
        ("2015-01-01", false),
        ("2015-01-01T00:00:00", false),
        ("2015-01-01T24:00:00Z", false),
        ("", false),
    ] {
        let reasons: &[&str] = if is_date { &[] } else { &["wrong-form"] };
        always(DefinitionKind::App, app(&format!(r#"{{"version": "{date}"}}"#)), reasons);
    }
    always(DefinitionKind::App, app(r#"{"versionInfo": {}}"#), &["missing-member"; 2]);
}

#[test]
fn uris() {
    for (uri, is_uri) in [
        ("", true),
        ("file:///etc/docker.tar.gz", true),
        ("http://u:p@h:80/a;b?c=d#e", true),
        ("s3://a_bucket/x", true),
        ("http://[::1]:80/", true),
        ("hdfs:///x", true),
        ("a/b%20c", true),
        ("http://h/ä", true),
        ("mailto:a", true),
        ("a b", false),
        ("http://h/%zz", false),
        ("http:", false),
        ("://x", false),
        ("1a:x", false),
        ("http://", false),
        ("a#b#c", false),
        ("http://[x]/", false),
        ("{x}", false),
    ] {
        let reasons: &[&str] = if is_uri { &[] } else { &["uri-syntax"] };
        always(DefinitionKind::App, app(&format!(r#"{{"uris": ["{uri}"]}}"#)), reasons);
    }
}

#[test]
fn what_depends_on_the_cluster() {
    let unless = |text: &str| {
        let value = app(text);
        let judgement = judge(DefinitionKind::App, Envelope::Single, &value, Targets::ALL);
        let found = judgement.violations.into_iter();
        found.map(|it| (it.name, it.unless)).collect::<Vec<_>>()
    };
    let role = Some("--mesos_role");
    assert_eq!(unless(r#"{"role": "dev"}"#), [("cluster-role", role)]);
    assert_eq!(unless(r#"{"acceptedResourceRoles": ["dev", "*"]}"#), [("cluster-role", role)]);
    assert_eq!(unless(r#"{"acceptedResourceRoles": ["*"]}"#), []);
    only(DefinitionKind::App, &app(r#"{"role": 5}"#), "1.9", "1.11", &["wrong-type"]);
}

/// marathon: CSIProvider.scala:74-92
#[test]
fn instances_with_csi_volumes() {
    let several = |volumes: &[(&str, &str)]| {
        let volumes = volumes.iter().enumerate().map(|(index, (access, mode))| {
            let capability = json!({"accessMode": access, "accessType": "block"});
            json!({"containerPath": index.to_string(), "mode": mode, "external": {
                "name": index.to_string(), "provider": "csi",
                "options": {"pluginName": "p", "capability": capability}}})
        });
        let volumes: Vec<Value> = volumes.collect();
        let container = json!({"type": "MESOS", "volumes": volumes});
        let app = json!({"id": "/a", "cmd": "serve", "instances": 2, "container": container});
        names(DefinitionKind::App, &app, "1.11")
    };
    let (node, writer, writers) =
        ("SINGLE_NODE_WRITER", "MULTI_NODE_SINGLE_WRITER", "MULTI_NODE_MULTI_WRITER");
    assert_eq!(several(&[(node, "RW")]), ["csi-access"]);
    assert_eq!(several(&[(node, "RO")]), ["csi-access"]);
    assert_eq!(several(&[(writers, "RW"), (node, "RW")]), ["csi-access"]);
    assert_eq!(several(&[(writer, "RW")]), ["csi-access"]);
    assert!(several(&[(writer, "RO")]).is_empty());
    assert!(several(&[(writers, "RW")]).is_empty());
    // Marathon asks whether all volumes are of this kind.
    assert!(several(&[(writer, "RW"), (writers, "RW")]).is_empty());
    assert!(several(&[(writer, "RW"), (writer, "RO")]).is_empty());
}

#[test]
fn words_that_are_taken_letter_by_letter() {
    let scaling = |kind: &str| pod(&format!(r#"{{"scaling": {{"kind": "{kind}"}}}}"#), "{}");
    always(DefinitionKind::Pod, scaling("fixed"), &[]);
    always(DefinitionKind::Pod, scaling("Fixed"), &["unknown-value"]);
    let limits = |word: &str| app(&format!(r#"{{"resourceLimits": {{"cpus": "{word}"}}}}"#));
    always(DefinitionKind::App, limits("unlimited"), &[]);
    only(DefinitionKind::App, &limits("UNLIMITED"), "1.10", "1.11", &["resource-limit"]);
    let csi = |capability: Value| {
        json!({"id": "/a", "cmd": "serve", "container": {"type": "MESOS", "volumes": [
            {"containerPath": "d", "mode": "RW", "external": {"name": "v", "provider": "csi",
                "options": {"pluginName": "p", "capability": capability}}}]}})
    };
    let block = csi(json!({"accessMode": "SINGLE_NODE_WRITER", "accessType": "block"}));
    assert!(names(DefinitionKind::App, &block, "1.11").is_empty());
    let mount = csi(json!({"accessMode": "SINGLE_NODE_WRITER", "accessType": "mount"}));
    assert_eq!(names(DefinitionKind::App, &mount, "1.11"), ["csi-mount"]);
    let shared = pod(r#"{"legacySharedCgroups": true}"#, r#"{"resourceLimits": {}}"#);
    only(DefinitionKind::Pod, &shared, "1.10", "1.11", &["limits-with-shared-cgroups"]);
    always(
        DefinitionKind::Pod,
        pod("{}", r#"{"endpoints": [{"name": "e", "protocol": []}]}"#),
        &["wrong-length"],
    );
}
