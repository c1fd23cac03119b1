//! Which conditions and expressions of a template are the same: those with one text in one scope and one
//! epoch.
//!
//! A scope is a part of the template in which names have one meaning: the section of an object, a loop
//! and a block with names of its own open one. An epoch lasts until a statement that may change something;
//! after it, every condition is another one. Each condition gets a key: its text, and after it what tells it
//! from the same text elsewhere. Equal keys mean the same; of two different keys nothing is known.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::syntax::Syntax;
use super::tag::{Guard, MARK, Opening, Role, Tag};

/// A text that is open.
struct Frame {
    /// Where the text of the whole section stands.
    range: Range<usize>,
    /// The name that its scope has, if it opens one.
    scope: Option<String>,
    /// What it is about, as its tag says.
    subject: String,
}

/// Gives every condition, and every expression, its key. `syntax` is the language that the template
/// counts as.
pub(super) fn identify(text: &str, tags: &mut [Tag], syntax: Syntax) {
    let ends = ends(tags);
    let shown = Shown::of(text, tags, &ends, syntax);
    let mut scopes = Scopes { frames: Vec::new(), epoch: 0, shown };
    for at in 0..tags.len() {
        let range = tags[at].range.clone();
        let end = ends[at];
        let tag = &mut tags[at];
        match &mut tag.role {
            Role::Expression | Role::Unknown => tag.key = scopes.key(&text[range]),
            Role::Either { guard, .. } => scopes.settle(guard),
            Role::Literal(_) | Role::Nothing | Role::Delimiters => {}
            Role::Open(opening) => {
                tag.key = scopes.key(&text[range.start..end]);
                let frame = scopes.frame(opening, range.start..end);
                scopes.frames.push(frame);
            }
            Role::Middle(opening) => {
                let around = scopes.frames.pop().map_or(range, |frame| frame.range);
                let frame = match opening {
                    Some(opening) => scopes.frame(opening, around),
                    None => Frame { range: around, scope: None, subject: String::new() },
                };
                scopes.frames.push(frame);
            }
            Role::Close => {
                scopes.frames.pop();
            }
        }
        scopes.epoch += usize::from(tag.is_impure);
    }
}

/// The key that a condition, given as its text, has at the byte `at` of a template whose tags have
/// their keys.
pub(super) fn key_at(
    text: &str,
    tags: &[Tag],
    syntax: Syntax,
    at: usize,
    condition: &str,
) -> String {
    let ends = ends(tags);
    let shown = Shown::of(text, tags, &ends, syntax);
    let mut scopes = Scopes { frames: Vec::new(), epoch: 0, shown };
    for (tag, end) in tags.iter().zip(ends).take_while(|(tag, _)| tag.range.end <= at) {
        match &tag.role {
            Role::Open(opening) => {
                let frame = scopes.known(opening, tag.range.start..end);
                scopes.frames.push(frame);
            }
            Role::Middle(opening) => {
                let around = scopes.frames.pop().map_or(tag.range.clone(), |frame| frame.range);
                let frame = match opening {
                    Some(opening) => scopes.known(opening, around),
                    None => Frame { range: around, scope: None, subject: String::new() },
                };
                scopes.frames.push(frame);
            }
            Role::Close => {
                scopes.frames.pop();
            }
            _ => {}
        }
        scopes.epoch += usize::from(tag.is_impure);
    }
    scopes.key(condition)
}

/// Of every tag: where the section ends that it opens, else where it ends itself.
fn ends(tags: &[Tag]) -> Vec<usize> {
    let mut ends: Vec<usize> = tags.iter().map(|tag| tag.range.end).collect();
    let mut open = Vec::new();
    for (at, tag) in tags.iter().enumerate() {
        match tag.role {
            Role::Open(_) => open.push(at),
            Role::Close => {
                if let Some(opened) = open.pop() {
                    ends[opened] = tag.range.end;
                }
            }
            _ => {}
        }
    }
    ends
}

/// What a file of Mustache shows of its names. Handlebars looks for all of them in what the section
/// around is about.
#[derive(Default)]
struct Shown {
    /// For each path that sections are about: the paths that stand in one of them.
    inside: BTreeMap<String, BTreeSet<String>>,
    /// If all names of the file are paths: how those begin that stand in no section.
    roots: BTreeSet<String>,
}

impl Shown {
    fn of(text: &str, tags: &[Tag], ends: &[usize], syntax: Syntax) -> Self {
        let mut shown = Shown::default();
        if syntax != Syntax::Mustache {
            return shown;
        }
        let mut are_paths = true;
        let mut outside = 0;
        for (tag, end) in tags.iter().zip(ends) {
            let own = match &tag.role {
                Role::Expression => name(&text[tag.range.clone()]),
                Role::Open(Opening { guard: Guard::When { condition, .. }, .. }) => {
                    Guard::text(condition)
                }
                _ => continue,
            };
            if tag.range.start >= outside
                && let Some(root) = first(own)
            {
                shown.roots.insert(root.to_owned());
            }
            if !matches!(tag.role, Role::Open(_)) {
                are_paths &= first(own).is_some();
                continue;
            }
            outside = outside.max(*end);
            let inside = |other: &&Tag| {
                other.role == Role::Expression && (tag.range.end..*end).contains(&other.range.start)
            };
            let names = tags.iter().filter(inside).map(|tag| name(&text[tag.range.clone()]));
            let names = names.map(str::to_owned).collect::<Vec<_>>();
            // A section of settings whose names are whole paths in it, too.
            let has_paths = || names.iter().any(|name| first(name) == Some(own));
            if first(own).is_none() && !has_paths() {
                are_paths = false;
                continue;
            }
            shown.inside.entry(own.to_owned()).or_default().extend(names);
        }
        if !are_paths {
            shown.roots.clear();
        }
        shown
    }
}

/// How a path of names begins.
fn first(path: &str) -> Option<&str> {
    path.split_once('.').map(|(first, _)| first).filter(|first| !first.is_empty())
}

/// The name in a tag of Mustache.
fn name(tag: &str) -> &str {
    tag.trim_matches(['{', '}', '&', ' '])
}

struct Scopes {
    frames: Vec<Frame>,
    epoch: usize,
    shown: Shown,
}

impl Scopes {
    /// `text` with what else tells it from others here.
    fn key(&self, text: &str) -> String {
        let mut scope = String::new();
        for frame in &self.frames {
            if let Some(own) = &frame.scope
                && !self.reaches_through(text, frame)
            {
                scope.push(MARK);
                scope.push_str(own);
            }
        }
        match (scope.is_empty(), self.epoch) {
            (true, 0) => text.to_owned(),
            (_, epoch) => format!("{text}{MARK}{epoch}{scope}"),
        }
    }

    fn settle(&self, guard: &mut Guard) {
        if let Guard::When { condition, .. } = guard {
            *condition = self.key(condition);
        }
    }

    fn frame(&self, opening: &mut Opening, range: Range<usize>) -> Frame {
        self.settle(&mut opening.guard);
        self.known(opening, range)
    }

    /// The frame of an opening tag that has its key.
    fn known(&self, Opening { construct, guard }: &Opening, range: Range<usize>) -> Frame {
        let (subject, scope) = match guard {
            Guard::When { condition, .. } => {
                (Guard::text(condition).to_owned(), condition.replace(MARK, "/"))
            }
            // The names that it brings stand in its tag.
            _ => (String::new(), format!("{}-{}", range.start, self.epoch)),
        };
        Frame { range, scope: construct.opens_scope().then_some(scope), subject }
    }

    /// Whether a name means the same in a section of Mustache as outside, as far as the file shows what
    /// the section is about: a text, which has no names, if it is used as one in it (`{{a.b}}` in a section
    /// of `a.b`); something without a name of its own like that, if others that begin alike would mean
    /// nothing otherwise (`{{service.name}}` in a section of `service.secret`); or one of many settings
    /// that are all named by their whole path, if this one begins like one that stands in no section.
    fn reaches_through(&self, text: &str, frame: &Frame) -> bool {
        let Some(shown) = self.shown.inside.get(&frame.subject) else { return false };
        let own = first(name(text));
        let is_alike =
            || own == first(&frame.subject) && shown.iter().any(|name| first(name) == own);
        shown.contains(&frame.subject)
            || own.is_some_and(|own| self.shown.roots.contains(own) || is_alike())
    }
}
