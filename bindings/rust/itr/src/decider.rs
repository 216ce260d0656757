use crate::actor::Actor;
use crate::command::{AsCommand, ReadyCommand};
use crate::documents::Ticket;
use crate::engine::list;
use crate::handle::{ask, call, document, n, n_or_zero, p, p_or_null, read, write, Owned};
use crate::host::Host;
use crate::pack::Pack;
use crate::time::{in_documents, ms};
use crate::Result;
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;
use std::time::SystemTime;

/// The pure core, for hosts that write a ticket's rows in a transaction of their own. It holds no tickets and writes nothing.
#[derive(Debug)]
pub struct Decider(Owned);

/// A ticket as its host keeps it. Without snapshot and commits it does not exist yet.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct StoredTicket {
    /// Whose.
    pub tenant: String,
    /// Which.
    pub ticket: String,
    /// The newest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<String>,
    /// Of the snapshot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot_version: Option<i64>,
    /// After the snapshot.
    pub commits: Vec<CommitRow>,
    /// Its personal texts.
    pub personal: Vec<PersonalRow>,
}

/// A stored commit.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct CommitRow {
    pub version: i64,
    #[serde(with = "in_documents")]
    pub at: SystemTime,
    pub text: String,
}

/// A stored personal text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct PersonalRow {
    pub slot: String,
    pub text: String,
}

/// What surrounds a decision.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// What time it is.
    pub now: SystemTime,
    /// All commits; only where the error's code is `capi.history_needed`.
    pub history: Option<&'a [CommitRow]>,
    /// Of a new ticket, for people.
    pub number: Option<&'a str>,
    /// 16 or more unpredictable bytes; `None`: the system's.
    pub entropy: Option<&'a [u8]>,
}

impl Given<'_> {
    /// Nothing but the time.
    pub fn at(now: SystemTime) -> Self {
        Given {
            now,
            history: None,
            number: None,
            entropy: None,
        }
    }
}

/// What came of a command. Where rows are there they are written: also of a rejected command, whose deadlines were worked off
/// first.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct Decision {
    pub verdict: Verdict,
    pub version: i64,
    pub rejection: Option<Rejection>,
    pub rows: Option<Rows>,
}

/// How a decision went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[allow(missing_docs)]
pub enum Verdict {
    Decided,
    Nothing,
    Repeated,
    Rejected,
}

/// Why the rules refused a command.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct Rejection {
    pub code: String,
    pub message: String,
}

/// What the host writes if the stored version is still `expected_version`.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct Rows {
    pub tenant: String,
    pub ticket: String,
    pub expected_version: i64,
    pub version: i64,
    #[serde(with = "in_documents")]
    pub at: SystemTime,
    pub commit: String,
    /// `None`: the older one stays.
    pub snapshot: Option<String>,
    /// The columns for queries.
    pub summary: Summary,
    #[serde(default, with = "in_documents::optional")]
    pub next_due: Option<SystemTime>,
    pub effects: Vec<EffectRow>,
    pub personal: Vec<PersonalRow>,
    /// Slots of personal texts.
    pub erase: Vec<String>,
    pub idempotency_key: Option<String>,
}

impl Rows {
    /// The commit as it is given back in a [`StoredTicket`].
    pub fn commit_row(&self) -> CommitRow {
        CommitRow {
            version: self.version,
            at: self.at,
            text: self.commit.clone(),
        }
    }
}

/// Columns for queries.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct Summary {
    pub number: Option<String>,
    pub workflow: Option<String>,
    pub owner: Option<String>,
    pub team: Option<String>,
    pub line: Option<String>,
    pub severity: Option<String>,
    pub party: Option<String>,
    pub parent: Option<String>,
    pub states: Vec<String>,
    pub open: bool,
    #[serde(default, with = "in_documents::optional")]
    pub opened_at: Option<SystemTime>,
    #[serde(default, with = "in_documents::optional")]
    pub changed_at: Option<SystemTime>,
}

/// An effect for the host's own outbox.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct EffectRow {
    pub key: String,
    pub kind: String,
    pub payload: String,
    #[serde(with = "in_documents")]
    pub available_at: SystemTime,
    /// It is for other tickets: see [`Decider::commands`].
    pub signal: bool,
}

/// An effect that is for other tickets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Signal {
    pub tenant: String,
    pub ticket: String,
    pub key: String,
    pub kind: String,
    pub payload: String,
    /// Where the error's code is `capi.children_needed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub children: Option<Vec<String>>,
    /// The sender's, where the payload has personal fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub personal: Vec<PersonalRow>,
}

impl Decider {
    /// A decider with a host's policies.
    pub fn new(host: Option<&Host>) -> Result<Self> {
        let number = ask!(itr_decider_open(host.map_or(0, Host::number)))?;
        Ok(Decider(Owned::new(number, itr_sys::itr_decider_close)))
    }

    fn number(&self) -> u64 {
        self.0.number()
    }

    /// Makes a pack known: new tickets use the one added last that has their workflow, stored ones theirs.
    pub fn add_pack(&self, pack: &Pack) -> Result<()> {
        call!(itr_decider_add_pack(self.number(), pack.number()))
    }

    /// Links every commit to the one before it from now on, with a ring of keys as a file of `itr audit` has it.
    pub fn seal_with(&self, keys: &str) -> Result<()> {
        call!(itr_decider_seal_with(self.number(), p(keys), n(keys)))
    }

    /// Decides a command on a ticket. The same arguments give the same rows.
    pub fn decide(&self, ticket: &StoredTicket, command: &impl AsCommand, given: Given<'_>) -> Result<Decision> {
        let history = given.history.map(|commits| write(&json!({ "commits": commits }))).transpose()?;
        read(&self.decide_json(&write(ticket)?, &command.to_json()?, history.as_deref(), given)?)
    }

    /// The same with documents `stored_ticket`, `command` and `stored_history`, as document `decision`. The history among `given`
    /// does not count.
    pub fn decide_json(&self, ticket: &str, command: &str, history: Option<&str>, given: Given<'_>) -> Result<String> {
        let history = history.map(str::as_bytes);
        let number = given.number.unwrap_or_default();
        document!(itr_decider_decide(
            self.number(),
            p(ticket),
            n(ticket),
            p(command),
            n(command),
            p_or_null(history),
            n_or_zero(history),
            p(number),
            n(number),
            p_or_null(given.entropy),
            n_or_zero(given.entropy),
            ms(given.now)
        ))
    }

    /// What the actor may see of a stored ticket.
    pub fn view(&self, ticket: &StoredTicket, actor: &Actor, now: SystemTime) -> Result<Ticket> {
        let ticket = write(ticket)?;
        read(&document!(itr_decider_view(
            self.number(),
            p(&ticket),
            n(&ticket),
            actor.number(),
            ms(now)
        ))?)
    }

    /// The commands that carry out an effect for other tickets: to be decided each on its ticket before the effect is removed.
    pub fn commands(&self, signal: &Signal) -> Result<Vec<ReadyCommand>> {
        let signal = write(signal)?;
        let texts: Vec<Box<RawValue>> = list(&document!(itr_decider_commands(self.number(), p(&signal), n(&signal)))?)?;
        texts.iter().map(|text| ReadyCommand::from_json(text.get())).collect()
    }

    /// Closes it now.
    pub fn close(self) -> Result<()> {
        self.0.close()
    }
}
