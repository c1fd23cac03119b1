//! `env`: variables move to the app's own `env`.
//!
//! Marathon's `env` wins over the variables that Marathon sets itself, such as `PORT0` (marathon:
//! TaskBuilder.scala:238-245), as the flag `--env` did. Messages never show the values.

use serde_json::{Map, Value};

use super::{Parameter, Parameters};
use crate::edit::Anchor;
use crate::engine::Context;
use crate::text::token;

const ENV: &str = "/env";

/// `env`: if several entries set one variable, the last entry wins. The variable is written where
/// the first entry would write it.
pub(super) fn env(context: &mut Context, parameters: &Parameters, parameter: &Parameter) {
    let Some((name, _)) = parameter.value.split_once('=') else {
        let _accepted = context.block_or_lose(
            &parameter.pointer,
            "the parameter names a variable without a value, which Docker takes from the agent; Marathon has no field for that",
            "write the variable with its value to `env`",
            "the app starts without the variable that Docker took from the agent",
        );
        return;
    };
    if name.is_empty() {
        let message = "the parameter gives a value to a variable without a name";
        return context.block(&parameter.pointer, message, "correct it or remove the parameter");
    }
    let Some(last) = parameters.last_value(parameter, name) else { return };
    let value = last.value.split_once('=').map_or("", |(_, value)| value);
    set(context, last, name, value);
}

/// Adds the variable `name` to `env`. If `env` has it with another value, the parameter wins:
/// Docker uses the last of two equal names, and the parameter stands after Mesos' own flags.
fn set(context: &mut Context, parameter: &Parameter, name: &str, value: &str) {
    let variables = match context.get(ENV) {
        None => return add_env(context, name, value),
        Some(Value::Object(variables)) => variables,
        Some(_) => {
            return context.block(
                &parameter.pointer,
                "`env`, where this belongs, is not an object",
                "correct it",
            );
        }
    };
    let pointer = format!("{ENV}/{}", token(name));
    match variables.get(name) {
        None => context.add(&pointer, value.into(), Anchor::After(&[])),
        Some(Value::String(present)) if present == value => {}
        Some(Value::Null) => context.replace(&pointer, value.into()),
        Some(Value::Object(_)) => {
            let message =
                format!("the parameter gives a value to `{name}`, which is a secret in `env`");
            let help = "remove the one that is wrong; Docker used the parameter";
            context.block(&parameter.pointer, message, help);
        }
        Some(_) => {
            let message = format!(
                "`env` and the parameter give `{name}` different values; Docker used the parameter, so its value replaces the one in `env`"
            );
            context.warn(
                &parameter.pointer,
                message,
                "check that it is the value the app is meant to have",
            );
            context.replace(&pointer, value.into());
        }
    }
}

/// Adds `env` with one variable to an app without `env`.
fn add_env(context: &mut Context, name: &str, value: &str) {
    let variables = Map::from_iter([(name.to_owned(), Value::from(value))]);
    if context.has(ENV) {
        return context.replace(ENV, variables.into());
    }
    let siblings: &[&str] = if context.definition_has("/networks") {
        &["container"]
    } else {
        &["networks", "container"]
    };
    context.add(ENV, variables.into(), Anchor::After(siblings));
}
