//! Writes plans as the description of a pull request: first the counts, the blockers and the preparations, then
//! the definitions.
//!
//! Invariants: the text has no more characters than GitHub accepts. Whatever stands in a
//! definition, a table stays a table, and no text becomes a link, a mention of a person or markup.

mod cells;
mod head;
mod section;

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::human::{counted, kept_in_words};
use super::jsonl::state_name;
use super::live::strays_in_words;
use super::overview::{Folders, has_clusters, label};
use super::{Report, Verb};
use crate::engine::{Cluster, Severity, secret_path};
use crate::plan::{FilePlan, LocatedFinding, Migration, ReportedFile, State, Stray};
use crate::text::without_login;
pub(super) use cells::escaped;
use cells::{code, place, prose};
use section::{Row, RowGroup, Section};

/// The most characters of a description, without the line that tells that the rest has no room. GitHub refuses
/// descriptions and comments of more than 65,536 characters.
const LONGEST_DESCRIPTION: usize = 65_000;

/// The most folders by which the rows of a section are grouped.
const FOLDERS: usize = 60;

/// Writes the description.
pub(super) fn markdown(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let mut text = head::head(report);
    if !report.overview_options.is_summary {
        let groups = Groups::of(report);
        let sections = [
            by_hand(report, &groups),
            kept(report, &groups),
            secrets(report, &groups),
            warnings(report, &groups),
            changes(report, &groups),
            strays(report),
            mentions(report, &groups),
            errors(report, &groups),
        ];
        let sections: Vec<Section> =
            sections.into_iter().filter(|it| !it.rows.is_empty()).collect();
        let room = LONGEST_DESCRIPTION.saturating_sub(text.chars().count());
        text += &section::texts(&sections, room);
    }
    out.write_all(bounded(&text).as_bytes())
}

/// Returns `text`. If it is too long, it ends with a line that tells so, after the last line for which there is room.
fn bounded(text: &str) -> String {
    if text.chars().count() <= LONGEST_DESCRIPTION {
        return text.to_owned();
    }
    let mut room = LONGEST_DESCRIPTION;
    let fits = |line: &&str| {
        let length = line.chars().count();
        let is_inside = length <= room;
        room = room.saturating_sub(length);
        is_inside
    };
    let lines: String = text.split_inclusive('\n').take_while(fits).collect();
    lines + "\n*… the rest has no room here.*\n"
}

/// The way in which the rows of a section are grouped: by cluster, if there are several, and by folder.
struct Groups {
    folders: Folders,
    has_clusters: bool,
}

impl Groups {
    fn of(report: &Report) -> Self {
        let has_clusters = has_clusters(report.files);
        let label = |file: &ReportedFile| match &file.result {
            Ok(plan) if has_clusters => label(&plan.clusters),
            _ => String::new(),
        };
        let files = || report.files.iter().map(|file| (label(file), &*file.path));
        Groups { folders: Folders::of(files, FOLDERS), has_clusters }
    }

    /// Returns the group of the rows about a file.
    fn of_plan(&self, path: &str, plan: &FilePlan) -> RowGroup {
        let cluster = if self.has_clusters { label(&plan.clusters) } else { String::new() };
        RowGroup { cluster, folder: self.folders.name(path.as_ref()) }
    }
}

/// Returns the plans of all files without an error, each with the path of its file.
fn plans<'r>(report: &Report<'r>) -> impl Iterator<Item = (String, &'r FilePlan)> {
    report.files.iter().filter_map(|file| {
        Some((file.path.to_string_lossy().into_owned(), file.result.as_ref().ok()?))
    })
}

/// The uses of one secret.
#[derive(Default)]
struct SecretUses {
    /// The group of the first definition.
    group: RowGroup,
    /// The ids of the definitions that pull with the secret, as Markdown.
    ids: Vec<String>,
    /// The credential URIs that the secret replaces in them, as Markdown without logins.
    uris: Vec<String>,
}

/// Returns the secrets that must exist before the converted definitions are deployed.
fn secrets(report: &Report, groups: &Groups) -> Section {
    let mut sources: BTreeMap<(Cluster, String), SecretUses> = BTreeMap::new();
    for (path, plan) in plans(report) {
        let converted = plan.definitions.iter().filter(|it| it.state() == State::Convertible);
        for definition in converted {
            for secret in definition.secrets() {
                for cluster in plan.clusters_of(secret) {
                    let key = (cluster.clone(), secret_path(&secret.source));
                    let uses = sources.entry(key).or_default();
                    if uses.ids.is_empty() {
                        uses.group = groups.of_plan(&path, plan);
                        if groups.has_clusters {
                            uses.group.cluster = cluster.to_string();
                        }
                    }
                    uses.ids.push(code(&definition.id.to_string()));
                    uses.uris.extend(secret.uris.iter().map(|uri| code(&without_login(uri))));
                }
            }
        }
    }
    let has_clusters = groups.has_clusters;
    let row = |((cluster, source), uses): ((Cluster, String), SecretUses)| {
        let SecretUses { group, ids, uris } = uses;
        let source = code(&source);
        let mut cells = vec![source.clone(), some(ids), some(uris)];
        if has_clusters {
            cells.insert(0, code(&cluster.to_string()));
        }
        Row { group, brief: source, topic: String::new(), cells }
    };
    let mut head = vec!["secret", "for", "instead of"];
    if has_clusters {
        head.insert(0, "cluster");
    }
    let rows: Vec<Row> = sources.into_iter().map(row).collect();
    Section {
        title: format!("Before deploying: {} must exist", counted(rows.len(), "secret", "secrets")),
        lead: "",
        unit: ("secret", "secrets"),
        head,
        rows,
    }
}

/// Returns the first four elements of a list in one text, each once, and the number of the others.
fn some(mut list: Vec<String>) -> String {
    list.sort();
    list.dedup();
    let rest = list.len().saturating_sub(4);
    list.truncate(4);
    let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    format!("{}{rest}", list.join(", "))
}

/// Returns the blockers of the definitions.
fn by_hand(report: &Report, groups: &Groups) -> Section {
    let rows = findings(report, groups, &|it| it.finding.severity == Severity::Blocker);
    Section {
        title: format!(
            "Needs a hand: {}",
            counted(report.summary.blocked, "definition", "definitions")
        ),
        lead: "These stay as they are. `pullconfig explain RULE` tells what to do about a rule.",
        unit: ("blocker", "blockers"),
        head: vec!["definition", "why", "what to do"],
        rows,
    }
}

/// Returns the definitions that are kept, with the reasons.
fn kept(report: &Report, groups: &Groups) -> Section {
    let mut rows = Vec::new();
    for (path, plan) in plans(report) {
        for definition in plan.definitions.iter().filter(|it| it.state() == State::Kept) {
            let id = code(&definition.id.to_string());
            let reasons: Vec<String> =
                definition.kept().iter().map(|kept| prose(&kept_in_words(kept))).collect();
            let at = place(&path, definition.position);
            let cells = vec![format!("{id}<br>{at}"), reasons.join("<br>")];
            let group = groups.of_plan(&path, plan);
            rows.push(Row { group, brief: id, topic: String::new(), cells });
        }
    }
    Section {
        title: format!("Kept as they are: {}", counted(rows.len(), "definition", "definitions")),
        lead: "",
        unit: ("definition", "definitions"),
        head: vec!["definition", "why"],
        rows,
    }
}

/// Returns the strays, each with the state that it would have in a file.
fn strays(report: &Report) -> Section {
    let strays = report.summary.live.as_ref().and_then(|live| live.strays.as_deref());
    let row = |stray: &Stray| {
        let group = RowGroup {
            cluster: stray.cluster.clone().unwrap_or_default(),
            folder: "(no file)".to_owned(),
        };
        let id = code(&stray.id);
        let blockers = stray.blockers.iter().map(|rule| prose(rule)).collect();
        let secrets = stray.secrets.iter().map(|path| code(path)).collect();
        let cells = vec![id.clone(), stray.state.to_owned(), some(blockers), some(secrets)];
        Row { group, brief: id, topic: String::new(), cells }
    };
    let rows: Vec<Row> = strays.unwrap_or_default().iter().map(row).collect();
    Section {
        title: strays_in_words(rows.len()),
        lead: "",
        unit: ("app", "apps"),
        head: vec!["app", "in a file it would be", "blocked by", "secret"],
        rows,
    }
}

/// Returns the warnings of the definitions, except for those about preparations, which stand in the head.
fn warnings(report: &Report, groups: &Groups) -> Section {
    let is_told =
        |it: &LocatedFinding| it.finding.severity == Severity::Warning && it.finding.asks.is_none();
    let rows = findings(report, groups, &is_told);
    Section {
        title: format!("To look at: {}", counted(rows.len(), "warning", "warnings")),
        lead: "",
        unit: ("warning", "warnings"),
        head: vec!["definition", "what", "what to do"],
        rows,
    }
}

/// Returns a row for each finding for which `is_told` holds. Kept definitions have none.
fn findings(
    report: &Report,
    groups: &Groups,
    is_told: &dyn Fn(&LocatedFinding) -> bool,
) -> Vec<Row> {
    let mut rows = Vec::new();
    for (path, plan) in plans(report) {
        let whole = groups.of_plan(&path, plan);
        for definition in plan.definitions.iter().filter(|it| it.state() != State::Kept) {
            let told = definition.findings.iter().filter(|it| is_told(it));
            rows.extend(told.map(|located| finding(&whole, &path, definition, located)));
        }
    }
    rows
}

/// Returns the row of a finding. `whole` is the group of its file.
fn finding(
    whole: &RowGroup,
    path: &str,
    definition: &Migration,
    LocatedFinding { position, finding }: &LocatedFinding,
) -> Row {
    let mut help: Vec<String> =
        finding.help.iter().map(|help| prose(&without_login(help))).collect();
    if let Some(loss) = &finding.loss {
        let accept = code(&format!("--accept {}", finding.rule));
        help.push(format!("or {accept} (if you accept: {})", prose(&without_login(loss))));
    }
    let (id, rule) = (code(&definition.id.to_string()), escaped(&finding.rule));
    Row {
        group: whole.clone(),
        brief: id.clone(),
        topic: rule.clone(),
        cells: vec![
            format!("{id}<br>{}", place(path, *position)),
            format!("**{rule}**: {}", prose(&without_login(&finding.message))),
            help.join("<br>"),
        ],
    }
}

/// Returns the definitions that can be converted, or were.
fn changes(report: &Report, groups: &Groups) -> Section {
    let mut rows = Vec::new();
    for (path, plan) in plans(report) {
        let changed = plan.definitions.iter().filter(|it| it.state() == State::Convertible);
        rows.extend(changed.map(|definition| {
            let image = definition.image.as_deref().map(|image| code(&without_login(image)));
            let id = code(&definition.id.to_string());
            Row {
                group: groups.of_plan(&path, plan),
                brief: id.clone(),
                topic: String::new(),
                cells: vec![id, place(&path, definition.position), image.unwrap_or_default()],
            }
        }));
    }
    let done = state_name(State::Convertible, report.verb);
    let title = if report.verb == Verb::Apply { "Changed" } else { "Would change" };
    Section {
        title: format!("{title}: {}", counted(rows.len(), "definition", "definitions")),
        lead: "",
        unit: ("definition", "definitions"),
        head: vec![done, "where", "image"],
        rows,
    }
}

/// Returns the mentions of credential files.
fn mentions(report: &Report, groups: &Groups) -> Section {
    let mut rows = Vec::new();
    for (path, plan) in plans(report) {
        rows.extend(plan.mentions.iter().map(|mention| {
            let place = place(&path, mention.position);
            let cells =
                vec![place.clone(), plan.format.to_string(), code(&without_login(&mention.text))];
            Row { group: groups.of_plan(&path, plan), brief: place, topic: String::new(), cells }
        }));
    }
    let files = counted(report.summary.files_mentioning, "file", "files");
    Section {
        title: format!("Named, not converted: {files}"),
        lead: "Look whether these still need the credential file.",
        unit: ("place", "places"),
        head: vec!["where", "in", "text"],
        rows,
    }
}

/// Returns the files with an error.
fn errors(report: &Report, groups: &Groups) -> Section {
    let rows = report.files.iter().filter_map(|file| {
        let failure = file.result.as_ref().err()?;
        let path = file.path.to_string_lossy();
        let place = failure.position.map_or_else(|| code(&path), |at| place(&path, at));
        Some(Row {
            group: RowGroup { cluster: String::new(), folder: groups.folders.name(&file.path) },
            brief: place.clone(),
            topic: String::new(),
            cells: vec![place, prose(&without_login(&failure.message))],
        })
    });
    let rows: Vec<Row> = rows.collect();
    Section {
        title: format!("Failed: {}", counted(rows.len(), "file", "files")),
        lead: "",
        unit: ("file", "files"),
        head: vec!["where", "error"],
        rows,
    }
}
