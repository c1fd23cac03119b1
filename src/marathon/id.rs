//! Ids: how Marathon resolves them. Nothing here is refused for its characters; that an id is
//! upper-case is for Marathon to say (marathon: M/state/PathId.scala:212-224).

use std::fmt;

use super::kind::DefinitionKind;
use super::written::written;
use crate::text::{Document, NodeId};

/// What a definition is called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Id {
    /// An app's or a pod's path: absolute, without empty segments, `.` or `..`; for example `/a/b`.
    Absolute(String),
    /// The same with template expressions in some segments; in a document their stand-ins.
    Templated(String),
    /// A Metronome job's id, dotted, as it stands in the file.
    Job(String),
    /// There is none. The body of a `PUT` to one app needs none, the id being in the URL
    /// (marathon: M/api/v2/AppsResource.scala:218-226).
    Missing,
    /// There is one, but what it means cannot be told; with the reason, a clause.
    Unresolvable(&'static str),
}

impl Id {
    /// What `node`, the `id` of a definition, means inside `groups`: the ids of the groups around
    /// it, outermost first, of which only the outermost may be absent and is `/` then (marathon:
    /// M/raml/GroupConversion.scala:46-81, M/api/v2/GroupNormalization.scala:109-121).
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
        let mut path = Path { group: PathId::root(), masked: false };
        let mut outcome = Ok(());
        for (depth, group) in groups.iter().enumerate() {
            outcome = match group {
                Some(id) => path.enter(document, *id, outcome, "a group's id is not a string"),
                None if depth == 0 => Ok(()),
                None => Err("a group inside another has no id"),
            };
        }
        match path.enter(document, node, outcome, "its id is not a string") {
            Err(why) => Id::Unresolvable(why),
            Ok(()) if path.group.is_root() => Id::Unresolvable("its id resolves to `/`"),
            Ok(()) if path.masked => Id::Templated(path.group.to_string()),
            Ok(()) => Id::Absolute(path.group.to_string()),
        }
    }

    /// What `node`, the `id` of a group that is in no other, means; without one it is `/`.
    pub(super) fn of_group(document: &Document, node: Option<NodeId>) -> Self {
        let mut path = Path { group: PathId::root(), masked: false };
        let outcome = match node {
            Some(node) => path.enter(document, node, Ok(()), "its id is not a string"),
            None => Ok(()),
        };
        match outcome {
            Err(why) => Id::Unresolvable(why),
            Ok(()) if path.masked => Id::Templated(path.group.to_string()),
            Ok(()) => Id::Absolute(path.group.to_string()),
        }
    }

    /// Lets `edit` change the text of the id.
    pub(crate) fn edit(&mut self, edit: impl Fn(&mut String)) {
        match self {
            Id::Absolute(text) | Id::Templated(text) | Id::Job(text) => edit(text),
            Id::Missing | Id::Unresolvable(_) => {}
        }
    }

    /// The id in text, if it is known.
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

/// The way down through the groups to a definition.
struct Path {
    group: PathId,
    masked: bool,
}

impl Path {
    /// Goes one id down. An absolute id is understood even where what is `around` it is not.
    fn enter(
        &mut self,
        document: &Document,
        id: NodeId,
        around: Result<(), &'static str>,
        no_string: &'static str,
    ) -> Result<(), &'static str> {
        let id = written(document, id).ok_or(no_string)?;
        if id.reading.starts_with('/') {
            self.masked = false;
        } else {
            around?;
        }
        self.masked |= id.masked;
        self.group = self.group.resolve(&id.reading);
        Ok(())
    }
}

/// An absolute path of groups and apps, canonical (marathon: M/state/PathId.scala:68-83, 187-190).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PathId {
    segments: Vec<String>,
}

impl PathId {
    /// `/`
    #[must_use]
    pub fn root() -> Self {
        PathId::default()
    }

    /// Whether this is `/`.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.segments.is_empty()
    }

    /// The group around it; `/` has none.
    #[must_use]
    pub fn parent(&self) -> Option<PathId> {
        let (_, segments) = self.segments.split_last()?;
        Some(PathId { segments: segments.to_vec() })
    }

    /// Whether it stands in the group `path`, at any depth.
    #[must_use]
    pub fn is_in(&self, path: &PathId) -> bool {
        self.segments.len() > path.segments.len() && self.segments.starts_with(&path.segments)
    }

    /// The last segment, unless it is `/`.
    #[must_use]
    pub fn last(&self) -> Option<&str> {
        self.segments.last().map(String::as_str)
    }

    /// What `id` means inside this group. An id is absolute if and only if it begins with `/`;
    /// empty segments are dropped, `..` does not climb out of `/`.
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
