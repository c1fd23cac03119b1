//! `docker-parameter`: flags for the Docker command line.
//!
//! The table has a row for each group of flags that are treated alike. Mesos passes every entry as
//! one word `--KEY=VALUE` after its own flags (mesos: src/docker/docker.cpp:951-970, 1230-1232);
//! the Mesos containerizer takes none (marathon: AppValidation.scala:97-102). A flag for which
//! Marathon has a field moves there, a flag that has no effect without Docker is removed, and any
//! other flag blocks the definition. Findings are reported under `docker-parameter/KEY` with the
//! long form of the key. Messages never show the values of `env`.

mod command;
mod env;
mod limits;
mod linux_info;
mod mounted;
mod mounts;
mod networks;
mod parameters;
mod privileges;
mod table;
mod user;
mod volumes;

use serde_json::Value;

pub(super) use self::parameters::given;
use self::parameters::{Parameter, Parameters};
use self::table::{Action, FlagRow};
use crate::engine::{Context, Rule};
use crate::marathon::DefinitionKind;
use crate::text::token;

pub(super) const RULE: Rule = Rule {
    name: "docker-parameter",
    summary: "`docker.parameters` are flags for `docker run`; the Mesos containerizer takes none",
    page: include_str!("../../../docs/rules/docker-parameter.md"),
    check,
};

const FIELD: &str = "/container/docker/parameters";

/// Marathon accepts an empty list (marathon: AppValidation.scala:97-102), but the list has no
/// effect once the app leaves Docker. Marathon refuses an app of type MESOS that still has
/// parameters, so the parameters of such an app are translated, too.
fn check(context: &mut Context) {
    if context.definition().kind != DefinitionKind::App || !context.has(FIELD) {
        return;
    }
    let entries = match context.get(FIELD) {
        None => Vec::new(),
        Some(Value::Array(entries)) => entries.clone(),
        Some(_) => return context.block(FIELD, "`docker.parameters` is not a list", "correct it"),
    };
    if entries.is_empty() {
        if context.leaves_docker() {
            context.remove(FIELD);
        }
        return;
    }
    let Some(parameters) = Parameters::read(context, &entries) else { return };
    for (parameter, entry) in parameters.iter().zip(&entries) {
        context.enter_detail(&parameter.name);
        tell_ignored(context, parameter, entry);
        if parameter.never_ran && table::row(&parameter.name).is_some() {
            context.warn(
                &parameter.pointer,
                "the key is a single letter or begins with a dash, which `docker run` refuses, so the app has never run with it",
                "check that the app should have it",
            );
        }
        settle(context, &parameters, parameter);
    }
    context.remove(FIELD);
}

/// Warns about the members of an entry that nothing reads and that are removed with it (marathon:
/// ObjectVisitor.scala:133-155).
fn tell_ignored(context: &mut Context, parameter: &Parameter, entry: &Value) {
    let members = entry.as_object().into_iter().flatten().map(|(name, _)| name);
    for name in members.filter(|name| !matches!(name.as_str(), "key" | "value")) {
        context.warn(
            &format!("{}/{}", parameter.pointer, token(name)),
            format!("`{name}` is removed with the parameter; Marathon ignores it"),
            "if another program reads it, move it to a place that stays",
        );
    }
}

/// Treats one parameter as the table says. A parameter that is not in the table is a loss.
fn settle(context: &mut Context, parameters: &Parameters, parameter: &Parameter) {
    let Some(row) = table::row(&parameter.name) else {
        let message = "the Docker parameter has no known counterpart in Marathon";
        let help = "find out what it does for the app, and use Marathon's own fields for that";
        let loss = "the app loses whatever the Docker parameter did for it";
        return lose(context, parameter, message, help, loss);
    };
    if !row.repeats && !parameters.is_last(parameter) {
        return context.note(&parameter.pointer, "a later entry with this key overrides this one");
    }
    carry_out(context, parameters, parameter, row);
}

/// Carries out the action of `row`, the row of the parameter.
fn carry_out(context: &mut Context, parameters: &Parameters, parameter: &Parameter, row: &FlagRow) {
    let pointer = &parameter.pointer;
    let with_value = |text: &str| text.replace("{}", &parameter.value);
    match row.action {
        Action::Drop(_) | Action::Warn { .. } if row.repeats && !parameters.is_first(parameter) => {
        }
        Action::Drop(message) => context.note(pointer, message),
        Action::Warn { message, help } => context.warn(pointer, message, help),
        Action::Block { message, help } => context.block(pointer, message, help),
        Action::Lose { message, help, loss } => {
            lose(context, parameter, &with_value(message), help, &with_value(loss));
        }
        Action::Switch { message, help, loss } => match parameter.switch() {
            Some(true) => lose(context, parameter, message, help, loss),
            Some(false) => context.note(pointer, "the switch is off, as it is by default"),
            None => block_unreadable(context, parameter, "`true` or `false`"),
        },
        Action::By(settle) => settle(context, parameters, parameter),
    }
}

/// Blocks, unless the user accepts that the parameter is removed without a replacement. All
/// parameters are removed at the end, so nothing has to be done for that.
fn lose(context: &mut Context, parameter: &Parameter, message: &str, help: &str, loss: &str) {
    let _accepted = context.block_or_lose(&parameter.pointer, message, help, loss);
}

/// Blocks because of a value that `docker run` refuses as well. `expected` completes "the value is
/// not".
fn block_unreadable(context: &mut Context, parameter: &Parameter, expected: &str) {
    let message = format!("the value of `{}` is not {expected}", parameter.name);
    let help = "correct it or remove the parameter";
    context.block_form(&parameter.pointer, &parameter.value, message, help);
}
