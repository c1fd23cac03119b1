//! The checks of a group as a whole (marathon: GroupNormalization.scala, Group.scala:187-350,
//! GroupConversion.scala, RootGroup.scala:40-96). The apps in it are judged one by one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::circle::{Circle, Graph, Links};
use super::id::{RESERVED, is_reserved};
use super::schema::{self, GROUP, MISSING, WRONG_TYPE};
use super::view::{get, is_template, list, text};
use super::{Reason, Violations};
use crate::marathon::{PathId, Target, Targets};

const OUTSIDE: Reason = Reason("app-outside-of-group", "marathon: PathId.scala:239-256");
const GROUP_OUTSIDE: Reason = Reason("group-outside-of-group", "marathon: Group.scala:210-222");
const RELATIVE: Reason =
    Reason("relative-group-id", "marathon 1.6: GroupsResource.scala, `createWithPath`");
const ALONE: Reason = Reason("group-version", "marathon: Group.scala:329-330");
const NO_ID: Reason = Reason("missing-member", "marathon: GroupConversion.scala:22-30");
const DOTS: Reason = Reason("group-id", "marathon: PathId.scala:227-256");
const SAME: Reason = Reason("app-and-group", "marathon: Group.scala:299-306");
const ROLE: Reason = Reason("enforce-role", "marathon: Group.scala:339-357");
const NOTHING: Reason = Reason("nothing-to-run", "marathon: AppDefinition.scala:526-536");
const CIRCLE: Reason = Reason("circular-dependency", "marathon: RootGroup.scala:40-96, 479");
const LOST: Reason = Reason("lost-app", "marathon: GroupConversion.scala:52-60");
const LOST_GROUP: Reason = Reason("lost-group", "marathon: GroupConversion.scala:52-60");

/// The members of which an object needs one to count as an app in the module `marathon`. An app of a group that
/// has none of them, and no entry in [`APP_LISTS`], is not judged by itself. So it is reported here: it has nothing to
/// run.
const APP_SIGNS: [&str; 6] = ["container", "cmd", "args", "instances", "cpus", "mem"];

/// The lists by whose entries an object counts as an app in the module `marathon`.
const APP_LISTS: [&str; 2] = ["uris", "fetch"];

/// Adds the violations of an outermost group, and the warnings about it.
pub(super) fn check(group: &Value, found: &mut Violations) {
    schema::check(&GROUP, group, found);
    let mut tree = GroupTree::default();
    let place = GroupContext {
        pointer: String::new(),
        path: Some(PathId::root()),
        ..GroupContext::default()
    };
    tree.enter(group, place, found);
    tree.check_circles(found);
}

/// A group while its content is checked.
#[derive(Clone, Default)]
struct GroupContext {
    /// The pointer to the group.
    pointer: String,
    /// The path of the group; until the group is entered, the path of the group around it. `None`
    /// if a template expression decides the path.
    path: Option<PathId>,
    /// The path below which the ids of the apps must lie, if it is not `path`: before 1.7 Marathon
    /// resolves a relative id of the outermost group twice.
    judged: Option<PathId>,
    /// Whether Marathon drops the group, or a group around it, because a later group has the same
    /// id.
    is_lost: bool,
}

/// The apps and groups of a file by their paths.
#[derive(Default)]
struct GroupTree {
    apps: BTreeMap<PathId, Links>,
    groups: BTreeMap<PathId, Links>,
}

impl GroupTree {
    /// Checks `group`, with all apps and groups in it. `around` has the pointer to `group`, and
    /// what is known of the group around it.
    fn enter(&mut self, group: &Value, around: GroupContext, found: &mut Violations) {
        let is_top = around.pointer.is_empty();
        let id = text(group, "id");
        let at = around.pointer.clone();
        check_alone(group, &at, found);
        let resolve = |base: &PathId| resolve(group, base);
        let path = around.path.as_ref().and_then(resolve);
        if let Some(id) = id.filter(|id| !is_template(id)) {
            check_id(id, &format!("{at}/id"), found);
        }
        let mut judged = around.judged.as_ref().and_then(resolve);
        let is_relative = id.is_some_and(|id| !id.starts_with('/'));
        if is_top && is_relative && !found.since(Target::V1_7) {
            // Marathon resolves the id a second time, now against the path of the group itself.
            judged = path.as_ref().and_then(resolve);
        }
        if judged == path {
            judged = None;
        }
        let is_outside = path.as_ref().is_some_and(|path| path.parent() != around.path);
        // From 1.6 on, Marathon creates the missing groups around an app.
        let may_stay = || has_app(group, path.as_ref()) && found.since(Target::V1_6);
        if !is_top && !around.is_lost && id.is_some() && is_outside && !may_stay() {
            let message = "the group's id leads out of the group that contains it";
            found.add(&GROUP_OUTSIDE, format!("{at}/id"), message);
        }
        check_role(group, path.as_ref(), &at, found);
        let place = GroupContext { pointer: at, path, judged, is_lost: around.is_lost };
        if let Some(path) = place.path.as_ref().filter(|_| !place.is_lost) {
            let links = Links::of(group, &format!("{}/dependencies", place.pointer), path);
            self.groups.insert(path.clone(), links);
        }
        self.apps(group, &place, found);
        self.groups(group, &place, found);
    }

    /// Checks the apps that stand in `group` itself.
    fn apps(&mut self, group: &Value, place: &GroupContext, found: &mut Violations) {
        for (index, app) in list(group, "apps").iter().enumerate() {
            let at = format!("{}/apps/{index}", place.pointer);
            if !app.is_object() {
                found.add(&WRONG_TYPE, at, "an app must be an object");
                continue;
            }
            let is_judged = APP_SIGNS.iter().any(|sign| get(app, sign).is_some())
                || APP_LISTS.iter().any(|name| !list(app, name).is_empty());
            if !is_judged {
                found.add(
                    &NOTHING,
                    &*at,
                    "the app has nothing to run; it needs `cmd`, `args` or a `container`",
                );
            }
            let Some(id) = text(app, "id") else {
                if get(app, "id").is_none() {
                    found.add(&MISSING, at + "/id", "an app in a group needs an id");
                }
                continue;
            };
            let Some(path) = place.path.as_ref().filter(|_| !is_template(id)) else { continue };
            let app_path = path.resolve(id);
            let judged = place.judged.as_ref().unwrap_or(path);
            if app_path.parent().as_ref() != Some(judged) {
                if app_path.parent().as_ref() == Some(path) {
                    let message = "the group's id does not begin with a slash, and then Marathon refuses the apps in it (it resolves the group's id twice)";
                    found.add(&RELATIVE, at + "/id", message);
                } else {
                    let message = format!(
                        "the app's id means `{app_path}`, which is not in the group `{path}`"
                    );
                    found.add(&OUTSIDE, at + "/id", message);
                }
                continue;
            }
            if place.is_lost {
                continue;
            }
            let links = Links::of(app, &format!("{at}/dependencies"), path);
            if self.apps.insert(app_path.clone(), links).is_some() {
                let message = format!(
                    "two apps have the id `{app_path}`; Marathon keeps one of them and drops the other without a word"
                );
                found.warn(&LOST, at + "/id", message);
            }
        }
    }

    /// Checks the groups that stand in `group`, with all apps and groups in them.
    fn groups(&mut self, group: &Value, place: &GroupContext, found: &mut Violations) {
        let groups = list(group, "groups");
        let lost = lost_groups(groups, place.path.as_ref());
        for (index, (inner, is_lost)) in groups.iter().zip(lost).enumerate() {
            let pointer = format!("{}/groups/{index}", place.pointer);
            let path = place.path.as_ref().and_then(|path| resolve(inner, path));
            if let Some(path) = path.as_ref().filter(|path| is_lost && has_app(inner, Some(path))) {
                let message = format!(
                    "two groups have the id `{path}`; Marathon keeps the last one and drops the other without a word"
                );
                found.warn(&LOST_GROUP, format!("{pointer}/id"), message);
            }
            let is_lost = is_lost || place.is_lost;
            if get(inner, "id").is_none() {
                found.add(
                    &NO_ID,
                    format!("{pointer}/id"),
                    "a group inside another group needs an id",
                );
            }
            if !is_lost
                && get(inner, "id").is_some()
                && path.is_some_and(|path| self.apps.contains_key(&path))
            {
                let message = "an app and a group have the same id";
                found.add(&SAME, format!("{pointer}/id"), message);
            }
            self.enter(inner, GroupContext { pointer, is_lost, ..place.clone() }, found);
        }
    }

    fn check_circles(&self, found: &mut Violations) {
        let graph = Graph::of(&self.apps, &self.groups);
        if let Some(Circle { pointer, names }) = graph.circle() {
            let circle = names.join(" → ");
            found.add(&CIRCLE, pointer, format!("the dependencies form a circle: {circle}"));
        }
    }
}

/// Returns the path of `group`, which stands in the group with the path `base`; `None` if a
/// template expression decides the path.
fn resolve(group: &Value, base: &PathId) -> Option<PathId> {
    match text(group, "id") {
        Some(id) if is_template(id) => None,
        Some(id) => Some(base.resolve(id)),
        None => Some(base.clone()),
    }
}

/// Whether `group` holds an app, at any depth, that Marathon keeps. `path` is the path of `group`.
fn has_app(group: &Value, path: Option<&PathId>) -> bool {
    let groups = list(group, "groups");
    let holds = |(inner, is_lost): (&Value, bool)| {
        !is_lost && has_app(inner, path.and_then(|path| resolve(inner, path)).as_ref())
    };
    !list(group, "apps").is_empty() || groups.iter().zip(lost_groups(groups, path)).any(holds)
}

/// Returns for each of `groups` whether a later one has the same id. Marathon keeps only the last.
/// `path` is the path of the group around them.
fn lost_groups(groups: &[Value], path: Option<&PathId>) -> Vec<bool> {
    let mut seen = BTreeSet::new();
    let is_lost = |group: &Value| {
        let path = get(group, "id").and(path).and_then(|path| resolve(group, path));
        path.is_some_and(|path| !seen.insert(path))
    };
    let mut lost: Vec<bool> = groups.iter().rev().map(is_lost).collect();
    lost.reverse();
    lost
}

/// Checks that a group with `version` or `scaleBy` has no other member.
fn check_alone(group: &Value, at: &str, found: &mut Violations) {
    for name in ["version", "scaleBy"] {
        let is_other = |other: &str| other != name && get(group, other).is_some();
        if get(group, name).is_some() && GROUP.names().any(is_other) {
            let message = format!("a group with `{name}` may have no other member");
            found.add(&ALONE, format!("{at}/{name}"), message);
        }
    }
}

/// Checks the id of a group as it is written.
fn check_id(id: &str, pointer: &str, found: &mut Violations) {
    let segments: Vec<&str> = id.split('/').filter(|segment| !segment.is_empty()).collect();
    let climbs = segments.contains(&"..");
    match segments.last() {
        Some(&"..") if found.since(Target::V1_9) => {
            found.add(&DOTS, pointer, "a group's id must not end with `..`");
        }
        _ if climbs && id.starts_with('/') => {
            found.add(&DOTS, pointer, "a group's absolute id must not contain `..`");
        }
        Some(last) if is_reserved(last, found) => {
            let message = format!("the id ends with `{last}`, a name that Marathon reserves");
            found.add(&RESERVED, pointer, message);
        }
        _ => {}
    }
}

/// Checks that only a group directly below `/` has `enforceRole: true`, from 1.9 on.
fn check_role(group: &Value, path: Option<&PathId>, at: &str, found: &mut Violations) {
    let is_set = get(group, "enforceRole").and_then(Value::as_bool) == Some(true);
    let is_top = path.is_none_or(|path| path.parent().is_some_and(|parent| parent.is_root()));
    if is_set && !is_top {
        let message = "only a group at the top can have `enforceRole`";
        let at = format!("{at}/enforceRole");
        found.add(&ROLE, at, message).only(Targets::since(Target::V1_9));
    }
}
