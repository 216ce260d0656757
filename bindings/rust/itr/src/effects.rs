use crate::documents::{Effect, Incident};
use crate::engine::{list, Engine};
use crate::handle::{ask, document, n, p};
use crate::time::ms;
use crate::{Length, Result};
use std::time::SystemTime;

const EFFECTS_OF_ONE_CALL: u32 = 100;

fn yes(known: i32) -> bool {
    known != 0
}

/// Effects for the host: polled, done, acknowledged.
impl Engine {
    /// Up to `most` (1 to 10,000) effects for the host, hidden from other takers for a time: at least once, in order per ticket.
    pub fn take_effects(&self, now: SystemTime, hidden_for: impl Into<Length>, most: u32) -> Result<Vec<Effect>> {
        list(&self.take_effects_json(now, hidden_for, most)?)
    }

    /// The same, as document `effects`.
    pub fn take_effects_json(&self, now: SystemTime, hidden_for: impl Into<Length>, most: u32) -> Result<String> {
        document!(itr_engine_take_effects(
            self.number(),
            ms(now),
            hidden_for.into().as_millis(),
            most.into()
        ))
    }

    /// Goes through the effects that are there for the host at an instant, until there are none; those that follow once one is
    /// acknowledged are among them. Each is hidden from other takers for a time, within which it should be acknowledged or
    /// failed. After an error it ends.
    pub fn effects(&self, now: SystemTime, hidden_for: impl Into<Length>) -> Effects<'_> {
        Effects {
            engine: Some(self),
            now,
            hidden_for: hidden_for.into(),
            taken: Vec::new().into_iter(),
        }
    }

    /// An effect is done. False if it was acknowledged before.
    pub fn acknowledge_effect(&self, tenant: &str, key: &str) -> Result<bool> {
        ask!(itr_engine_acknowledge_effect(self.number(), p(tenant), n(tenant), p(key), n(key))).map(yes)
    }

    /// An effect that was taken failed: it is tried again after a growing delay, and after 10 failures it becomes an incident.
    /// False, and nothing is changed, if it was acknowledged or failed before, or if its time ran out and another took it.
    pub fn fail_effect(&self, effect: &Effect, reason: &str, now: SystemTime) -> Result<bool> {
        ask!(itr_engine_fail_taken_effect(
            self.number(),
            p(&effect.tenant),
            n(&effect.tenant),
            p(&effect.key),
            n(&effect.key),
            effect.taking.unwrap_or(0),
            i32::try_from(effect.attempts).unwrap_or(i32::MAX),
            p(reason),
            n(reason),
            ms(now)
        ))
        .map(yes)
    }

    /// Up to `most` (1 to 10,000) incidents of a tenant.
    pub fn incidents(&self, tenant: &str, most: u32) -> Result<Vec<Incident>> {
        list(&document!(itr_engine_incidents(self.number(), p(tenant), n(tenant), most.into()))?)
    }

    /// Puts an incident back among the effects. False if there is none of this key.
    pub fn retry_incident(&self, tenant: &str, key: &str, now: SystemTime) -> Result<bool> {
        ask!(itr_engine_retry_incident(
            self.number(),
            p(tenant),
            n(tenant),
            p(key),
            n(key),
            ms(now)
        ))
        .map(yes)
    }

    /// Removes an incident that has been dealt with. False if there is none of this key.
    pub fn resolve_incident(&self, tenant: &str, key: &str, now: SystemTime) -> Result<bool> {
        ask!(itr_engine_resolve_incident(
            self.number(),
            p(tenant),
            n(tenant),
            p(key),
            n(key),
            ms(now)
        ))
        .map(yes)
    }
}

/// The effects that are there for the host: see [`Engine::effects`].
#[derive(Debug)]
pub struct Effects<'a> {
    engine: Option<&'a Engine>, // None: at the end
    now: SystemTime,
    hidden_for: Length,
    taken: std::vec::IntoIter<Effect>,
}

impl Iterator for Effects<'_> {
    type Item = Result<Effect>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(effect) = self.taken.next() {
            return Some(Ok(effect));
        }
        match self.engine?.take_effects(self.now, self.hidden_for, EFFECTS_OF_ONE_CALL) {
            Ok(taken) => self.taken = taken.into_iter(),
            Err(error) => {
                self.engine = None;
                return Some(Err(error));
            }
        }
        let first = self.taken.next();
        if first.is_none() {
            self.engine = None;
        }
        first.map(Ok)
    }
}
