//! Commands, queries, clocks, effects.
#![forbid(unsafe_code)]

mod common;
use common::{nine, request, Desk, HOUR, MINUTE, PACK};
use itr::{
    Actor, Attachment, Command, Engine, EngineOptions, Length, Operation, Pack, Phase, Query, Reassignment, Retries, SendOptions, Status,
    Value, Where,
};
use std::time::Duration;

#[test]
fn every_operation_is_understood() {
    let desk = Desk::new();
    desk.open("T-1");
    desk.open("T-2");
    desk.send("T-1", "dispatch");
    let (clock, reason) = ("resolve".to_owned(), "agreed".to_owned());
    let operations = [
        Operation::Comment {
            text: "called back".into(),
            public: true,
        },
        Operation::Assign(Reassignment {
            team: Some("core".into()),
            owner: Some(String::new()),
            ..Default::default()
        }),
        Operation::Set {
            data: [("cause".to_owned(), Value::from("fibre"))].into(),
        },
        Operation::Link {
            to: "T-2".into(),
            relation: "caused_by".into(),
            incoming: false,
        },
        Operation::Attach(Attachment {
            name: "log".into(),
            uri: Some("s3://x/1".into()),
            size: Some(9),
            ..Default::default()
        }),
        Operation::Pause {
            clock: clock.clone(),
            reason: reason.clone(),
        },
        Operation::Resume {
            clock: clock.clone(),
            reason: reason.clone(),
        },
        Operation::Extend {
            clock: clock.clone(),
            by: HOUR.into(),
            reason: reason.clone(),
        },
        Operation::Promise {
            clock: clock.clone(),
            target: Length::from_hours(8),
            reason: reason.clone(),
        },
        Operation::Pin {
            clock: clock.clone(),
            to: nine() + HOUR,
            reason: reason.clone(),
        },
        Operation::Correct {
            clock: clock.clone(),
            from: nine(),
            to: nine() + 2 * MINUTE,
            counted: false,
            reason: reason.clone(),
        },
        Operation::Wake,
    ];
    for (minutes, operation) in (1..).zip(operations) {
        desk.execute("T-1", operation, nine() + minutes * MINUTE);
    }
    let later = nine() + 61 * MINUTE;
    desk.execute(
        "T-1",
        Operation::Waive {
            clock: clock.clone(),
            reason: reason.clone(),
        },
        later,
    );
    desk.execute("T-2", Operation::Acknowledge { ladder: "duty".into() }, later);
    desk.execute(
        "T-2",
        Operation::Cancel {
            clock,
            reason: reason.clone(),
        },
        later,
    );
    desk.execute(
        "T-2",
        Operation::Erase {
            slots: vec!["data.customer".into()],
            reason,
        },
        later,
    );
    let ticket = desk.get("T-1", later);
    assert_eq!(ticket.team.as_deref(), Some("core"));
    assert_eq!(ticket.data["cause"].as_str(), Some("fibre"));
    let resolve = ticket.clocks.iter().find(|clock| clock.name == "resolve").unwrap();
    assert!(resolve.waived && resolve.pinned && resolve.breached && resolve.target.is_some());
}

#[test]
fn a_refusal_is_an_error_that_leaves_the_ticket_as_it_was() {
    let desk = Desk::new();
    desk.open("T-1");
    let executed = desk
        .engine
        .execute(&desk.command("T-1", Operation::send("confirm")), nine())
        .unwrap_err();
    let sent = desk.engine.send("acme", "T-1", "confirm", &desk.agent, nine()).unwrap_err();
    for error in [executed, sent] {
        assert_eq!(
            (error.status(), error.code(), error.version()),
            (Status::Rejected, "event.unexpected", Some(1))
        );
        assert_eq!(error.ticket(), Some("T-1"));
        assert!(error.to_string().starts_with("event.unexpected: "));
    }
}

#[test]
fn an_open_ticket_comes_under_the_agreements_of_a_newer_pack() {
    let desk = Desk::new();
    desk.open("T-1");
    let newer = Pack::from_text(&PACK.replace("respond: 15m", "respond: 30m")).unwrap();
    let system = Actor::system().unwrap();
    desk.engine.deploy(&newer, &system, nine()).unwrap();
    let adopt = Operation::Adopt {
        terms: newer.hash().unwrap(),
        reason: "the contract was renewed".into(),
    };
    desk.engine.execute(&Command::new("acme", "T-1", &system, adopt), nine()).unwrap();
    let respond = desk.engine.clock("acme", "T-1", "respond", &desk.agent, nine()).unwrap();
    assert_eq!(respond.target, Some(Length::from_minutes(30)));
}

#[test]
fn a_command_with_a_key_is_done_once() {
    let desk = Desk::new();
    desk.open("T-1");
    let options = SendOptions {
        key: Some("k1"),
        expected_version: Some(1),
        ..Default::default()
    };
    let first = desk
        .engine
        .send_with("acme", "T-1", "dispatch", &desk.agent, nine(), options)
        .unwrap();
    assert_eq!((first.version, first.repeated), (2, false));
    let second = desk
        .engine
        .send_with("acme", "T-1", "dispatch", &desk.agent, nine(), options)
        .unwrap();
    assert_eq!((second.version, second.repeated), (2, true));
    let late = Operation::Comment {
        text: "again".into(),
        public: false,
    };
    let command = desk.command("T-1", late).key("k2").expected_version(1).happened_at(nine());
    assert_eq!(desk.engine.execute(&command, nine()).unwrap_err().status(), Status::Rejected);
}

#[test]
fn a_batch_has_a_result_for_each_command() {
    let desk = Desk::new();
    let commands = [
        desk.command("T-1", request()),
        desk.command("T-1", Operation::send("confirm")),
        desk.command("T-2", request()),
    ];
    let results = desk.engine.execute_batch(&commands, nine()).unwrap();
    assert_eq!(results.len(), 3);
    assert_eq!(results[0].as_ref().unwrap().version, 1);
    assert_eq!(results[1].as_ref().unwrap_err().code(), "event.unexpected");
    assert_eq!(results[2].as_ref().unwrap().ticket, "T-2");
}

#[test]
fn clocks_are_read_as_instants_and_lengths() {
    let desk = Desk::new();
    desk.open("T-1");
    let at = nine() + 5 * MINUTE;
    let reading = desk.engine.clock("acme", "T-1", "respond", &desk.agent, at).unwrap();
    assert_eq!((reading.phase, reading.cycle, reading.breached), (Phase::Running, 1, false));
    assert_eq!(reading.due, Some(nine() + 15 * MINUTE));
    assert_eq!(reading.elapsed, Length::from_minutes(5));
    assert_eq!(
        (reading.target, reading.remaining),
        (Some(Length::from_minutes(15)), Some(Length::from_minutes(10)))
    );
    let clocks = desk.engine.clocks("acme", "T-1", &desk.agent, at).unwrap();
    let respond = clocks.iter().find(|clock| clock.name == "respond").unwrap();
    assert_eq!(
        (respond.phase, respond.due, respond.elapsed),
        (reading.phase, reading.due, Some(reading.elapsed))
    );
    assert_eq!((respond.origin, respond.remaining), (Some(nine()), reading.remaining));
    assert_eq!(respond.elapsed_real, Some(reading.elapsed));
}

#[test]
fn deadlines_are_worked_off_when_the_program_says_so() {
    let desk = Desk::new();
    assert_eq!(desk.engine.next_due().unwrap(), None);
    desk.open("T-1");
    assert_eq!(
        desk.engine.next_due().unwrap(),
        Some(nine() + 15 * MINUTE + Duration::from_millis(1))
    );
    let advanced = desk.engine.advance(nine() + 20 * MINUTE, 100).unwrap();
    assert_eq!((advanced.tickets, advanced.more), (1, false));
    assert!(advanced.next_due > Some(nine() + 20 * MINUTE));
    let clock = desk
        .engine
        .clock("acme", "T-1", "respond", &desk.agent, nine() + 20 * MINUTE)
        .unwrap();
    assert!(clock.breached);
    assert_eq!(clock.remaining, Some(-Length::from_minutes(5)));
    assert_eq!(clock.remaining.unwrap().to_duration(), None);
}

#[test]
fn pages_are_gone_through_one_by_one() {
    let desk = Desk::new();
    for ticket in ["T-1", "T-2", "T-3"] {
        desk.open(ticket);
    }
    let query = Query {
        limit: Some(1),
        ..Query::of("acme")
    };
    let seen: Vec<_> = desk.engine.tickets(query, &desk.agent).map(|row| row.unwrap().ticket).collect();
    assert_eq!(seen, ["T-1", "T-2", "T-3"]);
    let closed = Query {
        conditions: Where {
            open: Some(false),
            ..Where::default()
        },
        due_before: Some(nine() + HOUR),
        ..Query::of("acme")
    };
    assert_eq!(desk.engine.tickets(closed, &desk.agent).count(), 0);
    let wrong = Query {
        limit: Some(0),
        ..Query::of("acme")
    };
    let mut wrong = desk.engine.tickets(wrong, &desk.agent);
    assert_eq!(wrong.next().unwrap().unwrap_err().status(), Status::Invalid);
    assert!(wrong.next().is_none());
}

#[test]
fn the_history_has_every_change() {
    let desk = Desk::new();
    desk.open("T-1");
    desk.send("T-1", "dispatch");
    let commits: Vec<_> = desk.engine.history("acme", "T-1", &desk.agent).unwrap().collect();
    assert!(commits.len() == 2 && commits.iter().all(|commit| commit.at == nine() && commit.text.starts_with('{')));
    assert!(commits[1].steps.iter().any(|step| step.event.as_deref() == Some("dispatch")));
    let error = desk.engine.history("acme", "T-9", &desk.agent).map(|_| ()).unwrap_err();
    assert_eq!(error.status(), Status::NotFound);
}

#[test]
fn an_effect_that_fails_too_often_becomes_an_incident() {
    let desk = Desk::new();
    desk.open("T-1");
    desk.send("T-1", "dispatch");
    let effects: Vec<_> = desk.engine.effects(nine(), MINUTE).collect::<itr::Result<_>>().unwrap();
    assert_eq!(effects.len(), 1);
    let key = &effects[0].key;
    assert_eq!((effects[0].kind.as_str(), effects[0].ticket.as_str()), ("ask", "T-1"));
    let mut tried = effects[0].clone();
    tried.attempts = 9;
    assert!(desk.engine.fail_effect(&tried, "gone", nine()).unwrap());
    assert!(!desk.engine.fail_effect(&tried, "gone", nine()).unwrap());
    let incidents = desk.engine.incidents("acme", 10).unwrap();
    assert_eq!(
        (incidents.len(), incidents[0].reason.as_str(), incidents[0].since),
        (1, "gone", nine())
    );
    assert_eq!(&incidents[0].effect.key, key);
    assert!(desk.engine.retry_incident("acme", key, nine()).unwrap());
    assert!(desk.engine.acknowledge_effect("acme", key).unwrap());
    assert!(!desk.engine.acknowledge_effect("acme", key).unwrap());
    assert!(!desk.engine.resolve_incident("acme", key, nine()).unwrap());
}

#[test]
fn only_the_newest_taking_of_an_effect_may_fail_it() {
    let desk = Desk::new();
    desk.open("T-1");
    desk.send("T-1", "dispatch");
    let slept = desk.engine.take_effects(nine(), MINUTE, 10).unwrap();
    let newest = desk.engine.take_effects(nine() + MINUTE, MINUTE, 10).unwrap();
    assert_eq!(slept[0].key, newest[0].key);
    assert!(!desk.engine.fail_effect(&slept[0], "late", nine() + MINUTE).unwrap());
    assert!(desk.engine.fail_effect(&newest[0], "no answer", nine() + MINUTE).unwrap());
}

#[test]
fn an_engine_is_told_how_often_to_retry_and_with_which_keys_to_seal() {
    let desk = Desk::new();
    let keys = format!("a {}", "07".repeat(32));
    let options = EngineOptions {
        claim_lease: Some(MINUTE),
        snapshot_every: Some(4),
        retries: Some(Retries {
            attempts: 1,
            ..Retries::default()
        }),
        audit_keys: Some(&keys),
        ..EngineOptions::default()
    };
    let strict = Engine::open_with(&desk.store, options).unwrap();
    desk.open("T-1");
    desk.send("T-1", "dispatch");
    let effects: Vec<_> = strict.effects(nine(), MINUTE).collect::<itr::Result<_>>().unwrap();
    assert!(strict.fail_effect(&effects[0], "gone", nine()).unwrap());
    assert_eq!(strict.incidents("acme", 10).unwrap().len(), 1);
    let refused = Engine::open_with(
        &desk.store,
        EngineOptions {
            audit_keys: Some("a 07"),
            ..EngineOptions::default()
        },
    );
    assert_eq!(refused.unwrap_err().code(), "audit.invalid_keys");
}

#[test]
fn counters_and_deployments_are_there() {
    let desk = Desk::new();
    desk.open("T-1");
    assert_eq!(desk.engine.counters().unwrap().commands_total, 1);
    let stored = desk.store.counters().unwrap();
    assert_eq!((stored.tickets, stored.open_tickets), (1, 1));
    let deployments = desk.engine.deployments().unwrap();
    assert_eq!((deployments[0].name.as_str(), deployments[0].at), ("desk", nine()));
}
