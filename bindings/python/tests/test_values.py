"""Values go into documents and come out of them as they were."""
import json
import math
import os
import random
from collections import OrderedDict
from datetime import datetime, timedelta, timezone

import pytest

import itr
from desk import NINE, opening
from itr._values import write_data, write_document

TEXTS = ["", "$", "$int", "$map", "$time", "x", "Ms Chen 陈", '"\\', "\u2028", "1"]
NUMBERS = [0, -1, 1 << 53, (1 << 63) - 1, -(1 << 63), 1 << 63, (1 << 64) - 1]
DOUBLES = [0.0, -0.0, 1.0, 1e300, -1.5, math.inf, -math.inf, math.nan]


def random_key(chance):
    return chance.choice([chance.choice(TEXTS), chance.choice(NUMBERS), chance.random() < 0.5])


def random_value(chance, depth=0):
    kinds = [
        lambda: None, lambda: chance.random() < 0.5, lambda: chance.choice(NUMBERS), lambda: chance.choice(DOUBLES),
        lambda: chance.choice(TEXTS), lambda: chance.randbytes(chance.randrange(4)),
        lambda: datetime(chance.randrange(1, 9999), 5, 6, tzinfo=timezone.utc) + timedelta(microseconds=chance.randrange(1 << 40)),
        lambda: timedelta(microseconds=chance.randrange(-(1 << 50), 1 << 50)),
        lambda: [random_value(chance, depth + 1) for _ in range(chance.randrange(4))],
        lambda: {random_key(chance): random_value(chance, depth + 1) for _ in range(chance.randrange(4))},
        lambda: {chance.choice(TEXTS): random_value(chance, depth + 1)},
    ]
    return chance.choice(kinds[:-3] if depth > 4 else kinds)()


def same(one, other):
    """Also of one kind: 1, 1.0 and True are not the same."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return len(one) == len(other) and all(
            any(same(key, its) and same(one[key], other[its]) for its in other) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float):
        return math.copysign(1, one) == math.copysign(1, other) and (one == other or math.isnan(one) and math.isnan(other))
    return one == other


def test_what_is_given_is_what_comes_back():
    seed = int(os.environ.get("ITR_SEED", random.randrange(1 << 32)))
    print(f"ITR_SEED={seed}")
    chance = random.Random(seed)
    with itr.Expression("x", {"x": "dyn"}) as expression:
        for _ in range(2000):
            value = random_value(chance)
            back = expression.evaluate({"x": value})
            assert same(value, back), f"{value!r} came back as {back!r}"


@pytest.mark.parametrize("value", [{"$int": "5"}, {"$time": "x"}, {"$map": []}, {"$nothing": 1}, OrderedDict([("$double", "NaN")])])
def test_a_map_that_looks_like_a_tag_is_a_map(value):
    with itr.Expression("x", {"x": "dyn"}) as expression:
        assert expression.evaluate({"x": value}) == dict(value)


@pytest.mark.parametrize("key", [1.5, None, b"x", NINE, (1, 2)])
def test_a_key_that_no_map_can_have_is_an_error(engine, ann, key):
    with pytest.raises(TypeError, match="expected a key that is a text, an integer or a truth value"):
        write_document({"data": {"x": {key: 1}}})
    with pytest.raises(TypeError, match="expected a key that is a text, an integer or a truth value"):
        write_document({"data": {key: 1, "x": 2}})


@pytest.mark.parametrize("data", [{1: "a"}, {True: "a", "x": "b"}, {None: "a"}])
def test_the_name_of_a_field_is_a_text(engine, ann, data):
    engine.execute(opening(ann), NINE)
    with pytest.raises(TypeError, match="expected the name of a field as a text"):
        engine.send("acme", "T-1", "dispatch", ann, NINE, data=data)
    with pytest.raises((TypeError, itr.InvalidError)):
        engine.execute(opening(ann, "T-2", data=data), NINE)
    assert engine.get("acme", "T-1", ann, NINE).version == 1


def test_a_field_whose_name_looks_like_a_tag_is_a_field(engine, ann):
    engine.execute(opening(ann), NINE)
    with pytest.raises(itr.RejectedError) as refused:
        engine.send("acme", "T-1", "dispatch", ann, NINE, data={"$time": "2026-03-02T09:00:00Z"})
    assert refused.value.code == "data.unknown_field"


def test_data_are_written_as_documents_are():
    for data in ({}, {"a": "x"}, {"$a": "x"}, {"a": 1, "$b": {"$c": [NINE, math.nan]}}, {"a": {2: "b"}}):
        assert json.loads(write_data(data)) == json.loads(write_document(data))


def test_what_a_newer_library_tells_besides_is_left_alone():
    effect = itr.Effect.read({
        "key": "T-1:1", "kind": "notify", "ticket": "T-1", "tenant": "acme", "attempts": 0, "payload": {}, "taking": 1,
        "available_at": "2026-03-02T09:00:00Z", "priority": "high"})
    assert (effect.key, effect.attempts, effect.taking) == ("T-1:1", 0, 1)
