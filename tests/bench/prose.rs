//! Everything in a repository that is not a Marathon app: sources, notes, manifests, logs.

use serde_json::{Value, json};

use crate::app::WORDS;
use crate::random::Random;

/// Text of about `want` bytes in the language that `extension` stands for.
pub(crate) fn source(random: &mut Random, extension: &str, want: usize) -> String {
    let mut out = String::with_capacity(want + 128);
    out.push_str(match extension {
        "sh" => "#!/bin/sh\nset -eu\n\n",
        "py" => "import json\nimport os\n\n\n",
        "js" => "'use strict';\n\n",
        "md" => "# Notes\n\n",
        _ => "",
    });
    while out.len() < want {
        let (a, b, c) = (random.pick(&WORDS), random.pick(&WORDS), random.pick(&WORDS));
        let n = random.below(1000);
        out.push_str(&match extension {
            "js" => {
                format!("function {a}_{n}({b}) {{\n  return {b}.map(x => x.{c} * {n});\n}}\n\n")
            }
            "py" => {
                format!("def {a}_{n}({b}):\n    return os.path.join({b}, \"{c}\", \"{n}\")\n\n\n")
            }
            "sh" => {
                format!("docker pull registry.example.com/{a}/{b}:{n}\necho \"{c} done\" >&2\n")
            }
            "md" => format!("* The docker image of the {a} {b} reads `{c}.json` ({n}).\n"),
            "yaml" => format!("{a}_{n}:\n  image: docker.example.org/{b}\n  {c}: [{n}, true]\n"),
            _ => format!("2024-03-{:02} {a} {b}: {c} took {n} ms\n", 1 + n % 28),
        });
    }
    out
}

/// A line that mentions a credential URI outside of JSON.
pub(crate) fn mention(extension: &str) -> &'static str {
    match extension {
        "sh" => "tar czf /tmp/docker.tar.gz .docker/config.json\n",
        "yaml" => "uris:\n  - file:///etc/docker.tar.gz\n",
        _ => "Put `file:///etc/docker.tar.gz` into `uris`.\n",
    }
}

/// JSON that is no Marathon app: package manifests and tool settings.
pub(crate) fn manifest(random: &mut Random) -> Value {
    let mut dependencies = json!({});
    for _ in 0..random.within(3..30) {
        let name = format!("{}-{}", random.pick(&WORDS), random.pick(&WORDS));
        dependencies[name] = json!(format!("^{}.{}.0", random.below(9), random.below(20)));
    }
    json!({
        "name": format!("@example/{}", random.pick(&WORDS)),
        "version": format!("{}.{}.{}", random.below(9), random.below(20), random.below(20)),
        "private": true,
        "scripts": {"build": "tsc -p .", "image": "docker build -t service ."},
        "files": ["lib/", "bin/"],
        "dependencies": dependencies,
    })
}
