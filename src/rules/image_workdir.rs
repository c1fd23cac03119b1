//! `image-workdir`: an image without WORKDIR, and a relative path.

use serde_json::Value;

use super::app_fields::IMAGE;
use super::docker_parameter::given;
use super::shell::{self, SimpleCommand, quoted};
use crate::engine::{Context, Rule};
use crate::images::ImageConfig;

pub(super) const RULE: Rule = Rule {
    name: "image-workdir",
    summary: "The image has no WORKDIR; a relative path counts from the sandbox instead of `/`",
    page: include_str!("../../docs/rules/image-workdir.md"),
    check,
};

/// Docker starts in `/` if the image has no WORKDIR. The executor of Mesos starts in the sandbox then
/// (mesos: src/launcher/executor.cpp:456-460; isolators/docker/runtime.cpp:372-385).
fn check(context: &mut Context) {
    if !context.leaves_docker() {
        return;
    }
    let Some(known) = context.image_config(IMAGE) else { return };
    if given(context, "workdir").is_some() {
        return;
    }
    let config = known.config;
    if config.working_dir.as_deref().is_some_and(|folder| !folder.is_empty()) {
        return;
    }
    let Some((pointer, label, path)) = relative(context, config) else { return };
    let message = format!(
        "{label} has the relative path `{path}`, and the image has no WORKDIR ({}): Docker starts in `/`, the Mesos containerizer in the sandbox",
        known.told()
    );
    let help = match pointer {
        "/cmd" => "begin the `cmd` with `cd / &&`, or write the whole path",
        "/args" => "write the whole path",
        _ => "set WORKDIR in the image, or start it with a `cmd` that begins with `cd / &&`",
    };
    context.warn(pointer, message, help);
}

/// Returns the first relative path with which the app is started: the pointer to the text that has
/// it, the name of that text in messages, and the path.
fn relative(
    context: &Context,
    config: &ImageConfig,
) -> Option<(&'static str, &'static str, String)> {
    if let Some(command) = context.text("/cmd") {
        return Some(("/cmd", "`cmd`", relative_in(command)?));
    }
    let line =
        |words: &mut dyn Iterator<Item = &str>| words.map(quoted).collect::<Vec<_>>().join(" ");
    let args = context.get("/args").and_then(Value::as_array).filter(|args| !args.is_empty());
    let own = config.entrypoint.iter().chain(if args.is_none() { &*config.cmd } else { &[] });
    let args = args.and_then(|args| relative_in(&line(&mut args.iter().filter_map(Value::as_str))));
    if let Some(path) = args {
        return Some(("/args", "`args`", path));
    }
    let path = relative_in(&line(&mut own.map(String::as_str)))?;
    Some((IMAGE, "the image's own command", path))
}

/// Returns the first relative path of a command line. Returns `None` if a `cd` stands before it.
fn relative_in(line: &str) -> Option<String> {
    for SimpleCommand { words, .. } in shell::commands(line) {
        if words.first().is_some_and(|word| word == "cd") {
            return None;
        }
        if let Some(path) = words.into_iter().find(|word| is_relative(word)) {
            return Some(path);
        }
    }
    None
}

/// Whether a word clearly is a relative path, such as `./run`. Other words with a slash may be
/// anything, such as a part of a URL.
fn is_relative(word: &str) -> bool {
    ["./", "../"].iter().any(|start| word.starts_with(start))
}
