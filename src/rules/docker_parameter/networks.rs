//! `network`, `publish`, `dns`, `hostname`, `uts`, `label`: the flags about the network.

use serde_json::{Value, json};

use super::parameters::PolicyLabel;
use super::{Parameter, Parameters, lose};
use crate::edit::Anchor;
use crate::engine::{Context, PreparationKind};
use crate::text::{begins_with_expression, token};

const NETWORKS: &str = "/networks";

/// Whether the app is on its agent's network, which is the default (marathon: Apps.scala:18).
fn is_host(context: &Context) -> bool {
    match context.get(NETWORKS).and_then(Value::as_array).map(Vec::as_slice) {
        None | Some([]) => true,
        Some([network, ..]) => has_mode(network, "host"),
    }
}

/// Whether a network has this mode. The default is `container`.
fn has_mode(network: &Value, mode: &str) -> bool {
    let declared = network.get("mode").and_then(Value::as_str).unwrap_or("container");
    network.is_object() && declared.eq_ignore_ascii_case(mode)
}

/// `network`: the flag stood after the `--network` that Mesos makes from the network in the
/// definition. Docker's version decides which of the two flags wins, so they must agree.
pub(super) fn network(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    let wanted = parameter.value.as_str();
    if wanted == "none" || wanted.starts_with("container:") {
        return context.block(
            &parameter.pointer,
            format!("the app has the Docker network `{wanted}`, which the Mesos containerizer does not know"),
            "choose another network for the app",
        );
    }
    let declared = context.get(NETWORKS).and_then(Value::as_array).map(Vec::as_slice);
    let agrees = match (wanted, declared) {
        ("host", _) => is_host(context),
        ("bridge" | "default", Some([network])) => has_mode(network, "container/bridge"),
        (_, Some([network])) if has_mode(network, "container") => {
            match network.get("name").filter(|name| !name.is_null()) {
                None => return name(context, parameter),
                Some(name) => name == wanted,
            }
        }
        _ => false,
    };
    if agrees {
        return context.note(&parameter.pointer, "it says what `networks` says");
    }
    lose(
        context,
        parameter,
        &format!(
            "the parameter puts the app on the Docker network `{wanted}`, but the app declares another one"
        ),
        "let `networks` say which network the app is on, then remove the parameter",
        "the app is on the network that it declares",
    );
}

/// Gives the name in the parameter to the only network of the app, a container network without a
/// name.
fn name(context: &mut Context, parameter: &Parameter) {
    let name = &parameter.value;
    context.ask(
        &parameter.pointer,
        PreparationKind::CniNetwork.of(name),
        format!("the network gets the name `{name}` from the parameter; the Mesos containerizer looks for a CNI network of that name"),
        "check that the agents have one",
    );
    let pointer = format!("{NETWORKS}/0/name");
    if context.has(&pointer) {
        context.replace(&pointer, json!(name));
    } else {
        context.add(&pointer, json!(name), Anchor::After(&["mode"]));
    }
}

/// `hostname` and `domainname`: a task has its agent's name on the host network, and otherwise its
/// container id (mesos: cni.cpp:1022-1024). Marathon sets no other name.
pub(super) fn hostname(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    let (key, name) = (&parameter.name, &parameter.value);
    if is_host(context) {
        return context.warn(
            &parameter.pointer,
            format!("the {key} `{name}` is dropped; on the host network the app sees the {key} of its agent"),
            "check that the app does not depend on it",
        );
    }
    lose(
        context,
        parameter,
        &format!("the app's {key} is `{name}`; Marathon has no field for it"),
        "find out whether the app depends on it",
        &format!("the app's hostname is its container id, and the {key} `{name}` is gone"),
    );
}

/// `uts`: with `host` the app sees the hostname of its agent.
pub(super) fn uts(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    match parameter.value.as_str() {
        "" => context.note(&parameter.pointer, "the UTS mode is empty, so nothing changes"),
        "host" if is_host(context) => {
            context.note(
                &parameter.pointer,
                "on the host network the app sees its agent's name anyway",
            );
        }
        _ => lose(
            context,
            parameter,
            "the app sees its agent's hostname; with the Mesos containerizer it does so on the host network only",
            "find out whether the app depends on it",
            "the app's hostname is its container id",
        ),
    }
}

/// The start of the addresses that DC/OS gives its resolvers on every agent.
const DCOS_RESOLVERS: &str = "198.51.100.";

/// `dns`, `dns-search`, `dns-option`: only the CNI plugin or the agent sets them (mesos:
/// cni.cpp:1095-1120).
pub(super) fn dns(context: &mut Context, parameters: &Parameters, parameter: &Parameter) {
    let value = &parameter.value;
    let is_of_dcos = |other: &&Parameter| other.value.starts_with(DCOS_RESOLVERS);
    if parameter.name == "dns" && is_of_dcos(&parameter) {
        let first = parameters.all("dns").find(is_of_dcos);
        if first.is_some_and(|first| first.pointer == parameter.pointer) {
            context.warn(
                &parameter.pointer,
                format!("`{value}` is a resolver of DC/OS, and its agents use it anyway"),
                "check that the app still resolves what it needs",
            );
        }
        return;
    }
    let what = match parameter.name.as_str() {
        "dns" => "asks the resolver",
        "dns-search" => "searches the domain",
        _ => "uses the resolver option",
    };
    lose(
        context,
        parameter,
        &format!(
            "the app {what} `{value}`; Marathon has no field for it: the agent and its networks decide"
        ),
        "set it for the agents or the CNI network, then remove it",
        &format!("the app no longer {what} `{value}` unless its agent is set up for that"),
    );
}

/// `publish`: Mesos does not know that a published port is taken.
pub(super) fn publish(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    if is_host(context) {
        return context.note(&parameter.pointer, "Docker publishes no ports on the host network");
    }
    lose(
        context,
        parameter,
        "Docker publishes a port of the agent that Mesos does not know of; in Marathon a port mapping does that",
        &suggestion(&parameter.value),
        "the port is not published on the agent",
    );
}

/// Returns the help for a published port `[[IP:]HOST:]CONTAINER[/PROTOCOL]`: the port mapping to
/// add.
fn suggestion(text: &str) -> String {
    let (ports, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let mut parts = ports.rsplit(':').map(str::parse::<u16>);
    let container = parts.next().and_then(Result::ok);
    let host = parts.next().map_or(Some(0), Result::ok);
    let (Some(container), Some(host)) = (container, host) else {
        return "add the ports to `container.portMappings`".into();
    };
    let mapping = json!({"containerPort": container, "hostPort": host, "protocol": protocol});
    format!("add {mapping} to `container.portMappings`")
}

/// `publish-all`: Mesos does not know of the ports that Docker chooses.
pub(super) fn publish_all(context: &mut Context, _: &Parameters, parameter: &Parameter) {
    if is_host(context) || parameter.switch() == Some(false) {
        return context.note(&parameter.pointer, "no port is published by it");
    }
    lose(
        context,
        parameter,
        "Docker publishes all ports of the image at random ports of the agent, which Mesos does not know of",
        "add the ports that are needed to `container.portMappings`",
        "no port is published on the agent beyond those of `container.portMappings`",
    );
}

/// The message about labels of the container.
pub(super) const LABELS_GO: &str =
    "labels of the Docker container are dropped; without Docker nothing can read them";

/// The help for [`LABELS_GO`].
pub(super) const LABELS_GO_HELP: &str =
    "write to `labels` what service discovery or log collection needs";

/// The network that DC/OS makes with Calico. Its policies select Docker containers by their labels,
/// and tasks of the Mesos containerizer by labels of the network (dcos-docs-site:
/// 2.1/networking/SDN/calico/index.md:131-181).
const CALICO: &str = "calico";

/// `label`: labels are removed, except for those that network policies select by.
pub(super) fn label(context: &mut Context, parameters: &Parameters, parameter: &Parameter) {
    let Some(PolicyLabel { name, value }) = parameter.policy_label() else {
        if begins_with_expression(&parameter.value) && !is_host(context) {
            return context.warn(
                &parameter.pointer,
                "the label is an expression and is dropped; without Docker nothing can read it, but a label for Calico's policies belongs into the network's `labels`",
                "if it begins with `org.projectcalico.label.`, write it to `labels` of the entry in `networks`",
            );
        }
        if parameters.is_first_plain_label(parameter) {
            context.warn(&parameter.pointer, LABELS_GO, LABELS_GO_HELP);
        }
        return;
    };
    if !parameters.is_last_of_label(parameter, name) {
        return context
            .note(&parameter.pointer, "a later entry with this label overrides this one");
    }
    let networks = context.get(NETWORKS).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let Some(index) = networks.iter().position(|network| has_mode(network, "container")) else {
        return context.note(
            &parameter.pointer,
            "the label is for Calico's policies, and the app is on no network of Calico's",
        );
    };
    let given = parameters.last("network").map(|network| network.value.as_str());
    let network = networks[index].get("name").and_then(Value::as_str).or(given);
    if network == Some(CALICO) {
        return add_label(context, parameter, &format!("{NETWORKS}/{index}/labels"), name, value);
    }
    context.warn(
        &parameter.pointer,
        format!("the label `{name}` for Calico's policies is dropped; if the app's network is one of Calico's, the label belongs into the network's `labels`"),
        "if it is, write the label to `labels` of the entry in `networks`",
    );
}

/// Adds a label of Calico's policies to the labels of a network, which are at the pointer `labels`.
fn add_label(context: &mut Context, parameter: &Parameter, labels: &str, name: &str, value: &str) {
    let pointer = format!("{labels}/{}", token(name));
    match context.get(labels) {
        None if context.has(labels) => context.replace(labels, json!({ name: value })),
        None => context.add(labels, json!({ name: value }), Anchor::After(&["name", "mode"])),
        Some(Value::Object(present)) => match present.get(name) {
            None => context.add(&pointer, value.into(), Anchor::After(&[])),
            Some(present) if present == value => {}
            Some(_) => context.block(
                &parameter.pointer,
                format!("the parameter and the network's `labels` give `{name}`, which Calico's policies use, different values; on Docker the parameter counts"),
                "keep the right one",
            ),
        },
        Some(_) => context.block(
            &parameter.pointer,
            "the network's `labels`, where this belongs, is not an object",
            "correct it",
        ),
    }
}
