//! The life of a ticket in twelve events that all languages are measured with. Its pack is the one of
//! `benchmarks/lifecycle_pack.cpp`.
#![forbid(unsafe_code)]

use itr::{Actor, Command, Data, Engine, EngineOptions, Opening, Operation, Pack, Result, Store, Value};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How many commands a ticket takes: its opening and twelve events.
pub const COMMANDS: usize = 13;

const EVENTS: [(&str, &[(&str, &str)]); COMMANDS - 1] = [
    ("register", &[("desk", "desk-1")]),
    ("authorize", &[("approver", "mgr-2")]),
    ("dispatch", &[("queue", "net"), ("assignee", "li.wei")]),
    ("validate", &[("info", "ok")]),
    ("request_info", &[("info", "need-logs")]),
    ("info_received", &[("info", "logs.tgz")]),
    ("diagnose", &[("cause", "dns")]),
    ("prepare", &[("solution", "restart")]),
    ("deliver", &[("info", "sent")]),
    ("confirm", &[("confirmed", "yes")]),
    ("survey", &[("score", "5")]),
    ("close", &[("info", "done")]),
];

fn start() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_772_413_200)
}

/// The pack of the file that LIFECYCLE_PACK names.
pub fn pack() -> Result<Pack> {
    let file = std::env::var_os("LIFECYCLE_PACK").expect("LIFECYCLE_PACK names a file");
    Pack::from_text(&std::fs::read_to_string(file).expect("a pack that can be read"))
}

/// An engine on the store, with the pack.
pub fn engine(store: &Store, cache_bytes: Option<u64>) -> Result<Engine> {
    let engine = Engine::open_with(
        store,
        EngineOptions {
            cache_bytes,
            ..EngineOptions::default()
        },
    )?;
    engine.deploy(&pack()?, &Actor::system()?, start())?;
    Ok(engine)
}

/// The actor of all commands.
pub fn actor() -> Result<Actor> {
    Actor::new("li.wei", ["desk"])
}

/// The commands of one ticket and when they are given.
pub fn commands<'a>(ticket: &'a str, actor: &'a Actor) -> Vec<(Command<'a>, SystemTime)> {
    let texts = |pairs: &[(&str, &str)]| {
        pairs
            .iter()
            .map(|(name, text)| ((*name).to_owned(), Value::from(*text)))
            .collect::<Data>()
    };
    let mut data = texts(&[
        ("severity", "major"),
        ("channel", "web"),
        ("customer", "acme"),
        ("requester", "acme"),
    ]);
    data.insert("contract_active".into(), true.into());
    let opening = Operation::Open(Opening {
        workflow: "request".into(),
        number: Some("1".into()),
        data,
        ..Opening::default()
    });
    let events = EVENTS.iter().map(|(event, data)| Operation::Send {
        event: (*event).into(),
        data: texts(data),
    });
    let minute = Duration::from_secs(60);
    (0..)
        .zip(std::iter::once(opening).chain(events))
        .map(|(minutes, operation)| (Command::new("t", ticket, actor, operation), start() + minutes * minute))
        .collect()
}
