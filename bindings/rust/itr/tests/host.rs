//! Callbacks.
#![forbid(unsafe_code)]

mod common;
use common::{nine, Desk, HOUR, MINUTE};
use itr::{Actor, Assignment, Escalation, Host, Level, Operation, Pack, Route, SendOptions};
use std::sync::{Arc, Mutex, OnceLock};

#[test]
fn a_policy_decides_on_a_snapshot_alone() {
    let host = Host::new().unwrap();
    let asked = Arc::new(Mutex::new(None));
    let noted = asked.clone();
    host.add_assignment("dispatcher", move |snapshot| {
        *noted.lock().unwrap() = Some(snapshot);
        Some(Assignment {
            team: Some("network".into()),
            ..Default::default()
        })
    })
    .unwrap();
    let desk = Desk::with(Some(&host));
    desk.open("T-1");
    desk.send("T-1", "dispatch");
    assert_eq!(desk.get("T-1", nine()).team.as_deref(), Some("network"));
    let snapshot = asked.lock().unwrap().take().unwrap();
    assert_eq!(
        (snapshot.tenant.as_str(), snapshot.ticket.as_str(), snapshot.now),
        ("acme", "T-1", nine())
    );
    assert_eq!(snapshot.data["impact"].as_str(), Some("high"));
}

const VISITS: &str = r#"
pack: visits
version: 1.0.0
---
workflow: visit
data: {spare: string}
events:
  sort: {role: agent, data: {remark: {type: string, required: true}}}
  to_field: {role: system, data: {spare: string}}
  done: {role: agent}
initial: new
states:
  new: {on: {sort: {do: [{raise: {policy: by_remark}}]}, to_field: {to: field, do: {set: {spare: "event.spare"}}}}}
  field: {on: {done: closed}}
  closed: {type: final}
---
agreement: negotiable
calendar: 24x7
clocks: {restore: {stop: "inState('closed')"}}
goals: [{restore: host}]
---
roles: {agent: {rights: [open, set, clock, view]}}
"#;

#[test]
fn a_host_says_where_a_ticket_goes_and_how_long_a_promise_is() {
    let host = Host::new().unwrap();
    host.add_routing("by_remark", |snapshot| {
        assert_eq!(snapshot.clock, "");
        Some(Route {
            event: "to_field".into(),
            data: [("spare".to_owned(), "fan".into())].into(),
        })
    })
    .unwrap();
    host.add_target("restore", |snapshot| {
        (snapshot.clock == "negotiable.restore").then(|| (4 * HOUR).into())
    })
    .unwrap();
    let desk = Desk::with(Some(&host));
    let pack = Pack::from_text(VISITS).unwrap();
    desk.engine.deploy(&pack, &Actor::system().unwrap(), nine()).unwrap();
    desk.execute("V-1", Operation::open("visit"), nine());
    let reading = desk.engine.clock("acme", "V-1", "restore", &desk.agent, nine()).unwrap();
    assert_eq!(reading.target, Some((4 * HOUR).into()));
    let data = [("remark".to_owned(), "it hums".into())].into();
    let options = SendOptions {
        data: Some(&data),
        ..Default::default()
    };
    let outcome = desk.engine.send_with("acme", "V-1", "sort", &desk.agent, nine(), options).unwrap();
    assert_eq!(outcome.version, 2);
    assert_eq!(desk.get("V-1", nine()).data["spare"].as_str(), Some("fan"));
}

#[test]
fn a_ladder_asks_its_policy() {
    let host = Host::new().unwrap();
    host.add_escalation("duty", |snapshot| {
        Some(Escalation {
            notify: vec![format!("director of level {}", snapshot.level)],
            assignment: Some(Assignment {
                line: Some("L2".into()),
                ..Default::default()
            }),
            next_level_after: Some((30 * MINUTE).into()),
            ..Default::default()
        })
    })
    .unwrap();
    let desk = Desk::with(Some(&host));
    desk.open("T-1");
    desk.engine.advance(nine() + 20 * MINUTE, 10).unwrap();
    assert_eq!(desk.get("T-1", nine() + 20 * MINUTE).line.as_deref(), Some("L2"));
}

#[test]
fn a_policy_that_panics_proposes_nothing_and_is_logged() {
    let host = Host::new().unwrap();
    let log = Arc::new(Mutex::new(Vec::new()));
    let noted = log.clone();
    host.set_log(move |level, event, message| noted.lock().unwrap().push((level, event.to_owned(), message.to_owned())))
        .unwrap();
    host.add_assignment("dispatcher", |_| panic!("no roster")).unwrap();
    let desk = Desk::with(Some(&host));
    desk.open("T-1");
    desk.send("T-1", "dispatch");
    assert_eq!(desk.get("T-1", nine()).team, None);
    let log = log.lock().unwrap();
    assert!(
        log.iter()
            .any(|(level, event, _)| *level == Level::Warning && event == "policy.failed"),
        "{log:?}"
    );
    assert!(log
        .iter()
        .any(|(level, event, message)| *level == Level::Info && event == "pack.deployed" && !message.is_empty()));
}

#[test]
fn a_log_that_panics_changes_nothing() {
    let host = Host::new().unwrap();
    host.set_log(|_, _, _| panic!("the disk is full")).unwrap();
    let desk = Desk::with(Some(&host));
    desk.open("T-1");
    assert_eq!(desk.get("T-1", nine()).version, 1);
}

/// Panics when it is dropped, and so does what that panic carries.
struct Bursts(u32);

impl Drop for Bursts {
    fn drop(&mut self) {
        if self.0 > 0 {
            std::panic::panic_any(Bursts(self.0 - 1));
        }
    }
}

// Were a panic to cross C, it would end the program.
#[test]
fn a_panic_whose_payload_panics_as_it_goes_stays_within() {
    let host = Host::new().unwrap();
    let asked = Arc::new(Mutex::new(0));
    let noted = asked.clone();
    host.add_assignment("dispatcher", move |_| {
        *noted.lock().unwrap() += 1;
        std::panic::panic_any(Bursts(3))
    })
    .unwrap();
    host.set_log(|_, _, _| std::panic::panic_any(Bursts(3))).unwrap();
    let desk = Desk::with(Some(&host));
    desk.open("T-1");
    desk.send("T-1", "dispatch");
    assert_eq!((desk.get("T-1", nine()).team, *asked.lock().unwrap()), (None, 1));
    // And of what a callback owns, as the callback goes.
    let owned = Bursts(2);
    host.add_assignment("dispatcher", move |_| {
        let _ = &owned;
        None
    })
    .unwrap();
    host.add_assignment("dispatcher", |_| None).unwrap();
}

#[test]
fn a_call_within_a_callback_is_refused() {
    let host = Host::new().unwrap();
    let (desk, told) = (Arc::new(OnceLock::<Desk>::new()), Arc::new(Mutex::new(String::new())));
    let (within, noted) = (Arc::downgrade(&desk), told.clone()); // an engine must not be held by its own policy
    let dropped = Mutex::new(Some(Pack::from_text(common::PACK).unwrap()));
    host.add_assignment("dispatcher", move |_| {
        drop(dropped.lock().unwrap().take()); // is closed later, by the next that is dropped outside
        let desk = within.upgrade().unwrap();
        let desk = desk.get().unwrap();
        let error = desk.engine.get("acme", "T-1", &desk.agent, nine()).unwrap_err();
        *noted.lock().unwrap() = error.code().to_owned();
        None
    })
    .unwrap();
    let desk = desk.get_or_init(|| Desk::with(Some(&host)));
    desk.open("T-1");
    desk.send("T-1", "dispatch");
    assert_eq!(*told.lock().unwrap(), "capi.reentrant");
}

#[test]
fn callbacks_are_dropped_with_what_uses_them() {
    let alive = Arc::new(());
    let (held, refused) = (alive.clone(), alive.clone());
    let host = Host::new().unwrap();
    host.add_assignment("dispatcher", move |_| {
        let _ = &held;
        None
    })
    .unwrap();
    let nameless = host.add_assignment("", move |_| {
        let _ = &refused;
        None
    });
    assert_eq!(nameless.unwrap_err().code(), "id.invalid");
    assert_eq!(Arc::strong_count(&alive), 2);
    let desk = Desk::with(Some(&host));
    host.close().unwrap();
    assert_eq!(Arc::strong_count(&alive), 2);
    drop(desk);
    assert_eq!(Arc::strong_count(&alive), 1);
}
