use crate::handle::{ask, call, n, p, read, write, Owned};
use crate::time::in_documents;
use crate::value::Data;
use crate::{Length, Result};
use itr_sys as sys;
use serde::{Deserialize, Serialize};
use std::ffi::{c_char, c_void};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::time::SystemTime;

/// The callbacks of engines and deciders: where to log, and policies that rules name.
///
/// Callbacks run in the thread that called the engine. Within one, calls fail with the code `capi.reentrant`. A policy that
/// panics proposes nothing, which is logged as `policy.failed`; the panic goes no further. A callback lives as long as an engine that
/// was opened with it: it must not hold that engine but by a `Weak`.
#[derive(Debug)]
pub struct Host(Owned);

/// How much a record of the log matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[allow(missing_docs)]
pub enum Level {
    Debug,
    Info,
    Warning,
    Error,
}

/// What a policy decides on. It must look at nothing else: no clock, no chance.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct Snapshot {
    pub tenant: String,
    pub ticket: String,
    pub workflow: String,
    pub owner: String,
    pub team: String,
    pub line: String,
    #[serde(with = "in_documents")]
    pub now: SystemTime,
    pub data: Data,
    /// Of a ladder.
    #[serde(default)]
    pub level: u32,
    /// Whose target is asked for, by its key.
    #[serde(default)]
    pub clock: String,
}

/// What a policy proposes: who is to have the ticket. What is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Assignment {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What a policy proposes when a ladder reaches a level.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Escalation {
    /// Whom to tell.
    pub notify: Vec<String>,
    /// Who is to have the ticket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignment: Option<Assignment>,
    /// An event to raise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raise: Option<String>,
    /// When the ladder rises again; `None`: as it says itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_level_after: Option<Length>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What a policy proposes: the internal event that takes the ticket on.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Route {
    pub event: String,
    #[serde(skip_serializing_if = "Data::is_empty")]
    pub data: Data,
}

#[derive(Serialize)]
struct Target {
    target: Length,
}

type Log = Box<dyn Fn(Level, &str, &str) + Send + Sync>;
type Policy = Box<dyn Fn(&str) -> Result<Option<String>> + Send + Sync>;

impl Host {
    /// A host without callbacks.
    pub fn new() -> Result<Self> {
        let number = ask!(itr_host_open())?;
        Ok(Host(Owned::new(number, sys::itr_host_close)))
    }

    pub(crate) fn number(&self) -> u64 {
        self.0.number()
    }

    /// Where engines that are opened from now on log: a level, a stable word such as `pack.deployed`, and a sentence.
    pub fn set_log(&self, log: impl Fn(Level, &str, &str) + Send + Sync + 'static) -> Result<()> {
        let log: Log = Box::new(log);
        lend(log, |user_data| {
            let table = sys::itr_log_sink {
                struct_size: size_of::<sys::itr_log_sink>(),
                reserved: 0,
                user_data,
                log: Some(log_record),
                release: Some(release::<Log>),
            };
            call!(itr_host_set_log(self.number(), &table))
        })
    }

    /// What an `assign` action of this policy name asks. `None` proposes nothing.
    pub fn add_assignment(&self, name: &str, policy: impl Fn(Snapshot) -> Option<Assignment> + Send + Sync + 'static) -> Result<()> {
        lend(asking(policy), |user_data| {
            call!(itr_host_add_assignment(self.number(), p(name), n(name), &table_of(user_data)))
        })
    }

    /// What is asked when a ladder of this name reaches a level. `None` proposes nothing.
    pub fn add_escalation(&self, name: &str, policy: impl Fn(Snapshot) -> Option<Escalation> + Send + Sync + 'static) -> Result<()> {
        lend(asking(policy), |user_data| {
            call!(itr_host_add_escalation(self.number(), p(name), n(name), &table_of(user_data)))
        })
    }

    /// What a `raise` action of this policy name asks. `None` proposes nothing.
    pub fn add_routing(&self, name: &str, policy: impl Fn(Snapshot) -> Option<Route> + Send + Sync + 'static) -> Result<()> {
        lend(asking(policy), |user_data| {
            call!(itr_host_add_routing(self.number(), p(name), n(name), &table_of(user_data)))
        })
    }

    /// What is asked how long a promise of kind `host` is, by the name or key of its clock. `None` proposes nothing.
    pub fn add_target(&self, name: &str, policy: impl Fn(Snapshot) -> Option<Length> + Send + Sync + 'static) -> Result<()> {
        let policy = move |snapshot| policy(snapshot).map(|target| Target { target });
        lend(asking(policy), |user_data| {
            call!(itr_host_add_target(self.number(), p(name), n(name), &table_of(user_data)))
        })
    }

    /// Closes it now. Engines that were opened with it keep its callbacks.
    pub fn close(self) -> Result<()> {
        self.0.close()
    }
}

fn asking<T: Serialize>(policy: impl Fn(Snapshot) -> Option<T> + Send + Sync + 'static) -> Policy {
    Box::new(move |snapshot| policy(read(snapshot)?).map(|proposal| write(&proposal)).transpose())
}

fn table_of(user_data: *mut c_void) -> sys::itr_policy {
    sys::itr_policy {
        struct_size: size_of::<sys::itr_policy>(),
        reserved: 0,
        user_data,
        propose: Some(propose),
        release: Some(release::<Policy>),
    }
}

fn size_of<T>() -> u32 {
    std::mem::size_of::<T>() as u32
}

/// Gives the library a pointer to a callback, which release() takes back, or this where the library did not take it.
fn lend<T>(callback: T, give: impl FnOnce(*mut c_void) -> Result<()>) -> Result<()> {
    let lent = Box::into_raw(Box::new(callback));
    let given = give(lent.cast());
    if given.is_err() {
        // SAFETY: the pointer is the one from above, and the library has not taken it.
        drop(unsafe { Box::from_raw(lent) });
    }
    given
}

/// The library calls it once, when nothing refers to the callback any more.
unsafe extern "C" fn release<T>(user_data: *mut c_void) {
    // SAFETY: the pointer is the one that lend() made of a T.
    let callback = unsafe { Box::from_raw(user_data.cast::<T>()) };
    contained(move || drop(callback)); // what it owns may panic as it goes
}

/// Runs what the host gave; `None` where it panicked, which must not cross C. Neither must a panic of what the panic carries as that is
/// dropped. What that one carries is kept for ever: it might go on so without an end.
fn contained<T>(run: impl FnOnce() -> T) -> Option<T> {
    let carried = match catch_unwind(AssertUnwindSafe(run)) {
        Ok(given) => return Some(given),
        Err(carried) => carried,
    };
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(carried))) {
        std::mem::forget(again);
    }
    None
}

/// A text that the library lends for a call. It is UTF-8 (itr.h); if it ever is not, it is shown as far as it is.
///
/// # Safety
///
/// Pointer and size must be those of the call.
unsafe fn lent<'a>(text: *const c_char, size: u64) -> std::borrow::Cow<'a, str> {
    if text.is_null() {
        return "".into();
    }
    // SAFETY: as above.
    String::from_utf8_lossy(unsafe { std::slice::from_raw_parts(text.cast(), size as usize) })
}

unsafe extern "C" fn log_record(
    user_data: *mut c_void,
    level: i32,
    event: *const c_char,
    event_size: u64,
    message: *const c_char,
    message_size: u64,
) {
    // SAFETY: the pointer is the one that lend() made of a Log, and not released yet; the texts are those of this call.
    let (log, event, message) = unsafe { (&*user_data.cast::<Log>(), lent(event, event_size), lent(message, message_size)) };
    let level = match level {
        sys::ITR_LOG_DEBUG => Level::Debug,
        sys::ITR_LOG_WARNING => Level::Warning,
        sys::ITR_LOG_ERROR => Level::Error,
        _ => Level::Info,
    };
    contained(|| log(level, &event, &message)); // one that panics changes nothing
}

/// Not 0 where nothing is proposed because the policy failed: the library logs that.
unsafe extern "C" fn propose(user_data: *mut c_void, snapshot: *const c_char, snapshot_size: u64, reply: sys::itr_reply) -> i32 {
    // SAFETY: the pointer is the one that lend() made of a Policy, and not released yet; the text is that of this call.
    let (policy, snapshot) = unsafe { (&*user_data.cast::<Policy>(), lent(snapshot, snapshot_size)) };
    match contained(|| policy(&snapshot)) {
        Some(Ok(None)) => 0,
        Some(Ok(Some(answer))) => i32::from(call!(itr_reply_write(reply, p(&answer), n(&answer))).is_err()),
        Some(Err(_)) | None => 1,
    }
}
