//! What the library says.

use crate::error::Refused;
use crate::handle::read;
use crate::time::{in_documents, Length};
use crate::value::Data;
use crate::{Error, Result, Status};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fmt;
use std::time::SystemTime;

/// One thing that is wrong with, or worth saying of, a pack or expression.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct Diagnostic {
    pub code: String,
    /// `error`, `warning` or `note`.
    pub severity: String,
    pub file: String,
    /// From 1; 0: the file as a whole.
    pub line: u32,
    pub column: u32,
    pub message: String,
    pub hint: String,
}

/// `FILE:LINE:COLUMN: SEVERITY: MESSAGE [CODE]`.
impl fmt::Display for Diagnostic {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{}:{}:{}: {}: {} [{}]",
            self.file, self.line, self.column, self.severity, self.message, self.code
        )
    }
}

// ---- packs

/// A file of a pack; the path is only a label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Source {
    pub path: String,
    pub text: String,
}

/// The files of a pack, and those of imported packs by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Sources {
    pub files: Vec<Source>,
    pub imports: BTreeMap<String, Vec<Source>>,
}

/// What a pack is and has.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct PackInfo {
    pub name: String,
    pub version: String,
    /// The identity of its canonical form.
    pub hash: String,
    pub workflows: Vec<String>,
    pub agreements: Vec<String>,
    pub calendars: Vec<String>,
    pub tables: Vec<String>,
    pub ladders: Vec<String>,
    pub roles: Vec<String>,
    pub forms: Vec<String>,
    pub scenarios: Vec<String>,
}

/// All that is wrong with a pack, or worth saying of it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct Diagnosis {
    pub valid: bool,
    pub diagnostics: Vec<Diagnostic>,
}

/// How the scenarios of a pack went.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct ScenarioReport {
    pub passed: u32,
    pub failed: u32,
    pub scenarios: Vec<Scenario>,
}

/// How one scenario went.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct Scenario {
    pub name: String,
    pub at: Place,
    pub passed: bool,
    pub failures: Vec<StepFailed>,
    pub mistakes: Vec<Diagnostic>,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct Place {
    pub file: String,
    pub line: u32,
    pub column: u32,
}

/// An expectation of a scenario that was not met.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct StepFailed {
    pub file: String,
    pub line: u32,
    pub step: u32,
    pub message: String,
}

// ---- outcomes

/// What came of a command that was carried out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// Of which ticket.
    pub ticket: String,
    /// Of the ticket after it.
    pub version: i64,
    /// For people.
    pub number: Option<String>,
    /// Done before under the same key, and not again.
    pub repeated: bool,
}

#[derive(Deserialize)]
pub(crate) struct OutcomeDocument {
    ok: bool,
    ticket: String,
    version: i64,
    number: Option<String>,
    #[serde(default)]
    repeated: bool,
    code: Option<String>,
    message: Option<String>,
}

impl OutcomeDocument {
    pub(crate) fn result(self) -> Result<Outcome> {
        if !self.ok {
            let error = Error::new(Status::Rejected, self.code.unwrap_or_default(), self.message.unwrap_or_default());
            return Err(error.of(Refused {
                ticket: self.ticket,
                version: self.version,
                number: self.number,
            }));
        }
        Ok(Outcome {
            ticket: self.ticket,
            version: self.version,
            number: self.number,
            repeated: self.repeated,
        })
    }
}

// ---- tickets

/// All that an actor may see of a ticket.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct Ticket {
    pub id: String,
    pub tenant: String,
    pub version: i64,
    pub number: Option<String>,
    pub workflow: Option<String>,
    pub owner: Option<String>,
    pub team: Option<String>,
    pub line: Option<String>,
    pub party: Option<String>,
    pub parent: Option<String>,
    pub open: bool,
    #[serde(with = "in_documents")]
    pub opened_at: SystemTime,
    #[serde(with = "in_documents")]
    pub changed_at: SystemTime,
    #[serde(default, with = "in_documents::optional")]
    pub closed_at: Option<SystemTime>,
    #[serde(default, with = "in_documents::optional")]
    pub next_due: Option<SystemTime>,
    pub states: Vec<String>,
    /// That the actor may send now.
    pub events: Vec<String>,
    pub data: Data,
    pub clocks: Vec<Clock>,
}

/// A clock of a ticket as it was read at one instant.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct Clock {
    pub name: String,
    pub key: String,
    pub agreement: Option<String>,
    pub phase: Phase,
    pub breached: bool,
    #[serde(default)]
    pub waived: bool,
    #[serde(default)]
    pub pinned: bool,
    /// From 1.
    pub cycle: u32,
    #[serde(default, with = "in_documents::optional")]
    pub origin: Option<SystemTime>,
    /// Of a paused clock: if it resumed now.
    #[serde(default, with = "in_documents::optional")]
    pub due: Option<SystemTime>,
    pub calendar: Option<String>,
    pub pause_reason: Option<String>,
    /// In the clock's calendar, as what follows.
    pub elapsed: Option<Length>,
    /// In real time, rests included.
    pub elapsed_real: Option<Length>,
    /// `None`: measured, no promise.
    pub target: Option<Length>,
    /// Negative once breached.
    pub remaining: Option<Length>,
}

/// Where a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[allow(missing_docs)]
pub enum Phase {
    Idle,
    Running,
    Paused,
    Met,
    Missed,
    Cancelled,
    Superseded,
}

/// Which tickets are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Query {
    /// Whose.
    pub tenant: String,
    /// Conditions.
    #[serde(rename = "where")]
    pub conditions: Where,
    /// With something to do before an instant.
    #[serde(skip_serializing_if = "Option::is_none", with = "in_documents::optional")]
    pub due_before: Option<SystemTime>,
    /// Of a page, at most 10,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `next` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

impl Query {
    /// All tickets of a tenant.
    pub fn of(tenant: &str) -> Self {
        Query {
            tenant: tenant.into(),
            ..Query::default()
        }
    }
}

/// Conditions that all must hold; those that are `None` do not count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Where {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<bool>,
}

/// A ticket in the answer to a query.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct Row {
    pub ticket: String,
    pub version: i64,
    #[serde(default, with = "in_documents::optional")]
    pub next_due: Option<SystemTime>,
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
    #[serde(with = "in_documents")]
    pub opened_at: SystemTime,
    #[serde(with = "in_documents")]
    pub changed_at: SystemTime,
}

/// A page of tickets.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Page {
    /// In the order of the store.
    pub tickets: Vec<Row>,
    /// Empty on the last page.
    pub next: String,
}

/// One change of a ticket, without what the actor must not see.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct Commit {
    pub at: SystemTime,
    pub steps: Vec<Step>,
    /// The whole of it, as the journal says it.
    pub text: String,
}

impl<'de> Deserialize<'de> for Commit {
    fn deserialize<D: serde::Deserializer<'de>>(given: D) -> std::result::Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Document {
            #[serde(with = "in_documents")]
            at: SystemTime,
            steps: Vec<Step>,
        }
        let text = Box::<RawValue>::deserialize(given)?;
        let document: Document = read(text.get()).map_err(serde::de::Error::custom)?;
        Ok(Commit {
            at: document.at,
            steps: document.steps,
            text: text.get().into(),
        })
    }
}

/// What one cause has brought about.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct Step {
    #[serde(default)]
    pub cause: String,
    /// Of a deadline that was worked off later; `None`: the commit's.
    #[serde(default, with = "in_documents::optional")]
    pub at: Option<SystemTime>,
    pub event: Option<String>,
    /// That came with the event.
    pub data: Option<Data>,
    #[serde(default)]
    pub events: Vec<serde_json::Map<String, serde_json::Value>>,
}

// ---- effects

/// Something that the host is to do.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct Effect {
    pub key: String,
    pub kind: String,
    pub ticket: String,
    pub tenant: String,
    /// Failures so far.
    pub attempts: u32,
    #[serde(with = "in_documents")]
    pub available_at: SystemTime,
    pub payload: serde_json::Value,
    /// Which taking of it this is; an incident has none.
    pub taking: Option<i64>,
}

/// An effect that failed too often.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct Incident {
    #[serde(flatten)]
    pub effect: Effect,
    pub reason: String,
    #[serde(with = "in_documents")]
    pub since: SystemTime,
}

// ---- stores and engines

/// A pack that was put into force.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct Deployment {
    pub hash: String,
    pub name: String,
    pub version: String,
    #[serde(with = "in_documents")]
    pub at: SystemTime,
    pub actor: Option<String>,
}

/// How much is in a store.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct StoreCounters {
    pub tickets: u64,
    pub open_tickets: u64,
    pub commits: u64,
    pub effects_waiting: u64,
    pub incidents: u64,
}

/// What an engine has done since it was opened.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct EngineCounters {
    pub commands_total: u64,
    pub rejections_total: u64,
    pub repeats_total: u64,
    pub deadlines_total: u64,
    pub conflicts_total: u64,
    pub cache_hits_total: u64,
    pub cache_misses_total: u64,
    pub cached_tickets: u64,
    pub cache_bytes: u64,
}
