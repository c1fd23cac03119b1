//! A service that gives tokens for logins, signed with openssl as the registry wants it.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::server::openssl;
use super::{PASSWORD, USER};
use crate::support::registry::{Server, answer};

pub(super) struct Service(Server);

impl Service {
    /// Starts a service that lets the user pull `repositories`. Its certificate is `token.pem`.
    pub(super) fn start(folder: &Path, repositories: &[&str]) -> Self {
        let made = [
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "token.key",
            "-out",
            "token.pem",
            "-subj",
            "/CN=tokens",
        ];
        openssl(folder, &made);
        let repositories: Vec<String> = repositories.iter().map(|it| (*it).to_owned()).collect();
        let folder = folder.to_owned();
        let login = format!("Basic {}", STANDARD.encode(format!("{USER}:{PASSWORD}")));
        Service(Server::start(move |asked| {
            if asked.authorization.as_deref() != Some(login.as_str()) {
                return answer("401 Unauthorized", &[], b"{}");
            }
            let scope = asked.path.split("scope=repository:").nth(1).unwrap_or_default();
            let name = scope.trim_end_matches(":pull");
            let may_pull = repositories.iter().any(|known| known == name);
            let body = json!({ "token": token(&folder, name, may_pull) }).to_string();
            answer("200 OK", &["Content-Type: application/json"], body.as_bytes())
        }))
    }

    pub(super) fn realm(&self) -> String {
        format!("http://{}/token", self.0.host())
    }
}

/// A token for a repository, with or without the right to pull it.
fn token(folder: &Path, name: &str, may_pull: bool) -> String {
    let pem = fs::read_to_string(folder.join("token.pem")).expect("a certificate");
    let certificate: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let header = json!({ "typ": "JWT", "alg": "RS256", "x5c": [certificate] });
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time").as_secs();
    let access = json!([{ "type": "repository", "name": name, "actions": ["pull"] }]);
    let access = if may_pull { access } else { json!([]) };
    let claims = json!({
        "iss": "tests", "sub": USER, "aud": "reg", "jti": "1", "access": access,
        "iat": now - 60, "nbf": now - 60, "exp": now + 3600
    });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&header), part(&claims));
    let mut command = Command::new("openssl");
    command.args(["dgst", "-sha256", "-sign", "token.key"]).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("openssl");
    child.stdin.take().expect("piped").write_all(signed.as_bytes()).expect("it reads");
    let signature = child.wait_with_output().expect("it ends").stdout;
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}
