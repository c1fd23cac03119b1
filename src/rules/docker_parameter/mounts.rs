//! The text of `volume` and `mount` → what is mounted where. Refuses what Docker refuses.

/// What is mounted.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A path of the agent.
    Host(String),
    /// A Docker volume, and its driver where the text has one.
    Named(String, Option<String>),
    /// A Docker volume that lives as long as the container.
    Anonymous,
    /// Memory.
    Tmpfs,
}

/// What to say about an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quirk {
    /// `z`, `Z`: Docker relabels the files for SELinux.
    Relabel,
    /// `slave`, `private` and their recursive forms: later mounts on the agent stay outside, or
    /// those of the container inside.
    Propagation,
    /// `shared`, `rshared`: later mounts are seen on both sides.
    Shared,
    /// Options of a volume driver.
    DriverOptions,
}

/// One mount.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mount {
    pub(super) source: Source,
    pub(super) target: String,
    pub(super) read_only: bool,
    pub(super) quirks: Vec<Quirk>,
}

/// `[SOURCE:]TARGET[:OPTIONS]`, as Docker on Linux takes it; the error completes "the value … is
/// not".
pub(super) fn volume(text: &str) -> Result<Mount, &'static str> {
    let parts: Vec<&str> = text.split(':').collect();
    let (source, target, options) = match parts[..] {
        [target] => (Source::Anonymous, target, None),
        [source, target] => (named_or_host(source)?, target, None),
        [source, target, options] => (named_or_host(source)?, target, Some(options)),
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

/// `type=bind,source=…,target=…[,readonly]…`, as Docker takes it.
pub(super) fn mount(text: &str) -> Result<Mount, &'static str> {
    let (mut kind, mut source, mut target, mut driver) = ("volume", "", "", None);
    let (mut read_only, mut quirks) = (false, Vec::new());
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
            "volume-driver" => driver = Some(value.to_owned()).filter(|driver| !driver.is_empty()),
            "volume-opt" | "volume-label" => quirks.push(Quirk::DriverOptions),
            "volume-nocopy" | "consistency" | "bind-nonrecursive" | "tmpfs-size" | "tmpfs-mode" => {
            }
            _ => return Err("a list of mount options that can be read"),
        }
    }
    let source = match kind.to_ascii_lowercase().as_str() {
        "bind" if source.starts_with('/') => Source::Host(source.to_owned()),
        "bind" => return Err("a mount of an absolute path of the agent"),
        "volume" if source.is_empty() => Source::Anonymous,
        "volume" if is_name(source) => Source::Named(source.to_owned(), driver),
        "tmpfs" => Source::Tmpfs,
        _ => return Err("a mount of the type `bind`, `volume` or `tmpfs`"),
    };
    let mount = at(source, target)?;
    Ok(Mount { read_only, quirks, ..mount })
}

fn at(source: Source, target: &str) -> Result<Mount, &'static str> {
    if target.starts_with('/') && target != "/" {
        Ok(Mount { source, target: target.to_owned(), read_only: false, quirks: Vec::new() })
    } else {
        Err("a mount at an absolute path of the container")
    }
}

fn named_or_host(source: &str) -> Result<Source, &'static str> {
    if source.starts_with('/') {
        Ok(Source::Host(source.to_owned()))
    } else if is_name(source) {
        Ok(Source::Named(source.to_owned(), None))
    } else {
        Err("a mount of an absolute path or of a volume's name")
    }
}

/// What Docker takes for a volume's name.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

fn propagation(option: &str) -> Result<Quirk, &'static str> {
    match option {
        "slave" | "rslave" | "private" | "rprivate" => Ok(Quirk::Propagation),
        "shared" | "rshared" => Ok(Quirk::Shared),
        _ => Err("a mount with options that can be read"),
    }
}
