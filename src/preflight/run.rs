//! Tries many pulls at the same time.
//!
//! The images of one repository with one login are pulled one after the other, and share a token.
//! Invariant: until a registry has accepted a login, only one repository at a time gets requests with it.
//! After two repositories have refused it, it is not sent to the registry again, because the account may
//! be locked.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::agent::RepositoryPull;
use super::client::Client;
use super::endpoint::{DefaultRegistry, Endpoint, NotAsked, Repository};
use super::login::{LoginResult, RegistryLogin};
use super::origin::Origin;
use super::pulled::Pulled;
use crate::images::{PullKey, PullOutcome, Verdict};
use crate::marathon::MesosVersion;
use crate::secrets::docker_config::Logins;

/// The number of repositories after whose refusals a login is not sent to their registry again.
const MOST_REFUSALS: usize = 2;

/// An image that is to be pulled.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The cluster, the image and the name of the login file.
    pub key: PullKey,
    /// The version of the agents.
    pub version: MesosVersion,
    /// The registry of images whose name has none.
    pub default_registry: DefaultRegistry,
    /// The index of the client that sends the requests, in the list that [`run`] gets.
    pub client: usize,
    /// The logins that the agents have.
    pub logins: AskLogins,
}

/// The logins of an image that is to be pulled.
#[derive(Debug, Clone)]
pub enum AskLogins {
    /// The agents have no login.
    Anonymous,
    /// The logins of a file, from which the agents choose by the registry.
    File(Arc<Logins>),
    /// The file is missing or cannot be used, so no request is sent.
    Unusable(NotAsked),
}

/// The images of one repository that are pulled with one login, or without a login.
struct Batch {
    /// The index of the client.
    client: usize,
    version: MesosVersion,
    repository: Repository,
    login: Option<RegistryLogin>,
    /// The tags and digests to pull, each with the indices of its [`Ask`]s.
    references: BTreeMap<String, Vec<usize>>,
}

/// The batches that send one login, or none, to one registry.
#[derive(Default)]
struct Lane {
    has_login: bool,
    /// The batches that no thread has begun.
    batches: VecDeque<Batch>,
    /// The number of batches that threads work on.
    running: usize,
    /// The number of batches that ended with a refused login.
    refusals: usize,
    /// Whether the registry has accepted the login.
    is_proven: bool,
}

impl Lane {
    /// Whether the login is not sent again, so that the account is not locked.
    fn is_spared(&self) -> bool {
        !self.is_proven && self.refusals >= MOST_REFUSALS
    }

    /// Whether a thread may begin the next batch.
    fn is_open(&self) -> bool {
        !self.batches.is_empty()
            && (!self.has_login || self.is_proven || self.is_spared() || self.running == 0)
    }
}

/// The work of a run.
struct Work {
    /// The results that need no request, each with the index of its [`Ask`].
    answered: Vec<(usize, Pulled)>,
    lanes: Vec<Lane>,
}

impl Work {
    /// Puts `asks` into batches, and batches into lanes.
    fn of(asks: &[Ask]) -> Self {
        type Key = (usize, MesosVersion, Repository, Option<(String, String)>);
        let mut answered = Vec::new();
        let mut batches: BTreeMap<Key, Batch> = BTreeMap::new();
        for (index, ask) in asks.iter().enumerate() {
            let Endpoint { repository, reference } = match ask.endpoint() {
                Ok(endpoint) => endpoint,
                Err(NotAsked { outcome, message }) => {
                    answered.push((index, Pulled::without(outcome, message)));
                    continue;
                }
            };
            let login = ask.login(&repository);
            let name = login.as_ref().map(|it| (it.host.clone(), it.auth.expose().clone()));
            let key = (ask.client, ask.version, repository.clone(), name);
            let (client, version) = (ask.client, ask.version);
            let batch = batches.entry(key).or_insert_with(|| Batch {
                client,
                version,
                repository,
                login,
                references: BTreeMap::new(),
            });
            batch.references.entry(reference).or_default().push(index);
        }
        let mut lanes: BTreeMap<(Origin, Option<String>), Lane> = BTreeMap::new();
        for ((_, _, repository, login), batch) in batches {
            let auth = login.map(|(_, auth)| auth);
            let has_login = auth.is_some();
            let lane = lanes.entry((repository.origin, auth)).or_default();
            lane.has_login = has_login;
            lane.batches.push_back(batch);
        }
        Work { answered, lanes: lanes.into_values().collect() }
    }
}

impl Ask {
    /// Returns the repository and the reference that the agents request.
    ///
    /// # Errors
    /// No request can be sent.
    pub fn endpoint(&self) -> Result<Endpoint, NotAsked> {
        let endpoint = Endpoint::of(&self.key.image, &self.default_registry)?;
        match &self.logins {
            AskLogins::Unusable(why) => Err(why.clone()),
            AskLogins::Anonymous | AskLogins::File(_) => Ok(endpoint),
        }
    }

    /// Returns the login that the agents choose.
    #[must_use]
    pub fn login(&self, repository: &Repository) -> Option<RegistryLogin> {
        let AskLogins::File(logins) = &self.logins else { return None };
        logins.login_for(&repository.registry).map(|login| RegistryLogin {
            host: login.host().to_owned(),
            auth: login.auth().clone(),
        })
    }

    /// Returns the result `pulled` for this image. If the login file has no login for the registry, and the pull
    /// without a login has failed, the message tells so.
    fn explained(&self, pulled: &Pulled, repository: &Repository) -> Pulled {
        let mut pulled = pulled.clone();
        let AskLogins::File(logins) = &self.logins else { return pulled };
        let is_pulled = pulled.outcome.verdict() == Verdict::Pulled;
        if is_pulled || logins.login_for(&repository.registry).is_some() {
            return pulled;
        }
        let registry = &repository.registry;
        let why = logins.near_miss(registry).map(|why| format!("; {why}")).unwrap_or_default();
        let told = format!("the file has no login for `{registry}`{why}");
        pulled.message = Some(match pulled.message {
            Some(message) => format!("{message}; {told}"),
            None => told,
        });
        pulled
    }
}

/// Pulls all images, with up to `jobs` requests at the same time. Returns the results in the order of
/// `asks`. Calls `told` with the outcome of each image as soon as it is known.
#[must_use]
pub fn run(
    asks: &[Ask],
    clients: &[Client<'_>],
    jobs: usize,
    told: &(dyn Fn(PullOutcome) + Sync),
) -> Vec<Pulled> {
    let Work { answered, lanes } = Work::of(asks);
    let mut results: Vec<Option<Pulled>> = vec![None; asks.len()];
    for (index, pulled) in answered {
        told(pulled.outcome);
        results[index] = Some(pulled);
    }
    let pool =
        Pool { lanes: Mutex::new(lanes), changed: Condvar::new(), results: Mutex::new(results) };
    std::thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| pool.work(asks, clients, told));
        }
    });
    let results = pool.results.into_inner().unwrap_or_else(PoisonError::into_inner);
    let lost = || {
        Pulled::without(PullOutcome::InvalidAnswer, "internal error: the registry was not asked")
    };
    results.into_iter().map(|pulled| pulled.unwrap_or_else(lost)).collect()
}

/// The data that the threads of a run share.
struct Pool {
    lanes: Mutex<Vec<Lane>>,
    /// Wakes waiting threads after a batch has ended.
    changed: Condvar,
    /// The results so far, in the order of the [`Ask`]s.
    results: Mutex<Vec<Option<Pulled>>>,
}

/// A batch that a thread begins.
struct Next {
    /// The index of the batch's lane.
    lane: usize,
    batch: Batch,
    /// Whether the login of the batch must not be sent.
    is_spared: bool,
}

/// A batch that a thread works on. When it is dropped, also after a panic, the batch has ended.
struct Running<'p> {
    pool: &'p Pool,
    /// The index of the batch's lane.
    lane: usize,
    /// Whether the registry has accepted the login so far.
    login_result: LoginResult,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let mut lanes = self.pool.lanes();
        let lane = &mut lanes[self.lane];
        lane.running -= 1;
        lane.is_proven |= self.login_result == LoginResult::Taken;
        lane.refusals += usize::from(self.login_result == LoginResult::Refused);
        drop(lanes);
        self.pool.changed.notify_all();
    }
}

impl Pool {
    fn lanes(&self) -> MutexGuard<'_, Vec<Lane>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works on batches until none is left. Each thread of the run does this.
    fn work(&self, asks: &[Ask], clients: &[Client<'_>], told: &(dyn Fn(PullOutcome) + Sync)) {
        while let Some(Next { lane, batch, is_spared }) = self.next() {
            let mut running = Running { pool: self, lane, login_result: LoginResult::Untold };
            let repository = batch.repository.clone();
            let client = &clients[batch.client];
            let mut pull =
                RepositoryPull::new(client, batch.version, batch.repository, batch.login.as_ref());
            for (reference, indices) in batch.references {
                // A login that was refused for one image is not sent for another image of the repository.
                let pulled = match running.login_result {
                    _ if is_spared => spared(&repository),
                    LoginResult::Refused => refused(),
                    LoginResult::Untold | LoginResult::Taken => pull.pull(&reference),
                };
                running.login_result =
                    if is_spared { LoginResult::Untold } else { pull.login_result() };
                let mut results = self.results.lock().unwrap_or_else(PoisonError::into_inner);
                for index in indices {
                    told(pulled.outcome);
                    results[index] = Some(asks[index].explained(&pulled, &repository));
                }
            }
        }
    }

    /// Waits for a batch that a thread may begin, and returns it. Returns `None` when no batch is left.
    fn next(&self) -> Option<Next> {
        let mut lanes = self.lanes();
        loop {
            if let Some(lane) = lanes.iter().position(Lane::is_open) {
                let is_spared = lanes[lane].is_spared();
                lanes[lane].running += 1;
                let batch = lanes[lane].batches.pop_front()?;
                return Some(Next { lane, batch, is_spared });
            }
            if lanes.iter().all(|lane| lane.batches.is_empty()) {
                return None;
            }
            lanes = self.changed.wait(lanes).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Returns the result for an image of a repository that has refused the login for another image.
fn refused() -> Pulled {
    let message =
        "the login was refused for another image of the repository, so it was not sent again";
    Pulled::without(PullOutcome::Unauthorized, message)
}

/// Returns the result for an image of a registry that has refused the login too often.
fn spared(repository: &Repository) -> Pulled {
    let host = repository.origin.authority();
    let message = format!(
        "{host} refused the login for two repositories, so it was not sent again: the account might be locked"
    );
    Pulled::without(PullOutcome::LoginSpared, message)
}
