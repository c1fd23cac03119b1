//! `template-expression`: an id that may or may not begin with a slash, or an image whose registry
//! is unknown, because an expression decides.

use super::pull_secret::{self, SecretPull};
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
    if pulls.iter().any(|pull| pull.secret_source(context).uses_id()) {
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
        context.note("/id", format!("`{own}` may begin with a slash; the secret's path is written without one, and names the same secret in both cases"));
    } else {
        let message = format!(
            "`{own}` may begin with a slash; the secret's path assumes that it does not, and that the id is `{id}`"
        );
        let help = "if it does, give the secret's path with --secret-source";
        context.warn("/id", message, help);
    }
}

/// Reports that the rules about registries could not check the image.
fn check_images(context: &mut Context, pulls: Vec<SecretPull>) {
    for SecretPull { pointer, image, .. } in pulls {
        let registry = image.split_once('/').map(|(registry, _)| registry);
        if !begins_with_expression(&image) && !registry.is_some_and(may_be_expression) {
            continue;
        }
        context.enter_detail("image");
        context.note(&pointer, format!("the registry of `{image}` is an expression; look up its value: Mesos does not translate `docker.io`, uses TLS for a registry with a port, and tokens of Amazon ECR expire in a secret"));
    }
}
