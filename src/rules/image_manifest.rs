//! `image-manifest`: an image that Docker pulls and Mesos cannot.

use super::pod_fields::{image_name, images};
use crate::engine::{Context, KnownPull, Rule};
use crate::images::PullOutcome;

pub(super) const RULE: Rule = Rule {
    name: "image-manifest",
    summary: "The Mesos containerizer cannot use the image's manifest",
    page: include_str!("../../docs/rules/image-manifest.md"),
    check,
};

/// Mesos asks for Docker's manifests only (mesos: src/uri/fetchers/docker.cpp:782-793, 879-947).
/// Docker takes other manifests, too, so an app on Docker runs until it is converted. An app of
/// type MESOS, or a pod, does not start with such an image.
pub(super) fn check(context: &mut Context) {
    let runs = context.leaves_docker() && !context.is_review();
    for image in images(context) {
        let pointer = image_name(context, &image);
        let Some((why, help, asked)) = unusable(context, &pointer) else { continue };
        let message = format!("{why} ({asked}), so the agents cannot pull the image");
        if runs {
            // The caller has nothing to carry out: the image must change, not the definition.
            let _accepted = context.block_or_lose(
                &pointer,
                message,
                help,
                "the app does not start until the image is pushed again in a form that Mesos takes",
            );
        } else {
            context.warn(&pointer, message, help);
        }
    }
}

/// Returns the reason why Mesos cannot use the image at `pointer`, the help, and how and when a
/// registry told that. Returns `None` if no registry has told such a reason.
fn unusable(context: &Context, pointer: &str) -> Option<(&'static str, &'static str, String)> {
    let pulls = context.image_pulls(pointer);
    let (pull, (why, help)) = pulls
        .filter_map(|pull| Some((pull, reason(pull.outcome)?)))
        .max_by_key(|(it, _)| it.asked)?;
    Some((why, help, KnownPull::told(&pull)))
}

/// Whether a pull with this outcome found the image, and Mesos cannot use its manifest or config.
pub(super) fn is_about(outcome: PullOutcome) -> bool {
    reason(outcome).is_some()
}

const PUSH: &str = "push the image again in Docker's format; with Buildx `--output type=registry,oci-mediatypes=false` and `--provenance=false`";

/// Returns the reason why Mesos cannot use an image with this outcome, and the help. Returns `None`
/// if the outcome is not about the manifest.
fn reason(outcome: PullOutcome) -> Option<(&'static str, &'static str)> {
    let by_name = "name the image by its tag, or by the digest of the image for one platform";
    Some(match outcome {
        PullOutcome::Oci => ("the image has an OCI manifest", PUSH),
        PullOutcome::OciIndex => ("the image is an OCI index", PUSH),
        PullOutcome::ManifestList => {
            ("the image is a list of manifests, and the registry returns none of them", by_name)
        }
        PullOutcome::MediaType => (
            "the registry sends the media type of the manifest in a form that Mesos does not take",
            "make the registry, or the proxy in front of it, send the media type alone, without parameters",
        ),
        PullOutcome::OtherSchema => (
            "the image has only a manifest of a format that this version of Mesos does not ask for",
            "push the image again with another version of Docker, or update Mesos",
        ),
        PullOutcome::InvalidManifest => ("Mesos cannot read the image's manifest", PUSH),
        PullOutcome::InvalidConfig => ("Mesos cannot read the image's config", PUSH),
        PullOutcome::NoConfig => {
            ("the image's config has no member `config`, and an agent that reads it crashes", PUSH)
        }
        _ => return None,
    })
}
