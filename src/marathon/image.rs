//! References to images, split as Mesos splits them (mesos: src/docker/spec.cpp:33-82).

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use memchr::{memchr2, memchr3};

/// A reference `[registry/]repository[:tag][@digest]`. Any text can be split; nothing is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Image<'a> {
    /// The host of the registry with its port, as written; `None` for the agent's default registry.
    pub registry: Option<&'a str>,
    /// The path in the registry.
    pub repository: &'a str,
    /// The tag of the image: the text after the last `:` that does not belong to a port.
    pub tag: Option<&'a str>,
    /// The text after `@`.
    pub digest: Option<&'a str>,
}

/// The registry of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Registry<'a> {
    /// The image names no registry, so the agents' default applies.
    Default,
    /// The host with its port, as written. A part of it, or all of it, may be an expression of a
    /// template.
    Host(&'a str),
    /// An expression of a template stands for the registry, and maybe for more of the image. Only
    /// the rendered text tells the registry.
    Rendered,
}

impl<'a> Registry<'a> {
    /// Returns the registry of an image.
    #[must_use]
    pub fn of(image: &'a str) -> Self {
        match Image::registry_of(image) {
            Some(host) if has_whole_expressions(host) => Registry::Host(host),
            Some(_) => Registry::Rendered,
            None if image.starts_with(['{', '<', '$', '%', '@']) => Registry::Rendered,
            None => Registry::Default,
        }
    }

    /// Whether only the rendered text tells the registry, or a part of it.
    #[must_use]
    pub fn is_unknown(self) -> bool {
        match self {
            Registry::Default => false,
            Registry::Host(host) => host.contains(['{', '<', '$', '%', '@']),
            Registry::Rendered => true,
        }
    }
}

/// Docker's names of Docker Hub.
const HUB_NAMES: [&str; 2] = ["docker.io", "index.docker.io"];

/// The key of an image as a JSON text has it, unless the text writes it with escapes.
pub const IMAGE_MEMBER: &[u8] = b"\"image\"";

static IMAGE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(IMAGE_MEMBER));

/// Returns the offsets of members called `image` in a text, found by a byte search.
pub fn image_members(bytes: &[u8]) -> impl Iterator<Item = usize> {
    IMAGE.find_iter(bytes)
}

/// Returns the registry of an image whose key, [`IMAGE_MEMBER`], stands before `bytes`. Returns
/// `None` if the image names no registry, or begins with an expression that may stand for more than
/// the registry. Nothing is parsed.
#[must_use]
pub fn registry_after_key(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let image = string_after_key(bytes)?;
    // The first segment is all that tells the registry. Only this much is read, because a scan calls this for
    // nearly every file.
    let end = memchr3(b'/', b'"', b'\\', image)?;
    let text = |bytes| std::str::from_utf8(bytes).ok();
    match image[end] {
        b'/' if memchr2(b'@', b'\n', &image[..end]).is_none() => {
            let host = text(&image[..end])?;
            let is_known = Image::is_registry(host) && has_whole_expressions(host);
            is_known.then_some(Cow::Borrowed(host))
        }
        b'\\' => {
            let image = text(&image[..memchr2(b'"', b'\n', image)?])?;
            match Registry::of(&image.replace(r"\/", "/")) {
                Registry::Host(host) => Some(Cow::Owned(host.to_owned())),
                Registry::Default | Registry::Rendered => None,
            }
        }
        _ => None,
    }
}

/// Returns the bytes from the beginning of the string after a key on; `None` if no string follows.
fn string_after_key(bytes: &[u8]) -> Option<&[u8]> {
    let value = bytes.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
    value.strip_prefix(b"\"")
}

/// Whether all template expressions in the name of a host end in it. If not, the host was cut off
/// at a slash inside of an expression.
fn has_whole_expressions(host: &str) -> bool {
    memchr2(b'{', b'}', host.as_bytes()).is_none()
        || host.matches("{{").count() == host.matches("}}").count()
}

impl fmt::Display for Registry<'_> {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(match self {
            Registry::Default => "(default registry)",
            Registry::Host(host) => host,
            Registry::Rendered => "(unknown until rendered)",
        })
    }
}

impl<'a> Image<'a> {
    /// Splits a reference. Its first segment is a registry if a slash follows and the segment is
    /// `localhost`, or contains `.`, `:` or an expression of a template.
    #[must_use]
    pub fn parse(reference: &'a str) -> Self {
        let (name, digest) = match reference.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (reference, None),
        };
        let (name, tag) = match name.rsplit_once(':') {
            Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
            _ => (name, None),
        };
        let registry = Self::registry_of(reference);
        let repository = registry.map_or(name, |host| &name[host.len() + 1..]);
        Image { registry, repository, tag, digest }
    }

    /// Returns the registry of a reference. The rest of the reference is not split, because a scan
    /// calls this for every image.
    fn registry_of(reference: &'a str) -> Option<&'a str> {
        let host = &reference[..memchr2(b'/', b'@', reference.as_bytes())?];
        let is_followed = reference[host.len()..].starts_with('/');
        (is_followed && Self::is_registry(host)).then_some(host)
    }

    /// Whether `segment`, the first of several segments of a reference, is a registry.
    fn is_registry(segment: &str) -> bool {
        let is_host = |byte: u8| matches!(byte, b'.' | b':' | b'{' | b'<' | b'$' | b'%');
        segment.bytes().any(is_host) || segment == "localhost"
    }

    /// Splits a reference that begins with one of Docker's names of Docker Hub, `docker.io` or
    /// `index.docker.io`: into this name, and the text after the slash. Mesos takes these names for
    /// hosts. `registry-1.docker.io`, the real host, works with both containerizers and is not
    /// split off.
    #[must_use]
    pub fn without_hub(reference: &'a str) -> Option<(&'a str, &'a str)> {
        let (hub, rest) = reference.split_once('/')?;
        let is_hub = HUB_NAMES.iter().any(|name| name.eq_ignore_ascii_case(hub));
        is_hub.then_some((hub, rest))
    }

    /// Whether a registry belongs to Amazon ECR: `ACCOUNT.dkr.ecr.REGION.amazonaws.com`, also with
    /// `ecr-fips` in the place of `ecr`, or with `.cn` at the end. The logins of ECR expire after
    /// 12 hours.
    #[must_use]
    pub fn is_ecr(registry: &str) -> bool {
        let host = registry.split(':').next().unwrap_or_default().to_ascii_lowercase();
        let host = host.strip_suffix(".cn").unwrap_or(&host);
        host.ends_with(".amazonaws.com")
            && [".dkr.ecr.", ".dkr.ecr-fips."].iter().any(|part| host.contains(part))
    }
}
