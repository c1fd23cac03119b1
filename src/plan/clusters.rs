//! Plans a file that is for several clusters: once with the settings of each cluster. The plans are
//! joined if all of them change the text in the same way.

use std::collections::BTreeSet;

use super::hits::may_concern;
use super::{FilePlan, Migration, PlanError, PlanOptions, plan, survey};
use crate::engine::{Cluster, SecretNeed};
use crate::source::SourceFile;
use crate::text::Position;

/// The options with which one file is planned: one set for all of its clusters, or several sets if
/// the settings of the clusters differ.
#[derive(Debug, Clone)]
pub struct FileOptions {
    /// The options, each with its clusters. There is at least one.
    pub each: Vec<PlanOptions>,
    /// The keys of the configuration in which the sets of options differ.
    pub differences: Vec<&'static str>,
}

impl FileOptions {
    /// Returns the options that hold in all clusters of a file.
    #[must_use]
    pub fn alike(options: PlanOptions) -> Self {
        FileOptions { each: vec![options], differences: Vec::new() }
    }

    /// Whether a file is about credentials or pull secrets, or may be, in some of its clusters.
    #[must_use]
    pub fn concern(&self, source: &SourceFile) -> bool {
        self.each.iter().any(|options| may_concern(&source.bytes, &options.rules.recognition))
    }

    /// Lets only the definitions at these places be changed.
    pub fn change_only(&mut self, places: &BTreeSet<Position>) {
        self.each.iter_mut().for_each(|options| options.only = Some(places.clone()));
    }
}

/// Plans one file for all of its clusters, and proves the changes.
///
/// # Errors
/// See [`plan`]; or the text of the file would come out differently for some of its clusters.
pub fn plan_for_all(source: SourceFile, options: &FileOptions) -> Result<FilePlan, PlanError> {
    match options.each.as_slice() {
        [only] => plan(source, only),
        _ => put_together(&source, options),
    }
}

/// Plans one file for all of its clusters, only as far as a report without changes needs it.
///
/// # Errors
/// See [`plan_for_all`].
pub fn survey_for_all(source: SourceFile, options: &FileOptions) -> Result<FilePlan, PlanError> {
    if let [only] = options.each.as_slice() {
        return survey(source, only);
    }
    // Whether the clusters change the file in the same way is known only when the edits are made.
    let mut planned = put_together(&source, options)?;
    planned.rewrite = None;
    planned.definitions.iter_mut().for_each(Migration::forget_patch);
    Ok(planned)
}

/// Plans one file with each set of options, and joins the plans.
fn put_together(source: &SourceFile, options: &FileOptions) -> Result<FilePlan, PlanError> {
    let mut whole: Option<FilePlan> = None;
    for options_here in &options.each {
        let next = plan(source.clone(), options_here)?;
        whole = Some(match whole {
            None => next,
            Some(mut whole) if whole.is_changed_like(&next) => {
                whole.join(next);
                whole
            }
            Some(whole) => {
                let first = |clusters: &[Cluster]| clusters.first().cloned().unwrap_or_default();
                return Err(PlanError::Clusters {
                    one: first(&whole.clusters),
                    other: first(&next.clusters),
                    differences: options.differences.clone(),
                });
            }
        });
    }
    // `each` is never empty. If it were, the default options would count.
    whole.map_or_else(|| plan(source.clone(), &PlanOptions::default()), Ok)
}

impl FilePlan {
    /// Returns the clusters in which a need of one of the definitions holds.
    pub fn clusters_of<'p>(&'p self, need: &'p SecretNeed) -> &'p [Cluster] {
        if need.only_in.is_empty() { &self.clusters } else { &need.only_in }
    }

    /// Removes all clusters except `chosen`, of which the file has at least one, and the secrets that only they
    /// need. The change of the file stays, because all its clusters share one text.
    pub fn narrow(&mut self, chosen: &[Cluster]) {
        let is_chosen = |cluster: &Cluster| chosen.contains(cluster);
        self.clusters = self.clusters.iter().filter(|it| is_chosen(it)).cloned().collect();
        for needs in self.definitions.iter_mut().filter_map(|it| it.fate.needs_mut()) {
            needs.retain(|need| need.only_in.is_empty() || need.only_in.iter().any(is_chosen));
            needs.iter_mut().for_each(|need| need.only_in.retain(is_chosen));
        }
    }

    /// Whether two plans of one file change it in the same way.
    fn is_changed_like(&self, other: &FilePlan) -> bool {
        let states = |plan: &FilePlan| {
            plan.definitions.iter().map(|it| (it.position, it.state())).collect::<Vec<_>>()
        };
        let edits = |plan: &FilePlan| plan.edited().map(|rewrite| rewrite.edits.clone());
        states(self) == states(other) && edits(self) == edits(other)
    }

    /// Adds the findings, needs, mentions and clusters of a plan for further clusters, which changes the file
    /// in the same way.
    fn join(&mut self, other: FilePlan) {
        for (own, theirs) in self.definitions.iter_mut().zip(other.definitions) {
            own.add_clusters(theirs, &self.clusters, &other.clusters);
        }
        let new = other.mentions.into_iter().filter(|it| !self.mentions.contains(it));
        self.mentions.extend(new.collect::<Vec<_>>());
        self.mentions.sort_by_key(|mention| mention.position);
        self.compared.extend(other.compared);
        self.clusters = self.clusters.iter().chain(other.clusters.iter()).cloned().collect();
    }
}

impl Migration {
    /// Adds the findings and needs that the definition has in the clusters `there`. Those that it
    /// has so far hold in the clusters `here`.
    fn add_clusters(&mut self, other: Migration, here: &[Cluster], there: &[Cluster]) {
        for located in other.findings {
            if !self.findings.contains(&located) {
                self.findings.push(located);
            }
        }
        let (Some(needs), others) = (self.fate.needs_mut(), other.fate.into_needs()) else {
            return;
        };
        // A need without clusters holds in all clusters of the file.
        for known in needs.iter_mut().filter(|known| known.only_in.is_empty()) {
            if !others.iter().any(|need| known.is_like(need)) {
                known.only_in = here.to_vec();
            }
        }
        for mut need in others {
            match needs.iter_mut().find(|known| known.is_like(&need)) {
                Some(known) if known.only_in.is_empty() => {}
                Some(known) => known.only_in.extend(there.iter().cloned()),
                None => {
                    need.only_in = there.to_vec();
                    needs.push(need);
                }
            }
        }
    }
}
