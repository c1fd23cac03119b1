//! Answers, comparisons, removed entries and settings, by tables.

use serde_json::{Value, json};

use super::{Answer, Info, Live, compare, removed_entries};
use crate::marathon::{Envelope, Recognition};
use crate::validity::Presence;

fn live(answers: &[Value]) -> Live {
    let mut live = Live::default();
    for answer in answers {
        let bytes = answer.to_string().into_bytes();
        live.add(Answer::read(bytes, &Recognition::default()).expect("an answer"));
    }
    live
}

fn ids(live: &Live) -> Vec<&str> {
    live.iter().map(|running| running.id).collect()
}

fn app(id: &str) -> Value {
    json!({ "id": id, "container": { "type": "DOCKER", "docker": { "image": "a" } }, "fetch": [] })
}

fn pod(id: &str) -> Value {
    json!({ "id": id, "containers": [{ "name": "a", "image": { "kind": "DOCKER", "id": "a" } }] })
}

#[test]
fn every_answer_of_marathon_is_understood() {
    let status = json!({ "id": "/p", "spec": pod("/p"), "status": "STABLE", "instances": [] });
    let group = json!({
        "id": "/", "apps": [app("/a")], "pods": [status], "dependencies": [],
        "groups": [{ "id": "/g", "apps": [app("/g/b")], "groups": [], "pods": [] }],
    });
    let cases = [
        (json!([]), vec![]),
        (json!([app("/a"), app("/b")]), vec!["/a", "/b"]),
        (json!({ "apps": [app("/b"), app("/a")] }), vec!["/a", "/b"]),
        (json!({ "apps": [] }), vec![]),
        (json!({ "app": app("/a") }), vec!["/a"]),
        (json!({ "*": [app("/g/a")] }), vec!["/g/a"]),
        (app("/a"), vec!["/a"]),
        (json!([pod("/p")]), vec!["/p"]),
        (json!([status]), vec!["/p"]),
        (group, vec!["/a", "/g/b", "/p"]),
    ];
    for (answer, expected) in cases {
        assert_eq!(ids(&live(std::slice::from_ref(&answer))), expected, "{answer}");
    }
}

#[test]
fn a_later_answer_replaces_an_earlier_one() {
    let mut newer = app("/a");
    newer["cmd"] = json!("new");
    let live = live(&[json!([app("/a"), app("/b")]), json!({ "apps": [newer] })]);
    assert_eq!(live.len(), 2);
    let running = live.get("/a").expect("it runs");
    assert_eq!(running.value["cmd"], "new");
    assert!(live.get("/c").is_none());
}

#[test]
fn other_texts_are_refused_without_a_quotation() {
    let cases = [
        ("", "1:1"),
        ("{\"auths\":{\"a\":{\"auth\":\"dXNlcjpwYXNz\"}}}", "1:1"),
        ("[\n  {\"id\":\"/a\",\"cmd\":\"x\"},\n  {\"dXNlcjpwYXNz\": 1}\n]", "3:3"),
        ("[\"dXNlcjpwYXNz\"]", "1:2"),
        ("{\"message\":\"dXNlcjpwYXNz\"}", "1:1"),
        ("[{\"id\": dXNlcjpwYXNz}]", "1:9"),
        ("<html>", "1:1"),
    ];
    for (text, place) in cases {
        let error = Answer::read(text.into(), &Recognition::default()).expect_err(text);
        let error = error.to_string();
        assert!(error.starts_with(&format!("{place}: ")), "{error}");
        assert!(!error.contains("dXNl"), "{error}");
    }
}

#[test]
fn what_concerns_the_migration_is_known_of_each() {
    let mut docker = app("/d");
    docker["fetch"] = json!([{ "uri": "file:///etc/docker.tar.gz" }]);
    let mut mesos = app("/m");
    mesos["container"]["type"] = json!("MESOS");
    mesos["container"]["docker"]["pullConfig"] = json!({ "secret": "s" });
    let live = live(&[json!([docker, mesos, app("/o")])]);
    let facts = |id| {
        let running = live.get(id).expect("it runs").running;
        (running.has_credentials(), running.is_migrated())
    };
    assert_eq!(facts("/d"), (true, false));
    assert_eq!(facts("/m"), (false, true));
    assert_eq!(facts("/o"), (false, false));
}

/// Returns the members in which `file` differs from `running`, with a sign for who has them.
fn differ(file: &Value, running: &Value, info: Option<&Info>) -> Vec<String> {
    let live = live(&[json!([running])]);
    let id = running["id"].as_str().expect("an id");
    let running = live.get(id).expect("it runs");
    let found = compare(file, Envelope::Single, &running, info);
    let said = found.into_iter().map(|it| match it.presence {
        Presence::Both => it.member,
        Presence::First => format!("{} (file)", it.member),
        Presence::Second => format!("{} (runs)", it.member),
    });
    said.collect()
}

/// An app and what Marathon 1.11 tells of it.
fn example() -> (Value, Value) {
    let file = json!({
        "id": "/a", "cmd": "run", "cpus": 0.5,
        "container": { "docker": { "image": "i", "network": "BRIDGE",
            "portMappings": [{ "containerPort": 80 }] } },
        "uris": ["file:///etc/docker.tar.gz"],
        "healthChecks": [{ "path": "/" }],
        "constraints": [["hostname", "unique"], ["rack", "LIKE", "a"]],
        "env": { "A": "1" }, "labels": { "L": "1" },
        "upgradeStrategy": { "minimumHealthCapacity": 1, "maximumOverCapacity": 0.5 },
    });
    let running = json!({
        "id": "/a", "cmd": "run", "cpus": 0.5, "mem": 128, "disk": 0, "gpus": 0, "instances": 1,
        "backoffFactor": 1.15, "backoffSeconds": 1, "maxLaunchDelaySeconds": 300, "executor": "",
        "container": { "type": "DOCKER", "volumes": [],
            "docker": { "image": "i", "forcePullImage": false, "parameters": [], "privileged": false },
            "portMappings": [{ "containerPort": 80, "hostPort": 0, "labels": {},
                "protocol": "tcp", "servicePort": 10007 }] },
        "networks": [{ "mode": "container/bridge" }],
        "fetch": [{ "uri": "file:///etc/docker.tar.gz", "extract": true, "executable": false,
            "cache": false }],
        "healthChecks": [{ "path": "/", "portIndex": 0, "protocol": "HTTP", "ignoreHttp1xx": false,
            "gracePeriodSeconds": 300, "intervalSeconds": 60, "maxConsecutiveFailures": 3,
            "timeoutSeconds": 20, "delaySeconds": 15, "ipProtocol": "IPv4" }],
        "constraints": [["rack", "LIKE", "a"], ["hostname", "UNIQUE"]],
        "env": { "A": "1" }, "labels": { "L": "1" }, "role": "slave_public",
        "upgradeStrategy": { "minimumHealthCapacity": 1.0, "maximumOverCapacity": 5e-1 },
        "unreachableStrategy": { "inactiveAfterSeconds": 0, "expungeAfterSeconds": 0 },
        "killSelection": "YOUNGEST_FIRST", "requirePorts": false,
        "version": "2026-11-28T07:30:00.000Z",
        "versionInfo": { "lastScalingAt": "2026-11-28T07:30:00.000Z",
            "lastConfigChangeAt": "2026-11-28T07:30:00.000Z" },
        "tasksStaged": 0, "tasksRunning": 1, "tasksHealthy": 1, "tasksUnhealthy": 0,
        "deployments": [],
    });
    (file, running)
}

#[test]
fn what_marathon_fills_in_is_no_difference() {
    let (file, running) = example();
    assert_eq!(differ(&file, &running, None), Vec::<String>::new());
}

#[test]
fn each_change_of_what_runs_is_named() {
    let (file, running) = example();
    let cases = [
        ("/cpus", json!(0.50001), "cpus"),
        ("/instances", json!(3), "instances"),
        ("/mem", json!(256), "mem"),
        ("/backoffSeconds", json!(2), "backoffSeconds"),
        ("/container/docker/image", json!("j"), "container.docker.image"),
        ("/container/docker/privileged", json!(true), "container.docker.privileged"),
        (
            "/container/portMappings/0/containerPort",
            json!(81),
            "container.portMappings[0].containerPort",
        ),
        ("/container/portMappings/0/hostPort", json!(31000), "container.portMappings[0].hostPort"),
        ("/env/A", json!("2"), "env.A"),
        ("/env/B", json!("2"), "env.B (runs)"),
        ("/labels/M", json!("2"), "labels.M (runs)"),
        ("/secrets", json!({ "s": { "source": "x" } }), "secrets.s (runs)"),
        ("/fetch/0/extract", json!(false), "fetch[0].extract"),
        ("/healthChecks/0/intervalSeconds", json!(61), "healthChecks"),
        ("/constraints/1/1", json!("CLUSTER"), "constraints"),
        ("/networks/0/mode", json!("host"), "container.portMappings (file)"),
        ("/killSelection", json!("OLDEST_FIRST"), "killSelection"),
        ("/unreachableStrategy", json!("disabled"), "unreachableStrategy"),
        ("/upgradeStrategy/maximumOverCapacity", json!(1), "upgradeStrategy.maximumOverCapacity"),
        ("/user", json!("nobody"), "user (runs)"),
        ("/tty", json!(true), "tty"),
        ("/taskKillGracePeriodSeconds", json!(9), "taskKillGracePeriodSeconds (runs)"),
    ];
    for (pointer, value, expected) in cases {
        let mut changed = running.clone();
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        match changed.pointer_mut(parent).expect("a place") {
            Value::Array(list) => list[name.parse::<usize>().expect("an index")] = value,
            Value::Object(members) => drop(members.insert(name.to_owned(), value)),
            _ => unreachable!("a container"),
        }
        let found = differ(&file, &changed, None);
        assert_eq!(found.first().map(String::as_str), Some(expected), "{pointer}: {found:?}");
    }
}

#[test]
fn a_member_that_only_the_file_has_is_named() {
    let (mut file, running) = example();
    file["env"]["NEW"] = json!("1");
    file["user"] = json!("root");
    assert_eq!(differ(&file, &running, None), ["env.NEW (file)", "user (file)"]);
}

#[test]
fn each_way_to_write_a_network_is_understood() {
    let bridge = json!([{ "mode": "container/bridge" }]);
    let host = json!([{ "mode": "host" }]);
    let named = json!([{ "mode": "container", "name": "dcos" }]);
    let mesos = |rest: Value| {
        let mut app = json!({ "id": "/a", "cmd": "x" });
        let members = app.as_object_mut().expect("an object");
        members.extend(rest.as_object().expect("an object").clone());
        app
    };
    let cases = [
        (json!({}), &host),
        (json!({ "container": { "docker": { "image": "i", "network": "HOST" } } }), &host),
        (json!({ "container": { "docker": { "image": "i", "network": "BRIDGE" } } }), &bridge),
        (json!({ "ipAddress": { "networkName": "dcos" } }), &named),
        (json!({ "ipAddress": { "networkName": "mesos-bridge" } }), &bridge),
        (
            json!({ "ipAddress": { "networkName": "dcos" },
            "container": { "docker": { "image": "i", "network": "USER" } } }),
            &named,
        ),
        (json!({ "networks": [{ "name": "dcos" }] }), &named),
        (json!({ "networks": [{ "mode": "CONTAINER/BRIDGE" }] }), &bridge),
    ];
    for (file, networks) in cases {
        let file = mesos(file);
        let mut running = json!({ "id": "/a", "cmd": "x", "networks": networks });
        let is_docker = file.pointer("/container/docker").is_some();
        let is_off_host = *networks != host;
        if is_off_host {
            let mut mapping = json!({ "containerPort": 0, "labels": {}, "name": "default",
                "protocol": "tcp", "servicePort": 10000 });
            if *networks == bridge {
                mapping["hostPort"] = json!(0);
            }
            let kind = if is_docker { "DOCKER" } else { "MESOS" };
            running["container"] =
                json!({ "type": kind, "volumes": [], "portMappings": [mapping] });
        } else {
            running["portDefinitions"] =
                json!([{ "port": 10000, "name": "default", "protocol": "tcp", "labels": {} }]);
        }
        if is_docker {
            running["container"]["type"] = json!("DOCKER");
            running["container"]["docker"] = json!({ "image": "i", "forcePullImage": false,
                "parameters": [], "privileged": false });
        }
        assert_eq!(differ(&file, &running, None), Vec::<String>::new(), "{file}");
    }
}

#[test]
fn settings_of_the_cluster_decide() {
    let info = json!({
        "name": "marathon", "version": "1.8.244",
        "marathon_config": { "default_network_name": "dcos", "mesos_bridge_name": "br",
            "mesos_user": null, "features": ["secrets", "vips"] },
    });
    let info = Info::read(info.to_string().as_bytes()).expect("an info");
    assert_eq!(info.target.map(|it| it.to_string()).as_deref(), Some("1.8"));
    assert!(info.has_feature("secrets") && !info.has_feature("gpu_resources"));
    assert_eq!(
        (info.mesos_user.as_deref(), info.default_network_name.as_deref()),
        (None, Some("dcos"))
    );
    let file =
        json!({ "id": "/a", "cmd": "x", "networks": [{ "mode": "container" }], "role": "r" });
    let running = |name: &str| {
        json!({ "id": "/a", "cmd": "x", "networks": [{ "mode": "container", "name": name }],
            "container": { "type": "MESOS", "portMappings": [{ "name": "default" }] } })
    };
    // Marathon 1.8 knows no role.
    assert_eq!(differ(&file, &running("dcos"), Some(&info)), Vec::<String>::new());
    assert_eq!(differ(&file, &running("other"), Some(&info)), ["networks[0].name"]);
    assert_eq!(differ(&file, &running("other"), None), ["role (file)"]);
}

#[test]
fn other_documents_are_no_info() {
    let cases = [
        ("[]", "1:1"),
        ("{\"version\":\"1.8.0\"}", "1:1"),
        ("{\"version\":1,\"marathon_config\":{}}", "1:12"),
        ("{\"version\":\"1.8.0\",\"marathon_config\":[]}", "1:38"),
        ("{\"version\":\"1.8.0\",\"marathon_config\":{\"mesos_user\":7}}", "1:52"),
        ("{\"version\":", "1:12"),
    ];
    for (text, place) in cases {
        let error = Info::read(text.as_bytes()).expect_err(text).to_string();
        assert!(error.starts_with(&format!("{place}: ")), "{text}: {error}");
    }
}

#[test]
fn versions_are_read_as_marathon_writes_them() {
    let cases = [
        ("1.5.0-SNAPSHOT", Some("1.5")),
        ("1.11.23", Some("1.11")),
        ("1.8", Some("1.8")),
        ("1.4.13", None),
        ("2.0.0", None),
        ("", None),
    ];
    for (version, expected) in cases {
        let info = json!({ "version": version, "marathon_config": {} }).to_string();
        let info = Info::read(info.as_bytes()).expect("an info");
        assert_eq!(info.target.map(|it| it.to_string()).as_deref(), expected, "{version}");
    }
}

#[test]
fn a_pod_gets_its_defaults_too() {
    let file = json!({ "id": "/p", "containers": [{
        "name": "a", "resources": { "cpus": 1, "mem": 64 },
        "image": { "kind": "docker", "id": "i" },
        "endpoints": [{ "name": "http", "containerPort": 80 }],
        "artifacts": [{ "uri": "file:///etc/docker.tar.gz" }],
        "healthCheck": { "http": { "endpoint": "http", "path": "/" } },
    }] });
    let running = json!({ "id": "/p", "version": "2026-11-28T07:30:00.000Z", "role": "*",
        "containers": [{
            "name": "a", "resources": { "cpus": 1.0, "mem": 64.0, "disk": 0, "gpus": 0 },
            "image": { "kind": "DOCKER", "id": "i" },
            "endpoints": [{ "name": "http", "containerPort": 80, "hostPort": 0 }],
            "artifacts": [{ "uri": "file:///etc/docker.tar.gz", "extract": true,
                "executable": false, "cache": false }],
            "healthCheck": { "http": { "endpoint": "http", "path": "/", "scheme": "HTTP" },
                "gracePeriodSeconds": 300, "intervalSeconds": 60, "maxConsecutiveFailures": 3,
                "timeoutSeconds": 20, "delaySeconds": 15 },
        }],
        "executorResources": { "cpus": 0.1, "mem": 32, "disk": 10 },
        "scaling": { "kind": "fixed", "instances": 1 },
        "scheduling": { "backoff": { "backoff": 1, "backoffFactor": 1.15, "maxLaunchDelay": 300 },
            "upgrade": { "minimumHealthCapacity": 1, "maximumOverCapacity": 1 },
            "placement": {}, "killSelection": "YOUNGEST_FIRST",
            "unreachableStrategy": { "inactiveAfterSeconds": 0, "expungeAfterSeconds": 0 } },
    });
    assert_eq!(differ(&file, &running, None), Vec::<String>::new());
    let mut changed = running;
    changed["scheduling"]["backoff"]["backoff"] = json!(2);
    changed["scaling"]["instances"] = json!(4);
    let expected = ["scaling", "scheduling.backoff.backoff"];
    assert_eq!(differ(&file, &changed, None), expected);
}

#[test]
fn an_update_removes_entries_that_the_file_lacks() {
    let running = json!({
        "id": "/a", "container": { "docker": { "image": "i" } },
        "secrets": { "db": { "source": "db" } },
        "env": { "A": "1", "TOKEN": "2" },
        "fetch": [{ "uri": "file:///etc/docker.tar.gz" }, { "uri": "https://u:p@h/extra.zip?t=1" }],
    });
    let whole = "secrets.db, env.A, env.TOKEN, fetch https://***@h/extra.zip?***";
    let cases = [
        // A partial update keeps what the file lacks.
        (json!({}), Envelope::Single, ""),
        (json!({}), Envelope::Group, whole),
        (json!({ "secrets": {}, "env": {}, "fetch": [] }), Envelope::Single, whole),
        (json!({ "secrets": { "pull": { "source": "x" } } }), Envelope::Array, "secrets.db"),
        (
            json!({ "env": { "A": "9" }, "uris": ["https://u:p@h/extra.zip?t=1"] }),
            Envelope::Single,
            "env.TOKEN",
        ),
        (json!({ "secrets": null, "env": null, "fetch": null }), Envelope::Single, ""),
    ];
    let live = live(&[json!([running])]);
    let running = live.get("/a").expect("it runs");
    for (file, envelope, expected) in cases {
        let found = removed_entries(&file, envelope, &running).join(", ");
        assert_eq!(found, expected, "{file}");
    }
}

/// Marathon adds no accepted roles (marathon: AppConversion.scala:46, 183). Version 1.9 removes those that are
/// neither `*` nor the role of the app (marathon v1.9.100: AppNormalization.scala:205-215).
#[test]
fn accepted_roles_that_marathon_removes_are_no_difference() {
    let app = |roles: Value, role: Value| json!({ "id": "/a", "cmd": "x", "acceptedResourceRoles": roles, "role": role });
    let none = || Value::Null;
    let cases = [
        (none(), app(none(), json!("*")), ""),
        (none(), app(json!(["*"]), json!("*")), "acceptedResourceRoles (runs)"),
        (json!(["*"]), app(none(), json!("*")), "acceptedResourceRoles (file)"),
        (json!(["slave_public"]), app(json!(["*"]), json!("*")), ""),
        (json!(["slave_public"]), app(json!(["slave_public"]), json!("*")), ""),
        (json!(["slave_public"]), app(json!(["slave_public"]), json!("slave_public")), ""),
        (json!(["slave_public", "*"]), app(json!(["*"]), json!("dev")), ""),
        (json!(["dev", "*"]), app(json!(["*", "dev"]), json!("dev")), ""),
        (json!(["dev"]), app(json!(["*"]), json!("dev")), "acceptedResourceRoles"),
        // A running app without a role comes from a Marathon before 1.9, which keeps accepted roles.
        (json!(["slave_public"]), app(json!(["*"]), none()), "acceptedResourceRoles"),
    ];
    for (roles, running, expected) in cases {
        let file = app(roles, none());
        assert_eq!(differ(&file, &running, None).join(", "), expected, "{file} and {running}");
    }
    let pod = |roles: Value, role: Value| {
        let mut pod = pod("/p");
        pod["role"] = role;
        pod["scheduling"] = json!({ "placement": { "acceptedResourceRoles": roles } });
        pod
    };
    let file = pod(json!(["slave_public"]), none());
    let running = pod(json!([]), json!("*"));
    assert_eq!(differ(&file, &running, None), Vec::<String>::new());
}

/// The shapes of the examples in the documentation of Marathon's API (docs/rest-api/public/api/v2/examples:
/// app.json, app_list.json, group.json, pod.json), with values of our own, and files that lead to them.
#[test]
#[expect(clippy::too_many_lines, reason = "three examples, member by member")]
fn the_answers_of_the_documentation_are_no_differences() {
    let told = json!({ "tasksStaged": 0, "tasksRunning": 0, "tasksHealthy": 0, "tasksUnhealthy": 0,
        "deployments": [{ "id": "9538079c" }], "version": "2015-09-25T15:13:48.343Z",
        "versionInfo": { "lastScalingAt": "2015-09-25T15:13:48.343Z",
            "lastConfigChangeAt": "2015-09-25T15:13:48.343Z" } });
    let with = |value: Value, more: &Value| {
        let (mut value, more) = (value, more.as_object().expect("an object").clone());
        value.as_object_mut().expect("an object").extend(more);
        value
    };
    let simple = json!({ "id": "/berth", "cmd": "env && sleep 60", "env": { "PATH": "/a" },
        "instances": 3, "cpus": 0.1, "mem": 5, "uris": ["https://files.example.com/readme.md"],
        "constraints": [["hostname", "UNIQUE"]], "ports": [10013, 10015],
        "maxLaunchDelaySeconds": 3600 });
    let of_list = with(
        json!({ "id": "/berth", "cmd": "env && sleep 60", "args": null, "user": null,
            "env": { "PATH": "/a" }, "instances": 3, "cpus": 0.1, "mem": 5, "disk": 0,
            "executor": "", "constraints": [["hostname", "UNIQUE", ""]],
            "uris": ["https://files.example.com/readme.md"], "ports": [10013, 10015],
            "requirePorts": false, "backoffSeconds": 1, "backoffFactor": 1.15,
            "maxLaunchDelaySeconds": 3600, "container": null, "healthChecks": [],
            "dependencies": [], "labels": {}, "acceptedResourceRoles": null,
            "upgradeStrategy": { "minimumHealthCapacity": 1, "maximumOverCapacity": 1 } }),
        &told,
    );
    let check = json!({ "path": "/", "protocol": "HTTP", "portIndex": 0,
        "gracePeriodSeconds": 300, "intervalSeconds": 20, "timeoutSeconds": 20,
        "maxConsecutiveFailures": 3, "ignoreHttp1xx": false });
    let server = json!({ "id": "/tools/login", "instances": 2, "mem": 1024, "ports": [1980],
        "container": { "docker": { "image": "r.example/login:1", "network": "HOST" } },
        "healthChecks": [{ "path": "/", "intervalSeconds": 20 }],
        "constraints": [["hostname", "unique"]], "maxLaunchDelaySeconds": 3600,
        "upgradeStrategy": { "minimumHealthCapacity": 0.5, "maximumOverCapacity": 0 } });
    let of_group = with(
        json!({ "id": "/tools/login", "instances": 2, "cpus": 1, "mem": 1024, "disk": 0,
            "constraints": [["hostname", "UNIQUE"]], "uris": [], "ports": [1980],
            "requirePorts": false, "backoffSeconds": 1, "backoffFactor": 1.15,
            "maxLaunchDelaySeconds": 3600, "container": { "type": "DOCKER", "volumes": [],
                "docker": { "image": "r.example/login:1", "network": "HOST",
                    "privileged": false, "parameters": [], "forcePullImage": false } },
            "healthChecks": [check], "dependencies": [],
            "upgradeStrategy": { "minimumHealthCapacity": 0.5, "maximumOverCapacity": 0 } }),
        &told,
    );
    let pod = json!({ "id": "/crane", "user": "root", "environment": { "A": "1" },
        "volumes": [{ "name": "etc", "host": "/hdd" }],
        "networks": [{ "name": "my-network", "mode": "container" }],
        "scaling": { "kind": "fixed", "instances": 1, "maxInstances": 888 },
        "containers": [{ "name": "one", "exec": { "command": { "shell": "sleep 100" } },
            "resources": { "cpus": 1, "mem": 128 },
            "endpoints": [{ "name": "http", "containerPort": 80, "hostPort": 0, "protocol": ["tcp"] }],
            "image": { "id": "r.example/crane:1", "kind": "DOCKER" },
            "healthCheck": { "intervalSeconds": 2, "http": { "path": "/health", "endpoint": "http" } },
            "volumeMounts": [{ "name": "etc", "mountPath": "/mnt/etc", "readOnly": true }],
            "artifacts": [{ "uri": "https://files.example.com/a.zip", "cache": true, "destPath": "b.zip" }],
            "lifecycle": { "killGracePeriodSeconds": 60 } }] });
    let of_pods = json!({ "id": "/crane", "labels": {}, "user": "root", "environment": { "A": "1" },
        "volumes": [{ "name": "etc", "host": "/hdd" }],
        "networks": [{ "name": "my-network", "mode": "container", "labels": {} }],
        "scaling": { "kind": "fixed", "instances": 1, "maxInstances": 888 },
        "scheduling": { "backoff": { "backoff": 1, "backoffFactor": 1.15, "maxLaunchDelay": 300 },
            "upgrade": { "minimumHealthCapacity": 1, "maximumOverCapacity": 1 },
            "placement": { "constraints": [], "acceptedResourceRoles": [] } },
        "containers": [{ "name": "one", "exec": { "command": { "shell": "sleep 100" } },
            "resources": { "cpus": 1, "mem": 128, "disk": 0, "gpus": 0 },
            "endpoints": [{ "name": "http", "containerPort": 80, "hostPort": 0, "protocol": ["tcp"],
                "labels": {} }],
            "image": { "id": "r.example/crane:1", "kind": "DOCKER", "forcePull": false },
            "environment": {}, "labels": {},
            "healthCheck": { "gracePeriodSeconds": 300, "intervalSeconds": 2,
                "maxConsecutiveFailures": 3, "timeoutSeconds": 20, "delaySeconds": 15,
                "http": { "path": "/health", "scheme": "HTTP", "endpoint": "http" } },
            "volumeMounts": [{ "name": "etc", "mountPath": "/mnt/etc", "readOnly": true }],
            "artifacts": [{ "uri": "https://files.example.com/a.zip", "executable": false,
                "extract": true, "cache": true, "destPath": "b.zip" }],
            "lifecycle": { "killGracePeriodSeconds": 60 } }],
        "executorResources": { "cpus": 0.1, "mem": 32, "disk": 10 } });
    for (file, running) in [(simple, of_list), (server, of_group), (pod, of_pods)] {
        assert_eq!(differ(&file, &running, None), Vec::<String>::new(), "{file}");
    }
}

#[test]
fn hostile_texts_end_in_an_error_with_a_place_or_are_read() {
    let deep = "[".repeat(200_000);
    let nested = format!("{{\"apps\":{}{}}}", "[".repeat(100), "]".repeat(100));
    let twice = r#"[{"id":"/a","cmd":"x","id":"/b","fetch":[],"fetch":[{"uri":"file:///etc/docker.tar.gz"}]}]"#;
    for text in
        [deep.as_str(), "[{\"id\":\"/a\",\"cmd\":\"\u{0}\"}]", "[1]", "null", "\"x\"", "[[]]"]
    {
        let error = Answer::read(text.into(), &Recognition::default()).expect_err("no answer");
        assert!(error.position.line >= 1 && error.position.column >= 1, "{error}");
        assert!(!error.message.is_empty() && error.message.len() < 200, "{error}");
    }
    assert!(Answer::read(vec![b'[', 0xFF, b']'], &Recognition::default()).is_err());
    let read = |text: &str| {
        let mut live = Live::default();
        live.add(Answer::read(text.into(), &Recognition::default()).expect("an answer"));
        live
    };
    assert!(read(&nested).is_empty());
    // Of two members with one name the last one counts, as for every reader.
    let live = read(twice);
    assert_eq!(ids(&live), ["/b"]);
    assert!(live.get("/b").expect("it runs").running.has_credentials());
}
