//! The name of an image → the registry, the repository and the reference that Mesos requests for it.

use std::fmt;
use std::str::FromStr;

use super::origin::{Address, Origin, Scheme};
use crate::images::PullOutcome;
use crate::marathon::Image;

/// The registry of images whose name has none: the agents' `--docker_registry`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultRegistry(Origin);

/// The error about a text that is no registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a registry; write a host, with or without `:PORT`, or what `--docker_registry` of the agents takes"
)]
pub struct NoRegistry;

impl Default for DefaultRegistry {
    fn default() -> Self {
        let host = crate::secrets::docker_config::DEFAULT_REGISTRY.to_owned();
        DefaultRegistry(Origin { scheme: Scheme::Https, host, port: Scheme::Https.port() })
    }
}

impl FromStr for DefaultRegistry {
    type Err = NoRegistry;

    fn from_str(text: &str) -> Result<Self, NoRegistry> {
        let text = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let address: Address = text.parse().map_err(|_| NoRegistry)?;
        match address.uri().path() {
            "" | "/" => Ok(DefaultRegistry(address.origin().clone())),
            _ => Err(NoRegistry),
        }
    }
}

impl fmt::Display for DefaultRegistry {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// A repository as Mesos requests it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Repository {
    /// The server.
    pub origin: Origin,
    /// The name of the registry, which Mesos looks for among the keys of `auths` in a login file. The default registry
    /// always has its port here, because Mesos adds it (mesos: 3rdparty/libprocess/src/http.cpp:232).
    pub registry: String,
    /// The name of the repository, with `library/` if Mesos adds it.
    pub name: String,
}

/// The repository and the reference of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The repository.
    pub repository: Repository,
    /// The digest or the tag of the image.
    pub reference: String,
}

/// The reason why no request can be sent for an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAsked {
    /// The result of the pull.
    pub outcome: PullOutcome,
    /// The reason as a clause.
    pub message: String,
}

impl Endpoint {
    /// Returns what Mesos requests for `image` (mesos: registry_puller.cpp:206-300;
    /// src/docker/spec.cpp:101-160).
    ///
    /// # Errors
    /// The name has an expression of a template in it, or is no valid name of an image.
    pub fn of(image: &str, default: &DefaultRegistry) -> Result<Self, NotAsked> {
        let invalid = |message: &str| {
            Err(NotAsked { outcome: PullOutcome::InvalidName, message: message.to_owned() })
        };
        let parts = Image::parse(image);
        if has_expression(parts) {
            let message =
                "the image is an expression of the template, so its name is not known".to_owned();
            return Err(NotAsked { outcome: PullOutcome::Expression, message });
        }
        if !is_name(parts) {
            return invalid("this is not a valid name of an image");
        }
        let (origin, registry) = match parts.registry {
            None => (default.0.clone(), format!("{}:{}", default.0.host, default.0.port)),
            Some(registry) => match origin(registry) {
                Some(origin) => (origin, registry.to_owned()),
                None => return invalid("Failed to get registry port"),
            },
        };
        let domain = parts.registry.unwrap_or(&default.0.host);
        let needs_library = domain.contains("docker.io") && !parts.repository.contains('/');
        let library = if needs_library { "library/" } else { "" };
        let name = format!("{library}{}", parts.repository);
        Ok(Endpoint {
            repository: Repository { origin, registry, name },
            reference: parts.digest.or(parts.tag).unwrap_or("latest").to_owned(),
        })
    }
}

impl Repository {
    /// Returns the address of a manifest or a blob of the repository. `folder` is `manifests` or `blobs`. Returns
    /// `None` if that is no valid address.
    #[must_use]
    pub fn address(&self, folder: &str, reference: &str) -> Option<Address> {
        let Repository { origin, name, .. } = self;
        format!("{origin}/v2/{name}/{folder}/{reference}").parse().ok()
    }

    /// Returns the address `/v2` of the registry.
    #[must_use]
    pub fn root(&self) -> Option<Address> {
        format!("{}/v2", self.origin).parse().ok()
    }
}

/// Returns the server of a registry; `None` if its name or port is not valid. Mesos uses http for port 80, and on its
/// own machine for each given port except 443.
fn origin(registry: &str) -> Option<Origin> {
    let (host, port) = match registry.split_once(':') {
        Some((host, port)) => (host, Some(port.parse::<u16>().ok()?)),
        None => (registry, None),
    };
    let is_local = matches!(host, "localhost" | "127.0.0.1");
    let scheme = match port {
        Some(80) => Scheme::Http,
        Some(port) if port != 443 && is_local => Scheme::Http,
        _ => Scheme::Https,
    };
    let port = port.unwrap_or(scheme.port());
    let origin = Origin { scheme, host: host.to_ascii_lowercase(), port };
    // The parser checks the characters of the host.
    let address: Address = format!("{origin}/").parse().ok()?;
    (*address.origin() == origin).then_some(origin)
}

/// Whether a part of the name has a character that stands in expressions of templates, but in no name of an image.
fn has_expression(parts: Image<'_>) -> bool {
    let Image { registry, repository, tag, digest } = parts;
    let texts = [registry, Some(repository), tag, digest];
    texts.into_iter().flatten().any(|text| text.contains(['{', '}', '<', '>', '$', '%', '@']))
}

/// Whether the parts of the name can stand in the path of an address. Registries have stricter rules for names; if a
/// name breaks these, they answer with an error.
fn is_name(parts: Image<'_>) -> bool {
    let is_word = |text: &str, more: &[u8]| {
        let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || more.contains(&byte);
        !text.is_empty() && text.bytes().all(is_fit)
    };
    let is_step = |step: &str| is_word(step, b"._-") && step != "." && step != "..";
    parts.repository.split('/').all(is_step)
        && parts.tag.is_none_or(|tag| is_word(tag, b"._-"))
        && parts.digest.is_none_or(|digest| is_word(digest, b"._-+:"))
}

#[cfg(test)]
mod tests {
    use super::{DefaultRegistry, Endpoint, PullOutcome};

    fn of(image: &str, default: &str) -> Result<[String; 3], PullOutcome> {
        let default = default.parse().expect("a registry");
        let Endpoint { repository, reference } =
            Endpoint::of(image, &default).map_err(|it| it.outcome)?;
        let address = repository.address("manifests", &reference).expect("an address");
        Ok([address.uri().to_string(), repository.registry, repository.origin.to_string()])
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn mesos_asks_there() {
        let hub = DefaultRegistry::default().to_string();
        let cases = [
            (
                "reg.example/shop/web:1",
                "https://reg.example/v2/shop/web/manifests/1",
                "reg.example",
            ),
            (
                "reg.example/shop/web",
                "https://reg.example/v2/shop/web/manifests/latest",
                "reg.example",
            ),
            (
                "reg.example:5000/web:1",
                "https://reg.example:5000/v2/web/manifests/1",
                "reg.example:5000",
            ),
            ("reg.example:443/web:1", "https://reg.example/v2/web/manifests/1", "reg.example:443"),
            ("reg.example:80/web:1", "http://reg.example/v2/web/manifests/1", "reg.example:80"),
            (
                "reg.example/web:1@sha256:ab",
                "https://reg.example/v2/web/manifests/sha256:ab",
                "reg.example",
            ),
            ("localhost/web", "https://localhost/v2/web/manifests/latest", "localhost"),
            (
                "localhost:5000/web",
                "http://localhost:5000/v2/web/manifests/latest",
                "localhost:5000",
            ),
            ("localhost:443/web", "https://localhost/v2/web/manifests/latest", "localhost:443"),
            (
                "127.0.0.1:5000/web",
                "http://127.0.0.1:5000/v2/web/manifests/latest",
                "127.0.0.1:5000",
            ),
            (
                "127.0.0.2:5000/web",
                "https://127.0.0.2:5000/v2/web/manifests/latest",
                "127.0.0.2:5000",
            ),
            (
                "nginx",
                "https://registry-1.docker.io/v2/library/nginx/manifests/latest",
                "registry-1.docker.io:443",
            ),
            (
                "shop/web:1",
                "https://registry-1.docker.io/v2/shop/web/manifests/1",
                "registry-1.docker.io:443",
            ),
            ("docker.io/nginx", "https://docker.io/v2/library/nginx/manifests/latest", "docker.io"),
            ("reg.example/nginx", "https://reg.example/v2/nginx/manifests/latest", "reg.example"),
            (
                "docker.io.evil.example/nginx",
                "https://docker.io.evil.example/v2/library/nginx/manifests/latest",
                "docker.io.evil.example",
            ),
        ];
        for (image, address, registry) in cases {
            let found = of(image, &hub).map(|[address, registry, _]| [address, registry]);
            assert_eq!(found, Ok([address.to_owned(), registry.to_owned()]), "{image}");
        }
    }

    #[test]
    fn the_default_registry_has_its_port_in_its_name() {
        let cases = [
            ("reg.example", "https://reg.example", "reg.example:443"),
            ("https://reg.example/", "https://reg.example", "reg.example:443"),
            ("reg.example:5000", "https://reg.example:5000", "reg.example:5000"),
            ("http://127.0.0.1:5000", "http://127.0.0.1:5000", "127.0.0.1:5000"),
            ("http://reg.example", "http://reg.example", "reg.example:80"),
        ];
        for (default, origin, registry) in cases {
            let [address, name, server] = of("shop/web", default).expect("an endpoint");
            assert_eq!((server.as_str(), name.as_str()), (origin, registry), "{default}");
            assert_eq!(address, format!("{origin}/v2/shop/web/manifests/latest"));
        }
        for wrong in ["", "reg.example/x", "ftp://reg.example", "ann:pass@reg.example", "a b"] {
            assert!(wrong.parse::<DefaultRegistry>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_cannot_be_asked_is_told_apart() {
        let hub = DefaultRegistry::default().to_string();
        let expressions = [
            "{{image}}",
            "{{ registry }}/web",
            "reg.example/web:${TAG}",
            "reg.example/<name>",
            "reg.example/%NAME%",
            "@IMAGE@",
        ];
        for image in expressions {
            assert_eq!(of(image, &hub), Err(PullOutcome::Expression), "{image}");
        }
        let wrong = [
            "",
            "reg.example/",
            "reg.example/a b",
            "reg.example/web?x",
            "reg.example/web#x",
            "reg.example/../x",
            "reg.example/a//b",
            "reg.example:x/web",
            "reg.example:/web",
            "reg.example:70000/web",
            "reg.example/wéb",
            "r\u{e9}g.example/web",
            "reg.example/web\r\nHost: evil",
        ];
        for image in wrong {
            assert_eq!(of(image, &hub), Err(PullOutcome::InvalidName), "{image}");
        }
    }
}
