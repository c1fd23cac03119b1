//! Writes the parts of the page that are about the whole run: navigation, filters, counts, secrets, mentions.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::escape::escaped;
use super::file::{is_shown, is_told};
use super::overview::{self, filter};
use crate::engine::{Cluster, secret_path};
use crate::plan::{Migration, State, Stray};
use crate::report::Report;
use crate::report::human::{counted, grouped};
use crate::report::jsonl::state_name;
use crate::report::live::strays_in_words;
use crate::report::overview::{has_clusters, registry};
use crate::rules::rule;
use crate::text::without_login;

/// Writes the links to the sections of the page that have something in them.
pub(super) fn navigation(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let summary = report.summary;
    let strays =
        summary.live.as_ref().and_then(|live| live.strays.as_deref()).map_or(0, <[_]>::len);
    let parts = [
        ("secrets", counted(summary.secrets, "secret", "secrets"), summary.secrets),
        (
            "files",
            "definitions".to_owned(),
            summary.convertible + summary.blocked + summary.left + summary.kept,
        ),
        ("strays", "in no file".to_owned(), strays),
        ("mentions", "only named".to_owned(), summary.files_mentioning),
        ("rules", "rules".to_owned(), summary.blockers.len() + summary.warnings.len()),
    ];
    write!(out, "<nav>")?;
    for (id, text, _) in parts.iter().filter(|(_, _, count)| *count > 0) {
        write!(out, "<a href=\"#{id}\">{text}</a> ")?;
    }
    writeln!(out, "</nav>")
}

/// Writes the filters. They are hidden until the script shows them, because they do nothing without it.
pub(super) fn filters(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let plans = || report.files.iter().filter_map(|file| file.result.as_ref().ok());
    let definitions =
        || plans().flat_map(|plan| &plan.definitions).filter(|it| is_told(it, report));
    let mut states: Vec<State> = definitions().map(Migration::state).collect();
    states.sort_unstable();
    states.dedup();
    let mut states: Vec<&str> =
        states.into_iter().map(|state| state_name(state, report.verb)).collect();
    states.extend((report.summary.failed > 0).then_some("error"));
    let findings = definitions().flat_map(|it| &it.findings).filter(|it| is_shown(it, report));
    let rules: BTreeSet<&str> = findings
        .map(|it| rule(&it.finding.rule).map_or(it.finding.rule.as_str(), |rule| rule.name))
        .collect();
    let rules: Vec<&str> = rules.into_iter().collect();
    let registries: BTreeSet<String> = definitions().map(registry).collect();
    let registries: Vec<&str> = registries.iter().map(String::as_str).collect();
    let folders = folders(report);
    let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
    writeln!(out, "<form id=\"filters\" hidden>")?;
    let plans = plans().filter(|_| has_clusters(report.files));
    let clusters: BTreeSet<String> =
        plans.flat_map(|plan| &*plan.clusters).map(ToString::to_string).collect();
    if !clusters.is_empty() {
        let clusters: Vec<&str> = clusters.iter().map(String::as_str).collect();
        select(out, "cluster", "Cluster", &clusters)?;
    }
    select(out, "state", "State", &states)?;
    select(out, "rule", "Rule", &rules)?;
    select(out, "registry", "Registry", &registries)?;
    select(out, "folder", "Folder", &folders)?;
    select(out, "review", "Reviewed", &["yes", "no"])?;
    writeln!(
        out,
        "<label>Path or id <input type=\"search\" name=\"text\"></label>\n\
         <button type=\"reset\">Show all</button>\n\
         <button type=\"button\" id=\"fold\">Fold all</button>\n\
         <button type=\"button\" id=\"unfold\">Unfold all</button>\n\
         <output id=\"shown\"></output> <output id=\"reviewed\"></output>\n</form>"
    )
}

/// Returns the folders that the files shown are in, on every level, with a slash at the end: `a/` and `a/b/` for
/// `a/b/c.json`.
fn folders(report: &Report) -> BTreeSet<String> {
    let told = report.files.iter().filter(|file| match &file.result {
        Ok(plan) => {
            !plan.mentions.is_empty() || plan.definitions.iter().any(|it| is_told(it, report))
        }
        Err(_) => true,
    });
    let above = |path: &'_ Path| path.ancestors().skip(1).map(Path::to_owned).collect::<Vec<_>>();
    let folders: BTreeSet<PathBuf> = told.flat_map(|file| above(&file.path)).collect();
    let names = folders.iter().map(|folder| folder.to_string_lossy());
    let names = names.filter(|name| !name.is_empty() && name != "/");
    names.map(|name| format!("{name}/")).collect()
}

/// Writes one filter, with the choices `all` and `values`.
fn select(out: &mut dyn Write, name: &str, label: &str, values: &[&str]) -> io::Result<()> {
    write!(out, "<label>{label} <select name=\"{name}\"><option value=\"\">all</option>")?;
    for value in values {
        write!(out, "<option>{}</option>", escaped(value))?;
    }
    writeln!(out, "</select></label>")
}

/// Writes the section with the tables of counts, such as groups, blockers and registries.
pub(super) fn summary(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let summary = report.summary;
    writeln!(out, "<section id=\"summary\">")?;
    overview::groups(out, report)?;
    overview::in_the_way(out, report)?;
    counts(out, "To look at", &summary.cautions)?;
    overview::different(out, report)?;
    counts(out, "Registries", &summary.registries)?;
    counts(out, "Credential URIs", &summary.uris)?;
    writeln!(out, "</section>")
}

/// Writes a table of names with their counts, the greatest counts first.
fn counts(out: &mut dyn Write, title: &str, counts: &BTreeMap<String, usize>) -> io::Result<()> {
    if counts.is_empty() {
        return Ok(());
    }
    let mut rows: Vec<(&String, &usize)> = counts.iter().collect();
    rows.sort_by_key(|&(name, &count)| (usize::MAX - count, name));
    writeln!(out, "<table class=\"counts\"><caption>{title}</caption>")?;
    for (name, count) in rows {
        let shown = without_login(name);
        let shown = match (rule(name), title) {
            (Some(rule), _) => filter("rule", rule.name, &shown),
            (None, "Registries") => filter("registry", name, &shown),
            (None, _) => escaped(&shown).into_owned(),
        };
        writeln!(out, "<tr><td>{}<td>{shown}</tr>", grouped(count))?;
    }
    writeln!(out, "</table>")
}

/// The uses of one secret.
#[derive(Default)]
struct SecretUses {
    /// The ids of the definitions that pull with the secret.
    ids: Vec<String>,
    /// The credential URIs that the secret replaces in them, without logins.
    uris: Vec<String>,
}

/// Writes the secrets that must exist before the converted definitions are deployed.
pub(super) fn secrets(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let mut sources: BTreeMap<(&Cluster, String), SecretUses> = BTreeMap::new();
    let has_clusters = has_clusters(report.files);
    for plan in report.files.iter().filter_map(|file| file.result.as_ref().ok()) {
        let converted = plan.definitions.iter().filter(|it| it.state() == State::Convertible);
        for (definition, secret) in
            converted.flat_map(|it| it.secrets().iter().map(move |secret| (it, secret)))
        {
            for cluster in plan.clusters_of(secret) {
                let key = (cluster, secret_path(&secret.source));
                let uses = sources.entry(key).or_default();
                uses.ids.push(definition.id.to_string());
                uses.uris.extend(secret.uris.iter().map(|uri| without_login(uri).into_owned()));
            }
        }
    }
    if sources.is_empty() {
        return Ok(());
    }
    let count = counted(sources.len(), "secret", "secrets");
    writeln!(
        out,
        "<section id=\"secrets\"><details><summary><h2>Before deploying: {count} must exist</h2></summary>\n\
         <table class=\"list\"><tr>{}<th>secret<th>for<th>instead of</tr>",
        if has_clusters { "<th>cluster" } else { "" }
    )?;
    for ((cluster, source), SecretUses { ids, uris }) in sources {
        let (source, ids, uris) = (escaped(&source), list(ids), list(uris));
        let cluster = cluster.to_string();
        let cluster = match has_clusters {
            true => format!("<td>{}", escaped(&cluster)),
            false => String::new(),
        };
        writeln!(out, "<tr>{cluster}<td><code>{source}</code><td>{ids}<td>{uris}</tr>")?;
    }
    writeln!(out, "</table></details></section>")
}

/// Returns `texts` as HTML, sorted, each once and on a line of its own.
fn list(mut texts: Vec<String>) -> String {
    texts.sort();
    texts.dedup();
    let code = |text: &String| format!("<code>{}</code>", escaped(text));
    texts.iter().map(code).collect::<Vec<_>>().join("<br>")
}

/// Writes the files that name a credential file and are not converted.
pub(super) fn mentions(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    if report.summary.files_mentioning == 0 {
        return Ok(());
    }
    let count = counted(report.summary.files_mentioning, "file", "files");
    writeln!(
        out,
        "<section id=\"mentions\"><h2>Named, not converted: {count}</h2>\n<table class=\"list\">"
    )?;
    for file in report.files {
        let Ok(plan) = &file.result else { continue };
        let path = file.path.to_string_lossy();
        for mention in &plan.mentions {
            writeln!(
                out,
                "<tr data-path=\"{}\"><td><code>{}:{}:{}</code><td>{}<td><code>{}</code></tr>",
                escaped(&path),
                escaped(&path),
                mention.position.line,
                mention.position.column,
                plan.format,
                escaped(&without_login(&mention.text))
            )?;
        }
    }
    writeln!(out, "</table></section>")
}

/// Writes the strays, each with the state that it would have in a file.
pub(super) fn strays(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let live = report.summary.live.as_ref();
    let strays = live.and_then(|live| live.strays.as_deref()).unwrap_or_default();
    if strays.is_empty() {
        return Ok(());
    }
    let has_clusters = strays.iter().any(|stray| stray.cluster.is_some());
    writeln!(
        out,
        "<section id=\"strays\"><h2>{}</h2>\n<table class=\"list\">\
         <tr>{}<th>app<th>in a file it would be<th>blocked by<th>secret</tr>",
        strays_in_words(strays.len()),
        if has_clusters { "<th>cluster" } else { "" }
    )?;
    for Stray { cluster, id, state, blockers, secrets, .. } in strays {
        let cluster = match has_clusters {
            true => format!("<td>{}", escaped(cluster.as_deref().unwrap_or_default())),
            false => String::new(),
        };
        let id = escaped(id);
        let (blockers, secrets) = (list(blockers.clone()), list(secrets.clone()));
        writeln!(
            out,
            "<tr>{cluster}<td><code>{id}</code><td>{state}<td>{blockers}<td>{secrets}</tr>"
        )?;
    }
    writeln!(out, "</table></section>")
}
