//! What is a credential URI, and whether the Docker CLI ever found what it delivers.
//!
//! An entry counts by the name under which its file lands in the sandbox, because that is all that
//! the pull looks at: `.docker/config.json` or `.dockercfg` in the sandbox's root, put there as
//! they are or out of an archive (mesos: src/docker/docker.cpp:1913-1944). Names compare exactly.

use crate::text::may_be_expression;

/// The archive suffixes that Mesos unpacks (mesos: src/launcher/fetcher.cpp:67-100), without bare
/// `.gz`, which is no archive.
const ARCHIVE_SUFFIXES: [&str; 8] =
    [".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".zip"];

const DOCKERCFG: &str = ".dockercfg";
const DOCKER_CONFIG: &str = ".docker/config.json";

/// The form in which credentials arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// `.dockercfg`
    Dockercfg,
    /// `docker` or `dockercfg` with an archive suffix.
    Archive,
    /// `.docker/config.json`
    DockerConfig,
    /// A name of the user's own that is no archive's.
    Other,
}

/// An entry that delivers registry credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// The name by which it was recognised, for example `docker.tar.gz`.
    pub target: String,
    /// What form that name stands for.
    pub form: Form,
}

/// Whether `uri`, fetched to `dest_path` in the sandbox or to its own last segment, delivers
/// registry credentials.
///
/// Mesos takes all behind the last `/` for the name, query and fragment included (mesos:
/// src/slave/containerizer/fetcher.cpp:104-131). A name in front of a query counts too, although a
/// file of that name never arrived: it is what the author meant. An archive that `dest_path` gives
/// another archive's name is unpacked all the same, so it stays what it is.
#[must_use]
pub fn credential(uri: &str, dest_path: Option<&str>) -> Option<Credential> {
    let by_uri = || recognise(landing(uri)).or_else(|| recognise(without_query(uri)));
    match dest_path {
        None => by_uri(),
        Some(path) => recognise(path)
            .or_else(|| by_uri().filter(|it| it.form == Form::Archive && may_be_archive(path))),
    }
}

/// A credential by the end of a path.
fn recognise(path: &str) -> Option<Credential> {
    let named = |target: &str, form| Some(Credential { target: target.to_owned(), form });
    let folder = path.strip_suffix(DOCKER_CONFIG);
    if folder.is_some_and(|folder| folder.is_empty() || folder.ends_with('/')) {
        return named(DOCKER_CONFIG, Form::DockerConfig);
    }
    let name = landing(path);
    let suffix = name.strip_prefix("dockercfg").or_else(|| name.strip_prefix("docker"));
    match suffix {
        _ if name == DOCKERCFG => named(name, Form::Dockercfg),
        Some(suffix) if ARCHIVE_SUFFIXES.contains(&suffix) => named(name, Form::Archive),
        _ => None,
    }
}

/// Whether Mesos unpacks a file of this name, or may, as an expression decides how it ends.
fn may_be_archive(name: &str) -> bool {
    is_archive(name) || may_be_expression(name)
}

/// Whether Mesos unpacks a file of this name.
fn is_archive(name: &str) -> bool {
    ARCHIVE_SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
}

/// The name that a URI gives its file.
pub(super) fn landing(uri: &str) -> &str {
    uri.rsplit_once('/').map_or(uri, |(_, name)| name)
}

pub(super) fn without_query(uri: &str) -> &str {
    uri.split(['?', '#']).next().unwrap_or(uri)
}

/// How the fetcher is told to deliver a file (marathon: docs types/artifact.raml).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery<'a> {
    /// What is fetched.
    pub uri: &'a str,
    /// Where to, in the sandbox.
    pub dest_path: Option<&'a str>,
    /// What Marathon 1.4 called [`Delivery::dest_path`].
    pub output_file: Option<&'a str>,
    /// Whether an archive is to be unpacked.
    pub extract: bool,
    /// Whether the file is to be made executable, which keeps an archive from being unpacked.
    pub executable: bool,
}

/// Whether what is delivered ends up where the Docker CLI looks for it.
///
/// This is about the file alone. The Mesos containerizer looks at no fetched file, so that in a
/// pod, or in an app of type MESOS, not even a working delivery ever authenticated a pull.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// It does (if an archive holds what its name promises), or may, as its name is an expression.
    Working,
    /// It never did.
    NeverWorked(Reason),
}

/// Why the Docker CLI never found the credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The archive is not to be extracted.
    NotExtracted,
    /// The archive is to be executable.
    Executable,
    /// A query or fragment ends the name.
    Query,
    /// `.docker/config.json` without `destPath`.
    ConfigInRoot,
    /// `destPath` leads into a folder where nothing is looked for.
    OtherFolder,
    /// Only `outputFile` gives the name that counts.
    OutputFile,
    /// A name of the user's own that is neither looked for nor an archive's.
    OtherName,
}

impl Reason {
    /// A clause for a report, without a final stop.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Reason::NotExtracted => {
                "the archive is fetched without `extract` and stays packed, \
                 so the Docker CLI never found the credentials in it"
            }
            Reason::Executable => {
                "`executable` keeps the fetcher from unpacking the archive, \
                 so the Docker CLI never found the credentials in it"
            }
            Reason::Query => {
                "the fetcher takes the query for a part of the file's name, \
                 so the Docker CLI never found the credentials"
            }
            Reason::ConfigInRoot => {
                "without `destPath` the file lands as `config.json` in the sandbox, \
                 where the Docker CLI does not look for credentials"
            }
            Reason::OtherFolder => {
                "`destPath` puts the file into a folder of the sandbox \
                 where the Docker CLI does not look for credentials"
            }
            Reason::OutputFile => {
                "only `outputFile` gives the file its name, and Marathon ignores it since 1.5, \
                 so the Docker CLI does not find the credentials"
            }
            Reason::OtherName => {
                "the file is no archive and lands under a name \
                 that the Docker CLI does not look for"
            }
        }
    }
}

impl Delivery<'_> {
    /// The credential that is delivered, if one is, and whether it works.
    #[must_use]
    pub fn credential(&self) -> Option<(Credential, Effect)> {
        if let Some(found) = credential(self.uri, self.dest_path) {
            let effect = self.effect(found.form);
            return Some((found, effect));
        }
        // marathon: v1.4.0:M/api/v2/json/Formats.scala:892-899
        let output_file = self.output_file.filter(|_| self.dest_path.is_none())?;
        Some((recognise(output_file)?, Effect::NeverWorked(Reason::OutputFile)))
    }

    /// What is delivered by a URI of which somebody said that it delivers credentials, whatever its
    /// name is.
    pub(super) fn told(&self) -> (Credential, Effect) {
        let target = landing(self.dest_path.unwrap_or(without_query(self.uri))).to_owned();
        let form = if is_archive(&target) { Form::Archive } else { Form::Other };
        (Credential { target, form }, self.effect(form))
    }

    /// `executable` goes before `extract` (mesos: src/launcher/fetcher.cpp:325-335).
    fn effect(&self, form: Form) -> Effect {
        let name = in_sandbox(self.dest_path.unwrap_or(landing(self.uri)));
        // What a name that is made says, is not known.
        let is_made = may_be_expression(without_query(name));
        let misplaced = match self.dest_path {
            Some(_) => Reason::OtherFolder,
            None if form == Form::DockerConfig => Reason::ConfigInRoot,
            None => Reason::Query,
        };
        match form {
            Form::Archive if self.executable => Effect::NeverWorked(Reason::Executable),
            Form::Archive if !self.extract => Effect::NeverWorked(Reason::NotExtracted),
            _ if is_made => Effect::Working,
            Form::Dockercfg if name != DOCKERCFG => Effect::NeverWorked(misplaced),
            Form::DockerConfig if name != DOCKER_CONFIG => Effect::NeverWorked(misplaced),
            Form::Other => Effect::NeverWorked(Reason::OtherName),
            Form::Archive if !is_archive(name) => Effect::NeverWorked(misplaced),
            _ => Effect::Working,
        }
    }
}

/// A path as the fetcher joins it to the sandbox's.
fn in_sandbox(mut path: &str) -> &str {
    while let Some(rest) = path.strip_prefix("./").or_else(|| path.strip_prefix('/')) {
        path = rest;
    }
    path
}

/// Whether Marathon tells Mesos to extract an element of `uris`: by the path alone, without the
/// query (marathon: M/state/FetchUri.scala:37, 62-68; AppNormalization.scala:33-45).
pub(super) fn is_extract(uri: &str) -> bool {
    let path = without_query(uri);
    is_archive(path) || path.ends_with(".gz")
}
