//! A browser, by way of WebDriver.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A session with a headless browser; ends with it.
pub(super) struct Browser {
    driver: Child,
    /// Held open: the driver would stop at a closed one.
    _said: BufReader<ChildStdout>,
    port: u16,
    session: String,
    _profile: TempDir,
}

impl Browser {
    pub(super) fn start(is_scripted: bool) -> Self {
        let mut command = Command::new("chromedriver");
        let mut driver = command
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver runs");
        let mut said = BufReader::new(driver.stdout.take().expect("piped"));
        let port = loop {
            let mut line = String::new();
            assert!(said.read_line(&mut line).expect("text") > 0, "chromedriver ended");
            if let Some((_, port)) = line.trim_end().rsplit_once("successfully on port ") {
                break port.trim_end_matches('.').parse().expect("a port");
            }
        };
        let profile = tempfile::tempdir().expect("a folder");
        let mut browser =
            Browser { driver, _said: said, port, session: String::new(), _profile: profile };
        let mut arguments = vec![format!("--user-data-dir={}", browser._profile.path().display())];
        arguments.extend(
            [
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ]
            .map(str::to_owned),
        );
        let scripts = if is_scripted { 1 } else { 2 };
        let options = json!({
            "args": arguments,
            "prefs": {"profile.managed_default_content_settings.javascript": scripts},
        });
        let wanted = json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}});
        let answer = browser.call("POST", "/session", &wanted);
        browser.session = answer["sessionId"].as_str().expect("a session").to_owned();
        browser
    }

    /// One request; the value of the answer.
    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the driver listens");
        let body = body.to_string();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all((head + &body).as_bytes()).expect("the driver reads");
        let mut reader = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).expect("a header");
            let line = line.trim_end().to_ascii_lowercase();
            if let Some(text) = line.strip_prefix("content-length:") {
                length = text.trim().parse().expect("a length");
            }
            if line.is_empty() {
                break;
            }
        }
        let mut answer = vec![0; length];
        reader.read_exact(&mut answer).expect("an answer");
        let answer: Value = serde_json::from_slice(&answer).expect("JSON");
        assert!(answer["value"]["error"].is_null(), "{path}: {answer}");
        answer["value"].clone()
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.call("POST", &format!("/session/{}{path}", self.session), body)
    }

    pub(super) fn open(&self, path: &std::path::Path) {
        self.post("/url", &json!({"url": format!("file://{}", path.display())}));
    }

    /// The value of an expression in the page. The driver can do that in pages without scripts, too.
    pub(super) fn resize(&self, width: u32) {
        self.post("/window/rect", &json!({"width": width, "height": 1000}));
    }

    pub(super) fn see(&self, expression: &str) -> Value {
        self.post("/execute/sync", &json!({"script": format!("return {expression}"), "args": []}))
    }

    pub(super) fn click(&self, selector: &str) {
        let found = self.post("/element", &json!({"using": "css selector", "value": selector}));
        let element = found.as_object().and_then(|it| it.values().next()).cloned();
        let element = element.expect("an element");
        let element = element.as_str().expect("a name");
        self.post(&format!("/element/{element}/click"), &json!({}));
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            let path = format!("/session/{}", self.session);
            // An answer would be no news.
            let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                self.call("DELETE", &path, &json!({}))
            }));
            drop(ended);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
