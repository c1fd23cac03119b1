//! `pullconfig secrets`: lists the secrets that must exist.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use anstream::adapter::strip_bytes;
use anyhow::{Context as _, bail};

use super::extract;
use crate::cli::args::secrets::{SecretsArguments, SecretsCommand, SecretsFormat};
use crate::cli::clusters::{chosen, is_chosen};
use crate::cli::input::Input;
use crate::cli::session::{Recorded, Session};
use crate::cli::status::Status;
use crate::cli::terminal::output::{Output, failures, note};
use crate::engine::Cluster;
use crate::plan::{FileOptions, FilePlan};
use crate::plan_file::ClusterUrl;
use crate::report::{
    JsonWriter, ScriptTarget, grouped, named, secrets_document, secrets_script, secrets_table,
    suggestions,
};
use crate::secrets::{Manifest, Suggestion, masked_alike, suggest};
use crate::write::{WriteError, create_private};

/// The least number of secrets that is told below their list.
const MANY: usize = 20;

pub(in crate::cli) fn run(arguments: &SecretsArguments, output: &Output) -> anyhow::Result<Status> {
    if let Some(SecretsCommand::Extract(arguments)) = &arguments.command {
        return extract::run(arguments, output);
    }
    if arguments.migration.is_about_texts() {
        bail!("--strip-read-only makes no difference to the secrets");
    }
    let input = Input::without_report(&arguments.files).choosing(&arguments.filter);
    let session = session(arguments, &input)?;
    let clusters = chosen(&arguments.files.clusters, &session.clusters)?;
    let all = Manifest::of(session.plans());
    let unclear = all.unclear_archives();
    let manifest = manifest(&session, &clusters);
    let mut out = output.stdout();
    let columns = out.columns();
    match arguments.format {
        _ if arguments.suggest => {
            let Some(suggested) = suggested(&session, &clusters) else {
                bail!("--suggest looks at the files, and a plan has none");
            };
            suggestions(&mut out, &suggested)?;
        }
        SecretsFormat::Table => secrets_table(&mut out, &manifest, arguments.verbose, columns)?,
        SecretsFormat::Json => {
            writeln!(JsonWriter::new(&mut out), "{:#}", secrets_document(&manifest))?;
        }
        SecretsFormat::Sh => {
            let script = script(&manifest, &session.clusters, unclear.clone())?;
            write!(out, "{script}")?;
        }
    }
    out.flush()?;
    let failed = failures(output, &session.files);
    out.finish()?;
    session.leftovers.tell(output);
    if failed {
        return Ok(Status::Failed);
    }
    tell_unclear(&unclear, output);
    if let Some(chosen) = session.summary.chosen_in_words() {
        note(output, &chosen);
    }
    if arguments.format == SecretsFormat::Table && !arguments.suggest {
        tell_number(&session, &clusters, &manifest, output);
    }
    tell_the_rest(arguments, &manifest, output);
    Ok(Status::Clean)
}

/// Returns the suggestions for the chosen clusters; `None` if the session has a plan instead of files.
fn suggested(session: &Session, clusters: &[Cluster]) -> Option<Vec<Suggestion>> {
    let options = session.options.as_ref()?;
    let plans = session.plans().filter(|(_, plan)| is_chosen(&plan.clusters, clusters));
    let plans: Vec<(&FilePlan, Arc<FileOptions>)> =
        plans.map(|(path, plan)| (plan, options.of(path))).collect();
    let plans = plans.iter().map(|(plan, own)| {
        let of_chosen = own.each.iter().filter(|it| is_chosen(&it.clusters, clusters));
        (*plan, of_chosen.map(|it| &it.rules).collect())
    });
    Some(suggest(plans))
}

/// Prints a note with the number of secrets if there are many, and with the way to need fewer.
fn tell_number(session: &Session, clusters: &[Cluster], manifest: &Manifest, output: &Output) {
    let count = manifest.secrets.len();
    if count < MANY {
        return;
    }
    let can_share = suggested(session, clusters).is_some_and(|it| !it.is_empty());
    let fewer = if can_share {
        "; `pullconfig secrets --suggest` prints entries for pullconfig.toml with which definitions share them"
    } else {
        ""
    };
    note(output, &format!("{} secrets{fewer}", grouped(count)));
}

/// Returns the secrets of `clusters`, or of all clusters if none was chosen.
fn manifest<'s>(session: &'s Session, clusters: &[Cluster]) -> Manifest<'s> {
    let plans = session.plans().filter(|(_, plan)| is_chosen(&plan.clusters, clusters));
    let mut manifest = Manifest::of(plans);
    let is_listed = |cluster: &Cluster| is_chosen(std::slice::from_ref(cluster), clusters);
    manifest.secrets.retain(|secret| is_listed(&secret.cluster));
    manifest
}

/// Writes the list of the secrets of a session to a new file at `path`. `names` are the clusters that the user has
/// chosen.
pub(super) fn write_list(path: &Path, session: &Session, names: &[String]) -> anyhow::Result<()> {
    let manifest = manifest(session, &chosen(names, &session.clusters)?);
    let mut list = Vec::new();
    if path.extension().is_some_and(|it| it == "json") {
        writeln!(JsonWriter::new(&mut list), "{:#}", secrets_document(&manifest))?;
    } else {
        secrets_table(&mut list, &manifest, true, None)?;
        list = strip_bytes(&list).into_vec();
    }
    match create_private(path, &list, false) {
        Err(WriteError::Exists) => bail!(
            "{} is there already; nothing was changed: give the list a new name",
            path.display()
        ),
        Err(error) => Err(error)
            .with_context(|| format!("cannot write {}; nothing was changed", path.display())),
        Ok(_) => Ok(()),
    }
}

/// Plans the files, or takes the plans from the plan file that the user has named.
fn session(arguments: &SecretsArguments, input: &Input<'_>) -> anyhow::Result<Session> {
    let Some(path) = &arguments.plan else {
        return Session::survey_of_all_clusters(input, arguments.migration.given());
    };
    let Recorded { session, has_contents } = Session::recorded(path, input)?;
    if arguments.format == SecretsFormat::Sh && !has_contents {
        bail!(
            "the plan is of an earlier version and does not tell what the secrets hold; make it again"
        );
    }
    let plans = session.plans().map(|(_, plan)| plan);
    if let Some(content) = masked_alike(plans).filter(|_| arguments.format != SecretsFormat::Table)
    {
        bail!(
            "two credentials are `{content}` in the plan, which shows no logins; give each a [[credential]] with a name and make the plan again, or leave --plan out"
        );
    }
    Ok(session)
}

/// Returns the script that stores the secrets. Only one cluster may have secrets. `clusters` tell its URL, and
/// `unclear` are the archives that may belong to another cluster.
fn script(
    manifest: &Manifest,
    clusters: &[ClusterUrl],
    unclear: BTreeSet<&Path>,
) -> anyhow::Result<String> {
    let cluster = only_cluster(manifest)?;
    let of_cluster = |it: &&ClusterUrl| cluster.name() == Some(&it.name);
    let origin = clusters.iter().find(of_cluster).and_then(|it| it.dcos.clone());
    let target = ScriptTarget { cluster: &cluster, origin, unclear };
    Ok(secrets_script(manifest, &target))
}

/// Prints a note about each archive that may belong to several clusters.
fn tell_unclear(archives: &BTreeSet<&Path>, output: &Output) {
    for archive in archives {
        let archive = named(archive);
        note(
            output,
            &format!(
                "{archive} is the local copy of what several clusters fetch, and not used in a script; say in its [[credential]] of which `cluster` it is"
            ),
        );
    }
}

/// Returns the cluster that a script is for: the only one that has secrets. It is an error if there are several, or
/// if an id that is defined twice shows that there are several.
fn only_cluster(manifest: &Manifest) -> anyhow::Result<Cluster> {
    let clusters: Vec<&Cluster> = manifest.clusters().into_iter().collect();
    if clusters.len() > 1 {
        let names: Vec<String> = clusters.iter().map(|cluster| format!("`{cluster}`")).collect();
        bail!(
            "a script is for one cluster, and there are secrets of {}; choose one with --cluster",
            names.join(", ")
        );
    }
    if let Some((one, other)) = manifest.equal_ids() {
        bail!(
            "a script is for one cluster, and `{}` is defined in {} and in {}: name the clusters in pullconfig.toml, or narrow the script to the files of one, as in `pullconfig secrets --format sh {}`",
            one.definition.id,
            named(one.file),
            named(other.file),
            folder(one.file)
        );
    }
    Ok(clusters.first().map(|cluster| (*cluster).clone()).unwrap_or_default())
}

/// Returns the first part of a path, as it is shown.
fn folder(path: &Path) -> String {
    path.iter().next().map(|part| named(Path::new(part))).unwrap_or_default()
}

/// Prints a note if there are no secrets, and a note about blocked definitions, whose secrets are not listed.
fn tell_the_rest(arguments: &SecretsArguments, manifest: &Manifest, output: &Output) {
    if manifest.secrets.is_empty() && manifest.blocked == 0 {
        note(
            output,
            "no definition names a secret to pull its image with, or would after a conversion",
        );
    }
    // The suggestions tell how many definitions of each are blocked.
    if manifest.blocked > 0 && !arguments.suggest {
        let (definitions, are) =
            if manifest.blocked == 1 { ("definition", "is") } else { ("definitions", "are") };
        let again = arguments.filter.again(&arguments.files).unwrap_or_default();
        let blocked = manifest.blocked;
        let has_options = arguments.files.has_options() || arguments.migration.has_options();
        let same = if has_options { " with the same options" } else { "" };
        note(
            output,
            &format!(
                "{blocked} {definitions} {are} blocked and not counted; `pullconfig scan{again}`{same} tells why"
            ),
        );
    }
}
