//! What goes wrong.

use crate::documents::Diagnostic;
use itr_sys as sys;
use serde::Deserialize;
use std::fmt;

/// What a call gives.
pub type Result<T> = std::result::Result<T, Error>;

/// What came of a call, for a `match`. The error's code says it exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// The rules refused the command: nothing of it happened.
    Rejected,
    /// A document, pack, expression or value is not as it must be.
    Invalid,
    /// There is no such ticket that the actor may see, no such calendar, workflow, …
    NotFound,
    /// The environment failed (a file, a database, a lock): nothing was changed, except with `store.io`, where it is not
    /// known: give the command again with its key.
    Failed,
    /// The program is wrong: a length, a number, a call within a callback.
    Misuse,
    /// No memory is left, or the library has a fault.
    Internal,
}

/// A failure, with a stable code such as `store.locked`.
#[derive(Clone, Debug, PartialEq)]
pub struct Error(Box<Inner>);

#[derive(Clone, Debug, PartialEq)]
struct Inner {
    status: Status,
    code: String,
    message: String,
    diagnostics: Vec<Diagnostic>,
    refused: Option<Refused>,
}

/// The ticket of a command that was refused.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refused {
    pub(crate) ticket: String,
    pub(crate) version: i64,
    pub(crate) number: Option<String>,
}

impl Error {
    pub(crate) fn new(status: Status, code: impl Into<String>, message: impl Into<String>) -> Self {
        Error(Box::new(Inner {
            status,
            code: code.into(),
            message: message.into(),
            diagnostics: Vec::new(),
            refused: None,
        }))
    }

    pub(crate) fn of(mut self, refused: Refused) -> Self {
        self.0.refused = Some(refused);
        self
    }

    /// What kind of failure it is.
    pub fn status(&self) -> Status {
        self.0.status
    }

    /// Its stable code: `docs/diagnostics.md` lists them.
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// A sentence for people.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// All that is wrong with a pack or an expression, place by place.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.0.diagnostics
    }

    /// The ticket's version after a command that was refused: deadlines that were due before it have been worked off.
    pub fn version(&self) -> Option<i64> {
        self.0.refused.as_ref().map(|refused| refused.version)
    }

    /// The ticket of a command that was refused: of a batch, the commands need not be counted.
    pub fn ticket(&self) -> Option<&str> {
        self.0.refused.as_ref().map(|refused| refused.ticket.as_str())
    }

    /// The number that people have for the ticket of a command that was refused; [`Engine::send`](crate::Engine::send) does not tell it.
    pub fn number(&self) -> Option<&str> {
        self.0.refused.as_ref()?.number.as_deref()
    }
}

/// The code and the message, or where there are diagnostics a line for each.
impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.diagnostics.is_empty() {
            return write!(out, "{}: {}", self.0.code, self.0.message);
        }
        write!(out, "{}:", self.0.code)?;
        self.0.diagnostics.iter().try_for_each(|each| write!(out, "\n{each}"))
    }
}

impl std::error::Error for Error {}

fn status_of(status: sys::itr_status) -> Status {
    match status {
        sys::ITR_REJECTED => Status::Rejected,
        sys::ITR_INVALID => Status::Invalid,
        sys::ITR_NOT_FOUND => Status::NotFound,
        sys::ITR_FAILED => Status::Failed,
        sys::ITR_MISUSE => Status::Misuse,
        _ => Status::Internal,
    }
}

/// Reads and frees the error that a call has left.
pub(crate) fn check(status: sys::itr_status, err: sys::itr_error) -> Result<()> {
    if status == sys::ITR_OK {
        return Ok(());
    }
    let told = told(status, err);
    // SAFETY: takes a number, which the library checks.
    unsafe { sys::itr_error_free(err) };
    Err(told)
}

#[derive(Deserialize)]
struct Document {
    code: String,
    message: String,
    diagnostics: Vec<Diagnostic>,
}

fn told(status: sys::itr_status, err: sys::itr_error) -> Error {
    if status == sys::ITR_INVALID {
        // the one with diagnostics
        let mut out = crate::handle::NO_BYTES;
        // SAFETY: takes a number, which the library checks, and writes to `out`.
        if unsafe { sys::itr_error_document(err, &mut out) } == sys::ITR_OK {
            if let Ok(document) = crate::handle::take(out).and_then(|text| crate::handle::read::<Document>(&text)) {
                let mut error = Error::new(Status::Invalid, document.code, document.message);
                error.0.diagnostics = document.diagnostics;
                return error;
            }
        }
    }
    Error::new(status_of(status), text(sys::itr_error_code, err), text(sys::itr_error_message, err))
}

fn text(of: unsafe extern "C" fn(sys::itr_error, *mut sys::itr_text) -> sys::itr_status, err: sys::itr_error) -> String {
    let mut out = sys::itr_text {
        data: std::ptr::null(),
        size: 0,
    };
    // SAFETY: takes a number, which the library checks, and writes to `out`.
    let status = unsafe { of(err, &mut out) };
    if status != sys::ITR_OK || out.data.is_null() {
        return String::new();
    }
    // SAFETY: the library wrote pointer and size; the text lives until the error is freed.
    String::from_utf8_lossy(unsafe { std::slice::from_raw_parts(out.data.cast(), out.size as usize) }).into_owned()
}
