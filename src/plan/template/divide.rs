//! Finds the conditions that decide which reading asks for which text in one place, and writes the texts
//! into sections of these conditions.

use std::ops::Range;

use super::reasons;
use crate::text::{Chain, NoSection, Reading, Template};

/// A reading, with the texts that it asks for in one place; `None` if it asks for no change there.
pub(super) type Asked<'r> = (&'r Reading<'r>, Option<&'r Vec<String>>);

/// The most conditions that may decide in one place, one after the other.
const MAX_CONDITIONS: usize = 4;

/// The number of conditions up to which pairs of independent conditions are tried.
const MAX_CONDITIONS_FOR_PAIRS: usize = 12;

/// Returns the texts that the readings ask for at `range`, in sections of the conditions that make the
/// difference; `None` if no conditions do.
pub(super) fn divided(
    template: &Template,
    range: &Range<usize>,
    asked: &[Asked],
) -> Option<Vec<String>> {
    let place = SectionPlace { template, at: range.start, within: Vec::new() };
    divide(&place, &standing(template, range), asked, MAX_CONDITIONS)
}

/// A place where sections are written.
struct SectionPlace<'t> {
    template: &'t Template<'t>,
    /// The offset in the template.
    at: usize,
    /// The new sections around the place, from the outermost on: their conditions, and whether these
    /// hold.
    within: Vec<(&'t str, bool)>,
}

impl<'t> SectionPlace<'t> {
    /// Returns the place inside of a new section.
    fn inside(&self, condition: &'t str, holds: bool) -> Self {
        let mut within = self.within.clone();
        within.push((condition, holds));
        SectionPlace { within, ..*self }
    }
}

/// Returns the text that stands at `range` now, as a list of one; an empty list if `range` is empty.
fn standing(template: &Template, range: &Range<usize>) -> Vec<String> {
    match range.is_empty() {
        true => Vec::new(),
        false => vec![template.text()[range.clone()].to_owned()],
    }
}

/// Returns the texts that the readings ask for, if all ask for the same. A reading that asks for no
/// change asks for `stays`, the text that is there.
fn agreed(asked: &[Asked], stays: &Vec<String>) -> Option<Vec<String>> {
    let mut texts = asked.iter().map(|(_, texts)| texts.unwrap_or(stays));
    let first = texts.next()?;
    texts.all(|texts| is_alike(texts, first)).then(|| first.clone())
}

/// Returns the reason why sections of conditions cannot say what the readings ask for in one place.
pub(super) fn obstacle(template: &Template, range: &Range<usize>, asked: &[Asked]) -> String {
    let stays = standing(template, range);
    let decides = |condition: &&str| {
        let (on, off) = sides(asked, condition);
        on.len() < asked.len() && off.len() < asked.len()
    };
    let conditions: Vec<&str> = template.conditions().filter(decides).collect();
    let found = conditions.iter().find_map(|condition| {
        let (on, off) = sides(asked, condition);
        let (with, without) = (agreed(&on, &stays)?, agreed(&off, &stays)?);
        let place = SectionPlace { template, at: range.start, within: Vec::new() };
        let why = joined(&place, condition, &with, &without).err()?;
        Some(reasons::differ(template, condition, why))
    });
    found.unwrap_or_else(|| reasons::tangled(template, &conditions))
}

/// Does the work of [`divided`]. No more than `depth` conditions decide one after the other, and
/// `stays` is the text that is there.
fn divide(
    place: &SectionPlace,
    stays: &Vec<String>,
    asked: &[Asked],
    depth: usize,
) -> Option<Vec<String>> {
    let SectionPlace { template, at, .. } = *place;
    let texts = |asked: &[Asked]| agreed(asked, stays);
    if let Some(texts) = texts(asked) {
        return Some(texts);
    }
    let below = depth.checked_sub(1)?;
    let inside = |condition, holds, asked: &[Asked]| {
        divide(&place.inside(condition, holds), stays, asked, below)
    };
    let both_sides_are_clear = || {
        template.conditions().find_map(|condition| {
            let (on, off) = sides(asked, condition);
            joined(place, condition, &texts(&on)?, &texts(&off)?).ok()
        })
    };
    let all_arms_are_clear = || template.chains(at).find_map(|it| linked(&it, asked, texts));
    let one_side_is_clear = || {
        template.conditions().find_map(|condition| {
            let (on, off) = sides(asked, condition);
            let (with, without) = match (texts(&on), texts(&off)) {
                (Some(with), None) => (with, inside(condition, false, &off)?),
                (None, Some(without)) => (inside(condition, true, &on)?, without),
                _ => return None,
            };
            joined(place, condition, &with, &without).ok()
        })
    };
    let within = |asked: &[Asked]| divide(place, stays, asked, below);
    let by_chain = || template.chains(at).find_map(|it| linked(&it, asked, within));
    // Two conditions that do not depend on each other may decide. With a third one nobody could
    // read the template.
    let is_worth_it =
        depth == MAX_CONDITIONS && template.conditions().nth(MAX_CONDITIONS_FOR_PAIRS).is_none();
    let by_two = || {
        let mut conditions = template.conditions().filter(|_| is_worth_it);
        conditions.find_map(|condition| {
            let (on, off) = sides(asked, condition);
            let (with, without) = (inside(condition, true, &on)?, inside(condition, false, &off)?);
            joined(place, condition, &with, &without).ok()
        })
    };
    both_sides_are_clear()
        .or_else(all_arms_are_clear)
        .or_else(one_side_is_clear)
        .or_else(by_chain)
        .or_else(by_two)
}

/// Returns the texts that the readings ask for, written as arms like those of `chain`. `settled`
/// returns the texts for the readings of one arm.
fn linked(
    chain: &Chain,
    asked: &[Asked],
    settled: impl Fn(&[Asked]) -> Option<Vec<String>>,
) -> Option<Vec<String>> {
    let mut arms: Vec<Option<Vec<String>>> = Vec::new();
    for arm in chain.arms() {
        let is_there = |(reading, _): &&Asked| chain.may_be(arm, reading);
        let own: Vec<Asked> = asked.iter().filter(is_there).copied().collect();
        arms.push(if own.is_empty() { None } else { Some(settled(&own)?) });
    }
    // An arm that is in no reading may have any text.
    let any = arms.iter().flatten().next()?.clone();
    let arms: Vec<Vec<String>> =
        arms.into_iter().map(|arm| arm.unwrap_or_else(|| any.clone())).collect();
    let SharedEnds { head, tail } = shared(&arms);
    let inside = arms.iter().map(|arm| arm[head..arm.len() - tail].concat());
    let inside: Vec<String> = inside.collect();
    let mut texts = any[..head].to_vec();
    texts.push(chain.around(&inside)?);
    texts.extend_from_slice(&any[any.len() - tail..]);
    Some(texts)
}

/// The numbers of texts that several lists have in common at their ends.
struct SharedEnds {
    /// The number of texts at the beginning.
    head: usize,
    /// The number of texts at the end; no text is also counted in `head`.
    tail: usize,
}

/// Compares the texts at the ends of all lists.
fn shared(lists: &[Vec<String>]) -> SharedEnds {
    let Some((first, others)) = lists.split_first() else { return SharedEnds { head: 0, tail: 0 } };
    let shortest = lists.iter().map(Vec::len).min().unwrap_or(0);
    let is_alike = |one: &str, other: Option<&String>| {
        other.is_some_and(|it| without_blanks(it) == without_blanks(one))
    };
    let head = (0..shortest)
        .take_while(|&at| others.iter().all(|other| is_alike(&first[at], other.get(at))))
        .count();
    let from_end = |list: &[String], at: usize| list.get(list.len() - 1 - at).cloned();
    let tail = (0..shortest - head)
        .take_while(|&at| {
            let own = from_end(first, at).unwrap_or_default();
            others.iter().all(|other| is_alike(&own, from_end(other, at).as_ref()))
        })
        .count();
    SharedEnds { head, tail }
}

/// Returns the readings in which a condition may hold, and those in which it may not. A reading
/// that does not depend on the condition is in both lists.
fn sides<'r>(asked: &[Asked<'r>], condition: &str) -> (Vec<Asked<'r>>, Vec<Asked<'r>>) {
    let may = |holds: bool| {
        let may = |(reading, _): &&Asked| {
            !reading.asks(condition) || reading.choice.holds(condition) == holds
        };
        asked.iter().filter(may).copied().collect()
    };
    (may(true), may(false))
}

/// Returns two lists of texts as one list: `with` for readings in which the condition holds, `without`
/// for those in which it does not. The texts in which the lists differ stand in sections of the
/// condition.
fn joined(
    SectionPlace { template, at, within }: &SectionPlace,
    condition: &str,
    with: &[String],
    without: &[String],
) -> Result<Vec<String>, NoSection> {
    let alike = |pair: &(&String, &String)| without_blanks(pair.0) == without_blanks(pair.1);
    let head = with.iter().zip(without).take_while(alike).count();
    let (tail_with, tail_without) = (&with[head..], &without[head..]);
    let tail = tail_with.iter().rev().zip(tail_without.iter().rev()).take_while(alike).count();
    let mut texts = with[..head].to_vec();
    for (own, holds) in [(tail_with, true), (tail_without, false)] {
        let own = own[..own.len() - tail].concat();
        if !own.is_empty() {
            texts.push(template.section(condition, holds, (*at, within), &own)?);
        }
    }
    texts.extend_from_slice(&with[with.len() - tail..]);
    Ok(texts)
}

/// Whether two lists of texts say the same in JSON: blanks outside of strings do not count.
pub(super) fn is_alike(one: &[String], other: &[String]) -> bool {
    one == other
        || one.len() == other.len()
            && one
                .iter()
                .zip(other)
                .all(|(one, other)| without_blanks(one) == without_blanks(other))
}

/// Returns the text without the blanks outside of strings. If the text begins inside of a string, the
/// blanks inside of strings are removed instead. Texts that differ may then count as equal, which the
/// proof finds.
fn without_blanks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut in_string, mut is_escaped) = (false, false);
    for c in text.chars() {
        if !in_string && c.is_ascii_whitespace() {
            continue;
        }
        in_string ^= c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        out.push(c);
    }
    out
}
