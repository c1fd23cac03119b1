//! Plans → the pulls to try: the images of definitions, and the login files to pull them with.

use std::collections::BTreeMap;
use std::path::Path;

use crate::engine::{Cluster, Options, SecretContent, SecretNeed};
use crate::marathon::{DefinitionKind, Image};
use crate::plan::{FilePlan, Migration, State};
use crate::secrets::{LoginFiles, Manifest};
use crate::text::Position;

/// A pull that is to be tried.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WantedPull {
    /// The image, as the definition spells it.
    pub image: String,
    /// The name of the login file; `None` for a pull without a login.
    pub file: Option<String>,
}

/// The reason to try a pull.
#[derive(Debug, Clone, Default)]
pub struct WantedBy<'p> {
    /// The content that the login file must hold; `None` if it may be one of several, or without a login file.
    pub content: Option<SecretContent>,
    /// The definitions that need the pull, in the order of files and lines.
    pub users: Vec<User<'p>>,
}

/// A definition that pulls an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct User<'p> {
    /// The path of the file, as it is shown.
    pub file: &'p Path,
    /// The position of the definition.
    pub position: Position,
    /// The id of the definition, if it is known.
    pub id: Option<&'p str>,
}

/// The rules whose findings leave open whether an image needs a login. Such an image is also pulled without a login.
const IN_DOUBT: [&str; 4] =
    ["mesos-credential-uri", "pod-artifact", "ineffective-credential-uri", "docker-credential"];

/// Returns the pulls that the agents of one cluster would make for its definitions on the Mesos containerizer: after the
/// conversion for those on Docker, also for blocked and kept ones; today for the others.
pub fn wanted<'p>(
    plans: &[(&'p Path, &'p FilePlan)],
    cluster: &Cluster,
    options: &Options,
) -> BTreeMap<WantedPull, WantedBy<'p>> {
    let plans = plans.iter().copied().filter(|(_, plan)| plan.clusters.contains(cluster));
    let plans: Vec<(&Path, &FilePlan)> = plans.collect();
    let mut manifest = Manifest::of(plans.iter().copied());
    manifest.narrow(cluster);
    let mut collector = Collector {
        cluster,
        files: LoginFiles::of(&manifest),
        contents: manifest.secrets.iter().map(|it| (it.path.clone(), it.contents.len())).collect(),
        options,
        found: BTreeMap::new(),
    };
    for (file, plan) in plans {
        for definition in &plan.definitions {
            let user = User { file, position: definition.position, id: definition.id.as_str() };
            let needs = definition.needs().iter();
            for need in needs.filter(|need| plan.clusters_of(need).contains(cluster)) {
                collector.need(need, user);
            }
            if definition.state() == State::Blocked {
                collector.blocked(definition, user);
            }
            let mut rules = definition.findings.iter().map(|it| it.finding.rule.as_str());
            if rules.any(|rule| IN_DOUBT.contains(&rule)) {
                image(definition).into_iter().for_each(|it| collector.add(it, None, None, user));
            }
        }
    }
    collector.found
}

/// Returns the image that the Mesos containerizer pulls for the definition. From the image of an app on
/// Docker, the conversion removes Docker's name of Docker Hub; nothing is returned if what is left would
/// name another registry.
fn image(definition: &Migration) -> Option<&str> {
    let image = definition.image.as_deref()?;
    let is_on_mesos = definition.kind == DefinitionKind::Pod
        || definition.findings.iter().any(|it| it.finding.rule == "mesos-credential-uri");
    match Image::without_hub(image) {
        Some((_, rest)) if !is_on_mesos => Image::parse(rest).registry.is_none().then_some(rest),
        _ => Some(image),
    }
}

/// The pulls so far, and what is needed to find more.
struct Collector<'o, 'p> {
    cluster: &'o Cluster,
    /// Gives names to login files.
    files: LoginFiles,
    /// The number of contents that each secret may have to hold, by the path of the secret.
    contents: BTreeMap<String, usize>,
    options: &'o Options,
    found: BTreeMap<WantedPull, WantedBy<'p>>,
}

impl<'p> Collector<'_, 'p> {
    /// Adds the pull of an image with the login file `file`, which must hold `content`, for the definition `user`.
    fn add(
        &mut self,
        image: &str,
        file: Option<String>,
        content: Option<&SecretContent>,
        user: User<'p>,
    ) {
        let pull = WantedPull { image: image.to_owned(), file };
        let wanted = self.found.entry(pull).or_default();
        wanted.content = wanted.content.take().or_else(|| content.cloned());
        if wanted.users.last() != Some(&user) {
            wanted.users.push(user);
        }
    }

    /// Adds the images that are pulled with a secret, with the login file of the secret.
    fn need(&mut self, need: &SecretNeed, user: User<'p>) {
        let path = need.source.trim_matches('/');
        let count = self.contents.get(path).copied().unwrap_or(need.contents.len());
        let content = need.contents.first().map(|it| &it.content).filter(|_| count == 1);
        let file = match content {
            Some(content) => self.files.of_content(self.cluster, content),
            None => self.files.of_secret(self.cluster, path),
        };
        for image in &need.images {
            self.add(image, Some(file.clone()), content, user);
        }
    }

    /// Adds the pulls of the image of a blocked definition: one with each credential that the definition fetches, or
    /// one without a login if it neither fetches credentials nor needs secrets.
    fn blocked(&mut self, definition: &'p Migration, user: User<'p>) {
        let Some(image) = image(definition) else { return };
        for uri in &definition.uris {
            let content = self.options.content_of_uri(uri);
            let file = self.files.of_content(self.cluster, &content);
            self.add(image, Some(file), Some(&content), user);
        }
        if definition.uris.is_empty() && definition.needs().is_empty() {
            self.add(image, None, None, user);
        }
    }
}
