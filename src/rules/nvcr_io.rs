//! `nvcr-io`: a registry from which older versions of Mesos cannot pull.

use super::app_fields::IMAGE;
use crate::engine::{Context, Rule};
use crate::marathon::{Image, Target};

pub(super) const RULE: Rule = Rule {
    name: "nvcr-io",
    summary: "The image is in `nvcr.io`, from which most versions of Mesos before 1.10 cannot pull",
    page: include_str!("../../docs/rules/nvcr-io.md"),
    check,
};

/// The registry asks for a token without naming `service` and `scope`, which older versions of
/// Mesos require (mesos: CHANGELOG, MESOS-10092; src/uri/fetchers/docker.cpp:1062-1072 in the tag
/// 1.8.1).
fn check(context: &mut Context) {
    if !context.leaves_docker() || context.options().targets.all_since(Target::V1_10) {
        return;
    }
    let registry = context.text(IMAGE).and_then(|image| Image::parse(image).registry);
    if registry.is_some_and(|host| host.eq_ignore_ascii_case("nvcr.io")) {
        context.note(
            IMAGE,
            "Mesos before 1.10 cannot pull from `nvcr.io`, except 1.7.3 and DC/OS 1.13.8 and 2.0.3 or later",
        );
    }
}
