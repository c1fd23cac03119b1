//! The facts about the login that a secret holds: whether it pulls the image, and whether the image
//! needs a login at all.

use super::app_fields::IMAGE;
use crate::engine::{Context, KnownPull, SecretContent};
use crate::images::{PullOutcome, Verdict};
use crate::marathon::CredentialEntry;
use crate::text::without_login;

/// The need of an image for a login, as far as registries have told it.
pub(super) enum LoginNeed<'f> {
    /// It is not known whether the image needs a login, or whether this login pulls it.
    Unknown,
    /// The login pulls the image. Without a login the image is not pulled, or nobody has tried.
    ThisLogin,
    /// The image is pulled without a login.
    NoLogin(KnownPull<'f>),
}

/// Returns the need that the image at `pointer` has for the login that `entry` delivers.
pub(super) fn login_need<'a>(
    context: &Context<'a>,
    pointer: &str,
    entry: &CredentialEntry,
) -> LoginNeed<'a> {
    let anonymous = context.image_pulls(pointer).find(|pull| pull.login.is_none());
    if let Some(pull) = anonymous.filter(KnownPull::is_pulled) {
        return LoginNeed::NoLogin(pull);
    }
    match with(context, pointer, &context.options().content_of(entry)) {
        Some(pull) if pull.is_pulled() => LoginNeed::ThisLogin,
        _ => LoginNeed::Unknown,
    }
}

/// Returns the result of pulling the image at `pointer` with the login of `content`, if that has
/// been tried.
pub(super) fn with<'a>(
    context: &Context<'a>,
    pointer: &str,
    content: &SecretContent,
) -> Option<KnownPull<'a>> {
    context.options().facts.as_ref()?.pull_with(context.text(pointer)?, content)
}

/// Returns the first entry whose login is known to pull the image of the app, with the result of
/// that pull.
pub(super) fn pulling<'a>(context: &Context<'a>) -> Option<(&'a CredentialEntry, KnownPull<'a>)> {
    let content = |entry| context.options().content_of(entry);
    let pull = |entry| with(context, IMAGE, &content(entry));
    context.entries().iter().find_map(|entry| {
        let pull = pull(entry).filter(KnownPull::is_pulled)?;
        Some((entry, pull))
    })
}

/// Warns about credentials that an image does not need.
pub(super) fn tell_needless(context: &mut Context, pointer: &str, pull: KnownPull) {
    let message = format!(
        "the image is pulled without a login ({}), so that it needs no secret",
        pull.told()
    );
    context.warn(pointer, message, "remove the entry instead of converting it");
}

/// Warns if it is known that the image at `pointer` cannot be pulled with the login of `content`.
/// The rule `image-manifest` reports a manifest that Mesos cannot use, and `registry-port` a
/// registry that speaks plain HTTP, if the app is on Docker.
pub(super) fn warn_if_refused(context: &mut Context, pointer: &str, content: &SecretContent) {
    let Some(known) = with(context, pointer, content) else { return };
    if known.outcome.verdict() != Verdict::Refused {
        return;
    }
    let (told, login) = (known.told(), known.login.unwrap_or_default());
    let (message, help) = match known.outcome {
        PullOutcome::Unauthorized => (
            format!("the registry refuses the image to the login in `{login}` ({told})"),
            "make a login that has the right to pull it, and ask again with `pullconfig preflight`",
        ),
        // The rule `docker-hub-prefix` has told that.
        PullOutcome::NotFound if context.is_changed(pointer) => return,
        PullOutcome::NotFound => (
            format!(
                "the registry does not have the image ({told}); agents that have it in their caches run it, and it does not start elsewhere, migrated or not"
            ),
            "push the image again, or name one that is there",
        ),
        PullOutcome::HttpOnly if context.leaves_docker() && !context.is_review() => return,
        PullOutcome::HttpOnly => (
            format!(
                "the agents pull the image over HTTPS, and the registry speaks plain HTTP ({told})"
            ),
            "give the registry a certificate that the agents trust",
        ),
        PullOutcome::InvalidName => (
            format!("the name of the image is not valid, so the agents do not pull it ({told})"),
            "correct the name",
        ),
        PullOutcome::InvalidChallenge | PullOutcome::InvalidToken | PullOutcome::Status => {
            let message = without_login(known.message.unwrap_or("no reason was told"));
            (
                format!("the agents would not pull the image ({told}): {message}"),
                "find out why the registry answers Mesos in this way; `pullconfig preflight` asks it again",
            )
        }
        _ => return,
    };
    context.enter_detail("login");
    context.warn(pointer, message, help);
    context.leave_detail();
}
