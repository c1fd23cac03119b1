//! What the system and a terminal get to see.

use std::path::Path;

use super::{done, logins, shell};

/// The file is its owner's from the first call on, so that there is no moment in which others could
/// read it; and a terminal is shown nothing unless that is asked for.
pub(crate) fn private(folder: &Path) {
    let secret = logins(folder, &["reg.example"]);
    done(
        folder,
        "umask 0; strace -f -o calls -e trace=openat,open,creat,chmod,fchmod,fchmodat \
         \"$PULLCONFIG\" secrets extract .dockercfg -o config.json",
    );
    let calls = done(folder, "cat calls");
    let made: Vec<&str> = calls.lines().filter(|line| line.contains("O_CREAT")).collect();
    assert_eq!(made.len(), 1, "{calls}");
    assert!(made[0].contains("O_EXCL") && made[0].contains("0600"), "{made:?}");
    assert!(!calls.contains("chmod"), "{calls}");

    let line = "script -qec \"$PULLCONFIG secrets extract .dockercfg -o -\" /dev/null";
    let output = shell(folder, line);
    let seen = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(seen.contains("would show credentials on the terminal"), "{output:?}");
    let forced = done(folder, &line.replace("-o -", "-o - --force"));
    let auth = secret.lines().find(|line| line.contains("auth\"")).expect("a login");
    assert!(!seen.contains(auth.trim()) && forced.contains(auth.trim()), "{seen} {forced}");
}
