//! What the types of the crate hold, written as the library writes its documents: what a type has lost is missing there.

use itr::{Clock, Commit, Diagnostic, Effect, Error, Outcome, Page, Row, Scenario, ScenarioReport, StepFailed, Ticket, Value};
use serde::Serialize;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, Serializer};
use serde_json::{json, Value as Json};
use std::io;
use std::time::SystemTime;

pub fn document(mut of: Json) -> String {
    of["v"] = 1.into();
    let mut out = Vec::new();
    of.serialize(&mut Serializer::with_formatter(&mut out, AsTheLibrary)).unwrap();
    String::from_utf8(out).unwrap()
}

/// Names in order and no blanks, as serde_json writes anyway.
struct AsTheLibrary;

impl Formatter for AsTheLibrary {
    /// The shorter of `1e+12` and `1000000000000.0`.
    fn write_f64<W: ?Sized + io::Write>(&mut self, out: &mut W, number: f64) -> io::Result<()> {
        let plain = if number.fract() == 0.0 {
            format!("{number:.0}")
        } else {
            number.to_string()
        };
        let scientific = format!("{number:e}");
        let (digits, power) = scientific.split_once('e').unwrap();
        let sign = if power.starts_with('-') { '-' } else { '+' };
        let scientific = format!("{digits}e{sign}{:0>2}", power.trim_start_matches('-'));
        match plain {
            plain if plain.len() > scientific.len() => out.write_all(scientific.as_bytes()),
            plain if plain.contains('.') => out.write_all(plain.as_bytes()),
            plain => write!(out, "{plain}.0"),
        }
    }

    fn write_char_escape<W: ?Sized + io::Write>(&mut self, out: &mut W, escape: CharEscape) -> io::Result<()> {
        match escape {
            CharEscape::Backspace => out.write_all(b"\\u0008"),
            CharEscape::FormFeed => out.write_all(b"\\u000c"),
            other => CompactFormatter.write_char_escape(out, other),
        }
    }
}

/// An object without the members that there are not.
fn present(mut object: Json) -> Json {
    object.as_object_mut().unwrap().retain(|_, member| !member.is_null());
    object
}

fn each<T>(all: &[T], write: fn(&T) -> Json) -> Vec<Json> {
    all.iter().map(write).collect()
}

fn instant(at: SystemTime) -> Json {
    json!(Value::Time(at))["$time"].take()
}

fn instant_or_null(at: Option<SystemTime>) -> Json {
    at.map_or(Json::Null, instant)
}

fn true_or_null(flag: bool) -> Json {
    if flag {
        true.into()
    } else {
        Json::Null
    }
}

// ---- packs and expressions

pub fn scenarios(of: &ScenarioReport) -> Json {
    json!({"passed": of.passed, "failed": of.failed, "scenarios": each(&of.scenarios, scenario)})
}

fn scenario(of: &Scenario) -> Json {
    json!({
        "name": of.name,
        "at": {"file": of.at.file, "line": of.at.line, "column": of.at.column},
        "passed": of.passed,
        "failures": each(&of.failures, failure),
        "mistakes": each(&of.mistakes, diagnostic),
    })
}

fn failure(of: &StepFailed) -> Json {
    json!({"file": of.file, "line": of.line, "step": of.step, "message": of.message})
}

fn diagnostic(of: &Diagnostic) -> Json {
    json!({"code": of.code, "severity": of.severity, "file": of.file, "line": of.line, "column": of.column, "message": of.message,
        "hint": of.hint})
}

pub fn value(of: &Value) -> Json {
    json!({"type": kind(of), "value": of})
}

fn kind(of: &Value) -> &'static str {
    match of {
        Value::Null => "null_type",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Uint(_) => "uint",
        Value::Double(_) => "double",
        Value::Text(_) => "string",
        Value::Bytes(_) => "bytes",
        Value::Type(_) => "type",
        Value::List(_) => "list",
        Value::Map(_) | Value::Pairs(_) => "map",
        other => panic!("the corpus holds {other:?}: say here of what type it is"),
    }
}

// ---- tickets

pub fn outcome(of: &Outcome) -> Json {
    present(json!({"ok": true, "ticket": of.ticket, "version": of.version, "number": of.number,
        "repeated": true_or_null(of.repeated)}))
}

pub fn refusal(of: &Error) -> Json {
    present(
        json!({"ok": false, "ticket": of.ticket(), "version": of.version(), "number": of.number(), "code": of.code(), "message": of.message()}),
    )
}

pub fn ticket(of: &Ticket) -> Json {
    present(json!({
        "id": of.id, "tenant": of.tenant, "version": of.version, "number": of.number, "workflow": of.workflow, "owner": of.owner,
        "team": of.team, "line": of.line, "party": of.party, "parent": of.parent, "open": of.open, "states": of.states,
        "events": of.events, "data": of.data, "clocks": each(&of.clocks, clock),
        "opened_at": instant(of.opened_at), "changed_at": instant(of.changed_at), "closed_at": instant_or_null(of.closed_at),
        "next_due": instant_or_null(of.next_due),
    }))
}

pub fn clocks(all: &[Clock]) -> Json {
    json!({"clocks": each(all, clock)})
}

fn clock(of: &Clock) -> Json {
    let length = |length: Option<itr::Length>| length.map(|length| length.to_string());
    present(json!({
        "name": of.name, "key": of.key, "agreement": of.agreement, "phase": format!("{:?}", of.phase).to_lowercase(),
        "breached": of.breached, "waived": true_or_null(of.waived), "pinned": true_or_null(of.pinned), "cycle": of.cycle,
        "origin": instant_or_null(of.origin), "due": instant_or_null(of.due), "calendar": of.calendar,
        "pause_reason": of.pause_reason, "elapsed": length(of.elapsed), "elapsed_real": length(of.elapsed_real),
        "target": length(of.target), "remaining": length(of.remaining),
    }))
}

pub fn page(of: &Page) -> Json {
    json!({"tickets": each(&of.tickets, row), "next": of.next})
}

fn row(of: &Row) -> Json {
    present(json!({
        "ticket": of.ticket, "version": of.version, "next_due": instant_or_null(of.next_due), "number": of.number,
        "workflow": of.workflow, "owner": of.owner, "team": of.team, "line": of.line, "severity": of.severity, "party": of.party,
        "parent": of.parent, "states": of.states, "open": of.open, "opened_at": instant(of.opened_at),
        "changed_at": instant(of.changed_at),
    }))
}

pub fn history(commits: impl Iterator<Item = Commit>) -> Json {
    json!({"commits": commits.map(|each| commit(&each)).collect::<Vec<_>>()})
}

/// What the journal says, but for what has members of its own here.
fn commit(of: &Commit) -> Json {
    let mut all: Json = serde_json::from_str(&of.text).unwrap();
    all["at"] = instant(of.at);
    all["steps"] = each(&of.steps, step).into();
    all
}

fn step(of: &itr::Step) -> Json {
    present(json!({"cause": of.cause, "at": instant_or_null(of.at), "event": of.event, "data": of.data, "events": of.events}))
}

// ---- effects

pub fn effects(all: &[Effect]) -> Json {
    json!({"effects": each(all, effect)})
}

fn effect(of: &Effect) -> Json {
    json!({"key": of.key, "kind": of.kind, "ticket": of.ticket, "tenant": of.tenant, "attempts": of.attempts,
        "available_at": instant(of.available_at), "payload": of.payload, "taking": of.taking})
}
