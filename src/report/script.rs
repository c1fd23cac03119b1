//! Writes a POSIX shell script that stores the secrets of one cluster with `dcos`, the command line of DC/OS.
//!
//! The script is made to be read before it is run. It holds no credential: the credentials are in
//! login files, which the user puts into a folder, one for each content. Invariant: text from a definition stands
//! in single quotes or, without control characters, in a comment.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use super::secrets::{plain, possible_in};
use crate::engine::{Archive, Cluster, SecretContent};
use crate::marathon::Registry;
use crate::secrets::{LoginFiles, Manifest, Secret};
use crate::text::without_login;

/// The number of definitions that are named after a command if there are too many to name all. A list with only one
/// more is written whole.
const DEFINITIONS_SHOWN: usize = 3;

/// The usage, at the beginning of the script.
const HEAD: &str = r#"#
# Usage: sh SCRIPT [FOLDER]
#
# FOLDER, by default the current one, has the files with the logins, which are the only thing that is not in
# here. Each is the JSON text of a Docker config.json, as `pullconfig secrets extract` makes it.
# Where a secret may have to hold one of several contents, the file is named after the secret.
# `dcos` must be logged in; `dcos security` comes with the package dcos-enterprise-cli.
# It ends at the first error, and can be run again.
"#;

/// The functions that every script has.
const FUNCTIONS: &str = r#"
set -eu
folder=${1:-.}
missing=

fail() {
    printf 'error: %s\n' "$1" >&2
    exit 1
}

# lack FILE TEXT: remembers a file that is missing, and what must be in it.
lack() {
    missing="$missing
    $1: $2"
}

# need FILE REGISTRIES: the file must be there.
need() {
    [ -s "$folder/$1" ] || lack "$1" "logins for $2"
}

# choose FILE SECRET CONTENT...: the file must be there. The secret holds one of the contents, and nothing here
# tells which.
choose() {
    [ ! -s "$folder/$1" ] || return 0
    lack "$1" "the logins of $2 in this cluster, one of"
    shift 2
    for content; do
        missing="$missing
        $content"
    done
}

# want FILE SECRET REGISTRIES: the file must be there, unless the secret is.
want() {
    [ -s "$folder/$1" ] || dcos security secrets get "$2" >/dev/null 2>&1 || lack "$1" "logins for $3"
}

# begin: ends the script before the first secret is stored, if files are missing.
begin() {
    [ -z "$missing" ] || fail "missing or empty in $folder:$missing"
}

# put FILE SECRET: creates the secret, or updates it if it is there.
put() {
    if said=$(dcos security secrets create -f "$folder/$1" "$2" 2>&1); then
        printf 'created %s\n' "$2"
    elif dcos security secrets update -f "$folder/$1" "$2"; then
        printf 'updated %s\n' "$2"
    else
        printf '%s\n' "$said" >&2
        fail "$2 was not stored"
    fi
}

# keep FILE SECRET: creates the secret unless it is there.
keep() {
    if dcos security secrets get "$2" >/dev/null 2>&1; then
        printf 'kept %s\n' "$2"
    else
        dcos security secrets create -f "$folder/$1" "$2" || fail "$2 was not stored"
        printf 'created %s\n' "$2"
    fi
}
"#;

/// The functions that ask `dcos` which cluster it is attached to. `dcos config show NAME` prints the value and a
/// newline (dcos-cli: pkg/cmd/config/config_show.go:18-28).
const ATTACHED: &str = r#"
# origin URL: prints its scheme, host and port.
origin() {
    url=$(printf '%s' "$1" | tr '[:upper:]' '[:lower:]')
    scheme=${url%%://*}
    host=${url#*://}
    host=${host%%/*}
    case $host in
        *']' | *[!0-9:]) port= ;;
        *:*) port=${host##*:} ;;
        *) port= ;;
    esac
    case $scheme:$port in
        *:?*) ;;
        http:) host=$host:80 ;;
        https:) host=$host:443 ;;
    esac
    printf '%s://%s' "$scheme" "$host"
}

# attached CLUSTER ORIGIN: ends the script unless `dcos` is attached to that cluster.
attached() {
    url=$(dcos config show core.dcos_url) || fail "which cluster \`dcos\` is attached to cannot be told"
    [ "$(origin "$url")" = "$2" ] || fail "this script is for the cluster $1 ($2), but \`dcos\` is attached to $url"
}
"#;

/// The cluster that a script is for.
#[derive(Debug)]
pub struct ScriptTarget<'t> {
    /// The cluster.
    pub cluster: &'t Cluster,
    /// The scheme, host and port of the cluster, such as `https://dcos.example:443`, if the configuration tells them.
    pub origin: Option<String>,
    /// The paths of the archives that may belong to another cluster. The script does not use them.
    pub unclear: BTreeSet<&'t Path>,
}

/// The secrets of a script, by the command that stores them.
#[derive(Default)]
struct Stored<'s, 'p> {
    /// The secrets with one content, by the content and the name of its login file.
    groups: BTreeMap<(&'s SecretContent, String), Vec<&'s Secret<'p>>>,
    /// The secrets with several possible contents, each with the name of its login file.
    choices: Vec<(String, &'s Secret<'p>)>,
    /// The secrets that only migrated definitions name, each with the name of its login file. No definition tells their
    /// content.
    named: Vec<(String, &'s Secret<'p>)>,
    /// The secrets for which definitions with one id want different contents, each with the positions of these
    /// definitions. They are not stored.
    duplicates: Vec<(Vec<String>, &'s Secret<'p>)>,
}

impl<'s, 'p> Stored<'s, 'p> {
    /// Sorts the secrets of `manifest`, which are those of `cluster`. Secrets whose path is not known before a template
    /// is rendered are left out, except in groups with others.
    fn of(manifest: &'s Manifest<'p>, cluster: &Cluster) -> Self {
        let mut names = LoginFiles::of(manifest);
        let mut stored = Stored::default();
        for secret in &manifest.secrets {
            match &*secret.contents {
                [only] => {
                    let file = names.of_content(cluster, &only.content);
                    stored.groups.entry((&only.content, file)).or_default().push(secret);
                }
                _ if !secret.is_storable() => {}
                [] => stored.named.push((names.of_secret(cluster, &secret.path), secret)),
                _ if !secret.duplicates().is_empty() => {
                    stored.duplicates.push((secret.duplicates(), secret));
                }
                _ => stored.choices.push((names.of_secret(cluster, &secret.path), secret)),
            }
        }
        stored.groups.retain(|_, secrets| secrets.iter().any(|secret| secret.is_storable()));
        stored
    }

    /// Writes the commands that check whether the login files are there, and end the script if one is missing.
    fn needs(&self, out: &mut String) {
        for ((_, file), secrets) in &self.groups {
            let _ = writeln!(out, "need {} {}", quoted(file), quoted(&registries(secrets)));
        }
        for (file, secret) in &self.choices {
            let contents =
                secret.contents.iter().map(|it| quoted(&plain(&possible_in(secret, it))));
            let contents: Vec<String> = contents.collect();
            let (file, path) = (quoted(file), quoted(&secret.path));
            let contents = contents.join(" \\\n    ");
            let _ = writeln!(out, "choose {file} {path} \\\n    {contents}");
        }
        for (file, secret) in &self.named {
            let (file, path) = (quoted(file), quoted(&secret.path));
            let _ = writeln!(out, "want {file} {path} {}", quoted(&registries(&[secret])));
        }
        let _ = writeln!(out, "begin");
    }
}

/// Returns the script. `manifest` must have the secrets of the target only.
#[must_use]
pub fn secrets_script(manifest: &Manifest, target: &ScriptTarget) -> String {
    let stored = Stored::of(manifest, target.cluster);
    let version = env!("CARGO_PKG_VERSION");
    let mut out = "#!/bin/sh\n# Stores the secrets that the definitions need, so that they can be deployed.\n".to_owned();
    if let Some(name) = target.cluster.name() {
        let _ = writeln!(out, "# They are those of the cluster {name}.");
    }
    let _ = writeln!(out, "# Written by pullconfig {version}.");
    out.push_str(HEAD);
    out.push_str(FUNCTIONS);
    if let Some(origin) = &target.origin {
        out.push_str(ATTACHED);
        let (cluster, origin) = (quoted(&target.cluster.to_string()), quoted(origin));
        let _ = write!(out, "\nattached {cluster} {origin}\n");
    }
    out.push('\n');
    stored.needs(&mut out);
    for ((content, file), secrets) in &stored.groups {
        put_group(&mut out, file, content, secrets, target);
    }
    for (file, secret) in &stored.choices {
        put_choice(&mut out, file, secret, target);
    }
    keep_group(&mut out, &stored.named);
    left_over(&mut out, manifest);
    refuse_duplicates(&mut out, &stored.duplicates);
    out
}

/// Writes the commands that store the secrets with one content, below a comment with the URIs that deliver it.
fn put_group(
    out: &mut String,
    file: &str,
    content: &SecretContent,
    secrets: &[&Secret],
    target: &ScriptTarget,
) {
    let _ = writeln!(out, "\n# {}", comment(&content.to_string()));
    let uris: BTreeSet<&str> = secrets.iter().flat_map(|secret| &secret.uris).copied().collect();
    for uri in uris.into_iter().filter(|uri| *uri != content.to_string()) {
        let _ = writeln!(out, "#   {}", comment(uri));
    }
    let archives = secrets.iter().flat_map(|secret| &secret.contents);
    extract(out, file, archives.filter_map(|it| it.archive.as_ref()).next(), target);
    for secret in secrets.iter().filter(|secret| secret.is_storable()) {
        put(out, file, secret);
    }
}

/// Writes the command that stores a secret with several possible contents.
fn put_choice(out: &mut String, file: &str, secret: &Secret, target: &ScriptTarget) {
    let _ = writeln!(out, "\n# one of these");
    for it in &secret.contents {
        let _ = writeln!(out, "# {}", comment(&possible_in(secret, it)));
        extract(out, file, it.archive.as_ref(), target);
    }
    put(out, file, secret);
}

/// Writes a comment with the command that makes the login file `file` from an archive. Writes nothing if there is no
/// archive, or if its path has control characters.
fn extract(out: &mut String, file: &str, archive: Option<&Archive>, target: &ScriptTarget) {
    let Some(archive) = archive else { return };
    let path = quoted(&archive.path.to_string_lossy());
    if path.contains(char::is_control) {
        return;
    }
    if target.unclear.contains(&*archive.path) {
        let why = "several clusters have this content; give its [[credential]] a `cluster`";
        let _ = writeln!(out, "#   not used: {path} ({why})");
    } else {
        let _ = writeln!(out, "#   pullconfig secrets extract {path} -o {}", quoted(file));
    }
}

/// Writes the command that stores one secret.
fn put(out: &mut String, file: &str, secret: &Secret) {
    let _ = writeln!(out, "put {} {}  # {}", quoted(file), quoted(&secret.path), users(secret));
}

/// Writes the commands that create the secrets of [`Stored::named`] where they do not exist.
fn keep_group(out: &mut String, secrets: &[(String, &Secret)]) {
    if !secrets.is_empty() {
        let text = "definitions named these before: if they are there, they stay as they are";
        let _ = writeln!(out, "\n# {text}");
    }
    for (file, secret) in secrets {
        let (file, path) = (quoted(file), quoted(&secret.path));
        let _ = writeln!(out, "keep {file} {path}  # {}", users(secret));
    }
}

/// Writes the secrets that the user has to store by hand, because their path is not known before a template is
/// rendered.
fn left_over(out: &mut String, manifest: &Manifest) {
    let left: Vec<&Secret> =
        manifest.secrets.iter().filter(|secret| !secret.is_storable()).collect();
    if left.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n# not stored: the path is not known before a template is rendered");
    for secret in &left {
        let _ = writeln!(out, "#   {}  # {}", comment(&secret.path), users(secret));
        for it in &secret.contents {
            let _ = writeln!(out, "#     {}", comment(&possible_in(secret, it)));
        }
    }
    let count = left.len();
    let _ = writeln!(out, "printf 'note: {count} left out; see the end of the script\\n' >&2");
}

/// Writes the secrets of [`Stored::duplicates`]. If there are any, the script ends with an error.
fn refuse_duplicates(out: &mut String, duplicates: &[(Vec<String>, &Secret)]) {
    for (places, secret) in duplicates {
        let _ = writeln!(out, "\n# not stored: definitions with one id want different contents");
        let _ = writeln!(out, "#   {}  # {}", comment(&secret.path), users(secret));
        for it in &secret.contents {
            let _ = writeln!(out, "#     {}", comment(&possible_in(secret, it)));
        }
        let places = comment(&places.join(" and "));
        let text = format!(
            "{} was not stored: the definitions at {places} have one id; remove the one that is not deployed",
            comment(&secret.path)
        );
        let _ = writeln!(out, "printf 'error: %s\\n' {} >&2", quoted(&text));
    }
    if !duplicates.is_empty() {
        let _ = writeln!(out, "exit 1");
    }
}

/// Returns the registries that the secrets must have a login for.
fn registries(secrets: &[&Secret]) -> String {
    let all: BTreeSet<Registry> =
        secrets.iter().flat_map(|secret| secret.registries.iter().copied()).collect();
    let all: Vec<String> = all.iter().map(Registry::to_string).collect();
    comment(&all.join(", "))
}

/// Returns the ids of the definitions that pull with `secret`, for a comment. A long list is cut.
fn users(secret: &Secret) -> String {
    let mut ids: Vec<String> =
        secret.usages.iter().map(|usage| usage.definition.id.to_string()).collect();
    ids.dedup();
    if ids.len() > DEFINITIONS_SHOWN + 1 {
        let more = ids.len() - DEFINITIONS_SHOWN;
        ids.truncate(DEFINITIONS_SHOWN);
        ids.push(format!("and {more} more"));
    }
    comment(&ids.join(", "))
}

/// Returns `text` for a comment: without logins and control characters.
fn comment(text: &str) -> String {
    plain(&without_login(text))
}

/// Returns `text` as one quoted word of the shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
