//! The secret in the eyes of Mesos, by its own rules (mesos: src/docker/spec.cpp:162-223,
//! src/uri/fetchers/docker.cpp:392-432), written here a second time.

use std::collections::HashMap;

use serde_json::Value;

use super::{auth, secret};

/// `parseAuthConfig`: key → `auth`.
fn parse(text: &str) -> Result<HashMap<String, Option<String>>, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let whole = value.as_object().ok_or("not an object")?;
    let table = match whole.get("auths") {
        Some(auths) => auths.as_object().ok_or("`auths` is no object")?,
        None => whole,
    };
    let entry = |(key, value): (&String, &Value)| {
        let entry = value.as_object().ok_or("an entry is no object")?;
        let auth = match entry.get("auth") {
            None => None,
            Some(auth) => Some(auth.as_str().ok_or("`auth` is no string")?.to_owned()),
        };
        Ok((key.clone(), auth))
    };
    table.iter().map(entry).collect()
}

/// `getAuthHeaderBasic`: every `auth` that could be sent, of which the order of a hash map chooses.
fn sent(table: &HashMap<String, Option<String>>, host: &str, port: Option<u16>) -> Vec<String> {
    let registry = port.map_or(host.to_owned(), |port| format!("{host}:{port}"));
    let is_for = |key: &str| {
        let url = key.strip_prefix("http://").or_else(|| key.strip_prefix("https://"));
        let url = url.unwrap_or(key).split('/').next().expect("a first part");
        host.contains("docker.io") && key.contains("docker.io") || url == registry
    };
    let found = table.iter().filter(|(key, _)| is_for(key));
    let mut found: Vec<String> = found.filter_map(|(_, auth)| auth.clone()).collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn mesos_finds_each_login_and_no_other() {
    let (ann, bob, eve) = (auth("ann:pass"), auth("bob:pass"), auth("eve:pass"));
    let texts = [
        format!(
            r#"{{"auths": {{"https://index.docker.io/v1/": {{"auth": "{ann}"}}, "reg.example": {{"auth": "{bob}"}}, "https://reg.example:5000/v2/": {{"auth": "{eve}"}}}}, "credsStore": "x", "psFormat": "y"}}"#
        ),
        format!(
            r#"{{"https://reg.example:5000/v2/": {{"auth": "{eve}", "email": null}}, "docker.io": {{"auth": "{ann}", "password": "x"}}, "http://reg.example": {{"username": "bob", "password": "pass"}}}}"#
        ),
    ];
    for text in texts {
        let table = parse(&secret(text.as_bytes())).expect("Mesos reads it");
        assert_eq!(table.len(), 3);
        assert_eq!(sent(&table, "registry-1.docker.io", None), [ann.as_str()]);
        assert_eq!(sent(&table, "reg.example", None), [bob.as_str()]);
        assert_eq!(sent(&table, "reg.example", Some(5000)), [eve.as_str()]);
        assert!(sent(&table, "reg.example", Some(443)).is_empty());
        assert!(sent(&table, "other.example", None).is_empty());
    }
}
