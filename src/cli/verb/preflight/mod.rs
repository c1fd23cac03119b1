//! `pullconfig preflight`: asks registries whether the agents would pull the images.

mod logins;
mod rehearsal;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering::Relaxed;
use std::time::SystemTime;

use anyhow::{Context, anyhow, bail};

use logins::LoginSource;

use crate::cli::args::cluster_path::ClusterPath;
use crate::cli::args::preflight::{PreflightArguments, PreflightFormat};
use crate::cli::facts::{bytes, parse_images};
use crate::cli::input::Input;
use crate::cli::session::Session;
use crate::cli::status::Status;
use crate::cli::terminal::output::{Output, failures, note};
use crate::cli::terminal::progress::{Progress, Work};
use crate::config::{ClusterEntry, Layer, Setting};
use crate::engine::{Cluster, Options};
use crate::images::{self, Images, Pull, PullKey, PullOutcome, Time, Verdict};
use crate::marathon::MesosVersion;
use crate::plan::{FilePlan, State};
use crate::preflight::{
    Ask, AskLogins, Authorities, Client, DefaultRegistry, Http, Permissions, Proxies, ProxyAddress,
    Pulled, User, WantedBy, WantedPull, run as ask, wanted,
};
use crate::report::{
    JsonWriter, PreflightCounts, PullUser, ReportedPull, preflight_html, preflight_human,
    preflight_jsonl, preflight_markdown,
};

pub(in crate::cli) fn run(
    arguments: &PreflightArguments,
    output: &Output,
) -> anyhow::Result<Status> {
    if arguments.migration.is_about_texts() {
        bail!("--strip-read-only makes no difference to what is pulled");
    }
    if arguments.migration.has_facts() {
        bail!(
            "preflight asks the registries itself; -o FILE keeps the facts, and --images FILE is for the verbs that read them"
        );
    }
    let input = Input::new(&arguments.files, arguments.quiet, arguments.output.as_deref())?;
    let mut known = known(arguments.output.as_deref())?;
    folders_are_there(arguments)?;
    let session = match arguments.planned.is_given() {
        true => Session::changes(&input, &arguments.planned, &arguments.migration)?,
        false => {
            // No facts are used, because the file that the configuration names may be the one that this run writes.
            let facts = Some(Setting::flag("--images", None));
            Session::survey(&input, Layer { facts, ..arguments.migration.given() }, 0)?
        }
    };
    let agents = AgentsOf::all(arguments, &session)?;
    let pulls = WantedPulls::of(arguments, &session, &agents);
    let now = Time::from(SystemTime::now());
    let mut asks: Vec<Ask> = pulls.asks.iter().map(|(_, ask)| ask.clone()).collect();
    if arguments.dry_run {
        let permissions = permissions(arguments);
        rehearsal::write(&mut output.stdout(), &asks, &permissions)?;
        note_folder(arguments, &pulls, output);
        let failed = failures(output, &session.files);
        return Ok(if failed { Status::Failed } else { Status::Clean });
    }
    asks.retain(|ask| !is_fresh(&known, &ask.key, now, arguments));
    let kept = pulls.asks.len() - asks.len();
    let requests = ask_all(arguments, &agents, &asks, &mut known, now)?;
    let reported = pulls.reported(&known);
    let counts = PreflightCounts::of(&reported, kept, requests);
    write_facts(arguments, &known, output)?;
    let failed = report(arguments, &session, &reported, &counts, output)?;
    note_folder(arguments, &pulls, output);
    session.leftovers.tell(output);
    Ok(match failed {
        true => Status::Failed,
        false if counts.refused + counts.unknown > 0 => Status::Work,
        false => Status::Clean,
    })
}

/// If a login file is missing and the user has named no folder, prints a note that tells how to name one.
fn note_folder(arguments: &PreflightArguments, pulls: &WantedPulls, output: &Output) {
    if arguments.logins.is_empty() && !arguments.quiet && pulls.lack_login_files() {
        note(
            output,
            "--logins DIR names the folder with the login files; --anonymous asks without any login",
        );
    }
}

/// Checks that the folders with login files exist.
fn folders_are_there(arguments: &PreflightArguments) -> anyhow::Result<()> {
    match arguments.logins.iter().find(|it| !it.path.is_dir()) {
        Some(ClusterPath { path, .. }) => bail!("--logins: {} is no folder", path.display()),
        None => Ok(()),
    }
}

/// Returns the facts that an earlier run has written to `path`; no facts if there is no such file.
fn known(path: Option<&Path>) -> anyhow::Result<Images> {
    let Some(path) = path.filter(|path| path.as_os_str() != "-") else {
        return Ok(Images::default());
    };
    let bytes = match bytes(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Images::default()),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read {}", path.display()));
        }
    };
    if bytes.is_empty() {
        return Ok(Images::default());
    }
    parse_images(path, &bytes).map_err(|error| anyhow!("{error:#}; give -o another file"))
}

/// Whether the result of a pull is known, and new enough that the pull is not tried again.
fn is_fresh(known: &Images, key: &PullKey, now: Time, arguments: &PreflightArguments) -> bool {
    known.pulls.get(key).is_some_and(|pull| {
        let is_known = pull.outcome.verdict() != Verdict::Unknown;
        is_known && now.since(pull.asked) < arguments.max_age.0
    })
}

/// The agents of one cluster, and how they pull.
struct AgentsOf {
    cluster: Cluster,
    /// The version of Mesos.
    version: MesosVersion,
    /// The registry of images whose name has none.
    default_registry: DefaultRegistry,
    /// The path of a file with the certificates of further authorities that the agents trust.
    cacert: Option<PathBuf>,
    logins: LoginSource,
}

impl AgentsOf {
    /// Returns the agents of all clusters. The command line wins over the configuration.
    fn all(arguments: &PreflightArguments, session: &Session) -> anyhow::Result<Vec<Self>> {
        let entries = session.options.as_ref().map_or(&[][..], |it| it.config.clusters());
        let mut clusters: Vec<(Cluster, Option<&ClusterEntry>)> =
            entries.iter().map(|entry| (entry.cluster.clone(), Some(entry))).collect();
        for (_, plan) in session.plans() {
            for cluster in plan.clusters.iter() {
                if !clusters.iter().any(|(known, _)| known == cluster) {
                    clusters.push((cluster.clone(), None));
                }
            }
        }
        for name in arguments.logins.iter().filter_map(|it| it.cluster.as_deref()) {
            if !clusters.iter().any(|(known, _)| known.name() == Some(name)) {
                bail!("--logins {name}=…: there is no cluster of this name");
            }
        }
        let agents =
            clusters.into_iter().map(|(cluster, entry)| Self::of(arguments, cluster, entry));
        agents.collect()
    }

    /// Returns the agents of `cluster`. `entry` is its `[[cluster]]`, if it has one.
    fn of(
        arguments: &PreflightArguments,
        cluster: Cluster,
        entry: Option<&ClusterEntry>,
    ) -> anyhow::Result<Self> {
        let given = &arguments.agents;
        let registry = entry.and_then(|entry| entry.default_registry.as_deref());
        let registry = match registry.map(str::parse).transpose() {
            Ok(registry) => registry,
            Err(error) => bail!("cluster `{cluster}`: `default-registry`: {error}"),
        };
        let logins = LoginSource::new(&arguments.logins, &cluster, arguments.anonymous);
        Ok(AgentsOf {
            version: given.mesos.or(entry.and_then(|it| it.mesos)).unwrap_or_default(),
            default_registry: given.default_registry.clone().or(registry).unwrap_or_default(),
            cacert: given.cacert.clone().or(entry.and_then(|it| it.cacert.clone())),
            cluster,
            logins,
        })
    }
}

/// The pulls of all clusters.
struct WantedPulls<'s> {
    /// Each pull, with the definitions that need it.
    asks: Vec<(Vec<User<'s>>, Ask)>,
}

impl<'s> WantedPulls<'s> {
    /// Whether the login file of at least one pull is missing.
    fn lack_login_files(&self) -> bool {
        self.asks.iter().any(|(_, ask)| match &ask.logins {
            AskLogins::Unusable(why) => why.outcome == PullOutcome::NoLoginFile,
            _ => false,
        })
    }

    /// Returns the pulls that the plans of `session` lead to. The client of a pull has the index that its agents have
    /// in `agents`.
    fn of(arguments: &PreflightArguments, session: &'s Session, agents: &[AgentsOf]) -> Self {
        let defaults = Options::default();
        let options = session.options.as_ref().map_or(&defaults, |it| &it.general.rules);
        let plans: Vec<(&Path, &FilePlan)> = session.plans().collect();
        let mut asks = Vec::new();
        for (client, agents) in agents.iter().enumerate() {
            let mut found: BTreeMap<Option<String>, _> = BTreeMap::new();
            for (WantedPull { image, file }, WantedBy { content, users }) in
                wanted(&plans, &agents.cluster, options)
            {
                let login = file.filter(|_| !arguments.anonymous);
                let archive = content.as_ref().and_then(|content| options.archive(content));
                let logins = found.entry(login.clone()).or_insert_with(|| {
                    let archive = archive.as_ref().map(|archive| &*archive.path);
                    agents.logins.logins(login.as_deref(), archive)
                });
                let cluster = agents.cluster.name().map(str::to_owned);
                let ask = Ask {
                    key: PullKey { cluster, image, login },
                    version: agents.version,
                    default_registry: agents.default_registry.clone(),
                    client,
                    logins: logins.clone(),
                };
                asks.push((users, ask));
            }
        }
        // Pulls without a login may be equal, although they had different login files. Equal ones are joined.
        asks.sort_by(|(_, one), (_, other)| one.key.cmp(&other.key));
        asks.dedup_by(|(users, ask), (kept, first)| {
            let is_same = ask.key == first.key;
            if is_same {
                kept.append(users);
            }
            is_same
        });
        WantedPulls { asks }
    }

    /// Returns the pulls with their results in `known`.
    fn reported<'r>(&'r self, known: &'r Images) -> Vec<ReportedPull<'r>> {
        let reported = self.asks.iter().filter_map(|(users, ask)| {
            let (key, pull) = known.pulls.get_key_value(&ask.key)?;
            let users = users.iter().map(|user| PullUser {
                file: user.file,
                position: user.position,
                id: user.id,
            });
            Some(ReportedPull { key, pull, users: users.collect() })
        });
        reported.collect()
    }
}

/// Returns the hosts that the user allows logins to be sent to.
fn permissions(arguments: &PreflightArguments) -> Permissions {
    let given = &arguments.agents;
    Permissions { realms: given.realm.clone(), plain_http: given.plain_http.clone() }
}

/// Tries the pulls `asks`, and adds the results to `known`, with the time `now`. Returns the number of requests.
fn ask_all(
    arguments: &PreflightArguments,
    agents: &[AgentsOf],
    asks: &[Ask],
    known: &mut Images,
    now: Time,
) -> anyhow::Result<u64> {
    let jobs = usize::from(arguments.agents.jobs);
    let permissions = permissions(arguments);
    let system = Authorities::of_this_machine();
    let mut transports = Vec::new();
    for agents in agents {
        let authorities = match &agents.cacert {
            None => system.clone(),
            Some(path) => {
                let pem = bytes(path).with_context(|| format!("cannot read {}", path.display()))?;
                system.with(&pem).map_err(|error| anyhow!("{} {error}", path.display()))?
            }
        };
        transports.push(Http::new(authorities, proxies(), jobs));
    }
    let clients: Vec<Client> =
        transports.iter().map(|transport| Client::new(transport, &permissions)).collect();
    let progress = Progress::start(Work::Ask, arguments.quiet);
    let told = |outcome: images::PullOutcome| {
        progress.files.fetch_add(1, Relaxed);
        let is_hit = outcome.verdict() != Verdict::Pulled;
        progress.hits.fetch_add(u64::from(is_hit), Relaxed);
    };
    let results = ask(asks, &clients, jobs, &told);
    drop(progress);
    for (ask, Pulled { outcome, message, known: facts }) in asks.iter().zip(results) {
        let digest = facts.as_ref().map(|facts| facts.digest.clone());
        if let Some(facts) = facts {
            known.facts.insert(facts.digest, facts.facts);
        }
        known.pulls.insert(ask.key.clone(), Pull { outcome, message, digest, asked: now });
    }
    known.remove_unused_facts();
    Ok(clients.iter().map(Client::requests).sum())
}

/// Returns the proxies that the environment variables name. They are those that curl reads.
#[expect(clippy::disallowed_methods, reason = "the edge of the process")]
fn proxies() -> Proxies {
    let first = |names: &[&str]| names.iter().find_map(|name| std::env::var(name).ok());
    let proxy = |names: &[&str]| first(names).and_then(|address| ProxyAddress::new(&address));
    Proxies {
        http: proxy(&["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]),
        https: proxy(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]),
        exceptions: first(&["no_proxy", "NO_PROXY"]).unwrap_or_default(),
    }
}

/// Returns the number of blocked definitions in the plans.
fn blocked(session: &Session) -> usize {
    let definitions = session.plans().flat_map(|(_, plan)| &plan.definitions);
    definitions.filter(|definition| definition.state() == State::Blocked).count()
}

/// Writes the facts to the file of `-o`, if there is one.
fn write_facts(
    arguments: &PreflightArguments,
    known: &Images,
    output: &Output,
) -> anyhow::Result<()> {
    let Some(path) = &arguments.output else { return Ok(()) };
    let mut out = output.page(Some(path));
    out.write_long(&mut |out| images::write(&mut JsonWriter::new(out), known))?;
    out.finish()
}

/// Writes the report. Returns whether a file had an error.
fn report(
    arguments: &PreflightArguments,
    session: &Session,
    reported: &[ReportedPull],
    counts: &PreflightCounts,
    output: &Output,
) -> anyhow::Result<bool> {
    let mut out = output.stdout();
    let is_quiet = arguments.quiet || arguments.output.as_deref() == Some(Path::new("-"));
    match arguments.format {
        _ if is_quiet => {}
        PreflightFormat::Human => preflight_human(&mut out, reported, arguments.verbose)?,
        PreflightFormat::Jsonl => preflight_jsonl(&mut out, reported, counts)?,
        PreflightFormat::Markdown => preflight_markdown(&mut out, reported, counts)?,
        PreflightFormat::Html => preflight_html(&mut out, reported, counts)?,
    }
    out.flush()?;
    let failed = failures(output, &session.files);
    if !is_quiet && arguments.format == PreflightFormat::Human {
        writeln!(out, "{}", counts.in_words())?;
    }
    out.finish()?;
    if is_quiet {
        return Ok(failed);
    }
    if let Some(path) = &arguments.output {
        note(output, &format!("the facts are in {}", path.display()));
    }
    if let blocked @ 1.. = blocked(session) {
        let (definitions, are) =
            if blocked == 1 { ("definition", "is") } else { ("definitions", "are") };
        note(
            output,
            &format!("{blocked} {definitions} {are} blocked, and their images asked for as well"),
        );
    }
    Ok(failed)
}
