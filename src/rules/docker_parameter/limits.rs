//! `memory`, `cpus` and `gpus`: limits for which Marathon has fields, and sizes in Docker's
//! notation.

use serde_json::Value;

use super::{Parameter, Parameters, block_unreadable, lose};
use crate::engine::Context;
use crate::marathon::Target;

/// The memory of an app that asks for none, in MiB (marathon: app.raml, `mem`).
const DEFAULT_MEM: f64 = 128.0;
const MEBIBYTE: f64 = 1024.0 * 1024.0;

/// Returns the number of bytes of a size in Docker's notation: a number, perhaps with a fraction,
/// and a unit in powers of 1024.
pub(super) fn bytes(text: &str) -> Option<u64> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let unit = unit.strip_prefix(' ').unwrap_or(unit).to_ascii_lowercase();
    let power = match unit.as_str() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 1,
        "m" | "mb" | "mib" => 2,
        "g" | "gb" | "gib" => 3,
        "t" | "tb" | "tib" => 4,
        "p" | "pb" | "pib" => 5,
        _ => return None,
    };
    let size = number.parse::<f64>().ok()? * 1024_f64.powi(power);
    (size < 2_f64.powi(63)).then_some(size as u64)
}

/// `memory` and `memory-reservation`: the flag replaced the limit that Mesos derived from `mem`.
pub(super) fn memory(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    let Some(size) = bytes(&parameter.value) else {
        return block_unreadable(context, parameter, "a size such as `512m`");
    };
    let mem = context.get("/mem").and_then(Value::as_f64).unwrap_or(DEFAULT_MEM);
    let (key, size) = (&parameter.name, size as f64 / MEBIBYTE);
    let is_limit = key == "memory";
    if size == mem || (size == 0.0 && !is_limit) {
        return context.note(&parameter.pointer, "the parameter says no more than `mem`");
    }
    let wanted = if size == 0.0 { "no limit".into() } else { format!("{size} MiB") };
    let help = if is_limit && context.options().targets.all_since(Target::V1_10) {
        "set `mem`, or `resourceLimits.mem`, to what the app needs, then remove the parameter"
    } else {
        "set `mem` to what the app needs, then remove the parameter"
    };
    let message = format!(
        "`{key}` is {wanted} and `mem` is {mem} MiB; the Mesos containerizer uses only `mem`"
    );
    let loss = format!("the limit is {mem} MiB, as `mem` says, instead of {wanted}");
    lose(context, parameter, &message, help, &loss);
}

/// `cpus`, `cpu-quota` and `cpu-period`: Mesos computes the shares, or the quota, of an app from
/// Marathon's `cpus` alone.
pub(super) fn cpus(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    let help = if context.options().targets.all_since(Target::V1_10) {
        "say how much the app may use with `cpus` or `resourceLimits.cpus`, then remove it"
    } else {
        "say how much the app needs with `cpus`, then remove it"
    };
    lose(
        context,
        parameter,
        "this limits CPU time in Docker only; with the Mesos containerizer `cpus` and the agent's settings limit it",
        help,
        "the app may use as much CPU time as its agent grants for `cpus`",
    );
}

/// `gpus`: Mesos treats GPUs as a resource (marathon: AppValidation.scala:459-464).
pub(super) fn gpus(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    let help = match parameter.value.parse::<u32>() {
        Ok(count) => format!("add `\"gpus\": {count}` if the cluster has agents with GPUs"),
        Err(_) => "add `gpus` with their number if the cluster has agents with GPUs".into(),
    };
    lose(
        context,
        parameter,
        "the app uses GPUs that Mesos does not account for; with the Mesos containerizer this parameter gives it none",
        &help,
        "the app starts without GPUs",
    );
}
