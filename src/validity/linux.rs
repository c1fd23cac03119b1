//! The checks of `linuxInfo` (marathon: state/LinuxInfo.scala:42-121). Marathon drops the
//! `linuxInfo` of a container of type DOCKER before it checks anything (marathon:
//! ContainerConversion.scala:115-124).

use serde_json::Value;

use super::canonical::App;
use super::view::{get, word};
use super::{Reason, Violations};
use crate::marathon::{ContainerType, Target, Targets};

const SECCOMP: Reason = Reason("seccomp", "marathon: LinuxInfo.scala:66-92");
const SHM: Reason = Reason("shm-size-of-parent", "marathon: LinuxInfo.scala:42-64");
const POD_SECCOMP: Reason = Reason("pod-seccomp", "marathon: LinuxInfo.scala:94-101, 115-121");

pub(super) fn check(app: &App, found: &mut Violations) {
    if let (Some(ContainerType::Mesos), Some(container)) = (app.container_type, app.container) {
        check_container(container, "/container", found);
    }
}

/// Checks the container of an app, or a container of a pod.
pub(super) fn check_container(container: &Value, pointer: &str, found: &mut Violations) {
    let Some(info) = get(container, "linuxInfo") else { return };
    if let Some(seccomp) = get(info, "seccomp") {
        let has_profile = get(seccomp, "profileName").is_some();
        let is_unconfined = get(seccomp, "unconfined").and_then(Value::as_bool).unwrap_or(false);
        if has_profile == is_unconfined {
            let message = "`seccomp` needs either a `profileName` or `unconfined: true`";
            let at = format!("{pointer}/linuxInfo/seccomp");
            found.add(&SECCOMP, at, message).only(Targets::since(Target::V1_8));
        }
    }
    check_ipc(info, &format!("{pointer}/linuxInfo"), found);
}

/// Checks the `linuxInfo` of a pod as a whole.
pub(super) fn check_pod(pod: &Value, found: &mut Violations) {
    let Some(info) = get(pod, "linuxInfo") else { return };
    if get(info, "seccomp").is_some() {
        let message = "a pod takes no `seccomp` here; write it into `linuxInfo` of its containers";
        found.add(&POD_SECCOMP, "/linuxInfo/seccomp", message).only(Targets::since(Target::V1_9));
    }
    check_ipc(info, "/linuxInfo", found);
}

/// Checks the `ipcInfo` in the `linuxInfo` at `pointer`.
fn check_ipc(info: &Value, pointer: &str, found: &mut Violations) {
    let Some(ipc) = get(info, "ipcInfo") else { return };
    if word(ipc, "mode").as_deref() == Some("SHARE_PARENT") && get(ipc, "shmSize").is_some() {
        let message = "`shmSize` needs the mode PRIVATE";
        let at = format!("{pointer}/ipcInfo/shmSize");
        found.add(&SHM, at, message).only(Targets::since(Target::V1_9));
    }
}
