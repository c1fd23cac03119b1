//! Parses the values of `volume` and `mount`, and refuses what Docker refuses.

use crate::text::begins_with_expression;

/// The source of a mount.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum MountSource {
    /// A path of the agent.
    Host(String),
    /// A Docker volume.
    Named(NamedVolume),
    /// A Docker volume that lives as long as the container.
    Anonymous,
    /// A file system in memory.
    Tmpfs,
}

/// A Docker volume with a name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NamedVolume {
    pub(super) name: String,
    /// The volume driver, unless it is Docker's own `local`.
    pub(super) driver: Option<String>,
    /// The size in GiB, if the parameter gives a whole number of GiB.
    pub(super) size: Option<u32>,
    /// The other options for the driver.
    pub(super) options: Vec<(String, String)>,
}

/// A property of a mount that is worth a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quirk {
    /// `z`, `Z`: Docker relabels the files for SELinux.
    Relabel,
    /// `slave`, `private` and their recursive forms: later mounts on the agent are not seen in the
    /// container, or those in the container are not seen on the agent.
    Propagation,
    /// `shared`, `rshared`: later mounts are seen on both sides.
    Shared,
    /// Labels of a volume, or options of Docker's own driver.
    DriverOptions,
}

/// A mount.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mount {
    pub(super) source: MountSource,
    /// The path in the container.
    pub(super) target: String,
    pub(super) read_only: bool,
    pub(super) quirks: Vec<Quirk>,
}

/// Parses `[SOURCE:]TARGET[:OPTIONS]`, as Docker on Linux does. `driver` is the value of
/// `--volume-driver`. The error completes "the value … is not".
pub(super) fn volume(text: &str, driver: Option<&str>) -> Result<Mount, &'static str> {
    let driver = plugin(driver);
    let parts: Vec<&str> = text.split(':').collect();
    let (source, target, options) = match parts[..] {
        [target] => (MountSource::Anonymous, target, None),
        [source, target] => (named_or_host(source, driver)?, target, None),
        [source, target, options] => (named_or_host(source, driver)?, target, Some(options)),
        _ => return Err("of the form `SOURCE:TARGET[:OPTIONS]`"),
    };
    let mut mount = at(source, target)?;
    let mut modes = 0;
    for option in options.into_iter().flat_map(|options| options.split(',')) {
        match option {
            "ro" | "rw" => {
                modes += 1;
                mount.read_only = option == "ro";
            }
            "z" | "Z" => mount.quirks.push(Quirk::Relabel),
            "nocopy" | "consistent" | "cached" | "delegated" => {}
            other => mount.quirks.push(propagation(other)?),
        }
    }
    if modes > 1 { Err("a mount with one mode, `ro` or `rw`") } else { Ok(mount) }
}

/// Parses `type=bind,source=…,target=…[,readonly]…`, as Docker does. The error completes "the value
/// … is not".
pub(super) fn mount(text: &str) -> Result<Mount, &'static str> {
    let (mut kind, mut source, mut target, mut driver) = ("volume", "", "", None);
    let (mut read_only, mut quirks, mut options) = (false, Vec::new(), Vec::new());
    for field in text.split(',') {
        let (name, value) = field.split_once('=').unwrap_or((field, ""));
        match name.to_ascii_lowercase().as_str() {
            "type" => kind = value,
            "source" | "src" => source = value,
            "target" | "dst" | "destination" => target = value,
            "readonly" | "ro" => {
                read_only = match value {
                    "" | "1" | "true" => true,
                    "0" | "false" => false,
                    _ => return Err("a list of mount options that can be read"),
                }
            }
            "bind-propagation" => quirks.push(propagation(value)?),
            "volume-driver" => driver = plugin(Some(value)),
            "volume-opt" => options.push(option(value)?),
            "volume-label" => quirks.push(Quirk::DriverOptions),
            "volume-nocopy" | "consistency" | "bind-nonrecursive" | "tmpfs-size" | "tmpfs-mode" => {
            }
            _ => return Err("a list of mount options that can be read"),
        }
    }
    if driver.is_none() && !options.is_empty() {
        quirks.push(Quirk::DriverOptions);
    }
    let source = match kind.to_ascii_lowercase().as_str() {
        "bind" if source.starts_with('/') => MountSource::Host(source.to_owned()),
        "bind" => return Err("a mount of an absolute path of the agent"),
        "volume" if source.is_empty() => MountSource::Anonymous,
        "volume" => MountSource::Named(NamedVolume { options, ..named(source, driver)? }),
        "tmpfs" => MountSource::Tmpfs,
        _ => return Err("a mount of the type `bind`, `volume` or `tmpfs`"),
    };
    let mount = at(source, target)?;
    Ok(Mount { read_only, quirks, ..mount })
}

/// Returns a writable mount of `source` at the path `target`.
fn at(source: MountSource, target: &str) -> Result<Mount, &'static str> {
    if target.starts_with('/') && target != "/" {
        Ok(Mount { source, target: target.to_owned(), read_only: false, quirks: Vec::new() })
    } else {
        Err("a mount at an absolute path of the container")
    }
}

/// Returns the name of a driver, unless it is Docker's own driver `local`.
fn plugin(driver: Option<&str>) -> Option<&str> {
    driver.filter(|driver| !matches!(*driver, "" | "local"))
}

/// Returns the source of a mount: a path of the agent, or a volume with a name.
fn named_or_host(source: &str, driver: Option<&str>) -> Result<MountSource, &'static str> {
    if source.starts_with('/') {
        return Ok(MountSource::Host(source.to_owned()));
    }
    if driver == Some(PORTWORX) && source.contains('=') {
        return portworx(source).map(MountSource::Named);
    }
    named(source, driver).map(MountSource::Named)
}

/// Returns the volume with this name. Docker checks only the names of its own volumes; `nfs` uses
/// `HOST/PATH` (docker-volume-netshare: README.md, Usage). A name that begins with an expression
/// may turn out to be a path.
fn named(name: &str, driver: Option<&str>) -> Result<NamedVolume, &'static str> {
    let is_name = match driver {
        None => is_name(name),
        Some(_) => !name.is_empty() && !name.starts_with('/') && !begins_with_expression(name),
    };
    if !is_name {
        return Err("a mount of an absolute path or of a volume's name");
    }
    let (name, driver) = (name.to_owned(), driver.map(str::to_owned));
    Ok(NamedVolume { name, driver, size: None, options: Vec::new() })
}

/// The driver of Portworx.
const PORTWORX: &str = "pxd";

/// Parses `KEY=VALUE,…,name=NAME` in any order (docs.portworx.com: Inline volume spec; openstorage:
/// api/spec/spec_handler.go, `SpecOptsFromString`).
fn portworx(text: &str) -> Result<NamedVolume, &'static str> {
    const FORM: &str = "a list of `KEY=VALUE` with a `name`, as Portworx takes it";
    let (mut name, mut size, mut options) = (None, None, Vec::<(String, String)>::new());
    for field in text.split(',') {
        let (key, value) = option(field)?;
        let is_given = match key.as_str() {
            "name" => name.is_some(),
            "size" => size.is_some(),
            _ => options.iter().any(|(other, _)| *other == key),
        };
        // Portworx reads `#` as a comma in such a list, but not in an option.
        if is_given || value.is_empty() || value.contains('#') {
            return Err(FORM);
        }
        match key.as_str() {
            "name" => name = Some(value),
            "size" => size = Some(value),
            _ => options.push((key, value)),
        }
    }
    let gibibytes = size.as_deref().and_then(gibibytes);
    if let Some(size) = size.filter(|_| gibibytes.is_none()) {
        options.insert(0, ("size".to_owned(), size));
    }
    let name = name.ok_or(FORM)?;
    Ok(NamedVolume { name, driver: Some(PORTWORX.to_owned()), size: gibibytes, options })
}

/// Returns a size in GiB, which is Portworx's unit for a number without one. Returns `None` if the
/// size is no whole number of GiB (openstorage: pkg/units/units.go:35-67).
fn gibibytes(size: &str) -> Option<u32> {
    let end = size.find(|c: char| !c.is_ascii_digit()).unwrap_or(size.len());
    let (number, unit) = size.split_at(end);
    let number: u32 = number.parse().ok()?;
    match unit {
        "" | "G" | "g" | "Gi" | "GiB" => Some(number),
        "T" | "t" | "Ti" | "TiB" => number.checked_mul(1024),
        _ => None,
    }
}

/// Parses `KEY=VALUE` with a key that Marathon accepts in the name of an option (marathon:
/// state/Volume.scala, `OptionNamePattern`).
fn option(text: &str) -> Result<(String, String), &'static str> {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte);
    let is_edge = |c: char| c.is_ascii_alphanumeric();
    match text.split_once('=') {
        Some((key, value))
            if key.bytes().all(is_inner) && key.starts_with(is_edge) && key.ends_with(is_edge) =>
        {
            Ok((key.to_owned(), value.to_owned()))
        }
        _ => Err("a list of `KEY=VALUE` for the volume's driver"),
    }
}

/// Whether Docker accepts the name for a volume.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

/// Returns the quirk of an option for mount propagation.
fn propagation(option: &str) -> Result<Quirk, &'static str> {
    match option {
        "slave" | "rslave" | "private" | "rprivate" => Ok(Quirk::Propagation),
        "shared" | "rshared" => Ok(Quirk::Shared),
        _ => Err("a mount with options that can be read"),
    }
}
