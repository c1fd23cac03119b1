//! Notes that hold for so many apps that reports tell each once, with the number of apps.

/// A note that reports tell once.
#[derive(Debug, Clone, Copy)]
pub struct Everywhere {
    /// The rule of the note, with its detail if it has one.
    pub rule: &'static str,
    /// The difference after the conversion: a sentence without a full stop that holds for each of the apps.
    pub text: &'static str,
}

/// All notes that reports tell once. The most frequent one is told first; equally frequent ones are
/// told in this order.
pub const EVERYWHERE: &[Everywhere] = &[
    Everywhere {
        rule: "kill-grace-period",
        text: "the app has 3 s to end after SIGTERM; with Docker on DC/OS it had 20 s",
    },
    Everywhere {
        rule: "bridge-network",
        text: "ports no longer answer on the agent's own `localhost`",
    },
    Everywhere {
        rule: "partial-definition",
        text: "the file gets `env` or `secrets`; if the running app has more of them, deploying with `PUT` replaces them all",
    },
    Everywhere {
        rule: "moving-tag",
        text: "an image without a tag, or with `latest`, is pulled again and may be newer; on the way back to Docker the old one runs again",
    },
    Everywhere {
        rule: "container-network/dcos",
        text: "of an agent's addresses on the network `dcos`, only one half is for Mesos containers",
    },
    Everywhere {
        rule: "container-network/virtual-address",
        text: "on RHEL 7.5 DC/OS's load balancer (`VIP_`) does not work as expected for Mesos containers on a container network",
    },
    Everywhere {
        rule: "docker-socket",
        text: "an app that watches Docker through its socket no longer sees itself there, nor other apps that leave Docker",
    },
    Everywhere {
        rule: "external-volume/new-volume",
        text: "a new external volume stays empty; Docker filled it with the image's files at that path",
    },
    Everywhere {
        rule: "nvcr-io",
        text: "Mesos before 1.10 cannot pull from `nvcr.io`, except 1.7.3 and DC/OS 1.13.8 and 2.0.3 or later",
    },
];

/// Returns the note of a rule, if reports tell it once.
#[must_use]
pub fn everywhere(rule: &str) -> Option<&'static Everywhere> {
    EVERYWHERE.iter().find(|it| it.rule == rule)
}

#[cfg(test)]
mod tests {
    use super::EVERYWHERE;
    use crate::rules::rule;

    #[test]
    fn each_is_the_note_of_a_rule() {
        for it in EVERYWHERE {
            assert!(rule(it.rule).is_some(), "{}", it.rule);
            assert!(!it.text.ends_with('.') && it.text.contains(' '), "{}", it.text);
        }
    }
}
