use crate::actor::Actor;
use crate::handle::write;
use crate::time::in_documents;
use crate::value::{Data, Value};
use crate::{Length, Result};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::time::SystemTime;

/// Something to be done to a ticket.
#[derive(Clone, Debug, Serialize)]
pub struct Command<'a> {
    tenant: &'a str,
    ticket: &'a str,
    actor: &'a RawValue,
    #[serde(flatten)]
    operation: Operation,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none", with = "in_documents::optional")]
    happened_at: Option<SystemTime>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    targets: BTreeMap<&'a str, Length>,
}

impl<'a> Command<'a> {
    /// A command of an actor.
    pub fn new(tenant: &'a str, ticket: &'a str, actor: &'a Actor, operation: Operation) -> Self {
        Command {
            tenant,
            ticket,
            actor: actor.text(),
            operation,
            key: None,
            expected_version: None,
            happened_at: None,
            targets: BTreeMap::new(),
        }
    }

    /// With a key of idempotency: it is done once however often it is given.
    pub fn key(mut self, key: &'a str) -> Self {
        self.key = Some(key);
        self
    }

    /// Only if the ticket is at this version.
    pub fn expected_version(mut self, version: i64) -> Self {
        self.expected_version = Some(version);
        self
    }

    /// When it happened outside.
    pub fn happened_at(mut self, at: SystemTime) -> Self {
        self.happened_at = Some(at);
        self
    }

    /// With another promise for a clock.
    pub fn target(mut self, clock: &'a str, target: impl Into<Length>) -> Self {
        self.targets.insert(clock, target.into());
        self
    }
}

/// What can be carried out or decided.
pub trait AsCommand {
    /// Document `command`.
    fn to_json(&self) -> Result<String>;
}

impl AsCommand for Command<'_> {
    fn to_json(&self) -> Result<String> {
        write(self)
    }
}

/// A command that somebody else has written, such as [`Decider::commands`](crate::Decider::commands).
#[derive(Clone, Debug)]
pub struct ReadyCommand {
    /// Whose ticket.
    pub tenant: String,
    /// Which ticket.
    pub ticket: String,
    text: String,
}

impl ReadyCommand {
    /// The command of document `command`.
    pub fn from_json(command: &str) -> Result<Self> {
        #[derive(Deserialize)]
        struct Head {
            #[serde(default)]
            tenant: String,
            #[serde(default)]
            ticket: String,
        }
        let head: Head = crate::handle::read(command)?;
        Ok(ReadyCommand {
            tenant: head.tenant,
            ticket: head.ticket,
            text: command.into(),
        })
    }
}

impl AsCommand for ReadyCommand {
    fn to_json(&self) -> Result<String> {
        Ok(self.text.clone())
    }
}

/// What a command does.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "op", rename_all = "snake_case")]
#[non_exhaustive]
#[allow(missing_docs)]
pub enum Operation {
    /// Opens a ticket.
    Open(Opening),
    /// Sends an event.
    Send { event: String, data: Data },
    /// Changes who has the ticket.
    Assign(Reassignment),
    /// Changes fields.
    Set { data: Data },
    /// Adds a comment, which customers see if it is public.
    Comment { text: String, public: bool },
    /// Relates the ticket to another.
    Link { to: String, relation: String, incoming: bool },
    /// Notes a document that is kept elsewhere.
    Attach(Attachment),
    /// Stops a clock for a while.
    Pause { clock: String, reason: String },
    /// Lets a paused clock run.
    Resume { clock: String, reason: String },
    /// Gives a clock more time.
    Extend { clock: String, by: Length, reason: String },
    /// Gives a clock another target.
    Promise { clock: String, target: Length, reason: String },
    /// Agrees on the instant when a clock is due.
    Pin {
        clock: String,
        #[serde(with = "in_documents")]
        to: SystemTime,
        reason: String,
    },
    /// The time between two instants does not count for a clock, or does after all.
    Correct {
        clock: String,
        #[serde(with = "in_documents")]
        from: SystemTime,
        #[serde(with = "in_documents")]
        to: SystemTime,
        counted: bool,
        reason: String,
    },
    /// Excuses a breach.
    Waive { clock: String, reason: String },
    /// Ends a clock without a result.
    Cancel { clock: String, reason: String },
    /// Stops a ladder from rising.
    Acknowledge { ladder: String },
    /// Removes personal texts, such as `data.customer`; without slots all of them.
    Erase {
        #[serde(skip_serializing_if = "Vec::is_empty")]
        slots: Vec<String>,
        reason: String,
    },
    /// Brings the ticket under the agreements and calendars of a deployed pack, which its hash names.
    Adopt { terms: String, reason: String },
    /// Works off what is due, and nothing else.
    Wake,
}

impl Operation {
    /// Opens a ticket of a workflow.
    pub fn open(workflow: &str) -> Self {
        Operation::Open(Opening {
            workflow: workflow.into(),
            ..Opening::default()
        })
    }

    /// The same with fields.
    pub fn open_with<V: Into<Value>, const N: usize>(workflow: &str, data: [(&str, V); N]) -> Self {
        Operation::Open(Opening {
            workflow: workflow.into(),
            data: fields(data),
            ..Opening::default()
        })
    }

    /// Sends an event.
    pub fn send(event: &str) -> Self {
        Operation::Send {
            event: event.into(),
            data: Data::new(),
        }
    }

    /// Sends an event with data.
    pub fn send_with<V: Into<Value>, const N: usize>(event: &str, data: [(&str, V); N]) -> Self {
        Operation::Send {
            event: event.into(),
            data: fields(data),
        }
    }
}

fn fields<V: Into<Value>, const N: usize>(data: [(&str, V); N]) -> Data {
    data.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
}

/// How a ticket is opened.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Opening {
    pub workflow: String,
    pub data: Data,
    /// The customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party: Option<String>,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
}

/// Who is to have a ticket. What is `None` stays as it is; an empty text takes it away.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Reassignment {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A document that is kept elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Attachment {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Customers see it.
    pub public: bool,
}
