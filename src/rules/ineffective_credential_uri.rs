//! `ineffective-credential-uri`: credentials that the Docker CLI never found.

use std::collections::HashSet;

use super::app_fields::IMAGE;
use super::known_login::{self, LoginNeed};
use crate::engine::{Context, Rule};
use crate::marathon::Effect;

pub(super) const RULE: Rule = Rule {
    name: "ineffective-credential-uri",
    summary: "The credentials never reached the Docker CLI; the image was pulled without them",
    page: include_str!("../../docs/rules/ineffective-credential-uri.md"),
    check,
};

/// The Docker CLI looks for two files in the sandbox (mesos: src/docker/docker.cpp:1913-1944).
fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    let mut told = HashSet::new();
    for entry in context.entries() {
        let Effect::NeverWorked(reason) = entry.effect else { continue };
        // Exports of Marathon before 1.5 have the same entry in `uris` and in `fetch`.
        if !told.insert((&entry.uri, reason)) {
            continue;
        }
        let pointer = context.pointer_of(entry);
        match known_login::login_need(context, IMAGE, entry) {
            LoginNeed::ThisLogin => {}
            LoginNeed::NoLogin(pull) => known_login::tell_needless(context, &pointer, pull),
            LoginNeed::Unknown => context.warn(
                &pointer,
                format!("{}; until now the image was pulled without them", reason.text()),
                "make sure that the secret holds credentials that work; if the image needs none, remove the entry instead",
            ),
        }
    }
}
