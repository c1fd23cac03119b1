//! The step of the tutorial that asks a registry: its commands, against Debian's `docker-registry` in the
//! place of the company's one.
//!
//! The name of the company's registry leads nowhere. A proxy brings requests to it to the registry of the test,
//! which has a certificate for that name.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _, copy};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;

use libtest_mimic::Failed;

use super::server::{self, Registry, free_port};
use super::storage::Storage;
use super::{HTPASSWD, PASSWORD, USER};
use crate::pages::{compare, demo, run};
use crate::support::registry::login_file;

const NAME: &str = "registry.ferry.example";

/// The line that begins the blocks of this step.
const FENCE: &str = "```console registry";

/// The day that the page shows, in the place of today.
const DAY: &str = "2026-11-28";

pub(super) fn tutorial() -> Result<(), Failed> {
    let folder = demo();
    let folder = folder.path();
    let storage = Storage::new(&folder.join("storage"));
    for (name, tag) in [("invoices", "2019.6"), ("ledger", "4.11.0"), ("tokens", "3.0.1")] {
        storage.v2(&format!("payments/{name}"), tag);
    }
    storage.oci("payments/refunds", "1.9.3");
    let registry = registry(folder, &storage);
    let proxy = proxy(registry.host());
    archive(folder);
    let today = run("date -u +%F", folder).trim().to_owned();
    compare("docs/tutorial.md", FENCE, |page| {
        let before = format!("export https_proxy=http://{proxy}");
        let seen = page.run(&folder.join("ferry"), &before);
        seen.into_iter().map(|shown| shown.replace(&today, DAY)).collect()
    })
}

/// Starts the registry, with a login and a certificate for the company's name.
fn registry(folder: &Path, storage: &Storage) -> Registry {
    server::authority(folder, &format!("DNS:{NAME}"));
    fs::write(folder.join("htpasswd"), HTPASSWD).expect("a file");
    let path = |name: &str| folder.join(name).display().to_string();
    let more = format!(
        "  tls:\n    certificate: {}\n    key: {}\nauth:\n  htpasswd:\n    realm: Registry Realm\n    path: {}\n",
        path("server.pem"),
        path("server.key"),
        path("htpasswd")
    );
    Registry::start(folder, storage, "127.0.0.1", free_port(), &more)
}

/// Writes the archive that lies on the agents.
fn archive(folder: &Path) {
    fs::create_dir_all(folder.join("agent/.docker")).expect("a folder");
    let logins = login_file(&[NAME.to_owned()], &format!("{USER}:{PASSWORD}"));
    fs::write(folder.join("agent/.docker/config.json"), logins).expect("a file");
    run("tar -czf docker.tar.gz -C agent .docker", folder);
}

/// Starts a proxy that leads all connections to `registry`. Returns its address.
fn proxy(registry: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    thread::spawn(move || {
        for client in listener.incoming().filter_map(Result::ok) {
            let registry = TcpStream::connect(&registry).expect("the registry runs");
            thread::spawn(move || tunnel(client, registry));
        }
    });
    address
}

/// Answers `CONNECT`, and copies what both sides send.
fn tunnel(mut client: TcpStream, mut registry: TcpStream) {
    let mut head = BufReader::with_capacity(1, client.try_clone().expect("a stream")).lines();
    let asked = head.next().and_then(Result::ok).unwrap_or_default();
    assert!(asked.starts_with(&format!("CONNECT {NAME}:443 ")), "{asked}");
    head.map_while(Result::ok).take_while(|line| !line.is_empty()).for_each(drop);
    client.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").expect("it reads");
    let (mut from, mut to) = (client.try_clone(), registry.try_clone());
    thread::spawn(move || {
        if let (Ok(from), Ok(to)) = (&mut from, &mut to) {
            let _ = copy(from, to);
            let _ = to.shutdown(std::net::Shutdown::Write);
        }
    });
    let _ = copy(&mut registry, &mut client);
}
