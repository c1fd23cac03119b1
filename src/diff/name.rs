//! The names of paths in a patch header.
//!
//! Lexical only: asks the disk nothing, so `..` is taken to undo the component before it.
//! Invariant: `git apply` reads a name back as exactly the bytes of the path.

use std::path::{Component, Path, PathBuf};

/// Returns the form of `path` that a patch can name when it is applied in `base`.
///
/// `path` is as the user gave it in `folder`, the (absolute) current folder. A path below `base`
/// comes back relative to it. Any other comes back absolute: git refuses `..`, and an absolute
/// name applies with `git apply` or `patch -p1` in `/`. With `base` = `folder` that leaves the
/// usual relative path as it is.
///
/// All names of one patch should share their base, or no single folder will do for applying it:
/// if some path climbs out of the current folder, take a folder above all of them, such as the
/// top of the work tree.
#[must_use]
pub fn patch_name(path: &Path, folder: &Path, base: &Path) -> PathBuf {
    let absolute = resolve_dots(&folder.join(path));
    match absolute.strip_prefix(resolve_dots(base)) {
        Ok(below) => below.to_path_buf(),
        Err(_) => absolute,
    }
}

/// Returns the path without `.` and without those `..` that have something to undo.
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

/// Returns `PREFIX/PATH` as git writes it on the `---` and `+++` lines, quoted where need be.
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

/// Quotes a name like git with `core.quotePath` on, in the style of C (`quote.c` of git); most names need no
/// quotes.
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
