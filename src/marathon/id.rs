//! Ids, and how Marathon resolves them. No id is refused here for its characters: Marathon checks,
//! for example, that an id is lower-case (marathon: state/PathId.scala:212-224).

use std::fmt;

use super::kind::DefinitionKind;
use super::written::written;
use crate::text::{Document, NodeId};

/// The id of a definition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Id {
    /// The path of an app or a pod: absolute, without empty segments, `.` or `..`; for example
    /// `/a/b`.
    Absolute(String),
    /// An absolute path with template expressions in some segments. In the reading of a template,
    /// stand-ins take the place of the expressions.
    Templated(String),
    /// The dotted id of a Metronome job. It is not resolved, and may have template expressions,
    /// too.
    Job(String),
    /// No id. The body of a `PUT` to one app needs none, because the id is in the URL (marathon:
    /// api/v2/AppsResource.scala:218-226).
    Missing,
    /// An id whose meaning is unknown, with the reason as a clause.
    Unresolvable(&'static str),
}

impl Id {
    /// Returns the id of a definition. `node` is its member `id`. `groups` has the members `id` of
    /// the groups around the definition, outermost first. Only the outermost group may have no id;
    /// its id is `/` then (marathon: raml/GroupConversion.scala:46-81,
    /// api/v2/GroupNormalization.scala:109-121).
    pub(super) fn of(
        document: &Document,
        kind: DefinitionKind,
        node: Option<NodeId>,
        groups: &[Option<NodeId>],
    ) -> Self {
        let Some(node) = node else { return Id::Missing };
        if kind == DefinitionKind::Job {
            return match written(document, node) {
                Some(id) => Id::Job(id.reading.into_owned()),
                None => Id::Unresolvable("its id is not a string"),
            };
        }
        let mut place = PathSoFar { path: PathId::root(), has_expression: false };
        let mut around = Ok(());
        for (depth, group) in groups.iter().enumerate() {
            around = match group {
                Some(id) => place.enter(document, *id, around, "a group's id is not a string"),
                None if depth == 0 => Ok(()),
                None => Err("a group inside another has no id"),
            };
        }
        match place.enter(document, node, around, "its id is not a string") {
            Err(why) => Id::Unresolvable(why),
            Ok(()) if place.path.is_root() => Id::Unresolvable("its id resolves to `/`"),
            Ok(()) if place.has_expression => Id::Templated(place.path.to_string()),
            Ok(()) => Id::Absolute(place.path.to_string()),
        }
    }

    /// Returns the id of an outermost group. `node` is its member `id`; without one the id is `/`.
    pub(super) fn of_group(document: &Document, node: Option<NodeId>) -> Self {
        let mut place = PathSoFar { path: PathId::root(), has_expression: false };
        let around = match node {
            Some(node) => place.enter(document, node, Ok(()), "its id is not a string"),
            None => Ok(()),
        };
        match around {
            Err(why) => Id::Unresolvable(why),
            Ok(()) if place.has_expression => Id::Templated(place.path.to_string()),
            Ok(()) => Id::Absolute(place.path.to_string()),
        }
    }

    /// Lets `edit` change the text of the id, if the id has a text.
    pub(crate) fn edit(&mut self, edit: impl Fn(&mut String)) {
        match self {
            Id::Absolute(text) | Id::Templated(text) | Id::Job(text) => edit(text),
            Id::Missing | Id::Unresolvable(_) => {}
        }
    }

    /// Returns the text of the id, if it is known.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Id::Absolute(text) | Id::Templated(text) | Id::Job(text) => Some(text),
            Id::Missing | Id::Unresolvable(_) => None,
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Id::Absolute(text) | Id::Templated(text) | Id::Job(text) => out.write_str(text),
            Id::Missing => out.write_str("(no id)"),
            Id::Unresolvable(why) => write!(out, "({why})"),
        }
    }
}

/// The path of a definition while the ids of its groups are resolved.
struct PathSoFar {
    /// The path that results from the ids so far.
    path: PathId,
    /// Whether one of the ids that make the path has a template expression.
    has_expression: bool,
}

impl PathSoFar {
    /// Resolves the id of a group or of the definition against the path so far. The result is the
    /// new path. `around` is the error in the ids of the groups around, if there is one; an
    /// absolute id does not depend on those ids. `no_string` is the error to return if the id is
    /// not a string.
    fn enter(
        &mut self,
        document: &Document,
        id: NodeId,
        around: Result<(), &'static str>,
        no_string: &'static str,
    ) -> Result<(), &'static str> {
        let id = written(document, id).ok_or(no_string)?;
        if id.reading.starts_with('/') {
            self.has_expression = false;
        } else {
            around?;
        }
        self.has_expression |= id.has_expression;
        self.path = self.path.resolve(&id.reading);
        Ok(())
    }
}

/// An absolute path of groups and apps in canonical form (marathon: state/PathId.scala:68-83,
/// 187-190).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PathId {
    segments: Vec<String>,
}

impl PathId {
    /// Returns the path `/`.
    #[must_use]
    pub fn root() -> Self {
        PathId::default()
    }

    /// Whether this is `/`.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.segments.is_empty()
    }

    /// Returns the path of the group around this path; `/` has none.
    #[must_use]
    pub fn parent(&self) -> Option<PathId> {
        let (_, segments) = self.segments.split_last()?;
        Some(PathId { segments: segments.to_vec() })
    }

    /// Whether this path is in the group `path`, at any depth.
    #[must_use]
    pub fn is_in(&self, path: &PathId) -> bool {
        self.segments.len() > path.segments.len() && self.segments.starts_with(&path.segments)
    }

    /// Returns the last segment, unless this is `/`.
    #[must_use]
    pub fn last(&self) -> Option<&str> {
        self.segments.last().map(String::as_str)
    }

    /// Returns the path that `id` means inside of the group with this path. An id is absolute if
    /// and only if it begins with `/`. Empty segments are dropped, and `..` does not leave `/`.
    #[must_use]
    pub fn resolve(&self, id: &str) -> Self {
        let mut path = if id.starts_with('/') { PathId::root() } else { self.clone() };
        for segment in id.split('/') {
            match segment {
                "" | "." => {}
                ".." => drop(path.segments.pop()),
                _ => path.segments.push(segment.to_owned()),
            }
        }
        path
    }
}

impl fmt::Display for PathId {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "/{}", self.segments.join("/"))
    }
}
