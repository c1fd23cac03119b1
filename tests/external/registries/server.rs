//! Starts `docker-registry`, and makes certificates.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use super::storage::Storage;

/// A port that nobody listens on.
pub(super) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// A registry that runs until it is dropped.
pub(super) struct Registry {
    child: Child,
    address: String,
}

impl Registry {
    /// Starts a registry. `more` is appended to its configuration, whose last section is `http`.
    pub(super) fn start(
        folder: &Path,
        storage: &Storage,
        host: &str,
        port: u16,
        more: &str,
    ) -> Self {
        let address = format!("{host}:{port}");
        let root = storage.root().display();
        let config = format!(
            "version: 0.1\nlog:\n  level: error\n  accesslog:\n    disabled: true\n\
             storage:\n  filesystem:\n    rootdirectory: {root}\n\
             compatibility:\n  schema1:\n    enabled: true\nhttp:\n  addr: {address}\n{more}"
        );
        let path = folder.join(format!("registry-{port}.yml"));
        fs::write(&path, config).expect("a file");
        let mut command = Command::new("docker-registry");
        command.arg("serve").arg(&path).stdin(Stdio::null()).stdout(Stdio::null());
        let child = command.stderr(Stdio::null()).spawn().expect("it starts");
        let mut registry = Registry { child, address };
        // Some machines are slow; a registry that has ended does not come any more.
        while TcpStream::connect(&registry.address).is_err() {
            let ended = registry.child.try_wait().expect("a child");
            assert!(ended.is_none(), "docker-registry has ended: {ended:?}");
            thread::sleep(Duration::from_millis(20));
        }
        registry
    }

    /// The registry as images name it.
    pub(super) fn host(&self) -> String {
        self.address.clone()
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs openssl in `folder`.
pub(super) fn openssl(folder: &Path, arguments: &[&str]) {
    let output = Command::new("openssl").args(arguments).current_dir(folder).output();
    let output = output.expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Makes an authority, `authority.pem`, and with it the certificate of a server, `server.pem`. `name` is an
/// address or a name of the server, such as `IP:127.0.0.2`.
pub(super) fn authority(folder: &Path, name: &str) {
    let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    let own = [
        "req",
        "-x509",
        "-keyout",
        "authority.key",
        "-out",
        "authority.pem",
        "-subj",
        "/CN=authority",
    ];
    openssl(folder, &[&own[..], &curve].concat());
    let asked = ["req", "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=registry"];
    openssl(folder, &[&asked[..], &curve].concat());
    fs::write(folder.join("names"), format!("subjectAltName={name}\n")).expect("a file");
    let signed = [
        "x509",
        "-req",
        "-in",
        "server.csr",
        "-CA",
        "authority.pem",
        "-CAkey",
        "authority.key",
        "-CAcreateserial",
        "-out",
        "server.pem",
        "-days",
        "2",
        "-extfile",
        "names",
    ];
    openssl(folder, &signed);
}
