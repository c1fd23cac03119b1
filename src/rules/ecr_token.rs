//! `ecr-token`: credentials that expire after some hours.

use super::{known_login, pull_secret};
use crate::engine::{Context, KnownPull, Rule};
use crate::marathon::{DefinitionKind, Image};

pub(super) const RULE: Rule = Rule {
    name: "ecr-token",
    summary: "The image is in Amazon ECR, whose tokens expire after 12 hours",
    page: include_str!("../../docs/rules/ecr-token.md"),
    check,
};

/// A job may refresh a credential file on the agents, as Universe's `ecr-login` does (universe:
/// repo/packages/E/ecr-login/0/marathon.json.mustache). A secret stays as it was stored.
fn check(context: &mut Context) {
    for pull in pull_secret::pulls(context) {
        let pull_secret::SecretPull { pointer, image, content, .. } = pull;
        if !Image::parse(&image).registry.is_some_and(Image::is_ecr) {
            continue;
        }
        let known = content.and_then(|content| known_login::with(context, &pointer, &content));
        let works = match known.filter(KnownPull::is_pulled) {
            Some(pull) => format!(" (it pulls the image; {})", pull.told()),
            None => String::new(),
        };
        let help = match context.definition().kind {
            DefinitionKind::Pod => {
                "give the credentials to the agents, or refresh the secret by a job of your own"
            }
            _ => "leave the app on Docker, or refresh the secret by a job of your own",
        };
        // Nothing more is to do if the user has accepted it, because the conversion itself causes the loss.
        let _ = context.block_or_lose(
            &pointer,
            format!("the image is in Amazon ECR, whose tokens expire after 12 hours; in a secret nothing would refresh them{works}"),
            help,
            "pulls fail 12 hours after the token in the secret was made, unless something refreshes it",
        );
    }
}
