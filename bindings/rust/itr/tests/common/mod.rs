//! An engine in memory with the pack of a small service desk.
#![allow(dead_code)] // not every test uses all of it

use itr::{Actor, Command, Engine, EngineOptions, Host, Operation, Outcome, Pack, Result, Store, Ticket};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub const PACK: &str = include_str!("../desk/pack.yaml");
pub const MINUTE: Duration = Duration::from_secs(60);
pub const HOUR: Duration = Duration::from_secs(3600);

/// Nine in Shanghai on the second of March 2026.
pub fn nine() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_772_413_200)
}

pub struct Desk {
    pub pack: Pack,
    pub store: Store,
    pub engine: Engine,
    pub agent: Actor,
}

impl Desk {
    pub fn new() -> Self {
        Self::with(None)
    }

    pub fn with(host: Option<&Host>) -> Self {
        Self::opened(host).unwrap()
    }

    fn opened(host: Option<&Host>) -> Result<Self> {
        let store = Store::memory()?;
        let options = EngineOptions {
            host,
            cache_bytes: Some(1 << 20),
            ..EngineOptions::default()
        };
        let desk = Desk {
            pack: Pack::from_text(PACK)?,
            engine: Engine::open_with(&store, options)?,
            store,
            agent: Actor::new("li", ["agent"])?,
        };
        desk.engine.deploy(&desk.pack, &Actor::system()?, nine())?;
        Ok(desk)
    }

    pub fn command<'a>(&'a self, ticket: &'a str, operation: Operation) -> Command<'a> {
        Command::new("acme", ticket, &self.agent, operation)
    }

    pub fn execute(&self, ticket: &str, operation: Operation, at: SystemTime) -> Outcome {
        self.engine.execute(&self.command(ticket, operation), at).unwrap()
    }

    pub fn open(&self, ticket: &str) {
        self.execute(ticket, request(), nine());
    }

    pub fn send(&self, ticket: &str, event: &str) {
        self.execute(ticket, Operation::send(event), nine());
    }

    pub fn get(&self, ticket: &str, at: SystemTime) -> Ticket {
        self.engine.get("acme", ticket, &self.agent, at).unwrap()
    }
}

pub fn request() -> Operation {
    Operation::open_with("request", [("customer", "Ms Chen"), ("impact", "high")])
}
