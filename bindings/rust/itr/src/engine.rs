use crate::actor::Actor;
use crate::command::AsCommand;
use crate::documents::{Clock, Commit, Deployment, EngineCounters, Outcome, OutcomeDocument, Page, Phase, Query, Row, Ticket};
use crate::error::{Refused, Status};
use crate::handle::{ask, call, document, n, p, read, write, Owned};
use crate::host::Host;
use crate::pack::Pack;
use crate::store::Store;
use crate::time::{instant, ms};
use crate::value::Data;
use crate::{Length, Result};
use itr_sys as sys;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::time::{Duration, SystemTime};

/// Carries out commands on tickets. Threads may share it.
#[derive(Debug)]
pub struct Engine(pub(crate) Owned);

/// Options of an engine; `None` has its default.
#[derive(Clone, Copy, Debug, Default)]
pub struct EngineOptions<'a> {
    /// Its callbacks.
    pub host: Option<&'a Host>,
    /// Of tickets kept in memory: 64 MiB unless told.
    pub cache_bytes: Option<u64>,
    /// For how long due tickets are left to this engine by the others on the same database: 30 seconds unless told.
    pub claim_lease: Option<Duration>,
    /// A ticket's state is written with every so many commits: 1 unless told.
    pub snapshot_every: Option<u32>,
    /// Of failed effects.
    pub retries: Option<Retries>,
    /// The ring of keys that seals commits, as a file for `itr audit` has it: without it none is sealed.
    pub audit_keys: Option<&'a str>,
}

/// A failed effect is tried again after `first`, twice as long each time up to `longest`, and is an incident after so many attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Retries {
    pub first: Duration,
    pub longest: Duration,
    pub attempts: u32,
}

impl Default for Retries {
    fn default() -> Self {
        Retries {
            first: Duration::from_secs(10),
            longest: Duration::from_secs(6 * 3600),
            attempts: 10,
        }
    }
}

/// Options of an event; `None` has its default.
#[derive(Clone, Copy, Debug, Default)]
pub struct SendOptions<'a> {
    /// Of idempotency: the event is sent once however often it is given.
    pub key: Option<&'a str>,
    /// Only if the ticket is at this version.
    pub expected_version: Option<i64>,
    /// Values by field name.
    pub data: Option<&'a Data>,
}

/// What [`Engine::advance`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Advanced {
    /// Tickets whose deadlines were worked off.
    pub tickets: i64,
    /// When there is something to do next.
    pub next_due: Option<SystemTime>,
    /// The limit was reached: call again.
    pub more: bool,
}

/// One clock, read quickly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct Reading {
    pub phase: Phase,
    pub breached: bool,
    pub waived: bool,
    /// From 1.
    pub cycle: u32,
    /// Of a paused clock: if it resumed now.
    pub due: Option<SystemTime>,
    /// In the clock's calendar, as what follows.
    pub elapsed: Length,
    /// `None`: measured, no promise.
    pub target: Option<Length>,
    /// Negative once breached.
    pub remaining: Option<Length>,
}

impl Engine {
    /// An engine on a store, which it keeps.
    pub fn open(store: &Store) -> Result<Self> {
        Self::open_with(store, EngineOptions::default())
    }

    /// The same with options.
    pub fn open_with(store: &Store, options: EngineOptions<'_>) -> Result<Self> {
        #[derive(Serialize)]
        struct Attempts {
            first: u128,
            longest: u128,
            attempts: u32,
        }
        #[derive(Serialize)]
        struct Document<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            cache_bytes: Option<u64>,
            #[serde(skip_serializing_if = "Option::is_none")]
            claim_lease: Option<u128>,
            #[serde(skip_serializing_if = "Option::is_none")]
            snapshot_every: Option<u32>,
            #[serde(skip_serializing_if = "Option::is_none")]
            retries: Option<Attempts>,
            #[serde(skip_serializing_if = "Option::is_none")]
            audit_keys: Option<&'a str>,
        }
        let text = write(&Document {
            cache_bytes: options.cache_bytes,
            claim_lease: options.claim_lease.map(|lease| lease.as_millis()),
            snapshot_every: options.snapshot_every,
            retries: options.retries.map(|retries| Attempts {
                first: retries.first.as_millis(),
                longest: retries.longest.as_millis(),
                attempts: retries.attempts,
            }),
            audit_keys: options.audit_keys,
        })?;
        let host = options.host.map_or(0, Host::number);
        let number = ask!(itr_engine_open(store.number(), host, p(&text), n(&text)))?;
        Ok(Engine(Owned::new(number, sys::itr_engine_close)))
    }

    pub(crate) fn number(&self) -> u64 {
        self.0.number()
    }

    /// New tickets use the pack from now on; open ones keep theirs.
    pub fn deploy(&self, pack: &Pack, actor: &Actor, now: SystemTime) -> Result<()> {
        call!(itr_engine_deploy(self.number(), pack.number(), actor.number(), ms(now)))
    }

    /// All deployments in order.
    pub fn deployments(&self) -> Result<Vec<Deployment>> {
        list(&document!(itr_engine_deployments(self.number()))?)
    }

    /// Carries out a command; what it did is durable when it returns. If the rules refuse it the error's status is
    /// [`Status::Rejected`], and its [`version`](crate::Error::version) is the ticket's.
    pub fn execute(&self, command: &impl AsCommand, now: SystemTime) -> Result<Outcome> {
        read::<OutcomeDocument>(&self.execute_json(&command.to_json()?, now)?)?.result()
    }

    /// Carries out document `command`; gives document `outcome`, also of a refusal.
    pub fn execute_json(&self, command: &str, now: SystemTime) -> Result<String> {
        document!(itr_engine_execute(self.number(), p(command), n(command), ms(now)))
    }

    /// Carries out commands in one append, in order, and gives a result for each. If the append fails none has happened.
    pub fn execute_batch<C: AsCommand>(&self, commands: &[C], now: SystemTime) -> Result<Vec<Result<Outcome>>> {
        let texts = commands.iter().map(AsCommand::to_json).collect::<Result<Vec<_>>>()?;
        let answer = self.execute_batch_json(&format!("{{\"commands\":[{}]}}", texts.join(",")), now)?;
        Ok(list::<OutcomeDocument>(&answer)?.into_iter().map(OutcomeDocument::result).collect())
    }

    /// The same with document `commands`; gives document `outcomes`.
    pub fn execute_batch_json(&self, commands: &str, now: SystemTime) -> Result<String> {
        document!(itr_engine_execute_batch(self.number(), p(commands), n(commands), ms(now)))
    }

    /// Sends an event: the quickest way. Errors are those of [`execute`](Self::execute).
    pub fn send(&self, tenant: &str, ticket: &str, event: &str, actor: &Actor, now: SystemTime) -> Result<Outcome> {
        self.send_with(tenant, ticket, event, actor, now, SendOptions::default())
    }

    /// The same with options.
    pub fn send_with(
        &self,
        tenant: &str,
        ticket: &str,
        event: &str,
        actor: &Actor,
        now: SystemTime,
        options: SendOptions<'_>,
    ) -> Result<Outcome> {
        let mut out = sys::itr_outcome {
            version: 0,
            repeated: 0,
            reserved: 0,
        };
        let key = options.key.unwrap_or_default();
        let expected = options.expected_version.unwrap_or(ANY_VERSION);
        let data = options.data.map(write).transpose()?.unwrap_or_default();
        let sent = call!(itr_engine_send_data(
            self.number(),
            p(tenant),
            n(tenant),
            p(ticket),
            n(ticket),
            p(event),
            n(event),
            p(&data),
            n(&data),
            p(key),
            n(key),
            expected,
            actor.number(),
            ms(now),
            &mut out
        ));
        match sent {
            Ok(()) => Ok(Outcome {
                ticket: ticket.into(),
                version: out.version,
                number: None,
                repeated: out.repeated != 0,
            }),
            Err(error) if error.status() == Status::Rejected => Err(error.of(Refused {
                ticket: ticket.into(),
                version: out.version,
                number: None,
            })),
            Err(error) => Err(error),
        }
    }

    /// Works off what is due, for at most so many (1 to 10,000) tickets.
    pub fn advance(&self, now: SystemTime, max_tickets: u32) -> Result<Advanced> {
        let mut out = sys::itr_advanced {
            tickets: 0,
            next_due_ms: 0,
            more: 0,
            reserved: 0,
        };
        call!(itr_engine_advance(self.number(), ms(now), max_tickets.into(), &mut out))?;
        Ok(Advanced {
            tickets: out.tickets,
            next_due: instant(out.next_due_ms),
            more: out.more != 0,
        })
    }

    /// When [`advance`](Self::advance) has something to do next.
    pub fn next_due(&self) -> Result<Option<SystemTime>> {
        ask!(itr_engine_next_due(self.number())).map(instant)
    }

    /// All that the actor may see of a ticket.
    pub fn get(&self, tenant: &str, ticket: &str, actor: &Actor, now: SystemTime) -> Result<Ticket> {
        read(&self.get_json(tenant, ticket, actor, now)?)
    }

    /// The same, as document `ticket`.
    pub fn get_json(&self, tenant: &str, ticket: &str, actor: &Actor, now: SystemTime) -> Result<String> {
        document!(itr_engine_get(
            self.number(),
            p(tenant),
            n(tenant),
            p(ticket),
            n(ticket),
            actor.number(),
            ms(now)
        ))
    }

    /// One page of the tickets that fit and that the actor may see.
    pub fn query(&self, query: &Query, actor: &Actor) -> Result<Page> {
        read(&self.query_json(&write(query)?, actor)?)
    }

    /// The same with document `query`, as document `page`.
    pub fn query_json(&self, query: &str, actor: &Actor) -> Result<String> {
        document!(itr_engine_query(self.number(), p(query), n(query), actor.number()))
    }

    /// Goes through all tickets that fit, page by page. After an error it ends.
    pub fn tickets<'a>(&'a self, query: Query, actor: &'a Actor) -> Tickets<'a> {
        Tickets {
            engine: self,
            actor,
            next: Some(query),
            rows: Vec::new().into_iter(),
        }
    }

    /// All changes of a ticket, from the first on.
    pub fn history(&self, tenant: &str, ticket: &str, actor: &Actor) -> Result<impl Iterator<Item = Commit>> {
        list::<Commit>(&self.history_json(tenant, ticket, actor)?).map(Vec::into_iter)
    }

    /// The same, as document `history`.
    pub fn history_json(&self, tenant: &str, ticket: &str, actor: &Actor) -> Result<String> {
        document!(itr_engine_history(
            self.number(),
            p(tenant),
            n(tenant),
            p(ticket),
            n(ticket),
            actor.number()
        ))
    }

    /// The clocks of a ticket.
    pub fn clocks(&self, tenant: &str, ticket: &str, actor: &Actor, now: SystemTime) -> Result<Vec<Clock>> {
        list(&self.clocks_json(tenant, ticket, actor, now)?)
    }

    /// The same, as document `clocks`.
    pub fn clocks_json(&self, tenant: &str, ticket: &str, actor: &Actor, now: SystemTime) -> Result<String> {
        document!(itr_engine_clocks(
            self.number(),
            p(tenant),
            n(tenant),
            p(ticket),
            n(ticket),
            actor.number(),
            ms(now)
        ))
    }

    /// One clock, by its key, or by its name where that is unique.
    pub fn clock(&self, tenant: &str, ticket: &str, clock: &str, actor: &Actor, now: SystemTime) -> Result<Reading> {
        let mut out = sys::itr_clock_reading {
            due_ms: 0,
            elapsed_ms: 0,
            target_ms: 0,
            remaining_ms: 0,
            phase: 0,
            breached: 0,
            waived: 0,
            cycle: 0,
        };
        call!(itr_engine_clock(
            self.number(),
            p(tenant),
            n(tenant),
            p(ticket),
            n(ticket),
            p(clock),
            n(clock),
            actor.number(),
            ms(now),
            &mut out
        ))?;
        Ok(reading(&out))
    }

    /// What the engine has done.
    pub fn counters(&self) -> Result<EngineCounters> {
        read(&document!(itr_engine_counters(self.number()))?)
    }

    /// Closes it now, and what it alone still uses.
    pub fn close(self) -> Result<()> {
        self.0.close()
    }
}

const ANY_VERSION: i64 = -1;

fn reading(out: &sys::itr_clock_reading) -> Reading {
    let length = |ms| (ms != sys::ITR_NEVER).then(|| Length::from_millis(ms));
    Reading {
        phase: match out.phase {
            sys::ITR_CLOCK_RUNNING => Phase::Running,
            sys::ITR_CLOCK_PAUSED => Phase::Paused,
            sys::ITR_CLOCK_MET => Phase::Met,
            sys::ITR_CLOCK_MISSED => Phase::Missed,
            sys::ITR_CLOCK_CANCELLED => Phase::Cancelled,
            sys::ITR_CLOCK_SUPERSEDED => Phase::Superseded,
            _ => Phase::Idle,
        },
        breached: out.breached != 0,
        waived: out.waived != 0,
        cycle: out.cycle.unsigned_abs(),
        due: instant(out.due_ms),
        elapsed: Length::from_millis(out.elapsed_ms),
        target: length(out.target_ms),
        remaining: length(out.remaining_ms),
    }
}

/// Reads the one list of a document.
pub(crate) fn list<T: DeserializeOwned>(document: &str) -> Result<Vec<T>> {
    #[derive(Deserialize)]
    #[serde(bound = "T: DeserializeOwned")]
    struct Document<T> {
        #[serde(
            alias = "deployments",
            alias = "outcomes",
            alias = "commits",
            alias = "clocks",
            alias = "effects",
            alias = "incidents",
            alias = "commands"
        )]
        items: Vec<T>,
    }
    read::<Document<T>>(document).map(|found| found.items)
}

/// The tickets that fit a query: see [`Engine::tickets`].
#[derive(Debug)]
pub struct Tickets<'a> {
    engine: &'a Engine,
    actor: &'a Actor,
    next: Option<Query>,
    rows: std::vec::IntoIter<Row>,
}

impl Iterator for Tickets<'_> {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.rows.next() {
                return Some(Ok(row));
            }
            let mut query = self.next.take()?;
            match self.engine.query(&query, self.actor) {
                Err(error) => return Some(Err(error)),
                Ok(page) => {
                    self.rows = page.tickets.into_iter();
                    if !page.next.is_empty() {
                        query.after = Some(page.next);
                        self.next = Some(query);
                    }
                }
            }
        }
    }
}
