"""What goes wrong is an exception with the code and what is wrong; nothing a program does wrong ends the process."""
import threading
from datetime import datetime

import pytest

import itr
from desk import NINE, PACK, opening


def test_a_refusal_says_why_and_which_version_the_ticket_has(engine, ann):
    engine.execute(opening(ann), NINE)
    with pytest.raises(itr.RejectedError) as refused:
        engine.send("acme", "T-1", "tell", ann, NINE)
    assert refused.value.code == "event.unexpected" and refused.value.version == 1
    with pytest.raises(itr.RejectedError) as again:
        engine.execute(opening(ann), NINE)
    assert again.value.code == "ticket.exists" and "expected" in again.value.message


def test_all_that_is_wrong_with_a_pack_is_told_place_by_place():
    broken = PACK.replace("zone: Asia/Shanghai", "zone: Asia/Atlantis").replace("to: handling", "to: nowhere")
    with pytest.raises(itr.InvalidError) as refused:
        itr.Pack.load({"broken.yaml": broken})
    assert refused.value.code == "capi.pack_invalid"
    errors = [each for each in refused.value.diagnostics if each.severity == "error"]
    assert len(errors) >= 2 and {each.file for each in errors} == {"broken.yaml"} and all(each.line > 1 for each in errors)
    assert itr.check_pack({"broken.yaml": broken}) == refused.value.diagnostics


def test_an_expression_that_does_not_compile_says_where():
    with pytest.raises(itr.InvalidError) as refused:
        itr.Expression("1 + 'a'")
    assert refused.value.code == "capi.expression_invalid" and refused.value.diagnostics[0].line == 1


@pytest.mark.parametrize("command, code", [
    ({"op": "fly", "actor": {}}, "document.unknown_op"),
    ({"op": "send", "tenant": "acme", "ticket": "T-1", "actor": {}, "event": "x", "evnt": 1}, "document.unknown_member"),
    ([], "document.invalid"),
])
def test_a_misspelt_command_is_told(engine, command, code):
    with pytest.raises(itr.InvalidError) as refused:
        engine.execute(command, NINE)
    assert refused.value.code == code


def test_a_datetime_without_a_zone_is_an_error(engine, ann):
    with pytest.raises(ValueError, match="with a zone"):
        engine.execute(opening(ann), datetime(2026, 3, 2))
    with pytest.raises(ValueError, match="with a zone"):
        engine.execute(opening(ann, happened_at=datetime(2026, 3, 2)), NINE)
    with pytest.raises(TypeError):
        engine.next_due() or engine.advance("2026-03-02T09:00:00Z")


@pytest.mark.parametrize("value", [object(), {1, 2}])
def test_what_no_document_can_hold_is_an_error(engine, ann, value):
    with pytest.raises((TypeError, ValueError)):
        engine.execute(opening(ann, data={"impact": value}), NINE)


@pytest.mark.parametrize("call", [
    lambda engine, ann: engine.send("acme", "T-\ud800", "dispatch", ann, NINE),
    lambda engine, ann: engine.send("acme", "T-1", "solve", ann, NINE, data={"cause": "half \udc00"}),
    lambda engine, ann: engine.execute(opening(ann, "T-\udfff"), NINE),
    lambda engine, ann: engine.execute(opening(ann, "T-2", data={"customer": "\ud83d Chen"}), NINE),
    lambda engine, ann: engine.execute_batch([opening(ann, "T-2"), opening(ann, "T-3", data={"imp\ud800act": "low"})], NINE),
    lambda engine, ann: engine.get("acme", "T-1\ud800", ann, NINE),
    lambda engine, ann: list(engine.query("\ud800", ann)),
    lambda engine, ann: engine.get("acme", "T-1", itr.Actor("\ud800", "desk"), NINE),
    lambda engine, ann: itr.Expression("'\ud800'"),
    lambda engine, ann: itr.Expression("x", {"x": "string"}).evaluate({"x": "\ud800"}),
    lambda engine, ann: itr.Host(assignments={"\ud800": lambda snapshot: None}),
    lambda engine, ann: itr.Store.sqlite("no-such-folder/\udcff"),
])
def test_text_that_is_no_unicode_is_misuse_and_nothing_happens(engine, ann, call):
    engine.execute(opening(ann), NINE)
    with pytest.raises(itr.MisuseError) as misused:
        call(engine, ann)
    assert misused.value.code == "capi.not_utf8"
    assert engine.counters().commands_total == 1 and engine.get("acme", "T-1", ann, NINE).version == 1


def test_a_proposal_that_is_no_unicode_is_none(pack, ann):
    with itr.Store.memory() as store, itr.Host(assignments={"dispatcher": lambda snapshot: {"team": "\ud800"}}) as host, \
            itr.Engine(store, host=host) as engine:
        engine.deploy(pack, itr.Actor.system(), NINE)
        engine.execute(opening(ann), NINE)
        engine.send("acme", "T-1", "dispatch", ann, NINE)
        assert engine.get("acme", "T-1", ann, NINE).team == ""


def test_what_is_closed_cannot_be_used(pack, ann):
    store = itr.Store.memory()
    engine = itr.Engine(store)
    store.close()
    assert engine.next_due() is None  # the engine keeps its store
    engine.close()
    engine.close()
    assert engine.closed and repr(engine) == "<itr.Engine closed>"
    for call in (engine.next_due, lambda: engine.send("t", "T", "e", ann, NINE), lambda: engine.deploy(pack, ann, NINE),
                 store.counters, lambda: itr.Engine(store)):
        with pytest.raises(itr.MisuseError) as misused:
            call()
        assert misused.value.code == "capi.closed_handle"


def test_a_handle_of_another_kind_is_an_error(pack):
    with pytest.raises(itr.MisuseError) as misused:
        itr.raw.engine_next_due(pack.handle)
    assert misused.value.code == "capi.wrong_handle"
    with pytest.raises(itr.MisuseError) as misused:
        itr.raw.engine_next_due(12345678)
    assert misused.value.code in ("capi.unknown_handle", "capi.closed_handle")


def test_limits_are_errors(engine, ann):
    with pytest.raises(itr.MisuseError) as misused:
        engine.take_effects(NINE, limit=itr.raw.MAX_PAGE + 1)
    assert misused.value.code == "capi.out_of_range"
    with pytest.raises(itr.MisuseError):
        engine.advance(datetime.max.replace(tzinfo=NINE.tzinfo))


def test_engines_are_used_by_many_threads_at_once(engine, ann):
    refused = []

    def work(n):
        for each in range(50):
            engine.execute(opening(ann, f"{n}-{each}"), NINE)
            try:
                engine.send("acme", f"{n}-{each}", "tell", ann, NINE)
            except itr.RejectedError as error:
                refused.append(error.code)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["event.unexpected"] * 200 and engine.counters().commands_total == 400
