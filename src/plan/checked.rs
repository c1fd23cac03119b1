//! A definition or a group that was checked, and the warning that another definition has its id.

use std::collections::BTreeSet;
use std::collections::hash_map::{Entry, HashMap};
use std::fmt;
use std::rc::Rc;

use json_patch::jsonptr::PointerBuf;

use super::ReportedFile;
use super::duplicates::{Credentials, marathon_id, there};
use crate::engine::Cluster;
use crate::marathon::{DefinitionKind, Envelope, Id};
use crate::rules::same_id;
use crate::text::Position;
use crate::validity::{Violation, Warning};

/// The kind of what is checked: a definition or a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckedKind {
    /// One app, pod or job.
    Definition(DefinitionKind),
    /// A group as a whole; its apps are checked one by one.
    Group,
}

impl fmt::Display for CheckedKind {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            CheckedKind::Definition(kind) => kind.fmt(out),
            CheckedKind::Group => out.write_str("group"),
        }
    }
}

/// A violation or a warning with its position in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Positioned<T> {
    /// The position of the member or element that the item is about.
    pub position: Position,
    /// The violation or warning.
    pub item: T,
}

/// A definition or a group, and Marathon's reasons to refuse it.
#[derive(Debug)]
pub struct Checked {
    /// Whether this is an app, a pod, a job or a group.
    pub kind: CheckedKind,
    /// The resolved id.
    pub id: Id,
    /// The pointer to the definition or group from the root of the document.
    pub pointer: PointerBuf,
    /// The structure around the definition or group.
    pub envelope: Envelope,
    /// The position at which the definition or group begins.
    pub position: Position,
    /// The reasons to refuse the definition or group, in the order of the text.
    pub violations: Vec<Positioned<Violation>>,
    /// The warnings, in the order of the text.
    pub warnings: Vec<Positioned<Warning>>,
    /// The credentials that the definition fetches, and the secrets that it pulls with. A group has none
    /// of its own.
    pub(super) credentials: Credentials,
}

impl Checked {
    /// Whether this is for Marathon. A job is for Metronome.
    #[must_use]
    pub fn is_for_marathon(&self) -> bool {
        self.kind != CheckedKind::Definition(DefinitionKind::Job)
    }

    /// Whether Marathon would refuse the definition or group, whatever Marathon's settings are.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.violations.iter().any(|violation| violation.item.unless.is_none())
    }
}

impl Checked {
    /// Returns the id by which Marathon distinguishes the definition, if the id is known.
    fn marathon_id(&self) -> Option<&str> {
        match self.kind {
            CheckedKind::Definition(kind) => marathon_id(kind, &self.id),
            CheckedKind::Group => None,
        }
    }

    /// Whether a warning says that another definition has the same id.
    fn has_twin(&self) -> bool {
        self.warnings.iter().any(|it| it.item.name == DUPLICATE_ID)
    }

    /// Adds the warning that another definition has the same id. `place` names that definition in the
    /// message, and `theirs` are its credentials.
    fn warn_of_twin(&mut self, place: &str, theirs: &Credentials) {
        let credentials = self.credentials.beside(theirs);
        let item = Warning {
            pointer: self.pointer.to_string(),
            name: DUPLICATE_ID,
            message: same_id(place, &credentials),
            source: "marathon: AppsResource.scala:122-124, Group.scala:294-297",
        };
        self.warnings.insert(0, Positioned { position: self.position, item });
    }
}

/// The name of the warning that another definition has the same id.
const DUPLICATE_ID: &str = "duplicate-id";

/// Warns of each checked definition of a document that has the id of an earlier one, unless the
/// warning `lost-app` of its group says so already.
pub(super) fn warn_of_twins(checked: &mut [Checked]) {
    let lost = checked.iter().flat_map(|it| &it.warnings).filter(|it| it.item.name == "lost-app");
    let lost: BTreeSet<String> = lost.map(|it| it.item.pointer.clone()).collect();
    let mut known: HashMap<String, (Position, Credentials)> = HashMap::new();
    for it in checked {
        let Some(id) = it.marathon_id().map(str::to_owned) else { continue };
        match known.entry(id) {
            Entry::Vacant(vacant) => _ = vacant.insert((it.position, it.credentials.clone())),
            Entry::Occupied(first) => {
                let (Position { line, column }, credentials) = first.get();
                if !lost.contains(&format!("{}/id", it.pointer)) {
                    it.warn_of_twin(&format!("the definition at {line}:{column}"), credentials);
                }
            }
        }
    }
}

/// The first definition of a cluster that has a certain id.
struct Twin {
    /// The index of the file among the files of the run.
    file: usize,
    position: Position,
    credentials: Credentials,
}

/// Warns of each checked definition of a named cluster that has the id of an earlier one in another
/// file.
pub fn warn_of_checked_duplicates(files: &mut [ReportedFile<Vec<Checked>>]) {
    let mut known: HashMap<(Cluster, String), Rc<Twin>> = HashMap::new();
    let paths: Vec<String> =
        files.iter().map(|file| file.path.to_string_lossy().into_owned()).collect();
    for (file, ReportedFile { clusters, result, .. }) in files.iter_mut().enumerate() {
        for checked in result.iter_mut().flatten() {
            let Some(id) = checked.marathon_id().map(str::to_owned) else { continue };
            let mut twin = None;
            for cluster in clusters.iter().filter(|cluster| cluster.name().is_some()) {
                let key = (cluster.clone(), id.clone());
                let own = || Twin {
                    file,
                    position: checked.position,
                    credentials: checked.credentials.clone(),
                };
                let first = known.entry(key).or_insert_with(|| Rc::new(own())).clone();
                twin = twin.or(Some((cluster, first)).filter(|(_, first)| first.file != file));
            }
            if let Some((cluster, first)) = twin.filter(|_| !checked.has_twin()) {
                let place = there(&paths[first.file], first.position, cluster);
                checked.warn_of_twin(&place, &first.credentials);
            }
        }
    }
}
