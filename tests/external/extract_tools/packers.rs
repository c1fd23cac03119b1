//! What other programs pack.

use std::path::Path;

use super::{done, logins, refused};

pub(crate) fn archives(folder: &Path) {
    let secret = logins(folder, &["reg.example", "https://index.docker.io/v1/"]);
    let packers = [
        "tar cf docker.tar .docker",
        "tar cf docker.tar ./.dockercfg",
        "tar --format=v7 -cf docker.tar .docker",
        "tar --format=oldgnu -cf docker.tar .docker",
        "tar --format=ustar -cf docker.tar .docker",
        "tar --format=posix -cf docker.tar .docker",
        "tar czf docker.tar.gz .docker",
        "tar cjf docker.tar.bz2 .docker",
        "tar cJf docker.tar.xz .docker",
        "tar cf - .dockercfg | xz -9e > docker.txz",
        "tar cf - .dockercfg | xz --check=sha256 --block-size=1024 > docker.txz",
        "tar cf - .dockercfg | xz --x86 --lzma2 > docker.txz",
        "tar cf - .dockercfg | bzip2 -1 > docker.tbz2",
        "gzip -c .dockercfg > .dockercfg.gz",
        "zip -qr docker.zip .docker",
        "zip -q -0 docker.zip .dockercfg",
        // Streamed: sizes come behind the data.
        "zip -q - .dockercfg | cat > docker.zip",
        "mkdir -p d && cd d && tar cf ../docker.tar -C .. ./.docker && cd ..",
        // Long names of other members.
        "mkdir -p $(printf 'n%.0s' $(seq 150)) && tar cf docker.tar n* .docker",
        "tar --format=posix -cf docker.tar n* .docker",
    ];
    for packer in packers {
        let extract = "\"$PULLCONFIG\" secrets extract \"$(ls docker.* .dockercfg.gz)\" -o -";
        let line = format!("rm -rf docker.* .dockercfg.gz d; {packer}; {extract} 2> said");
        assert_eq!(done(folder, &line), secret, "{packer}");
    }
}

pub(crate) fn harm(folder: &Path) {
    logins(folder, &["reg.example"]);
    let cases = [
        ("tar czPf a.tgz \"$PWD/.docker\"", "an absolute name"),
        ("mkdir x && tar czPf a.tgz x/../.dockercfg", "a name that leads out of the folder"),
        (
            "mkdir l && ln -s ../.docker l/.docker && tar czf a.tgz -C l .docker",
            "as a symbolic link",
        ),
        ("tar czf a.tgz .dockercfg .docker", "holds both"),
        (
            "ln -f .dockercfg .docker/config.json && tar czf a.tgz .dockercfg .docker",
            "as a hard link",
        ),
        (
            "ln -sf /etc/passwd s && tar czf a.tgz --transform 's/^s$/.dockercfg/' s",
            "as a symbolic link",
        ),
        ("mkfifo f && tar czf a.tgz --transform 's/^f$/.dockercfg/' f", "as a pipe"),
        ("tar cf a.tar .dockercfg && tar rf a.tar .dockercfg && gzip -c a.tar > a.tgz", "twice"),
        (
            "mkdir h && truncate -s 900K h/.dockercfg && cat .dockercfg >> h/.dockercfg && tar cSzf a.tgz -C h .dockercfg",
            "as a sparse file",
        ),
        ("tar --format=posix -cSzf a.tgz -C h .dockercfg", "as a sparse file"),
        ("head -c 80M /dev/zero > z && tar czf a.tgz z .dockercfg", "unpacks to more than 64 MiB"),
        ("tar cf - .dockercfg | xz --lzma2=dict=512MiB > a.tgz", "asks for more than 72 MiB"),
        ("rm -f a.tgz && zip -qP pass a.zip .dockercfg && mv a.zip a.tgz", "encrypted"),
        ("tar czf b.tgz .dockercfg && tar czf a.tgz b.tgz", "holds `b.tgz`: if that is meant"),
        ("tar czf b.tgz .dockercfg && head -c 120 b.tgz > a.tgz", "ends too early"),
    ];
    for (packer, message) in cases {
        let said =
            refused(folder, &format!("{packer}; exec \"$PULLCONFIG\" secrets extract a.tgz"));
        assert!(said.contains(message), "{packer}: {said}");
    }
}
