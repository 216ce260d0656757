//! Stores in the PostgreSQL database that ITR_TEST_POSTGRES names, as tests/store/postgres/server.py sets it.
#![forbid(unsafe_code)]
#![cfg(feature = "postgres")]

mod common;
use common::{nine, request, MINUTE, PACK};
use itr::{Actor, Command, Engine, LeaseClock, Length, Pack, PostgresOptions, Status, Store};
use std::io::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

/// None where there is no database; but where everything is to be tested, that is a failure.
fn connection() -> Option<String> {
    let text = std::env::var("ITR_TEST_POSTGRES").ok().filter(|text| !text.is_empty());
    let why = "ITR_TEST_POSTGRES names no PostgreSQL database";
    assert!(text.is_some() || std::env::var("CI").as_deref() != Ok("true"), "{why}");
    if text.is_none() {
        // Not by a macro, whose words the runner keeps to itself.
        std::io::stderr().write_all(format!("skipped: {why}\n").as_bytes()).unwrap();
    }
    text
}

/// A schema that no other test has.
fn options() -> PostgresOptions {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
    PostgresOptions {
        schema: Some(format!("itr_rust_{}_{now}", std::process::id())),
        create: Some(false),
        migrate: Some(true),
        max_connections: Some(2),
        connect_timeout: Some(Length::from_millis(20_000)),
        connect_attempts: Some(3),
        lease_clock: Some(LeaseClock::Caller),
    }
}

#[test]
fn a_ticket_in_a_database_is_worked_by_one_engine_and_read_by_another() {
    let Some(connection) = connection() else { return };
    let without_tables = options();
    let missing = Store::postgres(&connection, &without_tables).unwrap_err();
    assert_eq!((missing.status(), missing.code()), (Status::Failed, "store.not_found"));

    let options = PostgresOptions {
        create: None,
        ..without_tables
    };
    let engine = Engine::open(&Store::postgres(&connection, &options).unwrap()).unwrap();
    let shared = Store::postgres(&connection, &options).unwrap();
    let other = Engine::open(&shared).unwrap();
    engine
        .deploy(&Pack::from_text(PACK).unwrap(), &Actor::system().unwrap(), nine())
        .unwrap();
    let li = Actor::new("li", ["agent"]).unwrap();
    engine.execute(&Command::new("acme", "T-1", &li, request()), nine()).unwrap();
    assert_eq!(other.get("acme", "T-1", &li, nine()).unwrap().version, 1);
    engine.send("acme", "T-1", "dispatch", &li, nine() + MINUTE).unwrap();
    assert_eq!(other.get("acme", "T-1", &li, nine() + MINUTE).unwrap().version, 2);
    assert_eq!(shared.counters().unwrap().tickets, 1);
}

#[test]
fn a_database_that_does_not_answer_is_an_error_with_a_code() {
    let options = PostgresOptions {
        connect_attempts: Some(1),
        ..PostgresOptions::default()
    };
    let unreachable = Store::postgres("host=/nowhere", &options).unwrap_err();
    assert_eq!((unreachable.status(), unreachable.code()), (Status::Failed, "store.unreachable"));
}
