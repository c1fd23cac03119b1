//! The second search of `pullconfig scan`: finds the other apps, which are on Docker, pull from a registry of the first
//! search, and have no known credentials.
//!
//! They are reported so that nobody overlooks a credential file with an unusual name, or a login of the
//! agents. Invariant: a file is read in the second search only if the first one has found such a registry in it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::cli::input::Input;
use crate::cli::session::Session;
use crate::marathon::Registry;
use crate::plan::{Other, Others, State, Unrecognised, others};
use crate::scan::{ScannedFile, Selection, scan};
use crate::source::SourceFile;

/// Without `-v`, the most files that the second search reads, and the most images of each file that it examines. More
/// of them would not change the advice of the report.
pub(super) const MOST_LOOKED_AT: usize = 200;

/// Searches for the other apps. The first search is in `session`.
pub(super) fn look(session: &Session, input: &Input<'_>) -> anyhow::Result<Unrecognised> {
    let plans = || session.plans().map(|(_, plan)| plan);
    let pulls = [State::Convertible, State::Left, State::Blocked, State::Migrated];
    let images =
        plans().flat_map(|plan| &plan.definitions).filter(|it| pulls.contains(&it.state()));
    let registries: BTreeSet<&str> = images
        .filter_map(|it| match Registry::of(it.image.as_deref()?) {
            Registry::Host(host) => Some(host),
            _ => None,
        })
        .collect();
    let mut found = Unrecognised::default();
    let mut add = |path: PathBuf, others: &Others| {
        let of_these = others.apps.iter().filter(|app| registries.contains(app.registry.as_str()));
        let apps: Vec<&Other> = of_these.collect();
        found.is_cut |= others.is_cut && !apps.is_empty();
        apps.into_iter().for_each(|app| found.add(path.clone(), app));
    };
    session.plans().for_each(|(path, plan)| add(path.to_owned(), &plan.others));
    let kept = || session.aside.iter().filter(|(host, _)| registries.contains(host.as_str()));
    let paths: BTreeSet<&PathBuf> = kept().flat_map(|(_, kept)| &kept.paths).collect();
    let most = session.options.as_ref().map_or(0, |options| options.general.others);
    let is_cut = kept().any(|(_, kept)| kept.is_cut) || paths.len() > most;
    if let Some(options) = session.options.as_ref().filter(|_| !paths.is_empty()) {
        let selection = Selection {
            also: registries.iter().map(|host| host.as_bytes().to_vec()).collect(),
            ..input.selection(Some(paths.into_iter().take(most).cloned().collect()))
        };
        let selection = Selection { paths: Vec::new(), ..selection };
        let scanned = scan(&selection, &|source: SourceFile| {
            let of_file = options.of(&source.path);
            let found = others(&source, of_file.each.first()?);
            (!found.apps.is_empty()).then_some(found)
        })?;
        // If a file cannot be read any more, no error is reported: the first search has found nothing about credentials
        // in it.
        for ScannedFile { path, result } in scanned.files {
            result.iter().for_each(|others| add(path.clone(), others));
        }
    }
    found.is_cut |= is_cut && found.apps > 0;
    found.places.sort_by(|a, b| (&a.path, a.position).cmp(&(&b.path, b.position)));
    Ok(found)
}
