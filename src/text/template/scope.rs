//! Finds out which conditions and expressions mean the same: those with the same text in the same scopes and
//! the same epoch.
//!
//! A scope is a part of the template in which names have one meaning. Three things open a scope: a section
//! about an object, a loop, and a block that brings names of its own. [`Names`] has the names that they change.
//! An epoch is a part of the template in which no statement changes a name of the text: a new epoch begins after
//! each statement that may change such a name, and after a section with such a statement. Each condition and expression
//! gets a *meaning*, a string: its text, its epoch and its scopes, with [`MARK`] between them. Two conditions with
//! equal meanings hold together or not at all; of two with different meanings nothing is known.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::names::Names;
use super::syntax::Syntax;
use super::tag::{Guard, MARK, Opening, Role, Tag};

/// The number of statements before a place that are looked at one by one. If there are more, the earlier ones may have
/// changed any name.
const REACH: usize = 100;

/// A section that is open.
struct Frame {
    /// The range of the whole section.
    range: Range<usize>,
    /// The name of its scope, if it opens one.
    scope: Option<String>,
    /// The text of its condition, such as `service` in `{{#service}}`.
    subject: String,
    /// The names that mean something else inside of the section than outside.
    bound: Names,
    /// The length of [`Scopes::changed`] when the section was opened.
    before: usize,
}

/// Gives each condition and each expression its meaning. `syntax` is the language by whose rules the template is
/// read.
pub(super) fn identify(text: &str, tags: &mut [Tag], syntax: Syntax) {
    let ends = ends(tags);
    let mut scopes = Scopes::of(text, tags, &ends, syntax);
    for at in 0..tags.len() {
        let tag = &mut tags[at];
        let range = tag.range.clone();
        match &mut tag.role {
            Role::Expression | Role::Unknown => tag.meaning = scopes.meaning(&text[range]),
            Role::Either { guard, .. } => scopes.settle(guard),
            Role::Open(opening) => {
                tag.meaning = scopes.meaning(&text[range.start..ends[at]]);
                scopes.settle(&mut opening.guard);
            }
            Role::Middle(opening) => {
                // The condition of the new arm is evaluated outside of the arm before it.
                let frame = scopes.frames.pop();
                opening.iter_mut().for_each(|opening| scopes.settle(&mut opening.guard));
                scopes.frames.extend(frame);
            }
            Role::Literal(_) | Role::Nothing | Role::Delimiters | Role::Close => {}
        }
        scopes.pass(&tags[at], ends[at]);
    }
}

/// Returns the meaning that a condition or expression with the text `condition` would have at the byte `at` of the
/// template, inside of new sections that copies of the tags with the indices `within` open. All tags must have their
/// meanings already.
pub(super) fn meaning_at(
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
    scopes.meaning(condition)
}

/// Whether the condition or expression with the meaning `meaning` stands inside of the scope that the condition with
/// the meaning `opening` opens.
pub(super) fn has_scope(meaning: &str, opening: &str) -> bool {
    let scope = scope_of(opening);
    meaning.split(MARK).skip(2).any(|own| own == scope)
}

/// Returns the name of the scope that a condition opens, by its meaning.
fn scope_of(condition: &str) -> String {
    condition.replace(MARK, "/")
}

/// Returns for each tag the end of the section that it opens, or the end of the tag if it opens none.
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

/// The names in a Mustache file, and the sections in which they stand. Mustache looks a name up in all sections
/// around it, Handlebars only in the innermost one.
#[derive(Default)]
struct Shown {
    /// The paths that stand in sections, by the condition of the section.
    inside: BTreeMap<String, BTreeSet<String>>,
    /// The first names of the paths outside of sections, such as `a` of `{{a.b}}`. There are none unless all names of
    /// the file are paths and a path in a section begins with one of these names.
    roots: BTreeSet<String>,
}

impl Shown {
    /// Returns the names of a file. They are empty for all languages but Mustache. `ends` are the ends of the sections
    /// that the tags open.
    fn of(text: &str, tags: &[Tag], ends: &[usize], syntax: Syntax) -> Self {
        let mut shown = Shown::default();
        if !syntax.looks_in_all_sections() {
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
            // A section of `a` with paths that begin with `a`, such as `{{a.b}}`, counts as a section of a path.
            let has_paths = || names.iter().any(|name| first(name) == Some(own));
            if first(own).is_none() && !has_paths() {
                are_paths = false;
                continue;
            }
            shown.inside.entry(own.to_owned()).or_default().extend(names);
        }
        let is_known = |name: &String| first(name).is_some_and(|root| shown.roots.contains(root));
        if !are_paths || !shown.inside.values().flatten().any(is_known) {
            shown.roots.clear();
        }
        shown
    }
}

/// Returns the first name of a path of names: `a` of `a.b`. Returns `None` for a single name.
fn first(path: &str) -> Option<&str> {
    path.split_once('.').map(|(first, _)| first).filter(|first| !first.is_empty())
}

/// Returns the name in a tag of Mustache.
fn name(tag: &str) -> &str {
    tag.trim_matches(['{', '}', '&', ' '])
}

/// The scopes and the epochs after the tags that were passed so far.
struct Scopes<'t> {
    text: &'t str,
    syntax: Syntax,
    frames: Vec<Frame>,
    /// The names that each statement so far has changed. At the end of a section, the names that were changed in the
    /// section are added once more, because they may get their old values back there.
    changed: Vec<Names>,
    /// All statements of the template: their offsets, and the names that they change.
    statements: Vec<(usize, Names)>,
    shown: Shown,
}

impl<'t> Scopes<'t> {
    fn of(text: &'t str, tags: &[Tag], ends: &[usize], syntax: Syntax) -> Self {
        let impure = tags.iter().filter(|tag| tag.is_impure);
        let statement = |tag: &Tag| (tag.range.start, syntax.assigned(&text[tag.range.clone()]));
        Scopes {
            text,
            syntax,
            frames: Vec::new(),
            changed: Vec::new(),
            statements: impure.map(statement).collect(),
            shown: Shown::of(text, tags, ends, syntax),
        }
    }

    /// Passes over a tag that has its meaning. `end` is the end of the section that the tag opens, or of the tag.
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
            self.changed.push(self.syntax.assigned(&self.text[tag.range.clone()]));
        }
    }

    /// Closes the innermost open section. Returns its range.
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

    /// Returns the meaning of `text` at this place.
    fn meaning(&self, text: &str) -> String {
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
        // Only the last statements are looked at. A statement before them may have changed any name.
        let far = self.changed.len().saturating_sub(REACH);
        let last = self.changed[far..].iter().rposition(|names| names.concern(text));
        let epoch = last.map_or(far, |at| far + at + 1);
        match (scope.is_empty(), epoch) {
            (true, 0) => text.to_owned(),
            (_, epoch) => format!("{text}{MARK}{epoch}{scope}"),
        }
    }

    /// Replaces the text of the condition of `guard` by its meaning.
    fn settle(&self, guard: &mut Guard) {
        if let Guard::When { condition, .. } = guard {
            *condition = self.meaning(condition);
        }
    }

    /// Returns the frame of an arm whose opening tag stands at `tag` and has its meaning. `range` is the range of the
    /// whole section.
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
            // Without a condition, the name of the scope is the text of its tag.
            _ => (String::new(), scope_of(&self.meaning(&self.text[tag.clone()]))),
        };
        let tag = &self.text[tag.clone()];
        let brings_nothing = |frame: &Frame| frame.bound == Names::Some(Vec::new());
        let is_outside =
            || self.frames.iter().all(|frame| frame.scope.is_none() || brings_nothing(frame));
        // `{{with $}}` goes back to the outermost names. Where these are in force already, it changes no name.
        let bound = match self.syntax.restores_names(tag) && is_outside() {
            true => Names::Some(Vec::new()),
            false => self.syntax.bound(tag),
        };
        Frame {
            range,
            scope: construct.opens_scope().then_some(scope),
            subject,
            bound,
            before: self.changed.len(),
        }
    }

    /// Whether a text has none of the names that the section `frame` brings, and none that a statement in this section
    /// changes, so that the text means the same inside of the section as outside.
    fn is_free_of(&self, text: &str, frame: &Frame) -> bool {
        let before = |place: usize| self.statements.partition_point(|(at, _)| *at < place);
        let inside = match self.syntax.later_assignments_count() {
            true => &self.statements[..],
            false => &self.statements[before(frame.range.start)..before(frame.range.end)],
        };
        !frame.bound.concern(text)
            && inside.len() <= REACH
            && !inside.iter().any(|(_, names)| names.concern(text))
    }

    /// Whether the file shows that the name in `text` means the same inside of the Mustache section `frame` as
    /// outside. There are three signs:
    /// - The section is about a plain text, which has no names: its subject is shown inside of it, such as
    ///   `{{a.b}}` in a section of `a.b`.
    /// - The name begins like the subject, and so do other names inside: `{{service.name}}` in a section of
    ///   `service.secret`. They would be empty if they were looked up in the subject.
    /// - All names of the file are whole paths, and one outside of sections begins like this one. The file shows in
    ///   some section that such paths are looked up outside of it.
    fn reaches_through(&self, text: &str, frame: &Frame) -> bool {
        let Some(shown) = self.shown.inside.get(&frame.subject) else { return false };
        let own = first(name(text));
        let is_alike =
            || own == first(&frame.subject) && shown.iter().any(|name| first(name) == own);
        shown.contains(&frame.subject)
            || own.is_some_and(|own| self.shown.roots.contains(own) || is_alike())
    }
}
