//! A small registry of the tests: answers requests over http on the loopback address, and remembers who
//! sent which header.

#![expect(clippy::disallowed_methods, reason = "tests work on the disk")]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// A request as the server saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) authorization: Option<String>,
}

/// What is written in answer to a request, as it goes over the wire.
type Answer = dyn Fn(&Asked) -> Vec<u8> + Send + Sync;

/// A server that answers until the test ends.
pub(crate) struct Server {
    pub(crate) port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    pub(crate) fn start(answer: impl Fn(&Asked) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer): (_, Arc<Answer>) = (asked.clone(), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().filter_map(Result::ok) {
                let (seen, answer) = (seen.clone(), answer.clone());
                thread::spawn(move || serve(stream, &seen, &*answer));
            }
        });
        Server { port, asked }
    }

    /// The address as images and challenges name it.
    pub(crate) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The requests so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no panic").clone()
    }
}

/// Answers one request and closes the connection.
fn serve(mut stream: TcpStream, seen: &Mutex<Vec<Asked>>, answer: &Answer) {
    let mut lines = BufReader::new(stream.try_clone().expect("a stream")).lines();
    let Some(Ok(first)) = lines.next() else { return };
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let headers: Vec<String> =
        lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let authorization = headers.iter().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("authorization").then(|| value.to_owned())
    });
    let asked = Asked { path, authorization };
    seen.lock().expect("no panic").push(asked.clone());
    // The client may have had enough before the end.
    let _ = stream.write_all(&answer(&asked)).and_then(|()| stream.flush());
}

/// Returns an answer with these lines after the status, and a body.
pub(crate) fn answer(status: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

/// Writes apps that pull `images`, and a login file with `login`, a user with a password, for `hosts`.
pub(crate) fn project(folder: &Path, images: &[String], hosts: &[String], login: &str) {
    let apps = images.iter().enumerate().map(|(number, image)| {
        json!({
            "id": format!("/shop/app{number}"), "container": { "docker": { "image": image } },
            "uris": ["file:///etc/docker.tar.gz"]
        })
    });
    let apps = Value::Array(apps.collect()).to_string();
    fs::write(folder.join("apps.json"), apps).expect("a file");
    let logins = login_file(hosts, login);
    fs::create_dir_all(folder.join("logins")).expect("a folder");
    fs::write(folder.join("logins/etc-docker-tar-gz.json"), logins).expect("a file");
}

/// Returns a login file with `login`, a user with a password, for `hosts`.
pub(crate) fn login_file(hosts: &[String], login: &str) -> String {
    let auth = STANDARD.encode(login);
    let auths = hosts.iter().map(|host| (host.clone(), json!({ "auth": auth })));
    json!({ "auths": Value::Object(auths.collect()) }).to_string()
}
