//! `GET /v2/info` → the version of Marathon and the settings that definitions depend on (marathon:
//! InfoResource.scala:36-83, 104-119).

use serde_json::Value;

use super::AnswerError;
use crate::marathon::Target;
use crate::text::{Document, NodeKind};

/// The version and the settings of the Marathon of a cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Info {
    /// The version of Marathon, if it is one from 1.5 to 1.11.
    pub target: Option<Target>,
    /// The version as the answer spells it, such as `1.8.244`.
    pub version: String,
    /// The features that are enabled, such as `secrets`.
    pub features: Vec<String>,
    /// The name of the container network of definitions that name none.
    pub default_network_name: Option<String>,
    /// The name of the network that is the bridge, `mesos-bridge` by default.
    pub mesos_bridge_name: Option<String>,
    /// The user that definitions without `user` run as. Without this setting, it is the user that Marathon runs as.
    pub mesos_user: Option<String>,
    /// The role of definitions that name none.
    pub mesos_role: Option<String>,
}

impl Info {
    /// Reads the bytes of an answer to `GET /v2/info`.
    ///
    /// # Errors
    /// The text is not JSON, or another document: it has no `version`, or no `marathon_config`.
    pub fn read(bytes: &[u8]) -> Result<Self, AnswerError> {
        let document = Document::parse(bytes)
            .map_err(|error| AnswerError { position: error.position, message: error.message })?;
        let error = |node| AnswerError {
            position: document.position(document.span(node).start),
            message: "not what Marathon says on `GET /v2/info`".to_owned(),
        };
        let root = document.root();
        let config = document.get(root, "marathon_config").ok_or_else(|| error(root))?;
        if document.kind(config) != NodeKind::Object {
            return Err(error(config));
        }
        let version = document.get(root, "version").ok_or_else(|| error(root))?;
        let version = document.string(version).ok_or_else(|| error(version))?.into_owned();
        let text = |name: &str| match document.get(config, name) {
            None => Ok(None),
            Some(node) => match document.kind(node) {
                NodeKind::Null => Ok(None),
                NodeKind::String => Ok(document.string(node).map(std::borrow::Cow::into_owned)),
                _ => Err(error(node)),
            },
        };
        let features = match document.get(config, "features") {
            None => Vec::new(),
            Some(node) => match document.value(node) {
                Ok(Value::Array(names)) => {
                    names.iter().filter_map(Value::as_str).map(str::to_owned).collect()
                }
                Ok(Value::Null) => Vec::new(),
                _ => return Err(error(node)),
            },
        };
        Ok(Info {
            target: target(&version),
            version,
            features,
            default_network_name: text("default_network_name")?,
            mesos_bridge_name: text("mesos_bridge_name")?,
            mesos_user: text("mesos_user")?,
            mesos_role: text("mesos_role")?,
        })
    }

    /// Whether the feature `name` is enabled.
    #[must_use]
    pub fn has_feature(&self, name: &str) -> bool {
        self.features.iter().any(|feature| feature == name)
    }
}

/// Returns the minor version of a version: `1.8` for `1.8.244`, and `1.5` for `1.5.0-SNAPSHOT`. Returns `None` if this
/// program does not know it.
fn target(version: &str) -> Option<Target> {
    let mut parts = version.splitn(3, ['.', '-']);
    let (major, minor) = (parts.next()?, parts.next()?);
    format!("{major}.{minor}").parse().ok()
}
