//! Every question of the corpus is answered as the core does, byte for byte: once with the texts of the library, and once read
//! into the types of the crate and written again from what they hold. ITR_CORPUS names the folder with requests.jsonl and
//! reference.jsonl; without it, in the crate's users' hands, nothing is asked.
#![forbid(unsafe_code)]

mod back;
mod typed;

use itr::{Actor, Calendar, Engine, Error, Expression, Pack, Result, SendOptions, Store};
use serde_json::Value as Json;
use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How the documents are had that the library gives.
struct Way {
    scenarios: fn(&Pack) -> Result<String>,
    value: fn(&Expression, bindings: &str) -> Result<String>,
    step: fn(&Engine, &Json) -> Result<String>,
}

#[test]
fn every_question_of_the_corpus_is_answered_as_the_core_does() {
    let as_documents = Way {
        scenarios: |pack| pack.run_scenarios_json(""),
        value: Expression::evaluate_json,
        step: carry_out,
    };
    compare(&as_documents);
}

#[test]
fn the_types_of_the_crate_lose_nothing_of_the_corpus() {
    compare(&typed::WAY);
}

fn compare(way: &Way) {
    let Some(folder) = std::env::var_os("ITR_CORPUS").filter(|folder| !folder.is_empty()) else {
        return;
    };
    let text = |name| std::fs::read_to_string(Path::new(&folder).join(name)).unwrap();
    let mut answers = String::new();
    for line in text("requests.jsonl").lines() {
        let request: Json = serde_json::from_str(line).unwrap();
        let id = &request["id"];
        match answer(&request, way) {
            Ok(result) => writeln!(answers, "{{\"id\":{id},\"result\":{result}}}").unwrap(),
            Err(error) => writeln!(answers, "{{\"id\":{id},\"error\":{:?}}}", error.code()).unwrap(),
        }
    }
    let reference = text("reference.jsonl");
    assert!(!reference.is_empty());
    let differences: Vec<_> = reference.lines().zip(answers.lines()).filter_map(difference).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert_eq!(answers.len(), reference.len());
}

/// Where two answers are not the same: a little before the first byte, and what follows it.
fn difference((expected, found): (&str, &str)) -> Option<String> {
    const BEFORE: usize = 60;
    const SHOWN: usize = 300;
    if expected == found {
        return None;
    }
    let same = expected.bytes().zip(found.bytes()).take_while(|(a, b)| a == b).count();
    let part = |text: &str, from: usize, size: usize| {
        let bytes = text.as_bytes();
        String::from_utf8_lossy(&bytes[from..bytes.len().min(from + size)]).into_owned()
    };
    let from = same.saturating_sub(BEFORE);
    Some(format!(
        "{}: expected {}\nbut found {}",
        part(expected, 0, BEFORE),
        part(expected, from, SHOWN),
        part(found, from, SHOWN)
    ))
}

fn text<'a>(object: &'a Json, name: &str) -> &'a str {
    object[name].as_str().unwrap_or_default()
}

fn number(object: &Json, name: &str) -> i64 {
    object[name]
        .as_i64()
        .unwrap_or_else(|| panic!("expected a number '{name}' in {object}"))
}

fn small(object: &Json, name: &str) -> u32 {
    u32::try_from(number(object, name)).unwrap()
}

fn instant(object: &Json, name: &str) -> SystemTime {
    let ms = number(object, name);
    let length = Duration::from_millis(ms.unsigned_abs());
    if ms < 0 {
        UNIX_EPOCH - length
    } else {
        UNIX_EPOCH + length
    }
}

fn number_or_null(at: Option<SystemTime>) -> String {
    at.map_or("null".into(), |at| match at.duration_since(UNIX_EPOCH) {
        Ok(since) => since.as_millis().to_string(),
        Err(before) => format!("-{}", before.duration().as_millis()),
    })
}

fn list(items: &Json) -> &[Json] {
    items.as_array().map_or(&[], Vec::as_slice)
}

fn pack(request: &Json) -> Result<Pack> {
    if request["sources"].is_object() {
        return Pack::from_json(&request["sources"].to_string());
    }
    let places: Vec<_> = list(&request["search_path"]).iter().filter_map(Json::as_str).collect();
    Pack::from_folder(text(request, "folder"), &places)
}

fn answer(request: &Json, way: &Way) -> Result<String> {
    match text(request, "kind") {
        "scenarios" => (way.scenarios)(&pack(request)?),
        "expression" => {
            let expression = Expression::compile_json(text(request, "source"), &request["scope"].to_string())?;
            (way.value)(&expression, &request["bindings"].to_string())
        }
        "calendar" => {
            let calendar = pack(request)?.calendar(text(request, "calendar"))?;
            Ok(each(&request["questions"], |question| ask(&calendar, question)))
        }
        "commands" => {
            let engine = Engine::open(&Store::memory()?)?;
            engine.deploy(&pack(request)?, &Actor::system()?, instant(request, "deployed_ms"))?;
            Ok(each(&request["steps"], |step| (way.step)(&engine, step)))
        }
        kind => panic!("a request of the unknown kind {kind}"),
    }
}

/// The answers to steps, and the codes of those that fail.
fn each(steps: &Json, answer: impl Fn(&Json) -> Result<String>) -> String {
    let code = |error: Error| format!("{{\"error\":{:?}}}", error.code());
    let answers: Vec<_> = list(steps).iter().map(|step| answer(step).unwrap_or_else(code)).collect();
    format!("[{}]", answers.join(","))
}

fn ask(calendar: &Calendar, question: &Json) -> Result<String> {
    let at = |name| instant(question, name);
    match text(question, "call") {
        "add" => {
            let length = itr::Length::from_millis(number(question, "length_ms"));
            calendar.add(at("from_ms"), length).map(number_or_null)
        }
        "between" => calendar
            .between(at("from_ms"), at("to_ms"))
            .map(|length| length.as_millis().to_string()),
        "due" => calendar.due(at("from_ms"), text(question, "target")).map(number_or_null),
        "is_open" => calendar.is_open(at("at_ms")).map(|open| open.to_string()),
        "is_known" => calendar.is_known(at("at_ms")).map(|known| known.to_string()),
        "next_open" => calendar.next_open(at("at_ms")).map(number_or_null),
        "next_close" => calendar.next_close(at("at_ms")).map(number_or_null),
        call => panic!("a question of the unknown kind {call}"),
    }
}

fn carry_out(engine: &Engine, step: &Json) -> Result<String> {
    let now = || instant(step, "now_ms");
    match text(step, "call") {
        "execute" => return engine.execute_json(&step["command"].to_string(), now()),
        "advance" => {
            let done = engine.advance(now(), small(step, "max_tickets"))?;
            let next = number_or_null(done.next_due);
            return Ok(format!(
                "{{\"tickets\":{},\"next_due_ms\":{next},\"more\":{}}}",
                done.tickets, done.more
            ));
        }
        "next_due" => return engine.next_due().map(number_or_null),
        "take_effects" => {
            let hidden_for = itr::Length::from_millis(number(step, "hidden_for_ms"));
            return engine.take_effects_json(now(), hidden_for, small(step, "max_effects"));
        }
        _ => {}
    }
    let actor = Actor::from_json(&step["actor"].to_string())?;
    let (tenant, ticket) = (text(step, "tenant"), text(step, "ticket"));
    match text(step, "call") {
        "send" => {
            let options = SendOptions {
                key: Some(text(step, "key")),
                expected_version: Some(number(step, "expected_version")),
                ..Default::default()
            };
            let outcome = engine.send_with(tenant, ticket, text(step, "event"), &actor, now(), options)?;
            Ok(format!("{{\"version\":{},\"repeated\":{}}}", outcome.version, outcome.repeated))
        }
        "get" => engine.get_json(tenant, ticket, &actor, now()),
        "clocks" => engine.clocks_json(tenant, ticket, &actor, now()),
        "history" => engine.history_json(tenant, ticket, &actor),
        "query" => engine.query_json(&step["query"].to_string(), &actor),
        call => panic!("a step of the unknown kind {call}"),
    }
}
