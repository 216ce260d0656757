use crate::handle::{ask, n, p, Owned};
use crate::time::{instant, ms};
use crate::{Length, Result};
use std::time::SystemTime;

/// Tells working time. Immutable: threads may share it.
#[derive(Debug)]
pub struct Calendar(Owned);

impl Calendar {
    pub(crate) fn owned(number: u64) -> Self {
        Calendar(Owned::new(number, itr_sys::itr_calendar_close))
    }

    fn number(&self) -> u64 {
        self.0.number()
    }

    /// The earliest instant with so much working time between; a negative length goes back. `None`: there is none.
    pub fn add(&self, from: SystemTime, length: impl Into<Length>) -> Result<Option<SystemTime>> {
        ask!(itr_calendar_add(self.number(), ms(from), length.into().as_millis())).map(instant)
    }

    /// Working time within [from, to); negative when `to` is before `from`.
    pub fn between(&self, from: SystemTime, to: SystemTime) -> Result<Length> {
        ask!(itr_calendar_between(self.number(), ms(from), ms(to))).map(Length::from_millis)
    }

    /// Whether an instant is working time.
    pub fn is_open(&self, at: SystemTime) -> Result<bool> {
        ask!(itr_calendar_is_open(self.number(), ms(at))).map(|open: i32| open != 0)
    }

    /// The first working instant from an instant on.
    pub fn next_open(&self, at: SystemTime) -> Result<Option<SystemTime>> {
        ask!(itr_calendar_next_open(self.number(), ms(at))).map(instant)
    }

    /// The end of the working time that an instant lies in, or of the next.
    pub fn next_close(&self, at: SystemTime) -> Result<Option<SystemTime>> {
        ask!(itr_calendar_next_close(self.number(), ms(at))).map(instant)
    }

    /// When a promise falls due, as packs write it: `4h`, `real 4h`, `2 working days by 16:00`. `None`: never.
    pub fn due(&self, from: SystemTime, target: &str) -> Result<Option<SystemTime>> {
        ask!(itr_calendar_due(self.number(), ms(from), p(target), n(target))).map(instant)
    }

    /// False beyond the days that are announced.
    pub fn is_known(&self, at: SystemTime) -> Result<bool> {
        ask!(itr_calendar_is_known(self.number(), ms(at))).map(|known: i32| known != 0)
    }

    /// Closes it now.
    pub fn close(self) -> Result<()> {
        self.0.close()
    }
}
