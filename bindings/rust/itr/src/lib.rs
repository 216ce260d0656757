//! Tickets from issue to resolution: workflow packs in YAML, clocks that keep promises, effects for the host to carry out. This
//! is the Rust side of the C library libitr, which `pkg-config` finds.
//!
//! ```
//! use itr::{Actor, Command, Engine, Operation, Pack, Phase, Store};
//! use std::time::{Duration, UNIX_EPOCH};
//!
//! # fn main() -> itr::Result<()> {
//! // The life of one ticket. The program says what time it is.
//! let nine = UNIX_EPOCH + Duration::from_secs(1_772_442_000); // 2026-03-02T09:00:00Z
//! let minute = Duration::from_secs(60);
//! let pack = Pack::from_text(
//!     r#"
//! pack: hello
//! version: 1.0.0
//! ---
//! workflow: question
//! events: {answer: {role: desk}}
//! states: {asked: {on: {answer: closed}}, closed: {type: final}}
//! ---
//! agreement: support
//! clocks: {answer: {stop: "inState('closed')"}}
//! goals: [{answer: 1h, calendar: 24x7}]
//! ---
//! roles: {desk: {rights: [open, view]}}
//! "#,
//! )?;
//! let engine = Engine::open(&Store::memory()?)?;
//! engine.deploy(&pack, &Actor::system()?, nine)?;
//!
//! let ann = Actor::new("ann", ["desk"])?;
//! engine.execute(&Command::new("acme", "T-1", &ann, Operation::open("question")), nine)?;
//! let clock = engine.clock("acme", "T-1", "answer", &ann, nine + minute)?;
//! assert_eq!(clock.remaining, Some((59 * minute).into()));
//!
//! engine.send("acme", "T-1", "answer", &ann, nine + 2 * minute)?;
//! let ticket = engine.get("acme", "T-1", &ann, nine + 2 * minute)?;
//! assert_eq!(ticket.states, ["closed"]);
//! assert_eq!(ticket.clocks[0].phase, Phase::Met);
//! # Ok(())
//! # }
//! ```
//!
//! # Errors
//!
//! What goes wrong is an [`Error`] with a [`Status`] for a `match`, a stable code, and for packs and expressions all that is wrong
//! place by place.
//!
//! ```
//! # use itr::{Pack, Status};
//! let error = Pack::from_text("pack: small\nverson: 1\n").unwrap_err();
//! assert_eq!(error.status(), Status::Invalid);
//! assert_eq!(error.code(), "capi.pack_invalid");
//! assert_eq!(
//!     error.diagnostics()[0].to_string(),
//!     "pack.yaml:2:1: error: a pack has no key 'verson' [pack.unknown_key]"
//! );
//! ```
//!
//! # Time
//!
//! The library reads no clock: what depends on time is told what time it is. Instants are [`SystemTime`](std::time::SystemTime),
//! and `None` where there is none; lengths, which may be negative, are [`Length`]. The library counts in milliseconds: what is finer is
//! cut off.
//!
//! # Threads and closing
//!
//! All types are `Send` and `Sync`, and calls may come from many threads at once. What is held is closed when it is dropped; `close`
//! does it earlier and tells of a failure. Calls wait for files and databases: in an asynchronous program they belong in
//! its runtime's threads for that.
//!
//! # Documents
//!
//! What the library exchanges is JSON. Functions that end in `_json` give and take the texts as they are; the others have
//! structs for them.
#![deny(unsafe_op_in_unsafe_fn)]

mod actor;
mod calendar;
mod command;
mod decider;
mod documents;
mod effects;
mod engine;
mod error;
mod expression;
mod handle;
mod host;
mod pack;
mod store;
mod time;
mod value;

pub use actor::Actor;
pub use calendar::Calendar;
pub use command::{AsCommand, Attachment, Command, Opening, Operation, ReadyCommand, Reassignment};
pub use decider::{CommitRow, Decider, Decision, EffectRow, Given, PersonalRow, Rejection, Rows, Signal, StoredTicket, Summary, Verdict};
pub use documents::{
    Clock, Commit, Deployment, Diagnosis, Diagnostic, Effect, EngineCounters, Incident, Outcome, PackInfo, Page, Phase, Place, Query, Row,
    Scenario, ScenarioReport, Source, Sources, Step, StepFailed, StoreCounters, Ticket, Where,
};
pub use effects::Effects;
pub use engine::{Advanced, Engine, EngineOptions, Reading, Retries, SendOptions, Tickets};
pub use error::{Error, Result, Status};
pub use expression::Expression;
pub use host::{Assignment, Escalation, Host, Level, Route, Snapshot};
pub use pack::Pack;
#[cfg(feature = "sqlite")]
pub use store::SqliteOptions;
pub use store::Store;
#[cfg(feature = "postgres")]
pub use store::{LeaseClock, PostgresOptions};
pub use time::{Length, ParseLengthError};
pub use value::{Data, Value};

use handle::ask;
use std::ffi::CStr;

/// The version of the library that is running: `major.minor.patch`.
pub fn version() -> &'static str {
    // SAFETY: takes nothing, and the text lives as long as the program.
    let text = unsafe { CStr::from_ptr(itr_sys::itr_version()) };
    text.to_str().unwrap_or_default()
}

/// Fails if the library that is running does not work with programs that were compiled for this crate's version of the C interface.
pub fn check_abi() -> Result<()> {
    // SAFETY: both take nothing and give a number.
    let (oldest, newest) = unsafe { (itr_sys::itr_abi_oldest(), itr_sys::itr_abi_version()) };
    if (oldest..=newest).contains(&itr_sys::ITR_ABI_VERSION) {
        return Ok(());
    }
    let message = format!(
        "expected a library with version {} of the C interface, but libitr {} has {oldest} to {newest}",
        itr_sys::ITR_ABI_VERSION,
        version()
    );
    Err(Error::new(Status::Misuse, "capi.out_of_range", message))
}

/// The limits of the library, as document `limits`.
pub fn limits_json() -> Result<String> {
    handle::document!(itr_limits())
}

/// How many handles are open in the process, in this and other languages: for tests that look for leaks.
pub fn open_handles() -> u64 {
    ask!(itr_open_handles()).unwrap_or_default()
}
