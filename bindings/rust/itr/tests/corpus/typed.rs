//! The corpus through the types of the crate: each document is read into them, and written again from what they hold.

use crate::{back, carry_out, instant, number, small, text, Way};
use itr::{Actor, Data, Engine, Expression, Pack, Query, ReadyCommand, Result, Status, Where};
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
    let command = ReadyCommand::from_json(&step["command"].to_string())?;
    match engine.execute(&command, instant(step, "now_ms")) {
        Err(error) if error.status() == Status::Rejected => Ok(back::refusal(&error)),
        outcome => outcome.map(|outcome| back::outcome(&outcome)),
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
