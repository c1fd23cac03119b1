//! What a `config.json` or `.dockercfg` must be, and what is said if it is not.

use base64::Engine as _;

use super::{auth, extract, refusal, refusal_with, secret};

const HOW_TO: &str = "run `docker login` on a machine without a credential helper, or write the entry by hand with the output of `printf '%s' 'USER:PASSWORD' | base64`";

/// A config with one entry for `reg.example`.
fn entry(entry: &str) -> String {
    format!(r#"{{"auths": {{"reg.example": {entry}}}}}"#)
}

fn login(login: &str) -> String {
    entry(&format!(r#"{{"auth": "{}"}}"#, auth(login)))
}

#[test]
fn texts_that_are_no_config() {
    let cases = [
        ("[]", "1:1: is not a JSON object"),
        ("\"x\"", "1:1: is not a JSON object"),
        ("{}", "1:1: has no login at all"),
        ("{\n\"auths\": {}}", "2:10: has no login at all"),
        ("{\"auths\": []}", "1:11: `auths` is not an object"),
        ("{\"auths\": null}", "1:11: `auths` is not an object"),
        ("{\"a\": {}, \"a\": {}}", "1:11: the key `a` is there twice"),
        (
            "{\"auths\": {\"a\": {\"auth\": \"\",\n\"auth\": \"\"}}}",
            "2:1: the key `auth` is there twice",
        ),
        (
            "{\"HttpHeaders\": {}, \"psFormat\": \"x\"}",
            "1:21: `psFormat` is no object: this is neither a `config.json` nor a `.dockercfg`",
        ),
        (
            "{\"auths\": {\"reg.example\": \"aHVudGVyMg==\"}}",
            "1:12: `reg.example` is no object: this is neither a `config.json` nor a `.dockercfg`",
        ),
        ("{\"auths\": {\"a\": {\"auth\": 7}}}", "1:26: `auth` of `a` is not a string"),
        (
            "{\"auths\": {\"a\": {\"auth\": aHVudGVyMg}}}",
            "1:26: expected a value, found a word without quotes",
        ),
        (
            "{'auths': {}}",
            "1:2: expected a key in double quotes, found `'`; strings stand in double quotes",
        ),
        ("{\"auths\": {\"a\": {\"auth\": \"aHVudGVyMg", "1:26: the string is never closed"),
        ("  \n ", "is empty"),
    ];
    for (text, message) in cases {
        assert_eq!(refusal(text.as_bytes()), message, "{text}");
    }
    let utf16: Vec<u8> = "\u{FEFF}{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let message = "is UTF-16, of which Mesos can read nothing; save it as UTF-8";
    assert_eq!(refusal(&utf16), message);
    assert_eq!(refusal(&utf16[2..]), message);
    assert_eq!(refusal(b"{\"auths\": {\"\xFF\": {}}}"), "1:13: the byte 0xFF is not UTF-8 here");
}

#[test]
fn logins_that_mesos_cannot_use() {
    let cases = [
        (entry("{}"), format!("1:12: `reg.example` has no `auth`, so that Mesos would pull without a login; {HOW_TO}")),
        (entry(r#"{"auth": ""}"#), format!("1:12: `reg.example` has no `auth`, so that Mesos would pull without a login; {HOW_TO}")),
        (entry(r#"{"auth": null, "username": "ann"}"#), format!("1:12: `reg.example` has no `auth`, so that Mesos would pull without a login; {HOW_TO}")),
        (entry(r#"{"auth": "@@"}"#), "1:12: `reg.example` has an `auth` that is not base64".into()),
        (entry(r#"{"auth": "YW5uOnBhc3M"}"#), "1:12: `reg.example` has an `auth` that is not base64".into()),
        (entry(r#"{"auth": "YW5uOnBhc3M=\n"}"#), "1:12: `reg.example` has white space in `auth`, which Mesos would send along".into()),
        (entry(r#"{"auth": "YW5u OnBhc3M="}"#), "1:12: `reg.example` has white space in `auth`, which Mesos would send along".into()),
        (login("ann:pass\n"), "1:12: `reg.example` has an `auth` that ends with a newline, which the registry takes for a part of the password; encode it with `printf '%s' 'USER:PASSWORD' | base64`, not with `echo`".into()),
        (login("ann:pa\tss"), "1:12: `reg.example` has an `auth` with a control character in the user or password".into()),
        (login("a\nn:pass"), "1:12: `reg.example` has an `auth` with a control character in the user or password".into()),
        (login("ann:pa\0ss"), "1:12: `reg.example` has an `auth` with a control character in the user or password".into()),
        (login("ann:pa\u{1b}ss"), "1:12: `reg.example` has an `auth` with a control character in the user or password".into()),
        (login("_json_key_base64:e30K\n"), "1:12: `reg.example` has an `auth` that ends with a newline, which the registry takes for a part of the password; encode it with `printf '%s' 'USER:PASSWORD' | base64`, not with `echo`".into()),
        (login("_json_key:{\"cut off\":\n"), "1:12: `reg.example` has an `auth` that ends with a newline, which the registry takes for a part of the password; encode it with `printf '%s' 'USER:PASSWORD' | base64`, not with `echo`".into()),
        (login("ann"), "1:12: `reg.example` has an `auth` that does not decode to `user:password`".into()),
        (login(":pass"), "1:12: `reg.example` has an `auth` without a user".into()),
        (entry(r#"{"identitytoken": "eyJhbGci"}"#), "1:12: `reg.example` has only an `identitytoken`, which Mesos does not read; log in with a user and a password, or an access token in its place".into()),
        (entry(&format!(r#"{{"auth": "{}", "identitytoken": "eyJhbGci"}}"#, auth("ann:"))), "1:12: `reg.example` has only an `identitytoken`, which Mesos does not read; log in with a user and a password, or an access token in its place".into()),
        (entry(r#"{"username": "a:b", "password": "pass"}"#), "1:12: `reg.example` has a `username` with a colon, which `auth` cannot carry".into()),
        (login("ann:pass").replace("reg.example", "https://ann:pass@reg.example/v1/"), "1:12: `https://***@reg.example/v1/` has a user in its name, so that it fits no image".into()),
        (login("ann:pass").replace("reg.example", "https:///v1/"), "1:12: `https:///v1/` has no host in its name, so that it fits no image".into()),
        (login("ann:pass").replace("reg.example", "reg.example "), "1:12: `reg.example ` has white space in its name, so that it fits no image".into()),
    ];
    for (text, message) in cases {
        assert_eq!(refusal(text.as_bytes()), message, "{text}");
    }
}

/// Google's registries take the key file of a service account for a password.
#[test]
fn passwords_of_several_lines() {
    let key =
        "{\n  \"type\": \"service_account\",\n  \"private_key\": \"-----BEGIN-----\\nx\\n\"\n}";
    let passwords = [
        key.to_owned(),
        format!("{key}\n"),
        format!("{key}\r\n\n").replace("\n  ", "\r\n\t"),
        "{}".to_owned(),
        "first line\nsecond line".to_owned(),
    ];
    for password in passwords {
        let user = if password.starts_with('{') { "_json_key" } else { "ann" };
        let auth = auth(&format!("{user}:{password}"));
        let whole = entry(&format!(r#"{{"auth": "{auth}"}}"#));
        let apart = serde_json::json!({ "username": user, "password": password });
        for text in [whole, entry(&apart.to_string())] {
            let secret: serde_json::Value =
                serde_json::from_str(&secret(text.as_bytes())).expect("JSON");
            assert_eq!(secret["auths"]["reg.example"]["auth"], *auth, "{password:?}");
        }
    }
    let run = extract(&["-"], login(&format!("_json_key:{key}\n")).as_bytes());
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
}

#[test]
fn credential_helpers_are_named() {
    let asked = |helper: &str| {
        format!(
            "has no `auth`: its login is kept by the credential helper `{helper}`, which Mesos never asks; {HOW_TO}"
        )
    };
    let text = r#"{"auths": {"a": {}, "b": {}}, "credsStore": "osxkeychain", "credHelpers": {"b": "gcloud"}}"#;
    let run = extract(&["-"], text.as_bytes());
    let expected = format!(
        "error: <stdin>:1:12: `a` {}\nerror: <stdin>:1:21: `b` {}\n",
        asked("osxkeychain"),
        asked("gcloud")
    );
    assert_eq!((run.stderr, run.code), (expected, Some(2)));
    for text in [r#"{"credsStore": "desktop"}"#, r#"{"credHelpers": {"gcr.io": "gcloud"}, "x": 1}"#]
    {
        let message = "1:1: has no `auths`: the logins are kept by a credential helper, which Mesos never asks; run `docker login` on a machine without one";
        assert_eq!(refusal(text.as_bytes()), message);
    }
}

#[test]
fn everything_wrong_is_told_at_once() {
    let text = format!(
        "{{\"auths\": {{\n\"a\": {{}},\n\"b\": {{\"auth\": \"{}\"}},\n\"c\": {{\"auth\": \"@\"}}\n}}}}",
        auth("ann:pass")
    );
    let run = extract(&["-"], text.as_bytes());
    let places: Vec<&str> =
        run.stderr.lines().map(|line| &line[..line.find('`').unwrap_or(0)]).collect();
    assert_eq!(places, ["error: <stdin>:2:1: ", "error: <stdin>:4:1: "]);
    // What is not kept need not be right.
    let run = extract(&["-", "--only", "b", "-o", "-"], text.as_bytes());
    assert_eq!(
        (run.code, run.stdout),
        (Some(0), secret(format!("{{\"b\": {{\"auth\": \"{}\"}}}}", auth("ann:pass")).as_bytes()))
    );
}

#[test]
fn only_what_is_asked_for_is_kept() {
    let all =
        ["https://index.docker.io/v1/", "reg.example", "reg.example:5000", "reg.example/team"];
    let entries: Vec<String> = all
        .iter()
        .map(|key| format!("\"{key}\": {{\"auth\": \"{}\"}}", auth("ann:pass")))
        .collect();
    let text = format!("{{\"auths\": {{{}}}}}", entries.join(","));
    let cases: [(&[&str], &[&str]); 6] = [
        (&[], &all),
        (&["docker.io"], &all[..1]),
        (&["https://index.docker.io/v1/"], &all[..1]),
        (&["reg.example:5000"], &all[2..3]),
        // A whole key is that entry alone.
        (&["reg.example"], &all[1..2]),
        (&["reg.example/team", "docker.io"], &["https://index.docker.io/v1/", "reg.example/team"]),
    ];
    for (only, kept) in cases {
        let mut arguments = vec!["-", "-o", "-"];
        arguments.extend(only.iter().flat_map(|host| ["--only", host]));
        let run = extract(&arguments, text.as_bytes());
        let secret: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        let mut keys: Vec<&String> = secret["auths"].as_object().expect("auths").keys().collect();
        keys.sort();
        let mut kept = kept.to_vec();
        kept.sort_unstable();
        assert_eq!(keys, kept, "{only:?}");
    }
    let message = "has no login for `quay.io`; it has `https://index.docker.io/v1/`, `reg.example`, `reg.example:5000`, `reg.example/team`";
    assert_eq!(refusal_with(&["--only", "quay.io"], text.as_bytes()), message);
}

#[test]
fn two_names_that_are_one_to_mesos() {
    let text = |one: &str, other: &str| {
        format!(
            "{{\"auths\": {{\"https://reg.example/v1/\": {{\"auth\": \"{}\"}},\n\"reg.example\": {{\"auth\": \"{}\"}}}}}}",
            auth(one),
            auth(other)
        )
    };
    let message = "2:1: `https://reg.example/v1/` and `reg.example` are one registry to Mesos and have different logins; keep one of them with `--only`";
    assert_eq!(refusal(text("ann:pass", "bob:pass").as_bytes()), message);
    assert!(secret(text("ann:pass", "ann:pass").as_bytes()).contains("/v1/"));
    let hub = text("ann:pass", "bob:pass").replace("reg.example", "docker.io");
    assert!(refusal(hub.as_bytes()).contains("are one registry to Mesos"));
}

#[test]
fn what_is_worth_a_warning() {
    let cases = [
        (
            login("ann:pass")
                .replace("reg.example", "123456789012.dkr.ecr.eu-west-1.amazonaws.com"),
            "warning: <stdin>: `123456789012.dkr.ecr.eu-west-1.amazonaws.com` is Amazon ECR, whose logins expire after 12 hours; the secret must be updated as often\n",
        ),
        (login("ann:"), "warning: <stdin>: `reg.example` has an empty password\n"),
        (
            entry(r#"{"username": "ann", "password": "pass"}"#),
            "note: <stdin>: `reg.example` had no `auth`; it was made of `username` and `password`\n",
        ),
        (
            login("ann:pass").replacen(
                '{',
                "{\"credsStore\": \"desktop\", \"HttpHeaders\": {},",
                1,
            ),
            "note: <stdin>: left out what Mesos does not read: `credsStore`, `HttpHeaders`\n",
        ),
        (login("ann:pass"), ""),
    ];
    for (text, warning) in cases {
        let run = extract(&["-"], text.as_bytes());
        assert_eq!((run.stderr.as_str(), run.code), (warning, Some(0)), "{text}");
    }
    let made = secret(entry(r#"{"username": "ann", "password": "pass"}"#).as_bytes());
    assert_eq!(made, secret(login("ann:pass").as_bytes()));
}

/// The warning about a login for `key`, without its head.
fn warning(key: &str, plain: &str) -> String {
    let run = extract(&["-"], login(plain).replace("reg.example", key).as_bytes());
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    run.stderr.trim_end().replace(&format!("warning: <stdin>: `{key}` has "), "")
}

#[test]
fn logins_that_expire() {
    let google = "an access token of Google; it expires an hour after it was made: take a service account's key (user `_json_key`), or update the secret as often";
    let gitlab = "the token of a GitLab job; it expires when the job ends: take a deploy token";
    let github = "an installation token of GitHub, such as `GITHUB_TOKEN`; it expires an hour after it was made or when the job ends: take a personal access token with `read:packages`";
    let yandex = "an IAM token of Yandex Cloud; it expires 12 hours after it was made: take an authorized key (user `json_key`)";
    let cases = [
        (
            "reg.example",
            "AWS:pass",
            "a token of Amazon ECR; it expires 12 hours after it was made: the secret must be updated as often",
        ),
        ("eu.gcr.io", "oauth2accesstoken:ya29.x", google),
        ("https://gcr.io", "_token:ya29.x", google),
        ("gcr.io", "_dcgcloud_token:ya29.x", google),
        (
            "x.azurecr.io",
            "00000000-0000-0000-0000-000000000000:x",
            "a token of Azure; it expires 3 hours after it was made: take a service principal, or update the secret as often",
        ),
        ("reg.example:5050", "gitlab-ci-token:x", gitlab),
        ("reg.example", "ann:glcbt-64_x", gitlab),
        ("ghcr.io", "ann:ghs_x", github),
        (
            "icr.io",
            "iambearer:x",
            "an access token of IBM Cloud; it expires an hour after it was made: take an API key (user `iamapikey`)",
        ),
        (
            "reg.example",
            "cr_temp_user:x:y",
            "a temporary login of Alibaba Cloud; it expires an hour after it was made: take the password of the registry's instance",
        ),
        ("cr.yandex", "iam:x", yandex),
        ("container-registry.cloud.yandex.net:443", "iam:x", yandex),
        // A person or a robot may be called so.
        ("reg.example", "iam:x", ""),
        ("notyandex.net", "iam:x", ""),
        ("ghcr.io", "ann:ghp_x", ""),
        ("gcr.io", "_json_key:{}", ""),
        ("icr.io", "iamapikey:x", ""),
        ("registry.gitlab.com", "gitlab+deploy-token-1:gldt-x", ""),
    ];
    for (key, plain, expected) in cases {
        assert_eq!(warning(key, plain), expected, "{key} {plain}");
    }
}

#[test]
fn tokens_that_say_by_themselves_when_they_expire() {
    let encode = |text: &str| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text);
    let token = |claims: &str| format!("ann:{}.{}.c2ln", encode("{}"), encode(claims));
    let when = |claims: &str| warning("reg.example", &token(claims));
    for (claims, expected) in [
        (r#"{"iat": 1700000000, "exp": 1700010800}"#, "3 hours after it was made"),
        (r#"{"iat": 1700000000, "exp": 1700003600}"#, "60 minutes after it was made"),
        (r#"{"iat": 1700000000.5, "exp": 1731536000}"#, "364 days after it was made"),
        (r#"{"exp": 1700010800}"#, "when it says so itself, in `exp`"),
        (r#"{"iat": 1700000000, "exp": 1}"#, "when it says so itself, in `exp`"),
    ] {
        let told =
            format!("a JSON Web Token; it expires {expected}: the secret must be updated as often");
        assert_eq!(when(claims), told, "{claims}");
    }
    for claims in [r#"{"iat": 1700000000}"#, r#"{"exp": "soon"}"#, "[]", "", "{"] {
        assert_eq!(when(claims), "", "{claims}");
    }
    assert_eq!(warning("reg.example", "ann:a.b.c.d"), "");
}

#[test]
fn a_secret_has_less_than_a_megabyte() {
    let entry =
        |index| format!("\"registry-{index}.example\": {{\"auth\": \"{}\"}}", auth("ann:pass"));
    let entries: Vec<String> = (0..17_000).map(entry).collect();
    let text = format!("{{{}}}", entries.join(","));
    assert!(text.len() < 1 << 20, "the text itself is small enough");
    let message = "bytes of logins, and a secret takes 999000; keep what is needed with `--only`";
    assert!(refusal(text.as_bytes()).ends_with(message));
    let run = extract(&["-", "--only", "registry-7.example"], text.as_bytes());
    assert_eq!(run.code, Some(0));
}
