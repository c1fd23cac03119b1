//! Writes the secrets that must exist as a POSIX shell script, which stores them with the DC/OS
//! command line.
//!
//! The script is made to be read before it is run. It holds no credential: the credentials are in
//! files that the user passes to it, one for each content. Invariant: text from a definition stands
//! in single quotes or, without control characters, in a comment.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::secrets::{plain, possible};
use crate::engine::{Options, SecretContent};
use crate::marathon::Registry;
use crate::secrets::{LoginFiles, Manifest, Secret};
use crate::text::without_login;

/// The most definitions that are named after a line.
const DEFINITIONS_SHOWN: usize = 3;

const HEAD: &str = r#"#
# Usage: sh SCRIPT [FOLDER]
#
# FOLDER, by default the current one, has the files with the logins, which are the only thing that is not in
# here. Each is the JSON text of a Docker config.json, as `pullconfig secrets extract` makes it.
# Where only a template knows which login a secret holds, the file is named after the secret.
# `dcos` must be logged in; `dcos security` comes with the package dcos-enterprise-cli.
# It ends at the first error, and can be run again.
"#;

const FUNCTIONS: &str = r#"
set -eu
folder=${1:-.}

fail() {
    printf 'error: %s\n' "$1" >&2
    exit 1
}

# need FILE: ends the script unless the file is there.
need() {
    [ -s "$folder/$1" ] || fail "$folder/$1 is missing or empty"
}

# choose FILE SECRET CONTENT...: ends the script unless the file is there. The secret holds one of the
# contents; which one, only the template knows that is rendered for this cluster.
choose() {
    [ ! -s "$folder/$1" ] || return 0
    printf 'error: %s is missing or empty; put the logins into it that %s holds in this cluster, one of\n' \
        "$folder/$1" "$2" >&2
    shift 2
    printf '    %s\n' "$@" >&2
    exit 1
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

# keep FILE SECRET: creates the secret unless it is there; the file may be missing if it is.
keep() {
    if dcos security secrets get "$2" >/dev/null 2>&1; then
        printf 'kept %s\n' "$2"
    else
        need "$1"
        dcos security secrets create -f "$folder/$1" "$2" || fail "$2 was not stored"
        printf 'created %s\n' "$2"
    fi
}
"#;

/// Returns the script.
#[must_use]
pub fn secrets_script(manifest: &Manifest, options: &Options) -> String {
    let mut groups: BTreeMap<&SecretContent, Vec<&Secret>> = BTreeMap::new();
    let (mut choices, mut named): (Vec<&Secret>, Vec<&Secret>) = Default::default();
    for secret in &manifest.secrets {
        match secret.content() {
            Some(content) => groups.entry(content).or_default().push(secret),
            None if secret.contents.is_empty() => named.push(secret),
            None => choices.push(secret),
        }
    }
    let mut names = LoginFiles::of(manifest);
    let groups: Vec<(String, &SecretContent, Vec<&Secret>)> = groups
        .into_iter()
        .map(|(content, secrets)| (names.of_content(content), content, secrets))
        .collect();
    choices.retain(|secret| secret.is_storable());
    let choices: Vec<(String, &Secret)> =
        choices.into_iter().map(|secret| (names.of_secret(&secret.path), secret)).collect();
    let version = env!("CARGO_PKG_VERSION");
    let mut out = "#!/bin/sh\n# Stores the secrets that the definitions need, so that they can be deployed.\n".to_owned();
    let _ = writeln!(out, "# Written by pullconfig {version}.");
    out.push_str(HEAD);
    out.push_str(FUNCTIONS);
    let is_put = |secrets: &[&Secret]| secrets.iter().any(|secret| secret.is_storable());
    for (file, _, secrets) in groups.iter().filter(|(_, _, secrets)| is_put(secrets)) {
        let _ = write!(out, "\n{}need {}\n", registries(secrets), quoted(file));
    }
    for (file, secret) in &choices {
        let contents = secret.contents.iter().map(|it| quoted(&plain(&possible(it))));
        let contents: Vec<String> = contents.collect();
        let (file, path) = (quoted(file), quoted(&secret.path));
        let contents = contents.join(" \\\n    ");
        let _ = write!(out, "\n{}choose {file} {path} \\\n    {contents}\n", registries(&[secret]));
    }
    for (file, content, secrets) in &groups {
        put_group(&mut out, file, content, secrets, options);
    }
    for (file, secret) in &choices {
        put_choice(&mut out, file, secret, options);
    }
    keep_group(&mut out, &mut names, &named);
    left_over(&mut out, manifest);
    out
}

fn put_group(
    out: &mut String,
    file: &str,
    content: &SecretContent,
    secrets: &[&Secret],
    options: &Options,
) {
    let stored: Vec<&&Secret> = secrets.iter().filter(|secret| secret.is_storable()).collect();
    if stored.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n# {}", comment(&content.to_string()));
    let uris: BTreeSet<&str> = secrets.iter().flat_map(|secret| &secret.uris).copied().collect();
    for uri in uris.into_iter().filter(|uri| *uri != content.to_string()) {
        let _ = writeln!(out, "#   {}", comment(uri));
    }
    extract(out, file, content, options);
    for secret in stored {
        put(out, file, secret);
    }
}

/// Stores a secret whose content depends on how the template is rendered.
fn put_choice(out: &mut String, file: &str, secret: &Secret, options: &Options) {
    let _ = writeln!(out, "\n# one of these, as the template is rendered for this cluster");
    for it in &secret.contents {
        let _ = writeln!(out, "# {}", comment(&possible(it)));
        extract(out, file, &it.content, options);
    }
    put(out, file, secret);
}

/// Writes how the file is made, if there is a local copy of the content.
fn extract(out: &mut String, file: &str, content: &SecretContent, options: &Options) {
    let Some(archive) = options.archive(content) else { return };
    let archive = quoted(&archive.to_string_lossy());
    if !archive.contains(char::is_control) {
        let _ = writeln!(out, "#   pullconfig secrets extract {archive} -o {}", quoted(file));
    }
}

fn put(out: &mut String, file: &str, secret: &Secret) {
    let _ = writeln!(out, "put {} {}  # {}", quoted(file), quoted(&secret.path), users(secret));
}

fn keep_group(out: &mut String, names: &mut LoginFiles, secrets: &[&Secret]) {
    let mut stored = secrets.iter().filter(|secret| secret.is_storable()).peekable();
    if stored.peek().is_some() {
        let text = "definitions named these before: if they are there, they stay as they are";
        let _ = writeln!(out, "\n# {text}");
    }
    for secret in stored {
        let file = quoted(&names.of_secret(&secret.path));
        let _ = write!(out, "{}", registries(&[secret]));
        let _ = writeln!(out, "keep {file} {}  # {}", quoted(&secret.path), users(secret));
    }
}

/// Writes what the user has to store by hand.
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
            let _ = writeln!(out, "#     {}", comment(&possible(it)));
        }
    }
    let count = left.len();
    let _ = writeln!(out, "printf 'note: {count} left out; see the end of the script\\n' >&2");
}

fn registries(secrets: &[&Secret]) -> String {
    let all: BTreeSet<Registry> =
        secrets.iter().flat_map(|secret| secret.registries.iter().copied()).collect();
    let all: Vec<String> = all.iter().map(Registry::to_string).collect();
    format!("# logins for: {}\n", comment(&all.join(", ")))
}

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

fn comment(text: &str) -> String {
    plain(&without_login(text))
}

/// Returns `text` as one quoted word of the shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
