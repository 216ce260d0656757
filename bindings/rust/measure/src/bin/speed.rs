//! Commands per second on a store in memory, and which share of the CPU time the crate takes: the same lifecycle is carried out
//! by turns through the crate and by a loop of raw calls that is given the same documents ready.

use cpu_time::ThreadTime; // the library starts no threads, and the crate neither
use itr::{AsCommand, Result, Store};
use itr_bench::{actor, commands, engine, pack, COMMANDS};
use itr_sys as sys;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

const ROUNDS: usize = 15;
const TICKETS: usize = 400; // of a round
const COUNT: f64 = (TICKETS * COMMANDS) as f64;

fn main() -> Result<()> {
    let (ours, bare) = (engine(&Store::memory()?, None)?, bare_engine()?);
    let (mut through, mut elapsed, mut raw) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let (cpu, wall) = through_the_crate(&ours, round)?;
        through.push(cpu);
        elapsed.push(wall);
        raw.push(raw_calls(bare, round)?);
    }
    let (ours, c, wall) = (median(through), median(raw), median(elapsed));
    println!(
        "rust: {:.0} commands/s; CPU time {:.1} µs each, in C {:.1} µs: {:.0} % of it in the binding; medians of {ROUNDS} rounds of {COUNT} commands",
        1e9 / wall,
        ours / 1e3,
        c / 1e3,
        100.0 * (ours - c) / ours
    );
    Ok(())
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// Nanoseconds a command, of the CPU and of the clock. Making the values is not timed.
fn through_the_crate(engine: &itr::Engine, round: usize) -> Result<(f64, f64)> {
    let actor = actor()?;
    let tickets: Vec<_> = (0..TICKETS).map(|i| format!("T-{}", round * TICKETS + i)).collect();
    let ready: Vec<_> = tickets.iter().flat_map(|ticket| commands(ticket, &actor)).collect();
    let (begin, used) = (Instant::now(), ThreadTime::now());
    for (command, at) in &ready {
        engine.execute(command, *at)?;
    }
    Ok((used.elapsed().as_nanos() as f64 / COUNT, begin.elapsed().as_nanos() as f64 / COUNT))
}

fn raw_calls(engine: sys::itr_engine, round: usize) -> Result<f64> {
    let actor = actor()?;
    let mut ready = Vec::new();
    for i in 0..TICKETS {
        for (command, at) in commands(&format!("T-{}", round * TICKETS + i), &actor) {
            ready.push((command.to_json()?, ms(at)));
        }
    }
    let used = ThreadTime::now();
    for (text, at) in &ready {
        let mut out = sys::itr_bytes {
            data: std::ptr::null(),
            size: 0,
            handle: 0,
        };
        // SAFETY: pointer and length are those of the text, and `out` can be written.
        let status =
            unsafe { sys::itr_engine_execute(engine, text.as_ptr().cast(), text.len() as u64, *at, &mut out, std::ptr::null_mut()) };
        assert_eq!(status, sys::ITR_OK);
        // SAFETY: the bytes are those that the call gave.
        unsafe { sys::itr_bytes_free(&mut out) };
    }
    Ok(used.elapsed().as_nanos() as f64 / COUNT)
}

fn ms(at: SystemTime) -> i64 {
    at.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}

/// An engine of its own for the raw calls.
fn bare_engine() -> Result<sys::itr_engine> {
    let (canonical, system) = (pack()?.canonical()?, r#"{"roles":["system"]}"#);
    let (mut store, mut engine, mut pack, mut host) = (0, 0, 0, 0);
    let none = std::ptr::null_mut;
    // SAFETY: pointers and lengths are those of texts, and what is written to is there.
    let statuses = unsafe {
        [
            sys::itr_store_open_memory(&mut store, none()),
            sys::itr_engine_open(store, 0, std::ptr::null(), 0, &mut engine, none()),
            sys::itr_pack_load_canonical(canonical.as_ptr().cast(), canonical.len() as u64, &mut pack, none()),
            sys::itr_actor_open(system.as_ptr().cast(), system.len() as u64, &mut host, none()),
            sys::itr_engine_deploy(engine, pack, host, 0, none()),
        ]
    };
    assert_eq!(statuses, [sys::ITR_OK; 5]);
    Ok(engine)
}
