//! The examples at the end of each verb's help text: the command lines that people type most.

/// The examples in `pullconfig --help`.
pub(in crate::cli) const PROGRAM: &str = "\
First look:   pullconfig scan
Then review:  pullconfig diff | less
Then convert: pullconfig apply -i (asks file by file), or pullconfig apply";

/// The text that is printed when the program is called without arguments.
pub(in crate::cli) const WELCOME: &str = "\
pullconfig migrates Marathon definitions from Docker credential URIs to a
secrets-based pullConfig.

First look:   pullconfig scan          tells what can be converted
Then review:  pullconfig diff | less   shows the changes; nothing is written
Then convert: pullconfig apply -i      asks file by file
         or:  pullconfig apply         converts all that can be converted

Each takes files and folders; without any, the current folder is searched.
`pullconfig --help` lists all verbs, `pullconfig scan -h` the options of one.
";

pub(in crate::cli) const SCAN: &str = "\
Examples:
  pullconfig scan                      the current folder
  pullconfig scan -v apps/web.json     with notes and secrets
  pullconfig scan --format html -o ../review.html
  git ls-files -z | pullconfig scan --files-from - -0";

pub(in crate::cli) const PLAN: &str = "\
Examples:
  pullconfig plan -o ../plan.json      write it down
  pullconfig diff --plan ../plan.json  review it
  pullconfig apply --plan ../plan.json make it so";

pub(in crate::cli) const DIFF: &str = "\
Examples:
  pullconfig diff --color always | less -R
  pullconfig diff --stat apps
  pullconfig diff > ../changes.patch   git apply ../changes.patch makes them";

pub(in crate::cli) const APPLY: &str = "\
Examples:
  pullconfig apply -i                  ask file by file
  pullconfig apply apps --accept docker-parameter/label
  dcos marathon app show /a | pullconfig apply - | dcos marathon app add";

pub(in crate::cli) const CONFIG: &str = "\
Examples:
  pullconfig config prod/web.json      what holds for this file
  pullconfig config --suggest >> pullconfig.toml";

pub(in crate::cli) const CHECK: &str = "\
Examples:
  pullconfig check                     the current folder
  pullconfig check -v --target 1.9 apps/web.json";

pub(in crate::cli) const SECRETS: &str = "\
Examples:
  pullconfig secrets                   the list
  pullconfig secrets --suggest >> pullconfig.toml
  pullconfig secrets --format sh > store.sh
  pullconfig secrets extract docker.tar.gz -o config.json";

#[cfg(feature = "preflight")]
pub(in crate::cli) const PREFLIGHT: &str = "\
Examples:
  pullconfig preflight --logins ../logins --dry-run
  pullconfig preflight --logins ../logins -o ../images.json
  pullconfig preflight --anonymous apps/web.json";
