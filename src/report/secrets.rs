//! Writes the secrets that must exist, as a table and as JSON.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::human::counted;
use super::human::{BOLD, DIM};
use super::jsonl::VERSION;
use super::named;
use super::width::wrapped;
use crate::engine::{PossibleContent, SecretContent, secret_path};
use crate::marathon::{Id, Registry};
use crate::secrets::{LoginFiles, Manifest, Secret, Suggestion, Usage};
use crate::text::without_login;

/// The number of lines that are shown of a longer cell; `-v` shows all. A cell with only one line more is shown whole.
const ENTRIES_SHOWN: usize = 3;

/// The cell for the content of a secret that definitions name already.
const UNKNOWN: &str = "-";

/// Writes one row for each secret, which may have several lines. The clusters have a column if there are several.
/// With `is_whole`, long cells are not cut. If the table is wider than `columns`, the width of the terminal, each
/// secret is a paragraph instead.
///
/// # Errors
/// The stream cannot be written.
pub fn secrets_table(
    out: &mut dyn Write,
    manifest: &Manifest,
    is_whole: bool,
    columns: Option<usize>,
) -> io::Result<()> {
    if manifest.secrets.is_empty() {
        return Ok(());
    }
    let first = usize::from(manifest.clusters().len() < 2);
    let titles = ["CLUSTER", "SECRET", "FROM", "REGISTRY", "USED BY"];
    let titles = titles.map(|title| vec![title.to_owned()]);
    let rows: Vec<[Vec<String>; 5]> =
        manifest.secrets.iter().map(|secret| row(secret, is_whole)).collect();
    let widths: [usize; 5] = std::array::from_fn(|column| {
        let cells = std::iter::once(&titles).chain(&rows).flat_map(|row| &row[column]);
        cells.map(|line| line.chars().count()).max().unwrap_or(0)
    });
    let wide = widths[first..].iter().map(|width| width + 2).sum::<usize>().saturating_sub(2);
    if let Some(columns) = columns.filter(|&columns| columns < wide) {
        return rows.iter().try_for_each(|row| paragraph(out, row, first, columns));
    }
    let table = Table { first, widths };
    table.write(out, &titles, true)?;
    rows.iter().try_for_each(|row| table.write(out, row, false))
}

/// Returns the cells of a secret, each as lines: cluster, path, URIs, registries and definitions.
fn row(secret: &Secret, is_whole: bool) -> [Vec<String>; 5] {
    let registries = secret.registries.iter().map(Registry::to_string).collect();
    let cluster = vec![secret.cluster.to_string()];
    let path = vec![secret_path(&secret.path)];
    let users = cut(users(secret), is_whole);
    let cells = [cluster, path, from(secret, is_whole), cut(registries, is_whole), users];
    cells.map(|cell| cell.iter().map(|line| plain(line)).collect())
}

/// Writes the cells of a row as a paragraph under the path of the secret. `first` is the first cell that is shown: 0 if
/// the cluster is shown, else 1.
fn paragraph(
    out: &mut dyn Write,
    [cluster, path, from, registries, users]: &[Vec<String>; 5],
    first: usize,
    columns: usize,
) -> io::Result<()> {
    let cluster = if first == 0 { format!("{} ", cluster.concat()) } else { String::new() };
    writeln!(out, "{cluster}{BOLD}{}{BOLD:#}", path.concat())?;
    let list = |cell: &[String]| {
        let list = cell.join(", ");
        list.replace(", and ", " and ").replace(", or ", " or ")
    };
    let from = match list(from).as_str() {
        UNKNOWN => "content unknown, definitions name it already".to_owned(),
        from => format!("from {from}"),
    };
    let (registries, users) = (list(registries), list(users));
    let text = format!("{from}; registry: {registries}; used by {users}");
    for line in wrapped(&text, columns, 2) {
        writeln!(out, "  {line}")?;
    }
    Ok(())
}

/// Returns the ids of the definitions that use the secret. An id that stands in several files has the file after it.
fn users(secret: &Secret) -> Vec<String> {
    let mut counts: HashMap<&Id, BTreeSet<&Path>> = HashMap::new();
    for usage in &secret.usages {
        counts.entry(&usage.definition.id).or_default().insert(usage.file);
    }
    let name = |usage: &Usage| {
        let id = &usage.definition.id;
        match counts[id].len() {
            1 => id.to_string(),
            _ => format!("{id} ({})", named(usage.file)),
        }
    };
    secret.usages.iter().map(name).collect()
}

/// Returns the cell with the URIs that the secret replaces. If the secret may hold one of several contents, it has all
/// of these contents instead.
fn from(secret: &Secret, is_whole: bool) -> Vec<String> {
    if secret.contents.len() > 1 {
        let word = |at: usize| if at == 0 { "" } else { "or " };
        let lines = secret.contents.iter().enumerate();
        return lines.map(|(at, it)| format!("{}{}", word(at), possible_in(secret, it))).collect();
    }
    let mut uris: Vec<String> =
        secret.uris.iter().map(|uri| without_login(uri).into_owned()).collect();
    if uris.is_empty() {
        uris.push(secret.content().map_or_else(|| UNKNOWN.into(), ToString::to_string));
    }
    cut(uris, is_whole)
}

/// Returns a content with its condition: `https://files.example.com/docker.tgz if prod`. If definitions with one id
/// want different contents, the files of the definitions that want this one follow.
pub(super) fn possible_in(secret: &Secret, possible: &PossibleContent) -> String {
    let PossibleContent { content, condition, .. } = possible;
    let condition = condition.as_ref().map(|condition| format!(" if {condition}"));
    let files = secret.files_of(possible);
    let files: Vec<String> = files.iter().map(|file| named(file)).collect();
    let files = if files.is_empty() { String::new() } else { format!(" in {}", files.join(", ")) };
    without_login(&format!("{content}{}{files}", condition.unwrap_or_default())).into_owned()
}

/// Returns the first lines of a cell, see [`ENTRIES_SHOWN`]; with `is_whole`, all.
fn cut(mut cell: Vec<String>, is_whole: bool) -> Vec<String> {
    if !is_whole && cell.len() > ENTRIES_SHOWN + 1 {
        let more = cell.len() - ENTRIES_SHOWN;
        cell.truncate(ENTRIES_SHOWN);
        cell.push(format!("and {more} more"));
    }
    cell
}

/// Returns `text` with `\u{fffd}` in place of each control character, which could move the cursor of a terminal.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// The columns of a table.
struct Table {
    /// The index of the first column that is shown.
    first: usize,
    widths: [usize; 5],
}

impl Table {
    /// Writes the lines of a row.
    fn write(&self, out: &mut dyn Write, row: &[Vec<String>; 5], is_title: bool) -> io::Result<()> {
        let height = row.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            let mut text = String::new();
            let columns = row.iter().zip(self.widths).enumerate().skip(self.first);
            for (column, (cell, width)) in columns {
                let cell = cell.get(line).map_or("", String::as_str);
                let style = match column {
                    _ if is_title => DIM,
                    1 => BOLD,
                    _ => anstyle::Style::new(),
                };
                let gap = " ".repeat(width + 2 - cell.chars().count());
                text.push_str(&format!("{style}{cell}{style:#}{gap}"));
            }
            writeln!(out, "{}", text.trim_end())?;
        }
        Ok(())
    }
}

/// Returns everything that is known about the secrets as one JSON value.
#[must_use]
pub fn secrets_document(manifest: &Manifest) -> Value {
    let mut files = LoginFiles::of(manifest);
    let secrets = manifest.secrets.iter().map(|secret| secret_value(secret, &mut files));
    json!({
        "version": VERSION,
        "program": concat!("pullconfig ", env!("CARGO_PKG_VERSION")),
        "secrets": secrets.collect::<Vec<_>>(),
        "blocked": manifest.blocked,
    })
}

/// Returns the name of a registry as the summary has it; `null` for the default registry of the agents.
fn named_registry(registry: &Registry) -> Value {
    match registry {
        Registry::Default => Value::Null,
        other => Value::from(other.to_string()),
    }
}

fn secret_value(secret: &Secret, files: &mut LoginFiles) -> Value {
    let archive = |possible: &PossibleContent| {
        Some(possible.archive.as_ref()?.path.to_string_lossy().into_owned())
    };
    let shown = |content: &SecretContent| without_login(&content.to_string()).into_owned();
    let mut possible = |possible: &PossibleContent| {
        json!({
            "content": shown(&possible.content),
            "condition": possible.condition.as_ref().map(|condition| without_login(condition)),
            "archive": archive(possible),
            "login_file": files.of_content(&secret.cluster, &possible.content),
            "paths": secret.files_of(possible),
        })
    };
    json!({
        "cluster": secret.cluster.name(),
        "secret": secret.path,
        "uris": secret.uris.iter().map(|uri| without_login(uri)).collect::<Vec<_>>(),
        "content": secret.content().map(shown),
        "archive": secret.content().and_then(|_| archive(secret.contents.first()?)),
        "contents": secret.contents.iter().map(&mut possible).collect::<Vec<_>>(),
        "registries": secret.registries.iter().map(named_registry).collect::<Vec<_>>(),
        "definitions": secret.usages.iter().map(usage_value).collect::<Vec<_>>(),
    })
}

fn usage_value(usage: &Usage) -> Value {
    let Usage { file, definition, need } = usage;
    json!({
        "path": file.to_string_lossy(),
        "line": definition.position.line,
        "column": definition.position.column,
        "kind": definition.kind,
        "id": definition.id.as_str(),
        "state": definition.state().name(),
        "key": need.key,
        "source": need.source,
        "images": need.images,
    })
}

/// Writes suggestions as entries for a `pullconfig.toml`.
///
/// # Errors
/// The stream cannot be written.
pub fn suggestions(out: &mut dyn Write, suggestions: &[Suggestion]) -> io::Result<()> {
    if suggestions.is_empty() {
        return writeln!(out, "# nothing to suggest: no credential URI is left without a path");
    }
    writeln!(out, "# One secret for each credential, at a path that all its users may read.")?;
    for it in suggestions {
        let definitions = counted(it.definitions, "definition", "definitions");
        let blocked = match it.blocked {
            0 => String::new(),
            blocked => format!(" ({blocked} blocked)"),
        };
        let place = match &it.group {
            Some(group) => format!("in {group}"),
            None => "without a common group: one secret for each top-level group".to_owned(),
        };
        writeln!(out, "\n# {definitions}{blocked} {}", plain(&place))?;
        if it.without_id > 0 {
            let without = counted(it.without_id, "has no id", "have no id");
            writeln!(out, "# {without} in the file: who may read the secret is not known")?;
        }
        if it.variants > 1 {
            writeln!(out, "# {} URIs; if they deliver the same, add: same = true", it.variants)?;
        }
        let entry = [
            "[[credential]]".to_owned(),
            format!("uri = {}", basic_string(&it.uri)),
            format!("secret-source = {}", basic_string(&it.source)),
        ];
        match &it.known {
            None => writeln!(out, "{}", entry.join("\n"))?,
            Some(title) => {
                writeln!(out, "# add to the [[credential]] {}:", basic_string(title))?;
                writeln!(out, "# {}", entry[2])?;
            }
        }
    }
    Ok(())
}

/// Returns a string in the notation that TOML and JSON share.
fn basic_string(text: &str) -> String {
    Value::from(text).to_string()
}
