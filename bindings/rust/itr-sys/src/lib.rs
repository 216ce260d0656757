//! Raw signatures of libitr: constants, structs and functions as `itr.h` has them. The crate `itr` makes a safe interface of
//! them.
//!
//! What the functions promise and ask for is said at each; what holds for all of them, in `itr.h` and
//! `docs/embedding-c.md`. Pointers must be to what can be read or written: that is the one mistake that the library cannot
//! tell.
#![allow(non_camel_case_types)]

#[rustfmt::skip]
mod api;
#[rustfmt::skip]
pub mod layout;

pub use api::*;
