//! The names of paths in a patch header.
//!
//! It looks at the text of paths only, never at the disk, so `..` counts as removing the component before it.
//! Invariant: `git apply` reads a name back as exactly the bytes of the path.

use std::path::{Component, Path, PathBuf};

/// Returns the name that `path` gets in a patch that is applied in the folder `base`.
///
/// `path` is written as the user gave it in `folder`, the current folder, which is absolute. A path below
/// `base` becomes relative to `base`. Any other path becomes absolute, because git refuses `..`; such a
/// patch applies with `git apply` or `patch -p1` in `/`. If `base` is `folder`, a relative path without
/// `..` stays as it is.
///
/// All names of one patch should have the same base, because a patch is applied in one folder. If a path
/// leaves the current folder, the base should be a folder above all paths, such as the top of the work
/// tree.
#[must_use]
pub fn patch_name(path: &Path, folder: &Path, base: &Path) -> PathBuf {
    let absolute = resolve_dots(&folder.join(path));
    match absolute.strip_prefix(resolve_dots(base)) {
        Ok(below) => below.to_path_buf(),
        Err(_) => absolute,
    }
}

/// Returns the path without `.`, and without those `..` that follow a component which they remove.
fn resolve_dots(path: &Path) -> PathBuf {
    let mut resolved = PathBuf::new();
    for component in path.components() {
        match (component, resolved.components().next_back()) {
            (Component::CurDir, _) | (Component::ParentDir, Some(Component::RootDir)) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => {
                resolved.pop();
            }
            _ => resolved.push(component),
        }
    }
    resolved
}

/// Returns `PREFIX/PATH` as git writes it on the `---` and `+++` lines, in quotes if it needs them.
pub(super) fn header_name(prefix: &str, path: &Path) -> Vec<u8> {
    let mut name = prefix.as_bytes().to_vec();
    for component in resolve_dots(path).components() {
        if let Component::Normal(_) | Component::ParentDir = component {
            name.push(b'/');
            name.extend_from_slice(component.as_os_str().as_encoded_bytes());
        }
    }
    quote(name)
}

/// Quotes a name as git does with `core.quotePath` on, in the style of C (`quote.c` of git). A name of plain
/// characters gets no quotes.
fn quote(name: Vec<u8>) -> Vec<u8> {
    let plain = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    if name.iter().all(plain) {
        return name;
    }
    let mut quoted = vec![b'"'];
    for byte in name {
        match byte {
            0x07 => quoted.extend(b"\\a"),
            0x08 => quoted.extend(b"\\b"),
            b'\t' => quoted.extend(b"\\t"),
            b'\n' => quoted.extend(b"\\n"),
            0x0b => quoted.extend(b"\\v"),
            0x0c => quoted.extend(b"\\f"),
            b'\r' => quoted.extend(b"\\r"),
            b'"' => quoted.extend(b"\\\""),
            b'\\' => quoted.extend(b"\\\\"),
            byte if plain(&byte) => quoted.push(byte),
            byte => quoted.extend(format!("\\{byte:03o}").bytes()),
        }
    }
    quoted.push(b'"');
    quoted
}
