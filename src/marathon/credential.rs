//! Recognises credential URIs, and tells whether the Docker CLI ever found the files that they
//! deliver.
//!
//! An entry is recognised by the name of its file in the sandbox, because the pull looks at nothing
//! else: `.docker/config.json` or `.dockercfg` in the sandbox's root, fetched directly or unpacked
//! from an archive (mesos: src/docker/docker.cpp:1913-1944). The built-in names are these two, and
//! `docker` or `dockercfg` with the suffix of an archive. Upper and lower case differ in names.

use crate::text::may_be_expression;

/// The suffixes of the archives that Mesos unpacks (mesos: src/launcher/fetcher.cpp:67-100),
/// without a bare `.gz`, which is no archive.
const ARCHIVE_SUFFIXES: [&str; 8] =
    [".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".zip"];

const DOCKERCFG: &str = ".dockercfg";
const DOCKER_CONFIG: &str = ".docker/config.json";

/// The form in which credentials are delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CredentialForm {
    /// `.dockercfg`
    Dockercfg,
    /// `docker` or `dockercfg` with an archive suffix.
    Archive,
    /// `.docker/config.json`
    DockerConfig,
    /// Any other name. The user has declared the URI, and the name has no archive suffix.
    Other,
}

/// The credential that an entry delivers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// The file name that was recognised or declared, for example `docker.tar.gz`.
    pub target: String,
    /// The form that the name stands for.
    pub form: CredentialForm,
}

/// Returns the credential that `uri` delivers, or `None` if the names of the URI and of `dest_path`
/// are no built-in names. The fetched file lands at `dest_path` in the sandbox; without
/// `dest_path`, the last segment of the URI is the file's name.
///
/// Mesos takes everything after the last `/` as the name, with query and fragment (mesos:
/// src/slave/containerizer/fetcher.cpp:104-131). `docker.tar.gz?v=2` is recognised as well: no file
/// `docker.tar.gz` ever arrived, but the author meant one. `docker.tar.gz` with the `dest_path`
/// `login.tgz` is recognised, too, because Mesos unpacks the file under the new name.
#[must_use]
pub fn credential(uri: &str, dest_path: Option<&str>) -> Option<Credential> {
    let by_uri = || recognise(file_name(uri)).or_else(|| recognise(without_query(uri)));
    match dest_path {
        None => by_uri(),
        Some(path) => recognise(path).or_else(|| {
            by_uri().filter(|it| it.form == CredentialForm::Archive && may_be_archive(path))
        }),
    }
}

/// Returns the credential that the end of a path names, if it is a built-in name.
fn recognise(path: &str) -> Option<Credential> {
    let named = |target: &str, form| Some(Credential { target: target.to_owned(), form });
    let folder = path.strip_suffix(DOCKER_CONFIG);
    if folder.is_some_and(|folder| folder.is_empty() || folder.ends_with('/')) {
        return named(DOCKER_CONFIG, CredentialForm::DockerConfig);
    }
    let name = file_name(path);
    let suffix = name.strip_prefix("dockercfg").or_else(|| name.strip_prefix("docker"));
    match suffix {
        _ if name == DOCKERCFG => named(name, CredentialForm::Dockercfg),
        Some(suffix) if ARCHIVE_SUFFIXES.contains(&suffix) => named(name, CredentialForm::Archive),
        _ => None,
    }
}

/// Whether Mesos unpacks a file of this name, or may do so because an expression decides how the
/// name ends.
fn may_be_archive(name: &str) -> bool {
    is_archive(name) || may_be_expression(name)
}

/// Whether Mesos unpacks a file of this name.
fn is_archive(name: &str) -> bool {
    ARCHIVE_SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
}

/// Returns the last segment of a URI or of a path.
pub(super) fn file_name(uri: &str) -> &str {
    uri.rsplit_once('/').map_or(uri, |(_, name)| name)
}

/// Returns a URI without its query and its fragment.
pub(super) fn without_query(uri: &str) -> &str {
    uri.split(['?', '#']).next().unwrap_or(uri)
}

/// The options with which the fetcher delivers a file (marathon: docs types/artifact.raml).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery<'a> {
    /// The URI that is fetched.
    pub uri: &'a str,
    /// The path at which the file lands in the sandbox (`destPath`).
    pub dest_path: Option<&'a str>,
    /// The value of `outputFile`, which is the member `destPath` as Marathon 1.4 called it.
    pub output_file: Option<&'a str>,
    /// Whether an archive is to be unpacked.
    pub extract: bool,
    /// Whether the file is to be made executable, in which case an archive is not unpacked.
    pub executable: bool,
}

/// Whether the file is delivered to a place where the Docker CLI looks for it.
///
/// This is about the file alone. The Mesos containerizer looks at no fetched file, so in a pod, or
/// in an app of type MESOS, even a working delivery never authenticated a pull.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The Docker CLI finds the file. Nothing is known of the content of an archive, and nothing of
    /// the value of an expression in a name; both are assumed to be right.
    Working,
    /// The Docker CLI never found the file, for this reason.
    NeverWorked(DeliveryFailure),
}

/// A credential, and whether its delivery works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveredCredential {
    /// The credential.
    pub credential: Credential,
    /// Whether the Docker CLI ever found the file.
    pub effect: Effect,
}

/// The reason why the Docker CLI never found the credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeliveryFailure {
    /// `extract` is not set, so the archive stays packed.
    NotExtracted,
    /// `executable` is set, so the archive stays packed.
    Executable,
    /// The name ends with a query or a fragment.
    Query,
    /// The file is `.docker/config.json` and has no `destPath`, so it lands as `config.json`.
    ConfigInRoot,
    /// `destPath` leads to a folder where the Docker CLI does not look.
    OtherFolder,
    /// Only `outputFile` gives the file its name, and Marathon ignores that member since 1.5.
    OutputFile,
    /// The user has declared the URI, and the name of the file is neither an archive's name nor one
    /// that the Docker CLI looks for.
    OtherName,
}

impl DeliveryFailure {
    /// Returns the reason as a clause for a report, without a full stop.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            DeliveryFailure::NotExtracted => {
                "the archive is fetched without `extract` and stays packed, \
                 so the Docker CLI never found the credentials in it"
            }
            DeliveryFailure::Executable => {
                "`executable` keeps the fetcher from unpacking the archive, \
                 so the Docker CLI never found the credentials in it"
            }
            DeliveryFailure::Query => {
                "the fetcher takes the query for a part of the file's name, \
                 so the Docker CLI never found the credentials"
            }
            DeliveryFailure::ConfigInRoot => {
                "without `destPath` the file lands as `config.json` in the sandbox, \
                 where the Docker CLI does not look for credentials"
            }
            DeliveryFailure::OtherFolder => {
                "`destPath` puts the file into a folder of the sandbox \
                 where the Docker CLI does not look for credentials"
            }
            DeliveryFailure::OutputFile => {
                "only `outputFile` gives the file its name, and Marathon ignores it since 1.5, \
                 so the Docker CLI does not find the credentials"
            }
            DeliveryFailure::OtherName => {
                "the file is no archive and lands under a name \
                 that the Docker CLI does not look for"
            }
        }
    }
}

impl Delivery<'_> {
    /// Returns the delivered credential, if the file has a built-in name, and whether the delivery
    /// works.
    #[must_use]
    pub fn credential(&self) -> Option<DeliveredCredential> {
        if let Some(credential) = credential(self.uri, self.dest_path) {
            let effect = self.effect(credential.form);
            return Some(DeliveredCredential { credential, effect });
        }
        // Marathon 1.4 takes the name from `outputFile` (marathon:
        // api/v2/json/Formats.scala:892-899 in v1.4.0).
        let output_file = self.output_file.filter(|_| self.dest_path.is_none())?;
        let effect = Effect::NeverWorked(DeliveryFailure::OutputFile);
        Some(DeliveredCredential { credential: recognise(output_file)?, effect })
    }

    /// Returns the credential that is delivered by a URI which the user has declared a credential
    /// URI, whatever its name is.
    pub(super) fn declared(&self) -> DeliveredCredential {
        let target = file_name(self.dest_path.unwrap_or(without_query(self.uri))).to_owned();
        let form =
            if is_archive(&target) { CredentialForm::Archive } else { CredentialForm::Other };
        DeliveredCredential { credential: Credential { target, form }, effect: self.effect(form) }
    }

    /// Returns the effect of delivering a credential of the form `form`. `executable` takes
    /// precedence over `extract` (mesos: src/launcher/fetcher.cpp:325-335).
    fn effect(&self, form: CredentialForm) -> Effect {
        let name = in_sandbox(self.dest_path.unwrap_or(file_name(self.uri)));
        // The value of a name with an expression is unknown.
        let has_expression = may_be_expression(without_query(name));
        let misplaced = match self.dest_path {
            Some(_) => DeliveryFailure::OtherFolder,
            None if form == CredentialForm::DockerConfig => DeliveryFailure::ConfigInRoot,
            None => DeliveryFailure::Query,
        };
        match form {
            CredentialForm::Archive if self.executable => {
                Effect::NeverWorked(DeliveryFailure::Executable)
            }
            CredentialForm::Archive if !self.extract => {
                Effect::NeverWorked(DeliveryFailure::NotExtracted)
            }
            _ if has_expression => Effect::Working,
            CredentialForm::Dockercfg if name != DOCKERCFG => Effect::NeverWorked(misplaced),
            CredentialForm::DockerConfig if name != DOCKER_CONFIG => Effect::NeverWorked(misplaced),
            CredentialForm::Other => Effect::NeverWorked(DeliveryFailure::OtherName),
            CredentialForm::Archive if !is_archive(name) => Effect::NeverWorked(misplaced),
            _ => Effect::Working,
        }
    }
}

/// Returns a path in the sandbox without `./` and `/` at its start, which change nothing: the
/// fetcher appends the path to that of the sandbox.
fn in_sandbox(mut path: &str) -> &str {
    while let Some(rest) = path.strip_prefix("./").or_else(|| path.strip_prefix('/')) {
        path = rest;
    }
    path
}

/// Whether Marathon tells Mesos to extract an element of `uris`. The path alone decides, without
/// the query (marathon: state/FetchUri.scala:37, 62-68; AppNormalization.scala:33-45).
#[must_use]
pub fn is_extract(uri: &str) -> bool {
    let path = without_query(uri);
    is_archive(path) || path.ends_with(".gz")
}
