//! `moving-tag`: an image whose name may stand for a newer image when it is pulled again.

use super::app_fields::IMAGE;
use crate::engine::{Context, Rule};
use crate::marathon::Image;
use crate::text::may_be_expression;

pub(super) const RULE: Rule = Rule {
    name: "moving-tag",
    summary: "The image has no tag of its own, so the first pull may bring a newer one",
    page: include_str!("../../docs/rules/moving-tag.md"),
    check,
};

/// The Mesos containerizer has a store of its own, which is empty at first, and pulls what is not in it
/// (mesos: src/slave/containerizer/mesos/provisioner/docker/store.cpp:304-358).
fn check(context: &mut Context) {
    let pulls_always =
        context.get("/container/docker/forcePullImage").and_then(serde_json::Value::as_bool);
    if !context.leaves_docker() || pulls_always == Some(true) {
        return;
    }
    let Some(text) = context.text(IMAGE).filter(|text| !may_be_expression(text)) else { return };
    let image = Image::parse(text);
    let name = match image.tag {
        _ if image.digest.is_some() => return,
        None => "an image without a tag",
        Some("latest") => "the tag `latest`",
        Some(_) => return,
    };
    context.note(
        IMAGE,
        format!("Mesos does not have Docker's images and pulls {name} again: it may be newer, and on the way back to Docker the old one runs again"),
    );
}
