//! Stores in files.
#![forbid(unsafe_code)]
#![cfg(feature = "sqlite")]

mod common;
use common::{nine, request, PACK};
use itr::{Actor, Command, Engine, Length, Pack, Result, SqliteOptions, Status, Store};
use std::path::Path;

fn ask(file: &Path) -> Result<()> {
    let options = SqliteOptions {
        synchronous: Some("off"),
        busy_timeout: Some(Length::from_millis(2000)),
        max_file_bytes: Some(100_000_000),
        ..Default::default()
    };
    let engine = Engine::open(&Store::sqlite(file, &options)?)?;
    engine.deploy(&Pack::from_text(PACK)?, &Actor::system()?, nine())?;
    engine.execute(&Command::new("acme", "T-1", &Actor::new("li", ["agent"])?, request()), nine())?;
    engine.close()
}

#[test]
fn a_ticket_in_a_file_outlives_its_engine() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("sqlite-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("tickets.db");
    ask(&file).unwrap();
    let reading = SqliteOptions {
        read_only: Some(true),
        create: Some(false),
        ..Default::default()
    };
    let counters = Store::sqlite(&file, &reading).unwrap().counters().unwrap();
    assert_eq!((counters.tickets, counters.commits), (1, 1));
    let missing = Store::sqlite(&folder.join("missing.db"), &reading).unwrap_err();
    assert_eq!((missing.status(), missing.code()), (Status::Failed, "store.not_found"));
    #[cfg(unix)]
    {
        let files = || std::fs::read_dir(&folder).unwrap().count();
        let before = files();
        let name: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(b"\xff.db");
        let unspeakable = Store::sqlite(&folder.join(name), &SqliteOptions::default()).unwrap_err();
        assert_eq!((unspeakable.status(), unspeakable.code()), (Status::Misuse, "capi.not_utf8"));
        assert_eq!(files(), before);
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
