//! Docker's own client reads the secret.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{done, logins, shell};

/// `docker manifest inspect` asks the registry by itself, without an engine: the login that it
/// sends is the one in the secret.
pub(crate) fn sends(folder: &Path) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let registry = format!("localhost:{}", listener.local_addr().expect("bound").port());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&seen);
    // Ends with the process.
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            heard.lock().expect("whole").extend(answer(connection));
        }
    });
    logins(folder, &["reg.example", &registry]);
    done(folder, "mkdir c; \"$PULLCONFIG\" secrets extract .docker/config.json -o c/config.json");
    let line = format!("docker --config c manifest inspect --insecure {registry}/team/app:1");
    let output = shell(folder, &line);
    assert!(!String::from_utf8_lossy(&output.stderr).contains("WARNING"), "{output:?}");
    let expected = format!("Basic {}", STANDARD.encode("ann:one:two"));
    assert!(seen.lock().expect("whole").contains(&expected), "{output:?}");
}

/// Answers one request as a registry with logins does; the login, if it has one.
fn answer(mut connection: TcpStream) -> Option<String> {
    let mut buffer = [0; 8192];
    let count = connection.read(&mut buffer).ok()?;
    let request = String::from_utf8_lossy(&buffer[..count]).into_owned();
    if !request.starts_with("GET") && !request.starts_with("HEAD") {
        // It tries TLS first.
        let _ = connection.write_all(b"HTTP/1.0 400 Bad Request\r\n\r\n");
        return None;
    }
    let mut headers = request.lines().filter_map(|line| line.split_once(": "));
    let login = headers.find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    let (status, challenge) = match login {
        Some(_) => ("404 Not Found", ""),
        None => ("401 Unauthorized", "WWW-Authenticate: Basic realm=\"test\"\r\n"),
    };
    let end = "Content-Length: 0\r\nConnection: close\r\n\r\n";
    let _ = connection.write_all(format!("HTTP/1.1 {status}\r\n{challenge}{end}").as_bytes());
    Some(login?.1.to_owned())
}

/// `docker logout` reads the file, takes one login out and writes the others as it understood them.
pub(crate) fn parses(folder: &Path) {
    let secret = logins(folder, &["https://index.docker.io/v1/", "reg.example:5000"]);
    fs::create_dir(folder.join("c")).expect("a folder");
    fs::write(folder.join("c/config.json"), &secret).expect("written");
    let said = done(folder, "docker --config c logout reg.example:5000 2>&1");
    assert!(!said.contains("WARNING"), "{said}");
    let left = logins(folder, &["https://index.docker.io/v1/"]);
    assert_eq!(done(folder, "\"$PULLCONFIG\" secrets extract c/config.json -o - 2> said"), left);
    // It would have said so.
    fs::write(folder.join("c/config.json"), secret.replace("\"YW5u", "\"@@")).expect("written");
    let said = done(folder, "docker --config c logout reg.example:5000 2>&1");
    assert!(said.contains("WARNING"), "{said}");
}
