//! The names of registries: the comparison of a key of `auths` with an image, as Mesos does it, and the form
//! in which a name is shown.

/// The registry of images whose name has none, unless the agents run with another
/// `--docker_registry` (mesos: docs/configuration/agent.md:729-741).
pub const DEFAULT_REGISTRY: &str = "registry-1.docker.io";

/// A part of all names of Docker Hub.
const HUB: &str = "docker.io";

/// Whether Mesos uses the login under `key` for an image from `registry`, a host with its port if
/// the image names one (mesos: src/uri/fetchers/docker.cpp:392-432). The names must be equal, but
/// all names that contain `docker.io` count as equal.
#[must_use]
pub fn is_for(key: &str, registry: &str) -> bool {
    is_hub(key, registry) || host(key) == registry
}

/// Whether Mesos takes `key` and `registry` for Docker Hub. Then the port of the registry does not matter.
fn is_hub(key: &str, registry: &str) -> bool {
    let host = registry.split(':').next().unwrap_or(registry);
    host.contains(HUB) && key.contains(HUB)
}

/// Returns the registries that the login under a key is for: its host, and `docker.io` if the key is one of
/// Docker Hub. If two keys share a registry, Mesos may use either of the logins.
pub(super) fn registries(key: &str) -> impl Iterator<Item = &str> {
    [Some(host(key)), key.contains(HUB).then_some(HUB)].into_iter().flatten()
}

/// Returns a key without its scheme and path (mesos: src/docker/spec.cpp, `parseAuthUrl`).
pub(super) fn host(key: &str) -> &str {
    let rest = key.strip_prefix("http://").or_else(|| key.strip_prefix("https://"));
    rest.unwrap_or(key).split('/').next().unwrap_or_default()
}

/// Returns the reason why no image can have the registry of `key`, if there is one.
pub(super) fn why_no_image(key: &str) -> Option<&'static str> {
    match host(key) {
        "" => Some("has no host in its name"),
        host if host.contains('@') => Some("has a user in its name"),
        host if host.contains(char::is_whitespace) => Some("has white space in its name"),
        _ => None,
    }
}

/// Returns a key as it is shown: in backquotes, shortened, without a user and a query, and with escapes for
/// the characters that a terminal obeys.
pub(super) fn shown(key: &str) -> String {
    const KEY_LENGTH: usize = 80;
    let (scheme, rest) = match key.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), key),
    };
    let end = rest.find('/').unwrap_or(rest.len());
    let user = rest[..end].rfind('@');
    let hidden = if user.is_some() { "***" } else { "" };
    let rest = &rest[user.unwrap_or(0)..];
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let name = format!("{scheme}{hidden}{rest}");
    let mut text: String = name.chars().take(KEY_LENGTH).flat_map(char::escape_debug).collect();
    if name.chars().count() > KEY_LENGTH {
        text.push('…');
    }
    format!("`{text}`")
}

#[cfg(test)]
mod tests {
    use super::{host, is_for, registries, shown};

    #[test]
    fn mesos_compares_to_the_letter() {
        let cases = [
            ("reg.example", "reg.example", true),
            ("https://reg.example", "reg.example", true),
            ("http://reg.example/v1/", "reg.example", true),
            ("reg.example/team", "reg.example", true),
            ("reg.example:5000", "reg.example:5000", true),
            ("reg.example:443", "reg.example", false),
            ("reg.example", "reg.example:443", false),
            ("Reg.example", "reg.example", false),
            ("HTTPS://reg.example", "reg.example", false),
            ("https://index.docker.io/v1/", "registry-1.docker.io", true),
            ("docker.io", "registry-1.docker.io", true),
            ("https://index.docker.io/v1/", "docker.io", true),
            ("https://index.docker.io/v1/", "reg.example", false),
            ("reg.example/docker.io", "registry-1.docker.io", true),
            ("", "", true),
        ];
        for (key, registry, expected) in cases {
            assert_eq!(is_for(key, registry), expected, "{key} for {registry}");
        }
        let all = |key| registries(key).collect::<Vec<_>>();
        assert_eq!(all("https://index.docker.io/v1/"), ["index.docker.io", "docker.io"]);
        assert_eq!(all("https://reg.example/v1/"), ["reg.example"]);
        assert_eq!(all("reg.example:443"), ["reg.example:443"]);
        assert_eq!(host("https://reg.example:5000/v2/x"), "reg.example:5000");
    }

    #[test]
    fn users_and_escapes_are_not_shown() {
        let cases = [
            ("https://reg.example/v1/", "`https://reg.example/v1/`"),
            ("https://ann:pass@reg.example/v1/", "`https://***@reg.example/v1/`"),
            ("ann:p@ss@reg.example", "`***@reg.example`"),
            ("reg.example?token=pass", "`reg.example`"),
            ("a\u{1b}[31mb", "`a\\u{1b}[31mb`"),
        ];
        for (key, expected) in cases {
            assert_eq!(shown(key), expected);
        }
    }
}
