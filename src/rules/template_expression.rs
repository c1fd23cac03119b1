//! `template-expression`: an id that may or may not begin with a slash, or an image whose registry
//! is unknown, because an expression decides.

use super::pull_secret::{self, Pull};
use crate::engine::{Context, Rule};
use crate::text::{begins_with_expression, may_be_expression};

pub(super) const RULE: Rule = Rule {
    name: "template-expression",
    summary: "The id or the registry of the image is an expression of the template",
    page: include_str!("../../docs/rules/template-expression.md"),
    check,
};

fn check(context: &mut Context) {
    let pulls = pull_secret::pulls(context);
    if pulls.iter().any(|pull| pull.template(context).uses_id()) {
        check_id(context);
    }
    if context.leaves_docker() {
        check_images(context, pulls);
    }
}

/// Marathon takes an id with a slash at the start as absolute, and any other id as relative to its
/// group (marathon: PathId.scala:68-83).
fn check_id(context: &mut Context) {
    let (Some(id), Some(own)) = (context.definition().id.as_str(), context.text("/id")) else {
        return;
    };
    if !begins_with_expression(own) {
        return;
    }
    let (id, own) = (id.to_owned(), own.to_owned());
    if id.trim_start_matches('/').starts_with(&own) {
        context.note("/id", format!("whether `{own}` begins with a slash is not known; the secret's path is written without one in front, so that it names the same secret either way"));
    } else {
        let message = format!(
            "whether `{own}` begins with a slash is not known; the secret's path assumes the id `{id}`, which is wrong if it does"
        );
        let help = "if it does, give the secret's path with --secret-source";
        context.warn("/id", message, help);
    }
}

/// Reports that the rules about registries could not check the image.
fn check_images(context: &mut Context, pulls: Vec<Pull>) {
    for Pull { pointer, image, .. } in pulls {
        let registry = image.split_once('/').map(|(registry, _)| registry);
        if !begins_with_expression(&image) && !registry.is_some_and(may_be_expression) {
            continue;
        }
        context.enter_detail("image");
        context.note(&pointer, format!("the registry of `{image}` is not known; look at the values whether it is `docker.io`, which Mesos does not translate, has a port, which Mesos asks for TLS, or is Amazon ECR, whose tokens expire in a secret"));
    }
}
