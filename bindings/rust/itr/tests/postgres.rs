//! Stores in PostgreSQL databases.
#![forbid(unsafe_code)]
#![cfg(feature = "postgres")]

use itr::{Length, PostgresOptions, Status, Store};

#[test]
fn a_database_that_is_not_there_is_an_error_with_a_code() {
    let options = PostgresOptions {
        schema: Some("tickets".into()),
        connect_timeout: Some(Length::from_millis(1000)),
        connect_attempts: Some(1),
        max_connections: Some(2),
        lease_clock: Some("caller"),
        ..PostgresOptions::default()
    };
    let nowhere = "host=/nowhere"; // no socket in it
    let error = Store::postgres(nowhere, &options).unwrap_err();
    assert_eq!((error.status(), error.code()), (Status::Failed, "store.unreachable"));
    let senseless = PostgresOptions {
        lease_clock: Some("mine"),
        ..options
    };
    assert_eq!(Store::postgres(nowhere, &senseless).unwrap_err().status(), Status::Invalid);
}
