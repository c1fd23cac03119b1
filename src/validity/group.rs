//! What Marathon asks of a group as a whole (marathon: GroupNormalization.scala, Group.scala:187-350,
//! GroupConversion.scala, RootGroup.scala:40-96). Its apps are asked for themselves.

use std::collections::BTreeMap;

use serde_json::Value;

use super::circle::{Graph, Links};
use super::schema::{self, Form, GROUP};
use super::view::{get, is_template, list, text};
use super::{Reason, Violations};
use crate::marathon::{PathId, Target};

const OUTSIDE: Reason = Reason("app-outside-of-group", "marathon: PathId.scala:239-256");
const GROUP_OUTSIDE: Reason = Reason("group-outside-of-group", "marathon: Group.scala:210-222");
const RELATIVE: Reason =
    Reason("relative-group-id", "marathon 1.6: GroupsResource.scala, `createWithPath`");
const ALONE: Reason = Reason("group-version", "marathon: Group.scala:329-330");
const NO_ID: Reason = Reason("missing-member", "marathon: GroupConversion.scala:22-30");
const APP_ID: Reason = Reason("missing-member", "marathon: FieldVisitor.scala:38-39");
const TYPE: Reason = Reason("wrong-type", "marathon: docs/docs/rest-api/public/api/v2/types");
const RESERVED: Reason = Reason("reserved-id", "marathon: PathId.scala:217-222");
const DOTS: Reason = Reason("group-id", "marathon: PathId.scala:227-256");
const SAME: Reason = Reason("app-and-group", "marathon: Group.scala:288-296");
const ROLE: Reason = Reason("enforce-role", "marathon: Group.scala:339-357");
const NOTHING: Reason = Reason("nothing-to-run", "marathon: AppDefinition.scala:526-536");
const CIRCLE: Reason = Reason("circular-dependency", "marathon: RootGroup.scala:40-96, 479");
const LOST: Reason = Reason("lost-app", "marathon: GroupConversion.scala:52-60");

/// Members by which an app is known that has something to run.
const APP_SIGNS: [&str; 8] =
    ["container", "cmd", "args", "instances", "cpus", "mem", "uris", "fetch"];

pub(super) fn check(group: &Value, found: &mut Violations) {
    schema::check(&GROUP, group, found);
    let mut tree = Tree::default();
    let place = Place { pointer: String::new(), path: Some(PathId::root()), judged: None };
    tree.enter(group, place, found);
    tree.check_circles(found);
}

/// A group around another, or the root.
#[derive(Clone)]
struct Place {
    pointer: String,
    /// Its path; unknown where a template makes it.
    path: Option<PathId>,
    /// The path that the ids of apps are held against, where it is another one (before 1.7).
    judged: Option<PathId>,
}

/// All that has a path.
#[derive(Default)]
struct Tree {
    apps: BTreeMap<PathId, Links>,
    groups: BTreeMap<PathId, Links>,
}

impl Tree {
    /// Goes into `group`, which stands in `around`.
    fn enter(&mut self, group: &Value, around: Place, found: &mut Violations) {
        let is_top = around.pointer.is_empty();
        let id = text(group, "id");
        let at = around.pointer.clone();
        check_alone(group, &at, found);
        let resolve = |base: &PathId| match id {
            Some(id) if is_template(id) => None,
            Some(id) => Some(base.resolve(id)),
            None => Some(base.clone()),
        };
        let path = around.path.as_ref().and_then(resolve);
        if let Some(id) = id.filter(|id| !is_template(id)) {
            check_id(id, &format!("{at}/id"), found);
        }
        let mut judged = around.judged.as_ref().and_then(resolve);
        let is_relative = id.is_some_and(|id| !id.starts_with('/'));
        if is_top && is_relative && !found.since(Target::V1_7) {
            // It is resolved against itself once more.
            judged = path.as_ref().and_then(resolve);
        }
        if judged == path {
            judged = None;
        }
        let is_outside = path.as_ref().is_some_and(|path| path.parent() != around.path);
        // From 1.6 on an app in it makes the groups around it.
        if !is_top && id.is_some() && is_outside && (!has_app(group) || !found.since(Target::V1_6))
        {
            let message = "the group's id leads out of the group around it";
            found.add(&GROUP_OUTSIDE, format!("{at}/id"), message);
        }
        check_role(group, path.as_ref(), &at, found);
        let place = Place { pointer: at, path, judged };
        if let Some(path) = &place.path {
            let links = Links::of(group, &format!("{}/dependencies", place.pointer), path);
            self.groups.insert(path.clone(), links);
        }
        self.apps(group, &place, found);
        self.groups(group, &place, found);
    }

    fn apps(&mut self, group: &Value, place: &Place, found: &mut Violations) {
        for (index, app) in list(group, "apps").iter().enumerate() {
            let at = format!("{}/apps/{index}", place.pointer);
            if !app.is_object() {
                found.add(&TYPE, at, "an app must be an object");
                continue;
            }
            if APP_SIGNS.iter().all(|sign| get(app, sign).is_none()) {
                found.add(&NOTHING, &*at, "there is neither `cmd` nor `args` nor a `container`");
            }
            let Some(id) = text(app, "id") else {
                if get(app, "id").is_none() {
                    found.add(&APP_ID, at + "/id", "an app in a group needs an id");
                }
                continue;
            };
            let Some(path) = place.path.as_ref().filter(|_| !is_template(id)) else { continue };
            let app_path = path.resolve(id);
            let judged = place.judged.as_ref().unwrap_or(path);
            if app_path.parent().as_ref() != Some(judged) {
                if app_path.parent().as_ref() == Some(path) {
                    let message = "apps in a group with a relative id are refused: Marathon resolves the group's id twice";
                    found.add(&RELATIVE, at + "/id", message);
                } else {
                    let message = format!(
                        "the app's id leads to `{app_path}`, which is not in the group `{path}`"
                    );
                    found.add(&OUTSIDE, at + "/id", message);
                }
                continue;
            }
            let links = Links::of(app, &format!("{at}/dependencies"), path);
            if self.apps.insert(app_path.clone(), links).is_some() {
                let message = format!(
                    "two apps have the id `{app_path}`; Marathon keeps one of them and says nothing"
                );
                found.warn(&LOST, at + "/id", message);
            }
        }
    }

    fn groups(&mut self, group: &Value, place: &Place, found: &mut Violations) {
        for (index, inner) in list(group, "groups").iter().enumerate() {
            let pointer = format!("{}/groups/{index}", place.pointer);
            if get(inner, "id").is_none() {
                found.add(&NO_ID, format!("{pointer}/id"), "a group in another needs an id");
            }
            if let (Some(path), Some(id)) = (&place.path, text(inner, "id"))
                && !is_template(id)
                && self.apps.contains_key(&path.resolve(id))
            {
                let message = "an app and a group have the same id";
                found.add(&SAME, format!("{pointer}/id"), message);
            }
            self.enter(inner, Place { pointer, ..place.clone() }, found);
        }
    }

    fn check_circles(&self, found: &mut Violations) {
        let graph = Graph::of(&self.apps, &self.groups);
        if let Some((pointer, circle)) = graph.circle() {
            let circle = circle.join(" → ");
            found.add(&CIRCLE, pointer, format!("the dependencies go in a circle: {circle}"));
        }
    }
}

/// Whether there is an app in it, at any depth.
fn has_app(group: &Value) -> bool {
    !list(group, "apps").is_empty() || list(group, "groups").iter().any(has_app)
}

/// `version` and `scaleBy` stand alone.
fn check_alone(group: &Value, at: &str, found: &mut Violations) {
    const KNOWN: [&str; 6] = ["id", "apps", "groups", "dependencies", "scaleBy", "version"];
    for name in ["version", "scaleBy"] {
        let others = KNOWN.iter().filter(|other| **other != name && get(group, other).is_some());
        let has_role = get(group, "enforceRole").is_some();
        if get(group, name).is_some() && (others.count() > 0 || has_role) {
            let message =
                format!("`{name}` stands beside other members; a group with it has nothing else");
            found.add(&ALONE, format!("{at}/{name}"), message);
        }
    }
}

/// What is asked of an id as it is written.
fn check_id(id: &str, pointer: &str, found: &mut Violations) {
    let segments: Vec<&str> = id.split('/').filter(|segment| !segment.is_empty()).collect();
    let climbs = segments.contains(&"..");
    let reserved = ["restart", "tasks", "versions"];
    match segments.last() {
        Some(&"..") if found.since(Target::V1_9) => {
            found.add(&DOTS, pointer, "a group's id must not end with `..`");
        }
        _ if climbs && id.starts_with('/') => {
            found.add(&DOTS, pointer, "a group's absolute id must not hold `..`");
        }
        Some(last)
            if reserved.contains(last)
                && (!found.since(Target::V1_6) || found.since(Target::V1_7)) =>
        {
            let message = format!("the id ends with `{last}`, which Marathon keeps for itself");
            found.add(&RESERVED, pointer, message);
        }
        Some(_) if !Form::Path.matches(id) => {} // The type has been spoken of.
        _ => {}
    }
}

/// `enforceRole` belongs to the groups at the top, from 1.9.
fn check_role(group: &Value, path: Option<&PathId>, at: &str, found: &mut Violations) {
    let is_set = get(group, "enforceRole").and_then(Value::as_bool) == Some(true);
    let is_top = path.is_none_or(|path| path.parent().is_some_and(|parent| parent.is_root()));
    if is_set && !is_top && found.since(Target::V1_9) {
        let message = "only a group at the top can have `enforceRole`";
        found.add(&ROLE, format!("{at}/enforceRole"), message);
    }
}
