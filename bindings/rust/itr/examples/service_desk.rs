//! Rules from a text, one ticket, a clock that runs, a policy, pages and effects.
#![forbid(unsafe_code)]

use itr::{Actor, Assignment, Command, Engine, EngineOptions, Host, Operation, Pack, Query, Result, Status, Store};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const HELLO: &str = r#"
pack: hello
version: 1.0.0
---
workflow: question
events: {answer: {role: desk}}
states: {asked: {on: {answer: closed}}, closed: {type: final}}
---
agreement: support
clocks: {answer: {stop: "inState('closed')"}}
goals: [{answer: 1h, calendar: 24x7}]
---
roles: {desk: {rights: [open, view]}}
"#;

const DESK: &str = r#"
pack: desk
version: 1.0.0
---
workflow: request
data: {impact: {type: string, default: low}}
events: {dispatch: {role: agent}}
states:
  registered:
    on: {dispatch: {to: handling, do: [{assign: {policy: dispatcher}}, {ask: {host: crm, with: {impact: "ticket.impact"}}}]}}
  handling: {type: final}
---
roles: {agent: {rights: [open, view]}}
"#;

// [story]
/// The life of one ticket. The program says what time it is.
fn story(nine: SystemTime) -> Result<()> {
    let minute = Duration::from_secs(60);
    let pack = Pack::from_text(HELLO)?;
    let engine = Engine::open(&Store::memory()?)?;
    engine.deploy(&pack, &Actor::system()?, nine)?;

    let ann = Actor::new("ann", ["desk"])?;
    engine.execute(&Command::new("acme", "T-1", &ann, Operation::open("question")), nine)?;
    let clock = engine.clock("acme", "T-1", "answer", &ann, nine + minute)?;
    println!("{} left", clock.remaining.unwrap_or_default());

    engine.send("acme", "T-1", "answer", &ann, nine + 2 * minute)?;
    let ticket = engine.get("acme", "T-1", &ann, nine + 2 * minute)?;
    println!("{:?} {:?}", ticket.states, ticket.clocks[0].phase);
    Ok(())
}
// [/story]

fn errors() {
    // [errors]
    let Err(error) = Pack::from_text("pack: small\nverson: 1\n") else {
        panic!("expected a mistake to be found");
    };
    match error.status() {
        Status::Invalid => error.diagnostics().iter().for_each(|each| println!("{each}")),
        _ => println!("{}: {}", error.code(), error.message()),
    }
    // [/errors]
}

fn callbacks(now: SystemTime) -> Result<()> {
    // [policy]
    let host = Host::new()?;
    host.add_assignment("dispatcher", |snapshot| {
        let urgent = snapshot.data.get("impact").and_then(|impact| impact.as_str()) == Some("high");
        Some(Assignment {
            team: Some(if urgent { "core" } else { "network" }.into()),
            ..Assignment::default()
        })
    })?;
    host.set_log(|level, event, message| eprintln!("{level:?} {event}: {message}"))?;
    let options = EngineOptions {
        host: Some(&host),
        ..EngineOptions::default()
    };
    let engine = Engine::open_with(&Store::memory()?, options)?;
    // [/policy]
    engine.deploy(&Pack::from_text(DESK)?, &Actor::system()?, now)?;
    let agent = Actor::new("li", ["agent"])?;
    for ticket in ["T-1", "T-2", "T-3"] {
        let opening = Operation::open_with("request", [("impact", "high")]);
        engine.execute(&Command::new("acme", ticket, &agent, opening), now)?;
        engine.send("acme", ticket, "dispatch", &agent, now)?;
    }
    iterators(&engine, &agent, now)
}

fn iterators(engine: &Engine, agent: &Actor, now: SystemTime) -> Result<()> {
    // [pages]
    let query = Query {
        limit: Some(2), // of a page
        ..Query::of("acme")
    };
    for row in engine.tickets(query, agent) {
        let row = row?;
        println!("{} {:?} {}", row.ticket, row.states, row.team.unwrap_or_default());
    }
    // [/pages]
    // [effects]
    for effect in engine.effects(now, Duration::from_secs(60)) {
        let effect = effect?;
        println!("{} for {}: {}", effect.kind, effect.ticket, effect.payload);
        engine.acknowledge_effect(&effect.tenant, &effect.key)?;
    }
    // [/effects]
    Ok(())
}

fn main() -> Result<()> {
    let nine = UNIX_EPOCH + Duration::from_secs(1_772_442_000); // 2026-03-02T09:00:00Z
    story(nine)?;
    errors();
    callbacks(nine)?;
    assert_eq!(itr::open_handles(), 0);
    Ok(())
}
