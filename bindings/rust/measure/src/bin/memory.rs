//! Carries out a million commands on a store in a file, with a limit for the cache, and fails if the process then holds more than 1.05
//! times the memory that it held after 200,000. Its argument is the file.
#![forbid(unsafe_code)]

use itr::{Result, SqliteOptions, Store};
use itr_bench::{actor, commands, engine};
use std::process::ExitCode;

const FIRST: u32 = 200_000;
const LAST: u32 = 1_000_000;
const LIMIT: f64 = 1.05;
const CACHE_BYTES: u64 = 8 << 20;

fn main() -> Result<ExitCode> {
    let file = std::env::args_os().nth(1).expect("the file as argument");
    let options = SqliteOptions {
        synchronous: Some("off"),
        ..SqliteOptions::default()
    };
    let engine = engine(&Store::sqlite(file.as_ref(), &options)?, Some(CACHE_BYTES))?;
    let actor = actor()?;
    let (mut done, mut early) = (0, 0);
    let mut ticket = 0;
    while done < LAST {
        for (command, at) in commands(&format!("T-{ticket}"), &actor) {
            engine.execute(&command, at)?;
            done += 1;
            if done == FIRST {
                early = resident();
            }
        }
        ticket += 1;
    }
    let late = resident();
    let ratio = f64::from(late) / f64::from(early);
    println!("rust: {early} kB after {FIRST} commands, {late} kB after {done}: {ratio:.3}, at most {LIMIT}");
    Ok(ExitCode::from(u8::from(ratio > LIMIT)))
}

/// What the system counts for the process, in kB.
fn resident() -> u32 {
    let text = std::fs::read_to_string("/proc/self/status").expect("the kernel tells of the process");
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .expect("how much it holds");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}
