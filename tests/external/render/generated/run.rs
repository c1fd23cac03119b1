//! Many random templates → what is wrong with them, made small, and how many are refused without need.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Grown;
use super::node::Node;
use crate::render::judge::{Failure, Fate, Judge, Template, Verdict, judged};
use crate::render::language::Language;
use crate::render::said;
use crate::render::values::SETS;

/// Templates that are judged at once.
const BATCH: usize = 100;

/// Templates in each language of every run of the suite.
const SUITE: usize = 200;

/// How many failures are made small and shown.
const SHOWN: usize = 12;

/// How many of the suite's templates come out wrong today. It only ever gets smaller.
const KNOWN: [(Language, usize); 7] = [
    (Language::Mustache, 0),
    (Language::Handlebars, 0),
    (Language::Jinja, 0),
    (Language::Go, 0),
    (Language::Erb, 0),
    (Language::Env, 0),
    (Language::Shell, 0),
];

/// The templates of every run of the suite, or as many as `TEMPLATES` says, from `SEED` on, with so many
/// sets of values as `SETS` says.
pub(crate) fn suite(language: Language, judges: &mut [Judge]) -> Result<String, String> {
    let number = |name: &str| said(name).and_then(|said| said.parse().ok());
    let known = KNOWN.iter().find(|(of, _)| *of == language).map_or(0, |(_, known)| *known);
    match number("TEMPLATES") {
        Some(count) => {
            let sets = number("SETS").map_or(SETS, |sets| sets as usize);
            many(language, judges, (number("SEED").unwrap_or(1), count as usize, sets), 0)
        }
        None => many(language, judges, (1, SUITE, 12), known),
    }
}

/// What came of many templates.
#[derive(Default)]
pub(crate) struct Tally {
    templates: usize,
    converted: usize,
    untouched: usize,
    refused: usize,
    needless: usize,
    compared: usize,
    skipped: usize,
    reordered: usize,
    idle: usize,
    failed: BTreeMap<&'static str, usize>,
    reasons: BTreeMap<String, (usize, usize)>,
}

/// Judges `count` templates of the seeds from `seed` on, with so many sets of values; the figures. An error if more than `known`
/// are wrong, with some of them made small.
pub(crate) fn many(
    language: Language,
    judges: &mut [Judge],
    (seed, count, sets): (u64, usize, usize),
    known: usize,
) -> Result<String, String> {
    let (mut tally, mut failed) = (Tally::default(), Vec::new());
    let mut from = 0;
    while from < count {
        let to = (from + BATCH).min(count);
        let grown: Vec<Grown> =
            (from..to).map(|at| Grown::new(seed + at as u64, language, sets)).collect();
        from = to;
        let templates: Vec<Template> = grown.iter().map(|it| it.template.clone()).collect();
        let broke_off = || format!("an engine broke off after seed {}", seed + to as u64);
        let verdicts = judged(&templates, judges).ok_or_else(broke_off)?;
        for (grown, verdict) in grown.into_iter().zip(verdicts) {
            tally.add(&verdict);
            show(&grown, &verdict);
            let Some(failure) = verdict.failure else { continue };
            if tally.failed[failure.kind] <= SHOWN / 3 {
                failed.push((grown, failure));
            }
        }
    }
    let figures = tally.figures(&format!("{} templates from seed {seed} on", language.name()));
    if tally.failed.values().sum::<usize>() <= known {
        return Ok(figures);
    }
    let stories = failed.into_iter().take(SHOWN);
    let stories = stories.map(|(grown, failure)| story(language, &grown, failure, judges));
    Err(format!("{}\n{figures}", stories.collect::<Vec<_>>().join("\n")))
}

impl Tally {
    /// Counts one more.
    pub(crate) fn add(&mut self, verdict: &Verdict) {
        self.templates += 1;
        self.compared += verdict.compared;
        self.skipped += verdict.skipped;
        self.reordered += verdict.reordered;
        self.idle += verdict.idle;
        match &verdict.fate {
            Fate::Converted => self.converted += 1,
            Fate::Untouched => self.untouched += 1,
            Fate::Refused(reason, is_needless) => {
                self.refused += 1;
                self.needless += usize::from(*is_needless);
                let counts = self.reasons.entry(general(reason)).or_default();
                counts.0 += 1;
                counts.1 += usize::from(*is_needless);
            }
        }
        if let Some(failure) = &verdict.failure {
            *self.failed.entry(failure.kind).or_default() += 1;
        }
    }

    /// All figures of `what`.
    pub(crate) fn figures(&self, what: &str) -> String {
        let failed: usize = self.failed.values().sum();
        let mut out = format!(
            "{} {what}: {failed} wrong, {} converted, {} refused ({} needlessly), {} untouched; {} \
             renderings compared, {} useless, {} in another order, {} with an idle list",
            self.templates,
            self.converted,
            self.refused,
            self.needless,
            self.untouched,
            self.compared,
            self.skipped,
            self.reordered,
            self.idle
        );
        for (kind, count) in &self.failed {
            let _ = write!(out, "\n  wrong {count}: {kind}");
        }
        let mut reasons: Vec<_> = self.reasons.iter().collect();
        reasons.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.1));
        for (reason, (all, needless)) in reasons.into_iter().take(30) {
            let _ = write!(out, "\n  refused {all}, needlessly {needless}: {reason}");
        }
        out
    }
}

/// A reason without names and numbers.
fn general(reason: &str) -> String {
    let mut out = String::new();
    for (at, piece) in reason.split('`').enumerate() {
        out.push_str(if at % 2 == 0 { piece } else { "`…`" });
    }
    let digits = |c: char| if c.is_ascii_digit() { '0' } else { c };
    let mut out: String = out.chars().map(digits).take(100).collect();
    while out.contains("00") {
        out = out.replace("00", "0");
    }
    out
}

/// Shows a template that is refused without need, if its reason has the text that `REFUSED` says.
fn show(grown: &Grown, verdict: &Verdict) {
    let Fate::Refused(reason, true) = &verdict.fate else { return };
    if said("REFUSED").is_some_and(|wanted| reason.contains(&wanted)) {
        let (file, text) = (&grown.template.file, &grown.template.text);
        println!("== {file} seed {}: refused: {reason}\n{text}", grown.seed);
    }
}

/// A failure for those who mend it: the smallest template that fails in the same way.
fn story(language: Language, grown: &Grown, failure: Failure, judges: &mut [Judge]) -> String {
    let (node, failure) = shrunk(grown, failure, judges);
    let text = node.write();
    format!(
        "== {} seed {}: {}\n{text}\n--- {}\n",
        language.name(),
        grown.seed,
        failure.kind,
        failure.story
    )
}

/// Drops what can be dropped while it still fails in the same way.
fn shrunk(grown: &Grown, failure: Failure, judges: &mut [Judge]) -> (Node, Failure) {
    let (mut node, mut failure) = (grown.node.clone(), failure);
    let (judges, values) = match failure.shown_by {
        Some((judge, set)) => (&mut judges[judge..=judge], &grown.template.values[set..=set]),
        None => (&mut judges[..0], &grown.template.values[..0]),
    };
    let template = |node: &Node| Template {
        file: grown.template.file.clone(),
        text: node.write(),
        values: values.to_vec(),
        neighbours: super::neighbours(node),
        is_only_mustache: false,
    };
    // Each step begins where the last one found something, not with what was tried already.
    let (mut from, mut has_shrunk) = (0, false);
    loop {
        let smaller = node.smaller();
        let rest = smaller.get(from..from + 8).or(smaller.get(from..)).unwrap_or_default();
        if rest.is_empty() && !has_shrunk {
            return (node, failure);
        }
        if rest.is_empty() {
            (from, has_shrunk) = (0, false);
            continue;
        }
        let templates: Vec<Template> = rest.iter().map(template).collect();
        let Some(verdicts) = judged(&templates, judges) else { return (node, failure) };
        let better = rest.iter().zip(verdicts).find_map(|(smaller, verdict)| {
            let found = verdict.failure.filter(|it| it.kind == failure.kind)?;
            (smaller.write().len() < node.write().len()).then(|| (smaller.clone(), found))
        });
        match better {
            Some(better) => {
                (node, failure) = better;
                has_shrunk = true;
            }
            None => from += rest.len(),
        }
    }
}
