"""itr: the lifecycle command by command, sent, and in batches; events without data; and how much of that is spent in the binding."""
import time

import itr
from itr._library import lib, new
from itr._values import to_ms, write_document
from lifecycle import EVENTS, OPENING, START, at, pack_text

# Two states and an event without data, for Engine.send().
BARE = """
pack: bare
version: 1.0.0
---
workflow: bare
events: {go: {role: desk}}
states: {a: {on: {go: b}}, b: {on: {go: a}}}
---
roles: {desk: {rights: [open, view]}}
"""
DESK = itr.Actor("li.wei", "desk")


def engine_for(pack):
    engine = itr.Engine(itr.Store.memory())
    with itr.Pack.load({"pack.yaml": pack}) as loaded:
        engine.deploy(loaded, itr.Actor.system(), START)
    return engine


def opening(ticket):
    return {"op": "open", "tenant": "t", "ticket": ticket, "actor": DESK, "workflow": "request", "data": OPENING}


def event(ticket, name, data):
    return {"op": "send", "tenant": "t", "ticket": ticket, "actor": DESK, "event": name, "data": data}


def one_by_one(tickets):
    """Seconds for so many lifecycles."""
    engine = engine_for(pack_text())
    begin = time.process_time()
    for n in range(tickets):
        ticket = f"T-{n}"
        engine.execute(opening(ticket), START)
        for number, (name, data) in enumerate(EVENTS):
            engine.execute(event(ticket, name, data), at(number))
    return time.process_time() - begin


def in_batches(tickets, size=100):
    engine = engine_for(pack_text())
    begin = time.process_time()
    for first in range(0, tickets, size):
        names = [f"T-{n}" for n in range(first, min(first + size, tickets))]
        assert all(each.ok for each in engine.execute_batch([opening(ticket) for ticket in names], START))
        for number, (name, data) in enumerate(EVENTS):
            assert all(each.ok for each in engine.execute_batch([event(ticket, name, data) for ticket in names], at(number)))
    return time.process_time() - begin


def sent(tickets):
    """As one_by_one(), with the call for events."""
    engine = engine_for(pack_text())
    begin = time.process_time()
    for n in range(tickets):
        ticket = f"T-{n}"
        engine.execute(opening(ticket), START)
        for number, (name, data) in enumerate(EVENTS):
            engine.send("t", ticket, name, DESK, at(number), data=data)
    took = time.process_time() - begin
    assert engine.get("t", ticket, DESK, at(12)).states == ("closed",)
    return took


def events_without_data(tickets):
    """Seconds for twelve events each, by the call with scalars."""
    engine = engine_for(BARE)
    for n in range(tickets):
        engine.execute({"op": "open", "tenant": "t", "ticket": f"T-{n}", "actor": DESK, "workflow": "bare"}, START)
    begin = time.process_time()
    for n in range(tickets):
        ticket = f"T-{n}"
        for number in range(len(EVENTS)):
            engine.send("t", ticket, "go", DESK, at(number))
    return time.process_time() - begin


def within_the_library(tickets):
    """Seconds of one_by_one() that are the library's: the same calls with texts that are ready, less what an empty call costs."""
    engine = engine_for(pack_text())
    texts = []
    for n in range(tickets):
        ticket = f"T-{n}"
        texts.append((write_document(opening(ticket)), to_ms(START)))
        texts += [(write_document(event(ticket, name, data)), to_ms(at(number))) for number, (name, data) in enumerate(EVENTS)]
    out, err, handle = new("itr_bytes *"), new("itr_error *"), engine.handle
    execute, free, empty = lib.itr_engine_execute, lib.itr_bytes_free, lib.itr_abi_version
    begin = time.process_time()
    for text, now_ms in texts:
        execute(handle, text, len(text), now_ms, out, err)
        free(out)
    middle = time.process_time()
    for _ in texts:
        empty()
        empty()
    return (middle - begin) - (time.process_time() - middle)
