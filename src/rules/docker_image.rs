//! `docker-image`: the definition has no image to pull.

use super::app_fields::IMAGE;
use crate::engine::{Context, Rule};
use crate::marathon::DefinitionKind;

pub(super) const RULE: Rule = Rule {
    name: "docker-image",
    summary: "The definition names no image that the credentials could be for",
    page: include_str!("../../docs/rules/docker-image.md"),
    check,
};

fn check(context: &mut Context) {
    if context.definition().kind != DefinitionKind::App {
        return;
    }
    if context.text(IMAGE).is_none_or(str::is_empty) {
        context.block(
            "/container",
            "`container.docker.image` is missing, so there is nothing to pull with a secret",
            "name the image, or remove the credential URI",
        );
        return;
    }
    context.rely_on(IMAGE);
}
