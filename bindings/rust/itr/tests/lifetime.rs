//! Closing, misuse, threads. One test, because it counts what is open in the process.
#![forbid(unsafe_code)]

mod common;
use common::{nine, request, Desk, MINUTE};
use itr::{Actor, Calendar, Command, Decider, Engine, Expression, Host, Operation, Pack, Status, Store};

fn is_shared_by_threads<T: Send + Sync>() {}

#[test]
fn nothing_stays_open_and_nothing_crashes() {
    let before = itr::open_handles();
    what_is_given_wrongly_is_an_error_that_names_it();
    what_is_closed_early_tells_of_it();
    what_goes_within_a_callback_is_closed_by_the_next(drop);
    what_goes_within_a_callback_is_closed_by_the_next(|pack| {
        assert_eq!(pack.close().unwrap_err().code(), "capi.reentrant");
    });
    many_threads_use_one_engine();
    assert_eq!(itr::open_handles(), before);
}

fn what_is_given_wrongly_is_an_error_that_names_it() {
    let desk = Desk::new();
    let error = |result: itr::Result<itr::Ticket>| result.unwrap_err().code().to_owned();
    assert_eq!(error(desk.engine.get(&"x".repeat(65), "T-1", &desk.agent, nine())), "capi.too_long");
    assert_eq!(error(desk.engine.get("acme", "T\0", &desk.agent, nine())), "id.invalid");
    assert_eq!(error(desk.engine.get("acme", "T-1", &desk.agent, nine())), "ticket.unknown");
    assert_eq!(
        desk.engine.take_effects(nine(), MINUTE, 10_001).unwrap_err().code(),
        "capi.out_of_range"
    );
    assert_eq!(
        desk.engine.deploy(&desk.pack, &desk.agent, nine()).unwrap_err().status(),
        Status::Rejected
    );
    assert_eq!(desk.engine.execute_json("{", nine()).unwrap_err().status(), Status::Invalid);
    assert!(Actor::from_json("[]").is_err() && Pack::from_json("{}").is_err() && Pack::from_canonical("{}").is_err());
}

fn what_is_closed_early_tells_of_it() {
    let desk = Desk::new();
    desk.open("T-1");
    desk.store.close().unwrap(); // the engine goes on
    desk.pack.close().unwrap();
    desk.engine.send("acme", "T-1", "dispatch", &desk.agent, nine()).unwrap();
    desk.engine.close().unwrap();
    desk.agent.close().unwrap();
}

fn what_goes_within_a_callback_is_closed_by_the_next(let_go: fn(Pack)) {
    let host = Host::new().unwrap();
    let pack = std::sync::Mutex::new(Some(Pack::from_text(common::PACK).unwrap()));
    host.add_assignment("dispatcher", move |_| {
        pack.lock().unwrap().take().map(let_go);
        None
    })
    .unwrap();
    let desk = Desk::with(Some(&host));
    desk.open("T-1");
    let before = itr::open_handles();
    desk.send("T-1", "dispatch");
    assert_eq!(itr::open_handles(), before, "nothing is closed within a callback");
    desk.agent.close().unwrap();
    assert_eq!(itr::open_handles(), before - 2);
}

fn many_threads_use_one_engine() {
    is_shared_by_threads::<(Actor, Pack, Store, Host, Engine)>();
    is_shared_by_threads::<(Calendar, Expression, Decider, itr::Error)>();
    const THREADS: usize = 8;
    const TICKETS: usize = 25;
    let desk = Desk::new();
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let desk = &desk;
            scope.spawn(move || {
                for i in 0..TICKETS {
                    let ticket = format!("T-{thread}-{i}");
                    let command = Command::new("acme", &ticket, &desk.agent, request());
                    desk.engine.execute(&command, nine()).unwrap();
                    desk.execute(&ticket, Operation::send("dispatch"), nine());
                    assert_eq!(desk.get(&ticket, nine()).version, 2);
                }
            });
        }
    });
    assert_eq!(desk.engine.counters().unwrap().commands_total, (2 * THREADS * TICKETS) as u64);
}
