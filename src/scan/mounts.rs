//! Finds in the system's list of mounts the views of the kernel: file systems like `/proc`, in which the
//! kernel shows its own state.
//!
//! Does not know files. In `/proc` and `/sys` files have no size, some have no end, and reading
//! some waits for events; nothing in them is a definition. On a system without such a list, no
//! folder counts as a view of the kernel.

#![expect(clippy::disallowed_methods, reason = "the system is asked where its views are")]

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// The types of the file systems that are views of the kernel.
const KERNEL_FILE_SYSTEMS: [&str; 15] = [
    "proc",
    "sysfs",
    "debugfs",
    "tracefs",
    "securityfs",
    "configfs",
    "selinuxfs",
    "cgroup",
    "cgroup2",
    "bpf",
    "efivarfs",
    "pstore",
    "fusectl",
    "binfmt_misc",
    "rpc_pipefs",
];

/// For the folder of each mount, whether the mount is a view of the kernel. Folders are compared byte by
/// byte, which is fast, because each folder of a walk is looked up.
#[derive(Debug, Default)]
pub(super) struct Mounts(HashMap<OsString, bool>);

impl Mounts {
    /// Reads the mounts of this system.
    pub(super) fn read() -> Self {
        Self::parse(&fs::read("/proc/self/mountinfo").unwrap_or_default())
    }

    /// Parses a `mountinfo` (proc_pid_mountinfo(5)). If a folder has several mounts, the last one is
    /// visible.
    fn parse(mountinfo: &[u8]) -> Self {
        let mount = |line: &[u8]| {
            let line = String::from_utf8_lossy(line);
            let (mount, device) = line.split_once(" - ")?;
            let kind = device.split(' ').next()?;
            let folder = unescaped(mount.split(' ').nth(4)?).into_os_string();
            Some((folder, KERNEL_FILE_SYSTEMS.contains(&kind)))
        };
        Mounts(mountinfo.split(|&byte| byte == b'\n').filter_map(mount).collect())
    }

    /// Whether a view of the kernel is mounted at this folder, whose real path is given.
    pub(super) fn is_kernel_view(&self, folder: &Path) -> bool {
        self.0.get(folder.as_os_str()).copied().unwrap_or(false)
    }

    /// Whether this folder, whose real path is given, is inside of a view of the kernel.
    pub(super) fn is_in_kernel_view(&self, folder: &Path) -> bool {
        let mut ancestors = folder.ancestors();
        ancestors.find_map(|above| self.0.get(above.as_os_str()).copied()).unwrap_or(false)
    }
}

/// Returns a path of a `mountinfo`, in which blanks and backslashes are written as octal numbers.
fn unescaped(text: &str) -> PathBuf {
    let mut parts = text.split('\\');
    let mut path = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..3).and_then(|code| u8::from_str_radix(code, 8).ok());
        match code {
            Some(code) => path.push_str(&format!("{}{}", char::from(code), &part[3..])),
            None => path.push_str(&format!("\\{part}")),
        }
    }
    path.into()
}

#[cfg(test)]
mod tests {
    use super::Mounts;

    #[test]
    fn views_of_the_kernel_are_told_from_disks() {
        let mounts = Mounts::parse(
            b"22 27 0:21 / /proc rw,relatime shared:5 - proc proc rw\n\
              23 27 0:22 / /a\\040b/sys rw - sysfs sysfs rw\n\
              24 22 0:23 / /proc/disk rw - ext4 /dev/a rw\n\
              27 1 0:24 / / rw - ext4 /dev/b rw\n\
              28 27 0:25 / /over rw - proc proc rw\n\
              29 28 0:26 / /over rw - tmpfs tmpfs rw\nbroken\n",
        );
        let at = |path: &str| {
            (mounts.is_kernel_view(path.as_ref()), mounts.is_in_kernel_view(path.as_ref()))
        };
        for (path, expected) in [
            ("/", (false, false)),
            ("/home/proc", (false, false)),
            ("/proc", (true, true)),
            ("/proc/self/fd", (false, true)),
            ("/proc/disk/a", (false, false)),
            ("/a b/sys", (true, true)),
            ("/over", (false, false)),
        ] {
            assert_eq!(at(path), expected, "{path}");
        }
    }
}
