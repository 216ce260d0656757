//! The corpus through the types of the crate: each document is read into them, and written again from what they hold. Commands are
//! those that a program would have made.

use crate::{back, carry_out, instant, number, small, text, Way};
use itr::{
    Actor, Attachment, Command, Data, Engine, Expression, Length, Opening, Operation, Pack, Query, Reassignment, Result, Status, Value,
    Where,
};
use serde_json::Value as Json;

pub const WAY: Way = Way { scenarios, value, step };

fn scenarios(pack: &Pack) -> Result<String> {
    pack.run_scenarios("").map(|report| back::document(back::scenarios(&report)))
}

fn value(expression: &Expression, bindings: &str) -> Result<String> {
    let document: Json = serde_json::from_str(bindings).unwrap();
    let bindings: Data = serde_json::from_value(document["bindings"].clone()).unwrap();
    expression.evaluate(&bindings).map(|value| back::document(back::value(&value)))
}

fn step(engine: &Engine, step: &Json) -> Result<String> {
    let found = match text(step, "call") {
        "execute" => execute(engine, step)?,
        "take_effects" => {
            let hidden_for = itr::Length::from_millis(number(step, "hidden_for_ms"));
            back::effects(&engine.take_effects(instant(step, "now_ms"), hidden_for, small(step, "max_effects"))?)
        }
        "get" | "clocks" | "history" | "query" => look(engine, step)?,
        _ => return carry_out(engine, step),
    };
    Ok(back::document(found))
}

fn execute(engine: &Engine, step: &Json) -> Result<Json> {
    let spelt = &step["command"];
    let actor = Actor::from_json(&spelt["actor"].to_string())?;
    let mut command = Command::new(text(spelt, "tenant"), text(spelt, "ticket"), &actor, operation(spelt));
    if let Some(key) = spelt["key"].as_str() {
        command = command.key(key);
    }
    match engine.execute(&command, instant(step, "now_ms")) {
        Err(error) if error.status() == Status::Rejected => Ok(back::refusal(&error)),
        outcome => outcome.map(|outcome| back::outcome(&outcome)),
    }
}

/// Some member that may be left out.
fn optional(spelt: &Json, name: &str) -> Option<String> {
    spelt[name].as_str().map(Into::into)
}

fn data(spelt: &Json) -> Data {
    spelt
        .get("data")
        .map_or_else(Data::new, |data| serde_json::from_value(data.clone()).unwrap())
}

fn operation(spelt: &Json) -> Operation {
    let given = |name| text(spelt, name).to_owned();
    let (clock, reason, public) = (given("clock"), given("reason"), spelt["public"] == true);
    match text(spelt, "op") {
        "open" => Operation::Open(Opening {
            workflow: given("workflow"),
            data: data(spelt),
            party: optional(spelt, "party"),
            ..Opening::default()
        }),
        "send" => Operation::Send {
            event: given("event"),
            data: data(spelt),
        },
        "assign" => Operation::Assign(Reassignment {
            owner: optional(spelt, "owner"),
            team: optional(spelt, "team"),
            line: optional(spelt, "line"),
            reason: optional(spelt, "reason"),
        }),
        "set" => Operation::Set { data: data(spelt) },
        "comment" => Operation::Comment {
            text: given("text"),
            public,
        },
        "attach" => Operation::Attach(Attachment {
            name: given("name"),
            uri: optional(spelt, "uri"),
            size: spelt["size"].as_u64(),
            public,
            ..Attachment::default()
        }),
        "pause" => Operation::Pause { clock, reason },
        "resume" => Operation::Resume { clock, reason },
        "waive" => Operation::Waive { clock, reason },
        "extend" => Operation::Extend {
            clock,
            by: text(spelt, "by").parse().unwrap(),
            reason,
        },
        "promise" => Operation::Promise {
            clock,
            target: Length::from_millis(number(spelt, "target")),
            reason,
        },
        "pin" => match serde_json::from_value(serde_json::json!({"$time": spelt["to"]})).unwrap() {
            Value::Time(to) => Operation::Pin { clock, to, reason },
            other => panic!("expected an instant, but found {other:?}"),
        },
        "erase" => Operation::Erase {
            slots: vec![given("slots")],
            reason,
        },
        op => panic!("the corpus holds {op}: say here how it is made"),
    }
}

fn look(engine: &Engine, step: &Json) -> Result<Json> {
    let actor = Actor::from_json(&step["actor"].to_string())?;
    let (tenant, ticket) = (text(step, "tenant"), text(step, "ticket"));
    let now = || instant(step, "now_ms");
    match text(step, "call") {
        "get" => engine.get(tenant, ticket, &actor, now()).map(|ticket| back::ticket(&ticket)),
        "clocks" => engine.clocks(tenant, ticket, &actor, now()).map(|clocks| back::clocks(&clocks)),
        "history" => engine.history(tenant, ticket, &actor).map(back::history),
        _ => engine.query(&query(&step["query"]), &actor).map(|page| back::page(&page)),
    }
}

/// What a program would have asked.
fn query(asked: &Json) -> Query {
    let query = Query {
        conditions: Where {
            open: asked["where"]["open"].as_bool(),
            ..Where::default()
        },
        limit: Some(small(asked, "limit")),
        ..Query::of(text(asked, "tenant"))
    };
    assert_eq!(
        &serde_json::to_value(&query).unwrap(),
        asked,
        "the corpus asks for more: take it over here"
    );
    query
}
