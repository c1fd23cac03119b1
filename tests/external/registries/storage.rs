//! Writes images into the folder of a registry, where it finds them as if they had been pushed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const V2: &str = "application/vnd.docker.distribution.manifest.v2+json";
const LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
const OCI: &str = "application/vnd.oci.image.manifest.v1+json";
const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";

/// The folder of a registry.
pub(super) struct Storage {
    root: PathBuf,
}

/// A manifest that is stored.
struct Stored {
    digest: String,
    size: usize,
}

impl Storage {
    pub(super) fn new(root: &Path) -> Self {
        Storage { root: root.to_owned() }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    fn put(&self, path: &str, text: &[u8]) {
        let path = self.root.join("docker/registry/v2").join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Stores a blob of a repository.
    fn blob(&self, name: &str, text: &[u8]) -> String {
        let hex: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
        let digest = format!("sha256:{hex}");
        self.put(&format!("blobs/sha256/{}/{hex}/data", &hex[..2]), text);
        self.put(&format!("repositories/{name}/_layers/sha256/{hex}/link"), digest.as_bytes());
        digest
    }

    /// Stores a manifest, and gives it a tag.
    fn manifest(&self, name: &str, tag: Option<&str>, manifest: &Value) -> Stored {
        let text = manifest.to_string();
        let digest = self.blob(name, text.as_bytes());
        let hex = digest.trim_start_matches("sha256:");
        let below = format!("repositories/{name}/_manifests");
        self.put(&format!("{below}/revisions/sha256/{hex}/link"), digest.as_bytes());
        if let Some(tag) = tag {
            self.put(&format!("{below}/tags/{tag}/current/link"), digest.as_bytes());
            self.put(&format!("{below}/tags/{tag}/index/sha256/{hex}/link"), digest.as_bytes());
        }
        Stored { digest, size: text.len() }
    }

    /// Stores an image with this config.
    fn image(&self, name: &str, tag: Option<&str>, media_type: &str, config: &Value) -> Stored {
        let is_oci = media_type == OCI;
        let (config_type, layer_type) = match is_oci {
            true => (
                "application/vnd.oci.image.config.v1+json",
                "application/vnd.oci.image.layer.v1.tar+gzip",
            ),
            false => (
                "application/vnd.docker.container.image.v1+json",
                "application/vnd.docker.image.rootfs.diff.tar.gzip",
            ),
        };
        let blob = |media_type: &str, text: &[u8]| json!({ "mediaType": media_type, "size": text.len(), "digest": self.blob(name, text) });
        let manifest = json!({
            "schemaVersion": 2, "mediaType": media_type,
            "config": blob(config_type, config.to_string().as_bytes()),
            "layers": [blob(layer_type, b"a layer")]
        });
        self.manifest(name, tag, &manifest)
    }

    /// Stores an image of Docker's second schema.
    pub(super) fn v2(&self, name: &str, tag: &str) {
        self.v2_for(name, tag, "app");
    }

    /// Stores an image of Docker's second schema with this USER.
    pub(super) fn v2_for(&self, name: &str, tag: &str, user: &str) {
        self.image(name, Some(tag), V2, &config_for("amd64", user));
    }

    /// Stores an image of the OCI.
    pub(super) fn oci(&self, name: &str, tag: &str) {
        self.image(name, Some(tag), OCI, &config("amd64"));
    }

    fn list(&self, name: &str, tag: &str, media_type: &str, architecture: &str) -> Stored {
        let part = if media_type == LIST { V2 } else { OCI };
        let child = self.image(name, None, part, &config(architecture));
        let list = json!({
            "schemaVersion": 2, "mediaType": media_type,
            "manifests": [{
                "mediaType": part, "size": child.size, "digest": child.digest,
                "platform": { "os": "linux", "architecture": architecture }
            }]
        });
        self.manifest(name, Some(tag), &list)
    }
}

fn config(architecture: &str) -> Value {
    config_for(architecture, "app")
}

fn config_for(architecture: &str, user: &str) -> Value {
    json!({
        "os": "linux", "architecture": architecture,
        "config": {
            "Entrypoint": ["/docker-entrypoint.sh"], "Cmd": ["run"], "User": user,
            "Env": ["PATH=/usr/bin:/bin", "TOKEN=of-the-image"]
        },
        "history": [{ "created": "2026-01-01T00:00:00Z", "created_by": "a test" }],
        "rootfs": { "type": "layers", "diff_ids": ["sha256:0000000000000000000000000000000000000000000000000000000000000000"] }
    })
}

/// One image of every kind, by what it is.
pub(super) struct Kinds {
    pub(super) storage: Storage,
    pub(super) names: BTreeMap<&'static str, String>,
}

impl Kinds {
    pub(super) fn store(root: &Path) -> Self {
        let storage = Storage::new(root);
        let v2 = storage.image("kind/v2", Some("1"), V2, &config("amd64"));
        let list = storage.list("kind/list", "1", LIST, "amd64");
        storage.list("kind/arm", "1", LIST, "arm64");
        let oci = storage.image("kind/oci", Some("1"), OCI, &config("amd64"));
        storage.list("kind/index", "1", OCI_INDEX, "amd64");
        storage.image("kind/bare", Some("1"), V2, &json!({ "os": "linux" }));
        let names = [
            ("v2 by tag", "kind/v2:1".to_owned()),
            ("v2 by digest", format!("kind/v2@{}", v2.digest)),
            ("list by tag", "kind/list:1".into()),
            ("list by digest", format!("kind/list@{}", list.digest)),
            ("arm64 list by tag", "kind/arm:1".into()),
            ("oci by tag", "kind/oci:1".into()),
            ("oci by digest", format!("kind/oci@{}", oci.digest)),
            ("oci index by tag", "kind/index:1".into()),
            ("no config", "kind/bare:1".into()),
            ("missing tag", "kind/v2:2".into()),
            ("missing repository", "kind/nothing:1".into()),
        ];
        Kinds { storage, names: names.into() }
    }
}
