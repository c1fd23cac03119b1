//! The flags about the app's networks and its names there.

use super::super::networks;
use super::Action::{self, By, Drop, Lose};
use super::{FlagRow, many, once};

pub(super) static ROWS: &[FlagRow] = &[
    once(&["network"], By(networks::network)),
    many(
        &["network-alias"],
        Lose {
            message: "other containers find the app as `{}`, through Docker's own DNS",
            help: "let them find it through Marathon's service discovery, then remove it",
            loss: "the app is not found as `{}` any more",
        },
    ),
    many(
        &["link"],
        Lose {
            message: "the app finds another Docker container through a link; the Mesos containerizer has none",
            help: "let the app find it through service discovery, then remove the link",
            loss: "the app does not find the linked container under its name, nor its variables",
        },
    ),
    many(&["link-local-ip"], ADDRESS),
    once(&["ip", "ip6", "mac-address"], ADDRESS),
    once(&["hostname", "domainname"], By(networks::hostname)),
    once(&["uts"], By(networks::uts)),
    many(&["dns", "dns-search", "dns-option"], By(networks::dns)),
    many(
        &["add-host"],
        Lose {
            message: "the host entry `{}` is added to /etc/hosts, which the Mesos containerizer makes itself",
            help: "enter the name in DNS, then remove it",
            loss: "the host entry `{}` is gone from /etc/hosts",
        },
    ),
    many(&["publish"], By(networks::publish)),
    once(&["publish-all"], By(networks::publish_all)),
    many(&["expose"], Drop("it publishes nothing and is not needed")),
];

const ADDRESS: Action = Lose {
    message: "the app has the fixed address `{}` on a Docker network; with the Mesos containerizer the CNI network chooses one",
    help: "let clients find the app through service discovery, then remove it",
    loss: "the app gets another address than `{}`",
};
