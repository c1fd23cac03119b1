//! The plan of a file is the same in every run, unless another file of the run wants its secret for another
//! content: in one of its clusters, and with another id.

use proptest::prelude::*;
use pullconfig::engine::Cluster;
use pullconfig::plan::{
    FileOptions, FilePlan, PlanOptions, State, conflicts, plan_for_all, survey_for_all,
};
use pullconfig::source::{Origin, SourceFile};

/// An app of a generated repository.
#[derive(Debug, Clone)]
struct App {
    id: usize,
    uri: usize,
    is_privileged: bool,
}

/// A file of a generated repository: its apps, and the clusters that it is for.
#[derive(Debug, Clone)]
struct File {
    apps: Vec<App>,
    clusters: Vec<usize>,
    is_template: bool,
}

const IDS: [&str; 5] = ["/a/web", "/a/api", "/b/web", "/b/{{env}}", "/b"];
const URIS: [&str; 3] = [
    "file:///etc/docker.tar.gz",
    "https://f.example/docker.tar.gz",
    "https://f.example/{{env}}/.dockercfg",
];
const SOURCES: [&str; 4] = ["/{id}/pullConfig", "/{top}/pull", "/pull", "/{top}/{credential}"];
const CLUSTERS: [Option<&str>; 3] = [None, Some("dev"), Some("prod")];

fn file() -> impl Strategy<Value = File> {
    let app = (0..IDS.len(), 0..URIS.len(), prop::bool::weighted(0.2))
        .prop_map(|(id, uri, is_privileged)| App { id, uri, is_privileged });
    let clusters = prop::sample::subsequence(vec![0, 1, 2], 1..=3);
    (prop::collection::vec(app, 1..4), clusters, any::<bool>())
        .prop_map(|(apps, clusters, is_template)| File { apps, clusters, is_template })
}

impl App {
    fn id(&self, is_template: bool) -> String {
        if is_template { IDS[self.id].to_owned() } else { IDS[self.id].replace("{{env}}", "x") }
    }

    fn uri(&self, is_template: bool) -> String {
        if is_template { URIS[self.uri].to_owned() } else { URIS[self.uri].replace("{{env}}", "x") }
    }
}

impl File {
    fn text(&self) -> String {
        let app = |app: &App| {
            let (id, uri) = (app.id(self.is_template), app.uri(self.is_template));
            let privileged = if app.is_privileged { ", \"privileged\": true" } else { "" };
            format!(
                "{{\"id\": \"{id}\", \"container\": {{\"type\": \"DOCKER\", \"docker\": {{\"image\": \"r.io/a\"{privileged}}}}}, \"uris\": [\"{uri}\"]}}"
            )
        };
        format!("[{}]\n", self.apps.iter().map(app).collect::<Vec<_>>().join(",\n"))
    }

    fn options(&self, source: &str) -> FileOptions {
        let mut options = PlanOptions::default();
        options.rules.secret_source = source.parse().expect("a template");
        let cluster = |&at: &usize| CLUSTERS[at].map_or_else(Cluster::default, Cluster::named);
        options.clusters = self.clusters.iter().map(cluster).collect();
        FileOptions::alike(options)
    }

    fn source(&self, at: usize) -> SourceFile {
        let ending = if self.is_template { "json.mustache" } else { "json" };
        SourceFile {
            path: format!("{at}.{ending}").into(),
            location: None,
            bytes: self.text().into_bytes(),
            origin: Origin::Named,
        }
    }
}

/// Plans files as one run does.
fn run(files: &[(usize, &File)], source: &str, is_survey: bool) -> Vec<FilePlan> {
    let plan = |(at, file): &(usize, &File)| {
        let (options, source) = (file.options(source), file.source(*at));
        match is_survey {
            true => survey_for_all(source, &options).expect("it is read"),
            false => plan_for_all(source, &options).expect("it is read"),
        }
    };
    let mut plans: Vec<FilePlan> = files.iter().map(plan).collect();
    let held = conflicts(&plans.iter().collect::<Vec<_>>());
    let of = |index: usize| {
        let own = held.iter().filter(move |held| held.plan == index);
        own.map(|held| (held.definition, held.finding.clone())).collect::<Vec<_>>()
    };
    (0..plans.len()).for_each(|index| plans[index].hold_back(of(index)));
    plans
}

/// What is told and done of each definition.
fn told(plan: &FilePlan) -> Vec<(State, Vec<String>)> {
    let findings = |definition: &pullconfig::plan::Migration| {
        let findings = definition.findings.iter();
        findings.map(|it| format!("{} {}", it.finding.rule, it.finding.pointer)).collect()
    };
    plan.definitions.iter().map(|it| (it.state(), findings(it))).collect()
}

/// Whether some app of `other` wants a secret of the app for another content, by the rule and not by the code.
fn is_disturbed(app: &App, file: &File, other: &File, source: &str) -> bool {
    let path = |app: &App, file: &File| {
        let id = app.id(file.is_template);
        let top = id.trim_start_matches('/').split('/').next().unwrap_or_default().to_owned();
        let uri = app.uri(file.is_template);
        let bare = uri.split_once("://").map_or("", |(_, rest)| rest);
        let slug: String =
            bare.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let path = source.replace("{id}", id.trim_start_matches('/')).replace("{top}", &top);
        path.replace("{credential}", slug.trim_matches('-')).replace("--", "-")
    };
    let share = file.clusters.iter().any(|cluster| other.clusters.contains(cluster));
    share
        && other.apps.iter().any(|rival| {
            let (mine, theirs) = (app.id(file.is_template), rival.id(other.is_template));
            let is_same_id = mine == theirs && !mine.contains("{{");
            // A path that has the whole of an expression's id in it is as different as the id.
            let is_own = source.contains("{id}") && (mine.contains("{{") || theirs.contains("{{"));
            !is_same_id
                && !is_own
                && app.uri(file.is_template) != rival.uri(other.is_template)
                && path(app, file).replace("--", "-") == path(rival, other).replace("--", "-")
        })
}

proptest! {
    #[test]
    fn a_plan_is_the_same_in_every_run(
        files in prop::collection::vec(file(), 1..6),
        source in prop::sample::select(SOURCES.to_vec()),
        chosen in prop::collection::vec(any::<bool>(), 6),
    ) {
        let all: Vec<(usize, &File)> = files.iter().enumerate().collect();
        let some: Vec<(usize, &File)> =
            all.iter().copied().filter(|(at, _)| chosen[*at]).collect();
        let whole = run(&all, source, false);
        let part = run(&some, source, false);
        for ((at, file), plan) in some.iter().zip(&part) {
            for (index, app) in file.apps.iter().enumerate() {
                let rivals = all.iter().filter(|(other, _)| !chosen[*other]);
                let disturbed =
                    rivals.into_iter().any(|(_, other)| is_disturbed(app, file, other, source));
                if !disturbed {
                    prop_assert_eq!(&told(plan)[index], &told(&whole[*at])[index], "{}", file.text());
                }
            }
        }
        // A report and a change say the same, and what is held back leaves no edit.
        let surveyed = run(&all, source, true);
        for (survey, plan) in surveyed.iter().zip(&whole) {
            prop_assert_eq!(told(survey), told(plan));
            let is_convertible = told(plan).iter().any(|(state, _)| *state == State::Convertible);
            prop_assert_eq!(plan.edited().is_some(), is_convertible);
            let left = plan.rewrite.as_ref().expect("no survey").rewritten();
            let text = String::from_utf8(left).expect("text");
            let converted = told(plan).iter().filter(|it| it.0 == State::Convertible).count();
            prop_assert_eq!(text.matches("pullConfig\":").count(), converted, "{}", text);
        }
    }

    /// Apps that are held back are those that another one disturbs, and no others.
    #[test]
    fn conflicts_are_those_of_one_cluster_and_of_different_ids(
        files in prop::collection::vec(file(), 1..6),
        source in prop::sample::select(SOURCES.to_vec()),
    ) {
        let all: Vec<(usize, &File)> = files.iter().enumerate().collect();
        for ((at, file), plan) in all.iter().zip(run(&all, source, true)) {
            for (app, (_, findings)) in file.apps.iter().zip(told(&plan)) {
                let is_held = findings.iter().any(|it| it.starts_with("several-credentials"));
                let disturbed =
                    all.iter().any(|(_, other)| is_disturbed(app, file, other, source));
                prop_assert_eq!(is_held, disturbed, "{} {}", at, file.text());
            }
        }
    }
}
