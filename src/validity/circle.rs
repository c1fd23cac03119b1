//! Finds dependencies of apps and groups that go in a circle (marathon: RootGroup.scala:40-96).
//! Whatever depends on a group depends on all apps in it, and the apps of a group
//! depend on the groups on which their group depends.

use std::collections::BTreeMap;

use serde_json::Value;

use super::view::{is_template, list};
use crate::marathon::PathId;

/// The dependencies of one app or group.
pub(super) struct Links {
    /// The pointer to the list `dependencies`.
    pointer: String,
    /// The paths of the apps and groups on which the app or group depends.
    to: Vec<PathId>,
}

impl Links {
    /// Returns the dependencies of the app or group `value`. `pointer` leads to them, and relative
    /// paths in them count from the group at `base`.
    pub(super) fn of(value: &Value, pointer: &str, base: &PathId) -> Self {
        let known = list(value, "dependencies").iter().filter_map(Value::as_str);
        let to = known.filter(|text| !is_template(text)).map(|text| base.resolve(text)).collect();
        Links { pointer: pointer.to_owned(), to }
    }
}

/// The dependencies between all apps and groups, which are the nodes of the graph. Each list has
/// one element for each node.
pub(super) struct Graph<'t> {
    /// The paths of the nodes.
    names: Vec<&'t PathId>,
    /// The pointers to the lists `dependencies` of the nodes.
    pointers: Vec<&'t str>,
    /// Whether a node has dependencies of its own.
    has_own: Vec<bool>,
    /// The number of apps. In all lists the apps come before the groups.
    apps: usize,
    /// The indices of the nodes to which a node leads.
    next: Vec<Vec<usize>>,
}

/// Dependencies that lead back to where they begin.
pub(super) struct Circle {
    /// The pointer to the dependencies at which the circle is reported.
    pub(super) pointer: String,
    /// The names of the apps and groups on the circle; the first is also the last.
    pub(super) names: Vec<String>,
}

impl<'t> Graph<'t> {
    /// Makes the graph of these apps and groups, which stand by their paths. A group leads to the
    /// apps in it. An app leads to its own dependencies, and to the groups on which the groups
    /// around it depend.
    pub(super) fn of(
        apps: &'t BTreeMap<PathId, Links>,
        groups: &'t BTreeMap<PathId, Links>,
    ) -> Self {
        let names: Vec<&PathId> = apps.keys().chain(groups.keys()).collect();
        let links = apps.values().chain(groups.values());
        let pointers: Vec<&str> = links.map(|links| &*links.pointer).collect();
        let at = |paths: &'t BTreeMap<PathId, Links>, first: usize| -> BTreeMap<&PathId, usize> {
            paths.keys().enumerate().map(|(at, path)| (path, first + at)).collect()
        };
        let (app_at, group_at) = (at(apps, 0), at(groups, apps.len()));
        let mut next: Vec<Vec<usize>> = vec![Vec::new(); names.len()];
        let target = |path: &PathId| app_at.get(path).or_else(|| group_at.get(path)).copied();
        for (from, (path, links)) in apps.iter().enumerate() {
            next[from].extend(links.to.iter().filter_map(target));
            // A path above the outermost group is that of a group that holds all apps, also this
            // one.
            let is_above = |to: &&PathId| target(to).is_none() && path.is_in(to);
            if links.to.iter().any(|to| is_above(&to)) {
                next[from].push(from);
            }
            for (group, links) in groups {
                if path.is_in(group) {
                    let to = |to: &PathId| group_at.get(to).copied();
                    next[from].extend(links.to.iter().filter_map(to));
                    if links.to.iter().any(|to| !group_at.contains_key(to) && path.is_in(to)) {
                        next[from].push(from);
                    }
                }
            }
            for (group, at) in &group_at {
                if path.is_in(group) {
                    next[*at].push(from);
                }
            }
        }
        let links = apps.values().chain(groups.values());
        let has_own = links.map(|links| !links.to.is_empty()).collect();
        Graph { names, pointers, has_own, apps: apps.len(), next }
    }

    /// Whether the node with this index is an app.
    fn is_app(&self, node: usize) -> bool {
        node < self.apps
    }

    /// Returns a circle, if there is one.
    pub(super) fn circle(&self) -> Option<Circle> {
        let mut is_done = vec![false; self.names.len()];
        let mut on_way = vec![None; self.names.len()];
        for start in 0..self.names.len() {
            let mut way: Vec<(usize, usize)> = Vec::new();
            if !is_done[start] {
                on_way[start] = Some(0);
                way.push((start, 0));
            }
            while let Some((node, step)) = way.last_mut() {
                let (from, Some(&to)) = (*node, self.next[*node].get(*step)) else {
                    is_done[*node] = true;
                    on_way[*node] = None;
                    way.pop();
                    continue;
                };
                *step += 1;
                if let Some(at) = on_way[to] {
                    let nodes: Vec<usize> = way[at..].iter().map(|(node, _)| *node).collect();
                    // The circle is reported at an app that has dependencies of its own, or else at
                    // the node that closes the circle.
                    let says = |node: &&usize| self.is_app(**node) && self.has_own[**node];
                    let place = nodes.iter().find(says).copied().unwrap_or(from);
                    let circle = nodes.iter().chain([&to]);
                    let circle = circle.map(|node| self.names[*node].to_string()).collect();
                    return Some(Circle {
                        pointer: self.pointers[place].to_owned(),
                        names: circle,
                    });
                }
                if !is_done[to] {
                    on_way[to] = Some(way.len());
                    way.push((to, 0));
                }
            }
        }
        None
    }
}
