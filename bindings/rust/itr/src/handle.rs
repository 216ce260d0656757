//! What is held of the library, and how texts and documents cross the border.

use crate::error::{self, Error, Result, Status};
use itr_sys as sys;
use serde::de::DeserializeOwned;
use serde::Serialize;
use std::ffi::c_char;
use std::sync::Mutex;

/// Calls a function whose last parameter is `err`.
macro_rules! call {
    ($function:ident($($argument:expr),* $(,)?)) => {{
        let mut err: itr_sys::itr_error = 0;
        // SAFETY: each pointer is to a value or a text that lives beyond the call, each length is its text's. The library checks
        // everything else, handles included (itr.h).
        let status = unsafe { itr_sys::$function($($argument,)* &mut err) };
        $crate::error::check(status, err)
    }};
}
pub(crate) use call;

/// Calls a function whose last parameters are `out` and `err`, and gives what it wrote to `out`.
macro_rules! ask {
    ($function:ident($($argument:expr),* $(,)?)) => {{
        let mut out = Default::default();
        $crate::handle::call!($function($($argument,)* &mut out)).map(|()| out)
    }};
}
pub(crate) use ask;

/// The same where bytes come out.
macro_rules! document {
    ($function:ident($($argument:expr),* $(,)?)) => {{
        let mut out = $crate::handle::NO_BYTES;
        $crate::handle::call!($function($($argument,)* &mut out)).and_then(|()| $crate::handle::take(out))
    }};
}
pub(crate) use document;

pub(crate) const NO_BYTES: sys::itr_bytes = sys::itr_bytes {
    data: std::ptr::null(),
    size: 0,
    handle: 0,
};

type Close = unsafe extern "C" fn(u64, *mut sys::itr_error) -> sys::itr_status;

/// A handle that is closed when it goes. It is a number, so that threads may share it: the library sees to the rest.
#[derive(Debug)]
pub(crate) struct Owned {
    number: u64,
    close: Close,
}

/// What was to be closed within a callback, where nothing can be: the next that is closed outside takes it along.
static LEFT: Mutex<Vec<(Close, u64)>> = Mutex::new(Vec::new());

impl Owned {
    pub(crate) fn new(number: u64, close: Close) -> Self {
        Owned { number, close }
    }

    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Closes it now, to learn of a failure. Within a callback that is one, and it is closed later.
    pub(crate) fn close(self) -> Result<()> {
        let this = std::mem::ManuallyDrop::new(self);
        close_or_leave(this.close, this.number)
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        // Nobody could be told of a failure.
        let _ = close_or_leave(self.close, self.number);
    }
}

fn close_or_leave(function: Close, number: u64) -> Result<()> {
    let closed = close(function, number);
    match &closed {
        Ok(()) => close_what_was_left(),
        Err(refused) if refused.code() == "capi.reentrant" => {
            if let Ok(mut left) = LEFT.lock() {
                left.push((function, number));
            }
        }
        Err(_) => (),
    }
    closed
}

fn close(close: Close, number: u64) -> Result<()> {
    let mut err = 0;
    // SAFETY: takes a number, which the library checks, and writes to `err`.
    let status = unsafe { close(number, &mut err) };
    error::check(status, err)
}

fn close_what_was_left() {
    let left = LEFT.lock().map(|mut left| std::mem::take(&mut *left)).unwrap_or_default();
    for (function, number) in left {
        // A failure leaves nothing that could still be done.
        let _ = close(function, number);
    }
}

// ---- texts and documents

/// Pointer and length of a text.
pub(crate) fn p(text: &str) -> *const c_char {
    text.as_ptr().cast()
}
pub(crate) fn n(text: &str) -> u64 {
    text.len() as u64
}
/// The same, where there may be none.
pub(crate) fn p_or_null(text: Option<&[u8]>) -> *const c_char {
    text.map_or(std::ptr::null(), |text| text.as_ptr().cast())
}
pub(crate) fn n_or_zero(text: Option<&[u8]>) -> u64 {
    text.map_or(0, |text| text.len() as u64)
}

/// Copies what the library gave and frees it.
pub(crate) fn take(mut bytes: sys::itr_bytes) -> Result<String> {
    let copied = if bytes.data.is_null() {
        Vec::new()
    } else {
        // SAFETY: the library wrote pointer and size, and the bytes are this call's own.
        unsafe { std::slice::from_raw_parts(bytes.data.cast::<u8>(), bytes.size as usize) }.to_vec()
    };
    // SAFETY: the bytes come from the library and are not used after this.
    unsafe { sys::itr_bytes_free(&mut bytes) };
    String::from_utf8(copied).map_err(|failed| unreadable(&failed))
}

pub(crate) fn read<T: DeserializeOwned>(document: &str) -> Result<T> {
    serde_json::from_str(document).map_err(|failed| unreadable(&failed))
}

pub(crate) fn write<T: Serialize + ?Sized>(document: &T) -> Result<String> {
    serde_json::to_string(document)
        .map_err(|failed| Error::new(Status::Invalid, "json.invalid", format!("a document cannot be written: {failed}")))
}

fn unreadable(failed: &dyn std::error::Error) -> Error {
    Error::new(
        Status::Internal,
        "capi.internal",
        format!("a document of the library cannot be read: {failed}"),
    )
}
