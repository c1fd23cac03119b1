//! The identity of conditions and expressions: two are the same if they have one text in one scope
//! and one epoch.
//!
//! A scope is a part of the template in which names have one meaning: the section of an object, a loop
//! and a block with names of its own open one; [`names`] says which of the names in a text they concern. An
//! epoch of a text lasts until a statement that may change one of its names, or until the end of a section
//! with such a statement. Each condition gets a key: its text, and after it what tells it from the same text
//! elsewhere. Equal keys mean the same; of two different keys nothing is known.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::names::{self, Names};
use super::syntax::Syntax;
use super::tag::{Guard, MARK, Opening, Role, Tag};

/// The number of statements that are looked at one by one. The effect of earlier ones is unknown.
const REACH: usize = 100;

/// A text that is open.
struct Frame {
    /// The range of the whole section.
    range: Range<usize>,
    /// The name of its scope, if it opens one.
    scope: Option<String>,
    /// Its subject, as its tag says.
    subject: String,
    /// The names that mean something else in it.
    bound: Names,
    /// The number of statements before it.
    before: usize,
}

/// Gives each condition and each expression its key. `syntax` is the language that the template
/// counts as.
pub(super) fn identify(text: &str, tags: &mut [Tag], syntax: Syntax) {
    let ends = ends(tags);
    let mut scopes = Scopes::of(text, tags, &ends, syntax);
    for at in 0..tags.len() {
        let tag = &mut tags[at];
        let range = tag.range.clone();
        match &mut tag.role {
            Role::Expression | Role::Unknown => tag.key = scopes.key(&text[range]),
            Role::Either { guard, .. } => scopes.settle(guard),
            Role::Open(opening) => {
                tag.key = scopes.key(&text[range.start..ends[at]]);
                scopes.settle(&mut opening.guard);
            }
            Role::Middle(opening) => {
                // Its condition is asked outside of the alternative before it.
                let frame = scopes.frames.pop();
                opening.iter_mut().for_each(|opening| scopes.settle(&mut opening.guard));
                scopes.frames.extend(frame);
            }
            Role::Literal(_) | Role::Nothing | Role::Delimiters | Role::Close => {}
        }
        scopes.pass(&tags[at], ends[at]);
    }
}

/// The key that a condition, given as its text, has at the byte `at` of a template whose tags have
/// their keys, in new sections whose tags are those with these numbers.
pub(super) fn key_at(
    text: &str,
    tags: &[Tag],
    syntax: Syntax,
    (at, within): (usize, &[usize]),
    condition: &str,
) -> String {
    let ends = ends(tags);
    let mut scopes = Scopes::of(text, tags, &ends, syntax);
    for (tag, end) in tags.iter().zip(&ends).take_while(|(tag, _)| tag.range.end <= at) {
        scopes.pass(tag, *end);
    }
    for &opening in within {
        scopes.pass(&tags[opening], ends[opening]);
    }
    scopes.key(condition)
}

/// Whether a key was given in the scope that the condition with the key `opening` opens.
pub(super) fn has_scope(key: &str, opening: &str) -> bool {
    let scope = scope_of(opening);
    key.split(MARK).skip(2).any(|own| own == scope)
}

/// Returns the name of the scope that a condition opens, by its key.
fn scope_of(condition: &str) -> String {
    condition.replace(MARK, "/")
}

/// The end of the section that each tag opens, else its own end.
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

/// The names that a file of Mustache shows, and where. Handlebars looks for all of them in what the section
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

/// Returns the first name of a path of names.
fn first(path: &str) -> Option<&str> {
    path.split_once('.').map(|(first, _)| first).filter(|first| !first.is_empty())
}

/// Returns the name in a tag of Mustache.
fn name(tag: &str) -> &str {
    tag.trim_matches(['{', '}', '&', ' '])
}

/// The meaning of names after the tags so far.
struct Scopes<'t> {
    text: &'t str,
    syntax: Syntax,
    frames: Vec<Frame>,
    /// The names that each statement so far has changed. The names of a section are there once more
    /// at its end, where they may be restored.
    changed: Vec<Names>,
    /// All statements of the template: their offsets, and the names that they change.
    statements: Vec<(usize, Names)>,
    shown: Shown,
}

impl<'t> Scopes<'t> {
    fn of(text: &'t str, tags: &[Tag], ends: &[usize], syntax: Syntax) -> Self {
        let impure = tags.iter().filter(|tag| tag.is_impure);
        let statement =
            |tag: &Tag| (tag.range.start, names::assigned(syntax, &text[tag.range.clone()]));
        Scopes {
            text,
            syntax,
            frames: Vec::new(),
            changed: Vec::new(),
            statements: impure.map(statement).collect(),
            shown: Shown::of(text, tags, ends, syntax),
        }
    }

    /// Passes over a tag that has its keys; `end` is the end of the section that it opens.
    fn pass(&mut self, tag: &Tag, end: usize) {
        match &tag.role {
            Role::Open(opening) => {
                let frame = self.frame(opening, &tag.range, tag.range.start..end);
                self.frames.push(frame);
            }
            Role::Middle(opening) => {
                let around = self.leave().unwrap_or_else(|| tag.range.clone());
                let frame = match opening {
                    Some(opening) => self.frame(opening, &tag.range, around),
                    None => Frame {
                        range: around,
                        scope: None,
                        subject: String::new(),
                        bound: Names::All,
                        before: self.changed.len(),
                    },
                };
                self.frames.push(frame);
            }
            Role::Close => _ = self.leave(),
            _ => {}
        }
        if tag.is_impure {
            self.changed.push(names::assigned(self.syntax, &self.text[tag.range.clone()]));
        }
    }

    /// Ends the innermost text. Returns the range of its section.
    fn leave(&mut self) -> Option<Range<usize>> {
        let frame = self.frames.pop()?;
        let mut again: Vec<Names> = Vec::new();
        for names in &self.changed[frame.before..] {
            if again.len() == REACH {
                again = vec![Names::All];
                break;
            }
            if !again.contains(names) {
                again.push(names.clone());
            }
        }
        self.changed.extend(again);
        Some(frame.range)
    }

    /// Returns the key of `text` at this place.
    fn key(&self, text: &str) -> String {
        let mut scope = String::new();
        for frame in &self.frames {
            if let Some(own) = &frame.scope
                && !self.reaches_through(text, frame)
                && !self.is_free_of(text, frame)
            {
                scope.push(MARK);
                scope.push_str(own);
            }
        }
        // A statement before those that are looked at may have changed it.
        let far = self.changed.len().saturating_sub(REACH);
        let last = self.changed[far..].iter().rposition(|names| names.concern(text));
        let epoch = last.map_or(far, |at| far + at + 1);
        match (scope.is_empty(), epoch) {
            (true, 0) => text.to_owned(),
            (_, epoch) => format!("{text}{MARK}{epoch}{scope}"),
        }
    }

    fn settle(&self, guard: &mut Guard) {
        if let Guard::When { condition, .. } = guard {
            *condition = self.key(condition);
        }
    }

    /// Returns the frame of an opening tag that has its key.
    fn frame(
        &self,
        Opening { construct, guard }: &Opening,
        tag: &Range<usize>,
        range: Range<usize>,
    ) -> Frame {
        let (subject, scope) = match guard {
            Guard::When { condition, .. } => {
                (Guard::text(condition).to_owned(), scope_of(condition))
            }
            // The names that it brings stand in its tag.
            _ => (String::new(), scope_of(&self.key(&self.text[tag.clone()]))),
        };
        let tag = &self.text[tag.clone()];
        let brings_nothing = |frame: &Frame| frame.bound == Names::Some(Vec::new());
        let is_outside =
            || self.frames.iter().all(|frame| frame.scope.is_none() || brings_nothing(frame));
        let bound = match names::begins_anew(self.syntax, tag) && is_outside() {
            true => Names::Some(Vec::new()),
            false => names::bound(self.syntax, tag),
        };
        Frame {
            range,
            scope: construct.opens_scope().then_some(scope),
            subject,
            bound,
            before: self.changed.len(),
        }
    }

    /// Whether a text has none of the names that a loop or a block brings, and none that a statement in it
    /// changes.
    fn is_free_of(&self, text: &str, frame: &Frame) -> bool {
        let before = |place: usize| self.statements.partition_point(|(at, _)| *at < place);
        let inside = &self.statements[before(frame.range.start)..before(frame.range.end)];
        !frame.bound.concern(text)
            && inside.len() <= REACH
            && !inside.iter().any(|(_, names)| names.concern(text))
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
