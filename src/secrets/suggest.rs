//! Suggests a path of a secret for each credential URI: the deepest path that all definitions with the URI
//! may read, so that they share one secret.
//!
//! DC/OS lets a service read the secrets in its own path and in the groups above it. The suggestion
//! is therefore the deepest group that contains all users. If there is none, each top-level group gets
//! its own secret. Invariant: no two suggestions have the same path, and no suggestion has a
//! path that is already used.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::{KnownCredential, Options, SecretContent};
use crate::marathon::{DefinitionKind, Id, Pattern, matches_uri};
use crate::plan::{FilePlan, Migration, State};
use crate::text::without_login;

/// The last segment of a suggested path, if nothing else has the path.
const DEFAULT_NAME: &str = "pullConfig";

/// A suggestion for the path of the secret of a credential.
#[derive(Debug)]
pub struct Suggestion {
    /// A pattern for the URI, without its login and query.
    pub uri: String,
    /// The title of the `[[credential]]` that describes the credential, if there is one.
    pub known: Option<String>,
    /// The path of the secret, with placeholders.
    pub source: String,
    /// The path of the deepest group that contains all users, unless that is the root.
    pub group: Option<String>,
    /// The number of definitions that fetch the credential, including the blocked ones, which may be
    /// converted later.
    pub definitions: usize,
    /// The number of blocked definitions, among those that fetch the credential.
    pub blocked: usize,
    /// The number of definitions whose id is unknown, among those that fetch the credential.
    pub without_id: usize,
    /// The number of different URIs in the definitions that the pattern matches.
    pub variants: usize,
}

/// A credential and its users, the definitions that fetch it. A suggestion is made from them.
#[derive(Debug, Default)]
struct CredentialUsers<'p> {
    /// The URIs by which the users fetch the credential.
    uris: BTreeSet<&'p str>,
    /// The user's description of the credential, which names no path for its secret.
    known: Option<&'p KnownCredential>,
    /// The segments of the id of each user, up to but without the first segment that has an expression of a
    /// template.
    ids: Vec<Vec<&'p str>>,
    /// The number of users whose id is unknown.
    without_id: usize,
    /// The number of users that are blocked.
    blocked: usize,
}

/// Returns a suggestion for each credential URI whose secret has no path in the configuration of at least
/// one cluster of its file. Each plan comes with the options of these clusters.
#[must_use]
pub fn suggest<'p>(
    plans: impl IntoIterator<Item = (&'p FilePlan, Vec<&'p Options>)>,
) -> Vec<Suggestion> {
    let mut all_users: BTreeMap<String, CredentialUsers> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for (plan, all_options) in plans {
        for definition in &plan.definitions {
            let is_open = |options: &&Options| {
                let known = definition.uris.iter().filter_map(|uri| options.known_by_uri(uri));
                known.clone().all(|known| known.source.is_none())
            };
            let open: Vec<&Options> = all_options.iter().copied().filter(is_open).collect();
            let is_user = matches!(definition.state(), State::Convertible | State::Blocked)
                && definition.kind != DefinitionKind::Job;
            if is_user && !open.is_empty() {
                add_user(definition, &open, &mut all_users);
            } else {
                let paths = definition.needs().iter().map(|need| need.source.trim_matches('/'));
                taken.extend(paths.map(str::to_owned));
            }
        }
    }
    let names = names(&all_users, &taken);
    let suggestion = |((uri, users), name): ((String, CredentialUsers), String)| Suggestion {
        known: users.known.map(|known| known.title().to_owned()),
        source: format!("{}/{name}", users.folder()),
        group: users.group().map(|group| format!("/{}", group.join("/"))),
        definitions: users.ids.len() + users.without_id,
        without_id: users.without_id,
        blocked: users.blocked,
        variants: users.uris.len(),
        uri,
    };
    all_users.into_iter().zip(names).map(suggestion).collect()
}

/// Adds a definition to the users of each of its credentials. `options` are those of the clusters in which
/// the credentials have no path.
fn add_user<'p>(
    definition: &'p Migration,
    options: &[&'p Options],
    all_users: &mut BTreeMap<String, CredentialUsers<'p>>,
) {
    let mut counted = BTreeSet::new();
    for uri in &definition.uris {
        let pattern = pattern(uri);
        let users = all_users.entry(pattern.clone()).or_default();
        users.uris.insert(uri);
        let known = || options.iter().find_map(|options| options.known_by_uri(uri));
        users.known = users.known.or_else(known);
        if !counted.insert(pattern) {
            continue;
        }
        users.blocked += usize::from(definition.state() == State::Blocked);
        match &definition.id {
            Id::Absolute(id) | Id::Templated(id) => users.ids.push(segments(id)),
            _ => users.without_id += 1,
        }
    }
}

/// Returns the segments of an id, up to but without the first segment that has an expression of a template.
fn segments(id: &str) -> Vec<&str> {
    let segments = id.split('/').filter(|segment| !segment.is_empty());
    segments.take_while(|segment| !segment.contains(['{', '}', '<', '$', '%', '@'])).collect()
}

impl CredentialUsers<'_> {
    /// Returns the deepest path that all ids begin with: a group, or the app itself if there is only one
    /// id. Returns `None` if this path is the root.
    fn group(&self) -> Option<Vec<&str>> {
        let mut ids = self.ids.iter();
        let mut group = ids.next()?.clone();
        for id in ids {
            let common = group.iter().zip(id).take_while(|(one, other)| one == other).count();
            group.truncate(common);
        }
        (!group.is_empty()).then_some(group)
    }

    /// Returns the suggested path without its last segment. `{top}` stands for the first segment of each
    /// id if the users have no group in common.
    fn folder(&self) -> String {
        self.group().map_or_else(|| "/{top}".into(), |group| format!("/{}", group.join("/")))
    }

    /// Returns the paths of the suggestion with `name` as its last segment, as far as they are known.
    fn paths(&self, name: &str) -> BTreeSet<String> {
        match self.group() {
            Some(group) => BTreeSet::from([format!("{}/{name}", group.join("/"))]),
            None => {
                let tops = self.ids.iter().filter_map(|id| id.first());
                tops.map(|top| format!("{top}/{name}")).collect()
            }
        }
    }

    /// Whether some paths of the suggestion are unknown, because the first segment of an id has an
    /// expression of a template.
    fn is_vague(&self) -> bool {
        self.group().is_none() && self.ids.iter().any(Vec::is_empty)
    }

    /// Whether the suggestion, with `name` as its last segment, may have one of `paths`.
    fn may_have_one_of(&self, paths: &BTreeSet<String>, name: &str) -> bool {
        let is_alike = |path: &String| path.rsplit('/').next() == Some(name);
        !self.paths(name).is_disjoint(paths) || self.is_vague() && paths.iter().any(is_alike)
    }
}

/// Returns the last segment of each suggestion: [`DEFAULT_NAME`], unless another suggestion might then have
/// the same path, or it is one of the `taken` paths.
fn names(all_users: &BTreeMap<String, CredentialUsers>, taken: &BTreeSet<String>) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = taken.iter().map(|path| (path.clone(), 1)).collect();
    for path in all_users.values().flat_map(|users| users.paths(DEFAULT_NAME)) {
        *counts.entry(path).or_default() += 1;
    }
    let is_vague = all_users.values().any(CredentialUsers::is_vague);
    let has_others = all_users.len() + taken.len() > 1;
    let mut used = taken.clone();
    let mut names: Vec<String> = Vec::new();
    for (uri, users) in all_users {
        let is_alone = users.paths(DEFAULT_NAME).iter().all(|path| counts[path] == 1);
        let name = users.known.and_then(|known| known.name.clone());
        let slug = SecretContent::Uri { uri: uri.clone(), name }.slug();
        let numbered = (2..).map(|number| format!("{slug}-{number}"));
        let usual = (is_alone && !(is_vague && has_others)).then(|| DEFAULT_NAME.to_owned());
        let mut candidates = usual.into_iter().chain([slug.clone()]).chain(numbered);
        let is_met =
            |name: &String| users.may_have_one_of(&used, name) || is_vague && names.contains(name);
        let name = candidates.find(|name| !is_met(name)).unwrap_or(slug);
        used.extend(users.paths(&name));
        names.push(name);
    }
    names
}

/// Returns a pattern that matches the URI and contains no password: the URI without its query, and with `*`
/// in the place of its login.
fn pattern(uri: &str) -> String {
    // The URI is masked first, because a login may hold a `?` or a `#`.
    let shown = without_login(uri);
    let bare = shown.split(['?', '#']).next().unwrap_or(&shown);
    let is_pattern = |text: &str| text.parse().is_ok_and(|it: Pattern| matches_uri(&it, uri, None));
    let escape = |text: &str| -> String {
        let escaped = |c| if "*?[]{}\\!".contains(c) { format!("\\{c}") } else { String::from(c) };
        text.chars().map(escaped).collect()
    };
    let plain = bare.replace("***@", "*@");
    if is_pattern(&plain) {
        return plain;
    }
    bare.split("***@").map(escape).collect::<Vec<_>>().join("*@")
}
